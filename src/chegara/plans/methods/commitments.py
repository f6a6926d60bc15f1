"""Whether somebody is asked for more than they have: needs added up by month against capacity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from chegara.common.periods import Month, months_between

Who = TypeVar("Who", bound=Hashable)


@dataclass(frozen=True)
class Commitment(Generic[Who]):
    """What somebody gives in each month from `first` to `last`, both included."""

    who: Who
    first: Month
    last: Month
    amount: int


@dataclass(frozen=True)
class Overload(Generic[Who]):
    """A month in which somebody is asked for more than they have."""

    who: Who
    month: Month
    asked: int
    capacity: int


def load(commitments: Iterable[Commitment[Who]]) -> dict[Who, dict[Month, int]]:
    """Return by who and month how much is asked for; months without anything are left out.

    A commitment that ends before it begins asks for nothing.
    """
    total: dict[Who, dict[Month, int]] = defaultdict(lambda: defaultdict(int))
    for each in commitments:
        if each.last >= each.first:
            for month in months_between(each.first, each.last):
                total[each.who][month] += each.amount
    return {who: dict(sorted(months.items())) for who, months in total.items()}


def overloads(commitments: Iterable[Commitment[Who]], capacity: Mapping[Who, int]) -> list[Overload[Who]]:
    """Return the months in which more is asked for than there is; an unknown capacity is no overload."""
    return [
        Overload(who, month, asked, capacity[who])
        for who, months in load(commitments).items()
        if who in capacity
        for month, asked in months.items()
        if asked > capacity[who]
    ]
