"""How well signal is told from noise, and how readily one says "signal": d′ and the criterion.

With H the share of hits and F the share of false alarms, d′ = z(H) − z(F) and c = −(z(H) + z(F)) / 2, where
z is the quantile of the standard normal distribution. d′ = 0 is guessing; c > 0 is reluctance to say
"signal". Shares of 0 and 1 have no finite z, so each count is raised by a half and each total by 1
(log-linear correction), always, and not only where a share is extreme.

Sources:
    N. A. Macmillan, C. D. Creelman, "Detection theory: a user's guide", 2nd edition, 2005, chapters 1 and 2.
    M. J. Hautus, "Corrections for extreme proportions and their biasing effects on estimated values of d′",
    Behavior Research Methods, Instruments, & Computers 27, 1995.
    V. Gourevitch, E. Galanter, "A significance test for one parameter isosensitivity functions",
    Psychometrika 32, 1967: the variance of d′.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import scipy

from chegara.common.intervals import Interval


@dataclass(frozen=True)
class Answers:
    """Counts of answers where the truth was known: with signal (hits, misses) and without it.

    Raises:
        ValueError: a count is negative.
    """

    hits: int = 0
    misses: int = 0
    false_alarms: int = 0
    correct_rejections: int = 0

    def __post_init__(self) -> None:
        """Refuse counts below nothing."""
        if min(self.hits, self.misses, self.false_alarms, self.correct_rejections) < 0:
            raise ValueError(f"counts cannot be negative: {self}")

    @property
    def signals(self) -> int:
        """How many cases held the signal."""
        return self.hits + self.misses

    @property
    def blanks(self) -> int:
        """How many cases held no signal."""
        return self.false_alarms + self.correct_rejections


@dataclass(frozen=True)
class Detection:
    """d′ and the criterion c, in standard deviations, each with its interval."""

    d_prime: float
    d_prime_interval: Interval
    criterion: float
    criterion_interval: Interval


def corrected_shares(answers: Answers) -> tuple[float, float]:
    """Return the shares of hits and of false alarms after the log-linear correction, both inside 0 and 1."""
    return (answers.hits + 0.5) / (answers.signals + 1), (answers.false_alarms + 0.5) / (answers.blanks + 1)


def detection(answers: Answers, *, level: float = 0.95) -> Detection | None:
    """Return d′ and the criterion, or None where there was no signal or no blank: then neither is known.

    The intervals are normal ones from the variance of z; they are rough below some ten cases of each kind.

    >>> found = detection(Answers(hits=20, misses=5, false_alarms=10, correct_rejections=15))
    >>> round(found.d_prime, 2), round(found.criterion, 2)
    (1.04, -0.28)

    Raises:
        ValueError: the level is not a share between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level is a share between 0 and 1, not {level}")
    if not answers.signals or not answers.blanks:
        return None
    hit, false_alarm = corrected_shares(answers)
    z_hit, z_false = float(scipy.special.ndtri(hit)), float(scipy.special.ndtri(false_alarm))
    d_prime, criterion = z_hit - z_false, -(z_hit + z_false) / 2
    variance = _variance(hit, z_hit, answers.signals) + _variance(false_alarm, z_false, answers.blanks)
    half = float(scipy.special.ndtri((1 + level) / 2)) * math.sqrt(variance)
    return Detection(
        d_prime,
        Interval(d_prime - half, d_prime + half),
        criterion,
        Interval(criterion - half / 2, criterion + half / 2),
    )


def _variance(share: float, z: float, cases: int) -> float:
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return share * (1 - share) / (cases * density * density)
