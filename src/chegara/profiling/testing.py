"""Trying a version of a profile on records, before anybody signs it.

The records are asked by the same engine that selects, so that what windows count and what lists hold is read as
it would be. The profile, each of its conditions alone and the other active profiles are asked together.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.common.refusals import Refused
from chegara.organisation.models import CrossingPoint
from chegara.organisation.visibility import Viewer
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.choices import POSITIVE, CheckState
from chegara.profiling.facts import facts_of
from chegara.profiling.joining import current_versions, lists_named, lists_of
from chegara.profiling.methods.ages import age_band
from chegara.profiling.methods.back_test import (
    confirmed_among,
    disparities,
    leak_check,
    most_innocent,
    overlaps,
)
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import standard_catalogue
from chegara.profiling.methods.profiles.sentence import condition_sentence
from chegara.profiling.methods.profiles.tree import Condition, Group, conditions
from chegara.profiling.methods.proxies import bounds, proxies
from chegara.profiling.methods.selection.duck import Engine, connect
from chegara.profiling.methods.selection.files import Source
from chegara.profiling.methods.selection.plan import ROW
from chegara.profiling.methods.selection.records import MOMENT
from chegara.profiling.methods.synthetic import crossings
from chegara.profiling.models import Check, ProfileVersion
from chegara.profiling.presenters.refusals import spoken
from chegara.profiling.screening import active_profiles, profile_of

AUDIT, LABEL = "audit.", "label"
AUDITED = ("sex", "age", "citizenship", "residence", "registration", "origin", "importer_size")
"""Attributes that an authority holds lawfully: read here to find discrimination, and by no profile."""

SYNTHETIC, DAYS, FIRST = 20_000, 90, date(2026, 1, 1)
MOST_RECORDS = 200_000
TRUE = frozenset({"1", "true", "yes", "да"})
MEMORY = "2GB"


def synthetic_records(seed: int) -> list[dict[str, Any]]:
    """Synthetic travellers, the same for the same version so that two readers see the same figures."""
    codes = tuple(CrossingPoint.objects.order_by("code").values_list("code", flat=True)[:4]) or ("P1", "P2")
    return crossings(SYNTHETIC, first=FIRST, days=DAYS, posts=codes, rng=np.random.default_rng(seed))


def own_checks(viewer: Viewer) -> list[dict[str, Any]]:
    """Closed checks of travellers whose data are still held, with what was found and the lawful attributes.

    Raises:
        ProfilingError: there is none.
    """
    rows = (
        Check.objects.visible_to(viewer)
        .filter(state=CheckState.CLOSED, document__has_key="surname")
        .select_related("point")
        .order_by("at")[:MOST_RECORDS]
    )
    made = []
    for check in rows:
        day = timezone.localdate(check.at)
        made.append(
            {
                "time": timezone.localtime(check.at).replace(tzinfo=None).isoformat(),
                "post": check.point.code,
                **facts_of(check.document, day),
                **check.facts,
                "audit.sex": check.document.get("sex", ""),
                "audit.age": age_band(check.document.get("birth", ""), day),
                "audit.citizenship": check.document.get("nationality", ""),
                LABEL: check.outcome in POSITIVE,
            }
        )
    if not made:
        raise ProfilingError(_("No closed check holds personal data any more: choose a file of records."))
    return made


def try_on(
    version: ProfileVersion, records: Sequence[Mapping[str, Any]], *, prevalence: float, viewer: Viewer
) -> dict[str, Any]:
    """Return what the version would have done on records told as dictionaries; see `try_file`."""
    columns = list(dict.fromkeys(name for record in records for name in record))
    with tempfile.TemporaryDirectory(prefix="chegara-") as folder:
        place = Path(folder) / "records.csv"
        with place.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(records)
        return try_file(version, Source(path=place), prevalence=prevalence, viewer=viewer)


def try_file(version: ProfileVersion, source: Source, *, prevalence: float, viewer: Viewer) -> dict[str, Any]:
    """Return what the version would have done, as JSON; `prevalence` is a share, 0 to 1.

    Raises:
        ProfilingError: the file cannot be read, is too long, or a value is of another kind than its field.
    """
    profile = profile_of(version)
    agency = version.profile.owner_agency_id
    others = [
        (row, other)
        for row, other in active_profiles(viewer, profile.subject, version.profile.valid_from)
        if row.pk != version.profile_id and row.owner_agency_id == agency
    ]
    alone = [condition for _path, condition in conditions(profile.when)]
    asked = [profile, *(_only(profile, one) for one in alone), *(other for _row, other in others)]
    try:
        tried = _tried([_always(one) for one in asked], source, agency)
    except Refused as error:
        raise ProfilingError(spoken(error.said)) from error
    fired, each, other_hits = tried.hits[0], tried.hits[1 : len(alone) + 1], tried.hits[len(alone) + 1 :]
    share = float(fired.mean())
    return {
        "records": len(fired),
        "days": tried.days,
        "first": f"{tried.first:%d.%m.%Y}",
        "last": f"{tried.last:%d.%m.%Y}",
        "selected": int(fired.sum()),
        "a_day": float(fired.sum()) / tried.days,
        "prevalence": prevalence,
        "innocent": most_innocent(share, prevalence),
        "disparities": [asdict(one) for one in disparities(fired.tolist(), tried.attributes)],
        "proxy": _proxy_test(alone, each, tried.attributes, len(fired)),
        "lists": _lists_used(version),
        "overlaps": [
            asdict(one)
            for one in overlaps(
                fired.tolist(),
                {row.code: hits.tolist() for (row, _o), hits in zip(others, other_hits, strict=True)},
            )
        ],
        **_labelled(tried, fired.tolist()),
    }


def _lists_used(version: ProfileVersion) -> dict[str, str]:
    """The lists that the version joins, with the hash of what they held."""
    current = current_versions(version.profile.owner_agency_id)
    return {name: current[name].file.sha256 for name in lists_named(version.content) if name in current}


def _only(profile: Profile, condition: Condition) -> Profile:
    """A condition alone, over all records."""
    return replace(profile, when=Group(profile.when.combinator, (condition,)), offices=())


def _always(profile: Profile) -> Profile:
    """The profile as if it had been in force at every record's time."""
    return replace(profile, valid_from=date.min, valid_to=date.max)


