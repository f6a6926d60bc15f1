"""Simulate a crossing point: compare plans, find the cheapest staffing, see what depends on what.

The scenario is a TOML file, described in docs/reference/scenario.md. Every plan in it meets the same people,
day after day; what is written has a row a number: mean over the days with its 95 % interval (low, high),
between what nine days in ten lie (day_low, day_high), and for each plan but the first the difference from the
first with its interval. The output's name ends in .csv, .xlsx or .json.

Example:
    chegara simulate mass-inflow.toml --replications 100 --out plans.csv
    chegara simulate it-outage.toml --staffing persons --most 14 --out staffing.csv
    chegara simulate it-outage.toml --sensitivity --out sensitivity.xlsx
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from chegara.config.cli import CommandError
from chegara.contingency.methods.simulation.comparison import Comparison, compare, sensitivity
from chegara.contingency.methods.simulation.output import COLUMNS, FORMATS, Row, rows_of, write_rows
from chegara.contingency.methods.simulation.reading import read_study
from chegara.contingency.methods.simulation.scenario import Plan, Study
from chegara.contingency.methods.simulation.staffing import (
    Aim,
    Search,
    TooManyError,
    UnreachableError,
    cheapest,
)
from chegara.contingency.methods.simulation.statistics import EVERYBODY, Estimate, Key
from chegara.contingency.methods.simulation.tables import ScenarioError

REPLICATIONS = 100
MOST_REPLICATIONS = 10_000
STAFFING_COLUMNS = (
    "plan", "station", "shift_from", "booths", "booth_hours_a_day", "aim_minutes", "aim_share",
    "share", "low", "high", "days", "staffings_tried", "days_simulated",
)  # fmt: skip

SHOWN = ("wait mean", "wait p95", "within target", "through", "left", "turned away", "inside at the end")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the scenario, what to find, and the output."""
    parser.add_argument("file", type=Path, metavar="SCENARIO.toml", help="the scenario and its plans")
    parser.add_argument(
        "--replications",
        type=int,
        default=REPLICATIONS,
        metavar="N",
        help=f"days to simulate, 2 to {MOST_REPLICATIONS} (default {REPLICATIONS})",
    )
    parser.add_argument("--seed", type=int, help="seed of the draws (default: that of the scenario)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="csv, xlsx or json to write")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--staffing", metavar="STATION", help="find the cheapest booths by shift of this station, per plan"
    )
    what.add_argument(
        "--sensitivity",
        action="store_true",
        help="the first plan with arrivals, and times of service, from 20 %% less to 20 %% more",
    )
    parser.add_argument("--within", type=float, metavar="MINUTES", help="aim of --staffing (default: target)")
    parser.add_argument("--share", type=float, default=0.95, help="share within the aim (default 0.95)")
    parser.add_argument("--least", type=int, default=1, metavar="BOOTHS", help="least booths a shift")
    parser.add_argument("--most", type=int, metavar="BOOTHS", help="most booths a shift (default: as built)")


def run(arguments: argparse.Namespace) -> int:
    """Read, simulate, write.

    Raises:
        CommandError: an argument, the scenario or the output is not as it must be; nothing was written then.
    """
    _check(arguments)
    study = read(arguments.file, arguments.seed)
    if arguments.staffing:
        write_rows(arguments.out, STAFFING_COLUMNS, _staffing(study, arguments), error=CommandError)
        return 0
    if arguments.sensitivity:
        rows = _sensitivity(study, arguments.replications)
    else:
        comparison = compare(study, replications=arguments.replications, progress=_progress("days"))
        print(summary(comparison))
        rows = list(rows_of(comparison))
    write_rows(arguments.out, COLUMNS, rows, error=CommandError)
    return 0


