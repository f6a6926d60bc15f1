"""Tables of keys: every set of values that a statement asks of one field, as bits joined once.

A list of 25,000 importers, a second one and three conditions with twenty codes each would be five joins and
sixty comparisons a record; as one table `key -> bits` they are one join. Where a list's entries have their
time, a key has a row for each period in which its bits are the same, so that a day finds at most one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from chegara.profiling.methods.profiles.lists import FIRST_DAY, LAST_DAY, Lists
from chegara.profiling.methods.profiles.tree import Condition, ListName, Operator

BITS = 60
"""Sets a column of bits; one 64-bit integer holds no more safely."""
FEWEST_VALUES = 4
"""Below so many values a comparison is cheaper than a bit."""

_Period = tuple[dt.date, dt.date]
ALWAYS: _Period = (FIRST_DAY, LAST_DAY)


@dataclass(frozen=True)
class Bit:
    """Where the answer to one question of membership stands."""

    column: str
    value: int


@dataclass
class KeyTable:
    """The keys of one field, whose name is `name`; rows are key, first day, last day and the columns of
    bits."""

    name: str
    sets: dict[tuple[str, ...] | ListName, int] = field(default_factory=dict)

    def columns(self) -> list[str]:
        """Return the columns of bits."""
        return [self._column(number) for number in range((len(self.sets) - 1) // BITS + 1)]

    def bit(self, asked: tuple[str, ...] | ListName) -> Bit:
        """Return the bit of a set, new ones at the end."""
        place = self.sets.setdefault(asked, len(self.sets))
        return Bit(self._column(place // BITS), 1 << place % BITS)

    def _column(self, number: int) -> str:
        return f"{self.name} bits {number}"

    def rows(self, lists: Lists, words: Iterable[str] | None = None) -> list[tuple[object, ...]]:
        """Return the rows of the table; with `words`, these are keys too, and each key has its row on each
        day."""
        periods: dict[str, list[tuple[int, _Period]]] = {word: [] for word in words or ()}
        for asked, place in self.sets.items():
            if isinstance(asked, ListName):
                for key, found in lists[asked.name].periods.items():
                    periods.setdefault(key, []).extend((place, period) for period in found)
            else:
                for key in asked:
                    periods.setdefault(key, []).append((place, ALWAYS))
        count = len(self.columns())
        whole = words is not None
        return [row for key, found in periods.items() for row in _rows(key, found, count, whole=whole)]

    def timed(self, lists: Lists) -> bool:
        """Return whether some key is not valid for all time."""
        return any(not lists[asked.name].timeless for asked in self.sets if isinstance(asked, ListName))


def _rows(
    key: str, found: list[tuple[int, _Period]], count: int, *, whole: bool
) -> Iterable[tuple[object, ...]]:
    if all(period == ALWAYS for _, period in found):
        yield (key, *ALWAYS, *_columns((place for place, _ in found), count))
        return
    starts = sorted(
        ({FIRST_DAY} if whole else set())
        | {begin for _, (begin, _) in found}
        | {end + dt.timedelta(days=1) for _, (_, end) in found if end < LAST_DAY}
    )
    for begin, after in zip(starts, [*starts[1:], None], strict=True):
        last = LAST_DAY if after is None else after - dt.timedelta(days=1)
        places = [place for place, (first, end) in found if first <= begin and last <= end]
        if places or whole:
            yield (key, begin, last, *_columns(places, count))


def _columns(places: Iterable[int], count: int) -> list[int]:
    bits = [0] * count
    for place in places:
        bits[place // BITS] |= 1 << place % BITS
    return bits


class Keys:
    """The tables of keys of the conditions asked together."""

    def __init__(self, asked: Iterable[Condition]) -> None:
        self.tables: dict[str, KeyTable] = {}
        for condition in asked:
            self.bit(condition)

    def bit(self, condition: Condition) -> Bit | None:
        """Return the bit of a condition of membership, None where comparing is as well."""
        value = condition.value
        if isinstance(value, ListName):
            return self._table(condition.field).bit(value)
        among = condition.operator in {Operator.IN, Operator.NOT_IN}
        if not among or not isinstance(value, tuple) or len(value) < FEWEST_VALUES:
            return None
        texts = tuple(each for each in value if isinstance(each, str))
        return self._table(condition.field).bit(texts) if len(texts) == len(value) else None

    def _table(self, name: str) -> KeyTable:
        return self.tables.setdefault(name, KeyTable(name))
