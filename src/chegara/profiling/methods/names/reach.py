"""What a name can reach at most: most names that a search brings are told from the query's by this alone.

The bound counts for each word of the query the best agreement with a word of the list that is near it. A word that is
near none may still be alike (cut short, an initial): it is given a little.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names import births
from chegara.profiling.methods.names.comparison import LINES, PARTS, remembered
from chegara.profiling.methods.names.evidence import (
    ABJAD,
    AGREES,
    ALL_AGREE,
    BASE,
    BORN_SAME,
    BY_NAME_AGREES,
    GIVEN_AGREES,
    NATIONALITY_SAME,
    SAYS,
    SEX_AGREES,
    SLIP_USED,
    VARIANT_USED,
)
from chegara.profiling.methods.names.likeness import ENOUGH, Marks, Numbers, Sounds, likeness
from chegara.profiling.methods.names.parsing import MOST_WORDS
from chegara.profiling.methods.names.words import INFO

UNSEEN = 0.7
"""Log-odds that a word may add which the search did not see to be near."""


@compiled
def most_names(
    a: Sounds, a_marks: Marks, a_sizes: Numbers, a_words: Marks, a0: int, n: int,
    b: Sounds, b_marks: Marks, b_sizes: Numbers, b_words: Marks, b0: int, m: int,
    instead: Numbers, penalty: Numbers, weights: Numbers, numbers: Numbers, known: npt.NDArray[np.int64],
    known_like: Numbers, turn: int, near: Marks, now: int, slack: float,
) -> float:  # fmt: skip
    """Return the most that the comparison of two names can come to; arguments as those of `compare`.

    `near` says of each word of the list, in round `now`, which of the query's words it is near; `slack` is `most_rule`.
    """
    found = float(weights[BASE]) + max(float(weights[ALL_AGREE]), 0.0) + max(float(weights[SEX_AGREES]), 0.0)
    lines = numbers[LINES:PARTS]
    for i in range(n):
        most = UNSEEN
        for j in range(m):
            other = b_words[b0 + j]
            if near[other] >> MOST_WORDS != now or not (near[other] >> i) & 1:
                continue
            pair, place = remembered(turn, a_words[a0 + i], other, 0)
            if known[0, place] != pair:
                like, rule = likeness(a, a_marks, a_sizes, a_words[a0 + i], b, b_marks, b_sizes, other, instead, penalty,
                                      lines, False, 0.0)  # fmt: skip
                known[0, place], known[1, place], known_like[place] = pair, rule, like
            if known_like[place] > ENOUGH:
                info = min(a_sizes[a_words[a0 + i], INFO], b_sizes[other, INFO])
                most = max(most, most_agreement(weights, known_like[place], info) + slack)
        found += most
    return found


@compiled
def most_agreement(weights: Numbers, like: float, info: float) -> float:
    """Return what likeness and information of two words add when they agree."""
    at = max((like - 0.70) * 10.0, 0.0)
    knot = min(int(at), 2)
    share = min(at - knot, 1.0)
    says = (info - 6.0) / 4.0
    return float(
        (weights[AGREES + knot] + says * weights[SAYS + knot]) * (1.0 - share)
        + (weights[AGREES + knot + 1] + says * weights[SAYS + knot + 1]) * share
    )


@compiled
def most_rule(weights: Numbers) -> float:
    """Return the most that roles and the rule of an agreement add."""
    role = rule = 0.0
    for feature in range(GIVEN_AGREES, ABJAD):
        role = max(role, float(weights[feature]))
    role = max(role, float(weights[BY_NAME_AGREES]))
    for feature in range(VARIANT_USED, SLIP_USED + 1):
        rule = max(rule, float(weights[feature]))
    return role + rule + max(float(weights[ABJAD]), 0.0)


@compiled
def most_facts(a: Marks, a_start: Marks, i: int, b: Marks, b_start: Marks, j: int, weights: Numbers) -> float:
    """Return the most that `weigh_facts` can add."""
    best = -1e9
    for one in range(a_start[i, 0], a_start[i, 1], 4):
        for other in range(b_start[j, 0], b_start[j, 1], 4):
            best = max(best, float(weights[BORN_SAME + births.agreement(a, one, b, other)]))
    found = 0.0 if best == -1e9 else best
    for what in range(3):
        last = a_start[i, what + 2] if what < 2 else a_start[i + 1, 0]
        if a_start[i, what + 1] < last:
            found += max(float(weights[NATIONALITY_SAME + 2 * what]), 0.0)
    return found
