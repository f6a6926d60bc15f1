"""An amount judged by three numbers, and several agencies' answers pooled into one distribution.

Each expert names three amounts: one that the truth lies below in one case of twenty, one that it lies below
as often as above, one that it exceeds in one case of twenty. Equal experts share their agency's weight; where
an agency's head laid an answer down, it stands in place of its experts'. What they disagree about stays in
the pool: it is a linear one.

Sources:
    EFSA, "Guidance on expert knowledge elicitation in food and feed safety risk assessment", EFSA Journal
    12(6):3734, 2014 (questions by quantiles).
    M. Stone, "The opinion pool", Annals of Mathematical Statistics 32, 1961.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from chegara.elicitation.methods.distributions import Distribution, ImpossibleAnswersError, from_three
from chegara.elicitation.methods.pooling import LinearPool, linear_pool

TAIL = 0.05
"""The share of cases below the lowest and above the highest of the three amounts."""

_SIGN = "/"


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """The quantiles 5, 50 and 95 per cent of an amount, as one person judged them.

    Raises:
        ImpossibleAnswersError: they are not above 0, or do not rise.
    """

    low: float
    middle: float
    high: float

    def __post_init__(self) -> None:
        """Refuse amounts that no distribution has."""
        if not 0 < self.low < self.middle < self.high < math.inf:
            raise ImpossibleAnswersError(
                f"the three amounts must be above 0 and rise, not {self.low}, {self.middle}, {self.high}"
            )

    @classmethod
    def read(cls, word: str) -> Amounts:
        """Return the amounts that a ballot keeps as "low/middle/high".

        >>> Amounts.read("2/10/100").high
        100.0

        Raises:
            ImpossibleAnswersError: it is no such answer.
        """
        try:
            low, middle, high = (float(part) for part in word.split(_SIGN))
        except ValueError as error:
            raise ImpossibleAnswersError(f"{word!r} are no three amounts") from error
        return cls(low=low, middle=middle, high=high)

    @property
    def word(self) -> str:
        """The answer as a ballot keeps it; equal answers have equal words."""
        return _SIGN.join(f"{amount:.12g}" for amount in (self.low, self.middle, self.high))

    @property
    def distribution(self) -> Distribution:
        """The distribution with these quantiles, from 0 up."""
        return from_three(self.low, self.middle, self.high, tail=TAIL)


@dataclass(frozen=True, kw_only=True)
class AmountVoice:
    """An agency's answers: its experts', what its head laid down (None: nothing), its weight."""

    answers: tuple[Amounts, ...] = ()
    mandated: Amounts | None = None
    weight: float = 1.0

    @property
    def counting(self) -> tuple[Amounts, ...]:
        """The answers that count."""
        return (self.mandated,) if self.mandated else self.answers


def pooled(voices: Mapping[str, AmountVoice]) -> LinearPool | None:
    """Return the pool of all agencies that answered, None where none did; names do not matter.

    Raises:
        ValueError: a weight is not positive.
    """
    heard = [
        (answer.distribution, voice.weight / len(voice.counting))
        for _name, voice in sorted(voices.items())
        for answer in voice.counting
    ]
    return linear_pool([one for one, _weight in heard], [weight for _one, weight in heard]) if heard else None
