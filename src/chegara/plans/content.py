"""What is planned of a measure, apart from how far it is: what approval freezes and comparison compares."""

from __future__ import annotations

from typing import Any

from django.db import models

from chegara.plans.models import Measure, Objective

PLANNED = (
    "objective", "title", "description", "origin_name", "origin", "kind", "tier", "area", "lead",
    "legal_basis", "start", "deadline", "review_on", "cost", "currency", "funds", "funds_detail",
    "indicator", "series", "unit", "baseline", "baseline_on", "target", "target_on",
    "effect_on", "effect_low", "effect_best", "effect_high", "remarks", "dissent",
)  # fmt: skip
"""The columns of a measure that a plan fixes, in the order in which pages and files show them."""


def plain(value: Any) -> Any:
    """Return a column's value as JSON keeps it: other records by their code, an objective by its number."""
    match value:
        case Objective():
            return value.number
        case models.Model():
            return getattr(value, "code", value.pk)
        case None | str() | int() | float():
            return value
        case _:
            return value.isoformat() if hasattr(value, "isoformat") else str(value)


def content_of(measure: Measure) -> dict[str, Any]:
    """Return what is planned of a measure as JSON values; what is not known is left out."""
    content = {name: plain(getattr(measure, name)) for name in PLANNED}
    content["supporting"] = sorted(agency.code for agency in measure.supporting.all())
    content["needs"] = sorted(
        [need.agency.code, need.kind, need.what, need.needed, need.available] for need in measure.needs.all()
    )
    return {name: value for name, value in content.items() if value not in (None, "", [])}
