"""From experts' scores to an agency's position, and from agencies' positions to the joint one.

One agency, one voice: however many experts it sends, they form one position, their median. What the agency's
head has mandated is a field of its own and takes the median's place, both are kept. Agencies' positions form
the joint one, their weighted median; they weigh equally unless the assessment says otherwise.

A median of ordinal scores may fall between two steps (an even number of experts, weights that split in half).
Then the stated rule decides: the higher step, as caution asks, or the lower. No step in between is made up.

Source: F. Y. Edgeworth, "On a new method of reducing observations relating to several quantities",
Philosophical Magazine 25, 1888 (the weighted median); K. J. Arrow, Social Choice and Individual Values, 2nd
ed. 1963, VII (D. Black's theorem: the median is what a majority prefers to any other step).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Tie(StrEnum):
    """Which step is taken where the median falls between two."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, kw_only=True)
class Position:
    """The median of several scores.

    `low` and `high` are the two middle steps, the same where the median is clear; `level` is the one that the
    rule took.
    """

    level: int
    low: int
    high: int

    @property
    def is_tied(self) -> bool:
        """Whether the rule for ties decided."""
        return self.low != self.high


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One agency in the joint position.

    `scores` are its experts' (None: not given), `mandated` what its head laid down, `weight` above 0.
    """

    scores: tuple[int | None, ...] = ()
    mandated: int | None = None
    weight: float = 1.0

    def position(self, tie: Tie) -> Position | None:
        """Return the mandated position, else that of the experts, None if there is neither."""
        if self.mandated is not None:
            return Position(level=self.mandated, low=self.mandated, high=self.mandated)
        return median_position(self.scores, tie=tie)


def median_position(scores: Iterable[int | None], *, tie: Tie) -> Position | None:
    """Return the position of people who weigh equally, None where nobody gave a score.

    >>> median_position([1, 2, 3, None, 4], tie=Tie.HIGHER)
    Position(level=3, low=2, high=3)
    """
    given = [score for score in scores if score is not None]
    return _weighted_median([(score, 1.0) for score in given], tie) if given else None


def joint_position(voices: Mapping[str, Voice], *, tie: Tie) -> Position | None:
    """Return the joint position of agencies, each with one voice; who has no position does not weigh.

    >>> voices = {"border": Voice(scores=(3, 3)), "customs": Voice(scores=(1,)), "police": Voice(mandated=2)}
    >>> joint_position(voices, tie=Tie.HIGHER).level
    2

    Raises:
        ValueError: a weight is not a positive number.
    """
    for agency, voice in voices.items():
        if not 0 < voice.weight < math.inf:
            raise ValueError(f"the weight of {agency} must be a positive number, not {voice.weight}")
    placed = [(voice.position(tie), voice.weight) for voice in voices.values()]
    levels = [(position.level, weight) for position, weight in placed if position is not None]
    return _weighted_median(levels, tie) if levels else None


def _weighted_median(weighted: list[tuple[int, float]], tie: Tie) -> Position:
    half = math.fsum(weight for _, weight in weighted) / 2
    low = _first_to_reach(sorted(weighted), half)
    high = _first_to_reach(sorted(weighted, reverse=True), half)
    return Position(level=high if tie is Tie.HIGHER else low, low=low, high=high)


def _first_to_reach(ordered: list[tuple[int, float]], half: float) -> int:
    passed = 0.0
    for level, weight in ordered:
        passed += weight
        # Weights such as 0.1 add up to half only nearly.
        if passed >= half or math.isclose(passed, half):
            return level
    return ordered[-1][0]
