"""The exact distribution of a compound Poisson sum, by fast Fourier transform: the tests' second road."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np


def quantiles(
    parts: Sequence[tuple[float, Callable[[np.ndarray], np.ndarray]]],
    probabilities: Sequence[float],
    *,
    step: float,
    points: int,
) -> np.ndarray:
    """Return quantiles of the sum of independent compound Poisson sums (rate, distribution function of a
    case).

    A case is rounded to the nearest multiple of `step`; `points` of them must hold nearly all of the sum.
    Source: H. H. Panjer, G. E. Willmot, Insurance Risk Models, 1992, 6.
    """
    edges = (np.arange(points + 1) - 0.5) * step
    exponent = np.zeros(points // 2 + 1, dtype=complex)
    for rate, distribution in parts:
        masses = np.diff(np.where(edges < 0, 0.0, distribution(np.maximum(edges, 0.0))))
        exponent += rate * (np.fft.rfft(masses) - 1)
    sums = np.cumsum(np.fft.irfft(np.exp(exponent), points))
    found = []
    for probability in probabilities:
        place = int(np.searchsorted(sums, probability))
        below = sums[place - 1] if place else 0.0
        found.append((place - 0.5 + (probability - below) / (sums[place] - below)) * step)
    return np.array(found)
