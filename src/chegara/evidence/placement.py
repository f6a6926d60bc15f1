"""Where a file's rows lie: each spelling of a place is resolved once, and what came of it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from chegara.evidence.methods.rows import ReportedRow
from chegara.organisation.methods.placing import Kind, Resolution, Rule
from chegara.organisation.models import State
from chegara.organisation.queries import Places

MOST_SPELLINGS = 5_000
"""So many different spellings of one import are resolved by all rules; what comes after must be exact."""

Where: TypeAlias = tuple[int | None, int | None, int | None]
"""The keys of crossing point, border section and division."""

SURE_OF_FREE_TEXT = {Rule.EXACT, Rule.DECISION}
NO_PLACE = Resolution()


@dataclass
class Spelling:
    """One spelling: what it was resolved to, and how many rows have it."""

    found: Resolution
    rows: int = 0


class Placement:
    """Places the rows of one import."""

    def __init__(self, country: State) -> None:
        self.places = Places(country)
        self.spellings: dict[tuple[str, str, bool], Spelling] = {}
        self._beyond: Counter[tuple[str, str]] = Counter()

    def of(self, row: ReportedRow) -> Where:
        """Return where a row lies, by its own columns and else by what its free text says surely.

        A point lies in a division of its own: free text is asked for one only where there is no point.
        """
        point = self._place(Kind.POINT, row.point)
        if point is None and row.place:
            point = self._place(Kind.POINT, row.place, free=True)
        division = self._place(Kind.DIVISION, row.division)
        if row.place and not row.division and point is None:
            division = self._place(Kind.DIVISION, row.place, free=True)
        return point, self._place(Kind.SECTION, row.section), division

    def _place(self, column: Kind, text: str, *, free: bool = False) -> int | None:
        if not text:
            return None
        known = self.spellings.get((column, text, free))
        if known is None:
            if len(self.spellings) >= MOST_SPELLINGS:
                return self._exactly(column, text, free)
            resolve = free_text if free else Places.resolve
            known = self.spellings[column, text, free] = Spelling(resolve(self.places, column, text))
        known.rows += 1
        return known.found.key

    def _exactly(self, column: Kind, text: str, free: bool) -> int | None:
        found = self.places.exact(column, text)
        if found is None:
            self._beyond[column, text] += not free
            return None
        return found.key

    def unplaced(self) -> Iterator[tuple[str, str, int, Resolution]]:
        """Yield column, text, number of rows and candidates of each spelling without a place."""
        for (column, text, free), spelling in self.spellings.items():
            found = spelling.found
            if found.key is None and found.rule is not Rule.DECISION and (found.post or not free):
                yield column, text, spelling.rows, found
        for (column, text), number in self._beyond.items():
            if number:
                yield column, text, number, NO_PLACE

    def written(self, batch: int) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of each `WrittenPlace`, in the order of its table; no text that is no place."""
        for (column, text, free), spelling in self.spellings.items():
            found = spelling.found
            if not free or found.rule or found.post:
                yield batch, str(column), text[:200], free, spelling.rows, found.key, found.rule.value


def free_text(places: Places, column: str, text: str) -> Resolution:
    """Return which place of a column a free text names surely; a doubt only where it calls itself a post.

    A village may be called like a point that lies elsewhere: a spelling that is not exact names a point only
    where the text says that it is one.
    """
    found = places.resolve(column, text)
    if column == Kind.POINT:
        return found if found.post or found.rule in SURE_OF_FREE_TEXT else NO_PLACE
    sure = {*SURE_OF_FREE_TEXT, Rule.PART} if found.post else {*SURE_OF_FREE_TEXT, Rule.PART, Rule.SOUND}
    return found if found.rule in sure else NO_PLACE


def where_of(places: Places, point: str, division: str, free: str) -> dict[str, int | None]:
    """Return a row's point and division by its own columns and its free text, as `Placement` does."""
    at = places.point(point) if point else None
    if at is None and free:
        at = free_text(places, Kind.POINT, free).key
    within = places.division(division) if division else None
    if not division and free and at is None:
        within = free_text(places, Kind.DIVISION, free).key
    return {"point": at, "division": within}
