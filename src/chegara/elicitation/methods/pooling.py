"""Several experts' distributions of one amount, pooled.

The linear opinion pool is the weighted mean of their distribution functions. It keeps what they disagree
about: its spread is that within the experts and that between them. (Averaging their quantiles instead would
be narrower than the experts are apart.) A draw from the pool is a draw from one expert, chosen by weight.

Sources:
    M. Stone, "The opinion pool", Annals of Mathematical Statistics 32, 1961.
    R. T. Clemen, R. L. Winkler, "Combining probability distributions from experts in risk analysis", Risk
    Analysis 19, 1999.
    EFSA, "Guidance on expert knowledge elicitation in food and feed safety risk assessment", EFSA Journal
    12(6):3734, 2014.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chegara.elicitation.methods.distributions import Array, Distribution

_HALVINGS = 200
_TOLERANCE = 1e-12


@dataclass(frozen=True)
class LinearPool:
    """Experts' distributions with their weights, which are positive and add up to 1."""

    experts: tuple[Distribution, ...]
    weights: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The expected amount."""
        return math.fsum(w * expert.mean for w, expert in zip(self.weights, self.experts, strict=True))

    @property
    def second_moment(self) -> float:
        """The expected square of the amount."""
        return math.fsum(
            w * expert.second_moment for w, expert in zip(self.weights, self.experts, strict=True)
        )

    def probability(self, amount: ArrayLike) -> Array:
        """Return the probability that the amount is not exceeded."""
        parts = [w * expert.probability(amount) for w, expert in zip(self.weights, self.experts, strict=True)]
        return np.asarray(np.sum(parts, axis=0))

    def quantile(self, probability: ArrayLike) -> Array:
        """Return the amount that is not exceeded with that probability, by halving."""
        wanted = np.asarray(probability, dtype=np.float64)
        own = np.stack([expert.quantile(wanted) for expert in self.experts])
        low, high = own.min(axis=0), own.max(axis=0)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            reached = self.probability(middle) >= wanted
            low, high = np.where(reached, low, middle), np.where(reached, middle, high)
            if np.all(high - low <= _TOLERANCE * np.maximum(np.abs(high), 1.0)):
                break
        return np.asarray(high)

    def sample(self, size: int, rng: np.random.Generator) -> NDArray[np.floating]:
        """Return draws, each from one expert chosen by weight."""
        if len(self.experts) == 1:
            return self.experts[0].sample(size, rng)
        chosen = np.searchsorted(np.cumsum(self.weights[:-1]), rng.random(size), side="right")
        drawn = np.empty(size)
        for place, expert in enumerate(self.experts):
            whose = np.flatnonzero(chosen == place)
            drawn[whose] = expert.sample(len(whose), rng)
        return drawn


def linear_pool(experts: Sequence[Distribution], weights: Sequence[float] | None = None) -> LinearPool:
    """Return the pool of experts; they weigh equally unless weights (any scale) are given.

    Raises:
        ValueError: nobody is pooled, or a weight is missing or not positive.
    """
    given = [1.0] * len(experts) if weights is None else list(weights)
    if not experts or len(given) != len(experts) or not all(0 < w < math.inf for w in given):
        raise ValueError("a pool needs experts, each with a positive weight")
    total = math.fsum(given)
    return LinearPool(tuple(experts), tuple(w / total for w in given))
