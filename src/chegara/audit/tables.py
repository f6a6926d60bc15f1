import django_tables2 as tables

from chegara.audit.models import AuditEntry
from chegara.audit.presenters import ACTION_TITLES


class AuditTable(tables.Table):
    sequence = tables.Column(verbose_name="№", attrs={"td": {"class": "number"}})
    at = tables.DateTimeColumn(format="d.m.Y H:i:s")

    class Meta:
        model = AuditEntry
        fields = ("sequence", "at", "actor", "action", "object_label", "agency", "before", "after", "reason")
        order_by = "-sequence"

    def render_action(self, value: str) -> str:
        return str(ACTION_TITLES.get(value, value))
