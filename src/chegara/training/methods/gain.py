"""What a course added: normalised gain of a class and normalised change of each person.

Hake's gain is what was gained of what could be gained, g = (post − pre) / (100 − pre), here of the class
averages. Marx and Cummings' change c is computed person by person: gained of what could be gained, or lost
of what could be lost, c = (post − pre) / pre; who had 0 twice or 100 twice is left out. Both are printed,
with Cohen's d of the paired differences. Scores are per cent, 0 to 100. Only persons with both tests count.

Sources:
    R. R. Hake, "Interactive-engagement versus traditional methods", American Journal of Physics 66, 1998.
    J. D. Marx, K. Cummings, "Normalized change", American Journal of Physics 75, 2007.
    The interval of the gain is the delta method's for a ratio of paired means, with Student's t.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from chegara.common.intervals import Interval

FULL = 100.0


@dataclass(frozen=True)
class Estimate:
    """A figure and its interval; None where too few persons allow none."""

    value: float
    interval: Interval | None


@dataclass(frozen=True)
class Gain:
    """The result of a class.

    `gain` is None where the class had full marks before, `change` where nobody could change; `effect` is
    the mean difference in standard deviations of the differences, None where these do not vary.
    """

    persons: int
    without_both: int
    before: float
    after: float
    difference: Estimate
    gain: Estimate | None
    change: Estimate | None
    left_out: int
    effect: float | None


def normalised_change(before: float, after: float) -> float | None:
    """Return one person's change, −1 to 1, or None where nothing could change (0 twice or 100 twice).

    >>> normalised_change(40, 70), normalised_change(40, 30), normalised_change(50, 50)
    (0.5, -0.25, 0.0)

    Raises:
        ValueError: a score is not between 0 and 100.
    """
    _check(before, after)
    if before == after:
        return None if before in (0, FULL) else 0.0
    return (after - before) / (FULL - before if after > before else before)


def class_gain(scores: Sequence[tuple[float | None, float | None]], *, level: float = 0.95) -> Gain | None:
    """Return the result of a class from (before, after) of each person; None where nobody wrote both tests.

    Raises:
        ValueError: a score is not between 0 and 100, or the level is not a share between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level is a share between 0 and 1, not {level}")
    both = [(pre, post) for pre, post in scores if pre is not None and post is not None]
    if not both:
        return None
    for pre, post in both:
        _check(pre, post)
    before, after = np.array(both, dtype=float).T
    changes = [normalised_change(pre, post) for pre, post in both]
    counted = np.array([change for change in changes if change is not None])
    difference = after - before
    spread = float(difference.std(ddof=1)) if len(both) > 1 else 0.0
    return Gain(
        persons=len(both),
        without_both=len(scores) - len(both),
        before=float(before.mean()),
        after=float(after.mean()),
        difference=mean(difference, level=level),
        gain=_hake(before, after, level),
        change=mean(counted, level=level) if len(counted) else None,
        left_out=len(both) - len(counted),
        effect=float(difference.mean()) / spread if spread > 1e-12 else None,
    )


def mean(values: np.ndarray, *, level: float = 0.95) -> Estimate:
    """Return the mean of values with Student's interval; of one value there is no interval."""
    return _around(float(values.mean()), values, level)


def _hake(before: np.ndarray, after: np.ndarray, level: float) -> Estimate | None:
    room = FULL - float(before.mean())
    if room <= 0:
        return None
    gain = (float(after.mean()) - float(before.mean())) / room
    # d gain / d after = 1 / room; d gain / d before = (gain − 1) / room.
    influence = (after + (gain - 1) * before) / room
    return _around(gain, influence, level)


def _around(value: float, influence: np.ndarray, level: float) -> Estimate:
    n = len(influence)
    if n < 2:
        return Estimate(value, None)
    half = float(scipy.special.stdtrit(n - 1, (1 + level) / 2)) * float(influence.std(ddof=1)) / math.sqrt(n)
    return Estimate(value, Interval(value - half, value + half))


def _check(*scores: float) -> None:
    for score in scores:
        if not 0 <= score <= FULL:
            raise ValueError(f"a score is 0 to 100 per cent, not {score}")
