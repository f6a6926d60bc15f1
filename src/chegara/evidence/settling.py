"""Which questions a corrected import settles: those about what it says otherwise than the one asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import models

from chegara.evidence.comparison import CONTENT
from chegara.evidence.models import Batch, MonthlyTotal, Problem, Question, QuestionState, Record

OPEN_TO_ANSWERS = (QuestionState.SENT, QuestionState.ANSWERED)


def ancestors(batch: Batch) -> list[int]:
    """Return the imports that a corrected one stands for, the nearest first."""
    found: list[int] = []
    earlier = batch.replaces
    while earlier is not None:
        found.append(earlier.pk)
        earlier = earlier.replaces
    return found


def changed_since(batch: Batch) -> Iterator[Question]:
    """Yield the questions, put and not closed, about what a corrected import says otherwise."""
    asked = (
        Question.objects.filter(batch__in=ancestors(batch), state__in=OPEN_TO_ANSWERS)
        .select_related("batch__owner_agency", "batch__compartment", "record")
    )  # fmt: skip
    for question in list(asked):
        if _changed(question, batch):
            yield question


def _changed(question: Question, batch: Batch) -> bool:
    if question.record is not None:
        same = dict(zip(CONTENT, _content(question.record), strict=True))
        rows = Record.objects.filter(start=question.record.start)
        before, after = (_counter(rows, of)[tuple(same.values())] for of in (question.batch, batch))
        return after < before
    if question.first_month and question.indicator_id:
        return _months(question, question.batch) != _months(question, batch)
    if question.key:
        return not Problem.objects.filter(
            batch=batch, code=question.key.partition(":")[0], sheet=question.sheet,
            value=question.key.partition(":")[2],
        ).exists()  # fmt: skip
    return False


def _content(record: Record) -> tuple[Any, ...]:
    content: tuple[Any, ...] = Record.objects.filter(pk=record.pk).values_list(*CONTENT).get()
    return content


def _counter(rows: models.QuerySet[Record], batch: Batch) -> Counter[tuple[Any, ...]]:
    return Counter(rows.filter(batch=batch).values_list(*CONTENT))


def _months(question: Question, batch: Batch) -> list[tuple[Any, ...]]:
    totals = MonthlyTotal.objects.filter(
        batch=batch, indicator=question.indicator_id, start__gte=question.first_month,
        start__lte=question.last_month,
    )  # fmt: skip
    return sorted(
        totals.values_list("start", "unit")
        .annotate(models.Sum("value"), models.Sum("quantity"), models.Sum("rows"))
        .order_by()
    )
