"""Choose measures under a budget to proven optimality: 300 risks x 100 measures, and smaller ones.

Each risk is touched by up to six measures, whose effects on it multiply; a tenth of the measures require
another, a tenth exclude one. Beside the exact optimum stands what choosing by value for money would reach.

    python benchmarks/selection.py
"""

from __future__ import annotations

import sys
import time

import numpy as np
from measuring import machine, verdict

from chegara.plans.methods.selection import Choice, Effect, Measure, Problem, best_sets, choose

SEED = 20261125
SIZES = ((30, 16), (100, 40), (300, 100))
SHARES = (0.15, 0.3, 0.5)
MOST_SECONDS = 5.0
TOUCHING = 6


def problem(risks: int, measures: int, rng: np.random.Generator) -> Problem:
    """Return a problem with conditions, harms lognormal, costs from 1 to 20."""
    names = [f"measure {n}" for n in range(measures)]
    tenth = max(1, measures // 10)
    required = {names[n]: frozenset({names[n + tenth]}) for n in range(tenth)}
    excluded = {names[2 * tenth + n]: frozenset({names[3 * tenth + n]}) for n in range(tenth)}
    effects = [
        Effect(
            measure=names[m],
            risk=f"risk {r}",
            on_likelihood=float(rng.uniform(0, 0.6)),
            on_impact=float(rng.uniform(0, 0.4)),
        )
        for r in range(risks)
        for m in rng.choice(measures, int(rng.integers(1, TOUCHING + 1)), replace=False)
    ]
    return Problem(
        harm={f"risk {r}": float(rng.lognormal(3, 1)) for r in range(risks)},
        measures=tuple(
            Measure(
                name=name,
                cost=float(rng.uniform(1, 20)),
                requires=required.get(name, frozenset()),
                excludes=excluded.get(name, frozenset()),
            )
            for name in names
        ),
        effects=tuple(effects),
    )


def by_value_for_money(task: Problem, budget: float) -> float:
    """Return the harm left when, step by step, what reduces most for its cost is taken."""
    chosen: set[str] = set()
    while True:
        now = sum(task.residual(chosen).values())
        options = [
            ((now - sum(task.residual(chosen | {m.name}).values())) / m.cost, m.name)
            for m in task.measures
            if m.name not in chosen and task.allows(chosen | {m.name}, budget)
        ]
        if not options or max(options)[0] <= 0:
            return now
        chosen.add(max(options)[1])


def described(choice: Choice) -> str:
    """Return how good a choice is."""
    share = 1 - choice.harm_left / choice.harm_before
    return f"{len(choice.measures)} measures, harm down by {100 * share:.1f} %, proven: {choice.is_proven}"


def main() -> int:
    """Measure; exit with 1 where a target is missed or an optimum is not proven."""
    print(machine())
    met = True
    for risks, measures in SIZES:
        for share in SHARES:
            task = problem(risks, measures, np.random.default_rng(SEED))
            budget = share * task.cost(measure.name for measure in task.measures)
            began = time.process_time()
            choice = choose(task, budget)
            seconds = time.process_time() - began
            met &= choice.is_proven
            met &= verdict(f"{risks} x {measures}, budget {share:.0%}", seconds, MOST_SECONDS, "s CPU")
            lost = (by_value_for_money(task, budget) - choice.harm_left) / (
                choice.harm_before - choice.harm_left
            )
            print(
                f"    {described(choice)}; by value for money {100 * lost:.1f} % of that would be lost",
                flush=True,
            )
    task = problem(100, 40, np.random.default_rng(SEED))
    began = time.process_time()
    best_sets(task, 100, count=10)
    print(f"the ten best sets of 100 x 40: {time.process_time() - began:.2f} s CPU")
    print("all targets met" if met else "a target was MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
