"""Adding cases up to years: the inner loop of the simulation.

A case lies on the line of trials, a step from the one before it; the trial that it falls into gets its harm.
Cases come in order, so that memory is walked once. With numba (extra `fast`) the loops below are compiled;
without it NumPy does the same by whole batches. Both read the same draws and so give the same years, up to
the last digits in which sums may differ. The loops run as plain Python too (`AS_LOOPS`), which the tests use.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Amounts: TypeAlias = NDArray[np.floating]


def loop_even(harm: Array, steps: Amounts, amounts: Amounts, reached: float, rate: float) -> float:
    """Add cases to trials of one rate, one case after the other; return how far the line was walked."""
    trials = len(harm)
    for case in range(len(steps)):
        reached += float(steps[case])
        trial = int(reached / rate)
        if trial >= trials:
            return math.inf
        harm[trial] += amounts[case]
    return reached


def loop_stretched(harm: Array, steps: Amounts, amounts: Amounts, reached: float, line: Array) -> float:
    """Add cases to trials that end where `line` says; return how far the line was walked."""
    trials = len(harm)
    trial = np.searchsorted(line, reached, side="right")
    for case in range(len(steps)):
        reached += float(steps[case])
        while trial < trials and line[trial] <= reached:
            trial += 1
        if trial >= trials:
            return math.inf
        harm[trial] += amounts[case]
    return reached


def locate_even(steps: Amounts, reached: float, rate: float, trials: int) -> tuple[NDArray[np.intp], float]:
    """Return the trial of each case that still falls into one, and how far the line was walked."""
    places = _places(steps, reached)
    return _inside((places / rate).astype(np.intp), trials, float(places[-1]))


def locate_stretched(steps: Amounts, reached: float, line: Array) -> tuple[NDArray[np.intp], float]:
    """Do the same on a line of which each trial has its own part."""
    places = _places(steps, reached)
    first, last = np.searchsorted(line, [reached, places[-1]], side="right")
    found = np.searchsorted(line[first:last], places, side="right")
    found += first
    return _inside(found, len(line), float(places[-1]))


def batch_even(harm: Array, steps: Amounts, amounts: Amounts, reached: float, rate: float) -> float:
    """Do what `loop_even` does by NumPy, a batch at once."""
    trials, reached = locate_even(steps, reached, rate, len(harm))
    _add(harm, trials, amounts)
    return reached


def batch_stretched(harm: Array, steps: Amounts, amounts: Amounts, reached: float, line: Array) -> float:
    """Do what `loop_stretched` does by NumPy, a batch at once."""
    trials, reached = locate_stretched(steps, reached, line)
    _add(harm, trials, amounts)
    return reached


def _places(steps: Amounts, reached: float) -> Array:
    places = steps.astype(np.float64)
    places[0] += reached
    return np.cumsum(places, out=places)


def _inside(trials: NDArray[np.intp], count: int, reached: float) -> tuple[NDArray[np.intp], float]:
    if trials[-1] < count:
        return trials, reached
    return trials[: np.searchsorted(trials, count)], math.inf


def _add(harm: Array, trials: NDArray[np.intp], amounts: Amounts) -> None:
    if not len(trials):
        return
    first, last = trials[0], trials[-1] + 1
    harm[first:last] += np.bincount(trials - first, weights=amounts[: len(trials)], minlength=last - first)


@dataclass(frozen=True, kw_only=True)
class Kernel:
    """The two ways of adding cases up: trials of one rate, and trials that each have their own."""

    even: Callable[[Array, Amounts, Amounts, float, float], float]
    stretched: Callable[[Array, Amounts, Amounts, float, Array], float]


BY_NUMPY = Kernel(even=batch_even, stretched=batch_stretched)
AS_LOOPS = Kernel(even=loop_even, stretched=loop_stretched)

WORTH_COMPILING = 10_000_000
"""Cases below which NumPy is done before numba would be loaded."""


def has_numba() -> bool:
    """Say whether the loops can be compiled here."""
    return find_spec("numba") is not None


@cache
def compiled() -> Kernel:
    """Return the loops compiled by numba, which keeps them in its cache.

    Raises:
        ImportError: numba is not installed.
    """
    import numba

    jit: Any = numba.njit(cache=True, nogil=True)
    return Kernel(even=jit(loop_even), stretched=jit(loop_stretched))


def fastest(cases: float) -> Kernel:
    """Return the kernel that is done first with so many cases."""
    return compiled() if cases >= WORTH_COMPILING and has_numba() else BY_NUMPY
