"""Words of names as arrays, so that loops over millions of comparisons can be compiled."""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names.endings import ENDINGS, ending_of
from chegara.profiling.methods.names.parameters import table
from chegara.profiling.methods.names.sounds import (
    ALPHABET,
    CODES,
    VOWELS,
    codes,
    is_abjad,
    normal,
    sounds_of,
)

LONGEST = 28
"""Sounds of a word that are compared."""

_CLASSES = ("bpvf", "gGkq", "td", "zsZSCc", "l", "m", "nN", "r")
RARE = -math.log(0.00005)
"""The information, in nats, that a word gives which no table of frequencies names."""
LIKE_COMMON = 2.0
"""What a word says more than the common name of its consonants: it may be that name in another spelling."""
LONG, SHORTER = 6, 0.8
"""Words of fewer sounds than LONG say less by SHORTER each: the shorter a name, the more are near it by chance."""


class Words(NamedTuple):
    """Words as arrays, one row a word.

    `sounds` holds codes: the word's from column 0, its stem's from column LONGEST. The columns of `marks` are
    LENGTH, STEM_LENGTH, MASK (the kinds of consonants in it), KIND (its ending), GROUP (the name that it is, see
    `name_number`), IS_ABJAD, STEM_MASK; those of `sizes` WEIGHT and STEM_WEIGHT (what the sounds count together), LIGHT and STEM_LIGHT
    (the same beside Arabic script), INFO (how much it says, in nats).
    """

    sounds: npt.NDArray[np.uint8]
    marks: npt.NDArray[np.int32]
    sizes: npt.NDArray[np.float32]


LENGTH, STEM_LENGTH, MASK, KIND, GROUP, IS_ABJAD, STEM_MASK = range(7)
WEIGHT, STEM_WEIGHT, LIGHT, STEM_LIGHT, INFO = range(5)


class Costs(NamedTuple):
    """What differences cost: [0] between alphabets, [1] beside Arabic script.

    `instead` is a table of each code beside each other; row CODES holds what a missing sound costs, column CODES
    what it costs as the last of its word. `penalty` is what different endings take from alike stems.
    """

    instead: npt.NDArray[np.float32]
    penalty: npt.NDArray[np.float32]


@cache
def costs() -> Costs:
    """Return the costs of `parameters/name_sounds.toml` and `name_words.toml` as arrays."""
    told = table("sounds")
    instead = np.ones((2, CODES + 1, CODES + 1), dtype=np.float32)
    for which in (0, 1):
        np.fill_diagonal(instead[which], 0.0)
        for name in ("missing", "missing_beside_arabic")[: which + 1]:
            for sound, cost in told[name].items():
                if sound in ALPHABET:
                    instead[which, CODES, ALPHABET.index(sound)] = cost
        instead[which, :CODES, CODES] = instead[which, CODES, :CODES]
        for sound, cost in told["final" if which == 0 else "final_beside_arabic"].items():
            instead[which, ALPHABET.index(sound), CODES] = cost
        for name in ("instead", "instead_beside_arabic")[: which + 1]:
            for pair, cost in told[name].items():
                one, other = (ALPHABET.index(sound) for sound in pair)
                instead[which, one, other] = instead[which, other, one] = cost
    penalty = np.full((len(ENDINGS), len(ENDINGS)), 9.0, dtype=np.float32)
    np.fill_diagonal(penalty, 0.0)
    for ends, taken in table("words")["penalties"].items():
        one, other = (ENDINGS.index(end) for end in ends.split())
        penalty[one, other] = penalty[other, one] = taken
    return Costs(instead, penalty)


_EVEN = str.maketrans("eyoxHqGJNDTc", "iiahhkgZndtk")


def _vowels_even(heard: str) -> str:
    return heard.translate(_EVEN)


@cache
def _frequency() -> dict[str, float]:
    """Return the information of each common name by its sounds, vowels made even."""
    found: dict[str, float] = {}
    for band in table("frequency")["bands"]:
        for name in band["names"].split():
            found.setdefault(_vowels_even(sounds_of(normal(name))), -math.log(band["share"]))
    for members in table("variants")["sets"]:
        keys = [_vowels_even(sounds_of(normal(name))) for name in members.split()]
        known = [found[key] for key in keys if key in found]
        for key in keys:
            found.setdefault(key, min(known, default=RARE - 2.0))
    return found


@cache
def _variants() -> dict[str, int]:
    """Return the number of the set to which each variant belongs, by its sounds."""
    return {
        sounds_of(normal(name)): group
        for group, members in enumerate(table("variants")["sets"])
        for name in members.split()
    }


def _plain(heard: str) -> str:
    """Return sounds with their vowels made even, Gyulnar as Gulnar."""
    return _vowels_even(heard).replace("iu", "u")


@cache
def _names() -> dict[str, int]:
    """Return the number of each well-known name by its sounds, vowels made even: the sets of variants, then single names."""
    found: dict[str, int] = {}
    told = table("variants")
    numbered = list(enumerate((*told["sets"], *told["names"])))
    for number, members in (*numbered[len(told["sets"]) :], *numbered[: len(told["sets"])]):
        heard = [sounds_of(normal(name)) for name in members.split() if not is_abjad(name)]
        keys = [_plain(each) for each in heard]
        known = [_variants()[each] for each in heard if each in _variants()]
        known += [found[key] for key in keys if key in found]
        for key in keys:
            found.setdefault(key, known[0] if known else number)
    return found


_MADE_OF = re.compile(r"(?:y?[aeo][vf](?:a|iC|na|iCna)?)$")
"""What a family name or patronymic has after the name that it is made of, by its sounds: karim-ov, ali-yeva."""


