"""From hits to lanes: shares, precedence, capacity, quotas and the random control sample.

All profiles are asked (cumulative evaluation); then, in this order:

1. a hit counts when the lot falls on the profile's percentage;
2. the random control sample is drawn, whatever hit or not, for the mildest lawful check;
3. the strictest lane of what counts wins: red before yellow before blue before green;
4. where an office's capacity of a day is used up, the rest goes to the next milder lane: control sample
first, then by
   the profile's priority, then by lot;
5. where a lane has less than its expected share of the office's day, records are drawn from what would be
green.

The steps and the office's rates are those of ASYCUDA's selectivity (UNCTAD, functional manual, section 6).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chegara.profiling.methods.profiles.document import Lane, Profile
from chegara.profiling.methods.profiles.fields import Subject
from chegara.profiling.methods.selection.duck import Engine
from chegara.profiling.methods.selection.sample import CONTROL, QUOTA, SHARE, threshold

RANKS = {Lane.GREEN: 0, Lane.FIRST_LINE: 0, Lane.BLUE: 1, Lane.YELLOW: 2, Lane.RED: 3, Lane.SECOND_LINE: 3}
MILDEST_CHECK = {
    Subject.PERSON: Lane.SECOND_LINE,
    Subject.VEHICLE: Lane.YELLOW,
    Subject.CONSIGNMENT: Lane.YELLOW,
}
EVERY_OFFICE = "*"
DECISIONS = "decisions"
MOST_CONTROL = 100.0
_STRICTEST = 3


class PolicyRefusedError(ValueError):
    """The file of lanes is not as it must be; the message names the place and what to do."""


@dataclass(frozen=True, kw_only=True)
class Quota:
    """What one lane can take, and shall have, of an office's day; `office` may be `*`."""

    office: str
    lane: Lane
    capacity: int | None = None
    expected_percent: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How hits become lanes; without any, the strictest lane of the hits.

    `control_percent` of all records are drawn at random. For persons this is off until `legal_article` names
    the law that allows it.
    """

    control_percent: float = 0.0
    legal_article: str = ""
    quotas: tuple[Quota, ...] = ()

    def check(self, subject: Subject) -> None:
        """Refuse what the law or arithmetic does not allow.

        Raises:
            PolicyRefusedError: with what to do.
        """
        if not 0 <= self.control_percent <= MOST_CONTROL:
            raise PolicyRefusedError("control, percent: write a number from 0 to 100")
        if subject is Subject.PERSON and self.control_percent and not self.legal_article.strip():
            raise PolicyRefusedError(
                "control, legal_article: persons may be drawn at random only where a law allows it; "
                "enter the article, or leave the control sample off"
            )
        if subject is Subject.PERSON and self.quotas:
            raise PolicyRefusedError("quotas are for goods and vehicles, never for persons")
        if any(quota.lane in {Lane.GREEN, Lane.FIRST_LINE, Lane.SECOND_LINE} for quota in self.quotas):
            raise PolicyRefusedError("a quota is of the red, yellow or blue lane")


def read_policy(text: str) -> Policy:
    """Return the policy of a TOML file.

    >>> quota = '[[quota]]\\noffice = "*"\\nlane = "red"\\ncapacity = 20'
    >>> policy = read_policy(f"[control]\\npercent = 1\\n{quota}")
    >>> policy.control_percent, policy.quotas[0].capacity
    (1.0, 20)

    Raises:
        PolicyRefusedError: the text is no such file.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyRefusedError(f"the file of lanes is no TOML: {error}") from error
    unknown = set(told) - {"control", "quota"} or set(told.get("control", {})) - {"percent", "legal_article"}
    if unknown:
        raise PolicyRefusedError(f"{sorted(unknown)[0]} is not known in a file of lanes")
    control = told.get("control", {})
    try:
        quotas = tuple(_quota(number, entry) for number, entry in enumerate(told.get("quota", []), start=1))
        return Policy(
            control_percent=float(control.get("percent", 0)),
            legal_article=str(control.get("legal_article", "")),
            quotas=quotas,
        )
    except (TypeError, ValueError) as error:
        raise PolicyRefusedError(f"the file of lanes: {error}") from error


