"""A list made ready for search: one query against a hundred thousand persons in a fraction of a millisecond.

Words are found by their coarse consonants, as they are and with one changed, missing, added or two swapped (as in
Norvig's spelling corrector, 2007), and kept where they are alike; the names that hold them gather weight, the rarer
the word the more; the heaviest are compared in full. Words that many names hold only add weight to names that rarer
words have brought (as in Turtle and Flood's MaxScore, 1995). Persons are also found by a document's number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.names import births
from chegara.profiling.methods.names.comparison import LINES, PARTS, compare, scratch, total, weigh_facts
from chegara.profiling.methods.names.evidence import weights
from chegara.profiling.methods.names.jit import compiled
from chegara.profiling.methods.names.likeness import Marks, Numbers, Sounds, likeness
from chegara.profiling.methods.names.parsing import MOST_WORDS
from chegara.profiling.methods.names.roll import Rolled, roll_of
from chegara.profiling.methods.names.scoring import Small, flat, logistic
from chegara.profiling.methods.names.sounds import COARSE_BITS, COARSE_LETTERS, MOST_COARSE
from chegara.profiling.methods.names.words import costs
from chegara.profiling.methods.watchlists.entry import ListEntry

MOST_COMPARED = 40
"""Names that are compared in full for one query."""
ALIKE = 0.72
SHORTEST_CUT = 4
"""Coarse consonants that the longer of two words has at least, for one of them to differ."""
MOST_TOUCHED = 3000
"""Names that the words of a query may bring, from the second word on."""
HALF = 0.5
BATCH = 2000
EMPTY = -1


class Postings(NamedTuple):
    """Where words stand: names that hold word w lie between name_start[w] and name_start[w + 1].

    `keys` is a table of coarse consonants (open addressing, EMPTY where none), whose words are those of `key_word`
    from `key_start` to `key_end` of the same place. `rarity` is the logarithm of all
    names over those that hold the word. `person` is the person of each name; `documents` are sorted hashes of
    document numbers with the person of each.
    """

    names: npt.NDArray[np.int32]
    name_start: npt.NDArray[np.int32]
    keys: npt.NDArray[np.int64]
    key_start: npt.NDArray[np.int32]
    key_end: npt.NDArray[np.int32]
    key_word: npt.NDArray[np.int32]
    rarity: npt.NDArray[np.float32]
    person: npt.NDArray[np.int32]
    documents: npt.NDArray[np.int32]
    document_person: npt.NDArray[np.int32]


class Room(NamedTuple):
    """Room that a search works in: the weight of each name, the names touched, the round in which each word was last
    seen (the round is the last element), the likeness then, the heaviest names and their weights."""

    weight: npt.NDArray[np.float32]
    touched: npt.NDArray[np.int32]
    stamp: npt.NDArray[np.int32]
    like: npt.NDArray[np.float32]
    heavy: npt.NDArray[np.int32]
    heavy_weight: npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person of the list who may be the one looked for: a position in the list, the score, the name that fits."""

    position: int
    id: str
    name: str
    score: float


