"""Two names with what else is known of two persons become a sum of evidence, row by row.

Words are paired one to one, the most alike first, over all orders; a given name is never paired with a father's
name, so that father and son stay two. Two words that could be one may be written joined. Words left on both
sides in the same role contradict each other; words left on one side are omitted, which says little.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names.endings import BY_NAME, FATHER, GIVEN, UNKNOWN
from chegara.profiling.methods.names.evidence import (
    ABJAD,
    ABJAD_CONTRADICTS,
    ABJAD_UNLIKE,
    AGREES,
    ALL_AGREE,
    BASE,
    BY_NAME_AGREES,
    BY_NAME_MISSING,
    CONTRADICTS,
    CROSSED,
    CUT_USED,
    ENDING_USED,
    FIRST_MISSING,
    GIVEN_AGREES,
    INITIAL_USED,
    JOINED_USED,
    MISSING,
    MISSING_MORE,
    MISSING_SAYS,
    NEAR,
    NONE_AGREES,
    ONE_AGREES,
    ONE_WORD,
    ORDER,
    SAYS,
    SEX_AGREES,
    SEX_DIFFERS,
    SLIP_USED,
    VARIANT_USED,
)
from chegara.profiling.methods.names.likeness import (
    CUT,
    ENOUGH,
    INITIAL,
    JOINED,
    SAME_SOUND,
    Marks,
    Numbers,
    Sounds,
    bits,
    distance,
    likeness,
)
from chegara.profiling.methods.names.parsing import MOST_WORDS
from chegara.profiling.methods.names.scratch import (
    LIKE,
    LINES,
    PAIRS,
    PARTS,
    ROW_AGREES,
    ROW_BASE,
    ROW_CONTRADICTS,
    ROW_MISSING_A,
    ROW_MISSING_B,
    ROW_ORDER,
    ROW_SEX,
    ROWS,
    RULES,
    add,
    open_row,
    remembered,
)
from chegara.profiling.methods.names.words import GROUP, INFO, IS_ABJAD, LENGTH, LIGHT, LONGEST, MASK, WEIGHT

JOIN_LIKENESS, JOINED_SAYS = 0.88, 8.0  # two words as one: how alike at least, how much they say at least
CUT_OFF = 0.72
"""The likeness of a name's last word to the word of which it is only the beginning."""
JOINED_LONG = 9
"""Sounds of a word that may be two which do not stand side by side, or the other way round, in the other name."""


@compiled
def _suits(one: int, other: int) -> float:
    """Return how far two roles let their words be the same word: 0 never, 1 wholly."""
    if one == other or one == UNKNOWN or other == UNKNOWN:  # noqa: SIM109 - numba knows no such tuple
        return 1.0
    if (one == GIVEN and other == FATHER) or (one == FATHER and other == GIVEN):
        return 0.0
    if one == BY_NAME or other == BY_NAME:
        return 0.9
    return 0.94


@compiled
def _cut_off(
    a: Sounds, a_marks: Marks, word: int, b: Sounds, b_marks: Marks, other: int, instead: Numbers
) -> bool:
    """Say whether a word at the end of a name is the beginning of another: names end where a field does."""
    length = a_marks[word, LENGTH]
    if length < 2 or b_marks[other, LENGTH] < length + 2 or a_marks[word, GROUP] >= 0:
        return False
    abjad = 1 if a_marks[word, IS_ABJAD] != b_marks[other, IS_ABJAD] else 0
    for at in range(length):  # noqa: SIM110 - compiled
        if instead[abjad, a[word, at], b[other, at]] > SAME_SOUND:
            return False
    return True


