"""A list made ready for search: one query against a hundred thousand persons in a fraction of a millisecond.

`candidates` says which names are worth it; those are compared in full. Persons are also found by a document's number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from chegara.common.garbage import not_collected
from chegara.common.machine_code import compiled
from chegara.common.one_piece import in_one_piece
from chegara.profiling.methods.names.candidates import Room, candidates, first_of, room
from chegara.profiling.methods.names.comparison import compare
from chegara.profiling.methods.names.evidence import weights
from chegara.profiling.methods.names.facts import weigh_facts
from chegara.profiling.methods.names.likeness import Marks, Numbers, Sounds
from chegara.profiling.methods.names.near import Memo, memo
from chegara.profiling.methods.names.parameters import THRESHOLD, THRESHOLD_UNDATED
from chegara.profiling.methods.names.postings import Postings, neighbourly, postings
from chegara.profiling.methods.names.reach import most_facts, most_names, most_rule
from chegara.profiling.methods.names.roll import roll_of
from chegara.profiling.methods.names.scoring import Small, flat, logistic
from chegara.profiling.methods.names.scratch import MOST_TURNS, scratch, total
from chegara.profiling.methods.names.told import Told
from chegara.profiling.methods.names.words import costs
from chegara.profiling.methods.watchlists.entry import ListEntry

MOST_IN_VAIN, MOST_IN_VAIN_DATED, MORE_OF_FEW = 32, 12, 12_000_000_000
"""Names in a row, the heaviest first, that turn out below the threshold before the search ends; fewer where births order them,
and more, by MORE_OF_FEW divided by the square of the names of the list, where the list is short."""
BATCH = 2000
LAST_ROUND = 1 << 22


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person of the list who may be the one looked for: a position in the list, the score, the name that fits."""

    position: int
    id: str
    name: str
    score: float


