"""What a name can reach at most: most names that a search brings are told from the query's by this alone.

The bound counts for each word of the query the best agreement with a word of the list that is near it. A word that is
near none may still be alike (cut short, an initial): it is given a little.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names import births
from chegara.profiling.methods.names.comparison import JOIN_LIKENESS, JOINED_SAYS
from chegara.profiling.methods.names.evidence import (
    ABJAD,
    ABJAD_UNLIKE,
    AGREES,
    ALL_AGREE,
    BASE,
    BORN_SAME,
    BY_NAME_AGREES,
    GIVEN_AGREES,
    JOINED_USED,
    NATIONALITY_SAME,
    SAYS,
    SEX_AGREES,
    SLIP_USED,
    VARIANT_USED,
)
from chegara.profiling.methods.names.likeness import ENOUGH, Marks, Numbers, Sounds, likeness
from chegara.profiling.methods.names.parsing import MOST_WORDS
from chegara.profiling.methods.names.scratch import LIKE, LINES, PARTS, remembered
from chegara.profiling.methods.names.words import INFO

UNSEEN = 0.7
"""Log-odds that a word may add which the search did not see to be near."""


@compiled
def most_names(
    a: Sounds, a_marks: Marks, a_sizes: Numbers, a_words: Marks, a0: int, n: int,
    b: Sounds, b_marks: Marks, b_sizes: Numbers, b_words: Marks, b0: int, m: int,
    instead: Numbers, penalty: Numbers, weights: Numbers, numbers: Numbers, known: npt.NDArray[np.int64],
    known_like: Numbers, turn: int, near: Marks, now: int, slack: float, joined: bool, least: float,
) -> float:  # fmt: skip
    """Return the most that the comparison of two names can come to; arguments as those of `compare`.

    `near` says of each word of the list, in round `now`, which of the query's words it is near; `slack` is `most_rule`;
    `joined` says that two words of the list's name together may be one of the query's. A bound below `least` need not be
    exact: words count as wholly alike until they are compared, and the rest is not compared once that is not enough.
    """
    found = float(weights[BASE]) + max(float(weights[ALL_AGREE]), 0.0) + max(float(weights[SEX_AGREES]), 0.0)
    lines, caps = numbers[LINES:PARTS], numbers[LIKE]
    for i in range(n):
        info = float(a_sizes[a_words[a0 + i], INFO])
        caps[i] = max(_most_joined(weights, info), UNSEEN) if joined else UNSEEN
        for j in range(m):
            other = b_words[b0 + j]
            if near[other] >> MOST_WORDS == now and (near[other] >> i) & 1:
                cap = _most_like(weights, min(info, float(b_sizes[other, INFO]))) + slack
                caps[i] = max(caps[i], np.float32(cap))
        found += caps[i]
    for i in range(n):
        if found < least:
            break
        most = UNSEEN
        if joined:
            most = max(most, _most_joined(weights, float(a_sizes[a_words[a0 + i], INFO])))
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
                info = float(min(a_sizes[a_words[a0 + i], INFO], b_sizes[other, INFO]))
                most = max(most, most_agreement(weights, known_like[place], info) + slack)
        found += most - caps[i]
    return found


@compiled
def _most_like(weights: Numbers, info: float) -> float:
    """Return the most that the agreement of two words adds, however alike they are: most at one of the knots."""
    most = most_agreement(weights, 0.7, info)
    for like in (0.8, 0.9, 1.0):
        most = max(most, most_agreement(weights, like, info))
    return most


@compiled
def _most_joined(weights: Numbers, info: float) -> float:
    """Return the most that a word adds which agrees with two of the other name together."""
    unlike = max(float(weights[ABJAD_UNLIKE]), 0.0) * (1.0 - JOIN_LIKENESS) / 0.3
    abjad = max(float(weights[ABJAD]), 0.0) + unlike
    return _most_like(weights, max(info, JOINED_SAYS)) + float(weights[JOINED_USED]) + abjad


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
