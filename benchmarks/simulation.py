"""Simulate a crossing point: our event loop beside Ciw 3.2, SimPy 4.1 and a bare loop in C.

The full-feature model: first line, second line (20 places, then blocking), customs, phytosanitary control;
three classes with priority, reneging before the first line, shifts, lognormal service, 20,000 persons a day.
The tandem: three stations of 4, 2 and 1 booths, exponential service, use 0.8. CPU time of one core. Ours
counts the draws and all statistics, the peers their draws and the collection of their records.

The peers live in an environment of their own, because Ciw brings a package named `tests`:

    python -m venv peers && peers/bin/pip install -e '.[fast]' 'ciw>=3.2,<3.3' 'simpy>=4.1,<4.2'
    peers/bin/python benchmarks/simulation.py            # figures
    peers/bin/python benchmarks/simulation.py --against-ciw 1500   # 28 statistics, z of each: minutes
"""

from __future__ import annotations

import argparse
import ctypes
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TypeAlias

import numpy as np
from measuring import machine, verdict
from numpy.typing import NDArray
from simulation_models import CLASSES, NODES, full_point, shift_point, tandem

from chegara.common.machine_code import IS_COMPILED
from chegara.contingency.methods.simulation.comparison import compare
from chegara.contingency.methods.simulation.draws import draw
from chegara.contingency.methods.simulation.engine import Simulator
from chegara.contingency.methods.simulation.kernel.loop import run
from chegara.contingency.methods.simulation.kernel.state import LEFT
from chegara.contingency.methods.simulation.scenario import Plan, Scenario, Study
from chegara.contingency.methods.simulation.staffing import Aim, cheapest
from chegara.contingency.methods.simulation.statistics import Key, measure

Array: TypeAlias = NDArray[np.float64]

SEED = 20261125
TIMES_CIW, TIMES_SIMPY, TIMES_CIW_PLAIN, SHARE_OF_C = 150.0, 60.0, 3.0, 0.6
SECONDS_OF_100, SECONDS_OF_SEARCH, SEARCH_DAYS, TIMES_CRN = 1.0, 30.0, 45_000, 50.0


def at_least(name: str, found: float, bound: float, unit: str) -> bool:
    """Print whether a figure reaches its bound, and return it."""
    met = found >= bound
    print(f"{name}: {found:.2f} {unit}, at least {bound:g}: {'met' if met else 'MISSED'}", flush=True)
    return met


def our_speed(replications: int) -> tuple[float, float]:
    """Return persons a second of the full-feature model, all included, and CPU seconds of them."""
    model = full_point()
    study = Study(title="full", plans=(Plan(name="one", scenario=model),), seed=SEED)
    compare(study, replications=2)
    began = time.process_time()
    found = compare(study, replications=replications).results[0].found
    seconds = time.process_time() - began
    return found[Key("flow", "all", "arrived")].mean * replications / seconds, seconds


def plain_speed() -> float:
    """Return persons a second of the same source without the compiler."""
    code = "import simulation as s; print(s.our_speed(2)[0])"
    paths = [str(Path(__file__).parent), *sys.path]
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(answer.stdout)


