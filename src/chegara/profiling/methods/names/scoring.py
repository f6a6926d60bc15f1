"""The score of two persons: how likely it is, of 0 to 1, that they are one.

The score is the logistic function of the sum of evidence; it was calibrated on generated pairs of which half
are of one person and the others hard to tell apart (`benchmarks/fit_names.py`). It is a candidate's rank and never an
identity: whether two are one, a person says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.names.comparison import Scratch, compare, scratch, total, weigh_facts
from chegara.profiling.methods.names.evidence import FEATURES, weights
from chegara.profiling.methods.names.jit import compiled
from chegara.profiling.methods.names.roll import Roll, roll_of
from chegara.profiling.methods.names.words import Costs, costs
from chegara.profiling.methods.watchlists.entry import ListEntry


class Scored(NamedTuple):
    """Scores of pairs, with the positions in the rolls of the two names that agreed best (-1: no name)."""

    scores: npt.NDArray[np.float64]
    best: npt.NDArray[np.int32]


@compiled
def compare_persons(
    a: Roll, i: int, b: Roll, j: int, costs: Costs, weights: npt.NDArray[np.float32], room: Scratch
) -> tuple[float, int, int]:
    """Return the highest log-odds over all names of two persons, and the two names."""
    best, one, other = -1e9, -1, -1
    for p in range(a.first[i], a.first[i + 1]):
        for q in range(b.first[j], b.first[j + 1]):
            rows = compare_names(a, p, b, q, costs, weights, room)
            rows = weigh_facts(a.facts, i, b.facts, j, weights, room, rows, a.names.low[p] + b.names.low[q] > 0)
            found = total(room, rows)
            if found > best:
                best, one, other = found, p, q
    return best, one, other


@compiled
def compare_names(
    a: Roll, p: int, b: Roll, q: int, costs: Costs, weights: npt.NDArray[np.float32], room: Scratch
) -> int:
    """Compare one name of one roll with one of another; return the number of rows in `room`."""
    p0, p1, q0, q1 = a.names.start[p], a.names.start[p + 1], b.names.start[q], b.names.start[q + 1]
    return compare(
        a.words, a.names.words[p0:p1], a.names.roles[p0:p1],
        b.words, b.names.words[q0:q1], b.names.roles[q0:q1],
        a.names.sex[p], b.names.sex[q], costs, weights, room,
    )  # fmt: skip


@compiled
def score_pairs(
    a: Roll, b: Roll, costs: Costs, weights: npt.NDArray[np.float32], room: Scratch,
    odds: npt.NDArray[np.float64], best: npt.NDArray[np.int32], values: npt.NDArray[np.float32],
) -> None:  # fmt: skip
    """Compare person k of one roll with person k of the other, for all k; fill the evidence where asked."""
    for k in range(len(odds)):
        odds[k], best[k, 0], best[k, 1] = compare_persons(a, k, b, k, costs, weights, room)
        if len(values) and best[k, 0] >= 0:
            rows = compare_names(a, best[k, 0], b, best[k, 1], costs, weights, room)
            low = a.names.low[best[k, 0]] + b.names.low[best[k, 1]] > 0
            weigh_facts(a.facts, k, b.facts, k, weights, room, rows, low)
            values[k] = room.values


def score(ones: Sequence[ListEntry], others: Sequence[ListEntry]) -> Scored:
    """Score pairs of persons, the k-th of one side with the k-th of the other.

    The result is the same whichever side stands first.
    """
    first, second = _ordered(ones, others)
    a, b = roll_of(first), roll_of(second)
    odds = np.zeros(len(ones))
    best = np.zeros((len(ones), 2), np.int32)
    score_pairs(a.roll, b.roll, costs(), weights(), scratch(), odds, best, np.zeros((0, 0), np.float32))
    for k, (one, swapped) in enumerate(zip(ones, first, strict=True)):
        for side, rolled in ((0, a), (1, b)):
            if best[k, side] >= 0:
                best[k, side] = rolled.listed[best[k, side]]
        if one is not swapped:
            best[k] = best[k, ::-1]
    return Scored(np.where(best[:, 0] >= 0, probability(odds), np.nan), best)


def evidence_of(ones: Sequence[ListEntry], others: Sequence[ListEntry]) -> npt.NDArray[np.float32]:
    """Return the evidence of each pair in the order of FEATURES, for the fit of the weights."""
    first, second = _ordered(ones, others)
    a, b = roll_of(first), roll_of(second)
    odds, best = np.zeros(len(ones)), np.zeros((len(ones), 2), np.int32)
    values = np.zeros((len(ones), len(FEATURES)), np.float32)
    score_pairs(a.roll, b.roll, costs(), weights(), scratch(), odds, best, values)
    return values


def _ordered(ones: Sequence[ListEntry], others: Sequence[ListEntry]) -> tuple[list[ListEntry], list[ListEntry]]:
    """Put the two of each pair in one order, so that ties fall the same way round."""
    pairs = [
        (one, other) if one.name <= other.name else (other, one) for one, other in zip(ones, others, strict=True)
    ]
    return [one for one, _ in pairs], [other for _, other in pairs]


def probability(odds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return probabilities of log-odds."""
    return 1.0 / (1.0 + np.exp(-np.clip(odds, -60.0, 60.0)))


def logistic(odds: float) -> float:
    """Return the probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-min(60.0, max(-60.0, odds))))
