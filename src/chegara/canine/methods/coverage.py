"""What was never tested: the cells of odour × area × mass × weather in which a team has no trial.

A good score on a dry day in rooms says nothing about trucks in the rain. Each trial falls into one cell of
the product of the dimensions; the matrix counts trials and the last date, and lists the empty cells. Trials
whose value is unknown, or stands in no list, are counted apart and fill no cell.

Source:
    D. R. Kuhn, R. N. Kacker, Y. Lei, "Practical combinatorial testing", NIST SP 800-142, 2010: coverage of
    combinations of factors, here of all and of each pair.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Search:
    """A trial: its date and its value in each dimension (a missing one is unknown).

    Where a database has counted them, it stands for `trials` of the same values, the last of them `on`.
    """

    on: dt.date
    values: Mapping[str, str]
    trials: int = 1


@dataclass(frozen=True)
class Tested:
    """How often a cell was tested and when last."""

    trials: int
    last: dt.date


@dataclass(frozen=True)
class Coverage:
    """The matrix: its dimensions with their values, the cells that were tested, trials that fit no cell."""

    dimensions: Mapping[str, Sequence[str]]
    tested: Mapping[Cell, Tested]
    placed_nowhere: int

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return math.prod(len(values) for values in self.dimensions.values())

    @property
    def share(self) -> float | None:
        """The share of cells tested at least once, 0 to 1; None where there are no cells."""
        return len(self.tested) / self.cells if self.cells else None

    def never(self) -> list[Cell]:
        """Return the cells never tested, in the order of the dimensions' lists."""
        return [cell for cell in itertools.product(*self.dimensions.values()) if cell not in self.tested]

    def not_since(self, day: dt.date) -> list[Cell]:
        """Return the cells tested, but not on this day or later."""
        return [
            cell
            for cell in itertools.product(*self.dimensions.values())
            if cell in self.tested and self.tested[cell].last < day
        ]


def coverage(searches: Iterable[Search], dimensions: Mapping[str, Sequence[str]]) -> Coverage:
    """Return the matrix over these dimensions; any others that trials have are summed over.

    Raises:
        ValueError: there is no dimension, or one lists a value twice.
    """
    if not dimensions:
        raise ValueError("a coverage matrix needs at least one dimension")
    for name, values in dimensions.items():
        if len(set(values)) != len(values):
            raise ValueError(f"dimension {name} lists a value twice")
    allowed = {name: set(values) for name, values in dimensions.items()}
    tested: dict[Cell, Tested] = {}
    nowhere = 0
    for search in searches:
        if any(search.values.get(name) not in values for name, values in allowed.items()):
            nowhere += search.trials
            continue
        cell = tuple(search.values[name] for name in dimensions)
        before = tested.get(cell, Tested(0, search.on))
        tested[cell] = Tested(before.trials + search.trials, max(before.last, search.on))
    return Coverage(dimensions, tested, nowhere)


def pairs(
    searches: Sequence[Search], dimensions: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], Coverage]:
    """Return the matrix of each pair of dimensions: where a full product is too large to fill, these can
    be."""
    return {
        (a, b): coverage(searches, {a: dimensions[a], b: dimensions[b]})
        for a, b in itertools.combinations(dimensions, 2)
    }


def mass_band(grams: float, limits: Sequence[float]) -> int:
    """Return the number of the band, from 0, in which a mass lies; a limit belongs to the band above it.

    >>> [mass_band(g, [1, 10, 100]) for g in (0.02, 1, 15, 500)]
    [0, 1, 2, 3]

    Raises:
        ValueError: the mass is not positive, or the limits do not rise.
    """
    if not 0 < grams < math.inf:
        raise ValueError(f"a mass is above nothing, not {grams} g")
    if any(low >= high for low, high in itertools.pairwise(limits)):
        raise ValueError("the limits of mass bands rise")
    return sum(grams >= limit for limit in limits)
