"""Whether the best set of measures stays the best when effects and harm are uncertain.

The sets that are best on the mean are compared in the same imagined worlds (common random numbers): in each,
every effect and every risk's harm is drawn once, and each set leaves what it leaves there. Given are the harm
that a set leaves with its interval, and the probability that the chosen set leaves less than the runner-up.
Effects are drawn independently of each other, so that the optimum on the mean effects is the optimum of the
mean.

Sources:
    P. Glasserman, D. D. Yao, "Some guidelines and guarantees for common random numbers", Management Science
    38, 1992.
    A. J. Kleywegt, A. Shapiro, T. Homem-de-Mello, "The sample average approximation method for stochastic
    discrete optimization", SIAM J. Optimization 12, 2002 (screening by the model, ranking by samples).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.common.intervals import Interval
from chegara.plans.methods.selection import Choice, Effect, Problem

Array: TypeAlias = NDArray[np.float64]


class Share(Protocol):
    """An uncertain share from 0 to 1: a bounded distribution of `chegara.elicitation.methods`."""

    @property
    def mean(self) -> float:
        """The expected share."""
        ...

    def sample(self, size: int, rng: np.random.Generator) -> NDArray[np.floating]:
        """Return so many independent draws."""
        ...


@dataclass(frozen=True)
class Fixed:
    """A share that is taken as sure."""

    mean: float

    def sample(self, size: int, rng: np.random.Generator) -> NDArray[np.floating]:
        """Return the share so many times."""
        return np.full(size, self.mean)


@dataclass(frozen=True)
class Together:
    """Independent shares that one after the other lower what is left: two halves leave a quarter."""

    shares: tuple[Share, ...]

    @property
    def mean(self) -> float:
        """The expected share by which all together lower it."""
        return 1 - math.prod(1 - share.mean for share in self.shares)

    def sample(self, size: int, rng: np.random.Generator) -> NDArray[np.floating]:
        """Return so many independent draws."""
        left = np.ones(size)
        for share in self.shares:
            left *= 1 - share.sample(size, rng)
        return 1 - left


@dataclass(frozen=True, kw_only=True)
class UncertainEffect:
    """By what share a measure lowers a risk's likelihood and impact; None for not at all."""

    measure: str
    risk: str
    on_likelihood: Share | None = None
    on_impact: Share | None = None

    def expected(self) -> Effect:
        """Return the effect with its mean shares, for `selection.choose`."""
        return Effect(
            measure=self.measure,
            risk=self.risk,
            on_likelihood=self.on_likelihood.mean if self.on_likelihood else 0.0,
            on_impact=self.on_impact.mean if self.on_impact else 0.0,
        )


@dataclass(frozen=True, kw_only=True)
class RankedSet:
    """A set of measures with the harm that it leaves over the imagined worlds.

    `interval` holds 90 per cent of them; `error` is the Monte Carlo standard error of the mean; `best_in` is
    the share of worlds in which no other set leaves less.
    """

    choice: Choice
    mean_left: float
    error: float
    interval: Interval
    best_in: float


@dataclass(frozen=True, kw_only=True)
class Reranking:
    """Sets from the least mean harm; `draws` worlds.

    `beats_runner_up` is the probability that the first leaves less than the second (worlds in which they
    leave the same count half), None where there is no second; `error` its Monte Carlo standard error.
    `residual` is what the first leaves of each risk, mean and 90 per cent interval.
    """

    sets: tuple[RankedSet, ...]
    draws: int
    beats_runner_up: float | None
    error: float
    residual: Mapping[str, tuple[float, Interval]]


def rerank(
    problem: Problem,
    choices: Sequence[Choice],
    effects: Sequence[UncertainEffect],
    *,
    rng: np.random.Generator,
    draws: int = 10_000,
    harm: Mapping[str, Array] | None = None,
) -> Reranking:
    """Return the sets in the order of the mean harm that they leave in the same worlds.

    `harm` is each risk's harm without new measures in each world (such as an annual harm that was simulated,
    or its uncertain mean); risks without it keep that of the problem.

    Raises:
        ValueError: there is no set, a harm has not `draws` values, or an effect's share leaves 0 to 1.
    """
    if not choices or draws < 2:
        raise ValueError("sets of measures and at least two draws are needed")
    worlds = {risk: _harm_of(risk, problem, harm or {}, draws) for risk in problem.harm}
    drawn = [(effect, _left(effect, draws, rng)) for effect in effects]
    left_by_set = [_residual(worlds, drawn, set(choice.measures)) for choice in choices]
    totals = np.stack([np.sum(list(left.values()), axis=0) for left in left_by_set])
    order = np.argsort(totals.mean(axis=1), kind="stable")
    least = totals.min(axis=0)
    ranked = tuple(
        RankedSet(
            choice=choices[place],
            mean_left=float(totals[place].mean()),
            error=float(totals[place].std(ddof=1)) / math.sqrt(draws),
            interval=_interval(totals[place]),
            best_in=float((totals[place] <= least).mean()),
        )
        for place in order
    )
    first = left_by_set[order[0]]
    beats = _beats(totals[order[0]], totals[order[1]]) if len(order) > 1 else None
    return Reranking(
        sets=ranked,
        draws=draws,
        beats_runner_up=beats,
        error=math.sqrt(beats * (1 - beats) / draws) if beats is not None else 0.0,
        residual={risk: (float(left.mean()), _interval(left)) for risk, left in first.items()},
    )


def _harm_of(risk: str, problem: Problem, harm: Mapping[str, Array], draws: int) -> Array:
    if risk not in harm:
        return np.full(draws, problem.harm[risk])
    if harm[risk].shape != (draws,):
        raise ValueError(f"the harm of {risk} needs {draws} values, one a draw, not {harm[risk].shape}")
    return harm[risk]


def _left(effect: UncertainEffect, draws: int, rng: np.random.Generator) -> Array:
    left = np.ones(draws)
    for share in (effect.on_likelihood, effect.on_impact):
        if share is not None:
            sampled = share.sample(draws, rng)
            if sampled.min() < 0 or sampled.max() > 1:
                raise ValueError(f"the effect of {effect.measure} on {effect.risk} is a share from 0 to 1")
            left *= 1 - sampled
    return left


def _residual(
    worlds: Mapping[str, Array], drawn: Sequence[tuple[UncertainEffect, Array]], chosen: set[str]
) -> dict[str, Array]:
    left = dict(worlds)
    for effect, share in drawn:
        if effect.measure in chosen:
            left[effect.risk] = left[effect.risk] * share
    return left


def _interval(values: Array) -> Interval:
    low, high = np.quantile(values, [0.05, 0.95])
    return Interval(float(low), float(high))


def _beats(first: Array, second: Array) -> float:
    return float((first < second).mean() + (first == second).mean() / 2)