def _quota(number: int, entry: Mapping[str, Any]) -> Quota:
    unknown = set(entry) - {"office", "lane", "capacity", "expected_percent"}
    if unknown or "lane" not in entry:
        raise PolicyRefusedError(
            f"quota {number}: it has office, lane, capacity and expected_percent; lane must be there"
        )
    capacity = entry.get("capacity")
    quota = Quota(
        office=str(entry.get("office", EVERY_OFFICE)),
        lane=Lane(entry["lane"]),
        capacity=None if capacity is None else int(capacity),
        expected_percent=float(entry.get("expected_percent", 0)),
    )
    if (quota.capacity or 0) < 0 or not 0 <= quota.expected_percent <= MOST_CONTROL:
        raise PolicyRefusedError(f"quota {number}: capacity is 0 or more, expected_percent 0 to 100")
    return quota


def decide_lanes(engine: Engine, policy: Policy, seed: str) -> None:
    """Make the table `decisions` from the hits: one row a record, with lane, reason and probability.

    Raises:
        PolicyRefusedError: the policy is not allowed for the subject of the profiles.
    """
    policy.check(engine.subject)
    execute = engine.connection.execute
    _tables(engine, policy)
    execute("CREATE OR REPLACE TEMP TABLE drawing (control_share DOUBLE)")
    execute("INSERT INTO drawing VALUES (?)", [policy.control_percent / MOST_CONTROL])
    execute(_COUNTED, {"seed": seed, "share": SHARE})
    execute(_CONTROL, {"seed": seed, "arm": CONTROL, "below": threshold(policy.control_percent)})
    always = all(profile.percent >= MOST_CONTROL for profile in engine.profiles)
    execute(
        _CHOSEN.format(counting=_COUNTING_ALL if always else _COUNTING_SOME),
        {
            "control_rank": RANKS[MILDEST_CHECK[engine.subject]],
            "control_share": policy.control_percent / MOST_CONTROL,
        },
    )
    if policy.quotas:
        execute(_PLACES)
        execute(_PLACED)
        for rank in range(_STRICTEST, 0, -1):
            execute(_HELD_BACK, {"rank": rank, "seed": seed})
        execute(_DRAWN_UP, {"seed": seed, "arm": QUOTA})
    execute(_DECISIONS if policy.quotas else _DECISIONS_PLAIN)


def _tables(engine: Engine, policy: Policy) -> None:
    rows = [_told(number, profile) for number, profile in enumerate(engine.profiles)]
    names = ("number", "id", "version", "rank", "percent", "below", "priority")
    types = ("SMALLINT", "VARCHAR", "VARCHAR", "TINYINT", "DOUBLE", "VARCHAR", "INTEGER")
    engine.fill("told", names, types, rows)
    quotas = [(q.office, RANKS[q.lane], q.capacity, q.expected_percent) for q in policy.quotas]
    engine.fill(
        "quotas",
        ("office", "rank", "capacity", "expected"),
        ("VARCHAR", "TINYINT", "BIGINT", "DOUBLE"),
        quotas,
    )
    lanes = {0: Lane.GREEN, 1: Lane.BLUE, 2: Lane.YELLOW, 3: Lane.RED}
    if engine.subject is Subject.PERSON:
        lanes = {0: Lane.FIRST_LINE, 3: Lane.SECOND_LINE}
    told = [(rank, str(lane)) for rank, lane in lanes.items()]
    engine.fill("lane_names", ("rank", "lane"), ("TINYINT", "VARCHAR"), told)


def _told(number: int, profile: Profile) -> tuple[object, ...]:
    below = None if profile.percent >= MOST_CONTROL else threshold(profile.percent)
    rank = RANKS[profile.lane]
    return (number, profile.id, profile.version, rank, profile.percent, below, profile.priority)