def name_number(heard: str) -> int:
    """Return which well-known name a word is, twice the name's number: odd where the word is only near its spellings or
    made of it, as family names are; -1 where it is none. Two words of different numbers are two names.

    >>> karim, karimov, kasymov = (name_number(sounds_of(each)) for each in ("karim", "karimov", "касымов"))
    >>> karim == karimov, karim == kasymov
    (True, False)
    """
    variant = _variants().get(heard)
    if variant is not None:
        return 2 * variant
    known = _names().get(_plain(heard))
    if known is None and (bare := _MADE_OF.sub("", heard)) != heard and len(bare) > 2:
        known = _names().get(_plain(bare))
    return -1 if known is None else 2 * known + 1


def information(word: str) -> float:
    """Return how much agreement on a word says, in nats: little for a name that many bear.

    >>> information("muhammad") < information("karimov") < information("zhakshylyk")
    True
    """
    return _information(sounds_of(word), sounds_of(ending_of(word).stem))


_NO_CONSONANTS = str.maketrans("", "", VOWELS + "yAWY")


def _consonants(even: str) -> str:
    return even.translate(_NO_CONSONANTS)


@cache
def _common_consonants() -> dict[str, float]:
    """Return the information of the commonest name of each row of consonants."""
    found: dict[str, float] = {}
    for even, says in _frequency().items():
        if len(bare := _consonants(even)) >= 3:
            found[bare] = min(says, found.get(bare, says))
    return found


def _information(heard: str, stem: str) -> float:
    known, even = _frequency(), _vowels_even(heard)
    if (found := known.get(even)) is not None:
        return found
    if heard.startswith("abdu"):
        return 5.5
    if stem != heard and (found := known.get(_vowels_even(stem))) is not None:
        return found
    rare = RARE - SHORTER * max(LONG - len(heard), 0)
    return min(rare, _common_consonants().get(_consonants(even), rare) + LIKE_COMMON)


_FULL = {**dict.fromkeys(VOWELS, 0.4), **dict.fromkeys("yAWY", 0.3), "h": 0.7}
_LIGHT = {**dict.fromkeys(VOWELS, 0.08), **dict.fromkeys("yAWY", 0.3), "h": 0.7}
_BIT = {
    **dict.fromkeys(ALPHABET, 0),
    **{sound: 1 << bit for bit, members in enumerate(_CLASSES) for sound in members},
}
_FULL_OF = np.array([_FULL.get(each, 1.0) for each in ALPHABET] + [1.0] * (CODES - len(ALPHABET)), np.float32)
_LIGHT_OF = np.array(
    [_LIGHT.get(each, 1.0) for each in ALPHABET] + [1.0] * (CODES - len(ALPHABET)), np.float32
)
_BIT_OF = np.array(
    [_BIT[each] for each in ALPHABET] + [1 << (8 + code % 16) for code in range(len(ALPHABET), CODES)],
    np.int32,
)


Row = tuple[bytes, int, int, int, int, bool, float]
"""What is known of one word before its sounds are measured: its codes and its stem's, the length of each, its ending's
kind, which well-known name it is, whether it is in Arabic script, how much it says. Plain, as hundreds of thousands are kept."""


class Lexicon:
    """Collects words once each, and gives them as arrays; words that sound alike to the last are one."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._rows: dict[Row, int] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, word: str) -> int:
        """Return a word's number, giving it one at first sight; -1 for a word without a sound."""
        found = self._ids.get(word)
        if found is None:
            row = _row(word)
            found = self._ids[word] = self._rows.setdefault(row, len(self._rows)) if row[1] else -1
        return found

    def arrays(self) -> Words:
        """Return all words as arrays."""
        count = len(self._rows)
        columns = list(zip(*self._rows, strict=True)) if count else [()] * 7
        sounds = np.frombuffer(b"".join(columns[0]), np.uint8).reshape(-1, 2 * LONGEST)
        marks, sizes = np.zeros((count, 7), np.int32), np.zeros((count, 5), np.float32)
        for column, values in zip((LENGTH, STEM_LENGTH, KIND, GROUP, IS_ABJAD), columns[1:6], strict=True):
            marks[:, column] = values
        sizes[:, INFO] = columns[6]
        _measure(sounds, marks, sizes)
        return Words(sounds, marks, sizes)


@compiled
def _measure(
    sounds: npt.NDArray[np.uint8], marks: npt.NDArray[np.int32], sizes: npt.NDArray[np.float32]
) -> None:
    """Fill what the sounds of words and stems count together, and the kinds of consonants in them."""
    for word in range(len(marks)):
        for stem in range(2):
            full = light = np.float32(0.0)
            mask = 0
            for at in range(LONGEST * stem, LONGEST * stem + marks[word, STEM_LENGTH if stem else LENGTH]):
                code = sounds[word, at]
                full += _FULL_OF[code]
                light += _LIGHT_OF[code]
                mask |= _BIT_OF[code]
            sizes[word, STEM_WEIGHT if stem else WEIGHT] = max(full, np.float32(0.5))
            sizes[word, STEM_LIGHT if stem else LIGHT] = max(light, np.float32(0.5))
            marks[word, STEM_MASK if stem else MASK] = mask


@lru_cache(maxsize=1 << 15)
def _row(word: str) -> Row:
    heard = sounds_of(word)
    ending = ending_of(word)
    stem = heard if ending.stem == word else sounds_of(ending.stem)
    told, stem_told = codes(heard), codes(stem)
    return (
        told.ljust(LONGEST, b"\0") + stem_told.ljust(LONGEST, b"\0"),
        len(told),
        len(stem_told),
        ending.kind,
        name_number(heard),
        is_abjad(word),
        _information(heard, stem),
    )