@dataclass(frozen=True)
class Tried:
    """What came of asking: hits by profile and record in the order of time, and what the records hold besides."""

    hits: np.ndarray[Any, np.dtype[np.bool_]]
    first: date
    last: date
    attributes: dict[str, list[str]]
    labels: list[bool] | None
    contents: list[tuple[Any, ...]]

    @property
    def days(self) -> int:
        """The days from the first record to the last."""
        return (self.last - self.first).days + 1


def _tried(asked: Sequence[Profile], source: Source, agency: int) -> Tried:
    with (
        tempfile.TemporaryDirectory(prefix="chegara-") as folder,
        connect(memory=MEMORY, folder=Path(folder)) as connection,
    ):
        engine = Engine(connection, asked, standard_catalogue(), lists_of(agency))
        engine.read(source)
        order = [
            row
            for (row,) in engine.run(f'SELECT "{ROW}" FROM records ORDER BY {MOMENT}, "{ROW}"').fetchall()  # noqa: S608 - own names
        ]
        _check_length(len(order))
        engine.prepare()
        engine.decide()
        hits = np.zeros((len(asked), len(order)), dtype=np.bool_)
        rows, numbers = _columns(engine.run(f'SELECT "{ROW}", number FROM hits').fetchall())  # noqa: S608
        hits[numbers, rows] = True
        first, last = engine.run(f"SELECT min({MOMENT}), max({MOMENT}) FROM records").fetchone()  # noqa: S608
        if first is None:
            raise ProfilingError(_("Column time holds no dates such as 2026-11-25."))
        attributes, labels, contents = _besides(engine, order)
    return Tried(hits[:, order], first.date(), last.date(), attributes, labels, contents)


def _columns(rows: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [row for row, _number in rows], [number for _row, number in rows]


def _check_length(count: int) -> None:
    if not count:
        raise ProfilingError(_("The file holds no record."))
    if count > MOST_RECORDS:
        raise ProfilingError(_("More than %(most)s records: try a part of them.") % {"most": MOST_RECORDS})


def _besides(
    engine: Engine, order: list[int]
) -> tuple[dict[str, list[str]], list[bool] | None, list[tuple[Any, ...]]]:
    """What the records hold beside the fields: lawful attributes, labels, and all that describes each."""
    names = [name for name in engine.columns.types if name != ROW]
    quoted = ", ".join('"{}"'.format(name.replace('"', '""')) for name in names)
    rows = engine.run(f'SELECT {quoted} FROM "raw records" ORDER BY "{ROW}"').fetchall()  # noqa: S608 - the file's own names
    rows = [rows[at] for at in order]
    lower = {name.lower(): at for at, name in enumerate(names)}
    attributes = {
        name: [str(row[lower[AUDIT + name]] or "") for row in rows]
        for name in AUDITED
        if AUDIT + name in lower and any(row[lower[AUDIT + name]] for row in rows)
    }
    label = lower.get(LABEL)
    labels = None
    if label is not None and any(row[label] not in (None, "") for row in rows):
        labels = [str(row[label]).strip().lower() in TRUE for row in rows]
    left_out = {engine.columns.id, engine.columns.time}
    told = [
        at for at, name in enumerate(names)
        if name not in left_out and name.lower() != LABEL and not name.lower().startswith(AUDIT)
    ]  # fmt: skip
    return attributes, labels, [tuple(row[at] for at in told) for row in rows]


def _labelled(tried: Tried, fired: list[bool]) -> dict[str, Any]:
    if tried.labels is None:
        return {}
    return {
        "labelled": sum(tried.labels),
        "found": sum(a and b for a, b in zip(fired, tried.labels, strict=True)),
        "confirmed": asdict(confirmed_among(fired, tried.labels)),
        "leak": asdict(leak_check(tried.contents, tried.labels, fired)),
    }


def _proxy_test(
    alone: Sequence[Condition], each: Any, attributes: Mapping[str, Sequence[str]], records: int
) -> dict[str, Any]:
    """Hold each condition against the attributes; what a condition says openly is no proxy for it."""
    told = bounds()
    found = proxies(
        [hits.tolist() for hits in each],
        attributes,
        stands_for=told["stands_for"],
        fewest_met=told["fewest_met"],
    )
    rows = []
    for number, (condition, hits) in enumerate(zip(alone, each, strict=True)):
        groups = [
            {
                "attribute": one.attribute, "group": one.group, "met": one.met, "records": one.records,
                "ratio": asdict(one.ratio), "stands": one.stands,
                "open": condition.field in told["open"].get(one.attribute, ()),
            }
            for one in found
            if one.condition == number
        ]  # fmt: skip
        rows.append(
            {
                "words": {language: condition_sentence(condition, language) for language in ("en", "ru")},
                "met": int(hits.sum()),
                "too_few": int(hits.sum()) < told["fewest_met"],
                "groups": groups,
            }
        )
    return {"records": records, "attributes": sorted(attributes), "conditions": rows}
