"""One selection from beginning to end: profiles and records in, decisions and hits out as files."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chegara.profiling.methods.profiles.bundle import Bundle
from chegara.profiling.methods.profiles.closures import Decision, Ruleset
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import Subject
from chegara.profiling.methods.profiles.tree import fields_read
from chegara.profiling.methods.profiles.values import TIME
from chegara.profiling.methods.selection.duck import Engine, Progress, Source, connect
from chegara.profiling.methods.selection.lanes import Policy, decide_lanes
from chegara.profiling.methods.selection.plan import needed_fields, reads_windows
from chegara.profiling.methods.selection.records import RecordsRefusedError, absent

_DECISIONS = (
    "SELECT id, lane, reason, profiles, selected_by, control::TINYINT AS control, held_back_from, "
    'round(probability, 6) AS probability FROM decisions ORDER BY "row number"'
)
_HITS = (
    "SELECT r.id, t.id AS profile, t.version, l.lane, (c.number IS NOT NULL)::TINYINT AS counted "
    'FROM hits h JOIN told t USING (number) JOIN records r USING ("row number") '
    "LEFT JOIN lane_names l ON l.rank = t.rank "
    'LEFT JOIN counted c ON c."row number" = h."row number" AND c.number = h.number '
    'ORDER BY h."row number", t.number'
)


class SelectionRefusedError(ValueError):
    """A selection that may not be or cannot be; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is selected from what; `out` and `hits` are csv or Parquet by their suffix.

    `without` are fields that profiles read and these records do not hold: missing in each of them.
    `trial` lets profiles without two approvals through: for invented records and public lists only.
    """

    bundle: Bundle
    records: Source
    out: Path
    hits: Path | None = None
    history: Source | None = None
    policy: Policy = field(default_factory=Policy)
    seed: str = ""
    subject: Subject | None = None
    trial: bool = False
    memory: str | None = None
    threads: int | None = None
    traced: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What came of a selection: records read, records a lane, hits a profile, and the traces asked for."""

    records: int
    lanes: dict[str, int]
    hits: dict[str, int]
    traces: dict[str, list[Decision]]


def chosen(bundle: Bundle, subject: Subject | None, *, trial: bool) -> list[Profile]:
    """Return the profiles that are asked.

    Raises:
        SelectionRefusedError: there is none, they are of several subjects, or one lacks its two approvals.
    """
    profiles = [each for each in bundle.profiles if subject in {None, each.subject}]
    if not profiles:
        raise SelectionRefusedError("there is no profile for these records")
    subjects = sorted({each.subject for each in profiles})
    if len(subjects) > 1:
        raise SelectionRefusedError(
            f"the profiles are of {' and '.join(subjects)}: say of which with --subject"
        )
    unsigned = [each.id for each in profiles if not each.approved()]
    if unsigned and not trial:
        raise SelectionRefusedError(
            f"profile {unsigned[0]} lacks two approvals of this version by others than its author"
            f"{f' ({len(unsigned)} such profiles)' if len(unsigned) > 1 else ''}; as a trial on invented "
            "records it may be asked without"
        )
    return profiles


def select(request: Request, progress: Progress | None = None) -> Summary:
    """Select and write the files.

    Raises:
        SelectionRefusedError: the profiles may not be asked, or drawing by lot has no seed.
        RecordsRefusedError: the records cannot be read.
        PolicyRefusedError: the lanes are not allowed.
    """
    profiles = chosen(request.bundle, request.subject, trial=request.trial)
    with (
        tempfile.TemporaryDirectory(prefix="chegara-") as folder,
        connect(memory=request.memory, threads=request.threads, folder=Path(folder)) as connection,
    ):
        engine = Engine(
            connection,
            profiles,
            request.bundle.catalogue,
            request.bundle.lists,
            places=bool(request.policy.quotas),
        )
        engine.read(request.records, history=request.history)
        check_present(engine, request)
        engine.prepare()
        engine.decide(progress)
        return finish(engine, request)


