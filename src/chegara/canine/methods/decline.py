"""An alarm when a team begins to miss more: the Bernoulli CUSUM.

After each hide the statistic becomes max(0, B + s) with s = m − 1 after a miss and −1 after a hit; at the
limit there is an alarm and it starts again from 0. m is the ratio of the log-likelihoods' steps for the
miss rates `accepted` and `declined`, rounded to a whole number, as the source proposes: then the statistic
walks on whole numbers and its average run length is the exact solution of a linear system. Rounding moves
`declined` a little; `Chart.declined` is the rate that fits m exactly.

Source:
    M. R. Reynolds, Z. G. Stoumbos, "A CUSUM chart for monitoring a proportion when inspecting continuously",
    Journal of Quality Technology 31, 1999.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy


@dataclass(frozen=True)
class Chart:
    """A chart: miss rates 0 to 1, `step` (m) at least 2, alarm when the statistic reaches `limit` (at least
    1)."""

    accepted: float
    declined: float
    step: int
    limit: int


@dataclass(frozen=True)
class Watch:
    """The statistic after each trial and, for each alarm, the trial and where the decline seems to have
    begun.

    Trials are numbered from 0. `began` is the first trial after the statistic was last 0.
    """

    statistic: tuple[int, ...]
    alarms: tuple[int, ...]
    began: tuple[int, ...]


def design(*, accepted: float = 0.10, declined: float = 0.25, run_length: float = 200.0) -> Chart:
    """Return the chart with the lowest limit whose false alarms are on average at least `run_length` hides
    apart.

    Raises:
        ValueError: the rates are not 0 < accepted < declined < 1, or the run length is below 1 or above a
            million.
    """
    if not 0 < accepted < declined < 1:
        raise ValueError(
            f"a decline goes from a lower miss rate to a higher one, not {accepted} to {declined}"
        )
    if not 1 <= run_length <= 1e6:
        raise ValueError(f"the run length lies between 1 and a million hides, not {run_length}")
    step = max(2, round(_step(accepted, declined)))
    if step * accepted >= 1:
        raise ValueError(f"miss rates {accepted} and {declined} are too close together for a chart")
    chart = Chart(accepted, _declined(accepted, step), step, 1)
    low, high = 0, 1
    while average_run_length(_with_limit(chart, high), accepted) < run_length:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        enough = average_run_length(_with_limit(chart, middle), accepted) >= run_length
        low, high = (low, middle) if enough else (middle, high)
    return _with_limit(chart, high)


def average_run_length(chart: Chart, miss_rate: float) -> float:
    """Return the mean number of hides to an alarm from 0 at a constant miss rate, 0 to 1; infinite at 0.

    Raises:
        ValueError: the miss rate is not a share.
    """
    if not 0 <= miss_rate <= 1:
        raise ValueError(f"{miss_rate} is not a share")
    if miss_rate == 0:
        return math.inf
    states = np.arange(chart.limit)
    matrix = np.zeros((chart.limit, chart.limit))
    matrix[states, np.maximum(states - 1, 0)] = 1 - miss_rate
    up = states + chart.step - 1
    inside = up < chart.limit
    matrix[states[inside], up[inside]] += miss_rate
    return float(scipy.linalg.solve(np.eye(chart.limit) - matrix, np.ones(chart.limit))[0])


def watch(chart: Chart, missed: Iterable[bool]) -> Watch:
    """Return the course of the chart over hides in order of time, each missed or not."""
    statistic: list[int] = []
    alarms: list[int] = []
    began: list[int] = []
    value, start = 0, 0
    for number, miss in enumerate(missed):
        if value == 0:
            start = number
        value = max(0, value + (chart.step - 1 if miss else -1))
        statistic.append(value)
        if value >= chart.limit:
            alarms.append(number)
            began.append(start)
            value = 0
    return Watch(tuple(statistic), tuple(alarms), tuple(began))


def _with_limit(chart: Chart, limit: int) -> Chart:
    return Chart(chart.accepted, chart.declined, chart.step, limit)


def _step(accepted: float, declined: float) -> float:
    down = -math.log((1 - declined) / (1 - accepted))
    return math.log(declined * (1 - accepted) / (accepted * (1 - declined))) / down


def _declined(accepted: float, step: int) -> float:
    """Return the declined rate for which the ratio of steps is `step` exactly (it falls as the rate
    grows)."""
    return float(
        scipy.optimize.brentq(
            lambda rate: _step(accepted, rate) - step, accepted + 1e-9, 1 - 1e-12, xtol=1e-12
        )
    )
