"""Why two persons have their score: rows that add up to it, and a sentence in the user's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from chegara.profiling.methods.names.evidence import weights
from chegara.profiling.methods.names.facts import weigh_facts
from chegara.profiling.methods.names.likeness import JOINED
from chegara.profiling.methods.names.parameters import table
from chegara.profiling.methods.names.parsing import Part
from chegara.profiling.methods.names.roll import parsed, roll_of
from chegara.profiling.methods.names.scoring import compare_names, flat, logistic, score_pairs, swapped
from chegara.profiling.methods.names.scratch import (
    PARTS,
    ROW_AGREES,
    ROW_BASE,
    ROW_BORN,
    ROW_CONTRADICTS,
    ROW_DOCUMENT,
    ROW_MISSING_A,
    ROW_MISSING_B,
    ROW_NATION,
    ROW_ORDER,
    ROW_PLACE,
    ROW_SEX,
    ROWS,
    scratch,
)
from chegara.profiling.methods.names.words import costs
from chegara.profiling.methods.watchlists.entry import ListEntry

LANGUAGES = ("en", "ru")
_PHRASES = {ROW_BASE: "base", ROW_AGREES: "agrees_", ROW_CONTRADICTS: "contradicts_", ROW_MISSING_A: "missing_",
            ROW_MISSING_B: "missing_", ROW_ORDER: "order", ROW_SEX: "sex_", ROW_BORN: "born_",
            ROW_NATION: "nation_", ROW_PLACE: "place_", ROW_DOCUMENT: "document_"}  # fmt: skip
_SLIGHT = 0.15
"""Evidence of less log-odds than this is not spoken of in a sentence."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One piece of evidence.

    `weight` is in log-odds and adds up, over the rows, to the log-odds of the score; `contribution` is in points
    of probability and adds up to the score: what this row changed, the rows before it being known. `phrase` names
    the rule in `parameters/name_phrases.toml`; `likeness` is that of the two words, 0 to 1.
    """

    theirs: str
    ours: str
    alias: str
    phrase: str
    likeness: float
    weight: float
    contribution: float

    def told(self, language: str) -> str:
        """Return the row in words."""
        words = [word for word in (self.theirs, self.ours) if word] or [""]
        return str(table("phrases")[language][self.phrase]).format(one=words[0], other=words[-1])


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The score of two persons and its rows; `alias` is the name of ours that agreed best."""

    score: float
    odds: float
    alias: str
    rows: tuple[Row, ...]

    def sentence(self, language: str = "en") -> str:
        """Return the reasons in one sentence: what speaks for it, what agrees and says little, what speaks against.

        A frequent name lowers the score although it agrees: two namesakes are more often two persons.
        """
        phrases = table("phrases")[language]
        spoken = [row for row in self.rows if row.phrase != "base" and abs(row.weight) >= _SLIGHT]
        parts = [row.told(language) for row in spoken if row.weight > 0]
        less = [row for row in spoken if row.weight < 0]
        for heading, agrees in (("little", True), ("against", False)):
            told = [row.told(language) for row in less if row.phrase.startswith("agrees_") == agrees]
            if told:
                parts.append(f"{phrases[heading]}: {', '.join(told)}")
        return "; ".join(parts)


def explain(theirs: ListEntry, ours: ListEntry) -> Explanation | None:
    """Explain the score of a person looked for (theirs) and a person of a list (ours).

    Returns None where one of them has no name that can be compared.
    """
    turned = swapped(theirs, ours)
    one, other = (ours, theirs) if turned else (theirs, ours)
    a, b = roll_of([one]), roll_of([other])
    room = scratch()
    odds, best = np.zeros(1), np.zeros((1, 2), np.int32)
    scoring: Callable[..., None] = score_pairs
    scoring(
        *flat(a.roll), *flat(b.roll), *costs(), weights(), *room, odds, best, np.zeros((0, 0), np.float32)
    )
    p, q = (int(each) for each in best[0])
    if p < 0:
        return None
    count = compare_names(a.roll, p, b.roll, q, room)
    low = bool(a.roll.names.low[p] or b.roll.names.low[q])
    count = weigh_facts(*a.roll.facts, 0, *b.roll.facts, 0, low, weights(), *room[:2], count)
    names = one.names[a.listed[p]], other.names[b.listed[q]]
    alias = names[0 if turned else 1].text
    written = [[part for part in parsed(name).parts if part.word] for name in names]
    rows = []
    sum_ = told = 0.0
    for row in sorted(range(count), key=lambda row: room.marks[ROWS + row, 0]):
        kind, i, j, rule = (int(each) for each in room.marks[ROWS + row, :4])
        weight = float(room.numbers[PARTS + row, 1])
        sum_ += weight
        second = int(room.marks[ROWS + row, 4]) if kind == ROW_AGREES and rule >= JOINED else -1
        words = (
            _written(written[0], i, second if rule == JOINED else -1),
            _written(written[1], j, second if rule > JOINED else -1),
        )
        rows.append(
            Row(
                theirs=words[1 if turned else 0],
                ours=words[0 if turned else 1],
                alias=alias if kind == ROW_AGREES else "",
                phrase=_phrase(kind, rule),
                likeness=float(room.numbers[PARTS + row, 0]),
                weight=weight,
                contribution=logistic(sum_) - told,
            )
        )
        told = logistic(sum_)
    return Explanation(score=told, odds=sum_, alias=alias, rows=tuple(rows))


def _phrase(kind: int, rule: int) -> str:
    phrase = _PHRASES[kind]
    if not phrase.endswith("_"):
        return phrase
    if kind == ROW_AGREES:
        return f"{phrase}{min(max(rule, 1), JOINED)}"
    return f"{phrase}{rule}"


def _written(parts: Sequence[Part], position: int, second: int) -> str:
    if position < 0:
        return ""
    return " ".join(parts[at].written for at in (position, second) if at >= 0)
