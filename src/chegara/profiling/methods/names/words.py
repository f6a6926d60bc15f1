"""Words of names as arrays, so that loops over millions of comparisons can be compiled."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.names.parameters import table
from chegara.profiling.methods.names.parsing import ENDINGS, ending_of
from chegara.profiling.methods.names.sounds import (
    ALPHABET,
    CODES,
    VOWELS,
    codes,
    is_abjad,
    normal,
    skeletons,
    sounds_of,
)

LONGEST = 28
"""Sounds of a word that are compared."""

_CLASSES = ("bpvf", "gGkq", "td", "zsZSCc", "l", "m", "nN", "r")
RARE = -math.log(0.00005)
"""The information, in nats, that a word gives which no table of frequencies names."""


class Words(NamedTuple):
    """Words as arrays, one row a word.

    `sounds` and `stem` hold codes (LONGEST wide), `weight` what all sounds of the word count together,
    `light` the same beside Arabic script, `mask` the kinds of consonants in it, `kind` its ending, `info` how
    much it says in nats, `group` its set of variants or -1.
    """

    sounds: npt.NDArray[np.uint8]
    length: npt.NDArray[np.int32]
    stem: npt.NDArray[np.uint8]
    stem_length: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float32]
    stem_weight: npt.NDArray[np.float32]
    light: npt.NDArray[np.float32]
    stem_light: npt.NDArray[np.float32]
    mask: npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]
    info: npt.NDArray[np.float32]
    group: npt.NDArray[np.int32]
    abjad: npt.NDArray[np.uint8]


class Costs(NamedTuple):
    """What differences cost: [0] between alphabets, [1] beside Arabic script; `penalty` between endings."""

    instead: npt.NDArray[np.float32]
    missing: npt.NDArray[np.float32]
    final: npt.NDArray[np.float32]
    penalty: npt.NDArray[np.float32]


@cache
def costs() -> Costs:
    """Return the costs of `parameters/name_sounds.toml` and `name_words.toml` as arrays."""
    told = table("sounds")
    instead = np.ones((2, CODES, CODES), dtype=np.float32)
    missing = np.ones((2, CODES), dtype=np.float32)
    final = np.zeros(2, dtype=np.float32)
    for which in (0, 1):
        np.fill_diagonal(instead[which], 0.0)
        for name in ("missing", "missing_beside_arabic")[: which + 1]:
            for sound, cost in told[name].items():
                if sound in ALPHABET:
                    missing[which, ALPHABET.index(sound)] = cost
            final[which] = told[name]["final_vowel"]
        for name in ("instead", "instead_beside_arabic")[: which + 1]:
            for pair, cost in told[name].items():
                one, other = (ALPHABET.index(sound) for sound in pair)
                instead[which, one, other] = instead[which, other, one] = cost
    penalty = np.full((len(ENDINGS), len(ENDINGS)), 9.0, dtype=np.float32)
    np.fill_diagonal(penalty, 0.0)
    for ends, taken in table("words")["penalties"].items():
        one, other = (ENDINGS.index(end) for end in ends.split())
        penalty[one, other] = penalty[other, one] = taken
    return Costs(instead, missing, final, penalty)


def _vowels_even(heard: str) -> str:
    return heard.translate(str.maketrans("eyoxHqGJNDTc", "iiahhkgZndtk"))


@cache
def _frequency() -> dict[str, float]:
    """Return the information of each common name by its sounds, vowels made even."""
    found: dict[str, float] = {}
    for band in table("frequency")["bands"]:
        for name in band["names"].split():
            found.setdefault(_vowels_even(sounds_of(normal(name))), -math.log(band["share"]))
    for group, members in enumerate(table("variants")["sets"]):
        keys = [_vowels_even(sounds_of(normal(name))) for name in members.split()]
        known = [found[key] for key in keys if key in found]
        for key in keys:
            found.setdefault(key, min(known, default=RARE - 2.0))
        _ = group
    return found


@cache
def _variants() -> dict[str, int]:
    """Return the number of the set to which each variant belongs, by its sounds."""
    return {
        sounds_of(normal(name)): group
        for group, members in enumerate(table("variants")["sets"])
        for name in members.split()
    }


def information(word: str) -> float:
    """Return how much agreement on a word says, in nats: little for a name that many bear.

    >>> information("muhammad") < information("karimov") < information("zhakshylyk")
    True
    """
    known = _frequency()
    heard = sounds_of(word)
    stem = sounds_of(ending_of(word).stem)
    for key in (heard, stem):
        if (found := known.get(_vowels_even(key))) is not None:
            return found
    if heard.startswith("abdu"):
        return 5.5
    return RARE if len(heard) > 3 else RARE - 2.0


def _weights(heard: str) -> tuple[float, float]:
    """Return what the sounds of a word count together, and beside Arabic script."""
    full = light = 0.0
    for sound in heard[:LONGEST]:
        if sound in VOWELS:
            full, light = full + 0.4, light + 0.08
        elif sound in "yAWY":
            full, light = full + 0.3, light + 0.3
        elif sound == "h":
            full, light = full + 0.7, light + 0.7
        else:
            full, light = full + 1.0, light + 1.0
    return max(full, 0.5), max(light, 0.5)


def _mask(heard: str) -> int:
    found = 0
    for sound in heard:
        for bit, members in enumerate(_CLASSES):
            if sound in members:
                found |= 1 << bit
        if sound not in ALPHABET:
            found |= 1 << (8 + ord(sound) % 16)
    return found


class Lexicon:
    """Collects words once each, and gives them as arrays."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.words: list[str] = []
        self._rows: list[tuple[Any, ...]] = []

    def add(self, word: str) -> int:
        """Return a word's number, giving it one at first sight."""
        found = self.ids.get(word)
        if found is None:
            found = self.ids[word] = len(self.words)
            self.words.append(word)
            self._rows.append(_row(word))
        return found

    def keys(self, number: int) -> tuple[str, ...]:
        """Return the coarse consonants of a word and of its stem, in all readings."""
        word = self.words[number]
        stem = ending_of(word).stem
        found = skeletons(sounds_of(word))
        return found if stem == word else tuple(dict.fromkeys((*found, *skeletons(sounds_of(stem)))))

    def arrays(self) -> Words:
        """Return all words as arrays."""
        return as_arrays(self._rows)


def _row(word: str) -> tuple[Any, ...]:
    heard = sounds_of(word)
    ending = ending_of(word)
    stem = heard if ending.stem == word else sounds_of(ending.stem)
    weight, light = _weights(heard)
    stem_weight, stem_light = _weights(stem)
    return (codes(heard).ljust(LONGEST, b"\0"), min(len(heard), LONGEST), codes(stem).ljust(LONGEST, b"\0"),
            min(len(stem), LONGEST), weight, stem_weight, light, stem_light, _mask(heard), ending.kind,
            information(word), _variants().get(heard, -1), is_abjad(word))  # fmt: skip


def as_arrays(rows: Iterable[tuple[Any, ...]]) -> Words:
    """Return rows of words as arrays."""
    columns = list(zip(*rows, strict=True)) or [()] * 13

    def wide(column: Iterable[bytes]) -> npt.NDArray[np.uint8]:
        return np.frombuffer(b"".join(column), dtype=np.uint8).reshape(-1, LONGEST).copy()

    kinds = (None, np.int32, None, np.int32, np.float32, np.float32, np.float32, np.float32, np.int32,
             np.uint8, np.float32, np.int32, np.uint8)  # fmt: skip
    return Words(*(wide(column) if kind is None else np.array(column, dtype=kind)
                   for column, kind in zip(columns, kinds, strict=True)))  # fmt: skip
