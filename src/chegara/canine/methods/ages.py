"""The age pyramid of a service's dogs, and when they reach the age at which dogs retire.

Ages are in full years. A dog whose birth is not known is counted apart and stands in no year.

Source:
    Counting; the retiring age is the service's own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Animal:
    """A dog: its birth, if known, and its sex, as the register writes it (empty where not known)."""

    born: dt.date | None
    sex: str = ""


@dataclass(frozen=True)
class Pyramid:
    """Dogs by age in full years and sex, from 0 to the oldest; `unknown` have no known birth."""

    by_age: tuple[Counter[str], ...]
    unknown: int

    @property
    def median(self) -> float | None:
        """The median age, in years; None where no birth is known."""
        ages = [age for age, sexes in enumerate(self.by_age) for _ in range(sexes.total())]
        middle = len(ages) // 2
        if not ages:
            return None
        return float(ages[middle]) if len(ages) % 2 else (ages[middle - 1] + ages[middle]) / 2


def full_years(born: dt.date, on: dt.date) -> int:
    """Return the age in full years; who was born on 29 February is a year older on 1 March of a common year.

    >>> [full_years(dt.date(2020, 2, 29), dt.date(2023, *day)) for day in ((2, 28), (3, 1))]
    [2, 3]

    Raises:
        ValueError: it was born later.
    """
    if born > on:
        raise ValueError(f"a dog born on {born} has no age on {on}")
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def pyramid(animals: Iterable[Animal], on: dt.date) -> Pyramid:
    """Return the dogs by age and sex on a day.

    Raises:
        ValueError: one was born later.
    """
    ages: dict[int, Counter[str]] = {}
    unknown = 0
    for animal in animals:
        if animal.born is None:
            unknown += 1
        else:
            ages.setdefault(full_years(animal.born, on), Counter())[animal.sex] += 1
    oldest = max(ages, default=-1)
    return Pyramid(tuple(ages.get(age, Counter()) for age in range(oldest + 1)), unknown)


def retirements(ages: Sequence[int], retiring_age: int, years: int) -> list[int]:
    """Return how many dogs reach the retiring age in each of the coming years; those past it, in the first.

    >>> retirements([9, 7, 6, 3], retiring_age=8, years=3)
    [2, 1, 0]

    Raises:
        ValueError: an age is negative, or there is no year to come.
    """
    if years < 1 or any(age < 0 for age in ages):
        raise ValueError("ages are not negative, and the forecast covers a year at least")
    due = Counter(max(retiring_age - age, 1) for age in ages)
    return [due[year] for year in range(1, years + 1)]
