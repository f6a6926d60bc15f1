"""Spellings, candidates and answers in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.evidence.dictionary import word
from chegara.evidence.models import QuantityAnswer, QuantityQuestion
from chegara.evidence.presenters.figures import exact
from chegara.organisation.methods.placing import Candidate, Reason, Rule
from chegara.organisation.queries import Places

RULES: dict[str, Any] = {
    Rule.EXACT: gettext_lazy("spelled as in the organisation"),
    Rule.SOUND: gettext_lazy("sounds the same"),
    Rule.CLOSE: gettext_lazy("sounds nearly the same, and like no other place"),
    Rule.PART: gettext_lazy("a part of it names the place"),
    Rule.DECISION: gettext_lazy("decided by an analyst"),
}
REASONS: dict[str, Any] = {
    Reason.SAME_SOUND: gettext_lazy("sounds the same"),
    Reason.SIMILAR_SOUND: gettext_lazy("sounds similar"),
    Reason.SAME_LEVEL: gettext_lazy("both are called region, district or city"),
    Reason.OTHER_LEVEL: gettext_lazy("one is called region, the other district or city"),
    Reason.SAME_MODE: gettext_lazy("road, rail, air or water as written"),
    Reason.OTHER_MODE: gettext_lazy("not the road, rail, air or water that is written"),
    Reason.OTHER_NUMBER: gettext_lazy("another number"),
    Reason.OTHER_SIDE: gettext_lazy("another side: north, south, upper, lower …"),
    Reason.NOT_AHEAD: gettext_lazy("others are as near"),
}


@dataclass(frozen=True)
class PresentedCandidate:
    """A place that a spelling may name, with score and reasons."""

    key: int
    name: str
    score: str
    resembles: str
    reasons: str


def present_candidates(
    places: Places, column: str, candidates: tuple[Candidate, ...]
) -> list[PresentedCandidate]:
    """Return candidates in words, the likeliest first."""
    return [
        PresentedCandidate(
            key=candidate.key,
            name=str(places.place(column, candidate.key)),
            score=exact(round(candidate.score, 2)),
            resembles=candidate.name,
            reasons="; ".join(str(REASONS[reason]) for reason in candidate.reasons),
        )
        for candidate in candidates
    ]


def quantity_answered(question: QuantityQuestion) -> str:
    """Return what became of a question on a quantity, empty while it is open."""
    if question.answer == QuantityAnswer.OPEN or question.at is None:
        return ""
    told = {"by": question.by, "at": f"{timezone.localtime(question.at):%d.%m.%Y}", "reason": question.reason}
    if question.corrected_quantity is None:
        return _("right as reported (%(by)s, %(at)s: %(reason)s)") % told
    amount = f"{exact(question.corrected_quantity)} {word('unit', question.corrected_unit)}"
    return _("corrected to %(amount)s (%(by)s, %(at)s: %(reason)s)") % (told | {"amount": amount})
