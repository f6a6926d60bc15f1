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
        half = _z(self.confidence) * float(np.sqrt(var_level + 2 * x * both + x * x * var_slope))
        low, middle, high = (float(scipy.special.expit(v)) for v in (logit - half, logit, logit + half))
        return middle, Interval(low, high)


def learning_curve(hits: Sequence[bool], *, level: float = 0.95) -> Curve | None:
    """Return the curve through hides in order of time, or None where there are fewer than `FEWEST`.

    Raises:
        ValueError: the level is not a share between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level is a share between 0 and 1, not {level}")
    if len(hits) < FEWEST:
        return None
    y = np.asarray(hits, dtype=float)
    x = np.column_stack([np.ones(len(y)), np.log(np.arange(1, len(y) + 1))])
    beta, covariance = _firth(x, y)
    half = _z(level) * float(np.sqrt(covariance[1, 1]))
    a, b = float(beta[0]), float(beta[1])
    spread = (float(covariance[0, 0]), float(covariance[0, 1]), float(covariance[1, 1]))
    return Curve(a, b, Interval(b - half, b + half), spread, level)


def _firth(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the estimates and their covariance: Fisher scoring, each step halved until the likelihood
    rises."""
    beta = np.zeros(x.shape[1])
    for _ in range(100):
        p = scipy.special.expit(x @ beta)
        weight = p * (1 - p)
        covariance = np.linalg.inv(x.T @ (x * weight[:, None]))
        leverage = weight * np.einsum("ij,jk,ik->i", x, covariance, x)
        step = covariance @ (x.T @ (y - p + leverage * (0.5 - p)))
        now = penalised(x, y, beta)
        while penalised(x, y, beta + step) < now - 1e-12:
            step = step / 2
        beta = beta + step
        if float(np.abs(step).max()) < 1e-10:
            break
    weight = scipy.special.expit(x @ beta) * scipy.special.expit(-(x @ beta))
    return beta, np.linalg.inv(x.T @ (x * weight[:, None]))


def penalised(x: np.ndarray, y: np.ndarray, beta: np.ndarray) -> float:
    """Return Firth's penalised log-likelihood: that of the data plus half the log-determinant of the
    information."""
    eta = x @ beta
    weight = scipy.special.expit(eta) * scipy.special.expit(-eta)
    information = x.T @ (x * weight[:, None])
    likelihood = y @ scipy.special.log_expit(eta) + (1 - y) @ scipy.special.log_expit(-eta)
    return float(likelihood + 0.5 * np.linalg.slogdet(information)[1])


def _z(level: float) -> float:
    return float(scipy.special.ndtri((1 + level) / 2))
