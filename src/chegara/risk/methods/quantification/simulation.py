"""Harm of one year, per risk and together: a compound Poisson process, drawn exactly.

Each trial is a possible next year. Each risk has cases, each case its harm; the year's harm is their sum.
Where a rate is uncertain it is drawn anew for each trial (gamma), and risks with a common cause share a gamma
factor with mean 1, so that their bad years coincide. Nothing else makes two risks alike: each has random
streams of its own.

Sparse allocation: the cases of all trials together are the points of one Poisson process along the line of
trials, so that only cases are drawn, never the many trials without one; this is exact, not an approximation.
With rates that differ between trials the line is stretched by them (time change).

Inherent, current and residual harm are one function called three times on the same years (common random
numbers). A measure that leaves 60 per cent of the cases keeps each case with probability 0.6 by a mark drawn
for it: differences are then those of the measures, and not noise. Cases are drawn at the highest rate that
any of the states has.

Sources:
    H. H. Panjer, "Recursive evaluation of a family of compound distributions", ASTIN Bulletin 12, 1981 (the
    model and its exact distribution, used in the tests).
    J. F. C. Kingman, Poisson Processes, 1993, 2.3 and 5.2 (mapping and marking theorems).
    CreditRisk+, Credit Suisse First Boston, 1997 (gamma factors shared by risks).
    P. Glasserman, D. D. Yao, "Some guidelines and guarantees for common random numbers", Management Science
    38, 1992.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.risk.methods.quantification.frequency import Frequency
from chegara.risk.methods.quantification.kernels import Kernel, fastest, locate_even, locate_stretched

Array: TypeAlias = NDArray[np.float64]
Amounts: TypeAlias = NDArray[np.floating]

_BATCH = 1 << 15
_SPARE_DEVIATIONS = 4


class Consequence(Protocol):
    """The harm of one case; every distribution of `chegara.elicitation.methods` is one."""

    @property
    def mean(self) -> float:
        """The expected harm."""
        ...

    @property
    def second_moment(self) -> float:
        """The expected square of the harm."""
        ...

    def sample(self, size: int, rng: np.random.Generator) -> Amounts:
        """Return so many independent draws."""
        ...


@dataclass(frozen=True, kw_only=True)
class QuantifiedRisk:
    """A risk in numbers: cases a year, harm of a case in the assessment's unit, its common cause if any."""

    name: str
    frequency: Frequency
    consequence: Consequence
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class State:
    """What measures (or their absence) make of the risks, by name; 1 where nothing is said.

    `frequency` multiplies the number of cases, `consequence` the harm of each.
    """

    frequency: Mapping[str, float] = field(default_factory=dict)
    consequence: Mapping[str, float] = field(default_factory=dict)


AS_IS = State()
"""The risks as they were estimated."""


@dataclass(frozen=True, kw_only=True)
class Cases:
    """Every case of one risk in all trials: its trial, its harm, and the mark (0 to 1) that keeps or drops
    it.

    They are drawn at `ceiling` times the risk's frequency.
    """

    risk: QuantifiedRisk
    ceiling: float
    trials: NDArray[np.intp]
    amounts: Amounts
    marks: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Years:
    """Imagined years with their cases (some twenty bytes each), the same for every state."""

    trials: int
    cases: tuple[Cases, ...]


@dataclass(frozen=True, kw_only=True)
class AnnualHarm:
    """Harm of a year in each trial: `by_risk` is risks x trials, `total` their sum."""

    names: tuple[str, ...]
    total: Array
    by_risk: Array


def imagine_years(
    risks: Sequence[QuantifiedRisk],
    *,
    trials: int,
    rng: np.random.Generator,
    states: Sequence[State] = (AS_IS,),
    causes: Mapping[str, float] | None = None,
) -> Years:
    """Return so many possible years, good for any of the states that are to be compared.

    `causes` is the variance of each common cause's factor, whose mean is 1.

    Raises:
        ValueError: there are no trials, two risks have one name, or a cause has no positive variance.
    """
    ceilings = [max(_factor(state.frequency, risk) for state in states) for risk in risks]
    walks = _walks(risks, ceilings, causes or {}, trials, rng)
    return Years(trials=trials, cases=tuple(_collected(walk) for walk in walks))


