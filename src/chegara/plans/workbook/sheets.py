"""The sheets of a plan's workbook, and their headings in every language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from chegara.plans.content import PLANNED
from chegara.plans.models import Measure, Need, Objective, Reading


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, whose columns it shows, which must be filled in."""

    name: Any
    model: type[models.Model]
    columns: tuple[str, ...]
    required: tuple[str, ...]

    def names(self) -> set[str]:
        """Return the sheet's name in each language, as it is compared."""
        return {key(name) for name in in_all_languages(self.name)}

    def field(self, column: str) -> models.Field[Any, Any] | None:
        """Return the model's field behind a column, if there is one."""
        model = Measure if column in {"code", "measure"} else self.model
        return model._meta.get_field("code" if column == "measure" else column)  # type: ignore[return-value]

    def headings(self) -> dict[str, str]:
        """Return columns by their headings in each language, as they are compared."""
        found = {}
        for column in self.columns:
            found[key(column)] = column
            for heading in in_all_languages(partial(self.heading, column)):
                found[key(heading)] = column
        return found

    def heading(self, column: str) -> str:
        """Return a column's heading in the language of the page."""
        if column == "measure":
            return capfirst(_("code of the measure"))
        return capfirst(str(self.field(column).verbose_name))  # type: ignore[union-attr]


OBJECTIVES = Sheet(
    gettext_lazy("objectives"), Objective, ("number", "title", "description", "term", "priority"),
    ("number", "title", "term"),
)  # fmt: skip
MEASURES = Sheet(
    gettext_lazy("measures"), Measure,
    ("code", *PLANNED[: PLANNED.index("legal_basis")], "supporting", *PLANNED[PLANNED.index("legal_basis") :],
     "status", "owner_agency"),
    ("title", "kind"),
)  # fmt: skip
NEEDS = Sheet(
    gettext_lazy("staff and equipment"), Need, ("measure", "agency", "kind", "what", "needed", "available"),
    ("measure", "agency", "kind", "what", "needed"),
)  # fmt: skip
READINGS = Sheet(
    gettext_lazy("readings"), Reading, ("measure", "on", "value", "source", "remark"),
    ("measure", "on", "value", "source"),
)  # fmt: skip
SHEETS = (OBJECTIVES, MEASURES, NEEDS, READINGS)
SHOWN_ONLY = {"status", "owner_agency"}
"""Columns of measures that go out for reading, and are not read in: they have their own pages."""


def key(text: object) -> str:
    """Return a text as headings and words are compared: case, spaces and ё do not count."""
    return " ".join(str(text or "").casefold().replace("ё", "е").split())


def in_all_languages(text: Any) -> list[str]:
    """Return what a text, or a function that says one, says in each language of the program."""
    said = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            said.append(str(text() if callable(text) else text))
    return said
