"""Search simulated series, with and without a change of level, and count what is found.

False alarms: series of 60 months without a change, of a season and a level only. They may be called changed
in as many cases as the significance promises, within three standard errors; where a month leans upon the one
before it, in up to half again as many. Power: planted changes, which must be found to two months in so many
cases as stated. Settings and bounds stand in `SETTINGS`.

    python benchmarks/change_points.py --series 400
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import dataclass

import numpy as np

from chegara.common.periods import Month
from chegara.evidence.methods.change_points import change_points, simulate

MONTHS, SEED, DRAWS = 60, 20261125, 99
SIGNIFICANCE = 0.1
START = Month(2011, 1)


@dataclass(frozen=True)
class Setting:
    """Series to draw: levels from month to month, scatter and dependence; and what must come of them.

    `most` is the highest share of false alarms but for sampling, `least` the lowest share in which exactly
    the planted changes are found, each to within two months.
    """

    name: str
    levels: tuple[tuple[int, float], ...]
    dispersion: float
    dependence: float
    most: float | None = None
    least: float | None = None


SETTINGS = (
    Setting("none, Poisson", ((0, 30),), 1, 0, most=SIGNIFICANCE),
    Setting("none, scattered", ((0, 30),), 3, 0, most=SIGNIFICANCE),
    Setting("none, few cases", ((0, 4),), 1.5, 0, most=SIGNIFICANCE),
    Setting("none, large counts", ((0, 90_000),), 900, 0, most=SIGNIFICANCE),
    Setting("none, dependent 0.4", ((0, 30),), 2, 0.4, most=1.5 * SIGNIFICANCE),
    Setting("none, dependent 0.7", ((0, 30),), 2, 0.7, most=1.5 * SIGNIFICANCE),
    Setting("rise by a half", ((0, 40), (33, 60)), 2, 0, least=0.7),
    Setting("rise by a half, dependent", ((0, 40), (33, 60)), 2, 0.4, least=0.4),
    Setting("fall to a half", ((0, 20), (30, 10)), 1.5, 0, least=0.7),
    Setting("down and up again", ((0, 50), (24, 15), (34, 50)), 2, 0, least=0.7),
)


def judge(setting: Setting, series: int) -> bool:
    """Print one line and return whether the bounds were kept."""
    rng = np.random.default_rng(SEED)
    means = np.zeros(MONTHS)
    for first, level in setting.levels:
        means[first:] = level
    means *= 1 + 0.5 * np.sin(2 * np.pi * np.arange(MONTHS) / 12)
    planted = [START + first for first, _ in setting.levels[1:]]
    called = right = held = dated = 0
    began = time.process_time()
    everything = np.broadcast_to(means, (series, MONTHS))
    for counts in simulate(everything, setting.dispersion, setting.dependence, rng):
        values = {START + ahead: float(count) for ahead, count in enumerate(counts)}
        # Just above: with 99 draws a probability of exactly 0.1 is the tenth smallest of 100.
        found = change_points(values, rng=rng, draws=DRAWS, significance=SIGNIFICANCE + 1e-9).changes
        called += bool(found)
        if len(found) == len(planted) and planted:
            pairs = list(zip(found, planted, strict=True))
            right += all(abs(change.month - month) <= 2 for change, month in pairs)
            held += sum(change.earliest <= month <= change.latest for change, month in pairs)
            dated += len(pairs)
    seconds = (time.process_time() - began) / series
    share = called / series
    if setting.most is not None:
        error = 3 * math.sqrt(setting.most * (1 - setting.most) / series)
        met, bound = share <= setting.most + error, f"at most {setting.most:.2f} + {error:.3f}"
    else:
        met, bound = (
            right / series >= (setting.least or 0),
            f"found to two months at least {setting.least:.2f}",
        )
    interval = f"{held / dated:.2f}" if dated else "   –"
    print(
        f"{setting.name:28} {share:6.3f} {right / series:6.3f} {interval:>8} {seconds:7.2f} s CPU"
        f"   {bound}{'' if met else '  MISSED'}",
        flush=True,
    )
    return met


def main() -> int:
    """Print the table; exit with 1 where a bound is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--series", type=int, default=400, help="series a setting (400)")
    arguments = parser.parse_args()
    print(f"significance {SIGNIFICANCE}, {DRAWS} draws a test, {arguments.series} series a setting")
    print(f"{'series':28} {'called':>6} {'right':>6} {'interval':>8} {'a series':>12}")
    judged = [judge(setting, arguments.series) for setting in SETTINGS]
    met = all(judged)
    print("target:", "met" if met else "MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
