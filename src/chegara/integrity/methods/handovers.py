"""Files that left the officer to whom the rule gave them: how often, by whose hand, and to whose side.

In Madagascar, once the choice of inspectors was taken from those who abused it, a new way was found through
later re-assignment; so the first and the last officer are looked at apart. For each direction - a declarant's
files that end with one officer - the number of handed-over files is set against what it would be if the files
handed over went to each officer as often as all handovers do (hypergeometric, exact).

Source: C. Chalendard et al., QJE 138(1), 2023, section on manipulation after reform.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy
import scipy.stats
from numpy.typing import ArrayLike, NDArray

from chegara.common.intervals import Interval, wilson
from chegara.integrity.methods.multiple import benjamini_hochberg

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

LEAST_HANDED = 5


@dataclass(frozen=True, kw_only=True)
class Direction:
    """Files of one declarant that were handed over to one officer, against the expected number."""

    declarant: Ints
    officer: Ints
    handed: Ints
    expected: Floats
    probability: Floats
    q: Floats


@dataclass(frozen=True, kw_only=True)
class Handovers:
    """`files` in all, `handed` of them handed over; of each hand, how many and what share of all files."""

    files: int
    handed: int
    hand: Ints
    by_hand: Ints
    direction: Direction

    @property
    def share(self) -> Interval:
        """The share of files handed over, with Wilson's interval."""
        return wilson(self.handed, self.files)

    @property
    def concentration(self) -> float:
        """The Herfindahl index of hands, 0 to 1: 1 where one hand did them all; NaN where none was done."""
        if not self.handed:
            return float("nan")
        return float(((self.by_hand / self.handed) ** 2).sum())


def handovers(first: ArrayLike, last: ArrayLike, declarant: ArrayLike, hand: ArrayLike) -> Handovers:
    """Look at files whose last officer is not the first; all columns numbered from 0.

    `hand` is who handed the file over, any number where nobody did.

    Raises:
        ValueError: there is no file.
    """
    begun, ended, whose, who = (
        np.asarray(column, dtype=np.int64) for column in (first, last, declarant, hand)
    )
    if not len(begun):
        raise ValueError("no file")
    moved = begun != ended
    hands, by_hand = np.unique(who[moved], return_counts=True)
    return Handovers(
        files=len(begun), handed=int(moved.sum()), hand=hands, by_hand=by_hand,
        direction=_direction(whose[moved], ended[moved]),
    )  # fmt: skip


def _direction(declarant: Ints, officer: Ints) -> Direction:
    whole = len(declarant)
    theirs, to = np.bincount(declarant), np.bincount(officer)
    size = len(to)
    pairs, handed = np.unique(declarant * max(size, 1) + officer, return_counts=True)
    who, whom = pairs // max(size, 1), pairs % max(size, 1)
    tail = np.clip(scipy.stats.hypergeom.sf(handed - 1, whole, to[whom], theirs[who]), 0, 1)
    tests = int(((theirs[theirs > 0][:, None] >= LEAST_HANDED) & (to[to > 0][None, :] > 0)).sum())
    kept = theirs[who] >= LEAST_HANDED
    return Direction(
        declarant=who[kept], officer=whom[kept], handed=handed[kept],
        expected=(theirs[who] * to[whom] / max(whole, 1))[kept], probability=tail[kept],
        q=benjamini_hochberg(tail[kept], tests=tests),
    )  # fmt: skip
