"""How alike two words of names are: a weighted edit distance over sounds, stems, variants, cuts.

The distance is optimal string alignment (Damerau 1964; Wagner and Fischer 1974) with the costs of
`parameters/name_sounds.toml`. Likeness is 1 - distance / the weight of the longer word.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.names.jit import compiled
from chegara.profiling.methods.names.words import Costs, Words

NONE, SAME, SPELLING, VARIANT, ENDING, CUT, INITIAL, JOINED = range(8)
"""The rules by which two words agree."""

ENOUGH = 0.70
"""Words less alike than this do not agree."""

VARIANT_LIKENESS = 0.95
CUT_LIKENESS = 0.84
INITIAL_LIKENESS = 0.75
DIFFERENT_NAMES = 0.62
"""The most that two well-known names of different sets are alike, however near their letters are."""

SWAPPED = 0.6
LAST_VOWEL = 5  # codes 0 to 4 are the vowels


@compiled
def distance(
    one: npt.NDArray[np.uint8], m: int, other: npt.NDArray[np.uint8], n: int, abjad: int, costs: Costs, lines: npt.NDArray[np.float32]
) -> float:
    """Return what it costs to turn the first m sounds of one word into the first n of another."""
    instead, missing = costs.instead[abjad], costs.missing[abjad]
    final = costs.final[abjad]
    before, line, two_before = lines[0], lines[1], lines[2]
    before[0] = 0.0
    for j in range(n):
        gap = missing[other[j]]
        if j == n - 1 and other[j] < LAST_VOWEL:
            gap = final
        before[j + 1] = before[j] + gap
    for i in range(m):
        sound = one[i]
        gone = missing[sound]
        if i == m - 1 and sound < LAST_VOWEL:
            gone = final
        line[0] = before[0] + gone
        row = instead[sound]
        for j in range(n):
            mark = other[j]
            best = before[j] + row[mark]
            cost = before[j + 1] + gone
            if cost < best:
                best = cost
            gap = missing[mark]
            if j == n - 1 and mark < LAST_VOWEL:
                gap = final
            cost = line[j] + gap
            if cost < best:
                best = cost
            if i > 0 and j > 0 and sound == other[j - 1] and one[i - 1] == mark:
                cost = two_before[j - 1] + SWAPPED
                if cost < best:
                    best = cost
            line[j + 1] = best
        two_before, before, line = before, line, two_before
    return before[n]


@compiled
def _bits(value: int) -> int:
    count = 0
    while value:
        value &= value - 1
        count += 1
    return count


@compiled
def likeness(a: Words, i: int, b: Words, j: int, costs: Costs, lines: npt.NDArray[np.float32], crossed: bool) -> tuple[float, int]:
    """Return how alike two words are, 0 to 1, and the rule by which.

    Args:
        a: words of the first name, of which the i-th is compared.
        b: words of the second, of which the j-th.
        costs: what differences cost.
        lines: room for three lines of LONGEST + 4 numbers.
        crossed: the words stand in different places of their names, so that stems may not stand for words.
    """
    m, n = a.length[i], b.length[j]
    if m == 0 or n == 0:
        return 0.0, NONE
    if m == 1 or n == 1:
        if a.sounds[i, 0] == b.sounds[j, 0]:
            if m == n:
                return 0.9, INITIAL
            return INITIAL_LIKENESS, INITIAL
        return 0.0, NONE
    abjad = 1 if a.abjad[i] != b.abjad[j] else 0
    ga, gb = a.group[i], b.group[j]
    if ga >= 0 and ga == gb:
        if m == n and (a.sounds[i, :m] == b.sounds[j, :n]).all():
            return 1.0, SAME
        return VARIANT_LIKENESS, VARIANT
    if abjad == 0 and _bits(a.mask[i] ^ b.mask[j]) > 3:
        return 0.0, NONE
    norm = max(a.light[i], b.light[j]) if abjad else max(a.weight[i], b.weight[j])
    found = 1.0 - distance(a.sounds[i], m, b.sounds[j], n, abjad, costs, lines) / norm
    rule = SAME if found > 0.999 else SPELLING
    ka, kb = a.kind[i], b.kind[j]
    if found < 0.999 and (ka or kb) and not crossed:
        penalty = costs.penalty[ka, kb]
        if penalty < 1.0 and ka and kb:
            stems = _stems(a.stem[i], a.stem_length[i], a.stem_light[i] if abjad else a.stem_weight[i],
                           b.stem[j], b.stem_length[j], b.stem_light[j] if abjad else b.stem_weight[j],
                           abjad, costs, lines)  # fmt: skip
            if stems - penalty > found:
                found, rule = stems - penalty, ENDING
        penalty = costs.penalty[ka, 0]
        if ka and penalty < 1.0:
            stems = _stems(a.stem[i], a.stem_length[i], a.stem_light[i] if abjad else a.stem_weight[i],
                           b.sounds[j], n, b.light[j] if abjad else b.weight[j], abjad, costs, lines)  # fmt: skip
            if stems - penalty > found:
                found, rule = stems - penalty, ENDING
        penalty = costs.penalty[0, kb]
        if kb and penalty < 1.0:
            stems = _stems(a.sounds[i], m, a.light[i] if abjad else a.weight[i],
                           b.stem[j], b.stem_length[j], b.stem_light[j] if abjad else b.stem_weight[j],
                           abjad, costs, lines)  # fmt: skip
            if stems - penalty > found:
                found, rule = stems - penalty, ENDING
    if found < CUT_LIKENESS and min(m, n) >= 4:
        short = min(m, n)
        if abs(m - n) >= 2 and abs(m - n) <= short and (a.sounds[i, :short] == b.sounds[j, :short]).all():
            found, rule = CUT_LIKENESS, CUT
    if ga >= 0 and gb >= 0 and found > DIFFERENT_NAMES:
        found, rule = DIFFERENT_NAMES, NONE
    if found < 0.0:
        found = 0.0
    return found, rule


@compiled
def _stems(
    one: npt.NDArray[np.uint8], m: int, weight: float, other: npt.NDArray[np.uint8], n: int, weight_other: float, abjad: int,
    costs: Costs, lines: npt.NDArray[np.float32],
) -> float:  # fmt: skip
    if m == 0 or n == 0:
        return 0.0
    norm = max(weight, weight_other)
    return 1.0 - distance(one, m, other, n, abjad, costs, lines) / norm