def loop_against_c() -> bool | None:
    """Compare the loops alone on the tandem, on the same drawn arrays; None without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        print("the loop in C: not measured, there is no C compiler")
        return None
    source = Path(__file__).with_name("simulation_tandem.c")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "tandem.so"
        subprocess.run(
            [compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", library, source], check=True
        )
        run_c = ctypes.CDLL(str(library)).run
    model = tandem()
    simulator = Simulator(model)
    days = [draw(model, seed=SEED, replication=number) for number in range(60)]
    doubles = ctypes.POINTER(ctypes.c_double)
    ours = theirs = 0.0
    for day in days[:2]:
        simulator.run(day)
    for day in days:
        world = simulator.world(day)
        began = time.process_time()
        run(world, model.end, simulator.tick)
        ours += time.process_time() - began
        waits = np.full(len(day.work), -1.0)
        began = time.process_time()
        run_c(
            ctypes.c_long(len(day.arrival)),
            day.arrival.ctypes.data_as(doubles),
            day.work.ctypes.data_as(doubles),
            waits.ctypes.data_as(doubles),
        )
        theirs += time.process_time() - began
        assert np.array_equal(waits, world.step_wait)
    people = sum(len(day.arrival) for day in days)
    print(f"tandem: C {people / theirs:,.0f} persons/s, ours {people / ours:,.0f} (equal to the last bit)")
    return at_least("tandem, loop alone", theirs / ours, SHARE_OF_C, "of C")


def staffing_search() -> bool:
    """Time the search over 45,000 simulated days: four shifts of 1 to 8 booths."""
    model = shift_point()
    cheapest(model, "line", Aim(minutes=15), bounds=[(7, 8)] * 4, seed=SEED, screening=2, days=2, prune=False)
    began = time.process_time()
    search = cheapest(
        model, "line", Aim(minutes=15), bounds=[(1, 8)] * 4, seed=SEED, screening=20, days=1000, prune=False
    )
    seconds = time.process_time() - began
    scaled = seconds * SEARCH_DAYS / search.simulated_days
    print(
        f"search: {search.best.booths}, {search.staffings} tried, {search.simulated_days} days, {seconds:.1f}"
    )
    began = time.process_time()
    pruned = cheapest(model, "line", Aim(minutes=15), bounds=[(1, 8)] * 4, seed=SEED, screening=20, days=1000)
    print(f"pruned: {pruned.simulated_days} days, {time.process_time() - began:.1f} s, same: "
          f"{pruned.best == search.best}")  # fmt: skip
    return verdict("search, 45,000 days", scaled, SECONDS_OF_SEARCH, "s CPU")


def common_numbers() -> bool:
    """Compare the variance of a difference with common and independent people: one booth more in one shift.

    The gain is the greater the less the booth itself decides of the day: it is printed for each shift, and
    judged by the shift where it is least. Beside each gain stands the most that any common numbers could give
    (see `most_by_any`). The domain page's figure is of one shift alone, which it does not name.
    """
    gains, limits, spread = gains_by_shift((3, 5, 6, 4))
    for shift, (gain, limit) in enumerate(zip(gains, limits, strict=True), start=1):
        print(
            f"common random numbers, a booth in shift {shift}: {gain:,.1f} times, "
            f"no way of drawing could give more than {limit:,.1f}"
        )
    page = int(gains.argmax())
    print(
        f"one booth, one shift, p95, as on the domain page: variance of the difference "
        f"{spread[0][page]:.3g} min² with the same people, {spread[1][page]:.3g} with others: "
        f"{gains[page]:,.1f} times (shift {page + 1}); middle of the shifts {np.median(gains):,.1f} times"
    )
    return at_least("common random numbers, variance smaller", float(gains.min()), TIMES_CRN, "times")


def gains_by_shift(booths: tuple[int, ...], days: int = 400) -> tuple[Array, Array, tuple[Array, Array]]:
    """Return by shift what the same people save, the most that could be saved, and both variances (min²)."""
    key = Key("flow", "all", "wait p95")
    plans = [
        booths,
        *(tuple(b + (at == shift) for at, b in enumerate(booths)) for shift in range(len(booths))),
    ]
    models = [shift_point(each) for each in plans]
    simulators = [Simulator(model) for model in models]
    drawn = (draw(models[0], seed=SEED, replication=number) for number in range(days))
    values = np.array(
        [[measure(s.scenario, day, s.run(day))[key] for s in simulators] for day in drawn]
    )  # fmt: skip
    before, after = values[:, :1], values[:, 1:]
    alone = after.var(axis=0, ddof=1) + before.var(ddof=1)
    common = (after - before).var(axis=0, ddof=1)
    return alone / common, most_by_any(before, after), (common, alone)


def most_by_any(before: Array, after: Array) -> Array:
    """Return the most by which any joint drawing of two plans could lessen the variance of their difference.

    Whatever is drawn together, each plan's own days keep their distribution. Of all joint distributions with
    the same margins, none has a greater covariance than the one in which the plan's worst day is the other's
    worst, and so on down (Hoeffding 1940; Fréchet 1951): both samples sorted. It lies below the bound by
    Cauchy and Schwarz, (a² + b²) / (a - b)² of the two standard deviations.
    """
    alone: Array = after.var(axis=0, ddof=1) + before.var(ddof=1)
    least: Array = (np.sort(after, axis=0) - np.sort(before, axis=0)).var(axis=0, ddof=1)
    return alone / least


def against_ciw(replications: int, seed: int = SEED) -> bool:
    """Compare 28 statistics of the full model (2,000 persons a day) with Ciw's; return whether all agree.

    Each |z| must be at most 3.5. By chance alone one of 28 exceeds it in at most 1.3 % of runs.
    """
    from simulation_peers import ciw_day

    model = full_point(persons=2_000, scale=0.1)
    ours = [our_numbers(model, seed, number) for number in range(4 * replications)]
    theirs = [_numbers_of(ciw_day(model, seed + number)) for number in range(replications)]
    one, other = np.array(ours), np.array(theirs)
    with np.errstate(invalid="ignore"):
        error = np.sqrt(
            np.nanvar(one, axis=0) / np.isfinite(one).sum(axis=0)
            + np.nanvar(other, axis=0) / np.isfinite(other).sum(axis=0)
        )
        z = (np.nanmean(one, axis=0) - np.nanmean(other, axis=0)) / error
    print(f"{len(z)} statistics; z: {np.array2string(z, precision=1, max_line_width=110)}")
    return verdict("Ciw, largest |z|", float(np.nanmax(np.abs(z))), 3.5, "")


def our_numbers(model: Scenario, seed: int, number: int) -> list[float]:
    """Return the statistics of one of our days: who left; by class who came, then mean and p95 by node."""
    day = draw(model, seed=seed, replication=number)
    outcome = Simulator(model).run(day)
    waits = outcome.step_wait.reshape(-1, len(NODES)) * 60
    numbers = [float(np.count_nonzero(outcome.outcome == LEFT))]
    for place in range(CLASSES):
        mine = waits[day.flow == place]
        numbers += [float(len(mine))]
        for node in range(len(NODES)):
            numbers += _two(mine[:, node][mine[:, node] >= 0])
    return numbers


def _two(waits: np.ndarray) -> list[float]:
    if len(waits) < 5:
        return [math.nan, math.nan]
    return [float(waits.mean()), float(np.quantile(waits, 0.95))]


def _numbers_of(records: list[tuple[int, int, str, float]]) -> list[float]:
    """Return the same numbers of Ciw's records: class, node, kind, wait."""
    numbers = [float(sum(kind == "renege" for _, _, kind, _ in records))]
    for place in range(CLASSES):
        mine = [record for record in records if record[0] == place]
        numbers += [float(sum(node == 0 for _, node, _, _ in mine))]
        for node in range(len(NODES)):
            numbers += _two(np.array([w for _, n, kind, w in mine if n == node and kind == "service"]))
    return numbers


