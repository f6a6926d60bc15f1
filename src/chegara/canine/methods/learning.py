"""The learning curve of a team: logit p(n) = a + b·ln(n), p the chance of a hit at the n-th hide.

b > 0 is learning. Fitted by Firth's penalised likelihood, so that a dog that never missed has a finite
curve: of n equal trials with k hits it gives (k + ½) / (n + 1). Intervals are normal ones on the logit from
the Fisher information.

Source:
    D. Firth, "Bias reduction of maximum likelihood estimates", Biometrika 80, 1993.
    G. Heinze, M. Schemper, "A solution to the problem of separation in logistic regression", Statistics in
    Medicine 21, 2002.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from chegara.common.intervals import Interval

FEWEST = 5
"""Fewer hides than this draw no curve."""
MOST_ROUNDS = 100
"""Scoring stops after so many rounds; a handful is usual."""


@dataclass(frozen=True)
class Curve:
    """`level` (a), `slope` (b) with its interval, and the covariance of both: (var a, cov, var b)."""

    level: float
    slope: float
    slope_interval: Interval
    covariance: tuple[float, float, float]
    confidence: float

    def at(self, number: float) -> tuple[float, Interval]:
        """Return the chance of a hit at the `number`-th hide (from 1), 0 to 1, and its interval.

        Raises:
            ValueError: the number is below 1.
        """
        if not number >= 1:
            raise ValueError(f"hides are numbered from 1, not {number}")
        x = float(np.log(number))
        logit = self.level + self.slope * x
        var_level, both, var_slope = self.covariance
        half = float(scipy.special.ndtri((1 + self.confidence) / 2)) * float(
            np.sqrt(var_level + 2 * x * both + x * x * var_slope)
        )
        low, middle, high = (float(scipy.special.expit(v)) for v in (logit - half, logit, logit + half))
        return middle, Interval(low, high)


def learning_curve(hits: Sequence[bool], *, level: float = 0.95) -> Curve | None:
    """Return the curve through hides in order of time, or None where there are fewer than `FEWEST`.

    Raises:
        ValueError: the level is not a share between 0 and 1.
    """
    return learning_curves([hits], level=level)[0]


def learning_curves(courses: Sequence[Sequence[bool]], *, level: float = 0.95) -> list[Curve | None]:
    """Return the curve of each course, all fitted at once: a whole service costs little more than a dog.

    Raises:
        ValueError: the level is not a share between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level is a share between 0 and 1, not {level}")
    enough = [number for number, hits in enumerate(courses) if len(hits) >= FEWEST]
    curves: list[Curve | None] = [None] * len(courses)
    if not enough:
        return curves
    beta, covariance = _firth(_Courses.of([np.asarray(courses[number], dtype=float) for number in enough]))
    half = float(scipy.special.ndtri((1 + level) / 2)) * np.sqrt(covariance[2])
    fitted = np.vstack([beta, half, covariance]).T.tolist()
    for number, (a, b, wide, var_a, both, var_b) in zip(enough, fitted, strict=True):
        curves[number] = Curve(a, b, Interval(b - wide, b + wide), (var_a, both, var_b), level)
    return curves


@dataclass(frozen=True)
class _Courses:
    """Courses laid end to end: ln of the hide's number, hit or not, where each begins, how long it is."""

    x: np.ndarray
    y: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray

    @classmethod
    def of(cls, courses: Sequence[np.ndarray]) -> _Courses:
        lengths = np.array([len(each) for each in courses])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        numbers = np.arange(lengths.sum()) - np.repeat(starts, lengths) + 1
        return cls(np.log(numbers), np.concatenate(courses), starts, lengths)

    def some(self, which: np.ndarray) -> _Courses:
        """Return the courses that a mask names."""
        every = np.repeat(which, self.lengths)
        lengths = self.lengths[which]
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        return _Courses(self.x[every], self.y[every], starts, lengths)

    def logits(self, beta: np.ndarray) -> np.ndarray:
        """Return a + b·x at each hide."""
        return np.asarray(np.repeat(beta[0], self.lengths) + np.repeat(beta[1], self.lengths) * self.x)

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Return the sum over each course."""
        return np.add.reduceat(values, self.starts)

    def moments(self, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the information of each course: the sums of w, w·x and w·x²."""
        first = weight * self.x
        return self.sums(weight), self.sums(first), self.sums(first * self.x)


def _firth(courses: _Courses) -> tuple[np.ndarray, np.ndarray]:
    """Return (2, courses) estimates and (3, courses) variances of them: Fisher scoring.

    Each course's step is halved until its penalised likelihood rises; a course that stands still is left
    out of further rounds.
    """
    beta = np.zeros((2, len(courses.starts)))
    moving = np.ones(len(courses.starts), dtype=bool)
    left = courses
    for _ in range(MOST_ROUNDS):
        here = beta[:, moving]
        step = _shortened(left, here, _step(left, here))
        beta[:, moving] = here + step
        still = np.abs(step).max(axis=0) < 1e-10
        moving[moving] = ~still
        if not moving.any():
            break
        if still.any():
            left = left.some(~still)
    return beta, _inverse(*courses.moments(_weight(courses.logits(beta))))


def _step(courses: _Courses, beta: np.ndarray) -> np.ndarray:
    """Return the inverse information times Firth's score."""
    eta = courses.logits(beta)
    weight = _weight(eta)
    var_a, both, var_b = _inverse(*courses.moments(weight))
    spread = np.repeat(np.stack([var_a, 2 * both, var_b]), courses.lengths, axis=1)
    leverage = weight * (spread[0] + courses.x * (spread[1] + courses.x * spread[2]))
    p = scipy.special.expit(eta)
    residual = courses.y - p + leverage * (0.5 - p)
    score_a, score_b = courses.sums(residual), courses.sums(residual * courses.x)
    return np.stack([var_a * score_a + both * score_b, both * score_a + var_b * score_b])


def _shortened(courses: _Courses, beta: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Return the steps, each halved until the course's penalised likelihood does not fall."""
    now = _penalised(courses, beta)
    falls = _penalised(courses, beta + step) < now - 1e-12
    while falls.any():
        step[:, falls] /= 2
        few = courses.some(falls)
        still_falls = _penalised(few, (beta + step)[:, falls]) < now[falls] - 1e-12
        falls[falls] = still_falls
    return step


def _penalised(courses: _Courses, beta: np.ndarray) -> np.ndarray:
    """Return Firth's penalised log-likelihood: that of the data plus half the log-determinant of the
    information."""
    eta = courses.logits(beta)
    one, first, second = courses.moments(_weight(eta))
    # ln p after a hit and ln (1 − p) after a miss are one function of ±(a + b·x).
    likelihood = courses.sums(scipy.special.log_expit(np.where(courses.y > 0, eta, -eta)))
    return np.asarray(likelihood + 0.5 * np.log(one * second - first * first))


def _weight(eta: np.ndarray) -> np.ndarray:
    p = scipy.special.expit(eta)
    return np.asarray(p * (1 - p))


def _inverse(one: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return (var a, covariance, var b): the inverse of [[one, first], [first, second]]."""
    return np.asarray(np.stack([second, -first, one]) / (one * second - first * first))