@compiled
def compare(  # noqa: C901 - one compiled loop
    a: Sounds, a_marks: Marks, a_sizes: Numbers, a_words: Marks, a_roles: npt.NDArray[np.int8], a0: int, n: int, a_sex: int,
    b: Sounds, b_marks: Marks, b_sizes: Numbers, b_words: Marks, b_roles: npt.NDArray[np.int8], b0: int, m: int, b_sex: int,
    instead: Numbers, penalty: Numbers, weights: Numbers, numbers: Numbers, marks: Marks, joint: Sounds,
    known: npt.NDArray[np.int64], known_like: Numbers, turn: int,
) -> int:  # fmt: skip
    """Compare two names; the evidence lies in the room afterwards. Returns the number of rows.

    Args:
        a: the sounds of one side's words (`Words`); then their marks and sizes.
        a_marks: `Words.marks`.
        a_sizes: `Words.sizes`.
        a_words: the words of names; those of this name stand from a0 on.
        a_roles: the role of each.
        a0: where the name begins.
        n: its words, at most MOST_WORDS.
        a_sex: 0 unknown, 1 man, 2 woman.
        b: the same of the other side, with m words.
        b_marks: likewise.
        b_sizes: likewise.
        b_words: likewise.
        b_roles: likewise.
        b0: likewise.
        m: likewise.
        b_sex: likewise.
        instead: `Costs.instead`.
        penalty: `Costs.penalty`.
        weights: of the evidence.
        numbers: `Scratch.numbers`.
        marks: `Scratch.marks`.
        joint: `Scratch.joint`.
        known: `Scratch.known`.
        known_like: `Scratch.known_like`.
        turn: another number below MOST_TURNS for each batch, where many a are compared with many b; 0: nothing is remembered.
    """
    for feature in range(len(weights)):
        numbers[0, feature] = 0.0
    rows = open_row(numbers, marks, 0, ROW_BASE, -1, -1, 0, 0.0)
    add(numbers, weights, 0, BASE, 1.0)
    for i in range(MOST_WORDS):
        marks[0, i] = 0
        marks[1, i] = 0
    lines = numbers[LINES:PARTS]
    for i in range(n):
        for j in range(m):
            one, other = a_roles[a0 + i], b_roles[b0 + j]
            suits = _suits(one, other)
            marks[RULES + i, j] = 0
            numbers[LIKE + i, j] = 0.0
            if suits > 0.0:
                crossed = (
                    one != other and one != UNKNOWN and other != UNKNOWN and (one == GIVEN or other == GIVEN)
                )
                pair, place = remembered(turn, a_words[a0 + i], b_words[b0 + j], crossed)
                if turn == 0 or known[0, place] != pair:
                    like, rule = likeness(a, a_marks, a_sizes, a_words[a0 + i], b, b_marks, b_sizes, b_words[b0 + j],
                                          instead, penalty, lines, crossed, 0.0)  # fmt: skip
                    known[0, place], known[1, place], known_like[place] = pair, rule, like
                numbers[LIKE + i, j] = known_like[place] * suits
                marks[RULES + i, j] = known[1, place]
                if (
                    numbers[LIKE + i, j] < CUT_OFF
                    and n > 1
                    and m > 1
                    and (
                        (
                            i == n - 1
                            and _cut_off(a, a_marks, a_words[a0 + i], b, b_marks, b_words[b0 + j], instead)
                        )
                        or (
                            j == m - 1
                            and _cut_off(b, b_marks, b_words[b0 + j], a, a_marks, a_words[a0 + i], instead)
                        )
                    )
                ):
                    numbers[LIKE + i, j] = CUT_OFF
                    marks[RULES + i, j] = CUT
    before = rows
    if n + m > 2:
        rows = _joins(a, a_marks, a_sizes, a_words, a0, n, b, b_marks, b_sizes, b_words, b0, m, 0,
                      instead, weights, numbers, marks, joint, rows)  # fmt: skip
        rows = _joins(b, b_marks, b_sizes, b_words, b0, m, a, a_marks, a_sizes, a_words, a0, n, 1,
                      instead, weights, numbers, marks, joint, rows)  # fmt: skip
    joined = rows - before
    agreed = 2 * joined
    paired = 0
    while True:
        best, bi, bj = ENOUGH, -1, -1
        for i in range(n):
            if marks[0, i] == 0:
                for j in range(m):
                    if marks[1, j] == 0 and numbers[LIKE + i, j] > best:
                        best, bi, bj = float(numbers[LIKE + i, j]), i, j
        if bi < 0:
            break
        marks[0, bi] = 1
        marks[1, bj] = 1
        marks[PAIRS + paired, 0] = bi
        marks[PAIRS + paired, 1] = bj
        paired += 1
        row = rows
        rows = open_row(numbers, marks, rows, ROW_AGREES, bi, bj, marks[RULES + bi, bj], best)
        p, q = a_words[a0 + bi], b_words[b0 + bj]
        _agreement(numbers, weights, row, best, marks[RULES + bi, bj], min(a_sizes[p, INFO], b_sizes[q, INFO]),
                   a_roles[a0 + bi], b_roles[b0 + bj], a_marks[p, IS_ABJAD] != b_marks[q, IS_ABJAD])  # fmt: skip
    for k in range(paired):  # an initial alone is no word
        agreed += marks[RULES + marks[PAIRS + k, 0], marks[PAIRS + k, 1]] != INITIAL
    left_a, left_b = n, m
    for i in range(MOST_WORDS):
        left_a -= marks[0, i]
        left_b -= marks[1, i]
    if left_a == 0 and left_b == 0:
        add(numbers, weights, 0, ALL_AGREE, 1.0)
    if (n == 1 or m == 1) and joined == 0:
        # Two that were told by one word: the shorter it is, the more bear it.
        letters = a_marks[a_words[a0], LENGTH] if n == 1 else b_marks[b_words[b0], LENGTH]
        add(numbers, weights, 0, ONE_WORD, min(max((12.0 - letters) / 6.0, 0.3), 1.0))
    if agreed <= 1:
        add(numbers, weights, 0, ONE_AGREES if agreed else NONE_AGREES, 1.0)
    if paired > 2:
        rows = _order(a_roles, a0, b_roles, b0, weights, numbers, marks, paired, rows)
    if left_a or left_b:
        rows = _left(a_marks, a_sizes, a_words, a_roles, a0, n, b_marks, b_sizes, b_words, b_roles, b0, m, weights, numbers,
                     marks, rows)  # fmt: skip
    if a_sex and b_sex:
        row = rows
        rows = open_row(numbers, marks, rows, ROW_SEX, -1, -1, 1 if a_sex == b_sex else 0, 0.0)
        add(numbers, weights, row, SEX_AGREES if a_sex == b_sex else SEX_DIFFERS, 1.0)
    return int(rows)


