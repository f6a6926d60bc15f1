"""Which measures to choose under a budget: the exact optimum.

Each measure costs something and lowers some risks: by a share of how likely they are, by a share of their
impact. Effects of several measures on a risk multiply: two that each leave 60 per cent leave 36 per cent
together. What is left of all risks' harm is made as small as the budget allows.

The product is made linear, exactly, by configurations: for each risk one variable for each set of the
measures that touch it, of which exactly one is 1. The mixed-integer programme is solved to proven optimality
by HiGHS. Of sets that leave the same harm the cheapest is taken (to a ten-millionth of the harm).

Sources:
    W. P. Adams, H. D. Sherali, "Linearization strategies for a class of zero-one mixed integer programming
    problems", Operations Research 38, 1990.
    Q. Huangfu, J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming
    Computation 10, 2018 (HiGHS).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

MOST_MEASURES_OF_A_RISK = 12
"""A risk that more measures treat has too many configurations; join measures that are only done together."""

_CHEAPEST = 1e-7
_ROUNDED = 1e-6


class InfeasibleError(ValueError):
    """No set of measures keeps the budget and the conditions."""


class TooManyMeasuresError(ValueError):
    """More measures treat one risk than can be combined exactly."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure: its cost (0 or more, any unit), whether it is decided already, what it asks for.

    `requires` are measures without which it is not done, `excludes` those with which it is not done.
    """

    name: str
    cost: float
    must_have: bool = False
    requires: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Effect:
    """By what share a measure lowers a risk: its likelihood, its impact; 0 to 1 each."""

    measure: str
    risk: str
    on_likelihood: float = 0.0
    on_impact: float = 0.0

    @property
    def left(self) -> float:
        """The share of the risk's harm that the measure alone leaves."""
        return (1 - self.on_likelihood) * (1 - self.on_impact)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Harm of each risk without new measures (0 or more), the measures, their effects.

    Raises:
        ValueError: an effect or condition names what does not exist, or a cost, harm or share is out of
            range.
        TooManyMeasuresError: more than `MOST_MEASURES_OF_A_RISK` measures treat one risk.
    """

    harm: dict[str, float]
    measures: tuple[Measure, ...]
    effects: tuple[Effect, ...]

    def __post_init__(self) -> None:
        """Refuse a problem that contradicts itself."""
        names = [measure.name for measure in self.measures]
        if len(set(names)) != len(names):
            raise ValueError("two measures have the same name")
        for measure in self.measures:
            if not 0 <= measure.cost < math.inf:
                raise ValueError(f"the cost of {measure.name} must be 0 or more, not {measure.cost}")
            for other in measure.requires | measure.excludes:
                if other not in names:
                    raise ValueError(f"{measure.name} names {other}, which is no measure")
        for risk, harm in self.harm.items():
            if not 0 <= harm < math.inf:
                raise ValueError(f"the harm of {risk} must be 0 or more, not {harm}")
        self._check_effects(set(names))

    def _check_effects(self, names: set[str]) -> None:
        seen: set[tuple[str, str]] = set()
        for effect in self.effects:
            if effect.measure not in names or effect.risk not in self.harm:
                raise ValueError(f"an effect of {effect.measure} on {effect.risk} names what does not exist")
            if not (0 <= effect.on_likelihood <= 1 and 0 <= effect.on_impact <= 1):
                raise ValueError(f"the effect of {effect.measure} on {effect.risk} is a share from 0 to 1")
            if (effect.measure, effect.risk) in seen:
                raise ValueError(f"{effect.measure} has two effects on {effect.risk}; state them as one")
            seen.add((effect.measure, effect.risk))
        for risk in self.harm:
            count = sum(1 for effect in self.effects if effect.risk == risk)
            if count > MOST_MEASURES_OF_A_RISK:
                raise TooManyMeasuresError(
                    f"{count} measures treat {risk}; at most {MOST_MEASURES_OF_A_RISK} can be combined "
                    "exactly: join measures that are only done together"
                )

    def residual(self, chosen: Iterable[str]) -> dict[str, float]:
        """Return the harm that a set of measures leaves of each risk."""
        taken, left = set(chosen), dict(self.harm)
        for effect in self.effects:
            if effect.measure in taken:
                left[effect.risk] *= effect.left
        return left

    def cost(self, chosen: Iterable[str]) -> float:
        """Return what a set of measures costs."""
        taken = set(chosen)
        return math.fsum(measure.cost for measure in self.measures if measure.name in taken)

    def allows(self, chosen: Iterable[str], budget: float) -> bool:
        """Say whether a set keeps the budget and every condition."""
        taken = set(chosen)
        within = self.cost(taken) <= budget * (1 + _ROUNDED) + _ROUNDED
        return within and all(
            measure.requires <= taken and not measure.excludes & taken
            if measure.name in taken
            else not measure.must_have
            for measure in self.measures
        )


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A set of measures: what it costs, what it leaves, whether nothing better exists.

    `bound` is the least harm that any set could leave; where `is_proven` it is that of this set.
    """

    measures: tuple[str, ...]
    cost: float
    harm_before: float
    harm_left: float
    bound: float
    is_proven: bool


def choose(problem: Problem, budget: float, *, seconds: float = 60.0) -> Choice:
    """Return the set of measures within the budget that leaves the least harm.

    Raises:
        InfeasibleError: the measures that must be had cost more than the budget, or contradict each other.
    """
    return _Programme(problem, budget).solve(seconds)


