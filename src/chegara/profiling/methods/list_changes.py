"""What changed between two versions of a watchlist, and how well an entry tells one person from a
namesake."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chegara.profiling.methods.watchlists.entry import DAY, YEAR, BirthDate, Document, ListedName, ListEntry


@dataclass(frozen=True)
class Changes:
    """Numbers in the list of entries that are new, changed and gone."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Compare two versions, each the content by the number in the list.

    >>> compare({"1": "a", "2": "b"}, {"2": "c", "3": "d"})
    Changes(added=('3',), changed=('2',), removed=('1',))
    """
    return Changes(
        tuple(key for key in after if key not in before),
        tuple(key for key, value in after.items() if key in before and before[key] != value),
        tuple(key for key in before if key not in after),
    )


def quality_of(entry: ListEntry) -> str:
    """A: a whole date of birth and a document; B: a whole date of birth; C: a year or a document; D: a name
    only."""
    precise = {birth.precision for birth in entry.births if not birth.approximate}
    if DAY in precise:
        return "A" if entry.documents else "B"
    return "C" if entry.documents or precise & {YEAR, "month"} else "D"


def plain(entry: ListEntry) -> dict[str, Any]:
    """An entry as JSON holds it."""
    told = dataclasses.asdict(entry)
    for name in ("listed_on", "expires_on"):
        told[name] = told[name].isoformat() if told[name] else None
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}


def restored(told: Mapping[str, Any]) -> ListEntry:
    """The entry that `plain` has made flat."""
    days = {
        name: date.fromisoformat(told[name]) if told[name] else None for name in ("listed_on", "expires_on")
    }
    return ListEntry(
        **{
            **told,
            **days,
            "names": tuple(ListedName(**one) for one in told["names"]),
            "births": tuple(BirthDate(**one) for one in told["births"]),
            "documents": tuple(Document(**one) for one in told["documents"]),
            **{name: tuple(told[name]) for name in ("nationalities", "birth_places", "places")},
        }
    )


def unique(entries: Iterable[ListEntry]) -> dict[str, ListEntry]:
    """Entries by their number in the list; a number that comes again is told apart by a point and a count."""
    found: dict[str, ListEntry] = {}
    for entry in entries:
        key, count = entry.id, 1
        while key in found:
            count += 1
            key = f"{entry.id}.{count}"
        found[key] = dataclasses.replace(entry, id=key)
    return found
