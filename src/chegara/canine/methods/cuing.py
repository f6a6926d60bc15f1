"""Does the handler cue the dog? The share of hits where the hide is known minus that in double-blind trials.

A difference above zero is a reason to look at video and to train blind, not a finding about a person: known
trials are often the easier ones. The interval is Newcombe's hybrid of two score intervals.

Source:
    R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of
    eleven methods", Statistics in Medicine 17, 1998, method 10 (56 of 70 against 48 of 80: 0.0524 to
    0.3339).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from chegara.common.detection import Answers
from chegara.common.intervals import Interval, wilson


@dataclass(frozen=True)
class Cuing:
    """Differences of shares known − double-blind, −1 to 1: of hits and of false alerts; None where not tried.

    `suspected` says that the interval of the hits' difference lies above zero.
    """

    hits: float | None
    hits_interval: Interval | None
    false_alerts: float | None
    false_alerts_interval: Interval | None

    @property
    def suspected(self) -> bool:
        """Whether hits are more frequent where the handler knows the hide, beyond chance."""
        return self.hits_interval is not None and self.hits_interval.low > 0


def cuing(known: Answers, double_blind: Answers, *, level: float = 0.95) -> Cuing:
    """Return the indicator from trials with known hides and double-blind ones.

    Raises:
        ValueError: the level is not a share between 0 and 1.
    """
    hits = _difference(known.hits, known.signals, double_blind.hits, double_blind.signals, level)
    false = _difference(
        known.false_alarms, known.blanks, double_blind.false_alarms, double_blind.blanks, level
    )
    return Cuing(*hits, *false)


def difference_interval(a: int, of_a: int, b: int, of_b: int, *, level: float = 0.95) -> Interval:
    """Return Newcombe's interval of a / of_a − b / of_b, −1 to 1.

    >>> interval = difference_interval(56, 70, 48, 80)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0524, 0.3339)

    Raises:
        ValueError: as for `wilson`.
    """
    first, second = wilson(a, of_a, level=level), wilson(b, of_b, level=level)
    p, q = a / of_a, b / of_b
    below = math.hypot(p - first.low, second.high - q)
    above = math.hypot(first.high - p, q - second.low)
    return Interval(max(p - q - below, -1.0), min(p - q + above, 1.0))


def _difference(a: int, of_a: int, b: int, of_b: int, level: float) -> tuple[float | None, Interval | None]:
    if not of_a or not of_b:
        return None, None
    return a / of_a - b / of_b, difference_interval(a, of_a, b, of_b, level=level)
