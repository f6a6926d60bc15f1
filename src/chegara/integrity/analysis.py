"""One look at a file of declarations: every method that its columns allow, and why others can't be used.

What comes out are questions with the numbers of officers and declarants in the file; pseudonyms are given when
they are stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from chegara.integrity.corruption_choices import QuestionKind
from chegara.integrity.declaration_files import CELL, Table, amounts, flags
from chegara.integrity.methods.bunching import TooFewValuesError, bunching, bunching_by_officer
from chegara.integrity.methods.funnel import Funnel, NotEnoughError, expected_chances, funnel
from chegara.integrity.methods.handovers import handovers
from chegara.integrity.methods.interaction import (
    LEVEL,
    CannotBeTestedError,
    Declarations,
    Pairs,
    Roster,
    Rule,
    excess_interaction,
)
from chegara.integrity.methods.power import chances_of, detectable_share

DRAWS = 2_000
DECLARATIONS_FILE = "declarations.csv"
MOST_QUESTIONS = 50
"""Of each kind; the most conspicuous first. More at once would be an accusation of a whole service."""


class Untested(StrEnum):
    """Why a kind of question could not be asked; kept, and told in the language of whoever reads."""

    NO_ROSTER = "no_roster"
    FEW_WITH_ROSTER = "few_with_roster"
    NO_COLUMN = "no_column"
    FEW_OFFICERS = "few_officers"
    NO_THRESHOLD = "no_threshold"
    FEW_AMOUNTS = "few_amounts"


@dataclass
class Asked:
    """A question before it is stored: officer and declarant as the file names them."""

    kind: QuestionKind
    officer: str
    declarant: str | None
    figures: dict[str, float]


@dataclass
class Looked:
    """All questions, and what was looked at and how."""

    questions: list[Asked] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)

    def not_tested(self, kind: QuestionKind, why: Untested, column: str = "") -> None:
        """Say why a kind of question could not be asked."""
        self.summary.setdefault("not_tested", {})[str(kind)] = {"why": why.value, "column": column}

    def add(self, kind: QuestionKind, found: list[Asked], tests: int, **more: Any) -> None:
        """Keep questions of a kind, with how many tests were made."""
        self.questions += found[:MOST_QUESTIONS]
        self.summary.setdefault("tested", {})[str(kind)] = {"tests": tests, "asked": len(found), **more}


def look(
    table: Table,
    roster: Table | None,
    *,
    rule: Rule,
    threshold: float | None,
    width: float | None,
    rng: np.random.Generator,
    progress: Callable[[int, int], None] | None = None,
) -> Looked:
    """Ask all that the columns allow.

    Raises:
        DeclarationFileError: a cell of a column that is used can't be read.
    """
    looked = Looked()
    officers, officer = np.unique(table.text("officer"), return_inverse=True)
    looked.summary |= {"files": table.rows, "officers": len(officers)}
    _interaction(looked, table, roster, officers, rule, rng, progress)
    for kind, column in ((QuestionKind.OUTLIER, "found"), (QuestionKind.OVERRIDE, "overridden")):
        _funnel(looked, table, officers, officer, kind, column)
    _handovers(looked, table)
    _bunching(looked, table, officers, officer, threshold, width)
    return looked


def _joined(table: Table, names: tuple[str, ...]) -> Any:
    key = table.text(names[0]).astype(object)
    for name in names[1:]:
        key = key + "\x1f" + table.text(name).astype(object)
    return key.astype(str)


def _interaction(
    looked: Looked, table: Table, roster: Table | None, officers: Any, rule: Rule, rng: np.random.Generator,
    progress: Callable[[int, int], None] | None,
) -> None:  # fmt: skip
    kind = QuestionKind.INTERACTION
    if roster is None:
        looked.not_tested(kind, Untested.NO_ROSTER)
        return
    keys, cell = np.unique(np.concatenate([_joined(table, CELL), _joined(roster, CELL)]), return_inverse=True)
    people, who = np.unique(
        np.concatenate([table.text("officer"), roster.text("officer")]), return_inverse=True
    )
    declarants, declarant = np.unique(table.text("declarant"), return_inverse=True)
    rows = table.rows
    files = Declarations(cell=cell[:rows], officer=who[:rows], declarant=declarant)
    duty = Roster(cell=cell[rows:], officer=who[rows:])
    try:
        found = excess_interaction(files, duty, rule=rule, draws=DRAWS, rng=rng, progress=progress)
    except CannotBeTestedError:
        looked.not_tested(kind, Untested.FEW_WITH_ROSTER)
        return
    chosen = np.flatnonzero(found.q <= LEVEL)
    chosen = chosen[np.argsort(found.probability[chosen])]
    family = found.family if found.family is not None else np.full(len(found), np.nan)
    asked = [
        Asked(
            kind, str(people[found.officer[at]]), str(declarants[found.declarant[at]]),
            {
                "met": int(found.met[at]), "files": int(found.files[at]), "expected": float(found.expected[at]),
                "share": float(found.excess_share[at]), "q": float(found.q[at]), "family": float(family[at]),
            },
        )
        for at in chosen
    ]  # fmt: skip
    looked.add(
        kind, asked, found.tests, without_roster=found.without_roster, off_roster=found.off_roster,
        too_few=found.too_few, draws=DRAWS, cells=len(keys), usual=_findable(files, duty, rule, found),
    )  # fmt: skip


def _findable(files: Declarations, duty: Roster, rule: Rule, found: Pairs) -> dict[str, float | None]:
    """Return what could be found of a usual pair: its files, and the least share with a power of 0.8.

    The usual pair is the middle one by how many files the rule lets expect. None: not even all files would
    stand out.
    """
    at = int(np.argsort(found.expected)[len(found) // 2])
    chances = chances_of(
        files, duty, rule=rule, declarant=int(found.declarant[at]), officer=int(found.officer[at])
    )
    return {
        "files": int((chances > 0).sum()),
        "share": detectable_share(chances, LEVEL / max(found.tests, 2)),
    }


def _funnel(
    looked: Looked, table: Table, officers: Any, officer: Any, kind: QuestionKind, column: str
) -> None:
    values = flags(table, column, name=DECLARATIONS_FILE)
    if values is None:
        looked.not_tested(kind, Untested.NO_COLUMN, column)
        return
    known = ~np.isnan(values)
    features = [
        np.unique(table.text(name)[known], return_inverse=True)[1]
        for name in ("office", "channel", "category")
    ]
    there, who = np.unique(officer[known], return_inverse=True)
    try:
        chances = expected_chances(np.column_stack(features), values[known])
        found = funnel(who, values[known], chances)
    except (NotEnoughError, ValueError):
        looked.not_tested(kind, Untested.FEW_OFFICERS)
        return
    q = np.where(np.isnan(found.q), 1.0, found.q)
    chosen = [at for at in np.argsort(q) if q[at] <= LEVEL]
    asked = [
        Asked(
            kind, str(officers[there[at]]), None,
            {
                "observed": float(found.observed[at]), "expected": float(found.expected[at]),
                "shrunken": float(found.shrunken[at]), "z": float(found.z[at]), "q": float(found.q[at]),
            },
        )
        for at in chosen
    ]  # fmt: skip
    looked.add(
        kind,
        asked,
        int(found.judged.sum()),
        spread=round(found.spread, 2),
        too_few=int((~found.judged).sum()),
        points=_points(found, q),
    )


def _points(found: Funnel, q: Any) -> list[tuple[float, float, bool]]:
    """Return the funnel's dots from the left: precision, ratio, whether a question is asked. None has a name."""
    precision = found.expected**2 / found.variance
    return sorted(
        (round(float(precision[at]), 1), round(float(found.ratio[at]), 3), bool(q[at] <= LEVEL))
        for at in np.flatnonzero(found.judged)
    )


