"""Which place a spelling names: surely, by a rule that has a name; or probably, for somebody to decide.

Method: a spelling and all names of all places are taken apart (`words.read`) and compared by how they
sound, with their own vowels, with vowels merged, and by consonants alone; the three similarities (1 minus
Levenshtein's distance over the longer length) are averaged, and lowered where the words of the kind
contradict. A place is sure only if it is good enough and clearly ahead of the next one, as record linkage
decides between a link, a possible link and none.

Sources:
    V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966. I.
    P. Fellegi, A. B. Sunter, "A theory for record linkage", JASA 64, 1969: three outcomes, two thresholds.
    P. Christen, Data Matching, Springer 2012, chapter 5: phonetic keys before edit distance. The weights
    and thresholds were set on the tuning half of `tests/organisation/spellings`; `benchmarks/places.py`
    prints what they do on the other half.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from chegara.common.transliteration import skeleton, vowels_merged
from chegara.organisation.methods.words import LEVELS, OF_A_PART, Reading, parts, quoted_parts, read

Floats: TypeAlias = npt.NDArray[np.float32]

SURE = 0.82
"""A place is sure from this score on …"""
AHEAD = 0.08
"""… if the next one lies at least so far behind."""
WORTH_OFFERING = 0.6
"""What scores less is not offered."""
MOST_OFFERED = 5

WEIGHTS = (0.35, 0.35, 0.30)
"""Of the sound, the sound with vowels merged, and the consonants."""
OF_ANOTHER_LEVEL = 0.25
OF_ANOTHER_MODE = 0.35
OF_AN_UNSAID_MODE = 0.1
OF_OTHER_NUMBERS = 0.5
OF_OTHER_SIDES = 0.4
OF_AN_ADJECTIVE = 0.12
OF_ITS_OWN_PART = 0.08
NEARLY_SAME = 0.955
"""What is not quite the same is sure within a longer spelling only from this score on."""


class Rule(StrEnum):
    """How a spelling came to its place."""

    EXACT = "exact"
    SOUND = "sound"
    CLOSE = "close"
    PART = "part"
    DECISION = "decision"
    NONE = ""


class Reason(StrEnum):
    """What speaks for a candidate, or against it."""

    SAME_SOUND = "same_sound"
    SIMILAR_SOUND = "similar_sound"
    SAME_LEVEL = "same_level"
    OTHER_LEVEL = "other_level"
    SAME_MODE = "same_mode"
    OTHER_MODE = "other_mode"
    OTHER_NUMBER = "other_number"
    OTHER_SIDE = "other_side"
    NOT_AHEAD = "not_ahead"


@dataclass(frozen=True)
class Place:
    """A place of ours: its key, all its names in any language, its code, and what crosses there."""

    key: int
    names: tuple[str, ...]
    code: str = ""
    mode: str = ""


class Kind(StrEnum):
    """What places a gazetteer is of."""

    POINT = "point"
    SECTION = "section"
    DIVISION = "division"


@dataclass(frozen=True)
class Candidate:
    """A place that a spelling may name; `score` from 0 to 1, `name` is the one that it resembles most."""

    key: int
    score: float
    name: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Resolution:
    """What a spelling names: `key` is None where it is not sure, and then `candidates` are offered, best
    first.

    `part` is the part of the spelling that named the place, where it is not the whole.
    """

    key: int | None = None
    rule: Rule = Rule.NONE
    candidates: tuple[Candidate, ...] = ()
    part: str = ""
    post: bool = False


def plain(text: str) -> str:
    """Return the form in which two spellings are the same: case and spaces do not count.

    >>> plain("  Зелёный   МОСТ ")
    'зеленый мост'
    """
    return " ".join(text.casefold().replace("ё", "е").split())


@dataclass(frozen=True)
class _Name:
    place: int
    text: str
    reading: Reading


class Gazetteer:
    """The places of one kind in one country, found by any spelling.

    Args:
        places: with different keys.
        kind: what they are; a district's name is no crossing point's, nor a post's a district's.
        decided: spellings that somebody decided upon, in the form of `plain`; None is "none of our places".
    """

    def __init__(
        self, places: Iterable[Place], kind: Kind, decided: Mapping[str, int | None] | None = None
    ) -> None:
        self._places = tuple(places)
        self._kind = kind
        self._decided = decided or {}

    @cached_property
    def _exact(self) -> dict[str, int]:
        found: dict[str, set[int]] = {}
        for place in self._places:
            for name in filter(None, (*place.names, place.code)):
                found.setdefault(plain(name), set()).add(place.key)
        return {name: keys.pop() for name, keys in found.items() if len(keys) == 1}

    @cached_property
    def _names(self) -> tuple[_Name, ...]:
        return tuple(
            _Name(position, name, read(name))
            for position, place in enumerate(self._places)
            for name in dict.fromkeys(filter(None, place.names))
        )

    @cached_property
    def _levels(self) -> tuple[str, ...]:
        """The level of each place, as the first of its names tells it."""
        levels = [""] * len(self._places)
        for name in self._names:
            levels[name.place] = levels[name.place] or name.reading.level
        return tuple(levels)

    @cached_property
    def _keys(self) -> tuple[list[list[str]], list[int], Floats]:
        """The sounds of all names in three forms, whose name each is, and what it costs to take it so."""
        keys, owners, costs = [], [], []
        for position, name in enumerate(self._names):
            for key, cost in name.reading.keys.items():
                keys.append(key)
                owners.append(position)
                costs.append(cost)
        return _forms(keys), owners, np.array(costs, dtype=np.float32)

    def exact(self, text: str) -> Resolution | None:
        """Return what was decided on a spelling or what is spelled just so, if there is either."""
        key = plain(text)
        if key in self._decided:
            return Resolution(self._decided[key], Rule.DECISION)
        found = self._exact.get(key)
        return Resolution(found, Rule.EXACT) if found is not None else None

    def resolve(self, text: str) -> Resolution:
        """Return which place a spelling names, and by which rule; or which ones it may name."""
        return self.exact(text) or self.suggest(text)

    def suggest(self, text: str) -> Resolution:
        """Return what the rules of sound make of a spelling, whatever was decided or is spelled just so."""
        if not text.strip() or not self._places:
            return Resolution()
        whole = self._judge(text)
        pieces = parts(text)
        if whole.key is not None or len(pieces) < 2:
            return whole
        named = quoted_parts(pieces, text) if self._kind is Kind.POINT else []
        judged = [(piece, self.exact(piece) or self._judge(piece)) for piece in named or pieces]
        return self._by_parts(whole, judged, least=SURE if named else NEARLY_SAME)

    def _by_parts(self, whole: Resolution, found: list[tuple[str, Resolution]], least: float) -> Resolution:
        """Settle on the narrowest place that a part names surely: the district, not its region."""
        sure = {
            one.key: (piece, one)
            for piece, one in found
            if one.key is not None and (one.rule is not Rule.CLOSE or one.candidates[0].score >= least)
        }
        ranks = {key: self._rank(key) for key in sure}
        narrowest = [key for key in sure if ranks[key] == max(ranks.values())]
        if len(narrowest) == 1:
            key = narrowest[0]
            return Resolution(key, Rule.PART, sure[key][1].candidates, sure[key][0], whole.post)
        offered: dict[int, Candidate] = {}
        for one in (whole, *(one for _, one in found)):
            for candidate in one.candidates:
                if candidate.key not in offered or offered[candidate.key].score < candidate.score:
                    offered[candidate.key] = candidate
        best = sorted(offered.values(), key=lambda candidate: (-candidate.score, candidate.key))
        return Resolution(candidates=tuple(best[:MOST_OFFERED]), post=whole.post)

    def _rank(self, key: int) -> int:
        level = next(
            level for place, level in zip(self._places, self._levels, strict=True) if place.key == key
        )
        return LEVELS.index(level) if level else 0

    def _judge(self, text: str) -> Resolution:
        reading = read(text)
        scores = self._scores(reading)
        best: dict[int, tuple[float, _Name]] = {}
        for name, score in zip(self._names, scores, strict=True):
            if name.place not in best or score > best[name.place][0]:
                best[name.place] = (float(score), name)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[: MOST_OFFERED + 1]
        ahead = ranked[0][1][0] - (ranked[1][1][0] if len(ranked) > 1 else 0.0)
        sure = ranked[0][1][0] >= SURE and ahead >= AHEAD
        candidates = tuple(
            self._candidate(reading, position, score, name, first=rank == 0 and not sure, ahead=ahead)
            for rank, (position, (score, name)) in enumerate(ranked[:MOST_OFFERED])
            if score >= WORTH_OFFERING
        )
        if not sure:
            return Resolution(candidates=candidates, post=reading.post)
        rule = Rule.SOUND if Reason.SAME_SOUND in candidates[0].reasons else Rule.CLOSE
        return Resolution(candidates[0].key, rule, candidates, post=reading.post)

    def _scores(self, reading: Reading) -> Floats:
        """Return how well a spelling fits each name, 0 to 1."""
        forms, owners, costs = self._keys
        asked = list(reading.keys)
        own_costs = np.array(list(reading.keys.values()), dtype=np.float32)
        own_costs[own_costs >= OF_A_PART] += OF_ITS_OWN_PART
        pairs = np.zeros((len(asked), len(owners)), dtype=np.float32)
        for weight, theirs, ours in zip(WEIGHTS, forms, _forms(asked), strict=True):
            pairs += weight * cdist(ours, theirs, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
        pairs -= own_costs[:, None] + costs[None, :]
        scores = np.zeros(len(self._names), dtype=np.float32)
        np.maximum.at(scores, owners, pairs.max(axis=0))
        lowered = [self._contradiction(reading, name) for name in self._names]
        return np.clip(scores - np.array(lowered, dtype=np.float32), 0, 1)

    def _contradiction(self, reading: Reading, name: _Name) -> float:
        """Return by how much the words of the kind speak against a name."""
        level, mode = self._levels[name.place], self._mode(name)
        lowered = 0.0
        if self._is_of_another_kind(reading) or (reading.level and level and reading.level != level):
            lowered += OF_ANOTHER_LEVEL
        elif reading.adjective and not reading.level and level in {"city", "settlement"}:
            lowered += OF_AN_ADJECTIVE
        if reading.mode and mode and reading.mode != mode:
            lowered += OF_ANOTHER_MODE
        elif name.reading.mode and not reading.mode:
            lowered += OF_AN_UNSAID_MODE
        if reading.numbers != name.reading.numbers:
            lowered += OF_OTHER_NUMBERS
        if reading.sides != name.reading.sides:
            lowered += OF_OTHER_SIDES
        return lowered

    def _is_of_another_kind(self, reading: Reading) -> bool:
        """Say whether a spelling calls itself a district among points, or a post among districts."""
        if self._kind is Kind.POINT:
            return bool(reading.level) and not reading.post
        return self._kind is Kind.DIVISION and reading.post and not reading.level

    def _mode(self, name: _Name) -> str:
        return self._places[name.place].mode or name.reading.mode

    def _candidate(
        self, reading: Reading, position: int, score: float, name: _Name, *, first: bool, ahead: float
    ) -> Candidate:
        level, mode = self._levels[position], self._mode(name)
        reasons = [Reason.SAME_SOUND if _alike(reading, name.reading) else Reason.SIMILAR_SOUND]
        if reading.level and level:
            reasons.append(Reason.SAME_LEVEL if reading.level == level else Reason.OTHER_LEVEL)
        if reading.mode and mode:
            reasons.append(Reason.SAME_MODE if reading.mode == mode else Reason.OTHER_MODE)
        if reading.numbers != name.reading.numbers:
            reasons.append(Reason.OTHER_NUMBER)
        if reading.sides != name.reading.sides:
            reasons.append(Reason.OTHER_SIDE)
        if first and score >= SURE and ahead < AHEAD:
            reasons.append(Reason.NOT_AHEAD)
        return Candidate(self._places[position].key, round(score, 3), name.text, tuple(reasons))


def _alike(one: Reading, other: Reading) -> bool:
    """Say whether two names sound the same but for endings."""
    keys = {key for key, cost in one.keys.items() if cost < OF_A_PART}
    return any(other.keys.get(key, OF_A_PART) < OF_A_PART for key in keys)


def _forms(keys: Sequence[str]) -> list[list[str]]:
    """Return keys as they sound, with vowels merged, and as consonants."""
    return [
        list(keys), [vowels_merged(key) for key in keys], [skeleton(key) or key for key in keys]
    ]  # fmt: skip
