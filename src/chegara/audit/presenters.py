"""Audit entries in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from babel import Locale
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.signals import request_started
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
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
Word = Callable[[str], str]
# What the codes of a column without choices stand for: by "app.model.column", by the model it points to, or
# by the action whose details have codes for names. Slices add theirs.
CODES: dict[str, Word] = {}
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
        word = _word_of(column, entry.action)
        said = _said(detail) or word(name)
        words[f"{of}: {said}" if of else said] = _text(value, column, word)
    return words


def names_of(model: type[models.Model]) -> Word:
    """Return what tells a code of a register by its record's name; the register is read once a request."""

    @cache
    def names() -> dict[str, models.Model]:
        return {str(one.code): one for one in model._default_manager.all()}  # type: ignore[attr-defined]

    def name(code: str) -> str:
        return str(names().get(code, code))

    forget = partial(_call, names.cache_clear)
    for signal, sender in ((request_started, None), (post_save, model), (post_delete, model)):
        signal.connect(forget, sender=sender, weak=False)
    return name


def _call(what: Callable[[], None], **_signal: Any) -> None:
    what()


def language_name(code: str) -> str:
    """Return what languages are called, of codes parted by commas, in the language of the page.

    >>> language_name("ru, en")
    'Russian, English'
    """
    shown = Locale.parse((get_language() or "en")[:2])
    return ", ".join(shown.languages.get(one.strip().lower(), one.strip()) for one in code.split(","))


def _column(object_type: str, name: str) -> Any:
    """Return the column of a record's model that a name belongs to, if it has one."""
    try:
        column = apps.get_model(object_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return column if isinstance(column, models.Field) else None


def _word_of(column: models.Field[Any, Any] | None, action: str) -> Word:
    """Return what tells the codes of a column in words: its choices, or what a slice registered."""
    if column is None:
        return CODES.get(action, _as_it_is)
    if column.choices:
        names = {str(key): str(words) for key, words in column.flatchoices}
        return lambda code: names.get(code, code)
    return CODES.get(_coded_by(column), _as_it_is)


def _as_it_is(code: str) -> str:
    return code


def _text(value: Any, column: models.Field[Any, Any] | None, word: Word) -> str:
    """Write a stored value as its column's forms would: codes by their names, dates day first."""
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, list):
        between = "; " if any(isinstance(part, list | dict) for part in value) else ", "
        return between.join(_text(part, column, word) for part in value)
    if isinstance(value, dict):
        between = ", " if all(isinstance(part, int) for part in value.values()) else "; "
        return between.join(
            f"{_key(name, word)}: {_text(part, column, word)}" for name, part in value.items()
        )
    if (said := word(str(value))) != str(value):
        return said
    if isinstance(value, bool) or isinstance(column, models.BooleanField):
        return gettext("yes") if value in (True, "True") else gettext("no")
    if isinstance(value, str) and (isinstance(column, models.DateField) or ISO_DAY.fullmatch(value)):
        return _day_first(value)
    return str(value)


def _key(name: str, word: Word) -> str:
    """Name one of several values that stand in one detail."""
    said = word(name)
    return said if said != name else _said(DETAILS.get(name)) or name


def _said(detail: Any) -> str:
    return capfirst(str(detail.verbose_name)) if isinstance(detail, models.Field) else str(detail or "")


def _coded_by(column: models.Field[Any, Any]) -> str:
    if of := column.related_model:
        return str(of._meta.label_lower)
    return f"{column.model._meta.label_lower}.{column.name}" if hasattr(column, "model") else ""


def _day_first(text: str) -> str:
    """Write an ISO day or moment as the language of the page has it; other text stays as it is."""
    if day := parse_date(text):
        return str(localize(day))
    moment = parse_datetime(text)
    if moment is None:
        return text
    return str(localize(timezone.localtime(moment) if timezone.is_aware(moment) else moment))
