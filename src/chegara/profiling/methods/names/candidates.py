"""Which names of a list are worth a full comparison with a query.

Words are found by their coarse consonants, as they are and with one changed, missing, added or two swapped; the names
that hold them gather weight, the rarer the word the more. Words that many names hold only add weight to names that
rarer words have brought (as in Turtle and Flood's MaxScore, 1995). The heaviest names are kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.names import births
from chegara.profiling.methods.names.jit import compiled
from chegara.profiling.methods.names.keys import MOST_EDITS, MOST_KEYS, Keys, edits, joint_keys, keys_of_word
from chegara.profiling.methods.names.likeness import Marks, Numbers, Sounds, bits
from chegara.profiling.methods.names.parsing import MOST_WORDS
from chegara.profiling.methods.names.postings import (
    EMPTY,
    Postings,
    day_of,
    heard_in,
    mixed,
    packed_birth,
    place_of,
)
from chegara.profiling.methods.names.words import IS_ABJAD

MOST_COMPARED = 128
"""Names that are compared in full for one query."""
MOST_BROUGHT, SHARE_BROUGHT, ENOUGH_BROUGHT = 1200, 0.012, 200
"""Names, and share of the list's names, that the words of a query may bring; more only where else there would not be enough."""
MOST_BORN = 64
"""Persons of one day of birth, for that day to bring them."""
MOST_NEAR = 1 << 14
"""Words of the list that a query's words may be like, together."""
VOWEL_BITS = 0b111111
ONE_EDIT, ONE_SOUND, ONE_VOWEL = 0.2, 0.04, 0.03
"""What a coarse consonant, another sound and another vowel take from the likeness of two words, roughly."""
LEAST = 0.4
JOINED, BROUGHT = 6.0, 0.01
BORN = np.array([6.0, 4.5, 3.0, 2.0, 2.0, 3.0, 3.0, 2.0, 1.0, -0.5, -3.0], np.float32)
"""The weight of each kind of agreement of births, in the order of `births`."""


class Room(NamedTuple):
    """Room that a search works in.

    `weight` of each name; the names `touched`; the round in which each word was last seen (`stamp`, whose last
    element is the round), and its gain then (`gain`). `near` are the words like each of the query's, `near_like` how
    much (then what they gain); `bounds` where those of each begin. `heavy` are the heaviest names, with `heavy_weight`.
    """

    weight: Numbers
    touched: Marks
    stamp: Marks
    gain: Numbers
    near: Marks
    near_like: Numbers
    bounds: Marks
    heavy: Marks
    heavy_weight: Numbers
    keys: Keys


def room(found: Postings) -> Room:
    """Return new room for searches of a list."""
    names, words = len(found.person), len(found.heard)
    return Room(np.zeros(names, np.float32), np.zeros(names, np.int32), np.zeros(words + 1, np.int32),
                np.zeros(words, np.float32), np.zeros(MOST_NEAR, np.int32), np.zeros(MOST_NEAR, np.float32),
                np.zeros((6, 4 * MOST_WORDS), np.int32), np.zeros(MOST_COMPARED, np.int32),
                np.zeros(MOST_COMPARED, np.float32), np.zeros(MOST_EDITS + MOST_KEYS + 2, np.int64))  # fmt: skip


FIRST, LAST, SPREAD, STEP, SAME, ORDER = range(6)
"""Lines of `Room.bounds`."""


@compiled
def candidates(
    k: int, sounds: Sounds, marks: Marks, words: Marks, first: int, own: int, told: Marks, told_start: Marks,
    b_marks: Marks, b_words: Marks, b_start: Marks, b_first: Marks, b_told: Marks, b_told_start: Marks, found: Postings,
    room: Room,
) -> int:  # fmt: skip
    """Put the heaviest names for one name of a query into `room.heavy`; return how many.

    Args:
        k: the person of the query.
        sounds: `Words.sounds` of the query's roll; then `Words.marks`, `Names.words`.
        marks: likewise.
        words: likewise.
        first: where the name begins.
        own: how many words it has.
        told: the facts of the query's roll.
        told_start: likewise.
        b_marks: `Words.marks` of the list; then its `Names.words`, `Names.start`, facts.
        b_words: likewise.
        b_start: likewise.
        b_first: `Roll.first` of the list.
        b_told: likewise.
        b_told_start: likewise.
        found: the list's postings.
        room: to work in.
    """
    used = groups = 0
    for i in range(own):
        before = used
        used = _near(sounds, marks, words[first + i], 0, b_marks, found, room, used)
        middle = used
        used = _near(sounds, marks, words[first + i], 1, b_marks, found, room, used)
        groups = _group(groups, before, middle, used, found, room)
    for i in range(own - 1):
        count = joint_keys(sounds, marks, words[first + i], words[first + i + 1], own, room.keys)
        if count:
            before = used
            used = _same(room.keys, count, found, room, used)
            groups = _group(groups, before, used, used, found, room)
    _rarest_first(room.bounds, groups)
    hit = _touch_joints(sounds, marks, words, first, own, found, room)
    hit = _touch_born(k, told, told_start, hit, b_first, found, room)
    hit = _touch(groups, hit, b_words, b_start, found, room)
    return int(_heaviest(k, own, hit, told, told_start, b_told, b_told_start, found, room))


