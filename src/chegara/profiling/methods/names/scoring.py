"""The score of two persons: how likely it is, of 0 to 1, that they are one.

The score is the logistic function of the sum of evidence; it was calibrated on generated pairs of which half
are of one person and the others hard to tell apart (`benchmarks/fit_names.py`). It is a candidate's rank and never an
identity: whether two are one, a person says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names.comparison import compare
from chegara.profiling.methods.names.evidence import FEATURES, weights
from chegara.profiling.methods.names.facts import weigh_facts
from chegara.profiling.methods.names.likeness import Marks, Numbers, Sounds
from chegara.profiling.methods.names.roll import Roll, Rolled, roll_of
from chegara.profiling.methods.names.scratch import Scratch, scratch, total
from chegara.profiling.methods.names.words import costs
from chegara.profiling.methods.watchlists.entry import ListEntry

Small = npt.NDArray[np.int8]


class Scored(NamedTuple):
    """Scores of pairs, with the positions in the rolls of the two names that agreed best (-1: no name)."""

    scores: npt.NDArray[np.float64]
    best: npt.NDArray[np.int32]


def compare_names(a: Roll, p: int, b: Roll, q: int, room: Scratch) -> int:
    """Compare one name of one roll with one of another; return the number of rows in `room`."""
    p0, p1, q0, q1 = (int(each) for each in (*a.names.start[p : p + 2], *b.names.start[q : q + 2]))
    comparing: Callable[..., int] = compare
    return comparing(
        *a.words, a.names.words, a.names.roles, p0, p1 - p0, int(a.names.sex[p]),
        *b.words, b.names.words, b.names.roles, q0, q1 - q0, int(b.names.sex[q]),
        *costs(), weights(), *room, 0,
    )  # fmt: skip


@compiled
def score_pairs(
    a: Sounds, a_marks: Marks, a_sizes: Numbers, a_words: Marks, a_roles: Small, a_start: Marks, a_sex: Small,
    a_low: Small, a_first: Marks, a_told: Marks, a_told_start: Marks,
    b: Sounds, b_marks: Marks, b_sizes: Numbers, b_words: Marks, b_roles: Small, b_start: Marks, b_sex: Small,
    b_low: Small, b_first: Marks, b_told: Marks, b_told_start: Marks,
    instead: Numbers, penalty: Numbers, weights: Numbers, numbers: Numbers, marks: Marks, joint: Sounds,
    known: npt.NDArray[np.int64], known_like: Numbers, odds: npt.NDArray[np.float64], best: Marks, values: Numbers,
) -> None:  # fmt: skip
    """Compare person k of one roll (`flat`) with person k of the other, for all k; fill the evidence where asked."""
    for k in range(len(odds)):
        odds[k] = -1e9
        best[k, 0] = best[k, 1] = -1
        for p in range(a_first[k], a_first[k + 1]):
            for q in range(b_first[k], b_first[k + 1]):
                rows = compare(
                    a, a_marks, a_sizes, a_words, a_roles, a_start[p], a_start[p + 1] - a_start[p], a_sex[p],
                    b, b_marks, b_sizes, b_words, b_roles, b_start[q], b_start[q + 1] - b_start[q], b_sex[q],
                    instead, penalty, weights, numbers, marks, joint, known, known_like, 0,
                )  # fmt: skip
                rows = weigh_facts(a_told, a_told_start, k, b_told, b_told_start, k, a_low[p] + b_low[q] > 0,
                                   weights, numbers, marks, rows)  # fmt: skip
                found = total(numbers, rows)
                if found > odds[k]:
                    odds[k] = found
                    best[k, 0] = p
                    best[k, 1] = q
                    if len(values):
                        for feature in range(len(weights)):
                            values[k, feature] = numbers[0, feature]


def flat(roll: Roll) -> tuple[npt.NDArray[Any], ...]:
    """Return the arrays of a roll in the order in which the loops take them."""
    return (*roll.words, *roll.names, roll.first, *roll.facts)


def score(ones: Sequence[ListEntry], others: Sequence[ListEntry]) -> Scored:
    """Score pairs of persons, the k-th of one side with the k-th of the other.

    The result is the same whichever side stands first.
    """
    (a, b), odds, best, _ = _compared(ones, others, evidence=False)
    for k, (one, other) in enumerate(zip(ones, others, strict=True)):
        if best[k, 0] >= 0:
            best[k] = a.listed[best[k, 0]], b.listed[best[k, 1]]
        if swapped(one, other):
            best[k] = best[k, ::-1].copy()
    return Scored(np.where(best[:, 0] >= 0, probability(odds), np.nan), best)


def evidence_of(ones: Sequence[ListEntry], others: Sequence[ListEntry]) -> npt.NDArray[np.float32]:
    """Return the evidence of each pair in the order of FEATURES, for the fit of the weights."""
    return _compared(ones, others, evidence=True)[3]


def _compared(
    ones: Sequence[ListEntry], others: Sequence[ListEntry], *, evidence: bool
) -> tuple[tuple[Rolled, Rolled], npt.NDArray[np.float64], npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    pairs = [
        (other, one) if swapped(one, other) else (one, other) for one, other in zip(ones, others, strict=True)
    ]
    a, b = roll_of(one for one, _ in pairs), roll_of(other for _, other in pairs)
    odds, best = np.zeros(len(pairs)), np.zeros((len(pairs), 2), np.int32)
    values = np.zeros((len(pairs) if evidence else 0, len(FEATURES)), np.float32)
    scoring: Callable[..., None] = score_pairs
    scoring(*flat(a.roll), *flat(b.roll), *costs(), weights(), *scratch(), odds, best, values)
    return (a, b), odds, best, values


def swapped(one: ListEntry, other: ListEntry) -> bool:
    """Say whether two are compared the other way round: always in one order, so that ties fall the same way."""
    return one.name > other.name


def probability(odds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return probabilities of log-odds."""
    return 1.0 / (1.0 + np.exp(-np.clip(odds, -60.0, 60.0)))


def logistic(odds: float) -> float:
    """Return the probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-min(60.0, max(-60.0, odds))))