_USED = np.array(
    [-1, -1, -1, VARIANT_USED, ENDING_USED, CUT_USED, INITIAL_USED, SLIP_USED, JOINED_USED, JOINED_USED]
)
"""The evidence that each rule is, by its number."""


@compiled
def _agreement(
    numbers: Numbers,
    weights: Numbers,
    row: int,
    like: float,
    rule: int,
    info: float,
    one: int,
    other: int,
    abjad: bool,
) -> None:
    """Weigh two words that agree: by likeness between the knots, by information, by role, by rule."""
    at = max((like - 0.70) * 10.0, 0.0)
    knot = min(int(at), 2)
    share = min(at - knot, 1.0)
    says = (info - 6.0) / 4.0
    add(numbers, weights, row, AGREES + knot, 1.0 - share)
    add(numbers, weights, row, AGREES + knot + 1, share)
    add(numbers, weights, row, SAYS + knot, says * (1.0 - share))
    add(numbers, weights, row, SAYS + knot + 1, says * share)
    size = (like - 0.6) / 0.4
    feature = -1
    if one == BY_NAME or other == BY_NAME:
        feature = BY_NAME_AGREES
    elif one != UNKNOWN and other != UNKNOWN and one != other:
        feature = CROSSED
    elif one != UNKNOWN or other != UNKNOWN:
        feature = GIVEN_AGREES - GIVEN + max(one, other)
    if feature >= 0:
        add(numbers, weights, row, feature, size)
    if abjad:
        add(numbers, weights, row, ABJAD, 1.0)
        add(numbers, weights, row, ABJAD_UNLIKE, (1.0 - like) / 0.3)
    used = _USED[rule]
    if used >= 0:
        add(numbers, weights, row, used, 1.0)