def read(path: Path, seed: int | None = None) -> Study:
    """Return the study of a file.

    Raises:
        CommandError: the file cannot be read or is not a scenario.
    """
    try:
        study = read_study(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not in UTF-8: save it in UTF-8") from error
    except ScenarioError as error:
        raise CommandError(f"{path}, {error}") from error
    if seed is None:
        return study
    return Study(**(vars(study) | {"seed": seed}))


def summary(comparison: Comparison) -> str:
    """Return the outcome in a few lines, for the terminal."""
    lines = [comparison.study.title, f"{comparison.replications} days a plan, all flows together", ""]
    width = max(len(result.plan) for result in comparison.results)
    for measure in SHOWN:
        key = Key("flow", EVERYBODY, measure)
        lines.append(f"{measure}, {key.unit}")
        for result in comparison.results:
            text = f"  {result.plan:<{width}}  {_interval(result.found[key])}"
            if result.difference is not None:
                text += f"   differs by {_interval(result.difference[key])}"
            lines.append(text)
    return "\n".join(lines)


def _interval(estimate: Estimate) -> str:
    if math.isnan(estimate.mean):
        return "unknown"
    return f"{_short(estimate.mean)} ({_short(estimate.low)} to {_short(estimate.high)})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _check(arguments: argparse.Namespace) -> None:
    if not 2 <= arguments.replications <= MOST_REPLICATIONS:
        raise CommandError(f"--replications is 2 to {MOST_REPLICATIONS}, not {arguments.replications}")
    if arguments.seed is not None and arguments.seed < 0:
        raise CommandError(f"--seed is a whole number from 0 on, not {arguments.seed}")
    if not 0 < arguments.share < 1:
        raise CommandError(f"--share lies between 0 and 1, such as 0.95, and is {arguments.share:g}")
    if arguments.within is not None and not 0 <= arguments.within < math.inf:
        raise CommandError(f"--within is a number of minutes from 0 on, not {arguments.within:g}")
    if arguments.out.suffix not in FORMATS:
        raise CommandError(f"--out must end in {', '.join(FORMATS)}, and is {arguments.out.name}")
    if arguments.out.resolve() == arguments.file.resolve():
        raise CommandError(f"--out would overwrite {arguments.file}: name another file")


def _sensitivity(study: Study, replications: int) -> list[Row]:
    first = study.plans[0]
    found = sensitivity(first.scenario, seed=study.seed, replications=replications)
    return [
        (f"{name} x {row[0]}", *row[1:]) for name, comparison in found.items() for row in rows_of(comparison)
    ]


def _staffing(study: Study, arguments: argparse.Namespace) -> Iterator[Row]:
    for plan in study.plans:
        codes = [station.code for station in plan.scenario.stations]
        if arguments.staffing not in codes:
            raise CommandError(f"--staffing: {arguments.staffing!r} is none of {', '.join(codes)}")
    return iter([row for plan in study.plans for row in _staffing_of(plan, study, arguments)])


def _staffing_of(plan: Plan, study: Study, arguments: argparse.Namespace) -> Iterator[Row]:
    scenario = plan.scenario
    station = scenario.station(arguments.staffing)
    most = station.built if arguments.most is None else arguments.most
    minutes = scenario.target if arguments.within is None else arguments.within
    if not 0 <= arguments.least <= most:
        raise CommandError(f"--least ({arguments.least}) must lie between 0 and --most ({most})")
    try:
        search = cheapest(
            scenario,
            station.code,
            Aim(minutes=minutes, share=arguments.share),
            bounds=[(arguments.least, most)] * len(station.shifts),
            seed=study.seed,
            days=arguments.replications,
            progress=_progress("staffings"),
        )
    except TooManyError as error:
        raise CommandError(
            f"{len(station.shifts)} shifts of {arguments.least} to {most} booths are more staffings than can "
            "be tried: raise --least or lower --most"
        ) from error
    except UnreachableError as error:
        raise CommandError(
            f"plan {plan.name!r}: even with {most} booths in every shift fewer than {arguments.share:.0%} "
            f"wait at most {minutes:g} minutes; raise --most or --within, or lower --share"
        ) from error
    yield from _rows_of_search(plan, search, minutes, arguments.share)


def _rows_of_search(plan: Plan, search: Search, minutes: float, share: float) -> Iterator[Row]:
    best = search.best
    print(
        f"{plan.name}: {', '.join(str(each) for each in best.booths)} booths, {best.hours:g} booth hours "
        f"a day, {best.share:.1%} ({best.low:.1%} to {best.high:.1%}) wait at most {minutes:g} minutes"
    )
    for hour, booths in zip(search.shifts, best.booths, strict=True):
        yield (
            plan.name, search.station, f"{int(hour):02d}:{round(hour % 1 * 60):02d}", booths, best.hours,
            minutes, share, best.share, best.low, best.high, best.days, search.staffings,
            search.simulated_days,
        )  # fmt: skip


def _progress(what: str) -> Callable[[int, int], None] | None:
    """Count on a terminal, and be silent in a pipe."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        print(f"\r{done} of {total} {what}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    return show
