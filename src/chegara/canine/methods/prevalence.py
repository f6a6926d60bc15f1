"""What an alert in the field means depends on how often there is something to find.

At prevalence π the share of alerts with a find is πH / (πH + (1 − π)F): the same dog finds after nearly every
alert where half the vehicles carry drugs, and after one alert in seven where one in a hundred does. So the
share of field alerts with a find is that, and never "reliability": sensitivity and false-alert rate cannot
be had from it (three unknowns, two equations). `same_share` shows which pairs give one and the same share.

Sources:
    J. L. Gastwirth, "The need to carefully interpret the statistics reporting the accuracy of a narcotics
    detection dog", Jurimetrics 53, 2013: what field statistics cannot say.
    N. D. Mercaldo, K. F. Lau, X. H. Zhou, "Confidence intervals for predictive values with an emphasis to
    case-control studies", Statistics in Medicine 26, 2007: intervals on the logit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from chegara.canine.methods.performance import LikelihoodRatio, alert_ratio, silence_ratio
from chegara.common.detection import Answers
from chegara.common.intervals import Interval


@dataclass(frozen=True)
class Predictive:
    """At one prevalence: the chance of an odour after an alert, and of none after silence, 0 to 1."""

    prevalence: float
    after_alert: float
    after_alert_interval: Interval
    clean_after_silence: float
    clean_after_silence_interval: Interval


def predictive_value(sensitivity: float, false_alerts: float, prevalence: float) -> float | None:
    """Return the chance of an odour after an alert, 0 to 1; None where no alert can come.

    >>> [round(predictive_value(0.877, 0.053, p), 2) for p in (0.5, 0.1, 0.01)]
    [0.94, 0.65, 0.14]

    Raises:
        ValueError: an argument is not a share.
    """
    _check_shares(sensitivity, false_alerts, prevalence)
    true, false = prevalence * sensitivity, (1 - prevalence) * false_alerts
    return true / (true + false) if true + false > 0 else None


def by_prevalence(answers: Answers, prevalences: Sequence[float], *, level: float = 0.95) -> list[Predictive]:
    """Return the predictive values of a team whose controlled trials are `answers`, at each prevalence.

    The counts are log-linear corrected; the intervals carry the uncertainty of the trials and none about
    the prevalence.

    Raises:
        ValueError: there were no hides or no blanks, a prevalence is not inside 0 and 1, or the level is no
            share.
    """
    if not answers.signals or not answers.blanks:
        raise ValueError("predictive values need trials with hides and blank trials")
    alert, silence = alert_ratio(answers, level=level), silence_ratio(answers, level=level)
    return [_predictive(prevalence, alert, silence) for prevalence in prevalences]


def prevalence_behind(share: float, sensitivity: float, false_alerts: float) -> float | None:
    """Return the prevalence at which a team has this share of alerts with a find, or None where none does.

    Raises:
        ValueError: an argument is not a share.
    """
    _check_shares(share, sensitivity, false_alerts)
    scale = share * false_alerts + (1 - share) * sensitivity
    return share * false_alerts / scale if scale > 0 else None


def same_share(share: float, teams: Sequence[tuple[float, float]]) -> list[tuple[float, float, float | None]]:
    """Return (sensitivity, false-alert rate, prevalence) of teams that would all show this share of finds.

    Raises:
        ValueError: an argument is not a share.
    """
    return [
        (sensitivity, false, prevalence_behind(share, sensitivity, false)) for sensitivity, false in teams
    ]


def _predictive(prevalence: float, alert: LikelihoodRatio, silence: LikelihoodRatio) -> Predictive:
    if not 0 < prevalence < 1:
        raise ValueError(f"a prevalence lies between 0 and 1, not at {prevalence}")
    odds = prevalence / (1 - prevalence)
    return Predictive(
        prevalence,
        _share(odds * alert.ratio),
        Interval(_share(odds * alert.interval.low), _share(odds * alert.interval.high)),
        1 - _share(odds * silence.ratio),
        Interval(1 - _share(odds * silence.interval.high), 1 - _share(odds * silence.interval.low)),
    )


def _share(odds: float) -> float:
    return odds / (1 + odds)


def _check_shares(*values: float) -> None:
    for value in values:
        if not (math.isfinite(value) and 0 <= value <= 1):
            raise ValueError(f"{value} is not a share")