_COUNTED = """
CREATE OR REPLACE TEMP TABLE counted AS
SELECT "row number", number FROM hits JOIN told USING (number) WHERE below IS NULL
UNION ALL
SELECT h."row number", h.number
FROM hits h JOIN told t USING (number) JOIN records r ON r."row number" = h."row number"
WHERE t.below IS NOT NULL AND substr(sha256($seed || ':' || $share || ':' || t.id || ':' || r.id), 1, 8) <
t.below
"""
_CONTROL = """
CREATE OR REPLACE TEMP TABLE control AS
SELECT "row number" FROM records
WHERE $below <> '00000000' AND substr(sha256($seed || ':' || $arm || ':' || id), 1, 8) < $below
"""
_COUNTING_SOME = """
    SELECT "row number", string_agg(id, ' ' ORDER BY number) AS selected_by, max(rank) AS rank,
        max(rank * 1000 + priority) % 1000 AS priority
    FROM counted JOIN told USING (number) GROUP BY "row number"
"""
# Where every hit counts, what was hit is what counts: joining texts in order is the dearest part of all.
_COUNTING_ALL = 'SELECT "row number", profiles AS selected_by, rank, priority FROM fired'
_CHOSEN = """
CREATE OR REPLACE TEMP TABLE chosen AS
WITH fired AS MATERIALIZED (
    SELECT "row number", string_agg(id, ' ' ORDER BY number) AS profiles,
        1 - product(1 - percent / 100.0) AS share, max(rank) AS rank,
        max(rank * 1000 + priority) % 1000 AS priority
    FROM hits JOIN told USING (number) GROUP BY "row number"
), counting AS ({counting})
SELECT coalesce(f."row number", c."row number") AS "row number", f.profiles, s.selected_by,
    c."row number" IS NOT NULL AS control,
    greatest(coalesce(s.rank, 0), CASE WHEN c."row number" IS NULL THEN 0 ELSE $control_rank END) AS rank,
    coalesce(s.priority, 0) AS priority,
    1 - (1 - coalesce(f.share, 0)) * (1 - $control_share) AS probability
FROM fired f
LEFT JOIN counting s ON s."row number" = f."row number"
FULL JOIN control c ON c."row number" = f."row number"
"""
_PLACES = """
CREATE OR REPLACE TEMP VIEW places AS
SELECT "row number", id, coalesce(office, post) AS place, day FROM records
"""
_PLACED = """
CREATE OR REPLACE TEMP TABLE placed AS
SELECT c.*, c.rank AS wanted, r.id, r.place, r.day, NULL::DOUBLE AS drawn_share
FROM chosen c JOIN places r ON r."row number" = c."row number"
"""
_HELD_BACK = """
CREATE OR REPLACE TEMP TABLE placed AS
WITH limits AS (
    SELECT p."row number", coalesce(own.capacity, every.capacity) AS capacity,
        row_number() OVER (
            PARTITION BY p.place, p.day
            ORDER BY p.control DESC, p.priority DESC, sha256($seed || ':capacity:' || p.id)
        ) AS turn
    FROM placed p
    LEFT JOIN quotas own ON own.office = p.place AND own.rank = $rank
    LEFT JOIN quotas every ON every.office = '*' AND every.rank = $rank
    WHERE p.rank = $rank
)
SELECT p.* REPLACE (CASE WHEN l.turn > l.capacity THEN p.rank - 1 ELSE p.rank END AS rank)
FROM placed p LEFT JOIN limits l ON l."row number" = p."row number"
"""
_DRAWN_UP = """
CREATE OR REPLACE TEMP TABLE drawn_up AS
WITH days AS (
    SELECT place, day, count(*) AS records FROM places GROUP BY ALL
), taken AS (
    SELECT place, day, rank, count(*) AS taken FROM placed WHERE rank > 0 GROUP BY ALL
), ranks AS (
    SELECT unnest([3, 2, 1])::TINYINT AS rank
), needs AS (
    SELECT d.place, d.day, k.rank,
        greatest(0, least(
            ceil(coalesce(own.expected, every.expected, 0) / 100 * d.records - 1e-9),
            coalesce(own.capacity, every.capacity, d.records)
        ) - coalesce(t.taken, 0))::BIGINT AS need
    FROM days d CROSS JOIN ranks k
    LEFT JOIN quotas own ON own.office = d.place AND own.rank = k.rank
    LEFT JOIN quotas every ON every.office = '*' AND every.rank = k.rank
    LEFT JOIN taken t ON t.place IS NOT DISTINCT FROM d.place AND t.day IS NOT DISTINCT FROM d.day AND t.rank
    = k.rank
), ends AS (
    SELECT *, sum(need) OVER (PARTITION BY place, day ORDER BY rank DESC) AS last,
        sum(need) OVER (PARTITION BY place, day) AS all_needs
    FROM needs WHERE need > 0
), green AS (
    SELECT r."row number", r.place, r.day,
        row_number() OVER (PARTITION BY r.place, r.day ORDER BY sha256($seed || ':' || $arm || ':' || r.id))
        AS turn, count(*) OVER (PARTITION BY r.place, r.day) AS pool
    FROM places r LEFT JOIN placed p ON p."row number" = r."row number"
    WHERE coalesce(p.rank, 0) = 0
)
SELECT g."row number", e.rank, least(1, e.all_needs / g.pool) AS drawn_share
FROM green g JOIN ends e ON e.place IS NOT DISTINCT FROM g.place AND e.day IS NOT DISTINCT FROM g.day
    AND g.turn > e.last - e.need AND g.turn <= e.last
"""
_DECISIONS = """
CREATE OR REPLACE TEMP VIEW decisions AS
SELECT r."row number", r.id,
    n.lane,
    CASE WHEN d.rank IS NOT NULL THEN 'quota'
        WHEN coalesce(p.rank, 0) = 0 AND p.wanted > 0 THEN 'capacity'
        WHEN p.selected_by IS NOT NULL THEN 'profile'
        WHEN p.control THEN 'control'
        WHEN p.profiles IS NOT NULL THEN 'not drawn'
        ELSE 'none' END AS reason,
    coalesce(p.profiles, '') AS profiles, coalesce(p.selected_by, '') AS selected_by,
    coalesce(p.control, FALSE) AS control,
    CASE WHEN p.wanted > p.rank THEN w.lane ELSE '' END AS held_back_from,
    1 - (1 - coalesce(p.probability, (SELECT control_share FROM drawing))) * (1 - coalesce(d.drawn_share, 0))
    AS probability
FROM records r
LEFT JOIN placed p ON p."row number" = r."row number"
LEFT JOIN drawn_up d ON d."row number" = r."row number"
LEFT JOIN lane_names n ON n.rank = coalesce(d.rank, p.rank, 0)
LEFT JOIN lane_names w ON w.rank = p.wanted
"""
_DECISIONS_PLAIN = """
CREATE OR REPLACE TEMP VIEW decisions AS
SELECT r."row number", r.id,
    n.lane,
    CASE WHEN p.selected_by IS NOT NULL THEN 'profile'
        WHEN p.control THEN 'control'
        WHEN p.profiles IS NOT NULL THEN 'not drawn'
        ELSE 'none' END AS reason,
    coalesce(p.profiles, '') AS profiles, coalesce(p.selected_by, '') AS selected_by,
    coalesce(p.control, FALSE) AS control,
    '' AS held_back_from,
    coalesce(p.probability, (SELECT control_share FROM drawing)) AS probability
FROM records r
LEFT JOIN chosen p ON p."row number" = r."row number"
LEFT JOIN lane_names n ON n.rank = coalesce(p.rank, 0)
"""
