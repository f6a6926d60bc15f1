"""The statistics of a canine service over its trials: what the methods cost, without database and page.

Invented trials of a service, by team: performance by blinding, cuing, learning curve, alarm on decline, tiers
of the double-blind sensitivity, and the coverage of odour × area over the whole service.

    python benchmarks/canine_performance.py
    python benchmarks/canine_performance.py --trials 20000 --dogs 200
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys

import numpy as np
from measuring import Stopwatch, machine, verdict

from chegara.canine.methods.coverage import Search, coverage
from chegara.canine.methods.cuing import cuing
from chegara.canine.methods.decline import design, watch
from chegara.canine.methods.learning import learning_curves
from chegara.canine.methods.performance import Blinding, ByBlinding, Outcome, by_blinding, tiers

TRIALS, DOGS, MOST_SECONDS = 200_000, 2_000, 2
ODOURS = tuple(f"odour {n}" for n in range(10))
AREAS = tuple(f"area {n}" for n in range(12))
Trials = dict[int, list[tuple[Blinding, Outcome]]]


def invent(rng: np.random.Generator, trials: int, dogs: int) -> tuple[Trials, list[Search]]:
    """Return invented trials by dog in order of time, and the same as searches for the coverage."""
    dog = rng.integers(dogs, size=trials)
    blinding = rng.integers(len(Blinding), size=trials)
    hide, right = rng.random(trials) < 0.6, rng.random(trials) < 0.9
    odour, area = rng.integers(len(ODOURS), size=trials), rng.integers(len(AREAS), size=trials)
    kinds, day = tuple(Blinding), dt.date(2026, 1, 1)
    found: Trials = {n: [] for n in range(dogs)}
    searches = []
    for n in range(trials):
        if hide[n]:
            outcome = Outcome.HIT if right[n] else Outcome.MISS
        else:
            outcome = Outcome.CORRECT_REJECTION if right[n] else Outcome.FALSE_ALERT
        found[int(dog[n])].append((kinds[blinding[n]], outcome))
        searches.append(Search(day, {"odour": ODOURS[odour[n]], "area": AREAS[area[n]]}))
    return found, searches


def hides(trials: list[tuple[Blinding, Outcome]]) -> list[bool]:
    """Return for each hide in order of time whether it was found."""
    return [what == Outcome.HIT for _, what in trials if what in (Outcome.HIT, Outcome.MISS)]


def compared(found: ByBlinding) -> None:
    """Compare known with double-blind trials where both were held."""
    if Blinding.KNOWN in found.kinds and Blinding.DOUBLE in found.kinds:
        cuing(found.kinds[Blinding.KNOWN].answers, found.kinds[Blinding.DOUBLE].answers)


def measure(trials: int, dogs: int) -> bool:
    """Time each statistic and say whether all together keep within the bound."""
    print(machine())
    teams, searches = invent(np.random.default_rng(8), trials, dogs)
    clock = Stopwatch()
    with clock.step("performance by blinding"):
        figures = {name: by_blinding(held) for name, held in teams.items()}
    with clock.step("cuing"):
        for found in figures.values():
            compared(found)
    with clock.step("learning curves"):
        learning_curves([hides(held) for held in teams.values()])
    with clock.step("alarm on decline"):
        chart = design()
        for held in teams.values():
            watch(chart, (not hit for hit in hides(held)))
    with clock.step("tiers"):
        heads = {name: found.headline for name, found in figures.items()}
        tiers(
            {
                name: head.sensitivity.interval
                for name, head in heads.items()
                if head is not None and head.sensitivity is not None
            }
        )
    with clock.step("coverage"):
        coverage(searches, {"odour": ODOURS, "area": AREAS})
    return verdict("all statistics", clock.cpu, MOST_SECONDS, "s CPU")


def main() -> int:
    """Measure; exit with 1 where the target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trials", type=int, default=TRIALS, help=f"trials held ({TRIALS:,})")
    parser.add_argument("--dogs", type=int, default=DOGS, help=f"dogs of the service ({DOGS:,})")
    given = parser.parse_args()
    return 0 if measure(given.trials, given.dogs) else 1


if __name__ == "__main__":
    sys.exit(main())