def best_sets(
    problem: Problem, budget: float, *, count: int = 10, seconds: float = 60.0
) -> tuple[Choice, ...]:
    """Return the best sets in order, the optimum first; fewer where no more exist. Each is another set.

    Raises:
        InfeasibleError: as for `choose`.
    """
    programme = _Programme(problem, budget)
    found = [programme.solve(seconds)]
    while len(found) < count:
        programme.forbid(found[-1].measures)
        try:
            found.append(programme.solve(seconds))
        except InfeasibleError:
            break
    return tuple(found)


def budget_curve(
    problem: Problem, budgets: Sequence[float], *, seconds: float = 60.0
) -> tuple[tuple[float, Choice | None], ...]:
    """Return the best choice for each budget, None where none is feasible: what more money would buy."""

    def attempt(budget: float) -> Choice | None:
        try:
            return choose(problem, budget, seconds=seconds)
        except InfeasibleError:
            return None

    return tuple((budget, attempt(budget)) for budget in budgets)


def with_harm(problem: Problem, harm: dict[str, float]) -> Problem:
    """Return the problem with other harm of its risks, such as that of a quantification."""
    return replace(problem, harm=harm)


class _Programme:
    """The mixed-integer programme: a binary for each measure, then a share for each risk's configurations."""

    def __init__(self, problem: Problem, budget: float) -> None:
        self.problem = problem
        self.places = {measure.name: place for place, measure in enumerate(problem.measures)}
        self.before = math.fsum(problem.harm.values())
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.values: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.objective = [self._tie_break(measure.cost) for measure in problem.measures]
        self._configurations()
        self._conditions()
        costs = [(place, measure.cost) for place, measure in enumerate(problem.measures)]
        self._row(costs, -math.inf, budget)

    def _tie_break(self, cost: float) -> float:
        total = math.fsum(measure.cost for measure in self.problem.measures)
        return _CHEAPEST * self.before * cost / total if total else 0.0

    def _row(self, entries: Iterable[tuple[int, float]], low: float, high: float) -> None:
        for column, value in entries:
            self.rows.append(len(self.low))
            self.columns.append(column)
            self.values.append(value)
        self.low.append(low)
        self.high.append(high)

    def _configurations(self) -> None:
        by_risk: dict[str, list[Effect]] = {risk: [] for risk in self.problem.harm}
        for effect in self.problem.effects:
            by_risk[effect.risk].append(effect)
        self.constant = 0.0
        for risk, effects in by_risk.items():
            harm = self.problem.harm[risk]
            if not effects or not harm:
                self.constant += harm
                continue
            first = len(self.objective)
            configurations = list(_subsets(effects))
            self.objective.extend(harm * left for _, left in configurations)
            self._row([(first + n, 1.0) for n in range(len(configurations))], 1.0, 1.0)
            for place, effect in enumerate(effects):
                holding = [(first + n, 1.0) for n, (has, _) in enumerate(configurations) if has >> place & 1]
                self._row([*holding, (self.places[effect.measure], -1.0)], 0.0, 0.0)

    def _conditions(self) -> None:
        for place, measure in enumerate(self.problem.measures):
            if measure.must_have:
                self._row([(place, 1.0)], 1.0, 1.0)
            for other in sorted(measure.requires):
                self._row([(place, 1.0), (self.places[other], -1.0)], -math.inf, 0.0)
            for other in sorted(measure.excludes):
                if other == measure.name:
                    self._row([(place, 1.0)], 0.0, 0.0)
                else:
                    self._row([(place, 1.0), (self.places[other], 1.0)], -math.inf, 1.0)

    def forbid(self, chosen: Sequence[str]) -> None:
        """Leave out one set of measures."""
        taken = {self.places[name] for name in chosen}
        entries = [(place, -1.0 if place in taken else 1.0) for place in range(len(self.places))]
        self._row(entries, 1.0 - len(taken), math.inf)

    def solve(self, seconds: float) -> Choice:
        count = len(self.places)
        matrix = scipy.sparse.csr_array(
            (self.values, (self.rows, self.columns)), shape=(len(self.low), len(self.objective))
        )
        result = scipy.optimize.milp(
            np.array(self.objective),
            constraints=scipy.optimize.LinearConstraint(matrix, self.low, self.high),
            integrality=np.array([1] * count + [0] * (len(self.objective) - count)),
            bounds=scipy.optimize.Bounds(0.0, 1.0),
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )
        if result.x is None:
            raise InfeasibleError("no set of measures keeps the budget and the conditions")
        chosen = tuple(name for name, place in self.places.items() if result.x[place] > 0.5)
        left = math.fsum(self.problem.residual(chosen).values())
        proven = result.status == 0
        return Choice(
            measures=chosen,
            cost=self.problem.cost(chosen),
            harm_before=self.before,
            harm_left=left,
            bound=left if proven else max(float(result.mip_dual_bound) + self.constant, 0.0),
            is_proven=proven,
        )


def _subsets(effects: Sequence[Effect]) -> Iterator[tuple[int, float]]:
    """Yield each subset of a risk's effects, as bits, with the share that it leaves."""
    for bits in range(1 << len(effects)):
        yield bits, math.prod(effect.left for n, effect in enumerate(effects) if bits >> n & 1)