def annual_harm(years: Years, state: State = AS_IS) -> AnnualHarm:
    """Return the harm of the years in one state.

    Raises:
        ValueError: a factor is negative, or more cases are asked for than the years were drawn for.
    """
    by_risk = np.empty((len(years.cases), years.trials))
    total = np.zeros(years.trials)
    for harm, cases in zip(by_risk, years.cases, strict=True):
        harm[:] = _harm_of(cases, years.trials, state)
        total += harm
    return AnnualHarm(names=tuple(cases.risk.name for cases in years.cases), total=total, by_risk=by_risk)


def total_harm(
    risks: Sequence[QuantifiedRisk],
    *,
    trials: int,
    rng: np.random.Generator,
    causes: Mapping[str, float] | None = None,
    kernel: Kernel | None = None,
) -> Array:
    """Return the total harm of very many years, whose cases are not kept: eight bytes a trial.

    The kernel changes the time taken, not the years.

    Raises:
        ValueError: as for `imagine_years`.
    """
    kernel = kernel or fastest(trials * sum(risk.frequency.mean for risk in risks))
    total = np.zeros(trials)
    for walk in _walks(risks, [1.0] * len(risks), causes or {}, trials, rng):
        while batch := walk.draw():
            steps, amounts = batch
            if walk.line is None:
                walk.reached = kernel.even(total, steps, amounts, walk.reached, walk.mean)
            else:
                walk.reached = kernel.stretched(total, steps, amounts, walk.reached, walk.line)
    return total


def expected_harm(risk: QuantifiedRisk, state: State = AS_IS) -> float:
    """Return the mean harm of a year in closed form."""
    return (
        risk.frequency.mean
        * _factor(state.frequency, risk)
        * risk.consequence.mean
        * _factor(state.consequence, risk)
    )


def variance_of_harm(
    risks: Sequence[QuantifiedRisk], *, causes: Mapping[str, float] | None = None, state: State = AS_IS
) -> float:
    """Return the variance of the year's total harm in closed form.

    For each risk rate · E[X²] for its cases and Var(rate) · E[X]² for its rate (with a cause also times 1 +
    v); for each cause v times the square of the expected harm of all its risks.
    """
    factors = causes or {}
    total = 0.0
    by_cause: dict[str, float] = {}
    for risk in risks:
        often, much = _factor(state.frequency, risk), _factor(state.consequence, risk)
        shared = factors.get(risk.cause, 0.0)
        total += risk.frequency.mean * often * risk.consequence.second_moment * much**2
        total += (1 + shared) * risk.frequency.variance * often**2 * (risk.consequence.mean * much) ** 2
        if shared:
            by_cause[risk.cause] = by_cause.get(risk.cause, 0.0) + expected_harm(risk, state)
    return total + math.fsum(factors[cause] * harm**2 for cause, harm in by_cause.items())


def _factor(factors: Mapping[str, float], risk: QuantifiedRisk) -> float:
    return factors.get(risk.name, 1.0)


