"""Rules that combine a risk's levels into one. CIRAM prescribes none, so the rule is chosen, and printed.

- Chained matrices (the default): threat = matrix(magnitude, likelihood), exposure = matrix(threat,
  vulnerability), risk = matrix(exposure, impact).
- Median: the middle one of threat (by its matrix), vulnerability and impact.
- Weighted sum: the weighted mean of the four levels' numbers, rounded. It takes the steps of the scale for
  equal lengths, which nobody has measured; it is therefore never given without its sensitivity to the
  weights.

Levels are never multiplied: a product of ordinal numbers depends on how the levels are numbered, has many
ties and leaves out most values in between (3 x 4 = 2 x 6, nothing makes 7). `load_rule` refuses with that
reason.

A level that nobody could give is unknown, not low: the rule then gives the lowest and the highest result that
it could have, and no level unless they agree.

Sources:
    Frontex, CIRAM, version 2.0, 2012 (the components, and that there are different ways of combining them).
    L. A. Cox, "What's wrong with risk matrices?", Risk Analysis 28, 2008 (products, ties, range compression).
    S. S. Stevens, "On the theory of scales of measurement", Science 103, 1946 (what an ordinal scale allows).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Protocol

import numpy as np

from chegara.risk.methods.components import RISK, SCORED, THREAT, Component
from chegara.risk.methods.matrices import Levels, Matrix, MatrixSet

EQUAL_WEIGHTS: Mapping[Component, float] = dict.fromkeys(SCORED, 1.0)

WEIGHT_SHIFT = 0.2
"""How far each weight is moved, up and down, to show what the weighted sum owes to it."""

_HALF_UP = 0.5
_ROUNDING = 1e-9


class MultipliedOrdinalsError(ValueError):
    """Somebody asked for a product of levels."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One use of a rule: what went in (code and level), what came out."""

    result: str
    inputs: Mapping[str, int]
    level: int


@dataclass(frozen=True, kw_only=True)
class Combined:
    """A risk's level by a rule, with the steps that led to it.

    Where a component is unknown `low` and `high` are what the level could be, and `level` is None unless they
    agree; `steps` then is empty.
    """

    level: int | None
    low: int
    high: int
    steps: tuple[Step, ...] = ()


class Rule(Protocol):
    """A way to combine levels, 1 for the lowest."""

    @property
    def code(self) -> str:
        """The rule's name in files and parameters."""
        ...

    @property
    def levels(self) -> int:
        """How many levels the scale has."""
        ...

    def steps(self, scores: Mapping[Component, int]) -> tuple[Step, ...]:
        """Return the steps from the components' levels to the risk's, which is the last step's."""
        ...

    def apply(self, scores: Levels) -> Levels:
        """Return the levels of many risks at once; the last axis of `scores` are the components."""
        ...


@dataclass(frozen=True)
class ChainedMatrices:
    """Threat, then exposure, then risk, each by its matrix."""

    matrices: MatrixSet
    code: str = field(default="matrices", init=False)

    @property
    def levels(self) -> int:
        """How many levels the scale has."""
        return self.matrices.levels

    def steps(self, scores: Mapping[Component, int]) -> tuple[Step, ...]:
        """Return the three steps, each a cell of its matrix."""
        threat = _cell(self.matrices.threat, scores[Component.MAGNITUDE], scores[Component.LIKELIHOOD])
        exposure = _cell(self.matrices.exposure, threat.level, scores[Component.VULNERABILITY])
        risk = _cell(self.matrices.risk, exposure.level, scores[Component.IMPACT])
        return threat, exposure, risk

    def apply(self, scores: Levels) -> Levels:
        """Return the levels of many risks at once."""
        magnitude, likelihood, vulnerability, impact = _columns(scores, self.levels)
        threat = self.matrices.threat.table[magnitude - 1, likelihood - 1]
        exposure = self.matrices.exposure.table[threat - 1, vulnerability - 1]
        return np.asarray(self.matrices.risk.table[exposure - 1, impact - 1])


@dataclass(frozen=True)
class MedianRule:
    """The middle one of threat, vulnerability and impact; three have always a middle one."""

    matrices: MatrixSet
    code: str = field(default="median", init=False)

    @property
    def levels(self) -> int:
        """How many levels the scale has."""
        return self.matrices.levels

    def steps(self, scores: Mapping[Component, int]) -> tuple[Step, ...]:
        """Return the matrix of threat, then the median."""
        threat = _cell(self.matrices.threat, scores[Component.MAGNITUDE], scores[Component.LIKELIHOOD])
        inputs = {
            THREAT: threat.level,
            Component.VULNERABILITY.value: scores[Component.VULNERABILITY],
            Component.IMPACT.value: scores[Component.IMPACT],
        }
        return threat, Step(result=RISK, inputs=inputs, level=sorted(inputs.values())[1])

    def apply(self, scores: Levels) -> Levels:
        """Return the levels of many risks at once."""
        magnitude, likelihood, vulnerability, impact = _columns(scores, self.levels)
        threat = self.matrices.threat.table[magnitude - 1, likelihood - 1]
        return np.asarray(np.sort(np.stack([threat, vulnerability, impact]), axis=0)[1])