class Index:
    """Persons of a list, ready for search.

    >>> from chegara.profiling.methods.watchlists.entry import ListedName
    >>> listed = [ListEntry(id=str(k), names=(ListedName(text=text),))
    ...           for k, text in enumerate(["Каримов Азиз", "Рахмонов Эмомали", "Усмонов Далер"])]
    >>> [found.id for found in Index(listed).search(ListEntry(id="", names=(ListedName(text="Emomali Rahmon"),)))]
    ['1']
    """

    def __init__(self, entries: Iterable[ListEntry]) -> None:
        told = _Told()
        rolled = roll_of(told.listening(entries), joined=True)
        self.roll = rolled.roll
        self.postings = _postings(rolled)
        self._told = told.kept(self.postings.person, rolled.listed)
        self._room = _room(self.postings, len(self.roll.words.marks))
        self._scratch = scratch()

    def __len__(self) -> int:
        return len(self.roll.first) - 1

    @property
    def nbytes(self) -> int:
        """Return the bytes that the index takes."""
        arrays = [*flat(self.roll), *self.postings, *self._room]
        return sum(each.nbytes for each in arrays) + self._told.nbytes

    def search(self, query: ListEntry, *, threshold: float = 0.5, most: int = 10) -> list[Candidate]:
        """Return the persons that score at least `threshold`, the best first, at most `most`."""
        return next(iter(self.search_all([query], threshold=threshold, most=most)))

    def search_all(
        self, queries: Iterable[ListEntry], *, threshold: float = 0.5, most: int = 10
    ) -> Iterator[list[Candidate]]:
        """Yield for each query what `search` returns; many queries at once are faster than one by one."""
        waiting: list[ListEntry] = []
        for query in queries:
            waiting.append(query)
            if len(waiting) == BATCH:
                yield from self._batch(waiting, threshold, most)
                waiting = []
        if waiting:
            yield from self._batch(waiting, threshold, most)

    def _batch(self, queries: Sequence[ListEntry], threshold: float, most: int) -> Iterator[list[Candidate]]:
        asked = roll_of(queries, joined=True)
        keys, keys_start = asked.lexicon.keys()
        found = np.full((len(queries), most), -1, np.int32)
        odds = np.zeros((len(queries), most), np.float64)
        work = self._scratch
        words, likes, start = _alike(
            *asked.roll.words, *self.roll.words, keys, keys_start, *self.postings[2:6],
            *costs(), work.numbers, self._room.stamp,
        )  # fmt: skip
        _search(
            *flat(asked.roll), asked.joins, asked.joins_start, words, likes, start, *flat(self.roll),
            self.postings.names, self.postings.name_start, self.postings.rarity, self.postings.person,
            self.postings.documents, self.postings.document_person, *costs(), weights(), *work,
            *self._room,
            _limit(threshold), found, odds,
        )  # fmt: skip
        for k in range(len(queries)):
            yield [
                Candidate(
                    position=int(self.postings.person[name]),
                    id=self._told.id(int(self.postings.person[name])),
                    name=self._told.name(int(name)),
                    score=logistic(float(odds[k, place])),
                )
                for place, name in enumerate(found[k])
                if name >= 0
            ]


class _Told:
    """Identifiers and names as they are written, packed: a million Python texts would weigh more than the index."""

    def __init__(self) -> None:
        self._ids, self._names = bytearray(), bytearray()
        self._id_start, self._name_start, self._first = [0], [0], [0]
        self.nbytes = 0

    def listening(self, entries: Iterable[ListEntry]) -> Iterator[ListEntry]:
        """Pass entries through, and note their texts."""
        for entry in entries:
            self._ids += entry.id.encode()
            self._id_start.append(len(self._ids))
            for name in entry.names:
                self._names += name.text.encode()
                self._name_start.append(len(self._names))
            self._first.append(len(self._name_start) - 1)
            yield entry

    def kept(self, person: npt.NDArray[np.int32], listed: Sequence[int]) -> _Told:
        """Close the books: `listed` says which name of its entry, of `person`, each name of the roll is."""
        self.ids, self.names = bytes(self._ids), bytes(self._names)
        self.id_start, self.name_start = (
            np.array(self._id_start, np.int64),
            np.array(self._name_start, np.int64),
        )
        self.place = np.array(self._first, np.int32)[person] + np.array(listed, np.int32)
        del self._ids, self._names, self._id_start, self._name_start, self._first
        self.nbytes = len(self.ids) + len(self.names) + sum(
            each.nbytes for each in (self.id_start, self.name_start, self.place)
        )  # fmt: skip
        return self

    def id(self, person: int) -> str:
        """Return a person's identifier."""
        return self.ids[self.id_start[person] : self.id_start[person + 1]].decode()

    def name(self, number: int) -> str:
        """Return one name of the roll as it is written."""
        place = int(self.place[number])
        return self.names[self.name_start[place] : self.name_start[place + 1]].decode()


def _postings(rolled: Rolled) -> Postings:
    roll = rolled.roll
    person = np.repeat(np.arange(len(roll.first) - 1, dtype=np.int32), np.diff(roll.first))
    name_of = np.repeat(np.arange(len(roll.names.low), dtype=np.int32), np.diff(roll.names.start))
    name_of_join = np.repeat(np.arange(len(roll.names.low), dtype=np.int32), np.diff(rolled.joins_start))
    word = np.concatenate((roll.names.words, rolled.joins))
    holder = np.concatenate((name_of, name_of_join))
    order = np.argsort(word, kind="stable")
    start = np.searchsorted(word[order], np.arange(len(roll.words.marks) + 1)).astype(np.int32)
    keys, key_start, key_end, key_word = _table(*rolled.lexicon.keys())
    told, begun = roll.facts
    where = np.concatenate([np.arange(first, last) for first, last in zip(begun[:-1, 3], begun[1:, 0], strict=True)
                            if first < last] or [np.zeros(0, np.int64)])  # fmt: skip
    documents = told[where]
    owners = np.repeat(np.arange(len(begun) - 1, dtype=np.int32), begun[1:, 0] - begun[:-1, 3])
    by_number = np.argsort(documents, kind="stable")
    rarity = np.log((len(person) + 1) / np.maximum(np.diff(start), 1)).astype(np.float32)
    return Postings(holder[order], start, keys, key_start, key_end, key_word, rarity, person, documents[by_number],
                    owners[by_number])  # fmt: skip