@compiled
def _group(groups: int, before: int, middle: int, used: int, found: Postings, room: Room) -> int:
    """Note the words like one word of the query: those of its key, then those one step away; return how many notes.

    All gain by one rarity, that of the names which hold words of its key: a misspelling of a common name is not rare.
    """
    bounds = room.bounds
    if groups + 2 > bounds.shape[1]:
        return groups
    same = 0
    for part in range(2):
        first, last = (before, middle) if part == 0 else (middle, used)
        spread = 0
        for place in range(first, last):
            word = room.near[place]
            spread += found.name_start[word + 1] - found.name_start[word]
        if part == 0:
            same = spread
        bounds[FIRST, groups], bounds[LAST, groups], bounds[SPREAD, groups] = first, last, spread
        bounds[STEP, groups], bounds[SAME, groups], bounds[ORDER, groups] = part, same, groups
        groups += spread > 0
    rarity = np.float32(np.log((len(found.person) + 1.0) / max(same, 1)) + 2.0)
    for place in range(before, used):
        room.near_like[place] *= room.near_like[place] * rarity
    return groups


@compiled
def _near(
    sounds: Sounds, marks: Marks, word: int, step: int, b_marks: Marks, found: Postings, room: Room, used: int
) -> int:
    """Add the words of the list whose key is that of a word of the query (step 0), or one step from it (after that).

    Returns how many words there are now.
    """
    turn = len(room.stamp) - 1
    room.stamp[turn] += 1 - step
    now = room.stamp[turn]
    own = heard_in(sounds, marks, word)
    abjad = marks[word, IS_ABJAD]
    keys = room.keys[MOST_EDITS:]
    last_bit = 8 * len(found.seen) - 1
    for k in range(keys_of_word(sounds, marks, word, keys)):
        for e in range(step, edits(keys[k], room.keys) if step else 1):
            key = room.keys[e] if step else keys[k]
            spread = mixed(key)
            bit = spread & last_bit
            if not found.seen[bit >> 3] & (1 << (bit & 7)):
                continue
            place = place_of(found.table, key, spread)
            if found.table[place] == EMPTY:
                continue
            slot = found.slot[place]
            for at in range(found.key_start[slot], found.key_start[slot + 1]):
                other = found.key_word[at]
                if room.stamp[other] == now:
                    continue
                room.stamp[other] = now
                differ = own ^ found.heard[other]
                like = 1.0 - ONE_EDIT * step - ONE_SOUND * bits(differ & ~VOWEL_BITS)
                if not abjad and not b_marks[other, IS_ABJAD]:
                    like -= ONE_VOWEL * bits(differ & VOWEL_BITS)
                if like >= LEAST and used < len(room.near):
                    room.near[used] = other
                    room.near_like[used] = like
                    used += 1
    return used


@compiled
def _same(keys: Keys, count: int, found: Postings, room: Room, used: int) -> int:
    """Add the words of the list that have one of some keys."""
    for k in range(count):
        place = place_of(found.table, keys[k], mixed(keys[k]))
        if found.table[place] == EMPTY:
            continue
        slot = found.slot[place]
        for at in range(found.key_start[slot], found.key_start[slot + 1]):
            if used == len(room.near):
                return used
            room.near[used] = found.key_word[at]
            room.near_like[used] = 0.9
            used += 1
    return used


@compiled
def _rarest_first(bounds: Marks, groups: int) -> None:
    order = bounds[ORDER]
    for i in range(1, groups):
        group = order[i]
        j = i - 1
        while j >= 0 and bounds[SAME, order[j]] > bounds[SAME, group]:
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = group


@compiled
def first_of(keys: npt.NDArray[np.int64], key: int) -> int:
    """Return the first place of a key among sorted keys, or where it would stand."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _touch_joints(
    sounds: Sounds, marks: Marks, words: Marks, first: int, own: int, found: Postings, room: Room
) -> int:
    """Give weight to names in which two neighbouring words together are one word of the query."""
    hit = 0
    keys = room.keys[MOST_EDITS:]
    for i in range(own):
        count = keys_of_word(sounds, marks, words[first + i], keys)
        for k in range(count):
            place = first_of(found.joints, keys[k])
            while place < len(found.joints) and found.joints[place] == keys[k] and hit < MOST_BROUGHT:
                name = found.joint_name[place]
                if room.weight[name] == 0.0:
                    room.touched[hit] = name
                    hit += 1
                    room.weight[name] += np.float32(JOINED)
                place += 1
    return hit


@compiled
def _touch_born(
    k: int, told: Marks, told_start: Marks, hit: int, b_first: Marks, found: Postings, room: Room
) -> int:
    """Bring those who were born on the query's days, where they are not too many."""
    for at in range(told_start[k, 0], told_start[k, 1], 4):
        day = day_of(told, at)
        first = first_of(found.days, day)
        if day == 0 or (first + MOST_BORN < len(found.days) and found.days[first + MOST_BORN] == day):
            continue
        while first < len(found.days) and found.days[first] == day:
            holder = found.day_person[first]
            for name in range(b_first[holder], b_first[holder + 1]):
                if room.weight[name] == 0.0:
                    room.touched[hit] = name
                    hit += 1
                    room.weight[name] += np.float32(BROUGHT)
            first += 1
    return hit


