"""What a dog's answer at a search unit was worth, with the truth of the set-up beside it.

Who records says only what was seen: an alert, none, an unclear search, an error of the handler. The score
follows from where the hides lay, so that it can be had in a double-blind trial, where nobody present knows.

Source:
    SWGDOG SC2, General guidelines, 2009: hit, miss, false alert, correct rejection.
"""

from __future__ import annotations

from enum import StrEnum

from chegara.canine.methods.performance import Outcome


class Answer(StrEnum):
    """What was seen at a search unit."""

    ALERT = "alert"
    NONE = "none"
    UNCLEAR = "unclear"
    HANDLER = "handler"


def score(answer: Answer, *, target: bool) -> Outcome:
    """Return the outcome of an answer where a target lay, or none did.

    >>> score(Answer.NONE, target=False)
    <Outcome.CORRECT_REJECTION: 'correct_rejection'>
    """
    match answer:
        case Answer.ALERT:
            return Outcome.HIT if target else Outcome.FALSE_ALERT
        case Answer.NONE:
            return Outcome.MISS if target else Outcome.CORRECT_REJECTION
        case Answer.UNCLEAR:
            return Outcome.UNCLEAR
        case Answer.HANDLER:
            return Outcome.HANDLER_ERROR
