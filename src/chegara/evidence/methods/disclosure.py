"""What may be printed for everybody, so that no small count can be read off or worked out.

A count of 1 to `least` - 1 is sensitive (minimum frequency rule). Leaving it out is not enough: totals,
quarters, cumulative figures and breakdowns give it back by subtraction. So others are left out with it.

*Months and their sums* (`printable_sums`). All that is printed of a monthly series are sums over runs of
months, so each is the difference of two running totals. What is printed becomes a system of difference
constraints; the shortest paths through it are exactly what a reader can work out of any run of months, from
and to. Sums are taken in turn, and one is left out where printing it would tell more of a sensitive run than
that it lies somewhere from 1 to `least` - 1. The turn is by the month in which a sum becomes known: later
months never change what was printed earlier, so that the editions of a year do not give each other away.

*Breakdowns* (`protected_breakdown`). Small categories go into one remainder, with the next larger ones until
the remainder tells nothing of its parts (complementary suppression by collapsing categories).

Sources:
    L. H. Cox, "Suppression methodology and statistical disclosure control", JASA 75, 1980.
    F. Chin, P. Kossowski, S. C. Loh, "Efficient inference control for range SUM queries", Theoretical
    Computer Science 32, 1984.
    A. Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4 (frequency rule, complementary
    suppression, audit by the bounds that a reader can compute).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", bound=Hashable)
Bounds = NDArray[np.float64]
Span = tuple[int, int]
"""A run of months: from the first position up to, not including, the second."""


def is_sensitive(value: float, least: float) -> bool:
    """Say whether a figure is a small count.

    >>> [is_sensitive(value, 5) for value in (0, 1, 4, 5)]
    [False, True, True, False]
    """
    return 0 < value < least


def printable_sums(values: Sequence[float], spans: Iterable[Span], least: float) -> frozenset[Span]:
    """Return those sums that may be printed, taken in the order in which they are given.

    Args:
        values: the figure of each month in order; NaN where it is unknown. None is negative.
        spans: the runs of months whose sums one would print, the earliest to become known first.
        least: the smallest count that may be printed; zero may too.

    A run with an unknown month has no sum and is not printed.

    >>> sorted(printable_sums([2, 10, 30], [(0, 1), (0, 2), (1, 2), (0, 3), (2, 3)], 5))
    [(0, 2), (0, 3), (2, 3)]

    Raises:
        ValueError: a value is negative.
    """
    figures = np.asarray(values, dtype=float)
    unknown = np.isnan(figures)
    if (figures[~unknown] < 0).any():
        raise ValueError("a count cannot be negative")
    running = np.concatenate(([0.0], np.cumsum(np.where(unknown, 0.0, figures))))
    true = running[None, :] - running[:, None]
    sensitive = np.triu((true > 0) & (true < least), 1)
    bounds = _what_is_always_known(unknown)
    printed = set()
    for first, last in spans:
        if unknown[first:last].any():
            continue
        told = _with_sum(bounds, first, last, float(true[first, last]))
        if not _tells_too_much(told, sensitive, least):
            bounds = told
            printed.add((first, last))
    return frozenset(printed)


def reader_bounds(values: Sequence[float], printed: Iterable[Span]) -> Bounds:
    """Return what a reader of the printed sums can work out: entry i, j is the most that the run can be.

    The least is minus the entry j, i. Infinite where nothing bounds it.
    """
    figures = np.asarray(values, dtype=float)
    unknown = np.isnan(figures)
    running = np.concatenate(([0.0], np.cumsum(np.where(unknown, 0.0, figures))))
    bounds = _what_is_always_known(unknown)
    for first, last in printed:
        bounds = _with_sum(bounds, first, last, float(running[last] - running[first]))
    return bounds


def _what_is_always_known(unknown: NDArray[np.bool_]) -> Bounds:
    """Return the bounds before anything is printed: no run is negative; an unknown month adds nothing."""
    size = len(unknown) + 1
    known_months = np.concatenate(([0], np.cumsum(~unknown)))
    bounds = np.full((size, size), math.inf)
    bounds[np.tril_indices(size)] = 0.0
    bounds[known_months[None, :] == known_months[:, None]] = 0.0
    return bounds


def _with_sum(bounds: Bounds, first: int, last: int, value: float) -> Bounds:
    """Return the bounds once a sum is known: shortest paths may now go by way of it."""
    there = np.minimum(bounds, bounds[:, [first]] + value + bounds[[last], :])
    return np.minimum(there, there[:, [last]] - value + there[[first], :])


def _tells_too_much(bounds: Bounds, sensitive: NDArray[np.bool_], least: float) -> bool:
    most, fewest = bounds[sensitive], -bounds.T[sensitive]
    return bool(((fewest > 1) | (most < least - 1) | (most <= fewest)).any())


@dataclass(frozen=True)
class ProtectedBreakdown(Generic[Key]):
    """What may be printed of a breakdown: `shown` with their figures, the largest first, and the remainder.

    `others` is the sum of all that is not shown: 0 where everything is, None where it must not be printed.
    """

    shown: tuple[tuple[Key, float], ...]
    others: float | None


def protected_breakdown(
    counts: Mapping[Key, float], least: float, *, total_printed: bool
) -> ProtectedBreakdown[Key]:
    """Return what may be printed of a total's parts.

    The remainder of n categories is at least `least` + n - 2, so that each of them might be as large as the
    largest small count even if all the others were 1. Where the total itself is not printed, neither is the
    remainder, and there is always one.

    >>> protected_breakdown({"KZ": 40, "KG": 9, "TJ": 3}, 5, total_printed=True)
    ProtectedBreakdown(shown=(('KZ', 40),), others=12)

    Raises:
        ValueError: a count is negative.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count cannot be negative")
    ordered = sorted(
        ((key, count) for key, count in counts.items() if count), key=lambda pair: (-pair[1], str(pair[0]))
    )
    shown = [pair for pair in ordered if not is_sensitive(pair[1], least)]
    rest = [pair for pair in ordered if is_sensitive(pair[1], least)]
    while shown and not _hides_its_parts([count for _key, count in rest], least, total_printed):
        rest.append(shown.pop())
    if not _hides_its_parts([count for _key, count in rest], least, total_printed):
        return ProtectedBreakdown((), None)
    others = sum(count for _key, count in rest)
    return ProtectedBreakdown(tuple(shown), others if total_printed else None)


def _hides_its_parts(rest: Sequence[float], least: float, total_printed: bool) -> bool:
    if not rest:
        return total_printed
    if not total_printed:
        return sum(rest) >= least
    return len(rest) > 1 and sum(rest) >= least + len(rest) - 2
