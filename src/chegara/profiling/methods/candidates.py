"""Candidates of a list for one traveller: rows of what agrees and what contradicts, which add up to the
score.

A candidate is never an identity. The weights are plain points of agreement and no probability; they are
chosen so that a name alone never reaches `STRONG`: that needs a date of birth or a document besides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from chegara.common.transliteration import skeleton, sound, vowels_merged
from chegara.profiling.methods.watchlists.entry import DAY, BirthDate, ListEntry

LEAST, STRONG = 40.0, 80.0
NAME_POINTS, LEAST_NAME = 60.0, 0.8


@dataclass(frozen=True)
class Traveller:
    """Who stands at the counter, as the document says; `birth` is ISO 8601 as far as known."""

    name: str
    birth: str = ""
    sex: str = ""
    document: str = ""


@dataclass(frozen=True)
class Row:
    """One row of the explanation: what was compared, ours, theirs, by which rule, for how many points."""

    what: str
    ours: str
    theirs: str
    rule: str
    points: float


@dataclass(frozen=True)
class Candidate:
    """An entry that may be the traveller; `score` is the sum of its rows' points."""

    entry: ListEntry
    rows: tuple[Row, ...]

    @property
    def score(self) -> float:
        """Sum of the points, at least 0."""
        return round(sum(row.points for row in self.rows), 1)


@lru_cache(maxsize=200_000)
def _key(word: str) -> str:
    return vowels_merged(sound(word))


@lru_cache(maxsize=200_000)
def _block(word: str) -> str:
    return skeleton(sound(word))


class Index:
    """Entries of lists, looked up by the consonants of their names' words."""

    def __init__(self, entries: Iterable[ListEntry]) -> None:
        self.entries = list(entries)
        self._by_block: dict[str, set[int]] = defaultdict(set)
        self._by_document: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self.entries):
            for name in entry.names:
                for word in _words(name.text):
                    self._by_block[_block(word)].add(number)
            for document in entry.documents:
                self._by_document[_bare(document.number)].add(number)

    def find(self, traveller: Traveller, *, least: float = LEAST) -> list[Candidate]:
        """Return the candidates for a traveller, the likeliest first."""
        words = _words(traveller.name)
        hits: dict[int, int] = defaultdict(int)
        for block in {_block(word) for word in words}:
            for number in self._by_block.get(block, ()):
                hits[number] += 1
        wanted = {number for number, count in hits.items() if count >= min(2, len(words))}
        if traveller.document:
            wanted |= self._by_document.get(_bare(traveller.document), set())
        found = [self._compare(self.entries[number], traveller) for number in wanted]
        return sorted(
            (one for one in found if one.score >= least), key=lambda one: (-one.score, one.entry.id)
        )

    def _compare(self, entry: ListEntry, traveller: Traveller) -> Candidate:
        rows = [
            _name_row(entry, traveller),
            _birth_row(entry, traveller),
            _sex_row(entry, traveller),
            _document_row(entry, traveller),
        ]
        return Candidate(entry, tuple(row for row in rows if row is not None))


def _words(text: str) -> list[str]:
    return [word for word in text.replace("-", " ").replace("<", " ").split() if len(word) > 1]


def _bare(number: str) -> str:
    return "".join(character for character in number.upper() if character.isalnum())


def _name_row(entry: ListEntry, traveller: Traveller) -> Row:
    ours = " ".join(sorted(_key(word) for word in _words(traveller.name)))
    best, theirs = 0.0, entry.name
    for name in entry.names:
        other = " ".join(sorted(_key(word) for word in _words(name.text)))
        likeness = (0.8 * fuzz.token_set_ratio(ours, other) + 0.2 * fuzz.token_sort_ratio(ours, other)) / 100
        if likeness > best:
            best, theirs = likeness, name.text
    points = NAME_POINTS * max(0.0, (best - LEAST_NAME) / (1 - LEAST_NAME))
    rule = "name_same" if best > 0.99 else "name_sounds_like" if best >= LEAST_NAME else "name_differs"
    return Row("name", traveller.name, theirs, rule, round(points, 1))


def _birth_row(entry: ListEntry, traveller: Traveller) -> Row | None:
    if not traveller.birth or not entry.births:
        return None
    parts = [int(part) for part in traveller.birth.split("-")]
    compared = [_birth_points(parts, birth) for birth in entry.births]
    (rule, points), theirs = max(
        zip(compared, map(str, entry.births), strict=True), key=lambda pair: pair[0][1]
    )
    return Row("birth", traveller.birth, theirs, rule, points)


def _birth_points(ours: list[int], theirs: BirthDate) -> tuple[str, float]:
    last = max(theirs.last_year, theirs.year)
    if len(ours) == 3 and theirs.precision == DAY and not theirs.approximate:
        same = (theirs.year, theirs.month, theirs.day)
        if tuple(ours) == same:
            return "birth_same", 30.0
        if (ours[0], ours[2], ours[1]) == same:
            return "birth_swapped", 20.0
        if ours[0] == theirs.year and (ours[1:] == [1, 1] or same[1:] == (1, 1)):
            return "birth_first_january", 15.0
        return ("birth_year_same", 5.0) if ours[0] == theirs.year else ("birth_differs", -40.0)
    slack = 2 if theirs.approximate else 0
    if theirs.year - slack <= ours[0] <= last + slack:
        return "birth_year_fits", 12.0
    return "birth_differs", -40.0


def _sex_row(entry: ListEntry, traveller: Traveller) -> Row | None:
    if not traveller.sex or not entry.sex:
        return None
    if traveller.sex == entry.sex:
        return Row("sex", traveller.sex, entry.sex, "sex_same", 2.0)
    return Row("sex", traveller.sex, entry.sex, "sex_differs", -30.0)


def _document_row(entry: ListEntry, traveller: Traveller) -> Row | None:
    if not traveller.document or not entry.documents:
        return None
    for document in entry.documents:
        if _bare(document.number) == _bare(traveller.document):
            return Row("document", traveller.document, document.number, "document_same", 60.0)
    return Row("document", traveller.document, entry.documents[0].number, "document_other", 0.0)
