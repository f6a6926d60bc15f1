"""Which names of a list are worth a full comparison with a query.

The names that hold words like the query's (`near`) gather weight, the rarer the word the more. Words that many names
hold only add weight to names that rarer words have brought (as in Turtle and Flood's MaxScore, 1995). The heaviest
names are kept, those born near the query's birth before others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names import births
from chegara.profiling.methods.names.keys import MOST_EDITS, Keys, joint_keys, keys_of_word
from chegara.profiling.methods.names.likeness import AT, Marks, Numbers, Sounds
from chegara.profiling.methods.names.near import (
    FIRST,
    KNOWN,
    LAST,
    MIDDLE,
    OTHER,
    SAME,
    Memo,
    Near,
    clear_if_full,
    near_joint,
    near_of,
    near_room,
    turn_of,
)
from chegara.profiling.methods.names.parsing import MOST_WORDS
from chegara.profiling.methods.names.postings import Postings, born_of, day_of, packed_birth, size_of

MOST_COMPARED = 128
"""Names that are compared in full for one query."""
MOST_CHOSEN = 1 << 10
"""Names that are compared with one name of a query, with those who bear its document's number."""
MOST_BROUGHT, SHARE_BROUGHT, ENOUGH_BROUGHT = 1200, 0.008, 200
"""Names, and share of the list's names, that the words of a query may bring; more only where else there would not be enough."""
MOST_BORN = 64
"""Persons of one day of birth, for that day to bring them."""
JOINED, BROUGHT = 6.0, 0.01
BORN = np.array([6.0, 4.5, 4.0, 3.0, 2.0, 2.0, 3.0, 3.0, 2.0, 1.0, -0.5, -0.5, -0.5, -3.0], np.float32)
"""The weight of each kind of agreement of births, in the order of `births`."""
OTHER_SIZE = 0.4
"""What each word more on one side takes from the weight of a name."""
STEPS = 256
"""Steps of weight by which the heaviest are told."""
DEAR = 6
"""A name that was brought costs as much to look up as so many names of a word."""


class Room(NamedTuple):
    """Room that a search works in.

    `weight` of each name; the names `touched`, a bit for each that is (`among`), what they gained in all (`gains`) and their `cards`; the round in which each word was last seen (`stamp`, whose last
    element is the round), and its gain then (`gain`). `bounds` are groups of words like one of the query's.
    `heavy` are the heaviest names, with `heavy_weight`. The first `joined` of the touched have two words that are one of the
    query's. `marked` says of a word which words of the query it is near, in the low bits, and the round. `chosen` are the names to be compared.
    """

    weight: Numbers
    touched: Marks
    among: Keys
    gains: Numbers
    cards: Marks
    stamp: Marks
    gain: Numbers
    bounds: Marks
    heavy: Marks
    heavy_weight: Numbers
    steps: Marks
    joined: Marks
    marked: Marks
    chosen: Marks
    near: Near