def _table(
    keys: npt.NDArray[np.int64], start: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the table of keys, where the words of each begin and end, and the words."""
    word = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
    order = np.argsort(keys, kind="stable")
    each, first, count = np.unique(keys[order], return_index=True, return_counts=True)
    size = 1 << max(4, int(3 * len(each)).bit_length())
    table, begins, ends = np.full(size, EMPTY, np.int64), np.zeros(size, np.int32), np.zeros(size, np.int32)
    _fill(each, first.astype(np.int32), (first + count).astype(np.int32), table, begins, ends)
    return table, begins, ends, word[order]


def _room(postings: Postings, words: int) -> Room:
    names = len(postings.person)
    return Room(np.zeros(names, np.float32), np.zeros(names, np.int32), np.zeros(words + 1, np.int32),
                np.zeros(words, np.float32), np.zeros(MOST_COMPARED, np.int32),
                np.zeros(MOST_COMPARED, np.float32))  # fmt: skip


def _limit(threshold: float) -> float:
    """Return the log-odds of a threshold; from 1 up only certainty beyond any evidence passes."""
    if threshold <= 0.0:
        return -1e8
    return math.log(threshold / (1.0 - threshold)) if threshold < 1.0 else 60.0


@compiled
def _place(table: npt.NDArray[np.int64], key: int) -> int:
    """Return where a key stands in the table, or the empty place where it would."""
    last = len(table) - 1
    mixed = key ^ (key >> 29)
    mixed = mixed * 2654435769 + (key >> 13) * 40503
    place = (mixed ^ (mixed >> 17)) & last
    while table[place] != EMPTY and table[place] != key:
        place = (place + 1) & last
    return int(place)


@compiled
def _fill(
    each: npt.NDArray[np.int64], first: Marks, last: Marks, table: npt.NDArray[np.int64], begins: Marks, ends: Marks
) -> None:  # fmt: skip
    for k in range(len(each)):
        place = _place(table, each[k])
        table[place] = each[k]
        begins[place] = first[k]
        ends[place] = last[k]


@compiled
def _edits(key: int, edits: npt.NDArray[np.int64]) -> int:
    """Write a key and all that lie one step from it; return how many."""
    edits[0] = key
    count = 1
    length = 0
    while length < MOST_COARSE and key >> (COARSE_BITS * length):
        length += 1
    if length < SHORTEST_CUT - 1 or length >= MOST_COARSE:
        return count
    letter = (1 << COARSE_BITS) - 1
    for at in range(length + 1):
        shift = COARSE_BITS * at
        below = key & ((1 << shift) - 1)
        for added in range(1, COARSE_LETTERS + 1):
            edits[count] = below | (added << shift) | ((key >> shift) << (shift + COARSE_BITS))
            count += 1
        if at == length or length < SHORTEST_CUT:
            continue
        here = (key >> shift) & letter
        above = key >> (shift + COARSE_BITS)
        edits[count] = below | (above << shift)
        count += 1
        for other in range(1, COARSE_LETTERS + 1):
            if other != here:
                edits[count] = below | (other << shift) | (above << (shift + COARSE_BITS))
                count += 1
        if at + 1 < length:
            after = above & letter
            edits[count] = (
                below | (after << shift) | (here << (shift + COARSE_BITS))
                | ((above >> COARSE_BITS) << (shift + 2 * COARSE_BITS))
            )  # fmt: skip
            count += 1
    return count


@compiled
def _first(keys: Marks, key: int) -> int:
    """Return the first place of a key among sorted keys."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _alike(
    a: Sounds, a_marks: Marks, a_sizes: Numbers, b: Sounds, b_marks: Marks, b_sizes: Numbers,
    asked_keys: npt.NDArray[np.int64], asked_start: Marks,
    keys: npt.NDArray[np.int64], key_start: Marks, key_end: Marks, key_word: Marks,
    instead: Numbers, penalty: Numbers, numbers: Numbers, stamp: Marks,
) -> tuple[Marks, Numbers, Marks]:  # fmt: skip
    """Return for each word of the queries the words of the list that are alike, and how much."""
    count = len(a_marks)
    start = np.zeros(count + 1, np.int32)
    words = np.empty(64 * count + 64, np.int32)
    likes = np.empty(64 * count + 64, np.float32)
    edits = np.empty(20 * MOST_COARSE, np.int64)
    lines = numbers[LINES:PARTS]
    used = 0
    turn = len(stamp) - 1
    for w in range(count):
        stamp[turn] += 1
        for k in range(asked_start[w], asked_start[w + 1]):
            for e in range(_edits(asked_keys[k], edits)):
                place = _place(keys, edits[e])
                if keys[place] == EMPTY:
                    continue
                for at in range(key_start[place], key_end[place]):
                    other = key_word[at]
                    if stamp[other] == stamp[turn]:
                        continue
                    stamp[other] = stamp[turn]
                    like, _ = likeness(
                        a,
                        a_marks,
                        a_sizes,
                        w,
                        b,
                        b_marks,
                        b_sizes,
                        other,
                        instead,
                        penalty,
                        lines,
                        False,
                        ALIKE,
                    )
                    if like < ALIKE:
                        continue
                    if used == len(words):
                        words = np.concatenate((words, np.empty(used, np.int32)))
                        likes = np.concatenate((likes, np.empty(used, np.float32)))
                    words[used] = other
                    likes[used] = like
                    used += 1
        start[w + 1] = used
    return words, likes, start


