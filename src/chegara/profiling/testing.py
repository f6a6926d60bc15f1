"""Trying a version of a profile on records, before anybody signs it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from chegara.organisation.models import CrossingPoint
from chegara.organisation.visibility import Viewer
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.methods.back_test import (
    confirmed_among,
    disparities,
    leak_check,
    most_innocent,
    overlaps,
)
from chegara.profiling.methods.profiles.closures import Ruleset
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import standard_catalogue
from chegara.profiling.methods.profiles.sentence import condition_sentence
from chegara.profiling.methods.profiles.tree import Group, conditions, fields_read
from chegara.profiling.methods.profiles.values import ValueRefusedError, day_of
from chegara.profiling.methods.synthetic import crossings
from chegara.profiling.models import ProfileVersion
from chegara.profiling.screening import active_profiles, profile_of

AUDITED = ("audit.sex", "audit.age", "audit.citizenship")
"""Attributes that an authority holds lawfully: read here to find discrimination, and by no profile."""

SYNTHETIC, DAYS, FIRST = 20_000, 90, date(2026, 1, 1)
MOST_RECORDS = 200_000
TRUE = frozenset({"1", "true", "yes", "да"})


def read_records(content: bytes) -> list[dict[str, Any]]:
    """The records of a csv file.

    Raises:
        ProfilingError: it is no such file, too long, or without the column time.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ProfilingError(_("The file is no csv in UTF-8: save it as such.")) from error
    if not rows or "time" not in rows[0]:
        raise ProfilingError(_("The records need a header row with the column time."))
    if len(rows) > MOST_RECORDS:
        raise ProfilingError(
            _("More than %(most)s records: try them with `chegara select`.") % {"most": MOST_RECORDS}
        )
    try:
        rows.sort(key=lambda row: row["time"])
        day_of(rows[0]["time"]), day_of(rows[-1]["time"])
    except ValueError as error:
        raise ProfilingError(_("Column time holds no dates such as 2026-11-25.")) from error
    return [{name: value or None for name, value in row.items() if name} for row in rows]


def synthetic_records(seed: int) -> list[dict[str, Any]]:
    """Synthetic travellers, the same for the same version so that two readers see the same figures."""
    codes = tuple(CrossingPoint.objects.order_by("code").values_list("code", flat=True)[:4]) or ("P1", "P2")
    return crossings(SYNTHETIC, first=FIRST, days=DAYS, posts=codes, rng=np.random.default_rng(seed))


def try_on(
    version: ProfileVersion, records: Sequence[Mapping[str, Any]], *, prevalence: float, viewer: Viewer
) -> dict[str, Any]:
    """Return what the version would have done, as JSON; `prevalence` is a share, 0 to 1.

    Raises:
        ProfilingError: a value is of another kind than its field.
    """
    profile = profile_of(version)
    try:
        fired = _fired(profile, records)
        others = {
            row.code: _fired(other, records)
            for row, other in active_profiles(viewer, profile.subject, version.profile.valid_from)
            if row.pk != version.profile_id
        }
        each = _each_condition(profile, records)
    except ValueRefusedError as error:
        raise ProfilingError(str(error)) from error
    attributes = {
        name.removeprefix("audit."): [str(record.get(name) or "") for record in records]
        for name in AUDITED
        if any(record.get(name) for record in records)
    }
    days = (day_of(records[-1]["time"]) - day_of(records[0]["time"])).days + 1
    share = sum(fired) / len(records)
    result: dict[str, Any] = {
        "records": len(records),
        "days": days,
        "first": f"{day_of(records[0]['time']):%d.%m.%Y}",
        "last": f"{day_of(records[-1]['time']):%d.%m.%Y}",
        "selected": sum(fired),
        "a_day": sum(fired) / days,
        "prevalence": prevalence,
        "innocent": most_innocent(share, prevalence),
        "disparities": [asdict(one) for one in disparities(fired, attributes)],
        "proxies": _proxies(each, attributes),
        "overlaps": [asdict(one) for one in overlaps(fired, others)],
    }
    if any(record.get("label") not in (None, "") for record in records):
        labels = [str(record.get("label")).strip().lower() in TRUE for record in records]
        contents = [tuple(str(record.get(name)) for name in fields_read(profile.when)) for record in records]
        result |= {
            "labelled": sum(labels),
            "found": sum(a and b for a, b in zip(fired, labels, strict=True)),
            "confirmed": asdict(confirmed_among(fired, labels)),
            "leak": asdict(leak_check(contents, labels, fired)),
        }
    return result


def _fired(profile: Profile, records: Sequence[Mapping[str, Any]]) -> list[bool]:
    rules = Ruleset([profile], standard_catalogue(), {})
    (rule,) = rules.rules
    return [rule.fires(rules.typed(record)) for record in records]


def _each_condition(
    profile: Profile, records: Sequence[Mapping[str, Any]]
) -> list[tuple[dict[str, str], list[bool]]]:
    """Each condition alone, over all records."""
    found = []
    for _path, condition in conditions(profile.when):
        alone = replace(profile, when=Group(profile.when.combinator, (condition,)), offices=())
        words = {language: condition_sentence(condition, language) for language in ("en", "ru")}
        found.append((words, _fired(alone, records)))
    return found


def _proxies(
    each: list[tuple[dict[str, str], list[bool]]], attributes: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """Conditions that pick out a group, whatever they are called."""
    return [
        {"words": words, **asdict(one)}
        for words, fired in each
        for one in disparities(fired, attributes)
        if one.alarm
    ]
