"""A list made ready for search: one query against a hundred thousand persons in a fraction of a millisecond.

Words are found by their coarse consonants, whole and with one left out (symmetric deletion, as in Garbe's
SymSpell), and kept where they are alike; the names that hold them gather weight, the rarer the word the more;
the heaviest are compared in full. Persons are also found by a document's number.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.names import births
from chegara.profiling.methods.names.comparison import Scratch, scratch, total, weigh_facts
from chegara.profiling.methods.names.evidence import weights
from chegara.profiling.methods.names.jit import compiled
from chegara.profiling.methods.names.likeness import likeness
from chegara.profiling.methods.names.roll import Roll, Rolled, roll_of
from chegara.profiling.methods.names.scoring import compare_names, logistic
from chegara.profiling.methods.names.words import Costs, costs, search_keys
from chegara.profiling.methods.watchlists.entry import ListEntry

MOST_COMPARED = 40
"""Names that are compared in full for one query."""
ALIKE = 0.72
SHORTEST_CUT = 4
"""Coarse consonants that a word has at least, for one of them to be left out."""
LONG_POSTINGS = 4000
ENOUGH_FOUND = 400
HALF = 0.5
BATCH = 2000


class Postings(NamedTuple):
    """Where words stand: names that hold word w lie between name_start[w] and name_start[w + 1].

    `keys` are sorted hashes of coarse consonants, `key_word` the word of each. `rarity` is the logarithm of all
    names over those that hold the word. `person` is the person of each name; `documents` are sorted hashes of
    document numbers with the person of each.
    """

    names: npt.NDArray[np.int32]
    name_start: npt.NDArray[np.int32]
    keys: npt.NDArray[np.int32]
    key_word: npt.NDArray[np.int32]
    rarity: npt.NDArray[np.float32]
    person: npt.NDArray[np.int32]
    documents: npt.NDArray[np.int32]
    document_person: npt.NDArray[np.int32]


class Room(NamedTuple):
    """Room that a search works in."""

    weight: npt.NDArray[np.float32]
    touched: npt.NDArray[np.int32]
    stamp: npt.NDArray[np.int32]
    heavy: npt.NDArray[np.int32]
    heavy_weight: npt.NDArray[np.float32]
    order: npt.NDArray[np.int32]


class Queries(NamedTuple):
    """Words of queries with what they are found by, as arrays."""

    roll: Roll
    joins: npt.NDArray[np.int32]
    joins_start: npt.NDArray[np.int32]
    keys: npt.NDArray[np.int32]
    keys_start: npt.NDArray[np.int32]


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
        self._room = _room(self.postings, len(self.roll.words.length))
        self._scratch = scratch()

    def __len__(self) -> int:
        return len(self.roll.first) - 1

    @property
    def nbytes(self) -> int:
        """Return the bytes that the index takes."""
        arrays = [*self.roll.words, *self.roll.names, self.roll.first, *self.roll.facts, *self.postings, *self._room]
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
        asked = _queries(roll_of(queries, joined=True))
        found = np.full((len(queries), most), -1, np.int32)
        odds = np.zeros((len(queries), most), np.float64)
        limit = float(np.log(threshold / (1.0 - threshold))) if 0.0 < threshold < 1.0 else (-1e8 if threshold <= 0 else 60.0)
        _search_all(asked, self.roll, self.postings, costs(), weights(), self._scratch, self._room, limit, found, odds)
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
        self.id_start, self.name_start = np.array(self._id_start, np.int64), np.array(self._name_start, np.int64)
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
    start = np.searchsorted(word[order], np.arange(len(roll.words.length) + 1)).astype(np.int32)
    hashes, hashed = [], []
    for text, number in rolled.lexicon.ids.items():
        for found in _hashes(text):
            hashes.append(found)
            hashed.append(number)
    keys, key_word = np.array(hashes, np.int32), np.array(hashed, np.int32)
    by_key = np.argsort(keys, kind="stable")
    documents = roll.facts.documents
    owners = np.repeat(np.arange(len(person) and len(roll.first) - 1, dtype=np.int32), np.diff(roll.facts.documents_start))
    by_number = np.argsort(documents, kind="stable")
    rarity = np.log((len(person) + 1) / np.maximum(np.diff(start), 1)).astype(np.float32)
    return Postings(holder[order], start, keys[by_key], key_word[by_key], rarity, person, documents[by_number],
                    owners[by_number])  # fmt: skip


def _hashes(word: str) -> set[int]:
    """Return what a word is found by: its coarse consonants, whole and with one of them left out."""
    found = set()
    for each in search_keys(word):
        if not each:  # a word of vowels alone
            each = "="
        found.add(zlib.crc32(each.encode()) - (1 << 31))
        if len(each) >= SHORTEST_CUT:
            found |= {zlib.crc32(f"{each[:k]}{each[k + 1 :]}".encode()) - (1 << 31) for k in range(len(each))}
    return found


def _room(postings: Postings, words: int) -> Room:
    names = len(postings.person)
    return Room(np.zeros(names, np.float32), np.zeros(names, np.int32), np.full(words, -1, np.int32),
                np.zeros(MOST_COMPARED, np.int32), np.zeros(MOST_COMPARED, np.float32), np.zeros(64, np.int32))  # fmt: skip


def _queries(rolled: Rolled) -> Queries:
    keys: list[int] = []
    start = [0]
    for word in rolled.lexicon.ids:
        keys += _hashes(word)
        start.append(len(keys))
    return Queries(rolled.roll, rolled.joins, rolled.joins_start, np.array(keys, np.int32), np.array(start, np.int32))


@compiled
def _search_all(
    asked: Queries, listed: Roll, postings: Postings, costs: Costs, weights: npt.NDArray[np.float32], work: Scratch,
    room: Room, limit: float, found: npt.NDArray[np.int32], odds: npt.NDArray[np.float64],
) -> None:  # fmt: skip
    """Search for each query; fill the names found, the best first, and their log-odds."""
    words, likes, start = _alike(asked, listed, postings, costs, work, room)
    for k in range(len(found)):
        for p in range(asked.roll.first[k], asked.roll.first[k + 1]):
            count = _gather(asked, k, p, listed, postings, room, words, likes, start)
            best = 0.0
            for place in range(count):
                if room.heavy_weight[place] > best:
                    best = room.heavy_weight[place]
            for place in range(count):
                if room.heavy_weight[place] >= HALF * best:
                    _weigh(asked.roll, k, p, listed, postings, room.heavy[place], costs, weights, work, limit, found[k], odds[k])
        for own in range(asked.roll.facts.documents_start[k], asked.roll.facts.documents_start[k + 1]):
            number = asked.roll.facts.documents[own]
            place = np.searchsorted(postings.documents, number)
            while place < len(postings.documents) and postings.documents[place] == number:
                person = postings.document_person[place]
                for p in range(asked.roll.first[k], asked.roll.first[k + 1]):
                    for name in range(listed.first[person], listed.first[person + 1]):
                        _weigh(asked.roll, k, p, listed, postings, name, costs, weights, work, limit, found[k], odds[k])
                place += 1


@compiled
def _alike(
    asked: Queries, listed: Roll, postings: Postings, costs: Costs, work: Scratch, room: Room
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """Return for each word of the queries the words of the list that are alike, and how much."""
    count = len(asked.roll.words.length)
    start = np.zeros(count + 1, np.int32)
    words = np.empty(64 * count + 64, np.int32)
    likes = np.empty(64 * count + 64, np.float32)
    used = 0
    room.stamp[:] = -1
    for w in range(count):
        for k in range(asked.keys_start[w], asked.keys_start[w + 1]):
            key = asked.keys[k]
            place = np.searchsorted(postings.keys, key)
            while place < len(postings.keys) and postings.keys[place] == key:
                other = postings.key_word[place]
                place += 1
                if room.stamp[other] == w:
                    continue
                room.stamp[other] = w
                like, _ = likeness(asked.roll.words, w, listed.words, other, costs, work.lines, False)
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
def _gather(
    asked: Queries, k: int, p: int, listed: Roll, postings: Postings, room: Room,
    words: npt.NDArray[np.int32], likes: npt.NDArray[np.float32], start: npt.NDArray[np.int32],
) -> int:  # fmt: skip
    """Collect in `room.heavy` the names that hold most of a query name's words; return how many."""
    names, joins = asked.roll.names, asked
    first, last = names.start[p], names.start[p + 1]
    own = last - first
    count = own + joins.joins_start[p + 1] - joins.joins_start[p]
    if count > len(room.order):
        count = len(room.order)
    for i in range(count):
        room.order[i] = names.words[first + i] if i < own else joins.joins[joins.joins_start[p] + i - own]
    for i in range(1, count):  # the words that stand in the fewest names first
        word = room.order[i]
        size = _spread(word, postings, words, start)
        j = i - 1
        while j >= 0 and _spread(room.order[j], postings, words, start) > size:
            room.order[j + 1] = room.order[j]
            j -= 1
        room.order[j + 1] = word
    touched = 0
    for i in range(count):
        word = room.order[i]
        spread = _spread(word, postings, words, start)
        if spread > LONG_POSTINGS and ENOUGH_FOUND > touched > 0 and i > 1:
            break
        for place in range(start[word], start[word + 1]):
            other = words[place]
            gain = likes[place] * likes[place] * (postings.rarity[other] + 0.5)
            for at in range(postings.name_start[other], postings.name_start[other + 1]):
                name = postings.names[at]
                if room.weight[name] == 0.0:
                    room.touched[touched] = name
                    touched += 1
                room.weight[name] += gain
    return _heaviest(asked, k, own, listed, postings, room, touched)


