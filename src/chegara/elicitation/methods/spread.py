"""How far the scores of one item lie apart, in steps of its scale.

Only order is used: middle, quarters, ends and counts. A mean or a standard deviation would take the steps of
an ordinal scale for equal lengths.

Source: J. W. Tukey, Exploratory Data Analysis, 1977, 2 (hinges and ends); the call for discussion when the
middle half spans two steps is the project's own rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

DISCUSS_FROM_STEPS = 2
"""Where the middle half of the scores spans so many steps, the group talks before it scores again."""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Scores of one item: ends, hinges and middle, in steps of the scale.

    `counts` is how often each score was given; `missing` is how many gave none. An even number of scores may
    have its middle between two steps.
    """

    counts: Mapping[int, int]
    missing: int
    lowest: int
    lower_hinge: float
    middle: float
    upper_hinge: float
    highest: int

    @property
    def given(self) -> int:
        """How many scores there are."""
        return sum(self.counts.values())

    @property
    def steps_apart(self) -> int:
        """Steps from the lowest score to the highest."""
        return self.highest - self.lowest

    @property
    def middle_half(self) -> float:
        """Steps from hinge to hinge."""
        return self.upper_hinge - self.lower_hinge

    @property
    def calls_for_discussion(self) -> bool:
        """Whether the scores lie so far apart that the group should talk."""
        return self.middle_half >= DISCUSS_FROM_STEPS


def spread(scores: Iterable[int | None]) -> Spread | None:
    """Return the spread of scores, None where nobody gave one; None among the scores is a missing one.

    >>> found = spread([1, 2, 4, None, 4])
    >>> found.lowest, found.middle, found.highest, found.missing
    (1, 3.0, 4, 1)
    """
    given: list[int] = []
    missing = 0
    for score in scores:
        if score is None:
            missing += 1
        else:
            given.append(score)
    if not given:
        return None
    given.sort()
    half = (len(given) + 1) // 2
    return Spread(
        counts=dict(sorted(Counter(given).items())),
        missing=missing,
        lowest=given[0],
        lower_hinge=_middle(given[:half]),
        middle=_middle(given),
        upper_hinge=_middle(given[-half:]),
        highest=given[-1],
    )


def _middle(ordered: list[int]) -> float:
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
