"""Lists of the checkpoint."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.profiling.models import Check, Indicator, ListedPerson, RiskProfile, SubjectRequest, Watchlist
from chegara.profiling.presenters.checks import shown_day

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
LONG = {"td": {"class": "long-text"}}


class WatchlistTable(tables.Table):
    title = tables.Column(_("List"), linkify=True)
    authority = tables.Column(_("National authority"), default=_("none: for trial only"))
    expires_on = tables.DateColumn(verbose_name=_("Expires"), format="d.m.Y")
    person_count = tables.Column(_("Persons"), attrs=NUMBER)
    latest = tables.DateTimeColumn(verbose_name=_("Last version"), format="d.m.Y")
    withdrawn_at = tables.DateTimeColumn(verbose_name=_("Withdrawn"), format="d.m.Y")

    class Meta:
        model = Watchlist
        fields = (
            "title",
            "publisher",
            "purpose",
            "authority",
            "expires_on",
            "person_count",
            "latest",
            "withdrawn_at",
        )


class ListedPersonTable(tables.Table):
    def render_birth(self, value: str) -> str:
        return shown_day(value)

    class Meta:
        model = ListedPerson
        fields = ("entry_id", "name", "birth", "quality", "expires_on")


class IndicatorTable(tables.Table):
    code = tables.Column(_("Code"), linkify=True)
    text = tables.Column(pgettext_lazy("of risk", "Indicator"), attrs=LONG)
    exonerating = tables.Column(_("What speaks against it"), attrs=LONG)
    review_on = tables.DateColumn(verbose_name=_("Review"), format="d.m.Y")

    class Meta:
        model = Indicator
        fields = ("code", "subject", "text", "exonerating", "knowable", "grade", "review_on")


class ProfileTable(tables.Table):
    code = tables.Column(_("Code"), linkify=True)
    valid_to = tables.DateColumn(verbose_name=_("Until"), format="d.m.Y")
    state = tables.Column(_("State"), accessor="standing", orderable=False)

    class Meta:
        model = RiskProfile
        fields = ("code", "title", "subject", "purpose", "number", "valid_to", "state")


class CheckTable(tables.Table):
    number = tables.Column(_("Check"), accessor="pk", linkify=True)
    at = tables.DateTimeColumn(verbose_name=_("Begun"), format="d.m.Y H:i")
    duration = tables.Column(_("Minutes"), accessor="duration", orderable=False, attrs=NUMBER)

    class Meta:
        model = Check
        fields = ("number", "at", "point", "purpose", "state", "decision", "outcome", "duration", "by")


class SubjectRequestTable(tables.Table):
    reference = tables.Column(_("Incoming number"), linkify=lambda record: record.url)
    received_on = tables.DateColumn(verbose_name=pgettext_lazy("a request", "Received"), format="d.m.Y")
    due_on = tables.DateColumn(verbose_name=_("To be answered by"), format="d.m.Y")
    answered_on = tables.DateColumn(verbose_name=_("Answered"), format="d.m.Y")

    class Meta:
        model = SubjectRequest
        fields = ("reference", "kind", "received_on", "due_on", "answered_on")
