"""An import as its pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, Sum
from django.utils.translation import gettext as _

from chegara.evidence.models import Batch, Indicator, MonthlyTotal


@dataclass(frozen=True)
class IndicatorTotal:
    """What an import adds up to for one indicator."""

    indicator: Indicator
    unit: str
    rows: int
    blanks: int
    repeats: int
    total: float | None
    quantity: float | None
    supplementary: bool
    first: Any
    last: Any


def totals_of(batch: Batch) -> list[IndicatorTotal]:
    """Return what a staged or confirmed import adds up to, by indicator and unit."""
    indicators = Indicator.objects.in_bulk()
    rows = (
        MonthlyTotal.objects.filter(batch=batch).values("indicator", "unit", "supplementary")
        .annotate(
            row_count=Sum("rows"), blank=Sum("blanks"), repeat=Sum("repeats"), total=Sum("value"),
            amount=Sum("quantity"), first=Min("start"), last=Max("start"),
        )
        .order_by("indicator__position", "unit")
    )  # fmt: skip
    return [
        IndicatorTotal(
            indicator=indicators[row["indicator"]], unit=row["unit"], rows=row["row_count"],
            blanks=row["blank"], repeats=row["repeat"], total=row["total"], quantity=row["amount"],
            supplementary=row["supplementary"], first=row["first"], last=row["last"],
        )
        for row in rows
    ]  # fmt: skip


def form_notices(batch: Batch) -> list[str]:
    """Return what is to be said of a returned form that is not taken for an answer."""
    forms = [proposal["form"] for proposal in batch.mappings if "form" in proposal]
    if not forms or hasattr(batch, "answer"):
        return []
    if forms[0]["agency"] != batch.owner_agency.code:
        text = _("This form was made for the agency %(agency)s: it is read, and answers no request.")
        return [text % {"agency": forms[0]["agency"]}]
    if batch.compartment_id is not None:
        return [
            _(
                "The file lies in a compartment, so it answers no request: the asking agency must not "
                "know of it."
            )
        ]
    return [_("The data request that this form belongs to is not known here: the form is read all the same.")]
