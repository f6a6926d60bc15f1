"""Named lists that profiles join: keys with validity, and the vetting of what they hold."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from chegara.common.refusals import Refused, Said
from chegara.common.refusals import gettext_noop as _
from chegara.profiling.methods.profiles.fields import Field, Subject
from chegara.profiling.methods.profiles.problems import Problem
from chegara.profiling.methods.profiles.protected import Ground, protected_content, protected_ground

COLUMNS = ("key", "valid_from", "valid_to", "source")
FIRST_DAY, LAST_DAY = dt.date(1, 1, 1), dt.date(9999, 12, 31)


class ListRefusedError(Refused):
    """A list's file is not as it must be; the message names row, column and what to do."""


@dataclass(frozen=True)
class Entry:
    """One key of a list, from `valid_from` to `valid_to`, both included."""

    key: str
    valid_from: dt.date = FIRST_DAY
    valid_to: dt.date = LAST_DAY
    source: str = ""


@dataclass(frozen=True)
class NamedList:
    """Keys, each valid for its time."""

    name: str
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, name: str, keys: list[str] | tuple[str, ...]) -> NamedList:
        """Return a list of keys that are always valid."""
        return cls(name, tuple(Entry(key) for key in keys))

    @cached_property
    def periods(self) -> dict[str, list[tuple[dt.date, dt.date]]]:
        """For each key its periods, in order and apart from each other."""
        found: dict[str, list[tuple[dt.date, dt.date]]] = {}
        for entry in sorted(self.entries, key=lambda each: (each.key, each.valid_from)):
            periods = found.setdefault(entry.key, [])
            if periods and entry.valid_from <= _day_after(periods[-1][1]):
                periods[-1] = (periods[-1][0], max(periods[-1][1], entry.valid_to))
            else:
                periods.append((entry.valid_from, entry.valid_to))
        return found

    @cached_property
    def timeless(self) -> bool:
        """Whether every key is valid for all time, so that the record's day does not matter."""
        return all(periods == [(FIRST_DAY, LAST_DAY)] for periods in self.periods.values())

    @cached_property
    def _grounds(self) -> dict[tuple[str, bool], Ground | None]:
        return {}

    def gives_away(self, subject: str, *, places: bool) -> Ground | None:
        """Return what the keys give away of people, or None; worked out once, for many profiles join a
        list."""
        asked = (subject, places)
        if asked not in self._grounds:
            self._grounds[asked] = protected_content(self.periods, subject, places=places)
        return self._grounds[asked]

    def holds(self, key: str, day: dt.date | None) -> bool:
        """Return whether a key is valid on a day; on an unknown day only what has no first day counts."""
        day = day or FIRST_DAY
        periods = self.periods.get(key)
        if periods is None:
            return False
        return any(begin <= day <= end for begin, end in periods)


Lists = Mapping[str, NamedList]


def _day_after(day: dt.date) -> dt.date:
    return day if day == LAST_DAY else day + dt.timedelta(days=1)


def read_list(name: str, text: str) -> NamedList:
    """Return the list of a csv file with the column key and, where wanted, valid_from, valid_to, source.

    Raises:
        ListRefusedError: a heading or a row is not as it must be.
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        headings = next(rows, [])
        if "key" not in headings or not set(headings) <= set(COLUMNS) or len(set(headings)) < len(headings):
            raise ListRefusedError(
                _("list %(list)s, row 1: the columns are %(columns)s; key must be there"),
                list=name,
                columns=", ".join(COLUMNS),
            )
        entries = [
            _entry(name, number, headings, row) for number, row in enumerate(rows, start=2) if any(row)
        ]
    except csv.Error as error:
        raise ListRefusedError(
            _("list %(list)s is no csv file: %(error)s"), list=name, error=error
        ) from error
    return NamedList(name, tuple(entries))


def _entry(name: str, number: int, headings: list[str], row: list[str]) -> Entry:
    place = Said(_("list %(list)s, row %(row)s"), {"list": name, "row": number})
    if len(row) != len(headings):
        raise ListRefusedError(
            _("%(place)s: %(cells)s cells for %(columns)s columns"),
            place=place,
            cells=len(row),
            columns=len(headings),
        )
    cells = dict(zip(headings, (cell.strip() for cell in row), strict=True))
    if not cells["key"]:
        raise ListRefusedError(_("%(place)s, column key: it is blank"), place=place)
    days = {}
    for column, default in (("valid_from", FIRST_DAY), ("valid_to", LAST_DAY)):
        try:
            days[column] = dt.date.fromisoformat(cells[column]) if cells.get(column) else default
        except ValueError as error:
            raise ListRefusedError(
                _("%(place)s, column %(column)s: “%(value)s” is no date such as 2026-11-01"),
                place=place,
                column=column,
                value=cells[column],
            ) from error
    if days["valid_from"] > days["valid_to"]:
        raise ListRefusedError(_("%(place)s: it ends before it begins"), place=place)
    return Entry(cells["key"], days["valid_from"], days["valid_to"], cells.get("source", ""))


def write_list(named: NamedList) -> str:
    """Return the csv file of a list."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in named.entries:
        first = "" if entry.valid_from == FIRST_DAY else entry.valid_from.isoformat()
        last = "" if entry.valid_to == LAST_DAY else entry.valid_to.isoformat()
        writer.writerow((entry.key, first, last, entry.source))
    return file.getvalue()


def list_problems(field: Field, name: str, named: NamedList | None, subject: Subject) -> list[Problem]:
    """Return what is wrong with joining a list to a field: absent, of another shape, or giving people
    away."""
    where = f"lists/{name}"
    if named is None:
        return [Problem(where, "list_absent", {"list": name})]
    found = []
    ground = protected_ground(re.sub("-", " ", name), subject)
    keys = list(named.periods)
    ground = ground or named.gives_away(subject, places=field.name not in {"post", "office"})
    if ground is not None:
        found.append(Problem(where, "protected_list", {"list": name, "ground": ground}, absolute=True))
    other = [key for key in keys if not field.fits(key)]
    if other:
        found.append(Problem(where, "list_shape", {"list": name, "value": other[0], "count": len(other)}))
    if not keys:
        found.append(Problem(where, "list_empty", {"list": name}))
    return found
