"""Reading what became of spellings of places and of questions on quantities, as one viewer may see them."""

from __future__ import annotations

from typing import Any

from django.db import models

from chegara.evidence.models import (
    UNREAD,
    Batch,
    QuantityAnswer,
    QuantityQuestion,
    Record,
    RecordQuerySet,
    WrittenPlace,
)
from chegara.organisation.methods.placing import Kind, Rule, plain
from chegara.organisation.models import PlaceSpelling, State
from chegara.organisation.visibility import Viewer

SHOWN = ("undecided", "rule", "decision")
BY_RULE = (Rule.SOUND, Rule.CLOSE, Rule.PART)
"""The rules that somebody may want to look at; exact spellings need no look."""


def written(country: State, viewer: Viewer) -> RecordQuerySet[WrittenPlace]:
    """Return the spellings of places in a country's imports that were read and that `viewer` may know of."""
    found = WrittenPlace.objects.visible_to(viewer).filter(batch__country=country)
    return found.exclude(batch__state__in=UNREAD)


def spellings(country: State, viewer: Viewer, shown: str, batch: int | None = None) -> models.QuerySet[Any]:
    """Return different spellings, the most frequent first, as dictionaries with rows and imports.

    Args:
        shown: "undecided", "rule" (placed by rule and not exact) or "decision" (decided by somebody).
        batch: only those of one import.
    """
    found = written(country, viewer)
    if batch:
        found = found.filter(batch=batch)
    if shown == "undecided":
        found = found.filter(place=None, rule=Rule.NONE)
    else:
        found = found.filter(rule__in=BY_RULE if shown == "rule" else [Rule.DECISION])
    return (
        found.values("column", "text", "place", "rule")
        .annotate(
            first=models.Min("pk"), total=models.Sum("rows"), imports=models.Count("batch", distinct=True)
        )
        .order_by("-total", "column", "text")
    )


def rows_with(country: State, viewer: Viewer, column: str, text: str) -> models.QuerySet[Record]:
    """Return the records that a spelling places, newest first."""
    found = written(country, viewer).filter(column=column, text=text)
    kinds = set(found.values_list("free", flat=True))
    spelled = models.Q(**{f"{column}_text": text}) if False in kinds else models.Q()
    if True in kinds:
        own = models.Q() if column == Kind.POINT else models.Q(division_text="", point=None)
        spelled |= models.Q(place=text) & own
    if not kinds:
        return Record.objects.none()
    batches = list(found.values_list("batch", flat=True))
    return Record.objects.filter(spelled, batch__in=batches).order_by("-start", "-pk")


def decision_on(country: State, column: str, text: str) -> PlaceSpelling | None:
    """Return what was decided on a spelling."""
    found = PlaceSpelling.objects.filter(country=country, column=column, spelling=plain(text)[:200])
    return found.select_related("by", "point", "section", "division", "country").first()


def questions(country: State, viewer: Viewer, batch: int | None = None) -> RecordQuerySet[QuantityQuestion]:
    """Return the questions on a country's quantities that `viewer` may know of, open ones first."""
    found = QuantityQuestion.objects.visible_to(viewer).filter(batch__country=country)
    found = found.exclude(batch__state__in=UNREAD)
    if batch:
        found = found.filter(batch=batch)
    is_open = models.Case(models.When(answer=QuantityAnswer.OPEN, then=0), default=1)
    return found.select_related("batch__owner_agency", "indicator", "by").order_by(is_open, "-batch", "pk")


def to_decide(batch: Batch, viewer: Viewer) -> tuple[int, int, int]:
    """Return how many spellings of an import are undecided, in how many rows, and its open questions."""
    undecided = written(batch.country, viewer).filter(batch=batch, place=None, rule=Rule.NONE)
    found = undecided.aggregate(number=models.Count("pk"), total=models.Sum("rows"))
    asked = questions(batch.country, viewer, batch.pk).filter(answer=QuantityAnswer.OPEN)
    return found["number"], found["total"] or 0, asked.count()


def question_on(record: Record) -> QuantityQuestion | None:
    """Return the question that was asked about a record's quantity."""
    return QuantityQuestion.objects.filter(
        batch=record.batch, sheet=record.sheet, row=record.row, column=record.column
    ).select_related("by").first()  # fmt: skip
