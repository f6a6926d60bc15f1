from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from chegara.pages.checks import Found, Severity

LOOK = {Severity.ERROR: "state-bad", Severity.WARNING: "state-warn", Severity.NOTE: "state-neutral"}


class YearColumn(tables.Column):
    """A year: a number that is written without a thousands separator."""

    def render(self, value: Any) -> str:
        return str(value)


class FindingTable(tables.Table):
    severity = tables.Column(accessor="finding__severity", verbose_name=_("Severity"), orderable=False)
    check = tables.Column(accessor="check__title", verbose_name=_("Check"), orderable=False)
    about = tables.Column(
        accessor="finding__object_ref__label",
        verbose_name=_("About"),
        orderable=False,
        attrs={"td": {"class": "long-text"}},
        linkify=lambda record: record.finding.object_ref.url or None,
    )
    reason = tables.Column(
        accessor="finding__reason",
        verbose_name=_("Reason"),
        orderable=False,
        attrs={"td": {"class": "long-text"}},
    )

    class Meta:
        fields = ("severity", "check", "about", "reason")

    def render_severity(self, value: Any) -> SafeString:
        severity = Severity(value)
        return format_html('<span class="badge-state {}">{}</span>', LOOK[severity], severity.label)

    def value_severity(self, record: Found) -> str:
        return str(Severity(record.finding.severity).label)
