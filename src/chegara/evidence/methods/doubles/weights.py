"""What an agreement or a difference between two reports says about their being of one event.

A field's evidence is log2(m/u) bits: m is the probability of the agreement found between two reports of one
event, u that between two reports of different events. Bits of fields, taken as independent given either case,
are added to the logarithm of the prior odds; their sum is the logarithm of the posterior odds. A field that
is blank in either report says nothing. Where two reports agree on a value, u is the share of that very value,
so that agreement on a rare one says more.

Sources:
    I. P. Fellegi, A. B. Sunter, "A theory for record linkage", JASA 64, 1969.
    W. E. Winkler, "Frequency-based matching in the Fellegi-Sunter model of record linkage", 1989.
    A. P. Dempster, N. M. Laird, D. B. Rubin, "Maximum likelihood from incomplete data via the EM algorithm",
    JRSS B 39, 1977.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chegara.evidence.methods.doubles.events import Floats

PARAMETERS = Path(__file__).parents[2] / "parameters" / "doubles.toml"
NOTHING = -1
"""The level of a field that says nothing, since it is blank in one of the reports."""

MOST_ROUNDS = 500
CONVERGED = 1e-10


@dataclass(frozen=True)
class Level:
    """One way in which two reports can agree or differ in a field; m and u are probabilities, 0 to 1."""

    name: str
    m: float
    u: float

    @property
    def bits(self) -> float:
        """The evidence that it gives, log2(m/u).

        >>> Level("same", 0.8, 0.1).bits
        3.0
        """
        return math.log2(self.m / self.u)


@dataclass(frozen=True)
class Rule:
    """When two events are compared, offered and called sure; see doubles.toml."""

    days: int
    prior: float
    prior_pairs: int
    offered: float
    sure: float
    alike: float


@dataclass(frozen=True)
class Parameters:
    """The rule, each field's levels in order, and the group of kinds that each kind belongs to."""

    version: date
    rule: Rule
    fields: Mapping[str, tuple[Level, ...]]
    group_of: Mapping[str, str]


@cache
def load_parameters() -> Parameters:
    """Return the parameters as shipped, read once."""
    with PARAMETERS.open("rb") as file:
        content: dict[str, Any] = tomllib.load(file)
    return Parameters(
        version=content["version"],
        rule=Rule(**content["rule"]),
        fields={
            name: tuple(Level(level, **given) for level, given in levels.items())
            for name, levels in content["fields"].items()
        },
        group_of={kind: group for group, kinds in content["groups"].items() for kind in kinds},
    )


def probability(bits: float | Floats) -> Any:
    """Return the probability, 0 to 1, of which the odds' logarithm is `bits`.

    >>> float(probability(0.0)), round(float(probability(3.0)), 3)
    (0.5, 0.889)
    """
    return 1.0 / (1.0 + np.exp2(-np.clip(bits, -1000, 1000)))


def log_odds(share: float) -> float:
    """Return the logarithm to base 2 of a probability's odds.

    >>> log_odds(0.5), round(log_odds(0.001), 2)
    (0.0, -9.96)
    """
    return math.log2(share / (1.0 - share))


def estimate_prior(bits: Floats, pairs: int, *, prior: float, prior_pairs: int) -> float:
    """Return the share of doubles among `pairs`, by EM with the evidence of each pair held fixed.

    `bits` is the evidence of the pairs that can be doubles; the others' is taken to rule it out. The opinion
    `prior`, worth `prior_pairs`, is added as a Beta distribution is, so that few pairs do not decide alone.
    The likelihood is concave in the share, so that the maximum found is the only one.
    """
    share, ratio = prior, np.exp2(np.clip(bits, -1000, 1000))
    for _ in range(MOST_ROUNDS):
        before = share
        posterior = share * ratio / (share * ratio + 1.0 - share)
        share = (float(posterior.sum()) + prior * prior_pairs) / (pairs + prior_pairs)
        share = min(max(share, 1e-12), 0.999)
        if abs(share - before) <= CONVERGED * share:
            break
    return share


def estimate_levels(
    levels: NDArray[np.int8], fields: Mapping[str, tuple[Level, ...]], *, prior: float
) -> tuple[dict[str, tuple[Level, ...]], float]:
    """Return the fields with m estimated by EM from pairs of which nobody knows which are doubles.

    `levels` has a row a pair and a column a field, in the order of `fields`, with the number of the level or
    `NOTHING`. u stays as given: it is known from pairs of different events, of which there are plenty.
    Returns the share of doubles among the pairs too.
    """
    names, share = list(fields), prior
    m = [np.array([level.m for level in fields[name]]) for name in names]
    u = [np.array([level.u for level in fields[name]]) for name in names]
    patterns, count = np.unique(levels, axis=0, return_counts=True)
    for _ in range(MOST_ROUNDS):
        bits = np.full(len(patterns), log_odds(share))
        for column, (of_double, of_others) in enumerate(zip(m, u, strict=True)):
            level = patterns[:, column]
            table = np.append(np.log2(np.maximum(of_double, 1e-12) / of_others), 0.0)
            bits += table[level]  # the last entry answers NOTHING, -1
        posterior = probability(bits) * count
        before, share = share, float(posterior.sum() / count.sum())
        share = min(max(share, 1e-12), 1 - 1e-12)
        for column in range(len(names)):
            known = patterns[:, column] != NOTHING
            sums = np.bincount(patterns[known, column], weights=posterior[known], minlength=len(m[column]))
            if sums.sum() > 0:
                m[column] = sums / sums.sum()
        if abs(share - before) <= CONVERGED:
            break
    return {
        name: tuple(
            Level(level.name, float(found), level.u) for level, found in zip(fields[name], m[i], strict=True)
        )
        for i, name in enumerate(names)
    }, share
