"""Persons with all their names as arrays: a list, or the travellers who are looked for on it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.names.births import birth_rows
from chegara.profiling.methods.names.comparison import Facts
from chegara.profiling.methods.names.nations import nation
from chegara.profiling.methods.names.parsing import Name, parse
from chegara.profiling.methods.names.sounds import normal, sounds_of
from chegara.profiling.methods.names.words import Lexicon, Words
from chegara.profiling.methods.watchlists.entry import LOW, ListedName, ListEntry

SEXES = {"": 0, "M": 1, "F": 2}
_NOT_NUMBER = re.compile(r"[\W_]+")
_PLACE_WORD = re.compile(r"[^\W\d_]{4,}")
_PLACE_NOISE = frozenset("oblast region province district city village town область район город село республика".split())


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
    listed: list[int]
    """For each name its position among the names of its entry."""


def parsed(name: ListedName) -> Name:
    """Take one listed name apart, with the fields that its list keeps."""
    return parse(name.text, family=name.family, given=name.given, father=name.father)


def roll_of(entries: Sequence[ListEntry], *, progress: Callable[[int], None] | None = None) -> Rolled:
    """Return persons as arrays; names without a letter are left out.

    Args:
        entries: the persons.
        progress: told now and then how many are done.
    """
    lexicon = Lexicon()
    words: list[int] = []
    roles: list[int] = []
    start, sexes, low, first, listed = [0], [], [], [0], []
    for done, entry in enumerate(entries):
        seen = set()
        for position, name in enumerate(entry.names):
            taken = parsed(name)
            parts = tuple((part.word, part.role) for part in taken.parts if sounds_of(part.word))
            if not parts or parts in seen:
                continue
            seen.add(parts)
            words += [lexicon.add(word) for word, _ in parts]
            roles += [role for _, role in parts]
            start.append(len(words))
            sexes.append(SEXES[entry.sex or taken.sex])
            low.append(name.quality == LOW)
            listed.append(position)
        first.append(len(sexes))
        if progress and done % 1000 == 0:
            progress(done)
    names = Names(np.array(words, np.int32), np.array(roles, np.int8), np.array(start, np.int32),
                  np.array(sexes, np.int8), np.array(low, np.int8))  # fmt: skip
    roll = Roll(lexicon.arrays(), names, np.array(first, np.int32), facts_of(entries))
    return Rolled(roll, lexicon, listed)


def facts_of(entries: Iterable[ListEntry]) -> Facts:
    """Return what is known of persons besides their names, as arrays."""
    columns: tuple[list[int], ...] = ([], [], [])
    starts: tuple[list[int], ...] = ([0], [0], [0])
    births, births_start, sexes = [], [0], []
    for entry in entries:
        rows = birth_rows(entry.births)
        births.append(rows)
        births_start.append(births_start[-1] + len(rows))
        sexes.append(SEXES[entry.sex])
        told = (
            {key(nation(text)) for text in entry.nationalities},
            {key(word) for text in (*entry.birth_places, *entry.places) for word in place_words(text)},
            {key(number) for each in entry.documents if (number := document_number(each.number))},
        )
        for column, begun, keys in zip(columns, starts, told, strict=True):
            column += sorted(keys)
            begun.append(len(column))
    flat = [part for column, begun in zip(columns, starts, strict=True)
            for part in (np.array(column, np.int32), np.array(begun, np.int32))]  # fmt: skip
    together = np.concatenate(births) if births else np.zeros((0, 4), np.int16)
    return Facts(together, np.array(births_start, np.int32), *flat, np.array(sexes, np.int8))


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
