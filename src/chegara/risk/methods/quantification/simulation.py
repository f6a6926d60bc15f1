"""Harm of one year, per risk and together: a compound Poisson process, drawn exactly.

Each trial is a possible next year. Each risk has cases, each case its harm; the year's harm is their sum. Where
a rate is uncertain it is drawn anew for each trial (gamma), and risks with a common cause share a gamma factor
with mean 1, so that their bad years coincide. Nothing else makes two risks alike: each has random streams of
its own.

Sparse allocation: the cases of all trials together are the points of one Poisson process along the line of
trials, so that only cases are drawn, never the many trials without one; this is exact, not an approximation.
With rates that differ between trials the line is stretched by them (time change).

Inherent, current and residual harm are this one function called three times with the same streams. A measure
that leaves 60 per cent of the cases keeps each case with probability 0.6 by a mark drawn for it: the years stay
the same years, and differences are not noise. Cases are drawn at the highest rate that any of the states has
(`ceiling`).

Sources:
    H. H. Panjer, "Recursive evaluation of a family of compound distributions", ASTIN Bulletin 12, 1981 (the
    model and its exact distribution, used in the tests).
    J. F. C. Kingman, Poisson Processes, 1993, 2.3 and 5.2 (mapping and marking theorems).
    CreditRisk+, Credit Suisse First Boston, 1997 (gamma factors shared by risks).
    P. Glasserman, D. D. Yao, "Some guidelines and guarantees for common random numbers", Management Science 38,
    1992.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.risk.methods.quantification.frequency import Frequency
from chegara.risk.methods.quantification.kernels import Kernel, fastest

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
class Streams:
    """Random streams of each risk and each cause; the same streams are the same years.

    `ceiling` is, by risk, the highest frequency factor of the states that are compared.
    """

    risks: Mapping[str, np.random.SeedSequence]
    causes: Mapping[str, np.random.SeedSequence]
    ceiling: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class AnnualHarm:
    """Harm of a year in each trial: `total`, and risks x trials where that was kept."""

    names: tuple[str, ...]
    total: Array
    by_risk: Array | None

    @property
    def trials(self) -> int:
        """How many years were drawn."""
        return len(self.total)


def streams(
    risks: Sequence[QuantifiedRisk],
    *,
    causes: Mapping[str, float] | None = None,
    states: Sequence[State] = (AS_IS,),
    rng: np.random.Generator,
) -> Streams:
    """Return streams for the states that are to be compared.

    Raises:
        ValueError: two risks have one name.
    """
    names = [risk.name for risk in risks]
    if len(set(names)) != len(names):
        raise ValueError("two risks have the same name")
    of_risks = dict(zip(names, _seeds(rng, len(names)), strict=True))
    of_causes = dict(zip(causes or {}, _seeds(rng, len(causes or {})), strict=True))
    ceiling = {name: max(state.frequency.get(name, 1.0) for state in states) for name in names}
    return Streams(risks=of_risks, causes=of_causes, ceiling=ceiling)


def annual_harm(
    risks: Sequence[QuantifiedRisk],
    *,
    trials: int,
    streams: Streams,
    state: State = AS_IS,
    causes: Mapping[str, float] | None = None,
    by_risk: bool = True,
    kernel: Kernel | None = None,
) -> AnnualHarm:
    """Return the harm of so many possible years in one state.

    `causes` is the variance of each common cause's factor (mean 1). Without `by_risk` only the total is kept:
    eight bytes a trial instead of eight a trial and risk. The kernel changes the time taken, not the years.

    Raises:
        ValueError: a factor is negative or above the streams' ceiling, a cause has no positive variance, or
            there are no trials.
    """
    if trials < 1:
        raise ValueError("at least one trial is needed")
    factors = _factors(risks, causes or {}, trials, streams)
    cases = trials * sum(risk.frequency.mean * streams.ceiling[risk.name] for risk in risks)
    kernel = kernel or fastest(cases)
    total = np.zeros(trials)
    kept = np.zeros((len(risks), trials)) if by_risk else None
    for place, risk in enumerate(risks):
        target = total if kept is None else kept[place]
        _add_harm(target, risk, factors.get(risk.cause), state, streams, kernel)
        if kept is not None:
            total += target
    return AnnualHarm(names=tuple(risk.name for risk in risks), total=total, by_risk=kept)


def expected_harm(risk: QuantifiedRisk, state: State = AS_IS) -> float:
    """Return the mean harm of a year in closed form."""
    return risk.frequency.mean * _factor(state.frequency, risk) * risk.consequence.mean * _factor(
        state.consequence, risk
    )


def variance_of_harm(
    risks: Sequence[QuantifiedRisk], *, causes: Mapping[str, float] | None = None, state: State = AS_IS
) -> float:
    """Return the variance of the year's total harm in closed form.

    For each risk rate · E[X²] for its cases and Var(rate) · E[X]² for its rate (with a cause also times 1 + v);
    for each cause v times the square of the expected harm of all its risks.
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


