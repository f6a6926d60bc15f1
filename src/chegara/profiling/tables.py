"""Lists of the checkpoint."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.profiling.choices import LaneCode, LaneReason
from chegara.profiling.methods.profiles.fields import standard_catalogue
from chegara.profiling.models import (
    Check,
    Indicator,
    IndicatorSet,
    KeyList,
    ListedPerson,
    RiskProfile,
    Selection,
    SubjectRequest,
    Watchlist,
)
from chegara.profiling.presenters.checks import shown_day
from chegara.profiling.tongue import tongue

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


class IndicatorSetTable(tables.Table):
    title = tables.Column(_("Set"), linkify=True)
    until = tables.DateColumn(verbose_name=_("To be given back or renewed"), format="d.m.Y")

    class Meta:
        model = IndicatorSet
        fields = ("title", "publisher", "until")


class KeyListTable(tables.Table):
    name = tables.Column(_("Name in profiles"), linkify=True)
    version = tables.Column(_("Version"), default="–", attrs=NUMBER)

    class Meta:
        model = KeyList
        fields = ("name", "title", "subject", "field", "owner", "version")

    def render_field(self, value: str) -> str:
        found = standard_catalogue().get(value)
        return found.label(tongue()) if found else value


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
    reference = tables.Column(_("Incoming number"), linkify=True)
    received_on = tables.DateColumn(verbose_name=pgettext_lazy("a request", "Received"), format="d.m.Y")
    due_on = tables.DateColumn(verbose_name=_("To be answered by"), format="d.m.Y")
    answered_on = tables.DateColumn(verbose_name=_("Answered"), format="d.m.Y")

    class Meta:
        model = SubjectRequest
        fields = ("reference", "kind", "received_on", "due_on", "answered_on", "decision")


class SelectionTable(tables.Table):
    number = tables.Column(pgettext_lazy("selection", "Selection"), accessor="pk", linkify=True)
    at = tables.DateTimeColumn(verbose_name=_("Begun"), format="d.m.Y H:i")
    records = tables.Column(
        _("Records"), accessor="summary__records", orderable=False, attrs=NUMBER, default="…"
    )
    red = tables.Column(
        pgettext_lazy("selection", "Red"),
        accessor="summary__lanes__red",
        orderable=False,
        attrs=NUMBER,
        default="–",
    )
    yellow = tables.Column(
        pgettext_lazy("selection", "Yellow"),
        accessor="summary__lanes__yellow",
        orderable=False,
        attrs=NUMBER,
        default="–",
    )
    blue = tables.Column(
        pgettext_lazy("selection", "Blue"),
        accessor="summary__lanes__blue",
        orderable=False,
        attrs=NUMBER,
        default="–",
    )

    class Meta:
        model = Selection
        fields = ("number", "at", "subject", "name", "records", "red", "yellow", "blue", "by")


class BlindRecordTable(tables.Table):
    """Records with their lanes, for whoever examines: not which were drawn at random."""

    number = tables.Column(
        _("Row"), linkify=lambda record: reverse("selection_record", args=[record["selection"], record["number"]]),
        attrs=NUMBER,
    )  # fmt: skip
    id = tables.Column(_("Record"))
    lane = tables.TemplateColumn(
        template_name="profiling/lane.html", verbose_name=pgettext_lazy("selection", "Lane")
    )
    place = tables.Column(pgettext_lazy("selection", "Office"), default="–")

    class Meta:
        order_by = ("number",)
        fields = ("number", "id", "lane", "place")
        sequence = fields

    def render_number(self, value: int) -> int:
        return value + 1

    def value_lane(self, value: str) -> str:
        return str(LaneCode(value).label)


class RecordTable(BlindRecordTable):
    """Records with lanes and reasons."""

    reason = tables.Column(_("Why"), attrs=LONG)
    profiles = tables.Column(_("Profiles that hit"), orderable=False, default="–", empty_values=("", None))
    held_back_from = tables.Column(_("Held back from"), orderable=False, default="–", empty_values=("", None))
    probability = tables.Column(_("Chance of being selected"), orderable=False, attrs=NUMBER)

    class Meta:
        order_by = ("number",)
        fields = ("number", "id", "lane", "reason", "profiles", "place", "held_back_from", "probability")
        sequence = fields

    def render_reason(self, value: str) -> str:
        return str(LaneReason(value).label)

    def render_held_back_from(self, value: str) -> str:
        return str(LaneCode(value).label)