@compiled
def _joins(  # noqa: C901 - one compiled loop
    two: Sounds, two_marks: Marks, two_sizes: Numbers, two_words: Marks, t0: int, n: int,
    one: Sounds, one_marks: Marks, one_sizes: Numbers, one_words: Marks, o0: int, m: int, side: int,
    instead: Numbers, weights: Numbers, numbers: Numbers, marks: Marks, joint: Sounds, rows: int,
) -> int:  # fmt: skip
    """Pair two words of one name with one word of the other that is both: neighbours, or in any order a long one."""
    longest = 0
    for j in range(m):
        longest = max(longest, one_marks[one_words[o0 + j], LENGTH])
    for i in range(n):
        for k in range(n):
            neighbours = k == i + 1
            if k == i or (longest < JOINED_LONG and not neighbours):
                continue
            p, q = two_words[t0 + i], two_words[t0 + k]
            first, second = two_marks[p, LENGTH], two_marks[q, LENGTH]
            if (
                marks[side, i]
                or marks[side, k]
                or first + second > 2 * LONGEST
                or min(first, second) < (2 if neighbours else 3)
            ):
                continue
            merged = 1 if two[p, first - 1] == two[q, 0] else 0  # Karim Muminov, Karimuminov: one m is heard
            length = first + second - merged
            for j in range(m):
                r = one_words[o0 + j]
                if (
                    marks[1 - side, j]
                    or abs(length - one_marks[r, LENGTH]) > 3
                    or one_marks[r, LENGTH] < (4 if neighbours else JOINED_LONG)
                ):
                    continue
                abjad = 1 if two_marks[p, IS_ABJAD] != one_marks[r, IS_ABJAD] else 0
                if abjad == 0 and bits((two_marks[p, MASK] | two_marks[q, MASK]) ^ one_marks[r, MASK]) > 1:
                    continue
                if side == 0:
                    apart = max(numbers[LIKE + i, j], numbers[LIKE + k, j])
                else:
                    apart = max(numbers[LIKE + j, i], numbers[LIKE + j, k])
                if apart > JOIN_LIKENESS:
                    continue
                for at in range(first):
                    joint[0, at] = two[p, at]
                for at in range(second - merged):
                    joint[0, first + at] = two[q, merged + at]
                size = LIGHT if abjad else WEIGHT
                norm = max(two_sizes[p, size] + two_sizes[q, size], one_sizes[r, size])
                apart = distance(
                    joint, 0, 0, length, one, r, 0, one_marks[r, LENGTH], abjad, instead, numbers[LINES:PARTS],
                    (1.0 - JOIN_LIKENESS) * norm,
                )  # fmt: skip
                like = 1.0 - apart / norm
                if like > JOIN_LIKENESS:
                    marks[side, i] = 1
                    marks[side, k] = 1
                    marks[1 - side, j] = 1
                    row = rows
                    rows = open_row(numbers, marks, rows, ROW_AGREES, i if side == 0 else j, j if side == 0 else i,
                                 JOINED + side, like)  # fmt: skip
                    marks[ROWS + row, 4] = k
                    _agreement(
                        numbers,
                        weights,
                        row,
                        like,
                        JOINED,
                        min(max(one_sizes[r, INFO], JOINED_SAYS), two_sizes[p, INFO] + two_sizes[q, INFO]),
                        UNKNOWN,
                        UNKNOWN,
                        abjad == 1,
                    )
                    break
    return rows