@compiled
def _search(  # noqa: C901 - one compiled loop
    a: Sounds, a_marks: Marks, a_sizes: Numbers, a_words: Marks, a_roles: Small, a_start: Marks, a_sex: Small,
    a_low: Small, a_first: Marks, a_told: Marks, a_told_start: Marks, joins: Marks, joins_start: Marks,
    words: Marks, likes: Numbers, alike_start: Marks,
    b: Sounds, b_marks: Marks, b_sizes: Numbers, b_words: Marks, b_roles: Small, b_start: Marks, b_sex: Small,
    b_low: Small, b_first: Marks, b_told: Marks, b_told_start: Marks,
    names: Marks, name_start: Marks, rarity: Numbers, person: Marks, documents: Marks, document_person: Marks,
    instead: Numbers, penalty: Numbers, weights: Numbers, numbers: Numbers, marks: Marks, joint: Sounds,
    weight: Numbers, touched: Marks, stamp: Marks, like: Numbers, heavy: Marks, heavy_weight: Numbers,
    limit: float, found: Marks, odds: npt.NDArray[np.float64],
) -> None:  # fmt: skip
    """Search for each query (rolls as by `flat`); fill the names found, the best first, and their log-odds."""
    order = np.zeros(4 * MOST_WORDS, np.int32)
    spread = np.zeros(4 * MOST_WORDS, np.int32)
    numbered = np.zeros(MOST_COMPARED, np.int32)
    for k in range(len(found)):
        for p in range(a_first[k], a_first[k + 1]):
            own = a_start[p + 1] - a_start[p]
            count = min(own + joins_start[p + 1] - joins_start[p], len(order))
            for i in range(count):
                order[i] = a_words[a_start[p] + i] if i < own else joins[joins_start[p] + i - own]
            _rarest_first(order, spread, count, words, alike_start, name_start)
            hit = _touch(order, spread, count, words, likes, alike_start, names, name_start, rarity, b_words, b_start,
                         weight, touched, stamp, like)  # fmt: skip
            kept = _heaviest(k, own, hit, a_told, a_told_start, b_start, b_told, b_told_start, person, weight, touched,
                             heavy, heavy_weight)  # fmt: skip
            best = 0.0
            for place in range(kept):
                best = max(best, heavy_weight[place])
            chosen = 0
            for place in range(kept):
                if heavy_weight[place] >= HALF * best:
                    numbered[chosen] = heavy[place]
                    chosen += 1
            at, last_at = 0, chosen
            document, last_document, inner = a_told_start[k, 3], a_told_start[k + 1, 0], -1
            holder, held = 0, 0
            while True:
                # First the heaviest names, then all names of those who bear the query's document numbers.
                if at < last_at:
                    name = numbered[at]
                    at += 1
                elif holder < held:
                    name = holder
                    holder += 1
                elif document < last_document:
                    if inner < 0:
                        inner = _first(documents, a_told[document])
                    if inner < len(documents) and documents[inner] == a_told[document]:
                        holder, held = b_first[document_person[inner]], b_first[document_person[inner] + 1]
                        inner += 1
                    else:
                        document, inner = document + 1, -1
                    continue
                else:
                    break
                rows = compare(
                    a, a_marks, a_sizes, a_words, a_roles, a_start[p], own, a_sex[p],
                    b, b_marks, b_sizes, b_words, b_roles, b_start[name], b_start[name + 1] - b_start[name],
                    b_sex[name], instead, penalty, weights, numbers, marks, joint,
                )  # fmt: skip
                rows = weigh_facts(a_told, a_told_start, k, b_told, b_told_start, person[name],
                                   a_low[p] + b_low[name] > 0, weights, numbers, marks, rows)  # fmt: skip
                sum_ = total(numbers, rows)
                if sum_ >= limit:
                    _enter(name, sum_, k, person, found, odds)