def main() -> int:
    """Measure; exit with 1 where a target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=SEED, help="another seed for the comparison with Ciw")
    parser.add_argument(
        "--against-ciw", type=int, metavar="N", help="compare statistics over N of Ciw's days"
    )
    arguments = parser.parse_args()
    print(machine(), flush=True)
    if arguments.against_ciw:
        return 0 if against_ciw(arguments.against_ciw, arguments.seed) else 1
    if not IS_COMPILED:
        print("numba is not installed or switched off: nothing to measure (pip install 'chegara[fast]')")
        return 1
    speed, seconds = our_speed(100)
    print(f"ours, draws and statistics included: {speed:,.0f} persons/s", flush=True)
    met = verdict("100 replications x 20,000 persons", seconds, SECONDS_OF_100, "s CPU")
    met &= loop_against_c() is not False
    met &= staffing_search()
    met &= common_numbers()
    try:
        from simulation_peers import ciw_day, simpy_day
    except ImportError:
        print("Ciw and SimPy are not installed: not compared")
        return 0 if met else 1
    for name, peer, bound in (("Ciw", ciw_day, TIMES_CIW), ("SimPy", simpy_day, TIMES_SIMPY)):
        began = time.process_time()
        records = peer(full_point(), SEED)
        peer_speed = sum(node == 0 for _, node, _, _ in records) / (time.process_time() - began)
        print(f"{name}: {peer_speed:,.0f} persons/s")
        met &= at_least(f"full model, of {name}", speed / peer_speed, bound, "times")
        if name == "Ciw":
            met &= at_least(
                "without the compiler, of Ciw", plain_speed() / peer_speed, TIMES_CIW_PLAIN, "times"
            )
    print("all targets met" if met else "a target was MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