class _Walk:
    """The cases of one risk in order along the line of trials, batch by batch."""

    def __init__(
        self,
        risk: QuantifiedRisk,
        ceiling: float,
        factor: Array | None,
        trials: int,
        rng: np.random.Generator,
    ) -> None:
        rates, self.gaps, self.amounts, self.marks = _streams(rng)
        self.risk, self.ceiling, self.trials = risk, ceiling, trials
        self.mean = risk.frequency.mean * ceiling
        self.line = self._line(factor, rates)
        self.length = self.mean * trials if self.line is None else float(self.line[-1])
        self.reached = 0.0

    def _line(self, factor: Array | None, rng: np.random.Generator) -> Array | None:
        """Return where each trial ends on the line, None where all are as long."""
        frequency = self.risk.frequency
        if not frequency.variance:
            return None if factor is None else np.cumsum(factor * self.mean)
        rates = rng.standard_gamma(frequency.shape, self.trials, dtype=np.float32)
        rates *= np.float32(frequency.variance / frequency.mean * self.ceiling)
        return np.cumsum(rates if factor is None else rates * factor, dtype=np.float64)

    def draw(self) -> tuple[Amounts, Amounts] | None:
        """Return the steps to the next cases and their harm, None at the end of the line."""
        left = self.length - self.reached
        if left <= 0:
            return None
        size = min(_BATCH, math.ceil(left + _SPARE_DEVIATIONS * math.sqrt(left)) + 1)
        return (
            self.gaps.standard_exponential(size, dtype=np.float32),
            self.risk.consequence.sample(size, self.amounts),
        )


def _walks(
    risks: Sequence[QuantifiedRisk],
    ceilings: Sequence[float],
    causes: Mapping[str, float],
    trials: int,
    rng: np.random.Generator,
) -> Iterator[_Walk]:
    if trials < 1 or not risks:
        raise ValueError("at least one risk and one trial are needed")
    if len({risk.name for risk in risks}) < len(risks):
        raise ValueError("two risks have the same name")
    factors = {cause: _shared(cause, variance, trials, rng) for cause, variance in causes.items()}
    for risk in risks:
        if risk.cause and risk.cause not in factors:
            raise ValueError(f"{risk.name} has the cause {risk.cause!r}, of which no variance is given")
    return (
        _Walk(risk, ceiling, factors.get(risk.cause), trials, rng)
        for risk, ceiling in zip(risks, ceilings, strict=True)
    )


def _shared(cause: str, variance: float, trials: int, rng: np.random.Generator) -> Array:
    """Return the factor of a cause in each trial."""
    if not 0 < variance < math.inf:
        raise ValueError(f"the variance of the cause {cause!r} must be positive, not {variance}")
    return _streams(rng)[0].standard_gamma(1 / variance, trials) * variance


def _streams(rng: np.random.Generator) -> list[np.random.Generator]:
    """Return streams for rates, gaps, amounts and marks, so that one never shifts another."""
    seed = np.random.SeedSequence(int(rng.integers(0, 2**63)))
    return [np.random.Generator(np.random.SFC64(one)) for one in seed.spawn(4)]


def _collected(walk: _Walk) -> Cases:
    trials: list[NDArray[np.intp]] = []
    amounts: list[Amounts] = []
    while batch := walk.draw():
        steps, drawn = batch
        found, walk.reached = (
            locate_even(steps, walk.reached, walk.mean, walk.trials)
            if walk.line is None
            else locate_stretched(steps, walk.reached, walk.line)
        )
        trials.append(found)
        amounts.append(drawn[: len(found)])
    count = sum(len(found) for found in trials)
    return Cases(
        risk=walk.risk,
        ceiling=walk.ceiling,
        trials=np.concatenate(trials) if trials else np.empty(0, dtype=np.intp),
        amounts=np.concatenate(amounts) if amounts else np.empty(0),
        marks=walk.marks.random(count, dtype=np.float32),
    )


def _harm_of(cases: Cases, trials: int, state: State) -> Array:
    often, much = _factor(state.frequency, cases.risk), _factor(state.consequence, cases.risk)
    if not 0 <= often <= cases.ceiling or not 0 <= much < math.inf:
        raise ValueError(
            f"{cases.risk.name}: factors {often} and {much} must be 0 or more, and the first at most "
            f"{cases.ceiling}: name every state when the years are imagined"
        )
    amounts = cases.amounts
    if often < cases.ceiling:
        amounts = amounts * (cases.marks * np.float32(cases.ceiling) < often)
    harm: Array = np.bincount(cases.trials, weights=amounts, minlength=trials).astype(np.float64, copy=False)
    return harm * much if much != 1 else harm
