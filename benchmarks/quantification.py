"""Simulate a year's harm: ours with NumPy alone and compiled, pyfair on the same model, and the exact answer.

1. A million years of a hundred risks (0.05 to 2 cases a year, lognormal harm), by NumPy and, where numba is
   installed (extra `fast`), compiled. Its mean and deviation are compared with the closed form, its quantiles
   with the exact distribution by fast Fourier transform.
2. Fifty risks, a hundred thousand years: inherent, current and residual harm of the same years.
3. pyfair's model, PERT cases times PERT harm for each of a hundred risks, a hundred thousand years: pyfair
   and ours in one run. pyfair is in no requirements file; have it for the comparison by
   `pip install pyfair==0.1a13` in an environment of its own that also has Chegara.

Each figure is the least processor time of four runs: other work on the machine slows a run, and never speeds
it up. Accuracy is that of the four million years together: of one million, the deviation's own standard error
is near its bound of 0.1 %.

    python benchmarks/quantification.py
"""

from __future__ import annotations

import importlib.util
import math
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from measuring import machine, verdict

from chegara.elicitation.methods.distributions import Lognormal, Pert
from chegara.risk.methods.quantification import kernels
from chegara.risk.methods.quantification.frequency import Frequency
from chegara.risk.methods.quantification.simulation import (
    QuantifiedRisk,
    State,
    annual_harm,
    expected_harm,
    imagine_years,
    total_harm,
    variance_of_harm,
)

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.risk.methods.quantification import exact

SEED = 20261125
RUNS = 4
RISKS, TRIALS = 100, 1_000_000
MOST_NUMPY, MOST_COMPILED, MOST_THREE_STATES, LEAST_RATIO = 2.5, 1.2, 0.5, 5.0
QUANTILE_BOUNDS = {0.5: 0.001, 0.95: 0.002, 0.99: 0.005, 0.999: 0.02}
FAIR_TRIALS = 100_000


def least_cpu(work: Callable[[np.random.Generator], Any]) -> tuple[float, list[Any]]:
    """Return the least processor seconds of the runs, and what each returned."""
    seconds, results = math.inf, []
    for run in range(RUNS):
        rng = np.random.default_rng(SEED + run)
        began = time.process_time()
        results.append(work(rng))
        seconds = min(seconds, time.process_time() - began)
    return seconds, results


def model(count: int, *, years_of_evidence: float | None = None) -> list[QuantifiedRisk]:
    """Return risks from rare to frequent, the rates known exactly or from so many years of counts."""
    return [
        QuantifiedRisk(
            name=f"risk {n}",
            frequency=Frequency(
                mean=float(mean), variance=float(mean) / years_of_evidence if years_of_evidence else 0.0
            ),
            consequence=Lognormal(location=0.5 * math.sin(n), spread=0.5 + 0.7 * n / count),
        )
        for n, mean in enumerate(np.geomspace(0.05, 2, count))
    ]


def big_run() -> bool:
    """Measure a million years of a hundred risks, by NumPy and compiled."""
    risks = model(RISKS)
    cases = TRIALS * sum(risk.frequency.mean for risk in risks)
    print(f"\n{TRIALS:,} years x {RISKS} risks, {cases / 1e6:.0f} million cases")
    seconds, harms = least_cpu(lambda rng: total_harm(risks, trials=TRIALS, rng=rng, kernel=kernels.BY_NUMPY))
    met = verdict("NumPy alone", seconds, MOST_NUMPY, "s CPU")
    if kernels.has_numba():
        kernel = kernels.compiled()
        total_harm(risks[:2], trials=100, rng=np.random.default_rng(1), kernel=kernel)  # compiles once
        compiled, same = least_cpu(lambda rng: total_harm(risks, trials=TRIALS, rng=rng, kernel=kernel))
        met &= verdict("compiled", compiled, MOST_COMPILED, "s CPU")
        print(f"largest difference of a year between the two: {np.abs(harms[0] - same[0]).max():.1e}")
    else:
        print("compiled: not measured, numba is not installed (pip install 'chegara[fast]')")
    return accurate(risks, np.concatenate(harms)) and met