def check_present(engine: Engine, request: Request) -> None:
    """Refuse records that lack a field which profiles read, unless the request says so.

    Raises:
        RecordsRefusedError: naming the field, a profile that reads it, and the columns that there are.
    """
    missing = absent(engine.columns, engine.fields, engine.catalogue)
    missing = [name for name in missing if name not in request.without]
    if not missing:
        return
    name, columns = missing[0], engine.columns
    reading = next((each.id for each in engine.profiles if name in fields_read(each.when)), None)
    by = f"profile {reading} reads" if reading else "profiles or quotas of an office need"
    more = f"; nor is there {', '.join(missing[1:])}" if missing[1:] else ""
    raise RecordsRefusedError(
        f"{request.records.path}: no column holds {name} ({engine.catalogue[name].en}), which {by}{more}. "
        f"The columns are {', '.join(columns.types)}. Name one {name}, map one with --columns, or say with "
        f"--without {' '.join(missing)} that these records do not hold it"
    )


def finish(engine: Engine, request: Request) -> Summary:
    """Turn the hits of an engine into lanes, write the files and sum up.

    Raises:
        PolicyRefusedError: the lanes are not allowed.
        SelectionRefusedError: drawing by lot has no seed.
    """
    profiles, policy = engine.profiles, request.policy
    by_lot = policy.control_percent or policy.quotas or any(p.percent < 100 for p in profiles)
    if by_lot and not request.seed:
        raise SelectionRefusedError(
            "drawing by lot needs a secret seed: make one with `chegara profiles seed`"
        )
    decide_lanes(engine, policy, request.seed)
    _write(engine, _DECISIONS, request.out)
    if request.hits:
        _write(engine, _HITS, request.hits)
    return _summary(engine, request.traced)


def _write(engine: Engine, query: str, path: Path) -> None:
    target = str(path).replace("'", "''")
    form = "(FORMAT parquet)" if path.suffix.lower() == ".parquet" else "(FORMAT csv, HEADER)"
    engine.run(f"COPY ({query}) TO '{target}' {form}")


def _summary(engine: Engine, traced: Sequence[str]) -> Summary:
    lanes = dict(engine.run("SELECT lane, count(*) FROM decisions GROUP BY lane ORDER BY lane").fetchall())
    found = dict(engine.run("SELECT number, count(*) FROM hits GROUP BY number").fetchall())
    return Summary(
        records=sum(lanes.values()),
        lanes=lanes,
        hits={profile.id: found.get(number, 0) for number, profile in enumerate(engine.profiles)},
        traces={name: traces(engine, name) for name in traced},
    )


def traces(engine: Engine, record: str) -> list[Decision]:
    """Return the full trace of a record of the file: every profile, every condition, the value read.

    Raises:
        SelectionRefusedError: no record has this id.
    """
    values = _one(engine, "SELECT * FROM records WHERE id = $1 LIMIT 1", record)
    if values is None:
        raise SelectionRefusedError(f"no record has the id {record}")
    if any(reads_windows(profile, engine.catalogue) for profile in engine.profiles):
        prepared = 'SELECT * FROM prepared WHERE "row number" = $1 LIMIT 1'
        values |= _one(engine, prepared, values["row number"]) or {}
    read = dict.fromkeys(needed_fields(engine.profiles, places=True)) | values
    moment: dt.datetime | None = values["moment"]
    read[TIME] = moment
    rules = Ruleset(engine.profiles, engine.catalogue, engine.lists)
    return [
        rule.trace(read) for rule in rules.rules if moment is None or rule.profile.in_force(moment.date())
    ]


def _one(engine: Engine, query: str, value: object) -> dict[str, Any] | None:
    answer = engine.connection.execute(query, [value])
    names = [each[0] for each in answer.description]
    row = answer.fetchone()
    return None if row is None else dict(zip(names, row, strict=True))
