from typing import Any

import django_tables2 as tables

from chegara.audit.models import AuditEntry
from chegara.audit.presenters import action_title, words_of

LONG = {"td": {"class": "long-text"}}


class AuditTable(tables.Table):
    """Entries without their numbers: gaps would tell that there are entries which one may not read."""

    at = tables.DateTimeColumn(format="d.m.Y H:i:s")
    before = tables.Column(attrs=LONG)
    after = tables.Column(attrs=LONG)

    class Meta:
        model = AuditEntry
        fields = ("at", "actor", "action", "object_label", "agency", "before", "after", "reason")
        order_by = "-sequence"

    def render_action(self, value: str) -> str:
        return action_title(value)

    def render_before(self, value: dict[str, Any], record: AuditEntry) -> str:
        return "; ".join(f"{name}: {text}" for name, text in words_of(record, value).items())

    def render_after(self, value: dict[str, Any], record: AuditEntry) -> str:
        return "; ".join(f"{name}: {text}" for name, text in words_of(record, value).items())
