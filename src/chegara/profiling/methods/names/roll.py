"""Persons with all their names as arrays: a list, or the travellers who are looked for on it."""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.names.births import birth_row
from chegara.profiling.methods.names.facts import Facts
from chegara.profiling.methods.names.nations import nation
from chegara.profiling.methods.names.parsing import Name, parse
from chegara.profiling.methods.names.plain import words_of
from chegara.profiling.methods.names.sounds import normal, sounds_of
from chegara.profiling.methods.names.words import Lexicon, Words
from chegara.profiling.methods.watchlists.entry import LOW, ListedName, ListEntry

SEXES = {"": 0, "M": 1, "F": 2}
_NOT_NUMBER = re.compile(r"[\W_]+")
_PLACE_WORD = re.compile(r"[^\W\d_]{4,}")
_PLACE_NOISE = frozenset(
    [
        "oblast",
        "region",
        "province",
        "district",
        "city",
        "village",
        "town",
        "область",
        "район",
        "город",
        "село",
        "республика",
    ]
)


class Names(NamedTuple):
    """Names as arrays: the words of name k are those from start[k] to start[k + 1]."""

    words: npt.NDArray[np.int32]
    roles: npt.NDArray[np.int8]
    start: npt.NDArray[np.int32]
    sex: npt.NDArray[np.int8]
    low: npt.NDArray[np.int8]


class Roll(NamedTuple):
    """Persons as arrays: the names of person p are those from first[p] to first[p + 1]."""

    words: Words
    names: Names
    first: npt.NDArray[np.int32]
    facts: Facts


class Rolled(NamedTuple):
    """A roll with the lexicon of its words, and which written name each name in it is."""

    roll: Roll
    lexicon: Lexicon
    listed: array[int]
    """For each name its position among the names of its entry."""


def parsed(name: ListedName) -> Name:
    """Take one listed name apart, with the fields that its list keeps."""
    return parse(name.text, family=name.family, given=name.given, father=name.father)


def roll_of(entries: Iterable[ListEntry]) -> Rolled:
    """Return persons as arrays; names without a letter are left out."""
    lexicon = Lexicon()
    add = lexicon.add
    words, roles, start = array("i"), array("b"), array("i", [0])
    sexes, low, first, listed = array("b"), array("b"), array("i", [0]), array("i")
    facts = _FactsGathered()
    for entry in entries:
        seen: set[tuple[int, ...]] = set()
        for position, name in enumerate(entry.names):
            texts, suited, told = words_of(name)
            numbers = [add(text) for text in texts]
            if -1 in numbers:  # a word without a sound
                heard = [at for at, number in enumerate(numbers) if number >= 0]
                numbers, suited = [numbers[at] for at in heard], tuple([suited[at] for at in heard])
            if not numbers or (parts := (*numbers, *suited)) in seen:
                continue
            seen.add(parts)
            words.extend(numbers)
            roles.extend(suited)
            start.append(len(words))
            sexes.append(SEXES[entry.sex or told])
            low.append(name.quality == LOW)
            listed.append(position)
        first.append(len(sexes))
        facts.add(entry)
    names = Names(np.array(words, np.int32), np.array(roles, np.int8), np.array(start, np.int32),
                  np.array(sexes, np.int8), np.array(low, np.int8))  # fmt: skip
    return Rolled(Roll(lexicon.arrays(), names, np.array(first, np.int32), facts.arrays()), lexicon, listed)


class _FactsGathered:
    """What is known of persons besides their names, gathered one by one."""

    def __init__(self) -> None:
        self.told, self.start = array("i"), array("i")

    def add(self, entry: ListEntry) -> None:
        """Take in one person."""
        told, start = self.told, self.start
        start.append(len(told))
        for birth in entry.births:
            told.extend(birth_row(birth))
        start.append(len(told))
        if entry.nationalities:
            told.extend(sorted({key(nation(text)) for text in entry.nationalities}))
        start.append(len(told))
        if entry.birth_places or entry.places:
            places = (*entry.birth_places, *entry.places)
            told.extend(sorted({key(word) for text in places for word in place_words(text)}))
        start.append(len(told))
        if entry.documents:
            told.extend(sorted({key(n) for each in entry.documents if (n := document_number(each.number))}))

    def arrays(self) -> Facts:
        """Return all that was gathered."""
        ends = array("i", [len(self.told)] * 4)
        return Facts(np.array(self.told, np.int32), np.array(self.start + ends, np.int32).reshape(-1, 4))


def place_words(text: str) -> set[str]:
    """Return the words of a place by their sound, the country's name and generic words left out.

    >>> place_words("Ош, Кыргызстан") == set(), place_words("г. Бишкек") == place_words("Bishkek city")
    (True, True)
    """
    found = set()
    for part in text.split(","):
        if len(nation(part)) == 2:
            continue
        found |= {sounds_of(word) for word in _PLACE_WORD.findall(normal(part)) if word not in _PLACE_NOISE}
    return {word.translate(str.maketrans("oyexHqGZNc", "aiihhkgJns")) for word in found}


def document_number(text: str) -> str:
    """Return a document's number without spaces and marks; blank where it is too short to identify."""
    bare = _NOT_NUMBER.sub("", text.casefold())
    return bare if len(bare) >= 5 and any(each.isdigit() for each in bare) else ""


def key(text: str) -> int:
    """Return a whole number for a text, the same on every machine."""
    return zlib.crc32(text.encode()) - (1 << 31)
