"""How exposed a position is to corruption, which posts are sensitive and why, and what a control takes off.

Scores order the talk about posts; they measure nobody. The weights are agreed on and printed with the list.

Sources:
    WCO, Guide to Corruption Risk Mapping; UNODC, State of Integrity, 2020 (factors by position, controls,
    residual risk). The formulas are Chegara's own (2026); replace them where a norm has its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST = 3
"""A factor is absent (0), weak (1), plain (2) or strong (3)."""
CAP = 0.9
"""No set of controls takes off more than this: no control works always."""


class Reason(StrEnum):
    """Why a post is on the list of sensitive ones."""

    SCORE = "score"
    STRONG_FACTORS = "strong_factors"
    HIGH_RISK = "high_risk"
    CASE = "case"
    BY_NORM = "by_norm"


def exposure(strengths: Mapping[str, int], weights: Mapping[str, float]) -> float | None:
    """Return the exposure of a position, 0 to 100: weighted mean of the factors judged; None if none was.

    A factor that nobody judged is left out of both sums: unknown is not absent.

    >>> exposure({"F01": 3, "F02": 0}, {"F01": 1, "F02": 1})
    50.0

    Raises:
        ValueError: a strength is not 0 to 3, or a factor has no positive weight.
    """
    for code, strength in strengths.items():
        if strength not in range(MOST + 1):
            raise ValueError(f"{code}: a strength is 0 to {MOST}, not {strength}")
        if not weights.get(code, 0) > 0:
            raise ValueError(f"{code} has no weight")
    whole = sum(weights[code] for code in strengths) * MOST
    return (
        100 * sum(weights[code] * strength for code, strength in strengths.items()) / whole if whole else None
    )


def sensitive(
    *,
    score: float | None,
    threshold: float,
    strengths: Mapping[str, int],
    strong: int = 3,
    high_risks: int = 0,
    cases: int = 0,
    by_norm: bool = False,
) -> tuple[Reason, ...]:
    """Return the reasons for which a post is sensitive; none where it is not.

    `strong` factors of full strength are a reason whatever the score, so that a mean does not hide them.

    >>> sensitive(score=20, threshold=50, strengths={"F01": 3, "F02": 3, "F04": 3})
    (<Reason.STRONG_FACTORS: 'strong_factors'>,)
    """
    holds = {
        Reason.SCORE: score is not None and score >= threshold,
        Reason.STRONG_FACTORS: sum(one == MOST for one in strengths.values()) >= strong,
        Reason.HIGH_RISK: high_risks > 0,
        Reason.CASE: cases > 0,
        Reason.BY_NORM: by_norm,
    }
    return tuple(reason for reason, yes in holds.items() if yes)


@dataclass(frozen=True)
class Rotation:
    """When a holder's time in post ends, and how many whole months it is over on the day asked."""

    due: date
    months_over: int


def rotation(since: date, most_months: int, on: date) -> Rotation:
    """Return when somebody in post since a day is to move on.

    >>> rotation(date(2021, 1, 31), 36, date(2024, 3, 31))
    Rotation(due=datetime.date(2024, 1, 31), months_over=2)

    Raises:
        ValueError: the limit is not positive.
    """
    if most_months <= 0:
        raise ValueError("the limit of time in post is at least one month")
    due = _later(since, most_months)
    over = 0
    while _later(due, over + 1) <= on:
        over += 1
    return Rotation(due, over)


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))


def combined_effect(controls: Iterable[tuple[float, float]], *, cap: float = CAP) -> float:
    """Return what controls take off together, 0 to `cap`: 1 - product of (1 - weight x effectiveness).

    >>> combined_effect([(1, 0.5), (1, 0.5)])
    0.75

    Raises:
        ValueError: a weight or an effectiveness is no share.
    """
    left = 1.0
    for weight, effect in controls:
        if not (0 <= weight <= 1 and 0 <= effect <= 1):
            raise ValueError("weight and effectiveness are shares between 0 and 1")
        left *= 1 - weight * effect
    return min(1 - left, cap)


def residual_level(level: int, effect: float) -> int:
    """Return the likelihood that controls leave: 1 + (level - 1)(1 - effect), to the nearest, halves upwards.

    >>> [residual_level(5, effect) for effect in (0, 0.5, 0.9)]
    [5, 3, 1]

    Raises:
        ValueError: the level is below 1, or the effect is no share.
    """
    if level < 1 or not 0 <= effect <= 1:
        raise ValueError("a level is at least 1, an effect a share")
    return int(1 + (level - 1) * (1 - effect) + 0.5)