@compiled
def _spread(word: int, words: Marks, alike_start: Marks, name_start: Marks) -> int:
    """Return how many names hold a word like this."""
    found = 0
    for place in range(alike_start[word], alike_start[word + 1]):
        found += name_start[words[place] + 1] - name_start[words[place]]
    return found


@compiled
def _rarest_first(
    order: Marks, spread: Marks, count: int, words: Marks, alike_start: Marks, name_start: Marks
) -> None:  # fmt: skip
    for i in range(count):
        word = order[i]
        size = _spread(word, words, alike_start, name_start)
        j = i - 1
        while j >= 0 and spread[j] > size:
            order[j + 1] = order[j]
            spread[j + 1] = spread[j]
            j -= 1
        order[j + 1] = word
        spread[j + 1] = size


@compiled
def _touch(
    order: Marks, spread: Marks, count: int, words: Marks, likes: Numbers, alike_start: Marks, names: Marks,
    name_start: Marks, rarity: Numbers, b_words: Marks, b_start: Marks, weight: Numbers, touched: Marks,
    stamp: Marks, like: Numbers,
) -> int:  # fmt: skip
    """Give weight to the names that hold words like the query's; return how many were touched.

    The rarest word brings its names, and each other as long as few were brought; then words only add.
    """
    hit = brought = 0
    turn = len(stamp) - 1
    for i in range(count):
        word = order[i]
        first, last = alike_start[word], alike_start[word + 1]
        brought += spread[i]
        if hit == 0 or brought <= MOST_TOUCHED:
            for place in range(first, last):
                other = words[place]
                gain = likes[place] * likes[place] * (rarity[other] + np.float32(0.5))
                for at in range(name_start[other], name_start[other + 1]):
                    name = names[at]
                    if weight[name] == 0.0:
                        touched[hit] = name
                        hit += 1
                    weight[name] += gain
            continue
        stamp[turn] += 1
        for place in range(first, last):
            stamp[words[place]] = stamp[turn]
            like[words[place]] = likes[place] * likes[place] * (rarity[words[place]] + np.float32(0.5))
        for at in range(hit):
            name = touched[at]
            for k in range(b_start[name], b_start[name + 1]):
                if stamp[b_words[k]] == stamp[turn]:
                    weight[name] += like[b_words[k]]
    return hit


@compiled
def _heaviest(
    k: int, own: int, hit: int, a_told: Marks, a_told_start: Marks, b_start: Marks, b_told: Marks, b_told_start: Marks,
    person: Marks, weight: Numbers, touched: Marks, heavy: Marks, heavy_weight: Numbers,
) -> int:  # fmt: skip
    """Keep the heaviest of the touched names, those born near the query's birth before others; clear the rest."""
    count, least, least_at = 0, 1e9, 0
    has_birth = a_told_start[k, 0] < a_told_start[k, 1]
    for at in range(hit):
        name = touched[at]
        gained = weight[name] - 0.4 * abs(b_start[name + 1] - b_start[name] - own)
        weight[name] = 0.0
        if count == len(heavy) and gained + 3.0 <= least:
            continue
        holder = person[name]
        if has_birth and b_told_start[holder, 0] < b_told_start[holder, 1]:
            kind = births.DIFFERS
            for one in range(a_told_start[k, 0], a_told_start[k, 1], 4):
                for other in range(b_told_start[holder, 0], b_told_start[holder, 1], 4):
                    kind = min(kind, births.agreement(a_told, one, b_told, other))
            gained += 3.0 if kind < births.NEAR else (0.0 if kind == births.NEAR else -2.0)
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
    return count


@compiled
def _enter(
    name: int, sum_: float, k: int, person: Marks, found: Marks, odds: npt.NDArray[np.float64]
) -> None:
    """Put a name among the found, in its place, one name a person."""
    most = found.shape[1]
    place = most
    for at in range(most):
        if found[k, at] < 0:
            place = min(place, at)
        elif person[found[k, at]] == person[name]:
            if odds[k, at] >= sum_:
                return
            place = at
            break
    if place == most:
        if odds[k, most - 1] >= sum_:
            return
        place = most - 1
    while place > 0 and odds[k, place - 1] < sum_:
        found[k, place] = found[k, place - 1]
        odds[k, place] = odds[k, place - 1]
        place -= 1
    found[k, place] = name
    odds[k, place] = sum_
