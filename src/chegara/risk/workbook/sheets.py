"""The sheets of the register's workbook, and how their cells are read."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.common.verbal import load_yardstick
from chegara.organisation.models import BorderSection, CrossingPoint, Division
from chegara.plans.workbook.cells import Reader, Row
from chegara.plans.workbook.sheets import Sheet, in_all_languages, key
from chegara.risk.models import Assessment, CollectionTask, EvidenceLink, Risk
from chegara.risk.words import likelihood_words

# What describes a risk, in the order of its form.
DESCRIBED = tuple(
    field.name for field in Risk._meta.concrete_fields
    if field.editable and field.name not in {"id", "assessment", "number"}
)  # fmt: skip
LEVELS = ("by_rule", "level")
"""Columns that go out for reading, and are not read in: levels come from scores, and have their own page."""


class RiskSheet(Sheet):
    """A sheet of the register: risks are named by their number."""

    def field(self, column: str) -> models.Field[Any, Any] | None:
        """Return the model's field behind a column, None where there is none."""
        own = column in {"risk", *LEVELS}
        return None if own else self.model._meta.get_field(column)  # type: ignore[return-value]

    def heading(self, column: str) -> str:
        """Return a column's heading in the language of the page."""
        own = {
            "risk": _("number of the risk"),
            "by_rule": _("level by the rule"), "level": _("level that holds"),
        }  # fmt: skip
        field = self.field(column)
        return capfirst(own[column] if field is None else str(field.verbose_name))


RISKS = RiskSheet(
    gettext_lazy("risks"), Risk, ("number", *DESCRIBED, "sections", *LEVELS), ("title", "category")
)
EVIDENCE = RiskSheet(
    gettext_lazy("evidence"), EvidenceLink,
    ("risk", "indicator", "point", "section", "division", "kind", "note"),
    ("risk", "indicator"),
)  # fmt: skip
GAPS = RiskSheet(
    gettext_lazy("intelligence gaps"), CollectionTask,
    ("risk", "gap", "task", "agency", "deadline", "answer"),
    ("risk", "gap", "task", "agency", "deadline"),
)  # fmt: skip
SHEETS = (RISKS, EVIDENCE, GAPS)
PLACES: dict[str, Any] = {"point": CrossingPoint, "section": BorderSection, "division": Division}


class RiskReader(Reader):
    """Reads the cells of a register: places by code or name, likelihoods by the words of the yardstick."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(assessment.country)
        self.places: dict[str, dict[str, Any]] = {}
        for column, model in PLACES.items():
            known = self.places.setdefault(column, {})
            for place in model._default_manager.filter(country=assessment.country):
                for name in (place.code, place.name_en, place.name_ru):
                    if name:
                        known.setdefault(key(name), place)
        self.words = {}
        yardstick = assessment.yardstick
        for code in [band.code for band in load_yardstick(yardstick).bands]:
            for said in (code, *in_all_languages(lambda code=code: likelihood_words(yardstick, code))):
                self.words[key(said)] = code

    def _read(self, row: Row, column: str, raw: Any) -> Any:
        if column in PLACES:
            return self._place(column, raw)
        if column == "sections":
            return [self._place("section", part) for part in str(raw).split(";") if part.strip()]
        if column == "indicator":
            return super()._read(row, "series", raw)
        if column == "risk":
            return super()._read(row, "number", raw)
        if column == "likelihood_word":
            if key(raw) not in self.words:
                raise ValueError(_("“%(word)s” is no word of this list.") % {"word": raw})
            return self.words[key(raw)]
        if column in LEVELS:
            return str(raw)
        return super()._read(row, column, raw)

    def _place(self, column: str, raw: Any) -> Any:
        found = self.places[column].get(key(raw))
        if found is None:
            raise ValueError(_("there is no place “%s” of this kind in this country.") % str(raw).strip())
        return found
