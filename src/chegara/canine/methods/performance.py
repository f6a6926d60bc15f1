"""What controlled trials say about a team: sensitivity, false-alert rate, likelihood ratios, d′, by blinding.

Only trials whose truth is known count: hides (hit or miss) and blanks (false alert or correct rejection). The
figure to quote is that of double-blind trials alone, because a handler or assessor who knows where the hide
lies can cue the dog; known and single-blind trials are shown beside it as training. Searches without a
clear outcome are counted apart and are in no rate.

Sources:
    SWGDOG SC2, General guidelines, 2009: blinding and blank searches in certification.
    Wilson's interval: `chegara.common.intervals`; d′: `chegara.common.detection`.
    D. L. Simel, G. P. Samsa, D. B. Matchar, "Likelihood ratios with confidence", J. Clin. Epidemiology 44,
    1991.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import scipy

from chegara.common.detection import Answers, Detection, corrected_shares, detection
from chegara.common.intervals import Interval, wilson


class Blinding(StrEnum):
    """Who knew where the hides lay: the handler, only the assessor, nobody present."""

    KNOWN = "known"
    SINGLE = "single_blind"
    DOUBLE = "double_blind"


class Outcome(StrEnum):
    """What a search unit gave."""

    HIT = "hit"
    MISS = "miss"
    FALSE_ALERT = "false_alert"
    CORRECT_REJECTION = "correct_rejection"
    UNCLEAR = "unclear"
    HANDLER_ERROR = "handler_error"


@dataclass(frozen=True)
class Rate:
    """A share of counts, 0 to 1, with Wilson's interval."""

    count: int
    of: int
    share: float
    interval: Interval


@dataclass(frozen=True)
class Performance:
    """The figures of one group of trials; what was never tried is None, not zero.

    `not_counted` are unclear searches and errors of the handler. The likelihood ratios are how many times
    likelier an alert (or no alert) is where there is an odour than where there is none, log-linear
    corrected.
    """

    answers: Answers
    not_counted: int
    sensitivity: Rate | None
    false_alerts: Rate | None
    detection: Detection | None
    alert_ratio: LikelihoodRatio | None
    silence_ratio: LikelihoodRatio | None


@dataclass(frozen=True)
class LikelihoodRatio:
    """A ratio of two probabilities, 0 to infinity, with its interval."""

    ratio: float
    interval: Interval


@dataclass(frozen=True)
class ByBlinding:
    """The performance in each kind of trial that was held."""

    kinds: Mapping[Blinding, Performance]

    @property
    def headline(self) -> Performance | None:
        """The performance to quote: that of double-blind trials, or None where none was held."""
        return self.kinds.get(Blinding.DOUBLE)


def by_blinding(trials: Iterable[tuple[Blinding, Outcome]], *, level: float = 0.95) -> ByBlinding:
    """Return the performance by blinding of trials given as (blinding, outcome), in the order of `Blinding`.

    Raises:
        ValueError: a blinding or an outcome is none of ours, or the level is not a share between 0 and 1.
    """
    return of_counts(Counter(trials), level=level)


def of_counts(counts: Mapping[tuple[Blinding, Outcome], int], *, level: float = 0.95) -> ByBlinding:
    """Return the same as `by_blinding` of trials that a database has counted.

    Raises:
        ValueError: as for `by_blinding`, or a count is negative.
    """
    kinds: dict[Blinding, dict[Outcome, int]] = {}
    for (how, what), number in counts.items():
        kinds.setdefault(Blinding(how), {})[Outcome(what)] = number
    return ByBlinding({kind: performance(kinds[kind], level=level) for kind in Blinding if kind in kinds})


def performance(outcomes: Mapping[Outcome, int], *, level: float = 0.95) -> Performance:
    """Return the figures of trials counted by outcome.

    >>> found = performance({Outcome.HIT: 9, Outcome.MISS: 1})
    >>> found.sensitivity.share, found.false_alerts
    (0.9, None)

    Raises:
        ValueError: a count is negative, or the level is not a share between 0 and 1.
    """
    answers = Answers(
        hits=outcomes.get(Outcome.HIT, 0),
        misses=outcomes.get(Outcome.MISS, 0),
        false_alarms=outcomes.get(Outcome.FALSE_ALERT, 0),
        correct_rejections=outcomes.get(Outcome.CORRECT_REJECTION, 0),
    )
    both = answers.signals > 0 and answers.blanks > 0
    return Performance(
        answers,
        not_counted=outcomes.get(Outcome.UNCLEAR, 0) + outcomes.get(Outcome.HANDLER_ERROR, 0),
        sensitivity=rate(answers.hits, answers.signals, level=level),
        false_alerts=rate(answers.false_alarms, answers.blanks, level=level),
        detection=detection(answers, level=level),
        alert_ratio=alert_ratio(answers, level=level) if both else None,
        silence_ratio=silence_ratio(answers, level=level) if both else None,
    )


def rate(count: int, of: int, *, level: float = 0.95) -> Rate | None:
    """Return a share with Wilson's interval, or None where nothing was tried."""
    return Rate(count, of, count / of, wilson(count, of, level=level)) if of else None


def alert_ratio(answers: Answers, *, level: float = 0.95) -> LikelihoodRatio:
    """Return how many times likelier an alert is with an odour than without: H / F."""
    hit, false_alert = corrected_shares(answers)
    return _ratio(hit, false_alert, answers, level)


def silence_ratio(answers: Answers, *, level: float = 0.95) -> LikelihoodRatio:
    """Return how many times likelier silence is with an odour than without: (1 − H) / (1 − F)."""
    hit, false_alert = corrected_shares(answers)
    return _ratio(1 - hit, 1 - false_alert, answers, level)


def _ratio(with_odour: float, without: float, answers: Answers, level: float) -> LikelihoodRatio:
    ratio = with_odour / without
    variance = (1 - with_odour) / (with_odour * (answers.signals + 1))
    variance += (1 - without) / (without * (answers.blanks + 1))
    factor = math.exp(float(scipy.special.ndtri((1 + level) / 2)) * math.sqrt(variance))
    return LikelihoodRatio(ratio, Interval(ratio / factor, ratio * factor))


Name = TypeVar("Name", bound=Hashable)


def tiers(intervals: Mapping[Name, Interval]) -> list[list[Name]]:
    """Return names from the best tier down; those joined by overlapping intervals share one and have no
    order.

    >>> tiers({"A": Interval(0.9, 1), "B": Interval(0.7, 0.92), "C": Interval(0.2, 0.5)})
    [['A', 'B'], ['C']]
    """
    found: list[list[Name]] = []
    low = -math.inf
    for name, interval in sorted(intervals.items(), key=lambda item: -item[1].high):
        if not found or interval.high < low:
            found.append([])
            low = interval.low
        found[-1].append(name)
        low = min(low, interval.low)
    return found
