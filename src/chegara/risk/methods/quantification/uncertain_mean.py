"""A risk's expected harm of a year as far as it is known: what a choice between measures is judged by.

Over very many years chance evens out, and what stays uncertain is the rate of the cases and the mean harm of
one. The rate is drawn from its gamma distribution; the mean harm is that of one of the experts, drawn by
weight, where they were pooled. Both independently, so that the mean over the draws is the expected harm.

Source: M. G. Morgan, M. Henrion, Uncertainty, 1990, 4.3 (variability between years apart from uncertainty).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chegara.risk.methods.quantification.simulation import QuantifiedRisk


def uncertain_mean(risk: QuantifiedRisk, *, draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return so many draws of a risk's expected harm of a year."""
    frequency = risk.frequency
    rates = (
        rng.gamma(frequency.shape, frequency.variance / frequency.mean, draws)
        if frequency.variance
        else np.full(draws, frequency.mean)
    )
    experts = getattr(risk.consequence, "experts", None)
    if not experts:
        return np.asarray(rates * risk.consequence.mean)
    weights: tuple[float, ...] = risk.consequence.weights  # type: ignore[attr-defined]
    means = np.array([expert.mean for expert in experts])
    return np.asarray(rates * rng.choice(means, size=draws, p=weights))