def _handovers(looked: Looked, table: Table) -> None:
    kind = QuestionKind.HANDOVER
    if "last_officer" not in table.columns:
        looked.not_tested(kind, Untested.NO_COLUMN, "last_officer")
        return
    last_text = np.where(table.text("last_officer") == "", table.text("officer"), table.text("last_officer"))
    people, who = np.unique(np.concatenate([table.text("officer"), last_text]), return_inverse=True)
    declarants, declarant = np.unique(table.text("declarant"), return_inverse=True)
    hands = np.unique(table.text("hand"), return_inverse=True)[1]
    found = handovers(who[: table.rows], who[table.rows :], declarant, hands)
    way = found.direction
    asked = [
        Asked(
            kind, str(people[way.officer[at]]), str(declarants[way.declarant[at]]),
            {"handed": int(way.handed[at]), "expected": float(way.expected[at]), "q": float(way.q[at])},
        )
        for at in np.argsort(way.q) if way.q[at] <= LEVEL
    ]  # fmt: skip
    share = found.share
    looked.add(
        kind, asked, len(way.q), handed=found.handed, low=round(share.low, 4), high=round(share.high, 4),
        concentration=round(found.concentration, 2) if found.handed else None,
    )  # fmt: skip


def _bunching(
    looked: Looked, table: Table, officers: Any, officer: Any, threshold: float | None, width: float | None
) -> None:
    kind = QuestionKind.BUNCHING
    values = amounts(table, name=DECLARATIONS_FILE) if threshold is not None else None
    if values is None or threshold is None or width is None:
        looked.not_tested(kind, Untested.NO_THRESHOLD)
        return
    known = ~np.isnan(values)
    try:
        whole = bunching(values[known], threshold, width=width)
        found = bunching_by_officer(values[known], officer[known], threshold, width=width)
    except TooFewValuesError:
        looked.not_tested(kind, Untested.FEW_AMOUNTS)
        return
    asked = [
        Asked(
            kind, str(officers[found.officer[at]]), None,
            {
                "under": int(found.under[at]), "near": int(found.near[at]),
                "expected": float(found.expected[at]), "q": float(found.q[at]),
            },
        )
        for at in np.argsort(found.q) if found.q[at] <= LEVEL
    ]  # fmt: skip
    looked.add(
        kind, asked, len(found.q), observed=whole.observed, expected=round(whole.expected, 1),
        probability=float(f"{whole.probability:.2g}"),
    )  # fmt: skip
