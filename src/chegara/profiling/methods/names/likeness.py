"""How alike two words of names are: a weighted edit distance over sounds, stems, variants, cuts.

The distance is optimal string alignment (Damerau 1964; Wagner and Fischer 1974) with the costs of
`parameters/name_sounds.toml`. Likeness is 1 - distance / the weight of the longer word.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names.sounds import CODES, VOWELS
from chegara.profiling.methods.names.words import (
    GROUP,
    IS_ABJAD,
    KIND,
    LENGTH,
    LIGHT,
    LONGEST,
    MASK,
    STEM_LENGTH,
    STEM_LIGHT,
    STEM_MASK,
    STEM_WEIGHT,
    WEIGHT,
)

Sounds = npt.NDArray[np.uint8]
Marks = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.float32]

NONE, SAME, SPELLING, VARIANT, ENDING, CUT, INITIAL, SLIP, JOINED = range(9)
"""The rules by which two words agree."""

AT = np.uint32
"""Makes a place of what is never negative: numba then does not look whether it is counted from the end."""

ENOUGH = 0.70
"""Words less alike than this do not agree."""

VARIANT_LIKENESS = 0.95
CUT_LIKENESS = 0.84
INITIAL_LIKENESS = 0.75
SAME_LETTER, SAME_SOUND = 0.31, 0.07
"""The most that two sounds cost of which one may be the initial of the other, and of which a word cut short may begin with one."""
SLIP_LIKENESS = 0.73
"""Words of four sounds or more of which one is another, missing or added, or two are swapped: at least so alike."""
DIFFERENT_NAMES = 0.35
"""The most that two well-known names that are two are alike, however near their letters are."""
STEM_IS_SAME = 0.97
"""Stems so alike are one: Azizbek is another Aziz, not another name."""

SLIPPED_BELOW = 0.9
"""Words more alike than this are only spelt in two ways."""

ENDING_TELLS_NOTHING = 0.85
"""Words of one ending that are less alike than this are only as alike as their stems."""

SWAPPED = 0.6


@compiled
def distance(
    x: Sounds,
    i: int,
    x0: int,
    m: int,
    y: Sounds,
    j: int,
    y0: int,
    n: int,
    abjad: int,
    instead: Numbers,
    room: Numbers,
    most: float,
) -> float:
    """Return what it costs to turn m sounds of one word into n of another.

    Args:
        x: the sounds of words; those of word i are taken from column x0.
        i: the word.
        x0: the column of its first sound.
        m: how many sounds.
        y: the sounds of the other words; then j, y0 and n likewise.
        j: the other word.
        y0: the column of its first sound.
        n: how many.
        abjad: 1 where exactly one of the two is in Arabic script.
        instead: `Costs.instead`.
        room: three lines to work in.
        most: a distance beyond this need not be exact; then 99 is returned.
    """
    # What the next cell needs is kept at hand, in single precision: the cells wait for each other.
    before, line, two_before = AT(0), AT(1), AT(2)
    nearest_before = np.float32(0.0)
    one, other, costs = AT(i), AT(j), instead[AT(abjad)]
    room[before, 0] = 0.0
    for q in range(n):
        mark = y[other, AT(y0 + q)]
        gap = costs[CODES, mark] if q < n - 1 else costs[mark, CODES]
        room[before, AT(q + 1)] = room[before, AT(q)] + gap
    sound_before = mark_before = np.uint8(CODES)
    for p in range(m):
        sound = x[one, AT(x0 + p)]
        gone = costs[CODES, sound] if p < m - 1 else costs[sound, CODES]
        across = room[before, 0]
        left = nearest = across + gone
        room[line, 0] = left
        for q in range(n):
            mark = y[other, AT(y0 + q)]
            above = room[before, AT(q + 1)]
            best = across + costs[sound, mark]
            cost = above + gone
            if cost < best:
                best = cost
            cost = left + (costs[CODES, mark] if q < n - 1 else costs[mark, CODES])
            if cost < best:
                best = cost
            if p > 0 and q > 0 and sound == mark_before and sound_before == mark:
                cost = np.float32(room[two_before, AT(q - 1)] + SWAPPED)
                if cost < best:
                    best = cost
            room[line, AT(q + 1)] = best
            if best < nearest:
                nearest = best
            across, left, mark_before = above, best, mark
        if nearest > most and nearest_before + SWAPPED > most:
            return 99.0
        nearest_before, sound_before = nearest, sound
        two_before, before, line = before, line, two_before
    return float(room[before, AT(n)])


@compiled
def bits(value: int) -> int:
    """Return how many bits of a number, not negative, are set (Warren, Hacker's Delight, 2012, 5-1)."""
    value = value - ((value >> 1) & 0x5555555555555555)
    value = (value & 0x3333333333333333) + ((value >> 2) & 0x3333333333333333)
    value = (value + (value >> 4)) & 0x0F0F0F0F0F0F0F0F
    return ((value * 0x0101010101010101) >> 56) & 127


@compiled
def one_slip(x: Sounds, i: int, m: int, y: Sounds, j: int, n: int) -> bool:
    """Say whether one sound of two words is another, missing or added, or two neighbours are swapped.

    A vowel more at the end is no slip: it tells woman from man.
    """
    if abs(m - n) > 1 or max(m, n) < 4:
        return False
    first = 0
    while first < min(m, n) and x[i, first] == y[j, first]:
        first += 1
    last = 0
    while last < min(m, n) - first and x[i, m - 1 - last] == y[j, n - 1 - last]:
        last += 1
    one, other = m - first - last, n - first - last
    if one + other == 1:
        return last > 0 or (x[i, m - 1] if one else y[j, n - 1]) >= len(VOWELS)
    if one == 2 and other == 2:
        return bool(x[i, first] == y[j, first + 1] and x[i, first + 1] == y[j, first])
    return one == 1 and other == 1


@compiled
def likeness(  # noqa: C901 - one compiled loop
    a: Sounds, a_marks: Marks, a_sizes: Numbers, i: int, b: Sounds, b_marks: Marks, b_sizes: Numbers, j: int,
    instead: Numbers, penalty: Numbers, room: Numbers, crossed: bool, least: float,
) -> tuple[float, int]:  # fmt: skip
    """Return how alike two words are, 0 to 1, and the rule by which.

    Args:
        a: the sounds of the words (`Words.sounds`) of which the i-th is compared; then its marks and sizes.
        a_marks: `Words.marks`.
        a_sizes: `Words.sizes`.
        i: the word.
        b: the same of the other; then b_marks, b_sizes and j.
        b_marks: `Words.marks`.
        b_sizes: `Words.sizes`.
        j: the other word.
        instead: `Costs.instead`.
        penalty: `Costs.penalty`.
        room: three lines to work in.
        crossed: the words stand in different places of their names, so that stems may not stand for words.
        least: a likeness below this need not be exact.
    """
    m, n = a_marks[i, LENGTH], b_marks[j, LENGTH]
    if m == 0 or n == 0:
        return 0.0, NONE
    if m == 1 or n == 1:
        abjad = 1 if a_marks[i, IS_ABJAD] != b_marks[j, IS_ABJAD] else 0
        if instead[abjad, a[i, 0], b[j, 0]] > SAME_LETTER:
            return 0.0, NONE
        return (0.9 if m == n else INITIAL_LIKENESS), INITIAL
    same = m == n
    if same:
        for p in range(m):
            if a[i, p] != b[j, p]:
                same = False
                break
    if same:
        return 1.0, SAME
    abjad = 1 if a_marks[i, IS_ABJAD] != b_marks[j, IS_ABJAD] else 0
    one_group, other_group = a_marks[i, GROUP], b_marks[j, GROUP]
    if one_group >= 0 and one_group == other_group and one_group % 2 == 0:
        return VARIANT_LIKENESS, VARIANT
    if (
        abjad == 0
        and bits(a_marks[i, MASK] ^ b_marks[j, MASK]) > 3
        and bits(a_marks[i, STEM_MASK] ^ b_marks[j, STEM_MASK]) > 2
    ):
        return 0.0, NONE
    size, stem_size = (LIGHT, STEM_LIGHT) if abjad else (WEIGHT, STEM_WEIGHT)
    norm = max(a_sizes[i, size], b_sizes[j, size])
    found = 1.0 - distance(a, i, 0, m, b, j, 0, n, abjad, instead, room, (1.0 - least) * norm + 0.001) / norm
    rule = SAME if found > 0.999 else SPELLING
    one_kind, other_kind = a_marks[i, KIND], b_marks[j, KIND]
    stems_same = False
    if (one_kind or other_kind) and rule != SAME and not crossed:
        for way in range(3):  # both stems, the first's, the second's
            stem_a, stem_b = way != 2 and one_kind > 0, way != 1 and other_kind > 0
            if (
                (way == 0 and not (stem_a and stem_b))
                or (way == 1 and not stem_a)
                or (way == 2 and not stem_b)
            ):
                continue
            taken = penalty[one_kind if stem_a else 0, other_kind if stem_b else 0]
            if taken >= 1.0:
                continue
            norm = max(a_sizes[i, stem_size if stem_a else size], b_sizes[j, stem_size if stem_b else size])
            most = (1.0 - taken - max(found, least)) * norm + 0.001
            if way == 0 and one_kind == other_kind and least <= found < ENDING_TELLS_NOTHING:
                most = 99.0
            stems = 1.0 - taken - distance(
                a, i, LONGEST if stem_a else 0, a_marks[i, STEM_LENGTH if stem_a else LENGTH],
                b, j, LONGEST if stem_b else 0, b_marks[j, STEM_LENGTH if stem_b else LENGTH],
                abjad, instead, room, most,
            ) / norm  # fmt: skip
            if way == 0 and one_kind == other_kind and found < ENDING_TELLS_NOTHING:
                # Endings of one kind on both say nothing: Rustamovich and Shavkatovich are as unlike as their stems,
                # Kasymovna and Kasymkyzy as alike.
                found, rule = stems, ENDING if stems > found else rule
            elif stems > found:
                found, rule = stems, ENDING
            stems_same = stems_same or stems + taken > STEM_IS_SAME
    short = min(m, n)
    if found < SLIPPED_BELOW and short >= 3 and -2 < m - n < 2 and one_slip(a, i, m, b, j, n):
        found, rule = max(found, SLIP_LIKENESS), SLIP
    if found < CUT_LIKENESS and short >= 4 and not crossed and 2 <= abs(m - n) <= short:
        begins = (one_kind if m < n else other_kind) == 0  # a whole ending: Ivanov is no Ivanovsky cut short
        for p in range(short):
            if not begins or instead[abjad, a[i, p], b[j, p]] > SAME_SOUND:
                begins = False
                break
        if begins:
            found, rule = CUT_LIKENESS, CUT
    if (
        one_group >= 0
        and other_group >= 0
        and one_group >> 1 != other_group >> 1
        and found > DIFFERENT_NAMES
        and not stems_same
    ):
        found, rule = DIFFERENT_NAMES, NONE
    return max(found, 0.0), rule
