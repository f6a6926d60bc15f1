"""Which words of a list are like a word of a query, and what their names gain by it.

Words are found by their coarse consonants, as they are and with one changed, missing, added or two swapped. What is
found is remembered while a batch of queries lasts: the same given names return again and again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names.keys import MOST_EDITS, MOST_KEYS, Keys, edits, keys_of_word
from chegara.profiling.methods.names.likeness import AT, Marks, Numbers, Sounds, bits
from chegara.profiling.methods.names.parsing import MOST_WORDS
from chegara.profiling.methods.names.postings import EMPTY, IN_ABJAD, Postings, heard_in, mixed, place_of

MOST_NEAR = 1 << 13
"""Words of the list that one word of a query may be like."""
REMEMBERED = 1 << 20
"""Words like others that are remembered together."""
VOWEL_BITS = 0b111111
CONSONANT_BITS = IN_ABJAD - 1 - VOWEL_BITS
ONE_EDIT, ONE_SOUND, ONE_VOWEL = 0.2, 0.04, 0.03
"""What a coarse consonant, another sound and another vowel take from the likeness of two words, roughly."""
LEAST = 0.5
JOINED_LIKE = 0.9

FIRST, MIDDLE, LAST, SAME, OTHER, KNOWN = range(6)
"""Columns of a memo: where the words of one key begin, those one step away, where they end; the names that hold
the former and the latter; whether the line is filled."""
Memo = Marks


class Near(NamedTuple):
    """Words near others: which, and what each gains its names. `stamp` tells when each word of the list was last seen."""

    word: Marks
    gain: Numbers
    stamp: Marks
    keys: Keys


def near_room(found: Postings) -> Near:
    """Return new room for words near others."""
    return Near(np.zeros(REMEMBERED, np.int32), np.zeros(REMEMBERED, np.float32),
                np.zeros(len(found.heard) + 1, np.int32), np.zeros(MOST_EDITS + MOST_KEYS + 2, np.int64))  # fmt: skip


def memo(words: int) -> Memo:
    """Return an empty memo for a batch's words; its last line says how much room is used."""
    return np.zeros((words + 1, 6), np.int32)


@compiled
def clear_if_full(known: Memo) -> None:
    """Forget all where the next query's words might not find room."""
    if known[len(known) - 1, LAST] > REMEMBERED - 2 * MOST_WORDS * MOST_NEAR:
        known[:] = 0


@compiled
def turn_of(stamp: Marks) -> int:
    """Begin a new round, in which no word has been seen; return its number."""
    last = len(stamp) - 1
    stamp[last] += 1
    return int(stamp[last])


@compiled
def near_of(sounds: Sounds, marks: Marks, word: int, found: Postings, room: Near, known: Memo) -> None:
    """Fill the line of a query's word in the memo."""
    if known[word, KNOWN]:
        return
    end = len(known) - 1
    first = known[end, LAST]
    now = turn_of(room.stamp)
    middle = _near(sounds, marks, word, 0, now, found, room, first, first + MOST_NEAR)
    last = _near(sounds, marks, word, 1, now, found, room, middle, first + MOST_NEAR)
    known[word, FIRST], known[word, MIDDLE], known[word, LAST], known[word, KNOWN] = first, middle, last, 1
    known[word, SAME] = spread_of(found, room, first, middle)
    known[word, OTHER] = spread_of(found, room, middle, last)
    weigh(found, room, first, last, known[word, SAME])
    known[end, LAST] = last


@compiled
def spread_of(found: Postings, room: Near, first: int, last: int) -> int:
    """Return how many names hold some near words."""
    spread = 0
    words, start = room.word, found.name_start
    for place in range(first, last):
        word = words[AT(place)]
        spread += start[AT(word + 1)] - start[AT(word)]
    return spread


@compiled
def weigh(found: Postings, room: Near, first: int, last: int, same: int) -> None:
    """Turn likeness into gain, all by one rarity, that of the word's own key: a misspelling of a common name is not rare."""
    rarity = np.float32(np.log((len(found.person) + 1.0) / max(same, 1)) + 2.0)
    gain = room.gain
    for place in range(first, last):
        gain[AT(place)] *= gain[AT(place)] * rarity


@compiled
def _near(
    sounds: Sounds, marks: Marks, word: int, step: int, now: int, found: Postings, room: Near, used: int,
    most: int,
) -> int:  # fmt: skip
    """Add the words whose key is that of a query's word (step 0), or one step from it; return where they end."""
    own = heard_in(sounds, marks, word)
    keys, edited, stamp, words, gain = room.keys[MOST_EDITS:], room.keys, room.stamp, room.word, room.gain
    seen, table, slots, key_start, key_word, heard = \
        found.seen, found.table, found.slot, found.key_start, found.key_word, found.heard  # fmt: skip
    last_bit = 8 * len(seen) - 1
    for k in range(keys_of_word(sounds, marks, word, keys)):
        for e in range(step, edits(keys[k], edited) if step else 1):
            key = edited[e] if step else keys[k]
            spread = mixed(key)
            bit = spread & last_bit
            if not seen[AT(bit >> 3)] & (1 << (bit & 7)):
                continue
            place = place_of(table, key, spread)
            if table[place] == EMPTY:
                continue
            slot = slots[place]
            for at in range(key_start[slot], key_start[slot + 1]):
                other = key_word[AT(at)]
                if stamp[AT(other)] == now:
                    continue
                stamp[AT(other)] = now
                differ = own ^ heard[AT(other)]
                like = 1.0 - ONE_EDIT * step - ONE_SOUND * bits(differ & CONSONANT_BITS)
                if not (own | heard[AT(other)]) & IN_ABJAD:
                    like -= ONE_VOWEL * bits(differ & VOWEL_BITS)
                if like >= LEAST and used < most:
                    words[AT(used)] = other
                    gain[AT(used)] = like
                    used += 1
    return used


@compiled
def near_joint(count: int, found: Postings, room: Near, known: Memo) -> tuple[int, int, int]:
    """Add the words that have one of the first keys of the room; return where they begin and end, and their names."""
    keys = room.keys
    end = len(known) - 1
    first = used = known[end, LAST]
    for k in range(count):
        place = place_of(found.table, keys[k], mixed(keys[k]))
        if found.table[place] == EMPTY:
            continue
        slot = found.slot[place]
        for at in range(found.key_start[slot], found.key_start[slot + 1]):
            if used < first + MOST_NEAR:
                room.word[used] = found.key_word[at]
                room.gain[used] = JOINED_LIKE
                used += 1
    spread = spread_of(found, room, first, used)
    weigh(found, room, first, used, spread)
    known[end, LAST] = used
    return first, used, spread
