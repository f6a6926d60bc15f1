"""Audit entries in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chegara.audit.models import AuditEntry

# What each action is called; slices add their own when their app is ready.
ACTION_TITLES: dict[str, Any] = {
    "accounts.signed_in": _("Signed in"),
    "accounts.sign_in_failed": _("Sign-in failed"),
    "accounts.password_changed": _("Password changed"),
    "accounts.factor_added": _("Second factor set up"),
    "accounts.factor_removed": _("Second factor removed"),
    "accounts.factors_reset": _("Second factors taken away by an administrator"),
    "accounts.codes_printed": _("One-time codes printed"),
    "accounts.printed_code_used": _("Printed code used"),
    "accounts.second_factor_failed": _("Wrong second factor"),
    "accounts.second_factor_required": _("Second factor required by role"),
}
# What entries tell beside their record's columns: words, or the column of another model. Slices add theirs.
DETAILS: dict[str, Any] = {
    "factor": _("second factor"),
    "factors": _("second factors"),
    "codes_left": _("printed codes left"),
    "required_of": _("required of"),
}
# What the codes of a column without choices stand for: by "app.model.column", or by the model it points to.
# Slices add theirs.
CODES: dict[str, Callable[[str], str]] = {}
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Columns that say of an entry what it says itself.
HIDDEN = frozenset({"id", "by", "at"})
LONG = 600
"""Characters of a value that are more than a paragraph."""


@dataclass(frozen=True)
class Change:
    """One field's value before and after."""

    name: str
    before: str | None
    after: str

    @property
    def long(self) -> bool:
        """Whether the values would bury the rest of the history, and are opened only when asked for."""
        return len(self.before or "") + len(self.after) > LONG


@dataclass(frozen=True)
class Presented:
    """An entry as the history panel shows it."""

    title: str
    at: datetime
    who: str
    reason: str
    changes: tuple[Change, ...]


def present(entry: AuditEntry) -> Presented:
    """Put an entry into words in the language of the page."""
    before, after = words_of(entry, entry.before), words_of(entry, entry.after)
    return Presented(
        title=action_title(entry.action),
        at=timezone.localtime(entry.at),
        who=entry.actor_name or entry.actor,
        reason=entry.reason,
        changes=tuple(Change(name, before.get(name), after.get(name, "–")) for name in before | after),
    )


def action_title(action: str) -> str:
    """Return what an action is called, or its code where no slice has named it."""
    return str(ACTION_TITLES.get(action, action))


def words_of(entry: AuditEntry, values: dict[str, Any] | None) -> dict[str, str]:
    """Return one side of an entry, before or after, as names and values in the language of the page."""
    told = {name: value for name, value in (values or {}).items() if name not in HIDDEN}
    if all(value is None for value in told.values()):
        return {}
    words = {}
    for key, value in told.items():
        # One of many, as in "XS-P1: booths", stands before its column.
        of, _sign, name = key.rpartition(": ")
        # A record's own column says best what it is: words of other slices may have the same name.
        detail = _column(entry.object_type, name) or DETAILS.get(name)
        column = detail if isinstance(detail, models.Field) else None
        said = capfirst(str(column.verbose_name)) if column else str(detail or name)
        words[f"{of}: {said}" if of else said] = _text(value, column)
    return words


def _column(object_type: str, name: str) -> Any:
    """Return the column of a record's model that a name belongs to, if it has one."""
    try:
        column = apps.get_model(object_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return column if isinstance(column, models.Field) else None


def _text(value: Any, column: models.Field[Any, Any] | None = None) -> str:
    """Write a stored value as its column's forms would: choices by their name, dates day first."""
    if value in (None, "", [], {}):
        return "–"
    if column is not None and column.choices:
        return {str(key): str(words) for key, words in column.flatchoices}.get(str(value), str(value))
    if isinstance(value, str) and column is not None and (said := CODES.get(_coded_by(column))):
        return said(value)
    if isinstance(value, bool) or isinstance(column, models.BooleanField):
        return gettext("yes") if value in (True, "True") else gettext("no")
    if isinstance(value, list) and all(isinstance(part, str | int | float) for part in value):
        return ", ".join(_text(part, column) for part in value)
    if isinstance(value, dict) and all(isinstance(part, int) for part in value.values()):
        return ", ".join(f"{DETAILS.get(name, name)}: {count}" for name, count in value.items())
    if isinstance(value, str):
        return (
            _day_first(value) if isinstance(column, models.DateField) or ISO_DAY.fullmatch(value) else value
        )
    return json.dumps(value, ensure_ascii=False)


def _coded_by(column: models.Field[Any, Any]) -> str:
    of = column.related_model
    return of._meta.label_lower if of else f"{column.model._meta.label_lower}.{column.name}"


def _day_first(text: str) -> str:
    """Write an ISO day or moment as the language of the page has it; other text stays as it is."""
    if day := parse_date(text):
        return str(localize(day))
    moment = parse_datetime(text)
    if moment is None:
        return text
    return str(localize(timezone.localtime(moment) if timezone.is_aware(moment) else moment))
