"""Questions on the quantities of an import: asked while it is read, answered ones applied again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.db import models, transaction

from chegara.common.units import UnitMismatchError, in_base_unit
from chegara.evidence.methods.plausible import Doubt, Group, Quantities
from chegara.evidence.methods.reading.problems import Problem as FoundProblem
from chegara.evidence.methods.reading.problems import Severity
from chegara.evidence.methods.rows import ReportedRow
from chegara.evidence.models import Batch, BatchState, QuantityAnswer, QuantityQuestion, Record

MOST_ASKED = 200
"""Questions of one import; the strongest are asked."""

LONGEST_HISTORY = 50_000
"""Earlier quantities that an import is compared with, the newest ones."""


def in_totals(quantity: float, unit: str) -> tuple[float, str]:
    """Return a quantity in the unit of totals; a unit that nobody knows is its own."""
    try:
        return in_base_unit(quantity, unit)
    except UnitMismatchError:
        return quantity, unit[:20]


class Questions:
    """What is asked about one import, and what was answered before."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        answered = QuantityQuestion.objects.filter(batch=batch).exclude(answer=QuantityAnswer.OPEN)
        self._answered = {(one.sheet, one.row, one.column): one for one in answered}

    def as_corrected(self, row: ReportedRow, amount: float, unit: str) -> tuple[float, str]:
        """Return what totals count for a quantity: what it was corrected to, if the cell says the same."""
        if not self._answered:
            return amount, unit
        known = self._answer_to(row.sheet, row.row, row.column, row.quantity, row.unit)
        if known is None or known.corrected_quantity is None:
            return amount, unit
        return in_totals(known.corrected_quantity, known.corrected_unit)

    def _answer_to(
        self, sheet: str, row: int, column: int, quantity: float | None, unit: str
    ) -> QuantityQuestion | None:
        known = self._answered.get((sheet[:100], row, column))
        return known if known and (known.quantity, known.unit) == (quantity, unit[:40]) else None

    def ask(self, quantities: Quantities) -> Iterator[FoundProblem]:
        """Keep the questions on what was read, and yield them as problems; none that was answered."""
        doubts = list(islice(quantities.doubts(self._history(quantities)), MOST_ASKED + len(self._answered)))
        still = {
            key for doubt in doubts
            if self._answer_to(*(key := _cell(doubt)), doubt.quantity, doubt.unit)
        }  # fmt: skip
        asked = [doubt for doubt in doubts if _cell(doubt) not in still][:MOST_ASKED]
        with transaction.atomic():
            gone = QuantityQuestion.objects.filter(batch=self.batch)
            gone.filter(
                models.Q(answer=QuantityAnswer.OPEN)
                | models.Q(
                    pk__in=[self._answered[key].pk for key in map(_cell, asked) if key in self._answered]
                )
            ).delete()
            QuantityQuestion.objects.bulk_create(_question(self.batch, doubt) for doubt in asked)
        for doubt in asked:
            yield FoundProblem(
                code=doubt.code, severity=Severity.WARNING, sheet=doubt.sheet, row=doubt.row,
                column=doubt.column, value=f"{doubt.quantity:g} {doubt.unit}", arguments=doubt.arguments,
            )  # fmt: skip

    def _history(self, quantities: Quantities) -> Mapping[Group, Sequence[float]]:
        """Return the agency's own earlier quantities of the groups that the file has.

        Only the agency's own, and from no other compartment: what others reported must not show by a
        question.
        """
        indicators = {indicator for indicator, _, _ in quantities.groups}
        earlier = Record.objects.filter(
            models.Q(batch__compartment=None) | models.Q(batch__compartment=self.batch.compartment_id),
            batch__owner_agency=self.batch.owner_agency, batch__state=BatchState.CONFIRMED,
            indicator__in=indicators, event=True, base_quantity__gt=0,
        ).exclude(batch=self.batch.replaces_id).order_by("-pk")  # fmt: skip
        found: dict[Group, list[float]] = {}
        rows = earlier.values_list("indicator", "kind", "base_unit", "base_quantity")[:LONGEST_HISTORY]
        for indicator, kind, unit, amount in rows if indicators else ():
            found.setdefault((indicator, kind, unit), []).append(amount or 0.0)
        return found


def _cell(doubt: Doubt) -> tuple[str, int, int]:
    return doubt.sheet[:100], doubt.row, doubt.column


def _question(batch: Batch, doubt: Doubt) -> QuantityQuestion:
    sheet, row, column = _cell(doubt)
    return QuantityQuestion(
        batch=batch, sheet=sheet, row=row, column=column, indicator_id=doubt.indicator, kind=doubt.kind[:200],
        quantity=doubt.quantity, unit=doubt.unit[:40], code=doubt.code, arguments=dict(doubt.arguments),
    )  # fmt: skip
