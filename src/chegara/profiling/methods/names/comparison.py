"""Two names with what else is known of two persons become a sum of evidence, row by row.

Words are paired one to one, the most alike first, over all orders; a given name is never paired with a father's
name, so that father and son stay two. Two words that could be one may be written joined. Words left on both
sides in the same role contradict each other; words left on one side are omitted, which says little.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.names import births
from chegara.profiling.methods.names.evidence import (
    ABJAD,
    ABJAD_CONTRADICTS,
    AGREES,
    ALL_AGREE,
    BASE,
    BORN_SAME,
    BY_NAME_AGREES,
    CONTRADICTS,
    CROSSED,
    CUT_USED,
    DOCUMENT_DIFFERS,
    DOCUMENT_SAME,
    ENDING_USED,
    FEATURES,
    FOREIGN,
    GIVEN_AGREES,
    INITIAL_USED,
    JOINED_USED,
    LOW_QUALITY,
    MISSING,
    NATIONALITY_DIFFERS,
    NATIONALITY_SAME,
    NEAR,
    ONE_AGREES,
    ONE_WORD,
    ORDER,
    PLACE_DIFFERS,
    PLACE_SAME,
    SAYS,
    SEX_AGREES,
    SEX_DIFFERS,
    VARIANT_USED,
)
from chegara.profiling.methods.names.jit import compiled
from chegara.profiling.methods.names.likeness import (
    CUT,
    ENDING,
    ENOUGH,
    INITIAL,
    JOINED,
    VARIANT,
    distance,
    likeness,
)
from chegara.profiling.methods.names.parsing import BY_NAME, FAMILY, FATHER, GIVEN, MOST_WORDS, UNKNOWN
from chegara.profiling.methods.names.words import LONGEST, Costs, Words

ROW_BASE, ROW_AGREES, ROW_CONTRADICTS, ROW_MISSING_A, ROW_MISSING_B, ROW_ORDER, ROW_SEX, ROW_BORN, ROW_NATION, \
    ROW_PLACE, ROW_DOCUMENT = range(11)  # fmt: skip
MOST_ROWS = 3 * MOST_WORDS + 8
JOIN_LIKENESS = 0.88


class Scratch(NamedTuple):
    """Room that a comparison works in: made once, used by each.

    `values` gathers the evidence in the order of FEATURES; `rows` and `parts` the rows: kind, word of one, word
    of the other, rule; likeness and contribution in log-odds.
    """

    values: npt.NDArray[np.float32]
    rows: npt.NDArray[np.int32]
    parts: npt.NDArray[np.float32]
    like: npt.NDArray[np.float32]
    rules: npt.NDArray[np.int8]
    used: npt.NDArray[np.int8]
    pairs: npt.NDArray[np.int32]
    lines: npt.NDArray[np.float32]
    joint: npt.NDArray[np.uint8]


def scratch() -> Scratch:
    """Return new room."""
    return Scratch(
        np.zeros(len(FEATURES), np.float32),
        np.zeros((MOST_ROWS, 4), np.int32),
        np.zeros((MOST_ROWS, 2), np.float32),
        np.zeros((MOST_WORDS, MOST_WORDS), np.float32),
        np.zeros((MOST_WORDS, MOST_WORDS), np.int8),
        np.zeros((2, MOST_WORDS), np.int8),
        np.zeros((MOST_WORDS, 2), np.int32),
        np.zeros((3, 2 * LONGEST + 4), np.float32),
        np.zeros(2 * LONGEST, np.uint8),
    )


@compiled
def _add(room: Scratch, weights: npt.NDArray[np.float32], row: int, feature: int, size: float) -> None:
    room.values[feature] += size
    room.parts[row, 1] += weights[feature] * size


@compiled
def _open(room: Scratch, row: int, kind: int, i: int, j: int, rule: int, like: float) -> int:
    room.rows[row, 0] = kind
    room.rows[row, 1] = i
    room.rows[row, 2] = j
    room.rows[row, 3] = rule
    room.parts[row, 0] = like
    room.parts[row, 1] = 0.0
    return row + 1


@compiled
def _suits(one: int, other: int) -> float:
    """Return how far two roles let their words be the same word: 0 never, 1 wholly."""
    if one == other or one == UNKNOWN or other == UNKNOWN:
        return 1.0
    if (one == GIVEN and other == FATHER) or (one == FATHER and other == GIVEN):
        return 0.0
    if one == BY_NAME or other == BY_NAME:
        return 0.9
    return 0.94


@compiled
def compare(
    a: Words, a_words: npt.NDArray[np.int32], a_roles: npt.NDArray[np.int8],
    b: Words, b_words: npt.NDArray[np.int32], b_roles: npt.NDArray[np.int8],
    a_sex: int, b_sex: int,
    costs: Costs, weights: npt.NDArray[np.float32], room: Scratch,
) -> int:  # fmt: skip
    """Compare two names; the evidence lies in `room` afterwards. Returns the number of rows.

    Args:
        a: the words of one side.
        a_words: the numbers of this name's words, at most MOST_WORDS.
        a_roles: the role of each.
        b: the words of the other side; then b_words and b_roles likewise.
        a_sex: 0 unknown, 1 man, 2 woman; b_sex likewise.
        costs: what differences cost.
        weights: of the evidence.
        room: to work in.
    """
    n, m = len(a_words), len(b_words)
    room.values[:] = 0.0
    rows = _open(room, 0, ROW_BASE, -1, -1, 0, 0.0)
    _add(room, weights, 0, BASE, 1.0)
    room.used[:] = 0
    for i in range(n):
        for j in range(m):
            suits = _suits(a_roles[i], b_roles[j])
            room.rules[i, j] = 0
            room.like[i, j] = 0.0
            if suits > 0.0:
                crossed = a_roles[i] != b_roles[j] and a_roles[i] != UNKNOWN and b_roles[j] != UNKNOWN
                stems_bar = crossed and (a_roles[i] == GIVEN or b_roles[j] == GIVEN)
                like, rule = likeness(a, a_words[i], b, b_words[j], costs, room.lines, stems_bar)
                room.like[i, j] = like * suits
                room.rules[i, j] = rule
    agreed, rows = _joins(a, a_words, a_roles, b, b_words, b_roles, costs, weights, room, rows)
    paired = 0
    while True:
        best, bi, bj = ENOUGH, -1, -1
        for i in range(n):
            if room.used[0, i]:
                continue
            for j in range(m):
                if not room.used[1, j] and room.like[i, j] > best:
                    best, bi, bj = room.like[i, j], i, j
        if bi < 0:
            break
        room.used[0, bi] = 1
        room.used[1, bj] = 1
        room.pairs[paired, 0] = bi
        room.pairs[paired, 1] = bj
        paired += 1
        agreed += 1
        row = rows
        rows = _open(room, rows, ROW_AGREES, bi, bj, room.rules[bi, bj], best)
        info = min(a.info[a_words[bi]], b.info[b_words[bj]])
        _agreement(room, weights, row, best, room.rules[bi, bj], info, a_roles[bi], b_roles[bj],
                   a.abjad[a_words[bi]] != b.abjad[b_words[bj]])  # fmt: skip
    left_a, left_b = n, m
    for i in range(n):
        left_a -= room.used[0, i]
    for j in range(m):
        left_b -= room.used[1, j]
    if left_a == 0 and left_b == 0:
        _add(room, weights, 0, ALL_AGREE, 1.0)
    if n == 1 or m == 1:
        _add(room, weights, 0, ONE_WORD, 1.0)
    if agreed <= 1:
        _add(room, weights, 0, ONE_AGREES, 1.0)
    rows = _order(a_roles, b_roles, weights, room, paired, rows)
    if left_a or left_b:
        rows = _left(a, a_words, a_roles, b, b_words, b_roles, weights, room, rows)
    if a_sex and b_sex:
        row = rows
        rows = _open(room, rows, ROW_SEX, -1, -1, 1 if a_sex == b_sex else 0, 0.0)
        _add(room, weights, row, SEX_AGREES if a_sex == b_sex else SEX_DIFFERS, 1.0)
    return rows


@compiled
def _agreement(
    room: Scratch, weights: npt.NDArray[np.float32], row: int, like: float, rule: int, info: float,
    one: int, other: int, abjad: bool,
) -> None:  # fmt: skip
    """Weigh two words that agree: by likeness between the knots, by information, by role, by rule."""
    at = (like - 0.70) * 10.0
    if at < 0.0:
        at = 0.0
    knot = int(at)
    if knot > 2:
        knot = 2
    share = at - knot
    if share > 1.0:
        share = 1.0
    says = (info - 6.0) / 4.0
    _add(room, weights, row, AGREES + knot, 1.0 - share)
    _add(room, weights, row, AGREES + knot + 1, share)
    _add(room, weights, row, SAYS + knot, says * (1.0 - share))
    _add(room, weights, row, SAYS + knot + 1, says * share)
    size = (like - 0.6) / 0.4
    if one == BY_NAME or other == BY_NAME:
        _add(room, weights, row, BY_NAME_AGREES, size)
    elif one != UNKNOWN and other != UNKNOWN and one != other:
        _add(room, weights, row, CROSSED, size)
    elif one != UNKNOWN or other != UNKNOWN:
        role = one if one != UNKNOWN else other
        _add(room, weights, row, GIVEN_AGREES + role - GIVEN, size)
    if abjad:
        _add(room, weights, row, ABJAD, size)
    if rule == VARIANT:
        _add(room, weights, row, VARIANT_USED, 1.0)
    elif rule == CUT:
        _add(room, weights, row, CUT_USED, 1.0)
    elif rule == INITIAL:
        _add(room, weights, row, INITIAL_USED, 1.0)
    elif rule == ENDING:
        _add(room, weights, row, ENDING_USED, 1.0)
    elif rule == JOINED:
        _add(room, weights, row, JOINED_USED, 1.0)


@compiled
def _joins(
    a: Words, a_words: npt.NDArray[np.int32], a_roles: npt.NDArray[np.int8],
    b: Words, b_words: npt.NDArray[np.int32], b_roles: npt.NDArray[np.int8],
    costs: Costs, weights: npt.NDArray[np.float32], room: Scratch, rows: int,
) -> tuple[int, int]:  # fmt: skip
    """Pair two neighbouring words of one name with one word of the other that is both."""
    agreed = 0
    for side in range(2):
        if side == 0:
            two, two_words, one, one_words = a, a_words, b, b_words
        else:
            two, two_words, one, one_words = b, b_words, a, a_words
        for i in range(len(two_words) - 1):
            if room.used[side, i] or room.used[side, i + 1]:
                continue
            first, second = two_words[i], two_words[i + 1]
            m = two.length[first] + two.length[second]
            if m > LONGEST:
                continue
            for j in range(len(one_words)):
                third = one_words[j]
                n = one.length[third]
                if room.used[1 - side, j] or abs(m - n) > 3 or n < 4:
                    continue
                if (two.mask[first] | two.mask[second]) ^ one.mask[third] and two.abjad[first] == one.abjad[third]:
                    continue
                apart = max(room.like[i, j], room.like[i + 1, j]) if side == 0 else max(room.like[j, i], room.like[j, i + 1])
                if apart > JOIN_LIKENESS:
                    continue
                room.joint[: two.length[first]] = two.sounds[first, : two.length[first]]
                room.joint[two.length[first] : m] = two.sounds[second, : two.length[second]]
                abjad = 1 if two.abjad[first] != one.abjad[third] else 0
                norm = (max(two.light[first] + two.light[second], one.light[third]) if abjad
                        else max(two.weight[first] + two.weight[second], one.weight[third]))  # fmt: skip
                like = 1.0 - distance(room.joint, m, one.sounds[third], n, abjad, costs, room.lines) / norm
                if like > JOIN_LIKENESS:
                    room.used[side, i] = 1
                    room.used[side, i + 1] = 1
                    room.used[1 - side, j] = 1
                    row = rows
                    rows = _open(room, rows, ROW_AGREES, i if side == 0 else j, j if side == 0 else i,
                                 JOINED + (0 if side == 0 else 1), like)  # fmt: skip
                    info = one.info[third]
                    if info < 8.0:
                        info = 8.0
                    _agreement(room, weights, row, like, JOINED, info, UNKNOWN, UNKNOWN, abjad == 1)
                    agreed += 1
                    break
    return agreed, rows


@compiled
def _order(
    a_roles: npt.NDArray[np.int8], b_roles: npt.NDArray[np.int8], weights: npt.NDArray[np.float32],
    room: Scratch, paired: int, rows: int,
) -> int:  # fmt: skip
    """Weigh words in an order that moving the family name from one end to the other does not explain."""
    if paired < 3:
        return rows
    for i in range(paired):  # by place in the first name
        for j in range(i + 1, paired):
            if room.pairs[j, 0] < room.pairs[i, 0]:
                for side in range(2):
                    kept = room.pairs[i, side]
                    room.pairs[i, side] = room.pairs[j, side]
                    room.pairs[j, side] = kept
    falls = 0
    for i in range(paired):
        following = (i + 1) % paired
        one, other = room.pairs[i, 0], room.pairs[following, 0]
        known = a_roles[one] != UNKNOWN and b_roles[room.pairs[i, 1]] != UNKNOWN
        known_next = a_roles[other] != UNKNOWN and b_roles[room.pairs[following, 1]] != UNKNOWN
        if room.pairs[following, 1] < room.pairs[i, 1] and not (known or known_next):
            falls += 1
    if falls > 1:
        row = rows
        rows = _open(room, rows, ROW_ORDER, -1, -1, 0, 0.0)
        _add(room, weights, row, ORDER, 1.0)
    return rows


@compiled
def _left(
    a: Words, a_words: npt.NDArray[np.int32], a_roles: npt.NDArray[np.int8],
    b: Words, b_words: npt.NDArray[np.int32], b_roles: npt.NDArray[np.int8],
    weights: npt.NDArray[np.float32], room: Scratch, rows: int,
) -> int:  # fmt: skip
    """Weigh the words that found no partner: against each other in one role, else as omitted."""
    n, m = len(a_words), len(b_words)
    for known in (True, False):
        for i in range(n):
            if room.used[0, i] or a_roles[i] == BY_NAME:
                continue
            chosen, near = -1, -1.0
            for j in range(m):
                if room.used[1, j] or b_roles[j] == BY_NAME:
                    continue
                same = a_roles[i] == b_roles[j] and a_roles[i] != UNKNOWN
                vague = a_roles[i] == UNKNOWN or b_roles[j] == UNKNOWN
                if (same if known else vague) and room.like[i, j] > near:
                    chosen, near = j, room.like[i, j]
            if chosen >= 0:
                room.used[0, i] = 1
                room.used[1, chosen] = 1
                role = a_roles[i] if a_roles[i] != UNKNOWN else b_roles[chosen]
                row = rows
                rows = _open(room, rows, ROW_CONTRADICTS, i, chosen, role, near)
                _add(room, weights, row, CONTRADICTS + role, 1.0)
                _add(room, weights, row, NEAR + role, near / ENOUGH)
                if a.abjad[a_words[i]] != b.abjad[b_words[chosen]]:
                    _add(room, weights, row, ABJAD_CONTRADICTS, 1.0)
    for i in range(n):
        if not room.used[0, i]:
            row = rows
            rows = _open(room, rows, ROW_MISSING_B, i, -1, a_roles[i], 0.0)
            if a_roles[i] != BY_NAME:
                _add(room, weights, row, MISSING + a_roles[i], 1.0)
    for j in range(m):
        if not room.used[1, j]:
            row = rows
            rows = _open(room, rows, ROW_MISSING_A, -1, j, b_roles[j], 0.0)
            if b_roles[j] != BY_NAME:
                _add(room, weights, row, MISSING + b_roles[j], 1.0)
    return rows


class Facts(NamedTuple):
    """What is known of persons besides their names; rows of one person lie between two starts.

    `births` are rows of four numbers; the others hold hashes: of countries, places, document numbers.
    `sex` is 0 unknown, 1 man, 2 woman.
    """

    births: npt.NDArray[np.int16]
    births_start: npt.NDArray[np.int32]
    nations: npt.NDArray[np.int32]
    nations_start: npt.NDArray[np.int32]
    places: npt.NDArray[np.int32]
    places_start: npt.NDArray[np.int32]
    documents: npt.NDArray[np.int32]
    documents_start: npt.NDArray[np.int32]
    sex: npt.NDArray[np.int8]


@compiled
def weigh_facts(a: Facts, i: int, b: Facts, j: int, weights: npt.NDArray[np.float32], room: Scratch, rows: int, low: bool) -> int:
    """Add to a comparison what is known besides the names; what is unknown on one side adds nothing."""
    best, kind = -1e9, -1
    for one in range(a.births_start[i], a.births_start[i + 1]):
        for other in range(b.births_start[j], b.births_start[j + 1]):
            found = births.agreement(a.births[one], b.births[other])
            if weights[BORN_SAME + found] > best:
                best, kind = weights[BORN_SAME + found], found
    if kind >= 0:
        row = rows
        rows = _open(room, rows, ROW_BORN, -1, -1, kind, 0.0)
        _add(room, weights, row, BORN_SAME + kind, 1.0)
    rows = _shared(a.nations, a.nations_start, i, b.nations, b.nations_start, j, NATIONALITY_SAME, NATIONALITY_DIFFERS,
                   ROW_NATION, weights, room, rows)  # fmt: skip
    rows = _shared(a.places, a.places_start, i, b.places, b.places_start, j, PLACE_SAME, PLACE_DIFFERS,
                   ROW_PLACE, weights, room, rows)  # fmt: skip
    rows = _shared(a.documents, a.documents_start, i, b.documents, b.documents_start, j, DOCUMENT_SAME, DOCUMENT_DIFFERS,
                   ROW_DOCUMENT, weights, room, rows)  # fmt: skip
    if low:
        _add(room, weights, 0, LOW_QUALITY, 1.0)
    return rows


@compiled
def _shared(
    one: npt.NDArray[np.int32], one_start: npt.NDArray[np.int32], i: int,
    other: npt.NDArray[np.int32], other_start: npt.NDArray[np.int32], j: int,
    same: int, differs: int, kind: int, weights: npt.NDArray[np.float32], room: Scratch, rows: int,
) -> int:  # fmt: skip
    if one_start[i] == one_start[i + 1] or other_start[j] == other_start[j + 1]:
        return rows
    found = False
    for p in range(one_start[i], one_start[i + 1]):
        for q in range(other_start[j], other_start[j + 1]):
            if one[p] == other[q]:
                found = True
    row = rows
    rows = _open(room, rows, kind, -1, -1, 1 if found else 0, 0.0)
    _add(room, weights, row, same if found else differs, 1.0)
    return rows


@compiled
def total(room: Scratch, rows: int) -> float:
    """Return the log-odds of a comparison: the sum of its rows."""
    found = 0.0
    for row in range(rows):
        found += room.parts[row, 1]
    return found


_ = (FAMILY, FATHER, FOREIGN)