@compiled
def _spread(word: int, postings: Postings, words: npt.NDArray[np.int32], start: npt.NDArray[np.int32]) -> int:
    found = 0
    for place in range(start[word], start[word + 1]):
        found += postings.name_start[words[place] + 1] - postings.name_start[words[place]]
    return found


@compiled
def _heaviest(asked: Queries, k: int, own: int, listed: Roll, postings: Postings, room: Room, touched: int) -> int:
    """Keep the heaviest of the touched names, those born near the query's birth before others; clear the rest."""
    count = 0
    least = -1e9
    facts, known = asked.roll.facts, listed.facts
    has_birth = facts.births_start[k] < facts.births_start[k + 1]
    for at in range(touched):
        name = room.touched[at]
        weight = room.weight[name] - 0.4 * abs(listed.names.start[name + 1] - listed.names.start[name] - own)
        room.weight[name] = 0.0
        if count == MOST_COMPARED and weight + 3.0 <= least:
            continue
        person = postings.person[name]
        if has_birth and known.births_start[person] < known.births_start[person + 1]:
            kind = births.DIFFERS
            for one in range(facts.births_start[k], facts.births_start[k + 1]):
                for other in range(known.births_start[person], known.births_start[person + 1]):
                    kind = min(kind, births.agreement(facts.births[one], known.births[other]))
            weight += 3.0 if kind < births.NEAR else (0.0 if kind == births.NEAR else -2.0)
        if count < MOST_COMPARED:
            room.heavy[count] = name
            room.heavy_weight[count] = weight
            count += 1
            if count == MOST_COMPARED:
                least = room.heavy_weight.min()
        elif weight > least:
            place = room.heavy_weight.argmin()
            room.heavy[place] = name
            room.heavy_weight[place] = weight
            least = room.heavy_weight.min()
    return count