@dataclass(frozen=True)
class WeightedSum:
    """The weighted mean of the four levels' numbers, halves rounded up.

    Raises:
        ValueError: a component has no weight, a weight is negative, or none is positive.
    """

    levels: int
    weights: Mapping[Component, float] = field(default_factory=lambda: EQUAL_WEIGHTS)
    code: str = field(default="weighted_sum", init=False)

    def __post_init__(self) -> None:
        """Refuse weights that weigh nothing."""
        if set(self.weights) != set(SCORED):
            raise ValueError(f"each of {', '.join(SCORED)} needs a weight")
        values = list(self.weights.values())
        if not all(0 <= w < math.inf for w in values) or not sum(values) > 0:
            raise ValueError(f"weights are numbers from 0 up, not all 0: {values}")

    def mean(self, scores: Mapping[Component, int]) -> float:
        """Return the weighted mean before it is rounded."""
        return math.fsum(self.weights[c] * scores[c] for c in SCORED) / math.fsum(self.weights.values())

    def steps(self, scores: Mapping[Component, int]) -> tuple[Step, ...]:
        """Return the one step."""
        row = np.array([scores[c] for c in SCORED], dtype=np.int64)
        inputs = {component.value: scores[component] for component in SCORED}
        return (Step(result=RISK, inputs=inputs, level=int(self.apply(row))),)

    def apply(self, scores: Levels) -> Levels:
        """Return the levels of many risks at once."""
        columns = np.stack(_columns(scores, self.levels), axis=-1)
        weights = np.array([self.weights[c] for c in SCORED])
        mean = columns @ weights / weights.sum()
        return np.asarray(np.floor(mean + _HALF_UP + _ROUNDING), dtype=np.int64)


def load_rule(code: str, matrices: MatrixSet, *, weights: Mapping[Component, float] | None = None) -> Rule:
    """Return the rule of a code: matrices, median or weighted_sum.

    Raises:
        MultipliedOrdinalsError: the code asks for a product of levels.
        KeyError: there is no such rule.
    """
    if code in {"product", "multiplication", "multiply"}:
        raise MultipliedOrdinalsError(
            "levels are an order, not amounts, and are not multiplied: "
            "choose matrices, median or weighted_sum"
        )
    rules: dict[str, Rule] = {
        "matrices": ChainedMatrices(matrices),
        "median": MedianRule(matrices),
        "weighted_sum": WeightedSum(matrices.levels, weights or EQUAL_WEIGHTS),
    }
    return rules[code]


def combine(rule: Rule, scores: Mapping[Component, int | None]) -> Combined:
    """Return a risk's level by a rule; a component without a level is unknown.

    Raises:
        KeyError: a level is none of the scale.
    """
    known = {component: scores.get(component) for component in SCORED}
    for component, level in known.items():
        if level is not None and not 1 <= level <= rule.levels:
            raise KeyError(f"{component} is level {level}, but the scale has 1 to {rule.levels}")
    complete = {component: level for component, level in known.items() if level is not None}
    if len(complete) == len(SCORED):
        steps = rule.steps(complete)
        return Combined(level=steps[-1].level, low=steps[-1].level, high=steps[-1].level, steps=steps)
    everything = range(1, rule.levels + 1)
    choices = [everything if known[c] is None else (complete[c],) for c in SCORED]
    possible = rule.apply(np.array(list(product(*choices)), dtype=np.int64))
    low, high = int(possible.min()), int(possible.max())
    return Combined(level=low if low == high else None, low=low, high=high)


@dataclass(frozen=True, kw_only=True)
class WeightSensitivity:
    """What the weighted sum owes to its weights.

    `by_weight` is, for each component, the level where its weight alone is lower and where it is higher;
    `low` and `high` are the lowest and highest level with every weight moved either way.
    """

    level: int
    mean: float
    by_weight: Mapping[Component, tuple[int, int]]
    low: int
    high: int


def weight_sensitivity(
    rule: WeightedSum, scores: Mapping[Component, int], *, shift: float = WEIGHT_SHIFT
) -> WeightSensitivity:
    """Return how a risk's level moves when weights move by a share, such as 0.2 for 20 per cent.

    Raises:
        ValueError: the shift is not a share between 0 and 1.
    """
    if not 0 < shift < 1:
        raise ValueError(f"a weight moves by a share between 0 and 1, not by {shift}")

    def level(factors: Mapping[Component, float]) -> int:
        moved = {c: w * factors.get(c, 1.0) for c, w in rule.weights.items()}
        return WeightedSum(rule.levels, moved).steps(scores)[-1].level

    corners = [
        level(dict(zip(SCORED, signs, strict=True)))
        for signs in product((1 - shift, 1 + shift), repeat=len(SCORED))
    ]
    return WeightSensitivity(
        level=level({}),
        mean=rule.mean(scores),
        by_weight={c: (level({c: 1 - shift}), level({c: 1 + shift})) for c in SCORED},
        low=min(corners),
        high=max(corners),
    )


def _cell(matrix: Matrix, row: int, column: int) -> Step:
    return Step(
        result=matrix.result,
        inputs={matrix.rows: row, matrix.columns: column},
        level=matrix.level(row, column),
    )


def _columns(scores: Levels, levels: int) -> tuple[Levels, ...]:
    if scores.shape[-1] != len(SCORED) or scores.min() < 1 or scores.max() > levels:
        raise KeyError(f"scores are levels 1 to {levels} of {', '.join(SCORED)}")
    return tuple(scores[..., place] for place in range(len(SCORED)))
