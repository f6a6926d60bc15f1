"""The term of an objective: within how many months of the plan's beginning its measures are due."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

PARAMETERS = Path(__file__).parent.parent / "parameters"


@dataclass(frozen=True)
class Bounds:
    """Months after the plan's beginning: more than `over`, at most `to`."""

    over: int
    to: int


def months_after(start: date, day: date) -> int:
    """Return in which month after `start` a day lies, from 1; a month ends on the day of its number.

    >>> months_after(date(2026, 1, 1), date(2026, 1, 1)), months_after(date(2026, 1, 1), date(2027, 1, 1))
    (1, 12)
    >>> months_after(date(2026, 1, 1), date(2027, 1, 2))
    13
    """
    if day == start:
        return 1
    return (day.year - start.year) * 12 + day.month - start.month + (day.day > start.day)


@cache
def _versions() -> tuple[tuple[date, dict[str, Bounds]], ...]:
    read = tomllib.loads((PARAMETERS / "terms.toml").read_text(encoding="utf-8"))
    versions = [
        (
            each["from"],
            {term: Bounds(**each[term]) for term in ("short", "medium", "long")},
        )
        for each in read["versions"]
    ]
    return tuple(sorted(versions, key=lambda version: version[0]))


def bounds_of(term: str, on: date) -> Bounds:
    """Return the bounds of a term ("short", "medium", "long") that hold for a plan that begins on a day.

    Raises:
        KeyError: there is no such term.
        LookupError: no bounds hold on that day yet.
    """
    holding = [bounds for first, bounds in _versions() if first <= on]
    if not holding:
        raise LookupError(f"no bounds of terms hold on {on}")
    return holding[-1][term]


def outside(term: str, start: date, deadline: date) -> int:
    """Return by how many months a deadline lies outside its term: negative if early, positive if late.

    >>> outside("short", date(2026, 1, 1), date(2027, 3, 1))
    2
    >>> outside("medium", date(2026, 1, 1), date(2026, 12, 31))
    -1
    >>> outside("medium", date(2026, 1, 1), date(2027, 6, 30))
    0
    """
    bounds, month = bounds_of(term, start), months_after(start, deadline)
    if month > bounds.to:
        return month - bounds.to
    return min(0, month - bounds.over - 1)