@compiled
def _weigh(
    asked: Roll, k: int, p: int, listed: Roll, postings: Postings, name: int, costs: Costs,
    weights: npt.NDArray[np.float32], work: Scratch, limit: float, found: npt.NDArray[np.int32], odds: npt.NDArray[np.float64],
) -> None:  # fmt: skip
    """Compare a query's name with a listed name in full, and put it among the found, one name a person."""
    person = postings.person[name]
    rows = compare_names(asked, p, listed, name, costs, weights, work)
    low = asked.names.low[p] + listed.names.low[name] > 0
    rows = weigh_facts(asked.facts, k, listed.facts, person, weights, work, rows, low)
    sum_ = total(work, rows)
    if sum_ < limit:
        return
    most = len(found)
    place = most
    for at in range(most):
        if found[at] >= 0 and postings.person[found[at]] == person:
            if odds[at] >= sum_:
                return
            place = at
            break
    if place == most:
        for at in range(most):
            if found[at] < 0:
                place = at
                break
    if place == most:
        if odds[most - 1] >= sum_:
            return
        place = most - 1
    while place > 0 and odds[place - 1] < sum_:
        found[place] = found[place - 1]
        odds[place] = odds[place - 1]
        place -= 1
    found[place] = name
    odds[place] = sum_
