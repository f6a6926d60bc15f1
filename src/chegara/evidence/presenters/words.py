"""What the codes of reading a file are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from chegara.evidence.dictionary import word
from chegara.evidence.methods.rows import Field
from chegara.evidence.presenters.figures import figure

FIELD_NAMES: dict[str, Any] = {
    Field.IGNORE: _("not used"),
    Field.DATE: _("date or period"),
    Field.YEAR: _("year"),
    Field.MONTH: _("month"),
    Field.QUARTER: _("quarter"),
    Field.INDICATOR: _("indicator"),
    Field.VALUE: _("figure"),
    Field.QUANTITY: _("quantity"),
    Field.UNIT: _("unit"),
    Field.COUNTRY: _("reporting country"),
    Field.POINT: _("crossing point"),
    Field.SECTION: _("border section"),
    Field.DIVISION: _("division"),
    Field.PLACE: _("place"),
    Field.DIRECTION: _("direction"),
    Field.CITIZENSHIP: _("citizenship"),
    Field.PURPOSE: _("purpose"),
    Field.KIND: _("kind"),
    Field.CONCEALMENT: _("concealment"),
    Field.TRANSPORT: _("transport"),
    Field.ORIGIN: _("origin"),
    Field.DEPARTURE: _("departure"),
    Field.DESTINATION: _("destination"),
    Field.REMARK: _("remark"),
}
VOCABULARY_NAMES: dict[str, Any] = {
    "direction": _("directions"),
    "purpose": _("purposes of travel"),
    "vehicle": _("vehicles"),
    "document": _("documents that are false"),
    "refusal_reason": _("reasons of refusal"),
    "substance": _("drugs"),
    "article": _("goods"),
    "concealment": _("ways of concealment"),
    "transport": _("means of transport"),
    "unit": _("units of measure"),
    "territory": _("countries"),
}
UNITS = {"unit", "other_unit", "usual_unit"}
READINGS: dict[str, Any] = {"decimal": _("a decimal mark"), "thousands": _("a mark of thousands")}
_NAMES: Mapping[str, Mapping[Any, Any]] = {
    "field": FIELD_NAMES,
    "vocabulary": VOCABULARY_NAMES,
    "reading": READINGS,
}


def in_words(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return a problem's arguments with names for codes, and figures as the page has them."""
    return {name: _in_words(name, value) for name, value in arguments.items()}


def _in_words(name: str, value: Any) -> Any:
    if isinstance(value, float):
        return figure(value)
    if name in UNITS:
        return word("unit", value)
    return _NAMES[name].get(value, value) if name in _NAMES else value