@compiled
def _touch(groups: int, hit: int, b_words: Marks, b_start: Marks, found: Postings, room: Room) -> int:
    """Give weight to the names that hold words like the query's; return how many were touched.

    The rarest word brings its names, and each other as long as few were brought; then words only add.
    """
    bounds, weight, touched = room.bounds, room.weight, room.touched
    most = MOST_BROUGHT + int(SHARE_BROUGHT * len(weight))
    turn = len(room.stamp) - 1
    room.stamp[turn] += 1
    now = room.stamp[turn]
    brought = added = 0
    for i in range(groups):
        group = bounds[ORDER, i]
        first, last, spread = bounds[FIRST, group], bounds[LAST, group], bounds[SPREAD, group]
        if brought + spread <= most or (brought < ENOUGH_BROUGHT and bounds[STEP, group] == 0):
            brought += spread
            for place in range(first, last):
                word, gain = room.near[place], room.near_like[place]
                for at in range(found.name_start[word], found.name_start[word + 1]):
                    name = found.names[at]
                    if weight[name] == 0.0:
                        touched[hit] = name
                        hit += 1
                    weight[name] += gain
            continue
        added += last - first
        for place in range(first, last):
            word = room.near[place]
            room.gain[word] = max(room.near_like[place], room.gain[word] if room.stamp[word] == now else 0.0)
            room.stamp[word] = now
    if added:
        for at in range(hit):
            name = touched[at]
            for k in range(b_start[name], b_start[name + 1]):
                if room.stamp[b_words[k]] == now:
                    weight[name] += room.gain[b_words[k]]
    return hit


@compiled
def _nearest(told: Marks, told_start: Marks, k: int, b_told: Marks, b_told_start: Marks, holder: int) -> int:
    """Return how the births of two persons agree best."""
    kind = births.DIFFERS
    for one in range(told_start[k, 0], told_start[k, 1], 4):
        for other in range(b_told_start[holder, 0], b_told_start[holder, 1], 4):
            kind = min(kind, births.agreement(told, one, b_told, other))
    return int(kind)


@compiled
def _heaviest(
    k: int, own: int, hit: int, told: Marks, told_start: Marks, b_told: Marks, b_told_start: Marks, found: Postings,
    room: Room,
) -> int:  # fmt: skip
    """Keep the heaviest of the touched names, those born near the query's birth before others; clear the rest."""
    heavy, heavy_weight = room.heavy, room.heavy_weight
    count, least, least_at = 0, 1e9, 0
    dated = told_start[k, 0] < told_start[k, 1]
    born = packed_birth(told, told_start, k)
    for at in range(hit):
        name = room.touched[at]
        gained = room.weight[name] - np.float32(0.4 * abs(found.size[name] - own))
        room.weight[name] = 0.0
        other = found.born[name]
        if born > 0 and other > 0 and abs((born >> 9) - (other >> 9)) > 2 and born & 511 != other & 511:
            gained += BORN[births.DIFFERS]
            if count == len(heavy) and gained <= least:
                continue
        elif dated and other:
            if count == len(heavy) and gained + BORN[births.SAME] <= least:
                continue
            holder = found.person[name]
            kind = _nearest(told, told_start, k, b_told, b_told_start, holder)
            gained += BORN[kind]
        if count < len(heavy):
            heavy[count] = name
            heavy_weight[count] = gained
            count += 1
        elif gained > least:
            heavy[least_at] = name
            heavy_weight[least_at] = gained
        else:
            continue
        if count == len(heavy):
            least, least_at = heavy_weight[0], 0
            for place in range(1, count):
                if heavy_weight[place] < least:
                    least, least_at = heavy_weight[place], place
    _heaviest_first(heavy, heavy_weight, count)
    return count


@compiled
def _heaviest_first(heavy: Marks, heavy_weight: Numbers, count: int) -> None:
    for i in range(1, count):
        name, weight = heavy[i], heavy_weight[i]
        j = i - 1
        while j >= 0 and heavy_weight[j] < weight:
            heavy[j + 1], heavy_weight[j + 1] = heavy[j], heavy_weight[j]
            j -= 1
        heavy[j + 1], heavy_weight[j + 1] = name, weight
