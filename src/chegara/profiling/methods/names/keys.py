"""What words are found by: their coarse consonants, which may not change when a name is respelt.

Some sounds have two readings (h may be silent, Latin x is kh or s), so that a word has several keys, and its stem
more. Members of one set of variants share one key besides. A key is a whole number: four bits a consonant, the
first lowest.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names.likeness import Marks, Sounds
from chegara.profiling.methods.names.sounds import ALPHABET, CODES
from chegara.profiling.methods.names.words import GROUP, LENGTH, LONGEST, STEM_LENGTH

Keys = npt.NDArray[np.int64]

BITS, LETTERS, MOST = 4, 8, 15
"""Bits of a coarse consonant, how many the alphabets of the region have, the most of a word."""
OF_GROUP = 1 << (BITS * MOST)
"""From here on a key is the number of a set of variants."""
MOST_KEYS = 18
MOST_EDITS = 20 * MOST
SHORTEST_CUT = 4
"""Coarse consonants that the longer of two words has at least, for one of them to differ."""

_COARSE = {sound: number for number, members in enumerate(
    ("", "bpvf", "dtTD", "zsZSJCcx", "kgGqHh", "l", "m", "nN", "r")) for sound in members}  # fmt: skip


def _reading(**other: str) -> list[int]:
    """Return the coarse consonant of each code; 0: none. `other` names sounds that are read as another."""
    known = [_COARSE.get(other.get(sound, sound), 0) for sound in ALPHABET]
    return known + [LETTERS + 1 + code % 7 for code in range(len(ALPHABET), CODES)]


_SILENT = {"h": "a", "H": "a", "x": "a"}
_READINGS = np.array([
    _reading(), _reading(x="H"), _reading(c="k"), _reading(J="y"), _reading(D="z", T="s"),
    _reading(**_SILENT), _reading(**_SILENT, c="k"), _reading(**_SILENT, J="y"),
], np.int64)  # fmt: skip
_BASE, _SILENT_H = 0, 5
_NEEDS = np.array([0, 1, 2, 4, 8, 16, 18, 20])
"""What a word must hold for a reading to be another than the first, as bits of _KINDS."""
_KINDS = np.array([(sound == "x") * 17 + (sound == "c") * 2 + (sound == "J") * 4 + (sound in "DT") * 8 + (sound in "hH") * 16
                   for sound in ALPHABET] + [0] * (CODES - len(ALPHABET)))  # fmt: skip
_J = ALPHABET.index("J")
_G = _COARSE["g"]


@compiled
def _key(sounds: Sounds, word: int, first: int, length: int, reading: int) -> int:
    """Return the key of some sounds of a word in one reading."""
    found = 0
    last = count = 0
    for at in range(first, first + length):
        code = sounds[word, at]
        letter = int(_READINGS[reading, code])
        if code == _J and at == first and reading in (3, 7):
            letter = _G  # Gamal and Jamal; elsewhere J may be y
        if letter == 0 or letter == last or count == MOST:
            continue
        found |= letter << (BITS * count)
        count += 1
        last = letter
    return found


@compiled
def keys_of_word(sounds: Sounds, marks: Marks, word: int, keys: Keys) -> int:
    """Write the keys of a word and its stem, each once; return how many."""
    count = 0
    for stem in range(2):
        first = LONGEST * stem
        length = marks[word, STEM_LENGTH if stem else LENGTH]
        if stem and length == marks[word, LENGTH]:
            continue
        holds = 0
        for at in range(first, first + length):
            holds |= _KINDS[sounds[word, at]]
        for reading in range(len(_NEEDS)):
            if holds & _NEEDS[reading] != _NEEDS[reading]:
                continue
            found = _key(sounds, word, first, length, reading)
            known = False
            for k in range(count):
                known = known or keys[k] == found
            if not known:
                keys[count] = found
                count += 1
    if marks[word, GROUP] >= 0:
        keys[count] = OF_GROUP + int(marks[word, GROUP])
        count += 1
    return count


def keys_of(sounds: Sounds, marks: Marks) -> tuple[Keys, Marks]:
    """Return the keys of all words, and where those of each word begin."""
    start, each = np.zeros(len(marks) + 1, np.int32), np.empty(MOST_KEYS, np.int64)
    _keys_of(sounds, marks, each, start, np.empty(0, np.int64))
    found = np.empty(start[-1], np.int64)
    _keys_of(sounds, marks, each, start, found)
    return found, start


@compiled
def _keys_of(sounds: Sounds, marks: Marks, each: Keys, start: Marks, found: Keys) -> None:
    """Fill where the keys of each word begin, and the keys, where there is room for them."""
    for word in range(len(marks)):
        count = keys_of_word(sounds, marks, word, each)
        start[word + 1] = start[word] + count
        if len(found):
            for k in range(count):
                found[start[word] + k] = each[k]


SHORT = 5


@compiled
def joint_keys(sounds: Sounds, marks: Marks, one: int, other: int, words: int, keys: Keys) -> int:
    """Write the keys of two neighbouring words as one, where one is short or the name has no more; return how many.

    Where one writes Nur Ali, another writes Nurali.
    """
    m, n = marks[one, LENGTH], marks[other, LENGTH]
    if words > 2 and min(m, n) > SHORT:
        return 0
    count = 0
    for reading in (_BASE, _SILENT_H):
        first = _key(sounds, one, 0, m, reading)
        second = _key(sounds, other, 0, n, reading)
        length = size(first)
        if second and length and (second & 15) == first >> (BITS * (length - 1)):
            second >>= BITS  # no double letters
        if length + size(second) > MOST:
            continue
        found = first | (second << (BITS * length))
        if count == 0 or keys[0] != found:
            keys[count] = found
            count += 1
    return count


@compiled
def size(key: int) -> int:
    """Return how many coarse consonants a key has."""
    length = 0
    while length < MOST and key >> (BITS * length):
        length += 1
    return length


@compiled
def edits(key: int, found: Keys) -> int:
    """Write a key and all that lie one step from it (as in Norvig's spelling corrector, 2007); return how many."""
    found[0] = key
    count = 1
    length = size(key)
    if length < SHORTEST_CUT - 1 or length >= MOST or key >= OF_GROUP:
        return count
    letter = (1 << BITS) - 1
    for at in range(length + 1):
        shift = BITS * at
        below = key & ((1 << shift) - 1)
        for added in range(1, LETTERS + 1):
            found[count] = below | (added << shift) | ((key >> shift) << (shift + BITS))
            count += 1
        if at == length or length < SHORTEST_CUT:
            continue
        here = (key >> shift) & letter
        above = key >> (shift + BITS)
        found[count] = below | (above << shift)
        count += 1
        for other in range(1, LETTERS + 1):
            if other != here:
                found[count] = below | (other << shift) | (above << (shift + BITS))
                count += 1
        if at + 1 < length:
            after = above & letter
            found[count] = (
                below | (after << shift) | (here << (shift + BITS)) | ((above >> BITS) << (shift + 2 * BITS))
            )
            count += 1
    return count
