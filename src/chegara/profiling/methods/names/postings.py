"""Where each word of a list stands, and the table by which words are found."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names.keys import Keys, joint_keys, keys_of
from chegara.profiling.methods.names.likeness import AT, Marks, Sounds
from chegara.profiling.methods.names.roll import Roll
from chegara.profiling.methods.names.words import IS_ABJAD, Words

EMPTY = -1
WORD_BITS = 4
IN_ABJAD = 1 << 60


class Postings(NamedTuple):
    """Where words stand: names that hold word w lie between name_start[w] and name_start[w + 1].

    `table` holds keys (open addressing, EMPTY where none) and `slot` which key each is; the words of key k are those
    of `key_word` from key_start[k] to key_start[k + 1]. `seen` has a bit for each key that may be in the table.
    `heard` has a bit for each sound of a word. `person` is the person of each name,
    `card` its words and that person's birth (`packed_birth`). `joints` are the sorted keys of two neighbouring words as one, with their names;
    `documents` sorted hashes of document numbers, `days` sorted days of birth, with the person of each.
    """

    names: Marks
    name_start: Marks
    table: Keys
    slot: Marks
    seen: npt.NDArray[np.uint8]
    key_start: Marks
    key_word: Marks
    heard: Keys
    person: Marks
    card: Marks
    joints: Keys
    joint_name: Marks
    documents: Marks
    document_person: Marks
    days: Marks
    day_person: Marks


def neighbourly(roll: Roll) -> Roll:
    """Return a roll whose words lie in the order of their first keys: what a search visits together lies together."""
    words = roll.words
    keys, start = keys_of(words.sounds, words.marks)
    order = np.argsort(keys[start[:-1]], kind="stable")
    moved = np.empty(len(order), np.int32)
    moved[order] = np.arange(len(order), dtype=np.int32)
    sounds = words.sounds[order]
    sounds.flags.writeable = False
    return roll._replace(
        words=Words(sounds, words.marks[order], words.sizes[order]),
        names=roll.names._replace(words=moved[roll.names.words]),
    )


def postings(roll: Roll) -> Postings:
    """Return where the words of a roll stand."""
    names, words = roll.names, roll.words
    person = np.repeat(np.arange(len(roll.first) - 1, dtype=np.int32), np.diff(roll.first))
    holder = np.repeat(np.arange(len(names.low), dtype=np.int32), np.diff(names.start))
    order = np.argsort(names.words, kind="stable")
    start = np.searchsorted(names.words[order], np.arange(len(words.marks) + 1)).astype(np.int32)
    joints, joint_name = np.empty(2 * len(names.words), np.int64), np.empty(2 * len(names.words), np.int32)
    used = _joints(
        words.sounds, words.marks, names.words, names.start, np.empty(2, np.int64), joints, joint_name
    )
    joints, joint_name = joints[:used], joint_name[:used]
    heard, born = np.empty(len(words.marks), np.int64), np.empty(len(roll.first) - 1, np.int32)
    _heard(words.sounds, words.marks, heard)
    by_joint = np.argsort(joints, kind="stable")
    told, begun = roll.facts
    where = np.concatenate([np.arange(first, last) for first, last in zip(begun[:-1, 3], begun[1:, 0], strict=True)
                            if first < last] or [np.zeros(0, np.int64)])  # fmt: skip
    documents = told[where]
    owners = np.repeat(np.arange(len(begun) - 1, dtype=np.int32), begun[1:, 0] - begun[:-1, 3])
    _births(told, begun, born)
    days, day_person = np.empty(len(told) // 4, np.int32), np.empty(len(told) // 4, np.int32)
    used = _days(told, begun, days, day_person)
    days, day_person = days[:used], day_person[:used]
    by_day = np.argsort(days, kind="stable")
    by_number = np.argsort(documents, kind="stable")
    return Postings(
        holder[order], start, *_table(*keys_of(words.sounds, words.marks)), heard,
        person, (born[person] << WORD_BITS) | np.diff(names.start),
        joints[by_joint], joint_name[by_joint], documents[by_number], owners[by_number],
        days[by_day], day_person[by_day],
    )  # fmt: skip


def _table(keys: Keys, start: Marks) -> tuple[Keys, Marks, npt.NDArray[np.uint8], Marks, Marks]:
    word = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
    order = np.argsort(keys, kind="stable")
    each, first = np.unique(keys[order], return_index=True)
    size = 1 << max(4, int(2 * len(each)).bit_length())
    table, slot, seen = np.full(size, EMPTY, np.int64), np.zeros(size, np.int32), np.zeros(2 * size, np.uint8)
    _fill(each, table, slot, seen)
    return table, slot, seen, np.append(first, len(keys)).astype(np.int32), word[order]


@compiled
def mixed(key: int) -> int:
    """Return a number that spreads keys over a table."""
    low = (key ^ (key >> 31)) & 0x7FFFFFFF
    low = (low * 1540483477) & 0x3FFFFFFFFFFFFFFF
    return int(low ^ (low >> 19) ^ (low >> 37) ^ (key >> 43))


@compiled
def place_of(table: Keys, key: int, spread: int) -> int:
    """Return where a key stands in the table, or the empty place where it would; `spread` is `mixed(key)`."""
    last = len(table) - 1
    place = spread & last
    while table[AT(place)] != EMPTY and table[AT(place)] != key:
        place = (place + 1) & last
    return int(place)


@compiled
def _fill(each: Keys, table: Keys, slot: Marks, seen: npt.NDArray[np.uint8]) -> None:
    bits = 8 * len(seen) - 1
    for k in range(len(each)):
        spread = mixed(each[k])
        place = place_of(table, each[k], spread)
        table[place] = each[k]
        slot[place] = k
        bit = spread & bits
        seen[bit >> 3] |= np.uint8(1 << (bit & 7))


@compiled
def _heard(sounds: Sounds, marks: Marks, found: Keys) -> None:
    for word in range(len(marks)):
        found[word] = heard_in(sounds, marks, word)


@compiled
def heard_in(sounds: Sounds, marks: Marks, word: int) -> int:
    """Return a bit for each sound of a word, foreign characters sharing the upper ones, and IN_ABJAD for one in Arabic script."""
    found = IN_ABJAD if marks[word, IS_ABJAD] else 0
    for at in range(marks[word, 0]):
        code = int(sounds[word, at])
        found |= 1 << (code if code < 40 else 40 + code % 20)
    return found


@compiled
def _joints(
    sounds: Sounds, marks: Marks, words: Marks, start: Marks, each: Keys, keys: Keys, holders: Marks
) -> int:
    used = 0
    for name in range(len(start) - 1):
        count = start[name + 1] - start[name]
        for at in range(start[name], start[name + 1] - 1):
            for k in range(joint_keys(sounds, marks, words[at], words[at + 1], count, each)):
                keys[used] = each[k]
                holders[used] = name
                used += 1
    return used


@compiled
def day_of(told: Marks, at: int) -> int:
    """Return a day of birth (`Facts.told` from a place on) as one number; 0 where it is not known to the day."""
    if told[at + 2] == 0:
        return 0
    return int((told[at] * 16 + told[at + 1]) * 32 + told[at + 2])


@compiled
def packed_birth(told: Marks, start: Marks, person: int) -> int:
    """Return a birth as one number: the year in bits from 9 on, then month and day; 0 where none is known.

    Of several births and of spans only that there are some is told: -1.
    """
    at = start[person, 0]
    if start[person, 1] == at:
        return 0
    if start[person, 1] > at + 4 or told[at + 3]:
        return -1
    return int((told[at] << 9) | (told[at + 1] << 5) | told[at + 2])


@compiled
def born_of(card: int) -> int:
    """Return the birth on a card of `Postings`."""
    return card >> WORD_BITS


@compiled
def size_of(card: int) -> int:
    """Return the number of words on a card of `Postings`."""
    return card & ((1 << WORD_BITS) - 1)


@compiled
def _births(told: Marks, start: Marks, found: Marks) -> None:
    for person in range(len(found)):
        found[person] = packed_birth(told, start, person)


@compiled
def _days(told: Marks, start: Marks, days: Marks, persons: Marks) -> int:
    used = 0
    for person in range(len(start) - 1):
        for at in range(start[person, 0], start[person, 1], 4):
            day = day_of(told, at)
            if day:
                days[used], persons[used] = day, person
                used += 1
    return used
