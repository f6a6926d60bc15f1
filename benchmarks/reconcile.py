"""Forecast real crossings by bridge, region and in all, make the forecasts agree, and see what it costs.

Series: each mode's bridges (at least 60 months before the origin, a median above 500, no month missing), the
two regions that they lie in and their sum. Origins: the ends of 2018, 2022 and 2023, 12 months ahead. MASE:
mean absolute error over the in-sample mean absolute change from the same month of last year.

The weights (variance of past errors) were chosen by the ends of 2013 to 2017, where structural weights made
bridges worse by 22 per cent, equal ones by 35, and these by 0.3, while regions and totals got better by 6 and
10.

    python benchmarks/reconcile.py ../shared/data/flows
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from chegara.common.periods import Month
from chegara.evidence.methods.backtest import STEP, naive_scale
from chegara.evidence.methods.forecast import HORIZON, Forecast, MonthlySeries, forecast_many
from chegara.evidence.methods.reconciliation import Hierarchy, Reconciled, reconcile_tested

FILE = "us-mexico-crossings-monthly-2008-2025.csv"
DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "flows"
JUDGED = (2018, 2022, 2023)
LEAST_MONTHS, LEAST_MEDIAN, LEAST_BRIDGES = 60, 500, 3
LEVELS = ("in all", "region", "bridge")
HIGHEST, HIGHEST_OF_A_LEVEL = 1.01, 1.03
COVERAGE_BOUNDS = (0.72, 0.88)

Values = dict[Month, float]


def read(path: Path) -> tuple[dict[tuple[str, str], Values], dict[str, str]]:
    """Return the series by mode and bridge, and each bridge's region."""
    series: defaultdict[tuple[str, str], Values] = defaultdict(dict)
    region = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            month = Month(int(row["Year"]), int(row["Month"]))
            series[row["Modes"], row["Crossing"]][month] = float(row["Northbound Crossing"])
            region[row["Crossing"]] = row["Region"]
    return dict(series), region


def eligible(values: Values, origin: Month) -> bool:
    """Say whether a bridge is judged, from what was known at the origin and full months after it."""
    past = [month for month in values if month <= origin]
    return (
        len(past) >= LEAST_MONTHS
        and max(past) - min(past) + 1 == len(past)
        and float(np.median([values[month] for month in past])) > LEAST_MEDIAN
        and all(origin + ahead in values for ahead in range(1, HORIZON + 1))
    )


def trees(
    everything: dict[tuple[str, str], Values], region: dict[str, str], origin: Month
) -> list[tuple[Hierarchy, dict[str, Values]]]:
    """Return each mode's hierarchy with its series, up to a year after the origin."""
    found = []
    for mode in sorted({mode for mode, _ in everything}):
        chosen = [b for (m, b), values in everything.items() if m == mode and eligible(values, origin)]
        if len(chosen) < LEAST_BRIDGES:
            continue
        first = max(min(everything[mode, bridge]) for bridge in chosen)
        months = [first + ahead for ahead in range(origin + HORIZON - first + 1)]
        regions = {
            name: [b for b in chosen if region[b] == name] for name in sorted(set(map(region.get, chosen)))
        }
        hierarchy = Hierarchy.of({LEVELS[0]: list(regions), **regions}, LEVELS[0])
        held = {name: [p for p, member in zip(hierarchy.parts, row, strict=True) if member]
                for name, row in zip(hierarchy.names, hierarchy.summing, strict=True)}  # fmt: skip
        found.append((hierarchy, {
            name: {month: sum(everything[mode, part][month] for part in parts) for month in months}
            for name, parts in held.items()
        }))  # fmt: skip
    return found


def agreed(
    hierarchy: Hierarchy, series: dict[str, Values], made: list[Forecast], origin: Month
) -> Reconciled:
    """Make the forecasts of one hierarchy agree, as the site does."""
    tested = [each.backtest for each in made if each.backtest is not None]
    dates = min(len(each.errors) for each in tested)
    shape = (dates, len(made), HORIZON)
    actual, past = np.full(shape, np.nan), np.full(shape, np.nan)
    for row, (name, each) in enumerate(zip(hierarchy.names, tested, strict=True)):
        for date in range(dates):
            for ahead in range(min(HORIZON, STEP * (date + 1))):
                error = each.errors[date][ahead]
                actual[date, row, ahead] = series[name][origin + (ahead + 1 - STEP * (date + 1))]
                past[date, row, ahead] = actual[date, row, ahead] - (np.nan if error is None else error)
    return reconcile_tested(np.array([each.values for each in made]), past, actual, hierarchy)


def level_of(name: str, hierarchy: Hierarchy) -> str:
    """Return which level a series is of."""
    if name == hierarchy.names[0]:
        return LEVELS[0]
    return LEVELS[2] if name in hierarchy.parts else LEVELS[1]


def main() -> int:
    """Print the table; exit with 1 where a bound is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT, help="folder of the crossings")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--origins", type=int, nargs="+", metavar="YEAR", default=JUDGED)
    arguments = parser.parse_args()
    path = arguments.folder / FILE
    if not path.exists():
        print(f"{path} is not there: name the folder that holds it", file=sys.stderr)
        return 2
    everything, region = read(path)
    errors: dict[str, list[tuple[float, float]]] = {level: [] for level in LEVELS}
    within = scored = 0
    began = time.perf_counter()
    for year in arguments.origins:
        origin = Month(year, 12)
        for hierarchy, series in trees(everything, region, origin):
            known = {name: MonthlySeries.of({m: v for m, v in series[name].items() if m <= origin})
                     for name in hierarchy.names}  # fmt: skip
            made = [each for _, each in forecast_many(known, horizon=HORIZON, workers=arguments.workers)]
            if any(each.refusal for each in made):
                continue
            found = agreed(hierarchy, series, made, origin)
            parts = [hierarchy.names.index(part) for part in hierarchy.parts]
            assert np.allclose(found.values, hierarchy.summing @ found.values[parts])
            for row, name in enumerate(hierarchy.names):
                actual = np.array([series[name][origin + ahead] for ahead in range(1, HORIZON + 1)])
                scale = naive_scale(np.array([v for m, v in sorted(series[name].items()) if m <= origin]))
                base = float(np.abs(actual - made[row].values).mean()) / scale
                after = float(np.abs(actual - found.values[row]).mean()) / scale
                errors[level_of(name, hierarchy)].append((base, after))
                within += int((np.abs(actual - found.values[row]) <= found.half80[row]).sum())
                scored += HORIZON
        print(f"{year}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    print(f"{'level':8} {'series':>6} {'MASE by itself':>15} {'made to agree':>14} {'ratio':>6}")
    ratios = []
    for level in (*LEVELS, "all"):
        pairs = errors[level] if level in errors else [pair for pairs in errors.values() for pair in pairs]
        base, after = (float(np.mean([pair[side] for pair in pairs])) for side in (0, 1))
        ratios.append(after / base)
        print(f"{level:8} {len(pairs):6} {base:15.3f} {after:14.3f} {after / base:6.3f}")
    coverage = within / scored
    print(f"80 % intervals held {coverage:.1%} of {scored} months")
    low, high = COVERAGE_BOUNDS
    met = ratios[-1] <= HIGHEST and max(ratios) <= HIGHEST_OF_A_LEVEL and low <= coverage <= high
    print(
        f"target: ratio of all <= {HIGHEST}, of each level <= {HIGHEST_OF_A_LEVEL}, "
        f"80 % intervals {low:.0%} to {high:.0%}:",
        "met" if met else "MISSED",
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
