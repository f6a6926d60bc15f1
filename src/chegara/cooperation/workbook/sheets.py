"""The sheets of the workbook, one a register, and their headings in every language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from chegara.cooperation.registers import Register
from chegara.plans.workbook.sheets import in_all_languages, key

OWNER = "owner_agency"
CODE = "code"


@dataclass(frozen=True)
class Sheet:
    """A register as a sheet: a record by its code, a part by the code of what it belongs to."""

    register: Register

    @property
    def name(self) -> str:
        """The sheet's name in the language of the page."""
        return str(self.register.title)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns: what identifies the row first, then the form's; whose record it is stands last."""
        if self.register.is_part:
            return (self.register.model.whole, *self.register.fields)
        return (CODE, *self.register.fields, OWNER)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that a row must fill in."""
        model = self.register.model
        needed = [name for name in self.register.fields if _needed(model._meta.get_field(name))]
        return (model.whole, *needed) if self.register.is_part else tuple(needed)

    def names(self) -> set[str]:
        """Return the sheet's name in each language, as it is compared."""
        return {key(name) for name in in_all_languages(self.register.title)}

    def field(self, column: str) -> Any:
        """Return the model's field behind a column."""
        return self.register.model._meta.get_field(column)

    def heading(self, column: str) -> str:
        """Return a column's heading in the language of the page."""
        if column == OWNER:
            return str(_("Whose record"))
        words = self.field(column).verbose_name
        if self.register.is_part and column == self.register.model.whole:
            return _("%(what)s, its code") % {"what": capfirst(str(words))}
        return capfirst(str(words))

    def headings(self) -> dict[str, str]:
        """Return columns by their headings in each language, as they are compared."""
        return {
            key(heading): column
            for column in self.columns
            for heading in (column, *in_all_languages(partial(self.heading, column)))
        }


def _needed(field: models.Field[Any, Any]) -> bool:
    open_ = field.blank or field.null or field.many_to_many or field.has_default()
    return not open_ and not isinstance(field, models.BooleanField)