@compiled
def _order(
    a_roles: npt.NDArray[np.int8], a0: int, b_roles: npt.NDArray[np.int8], b0: int, weights: Numbers,
    numbers: Numbers, marks: Marks, paired: int, rows: int,
) -> int:  # fmt: skip
    """Weigh words in an order that moving the family name from one end to the other does not explain."""
    for i in range(paired):  # by place in the first name
        for j in range(i + 1, paired):
            if marks[PAIRS + j, 0] < marks[PAIRS + i, 0]:
                for side in range(2):
                    kept = marks[PAIRS + i, side]
                    marks[PAIRS + i, side] = marks[PAIRS + j, side]
                    marks[PAIRS + j, side] = kept
    falls = 0
    for i in range(paired):
        k = (i + 1) % paired
        known = a_roles[a0 + marks[PAIRS + i, 0]] != UNKNOWN and b_roles[b0 + marks[PAIRS + i, 1]] != UNKNOWN
        next_known = (
            a_roles[a0 + marks[PAIRS + k, 0]] != UNKNOWN and b_roles[b0 + marks[PAIRS + k, 1]] != UNKNOWN
        )
        if marks[PAIRS + k, 1] < marks[PAIRS + i, 1] and not (known or next_known):
            falls += 1
    if falls > 1:
        row = rows
        rows = open_row(numbers, marks, rows, ROW_ORDER, -1, -1, 0, 0.0)
        add(numbers, weights, row, ORDER, 1.0)
    return rows


@compiled
def _left(  # noqa: C901 - one compiled loop
    a_marks: Marks, a_sizes: Numbers, a_words: Marks, a_roles: npt.NDArray[np.int8], a0: int, n: int,
    b_marks: Marks, b_sizes: Numbers, b_words: Marks, b_roles: npt.NDArray[np.int8], b0: int, m: int,
    weights: Numbers, numbers: Numbers, marks: Marks, rows: int,
) -> int:  # fmt: skip
    """Weigh the words that found no partner: against each other in one role, else as omitted."""
    for known in range(2):
        for i in range(n):
            one = a_roles[a0 + i]
            if marks[0, i] or one == BY_NAME:
                continue
            chosen, near = -1, -1.0
            for j in range(m):
                other = b_roles[b0 + j]
                if marks[1, j] or other == BY_NAME:
                    continue
                fits = (
                    (one == other and one != UNKNOWN) if known == 0 else (one == UNKNOWN or other == UNKNOWN)
                )
                if fits and numbers[LIKE + i, j] > near:
                    chosen, near = j, float(numbers[LIKE + i, j])
            if chosen >= 0:
                marks[0, i] = 1
                marks[1, chosen] = 1
                role = max(one, b_roles[b0 + chosen])
                row = rows
                rows = open_row(numbers, marks, rows, ROW_CONTRADICTS, i, chosen, role, near)
                add(numbers, weights, row, CONTRADICTS + role, 1.0)
                add(numbers, weights, row, NEAR + role, (near / ENOUGH) ** 3)
                if a_marks[a_words[a0 + i], IS_ABJAD] != b_marks[b_words[b0 + chosen], IS_ABJAD]:
                    add(numbers, weights, row, ABJAD_CONTRADICTS, 1.0)
    missing = 0
    for side in range(2):
        for i in range(n if side == 0 else m):
            if marks[side, i]:
                continue
            missing += 1
            role = a_roles[a0 + i] if side == 0 else b_roles[b0 + i]
            row = rows
            rows = open_row(numbers, marks, rows, ROW_MISSING_B if side == 0 else ROW_MISSING_A, i if side == 0 else -1,
                         -1 if side == 0 else i, role, 0.0)  # fmt: skip
            if role == UNKNOWN and i == 0 and (n if side == 0 else m) > 2:
                # Who has one more name before another's names is more often the child.
                add(numbers, weights, row, FIRST_MISSING, 1.0)
            else:
                add(numbers, weights, row, BY_NAME_MISSING if role == BY_NAME else MISSING + role, 1.0)
            if role != BY_NAME:
                info = a_sizes[a_words[a0 + i], INFO] if side == 0 else b_sizes[b_words[b0 + i], INFO]
                add(numbers, weights, row, MISSING_SAYS, (info - 6.0) / 4.0)
            if missing > 1:  # who leaves one out, leaves others out too
                add(numbers, weights, row, MISSING_MORE, 1.0)
    return rows