def accurate(risks: list[QuantifiedRisk], harm: np.ndarray) -> bool:
    """Compare the years with the closed form and with the exact distribution."""
    mean, deviation = sum(map(expected_harm, risks)), math.sqrt(variance_of_harm(risks))
    met = verdict("mean against the closed form", 100 * abs(harm.mean() / mean - 1), 0.1, "%")
    met &= verdict("deviation against the closed form", 100 * abs(harm.std() / deviation - 1), 0.1, "%")
    points = 1 << 22
    step = (mean + 40 * deviation) / points
    parts = [(risk.frequency.mean, risk.consequence.probability) for risk in risks]
    truth = exact.quantiles(parts, list(QUANTILE_BOUNDS), step=step, points=points)
    for (probability, bound), wanted in zip(QUANTILE_BOUNDS.items(), truth, strict=True):
        off = abs(np.quantile(harm, probability) / wanted - 1)
        met &= verdict(f"p{100 * probability:g} against the exact one", 100 * off, 100 * bound, "%")
    return met


def three_states() -> bool:
    """Measure inherent, current and residual harm of fifty risks."""
    print("\n100,000 years x 50 risks x inherent, current, residual")
    met = True
    for name, years in (("rates known", None), ("rates of five years of counts", 5.0)):
        risks = model(50, years_of_evidence=years)
        states = (
            State(),
            State(frequency={risk.name: 0.7 for risk in risks}),
            State(
                frequency={risk.name: 0.4 for risk in risks}, consequence={risk.name: 0.8 for risk in risks}
            ),
        )

        def work(rng: np.random.Generator, risks: Any = risks, states: Any = states) -> list[float]:
            imagined = imagine_years(risks, trials=100_000, rng=rng, states=states)
            return [float(annual_harm(imagined, state).total.mean()) for state in states]

        seconds, _ = least_cpu(work)
        met &= verdict(name, seconds, MOST_THREE_STATES, "s CPU")
    return met


def perts() -> list[tuple[Pert, Pert]]:
    """Return cases a year and harm of a case for each risk of pyfair's model."""
    return [
        (
            Pert(least=0.1, mode=0.5 + n / 100, most=3 + n / 50),
            Pert(least=10, mode=50 + n, most=400 + 2 * n),
        )
        for n in range(RISKS)
    ]


def ours_like_pyfair(rng: np.random.Generator) -> np.ndarray:
    """Return the sum over risks of a rate times a harm, as pyfair has it (no count of cases is drawn)."""
    total = np.zeros(FAIR_TRIALS)
    for often, much in perts():
        total += often.sample(FAIR_TRIALS, rng) * much.sample(FAIR_TRIALS, rng)
    return total


def theirs(rng: np.random.Generator) -> np.ndarray:
    """Return the same by pyfair."""
    import pyfair

    models = []
    for n, (often, much) in enumerate(perts()):
        one = pyfair.FairModel(
            name=f"risk {n}", n_simulations=FAIR_TRIALS, random_seed=int(rng.integers(2**31))
        )
        one.input_data("Loss Event Frequency", low=often.least, mode=often.mode, high=often.most)
        one.input_data("Loss Magnitude", low=much.least, mode=much.mode, high=much.most)
        models.append(one)
    meta = pyfair.FairMetaModel(name="all", models=models)
    meta.calculate_all()
    return meta.export_results()["Risk"].to_numpy()


def against_pyfair() -> bool:
    """Measure pyfair's model by both; and ours of the richer one, for the same number of years."""
    print(f"\npyfair's model: {FAIR_TRIALS:,} years x {RISKS} risks, PERT x PERT")
    ours, (own, *_) = least_cpu(ours_like_pyfair)
    print(f"ours: {ours:.2f} s CPU")
    mean = sum(often.mean * much.mean for often, much in perts())
    print(f"mean against the closed form: {100 * abs(own.mean() / mean - 1):.3f} %")
    if importlib.util.find_spec("pyfair") is None:
        print("pyfair: not measured, it is not installed (see the head of this file)")
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seconds, (found, *_) = least_cpu(theirs)
    print(f"pyfair: {seconds:.2f} s CPU; its mean is off by {100 * abs(found.mean() / mean - 1):.3f} %")
    variance = sum(
        often.second_moment * much.second_moment - (often.mean * much.mean) ** 2 for often, much in perts()
    )
    print(
        f"deviation of the total: {math.sqrt(variance):.1f} by the closed form, ours {own.std():.1f}, "
        f"pyfair's {found.std():.1f}"
    )
    ratio = seconds / ours
    said = "met" if ratio >= LEAST_RATIO else "MISSED"
    print(f"pyfair / ours: {ratio:.1f} times, at least {LEAST_RATIO:g}: {said}")
    return ratio >= LEAST_RATIO


def main() -> int:
    """Measure; exit with 1 where a target is missed."""
    print(machine())
    met = big_run()
    met &= three_states()
    met &= against_pyfair()
    print(f"\n{'all targets met' if met else 'a target was MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