def room(found: Postings) -> Room:
    """Return new room for searches of a list."""
    names, words = len(found.person), len(found.heard)
    return Room(np.zeros(names, np.float32), np.zeros(names, np.int32), np.zeros(names // 64 + 1, np.int64), np.zeros(names, np.float32), np.zeros(names, np.int32), np.zeros(words + 1, np.int32),
                np.zeros(words, np.float32), np.zeros((6, 4 * MOST_WORDS), np.int32), np.zeros(MOST_COMPARED, np.int32),
                np.zeros(MOST_COMPARED, np.float32), np.zeros(STEPS, np.int32), np.zeros(1, np.int32), np.zeros(words, np.int32), np.zeros(MOST_CHOSEN, np.int32), near_room(found))  # fmt: skip


G_FIRST, G_LAST, G_SPREAD, G_STEP, G_SAME, G_ORDER = range(6)
"""Lines of `Room.bounds`."""


@compiled
def candidates(
    k: int, sounds: Sounds, marks: Marks, words: Marks, first: int, own: int, told: Marks, told_start: Marks,
    b_words: Marks, b_start: Marks, b_first: Marks, b_told: Marks, b_told_start: Marks, found: Postings,
    room: Room, known: Memo,
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
        b_words: `Names.words` of the list; then its `Names.start`, facts.
        b_start: likewise.
        b_first: `Roll.first` of the list.
        b_told: likewise.
        b_told_start: likewise.
        found: the list's postings.
        room: to work in.
        known: what is remembered of the words of the query's roll.
    """
    # Arrays are taken out of their tuples once: handing a tuple on, or taking an array within a loop, counts all holders.
    weight, touched, stamp, bounds = room.weight, room.touched, room.stamp, room.bounds
    near_word, near_gain, keys, person = room.near.word, room.near.gain, room.near.keys, found.person
    clear_if_full(known)
    groups = 0
    for i in range(own):
        word = words[first + i]
        if not known[word, KNOWN]:
            near_of(sounds, marks, word, found, room.near, known)
        line = known[word]
        groups = _group(groups, line[FIRST], line[MIDDLE], line[SAME], 0, line[SAME], bounds)
        groups = _group(groups, line[MIDDLE], line[LAST], line[OTHER], 1, line[SAME], bounds)
    for i in range(own - 1):
        count = joint_keys(sounds, marks, words[first + i], words[first + i + 1], own, keys)
        if count:
            begin, end, spread = near_joint(count, found, room.near, known)
            groups = _group(groups, begin, end, spread, 0, spread, bounds)
    _rarest_first(bounds, groups)
    hit = room.joined[0] = _touch_joints(
        sounds, marks, words, first, own, found.joints, found.joint_name, keys[MOST_EDITS:], weight, touched
    )
    hit = _touch_born(k, told, told_start, hit, b_first, found.days, found.day_person, weight, touched)
    hit = _touch(groups, hit, b_words, b_start, found.names, found.name_start, bounds, near_word, near_gain, stamp, room.gain,
                 weight, touched, room.among)  # fmt: skip
    _mark(words, first, own, known, near_word, room.marked, stamp[len(stamp) - 1])
    return int(_heaviest(k, own, hit, told, told_start, b_told, b_told_start, found.card, person, weight, touched, room.gains,
                         room.cards, room.steps, room.heavy, room.heavy_weight))  # fmt: skip


@compiled
def _mark(words: Marks, first: int, own: int, known: Memo, near_word: Marks, marked: Marks, now: int) -> None:
    """Note of the words of the list which words of the query they are near."""
    for i in range(own):
        for place in range(known[words[first + i], FIRST], known[words[first + i], LAST]):
            word = AT(near_word[AT(place)])
            before = marked[word] if marked[word] >> MOST_WORDS == now else now << MOST_WORDS
            marked[word] = before | (1 << i)


@compiled
def _group(groups: int, first: int, last: int, spread: int, step: int, same: int, bounds: Marks) -> int:
    """Note the words like one word of the query; return how many notes."""
    if spread == 0 or groups == bounds.shape[1]:
        return groups
    bounds[G_FIRST, groups], bounds[G_LAST, groups], bounds[G_SPREAD, groups] = first, last, spread
    bounds[G_STEP, groups], bounds[G_SAME, groups], bounds[G_ORDER, groups] = step, same, groups
    return groups + 1


@compiled
def _rarest_first(bounds: Marks, groups: int) -> None:
    order = bounds[G_ORDER]
    for i in range(1, groups):
        group = order[i]
        j = i - 1
        while j >= 0 and bounds[G_SAME, order[j]] > bounds[G_SAME, group]:
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = group


@compiled
def first_of(keys: Keys | Marks, key: int) -> int:
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
    sounds: Sounds, marks: Marks, words: Marks, first: int, own: int, joints: Keys, joint_name: Marks, keys: Keys,
    weight: Numbers, touched: Marks,
) -> int:  # fmt: skip
    """Give weight to names in which two neighbouring words together are one word of the query."""
    hit = 0
    for i in range(own):
        count = keys_of_word(sounds, marks, words[first + i], keys)
        for k in range(count):
            place = first_of(joints, keys[k])
            while place < len(joints) and joints[place] == keys[k] and hit < MOST_BROUGHT:
                name = joint_name[place]
                if weight[name] == 0.0:
                    touched[hit] = name
                    hit += 1
                    weight[name] += np.float32(JOINED)
                place += 1
    return hit


@compiled
def _touch_born(
    k: int, told: Marks, told_start: Marks, hit: int, b_first: Marks, days: Marks, day_person: Marks, weight: Numbers,
    touched: Marks,
) -> int:  # fmt: skip
    """Bring those who were born on the query's days, where they are not too many."""
    for at in range(told_start[k, 0], told_start[k, 1], 4):
        day = day_of(told, at)
        first = first_of(days, day)
        if day == 0 or (first + MOST_BORN < len(days) and days[first + MOST_BORN] == day):
            continue
        while first < len(days) and days[first] == day:
            holder = day_person[first]
            for name in range(b_first[holder], b_first[holder + 1]):
                if weight[name] == 0.0:
                    touched[hit] = name
                    hit += 1
                    weight[name] += np.float32(BROUGHT)
            first += 1
    return hit


@compiled
def _touch(  # noqa: C901 - one compiled loop
    groups: int, hit: int, b_words: Marks, b_start: Marks, names: Marks, name_start: Marks, bounds: Marks, near_word: Marks,
    near_gain: Numbers, stamp: Marks, gains: Numbers, weight: Numbers, touched: Marks, among: Keys,
) -> int:  # fmt: skip
    """Give weight to the names that hold words like the query's; return how many were touched.

    The rarest word brings its names, and each other as long as few were brought; then words only add.
    """
    most = MOST_BROUGHT + int(SHARE_BROUGHT * len(weight))
    now = turn_of(stamp)
    brought = added = noted = 0
    for i in range(groups):
        group = bounds[G_ORDER, i]
        first, last, spread = bounds[G_FIRST, group], bounds[G_LAST, group], bounds[G_SPREAD, group]
        if brought + spread <= most or (brought < ENOUGH_BROUGHT and bounds[G_STEP, group] == 0):
            brought += spread
            for place in range(first, last):
                word, gain = near_word[AT(place)], near_gain[AT(place)]
                for at in range(name_start[AT(word)], name_start[AT(word + 1)]):
                    name = AT(names[AT(at)])
                    if weight[name] == 0.0:
                        touched[AT(hit)] = name
                        hit += 1
                    weight[name] += gain
        elif spread < DEAR * hit:
            noted = _note(touched, noted, hit, among)
            for place in range(first, last):
                word, gain = near_word[AT(place)], near_gain[AT(place)]
                for at in range(name_start[AT(word)], name_start[AT(word + 1)]):
                    name = names[AT(at)]
                    if (among[AT(name >> 6)] >> (name & 63)) & 1:
                        weight[AT(name)] += gain
        else:
            added += last - first
            for place in range(first, last):
                word = AT(near_word[AT(place)])
                gains[word] = max(
                    near_gain[AT(place)], gains[word] if stamp[word] == now else np.float32(0.0)
                )
                stamp[word] = now
    if added:
        for at in range(hit):
            name = touched[at]
            for k in range(b_start[AT(name)], b_start[AT(name + 1)]):
                word = AT(b_words[AT(k)])
                if stamp[word] == now:
                    weight[AT(name)] += gains[word]
    for at in range(noted):
        among[AT(touched[AT(at)] >> 6)] = 0
    return hit


@compiled
def _note(touched: Marks, noted: int, hit: int, among: Keys) -> int:
    """Note names that were touched, by a bit each: far fewer places of memory than their weights; return how many are."""
    for at in range(noted, hit):
        name = touched[AT(at)]
        among[AT(name >> 6)] |= 1 << (name & 63)
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
def agreement_of_cards(born: int, other: int) -> int:
    """Return how two births agree, each as by `packed_birth`; most differ."""
    if abs((born >> 9) - (other >> 9)) > 2 and born & 511 != other & 511:
        return births.DIFFERS
    return births.agreement_of_days(
        born >> 9, (born >> 5) & 15, born & 31, other >> 9, (other >> 5) & 15, other & 31
    )


@compiled
def _heaviest(
    k: int, own: int, hit: int, told: Marks, told_start: Marks, b_told: Marks, b_told_start: Marks, cards: Marks,
    person: Marks, weight: Numbers, touched: Marks, gains: Numbers, card_at: Marks, steps: Marks, heavy: Marks, heavy_weight: Numbers,
) -> int:  # fmt: skip
    """Keep the heaviest of the touched names, the heaviest first; clear the weights of all."""
    dated = told_start[k, 0] < told_start[k, 1]
    born = packed_birth(told, told_start, k)
    for at in range(hit):  # nothing but looking up: the processor waits for many places of memory at once
        name = AT(touched[at])
        gains[at], card_at[at] = weight[name], cards[name]
        weight[name] = 0.0
    most = np.float32(1e-9)
    for at in range(hit):
        card = card_at[at]
        gained = gains[at] - np.float32(OTHER_SIZE * abs(size_of(card) - own))
        other = born_of(card)
        if born > 0 and other > 0:
            gained += BORN[agreement_of_cards(born, other)]
        elif dated and other:
            gained += BORN[_nearest(told, told_start, k, b_told, b_told_start, person[touched[at]])]
        gains[at] = gained = max(gained, np.float32(0.0))
        most = max(most, gained)
    steps[:] = 0
    scale = np.float32((STEPS - 1) / most)
    for at in range(hit):
        steps[AT(gains[at] * scale)] += 1
    step, count = STEPS, 0
    while step > 0 and count + steps[step - 1] <= MOST_COMPARED:  # from now on a step says where its names go
        step -= 1
        steps[step], count = count, count + steps[step]
    last = max(step - 1, 0)
    if step > 0:
        steps[last] = count
    for at in range(hit):
        where = int(gains[at] * scale)
        if where >= step or (where == last and steps[where] < MOST_COMPARED):
            place = steps[where]
            heavy[place], heavy_weight[place] = touched[at], gains[at]
            steps[where] = place + 1
    count = int(steps[last])
    _heaviest_first(heavy, heavy_weight, count)
    return count


@compiled
def _heaviest_first(heavy: Marks, heavy_weight: Numbers, count: int) -> None:
    """Put names in order that the steps have nearly put."""
    for i in range(1, count):
        name, weight = heavy[i], heavy_weight[i]
        j = i - 1
        while j >= 0 and heavy_weight[j] < weight:
            heavy[j + 1], heavy_weight[j + 1] = heavy[j], heavy_weight[j]
            j -= 1
        heavy[j + 1], heavy_weight[j + 1] = name, weight
