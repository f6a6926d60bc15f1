"""Audit entries in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chegara.audit.models import AuditEntry

# What each action is called; slices add their own when their app is ready.
ACTION_TITLES: dict[str, Any] = {
    "accounts.signed_in": _("Signed in"),
    "accounts.sign_in_failed": _("Sign-in failed"),
    "accounts.password_changed": _("Password changed"),
}


@dataclass(frozen=True)
class Change:
    """One field's value before and after."""

    name: str
    before: str | None
    after: str


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
    before = entry.before or {}
    return Presented(
        title=str(ACTION_TITLES.get(entry.action, entry.action)),
        at=timezone.localtime(entry.at),
        who=entry.actor_name or entry.actor,
        reason=entry.reason,
        changes=tuple(
            Change(name, _text(before[name]) if name in before else None, _text(value))
            for name, value in (entry.after or {}).items()
        ),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
