"""Whether an assessment earns a certificate, and why not.

Source:
    SWGDOG SC2, General guidelines, 2006, revised 2009 (OJP NCJ 218541): a proficiency of at least 90 per cent
    in a mission-oriented test; at least two of an odour recognition, a comprehensive and a double-blind
    assessment; the double-blind one holds a negative (blank) search; officials who are not routinely involved
    in the team's day-to-day training; a year's validity.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chegara.common.detection import Answers


class Kind(StrEnum):
    """The assessments of which a certification consists."""

    RECOGNITION = "recognition"
    COMPREHENSIVE = "comprehensive"
    DOUBLE_BLIND = "double_blind"


class Shortfall(StrEnum):
    """What keeps a team from its certificate."""

    TOO_FEW_COMPONENTS = "too_few_components"
    COMPONENT_WITHOUT_HIDES = "component_without_hides"
    NO_BLANK_SEARCH = "no_blank_search"
    TOO_FEW_HITS = "too_few_hits"
    TOO_MANY_FALSE_ALERTS = "too_many_false_alerts"


@dataclass(frozen=True, kw_only=True)
class Norm:
    """What a certificate asks for: shares 0 to 1; `false_alerts` None where the norm names no limit."""

    proficiency: float = 0.9
    false_alerts: float | None = 0.1
    components: int = 2
    months: int = 12


@dataclass(frozen=True)
class Part:
    """One assessment with its counts."""

    kind: Kind
    answers: Answers


def shortfalls(parts: Sequence[Part], norm: Norm) -> list[Shortfall]:
    """Return what an assessment lacks; nothing says that it is passed.

    Shares are taken over all parts together; each part must hold at least one hide.
    """
    found = []
    kinds = {part.kind for part in parts}
    if len(kinds) < norm.components:
        found.append(Shortfall.TOO_FEW_COMPONENTS)
    if any(not part.answers.signals for part in parts):
        found.append(Shortfall.COMPONENT_WITHOUT_HIDES)
    if any(part.kind is Kind.DOUBLE_BLIND and not part.answers.blanks for part in parts):
        found.append(Shortfall.NO_BLANK_SEARCH)
    whole = total(parts)
    # Products, not rounded quotients: 9 of 10 reaches 0.9.
    if whole.signals and whole.hits < norm.proficiency * whole.signals - 1e-9:
        found.append(Shortfall.TOO_FEW_HITS)
    if norm.false_alerts is not None and whole.false_alarms > norm.false_alerts * whole.blanks + 1e-9:
        found.append(Shortfall.TOO_MANY_FALSE_ALERTS)
    return found


def total(parts: Sequence[Part]) -> Answers:
    """Return the counts of all parts together."""
    return Answers(
        sum(part.answers.hits for part in parts),
        sum(part.answers.misses for part in parts),
        sum(part.answers.false_alarms for part in parts),
        sum(part.answers.correct_rejections for part in parts),
    )


def partial_assessors(assessors: Collection[Hashable], trainers: Collection[Hashable]) -> frozenset[Hashable]:
    """Return those of the assessors who train the team, and therefore may not assess it."""
    return frozenset(assessors) & frozenset(trainers)


def last_day(assessed: date, norm: Norm) -> date:
    """Return the last day on which a certificate holds: the day before the date of the next term.

    >>> last_day(date(2026, 3, 15), Norm())
    datetime.date(2027, 3, 14)
    """
    months = assessed.year * 12 + assessed.month - 1 + norm.months
    first = date(months // 12, months % 12 + 1, 1)
    following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    day = min(assessed.day, (following - first).days)
    return date.fromordinal(first.replace(day=day).toordinal() - 1)