class Index:
    """Persons of a list, ready for search, by one thread at a time.

    >>> from chegara.profiling.methods.watchlists.entry import ListedName
    >>> listed = [ListEntry(id=str(k), names=(ListedName(text=text),))
    ...           for k, text in enumerate(["Каримов Азиз", "Рахмонов Эмомали", "Усмонов Далер"])]
    >>> [found.id for found in Index(listed).search(ListEntry(id="", names=(ListedName(text="Emomali Rahmon"),)))]
    ['1']
    """

    def __init__(self, entries: Iterable[ListEntry]) -> None:
        told = Told()
        with not_collected():
            rolled = roll_of(told.listening(entries))
        roll = neighbourly(rolled.roll)
        found = postings(roll)
        self.roll, self.postings, self._scratch, self._room = in_one_piece(
            (roll, found, scratch(), room(found))
        )
        self._told = told.kept(self.postings.person, rolled.listed)
        self._turn = Lock()
        self._batches = 0
        self._list = (*flat(self.roll), self.postings, *costs(), weights(), *self._scratch, self._room)

    def __len__(self) -> int:
        return len(self.roll.first) - 1

    @property
    def nbytes(self) -> int:
        """Return the bytes that the index takes."""
        arrays = [*flat(self.roll), *self.postings, *self._room[:-1], *self._room.near, *self._scratch]
        return sum(each.nbytes for each in arrays) + self._told.nbytes

    def search(self, query: ListEntry, *, threshold: float | None = None, most: int = 10) -> list[Candidate]:
        """Return the persons that score at least `threshold` (None: the product's), the best first, at most `most`."""
        return self._batch([query], threshold, most)[0]

    def search_all(
        self, queries: Iterable[ListEntry], *, threshold: float | None = None, most: int = 10
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

    def _batch(
        self, queries: Sequence[ListEntry], threshold: float | None, most: int
    ) -> list[list[Candidate]]:
        asked = roll_of(queries)
        limits = np.array([_limit(least(query) if threshold is None else threshold) for query in queries])
        found = np.full((len(queries), most), -1, np.int32)
        odds = np.zeros((len(queries), most), np.float64)
        with self._turn:
            self._batches += 1
            if self._batches == MOST_TURNS:
                self._batches = 1
                self._scratch.known[:] = 0
            for stamp in (self._room.stamp, self._room.near.stamp):
                if stamp[-1] > LAST_ROUND:
                    stamp[:] = 0
                    self._room.marked[:] = 0
            search: Callable[..., None] = _search
            search(*flat(asked.roll), *self._list, memo(len(asked.roll.words.marks)),
                   self._batches, limits, found, odds)  # fmt: skip
        answers: list[list[Candidate]] = [[] for _ in queries]
        for k, place in zip(*np.nonzero(found >= 0), strict=True):
            answers[k].append(self._candidate(int(found[k, place]), logistic(float(odds[k, place]))))
        return answers

    def _candidate(self, name: int, score: float) -> Candidate:
        person = int(self.postings.person[name])
        return Candidate(position=person, id=self._told.id(person), name=self._told.name(name), score=score)


def least(query: ListEntry) -> float:
    """Return the score from which on the product tells of somebody like the one who is looked for."""
    return THRESHOLD if query.births else THRESHOLD_UNDATED


def _limit(threshold: float) -> float:
    """Return the log-odds of a threshold; from 1 up only certainty beyond any evidence passes."""
    if threshold <= 0.0:
        return -1e8
    return math.log(threshold / (1.0 - threshold)) if threshold < 1.0 else 60.0


@compiled
def _search(
    a: Sounds, a_marks: Marks, a_sizes: Numbers, a_words: Marks, a_roles: Small, a_start: Marks, a_sex: Small,
    a_low: Small, a_first: Marks, a_told: Marks, a_told_start: Marks,
    b: Sounds, b_marks: Marks, b_sizes: Numbers, b_words: Marks, b_roles: Small, b_start: Marks, b_sex: Small,
    b_low: Small, b_first: Marks, b_told: Marks, b_told_start: Marks, listed: Postings,
    instead: Numbers, penalty: Numbers, weights: Numbers, numbers: Numbers, marks: Marks, joint: Sounds,
    known: npt.NDArray[np.int64], known_like: Numbers, work: Room, remembered: Memo, turn: int, limits: npt.NDArray[np.float64],
    found: Marks, odds: npt.NDArray[np.float64],
) -> None:  # fmt: skip
    """Search for each query (rolls as by `flat`); fill the names found, the best first, and their log-odds."""
    chosen, person, heavy, touched, joined = work.chosen, listed.person, work.heavy, work.touched, work.joined
    stamp, marked = work.stamp, work.marked
    slack = most_rule(weights)
    for k in range(len(found)):
        limit = limits[k]
        patience = MORE_OF_FEW // (len(person) * len(person))
        patience += MOST_IN_VAIN_DATED if a_told_start[k, 0] < a_told_start[k, 1] else MOST_IN_VAIN
        for p in range(a_first[k], a_first[k + 1]):
            own = a_start[p + 1] - a_start[p]
            kept = candidates(k, a, a_marks, a_words, a_start[p], own, a_told, a_told_start, b_words, b_start,
                              b_first, b_told, b_told_start, listed, work, remembered)  # fmt: skip
            count = bearers = _bearers(k, a_told, a_told_start, b_first, listed, chosen)
            for place in range(kept):
                chosen[count] = heavy[place]
                count += 1
            now = stamp[len(stamp) - 1]
            vain = 0
            for place in range(count):
                if vain == patience:
                    break
                vain += 1
                name = chosen[place]
                holder, begin = person[name], b_start[name]
                size = b_start[name + 1] - begin
                most = most_facts(a_told, a_told_start, k, b_told, b_told_start, holder, weights)
                if place >= bearers and most_names(
                    a, a_marks, a_sizes, a_words, a_start[p], own, b, b_marks, b_sizes, b_words, begin, size, instead,
                    penalty, weights, numbers, known, known_like, turn, marked, now, slack, _among(touched, joined[0], name),
                    limit - most,
                ) < limit - most:  # fmt: skip
                    continue
                rows = compare(
                    a, a_marks, a_sizes, a_words, a_roles, a_start[p], own, a_sex[p], b, b_marks, b_sizes, b_words, b_roles,
                    begin, size, b_sex[name], instead, penalty, weights, numbers, marks, joint, known, known_like, turn,
                )  # fmt: skip
                rows = weigh_facts(a_told, a_told_start, k, b_told, b_told_start, holder, a_low[p] + b_low[name] > 0,
                                   weights, numbers, marks, rows)  # fmt: skip
                sum_ = total(numbers, rows)
                if sum_ >= limit:
                    vain = 0
                    _enter(name, sum_, k, person, found, odds)


@compiled
def _among(touched: Marks, count: int, name: int) -> bool:
    """Say whether a name is one of the first that were touched."""
    for at in range(count):  # noqa: SIM110 - numba knows no any()
        if touched[at] == name:
            return True
    return False


@compiled
def _bearers(k: int, told: Marks, told_start: Marks, b_first: Marks, listed: Postings, chosen: Marks) -> int:
    """Choose all names of those who bear the query's document numbers; return how many."""
    count = 0
    for at in range(told_start[k, 3], told_start[k + 1, 0]):
        place = first_of(listed.documents, told[at])
        while place < len(listed.documents) and listed.documents[place] == told[at]:
            holder = listed.document_person[place]
            for name in range(b_first[holder], b_first[holder + 1]):
                if count < len(chosen) // 2:
                    chosen[count] = name
                    count += 1
            place += 1
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