def _seeds(rng: np.random.Generator, count: int) -> list[np.random.SeedSequence]:
    return [np.random.SeedSequence(int(word)) for word in rng.integers(0, 2**63, size=count)]


def _factor(factors: Mapping[str, float], risk: QuantifiedRisk) -> float:
    return factors.get(risk.name, 1.0)


def _generators(seed: np.random.SeedSequence) -> tuple[np.random.Generator, ...]:
    """Return the streams of a risk: rates, gaps, amounts, marks. The seed is not consumed."""
    state = np.random.SeedSequence(seed.entropy).spawn(4)
    return tuple(np.random.Generator(np.random.SFC64(one)) for one in state)


def _factors(
    risks: Sequence[QuantifiedRisk], causes: Mapping[str, float], trials: int, streams: Streams
) -> dict[str, Array]:
    """Return the factor of each cause in each trial."""
    for risk in risks:
        if risk.cause and risk.cause not in causes:
            raise ValueError(f"{risk.name} has the cause {risk.cause!r}, of which no variance is given")
    found = {}
    for cause in {risk.cause for risk in risks if risk.cause}:
        variance = causes[cause]
        if not 0 < variance < math.inf:
            raise ValueError(f"the variance of the cause {cause!r} must be positive, not {variance}")
        rng = _generators(streams.causes[cause])[0]
        found[cause] = rng.standard_gamma(1 / variance, trials) * variance
    return found


def _add_harm(
    harm: Array,
    risk: QuantifiedRisk,
    factor: Array | None,
    state: State,
    streams: Streams,
    kernel: Kernel,
) -> None:
    rates, gaps, amounts, marks = _generators(streams.risks[risk.name])
    ceiling, often = streams.ceiling[risk.name], _factor(state.frequency, risk)
    much = _factor(state.consequence, risk)
    if not 0 <= often <= ceiling or not 0 <= much < math.inf:
        raise ValueError(f"{risk.name}: factors {often} and {much} must be from 0 to the ceiling {ceiling}")
    mean = risk.frequency.mean * ceiling
    if not mean:
        return
    line: Array | None = None
    if risk.frequency.variance or factor is not None:
        line = _stretched(risk.frequency, ceiling, factor, len(harm), rates)
    length = mean * len(harm) if line is None else float(line[-1])
    kept = often / ceiling
    reached = 0.0
    while reached < length:
        left = length - reached
        batch = min(_BATCH, math.ceil(left + _SPARE_DEVIATIONS * math.sqrt(left)) + 1)
        steps = gaps.standard_exponential(batch, dtype=np.float32)
        drawn = risk.consequence.sample(batch, amounts)
        if much != 1:
            drawn = drawn * np.float32(much)
        if kept < 1:
            drawn *= marks.random(batch, dtype=np.float32) < kept
        if line is None:
            reached = kernel.even(harm, steps, drawn, reached, mean)
        else:
            reached = kernel.stretched(harm, steps, drawn, reached, line)


def _stretched(
    frequency: Frequency, ceiling: float, factor: Array | None, trials: int, rng: np.random.Generator
) -> Array:
    """Return where each trial ends on the line of cases."""
    if frequency.variance:
        rates = rng.standard_gamma(frequency.shape, trials)
        rates *= frequency.variance / frequency.mean * ceiling
    else:
        rates = np.full(trials, frequency.mean * ceiling)
    if factor is not None:
        rates *= factor
    return np.cumsum(rates, out=rates)
