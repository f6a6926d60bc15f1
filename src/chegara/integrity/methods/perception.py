"""What a survey says: shares with intervals, an index of resilience, and its reliability.

Answers to statements are 1 (disagree entirely) to 5 (agree entirely); NaN is "don't know" or no answer,
which is never counted as disagreement. Statements that speak against integrity are turned round first.

Sources:
    E. B. Wilson, JASA 22, 1927 (interval of a share). L. J. Cronbach, Psychometrika 16, 1951 (alpha).
    WCO, Revised Arusha Declaration, 2003 (the ten factors by which statements are grouped).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy
import scipy.special
from numpy.typing import ArrayLike, NDArray

from chegara.common.intervals import Interval, wilson

Floats: TypeAlias = NDArray[np.float64]

STEPS = 5
NEARLY = 0.05
"""Shares nearer to 0 or 1, and those of one person, are a bound: where all agree each one's answer is known."""


@dataclass(frozen=True)
class Share:
    """`answered` people; `value` of them as a share, its interval.

    `counts` are the lowest and highest number of people that a reader can conclude; where they differ, `value`
    is a bound, and only "at most" or "at least" may be printed.
    """

    answered: int
    value: float
    interval: Interval
    counts: tuple[int, int]

    @property
    def bound(self) -> bool:
        """Whether the value is a bound."""
        return self.counts[0] != self.counts[1]


def share(yes: int, answered: int) -> Share:
    """Return the share of those who answered, with Wilson's interval; of few, or all but few, as a bound.

    >>> share(20, 20).bound, share(20, 20).value
    (True, 0.95)
    >>> share(0, 8).value, share(1, 8).value
    (0.125, 0.125)

    Raises:
        ValueError: nobody answered, or more said yes than answered.
    """
    interval, few = wilson(yes, answered), max(1, math.floor(NEARLY * answered))
    if yes <= few and 2 * yes <= answered:
        most = Interval(0.0, wilson(min(few, answered), answered).high)
        return Share(answered, min(1.0, few / answered), most, (0, min(few, answered)))
    if yes >= answered - few:
        least = Interval(wilson(answered - few, answered).low, 1.0)
        return Share(answered, 1 - few / answered, least, (answered - few, answered))
    return Share(answered, yes / answered, interval, (yes, yes))


def agreeing(answers: ArrayLike) -> tuple[int, int]:
    """Return how many agree (4 or 5), and how many answered.

    >>> agreeing([5, 4, 3, float("nan")])
    (2, 3)
    """
    given = np.asarray(answers, dtype=np.float64)
    given = given[~np.isnan(given)]
    return int((given >= 4).sum()), len(given)


@dataclass(frozen=True)
class Index:
    """Mean of respondents' own means, 0 to 100, its 95 % interval (None for fewer than two)."""

    value: float
    interval: Interval | None
    respondents: int


def resilience(answers: ArrayLike, against: ArrayLike) -> Index | None:
    """Return the index of integrity resilience, 0 to 100, of a table of answers: a row a respondent.

    `against` says of each column whether agreeing speaks against integrity. A respondent counts with their
    mean over what they answered, if at least half; None where nobody did. The interval is Student's.

    >>> resilience([[5, 1], [5, 1]], [False, True]).value
    100.0
    """
    own = _turned(answers, against)
    enough = (~np.isnan(own)).mean(axis=1) >= 0.5
    if not enough.any():
        return None
    means = np.nanmean(own[enough], axis=1)
    value, many = float(means.mean()), len(means)
    if many < 2:
        return Index(value, None, many)
    half = float(scipy.special.stdtrit(many - 1, 0.975)) * float(means.std(ddof=1)) / math.sqrt(many)
    return Index(value, Interval(max(0.0, value - half), min(100.0, value + half)), many)


def reliability(answers: ArrayLike, against: ArrayLike) -> float | None:
    """Return Cronbach's alpha over complete rows; None where fewer than three rows or no variance.

    Statements that all ask the same thing give 1.
    """
    own = _turned(answers, against)
    whole = own[~np.isnan(own).any(axis=1)]
    items = own.shape[1]
    if len(whole) < 3 or items < 2:
        return None
    total = float(whole.sum(axis=1).var(ddof=1))
    if total == 0:
        return None
    return float(items / (items - 1) * (1 - float(whole.var(axis=0, ddof=1).sum()) / total))


def _turned(answers: ArrayLike, against: ArrayLike) -> Floats:
    """Return answers on 0 to 100, those to statements against integrity turned round."""
    table = np.atleast_2d(np.asarray(answers, dtype=np.float64))
    scaled = (table - 1) / (STEPS - 1) * 100
    return np.where(np.asarray(against, dtype=bool)[None, :], 100 - scaled, scaled)
