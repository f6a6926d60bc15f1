"""Results of a closed survey: the only road to what its answers say, and there is one road only.

No argument chooses whom to count: the whole, and the parts that are large enough (`methods.anonymity`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chegara.integrity.corruption_choices import SurveyState
from chegara.integrity.methods.anonymity import safe_parts, shown_answers, silent_enough
from chegara.integrity.methods.perception import Index, Share, agreeing, reliability, resilience, share
from chegara.integrity.methods.scales import Statement, factors, statements, zones
from chegara.integrity.models import IntegritySurvey, SurveyAnswer
from chegara.organisation.wordings import said

WHOLE = ""


@dataclass(frozen=True)
class StatementResult:
    """Shares that agree with a statement: of the whole, and of parts; None where it is not shown."""

    statement: Statement
    whole: Share | None
    parts: tuple[Share | None, ...]


@dataclass(frozen=True)
class PartResult:
    """A part: the groups that it holds, its answers, its index of resilience."""

    name: str
    answers: int
    index: Index | None


@dataclass(frozen=True)
class SurveyResults:
    """What a closed survey says. `enough` is False where too few answered: then nothing is shown."""

    enough: bool
    answers: int
    invited: int
    index: Index | None = None
    alpha: float | None = None
    parts: tuple[PartResult, ...] = ()
    statements: tuple[StatementResult, ...] = ()
    zones: tuple[tuple[str, Share], ...] = ()
    factors: tuple[tuple[str, Share], ...] = ()


def results_of(survey: IntegritySurvey) -> SurveyResults | None:
    """Return the results, None as long as the survey is not closed."""
    if survey.state != SurveyState.CLOSED:
        return None
    rows = list(SurveyAnswer.objects.filter(group__survey=survey).values_list("group__name", "values"))
    if len(rows) < survey.least:
        return SurveyResults(False, 0, survey.invited)
    asked = statements(survey.kind)
    table = np.array(
        [[values.get(one.code, np.nan) for one in asked] for _group, values in rows], dtype=float
    )
    against = [one.against for one in asked]
    sizes = {
        name: sum(group == name for group, _values in rows)
        for name in survey.groups.values_list("name", flat=True)
    }
    parts = safe_parts(sizes, survey.least)
    members = [np.array([group in part for group, _values in rows]) for part in parts]
    return SurveyResults(
        enough=True, answers=len(rows), invited=survey.invited,
        index=resilience(table, against), alpha=reliability(table, against),
        parts=_parts(parts, members, table, against, survey.least),
        statements=tuple(_statement(one, table[:, at], members, survey.least) for at, one in enumerate(asked)),
        zones=_chosen([values["zones"] for _group, values in rows], list(zones())),
        factors=_chosen([values["factors"] for _group, values in rows], list(factors())),
    )  # fmt: skip


def _parts(
    parts: Sequence[tuple[str, ...]],
    members: list[np.ndarray],
    table: np.ndarray,
    against: list[bool],
    least: int,
) -> tuple[PartResult, ...]:
    counted = [int(((~np.isnan(table[inside])).mean(axis=1) >= 0.5).sum()) for inside in members]
    shown = shown_answers(dict(enumerate(counted)), least)
    return tuple(
        PartResult(
            " + ".join(sorted(map(said, part))), int(inside.sum()),
            resilience(table[inside], against) if at in shown else None,
        )
        for at, (part, inside) in enumerate(zip(parts, members, strict=True))
    )  # fmt: skip


def _statement(
    statement: Statement, answers: np.ndarray, members: list[np.ndarray], least: int
) -> StatementResult:
    yes, answered = agreeing(answers)
    by_part = [agreeing(answers[inside]) for inside in members]
    shown = shown_answers({at: many for at, (_yes, many) in enumerate(by_part)}, least)
    whole = share(yes, answered) if answered >= least else None
    parts = [share(*counts) if at in shown else None for at, counts in enumerate(by_part)]
    kept, with_whole = silent_enough(
        [many for _yes, many in by_part], [each.counts if each else None for each in parts],
        whole.counts if whole else None,
    )  # fmt: skip
    return StatementResult(
        statement,
        whole if with_whole else None,
        tuple(each if at in kept else None for at, each in enumerate(parts)),
    )


def _chosen(chosen: list[list[str]], codes: list[str]) -> tuple[tuple[str, Share], ...]:
    """Return how many of all chose each code, the most chosen first; of the whole only, never by part."""
    many = len(chosen)
    found = [(code, share(sum(code in one for one in chosen), many)) for code in codes]
    return tuple(sorted(found, key=lambda pair: (-pair[1].interval.high, pair[0])))
