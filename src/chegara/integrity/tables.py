"""Tables of the slice's lists."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from chegara.integrity.models import ConformityFinding, Recommendation, Review
from chegara.integrity.words import RULES, about_told, finding_told


class ReviewTable(tables.Table):
    title = tables.Column(linkify=True)
    on = tables.DateColumn(format="d.m.Y")

    class Meta:
        model = Review
        fields = ("title", "owner_agency", "on")


class FindingTable(tables.Table):
    rule = tables.Column(linkify=True)
    about = tables.Column(verbose_name=_("About"), orderable=False)
    reason_told = tables.Column(verbose_name=_("Finding"), empty_values=(), orderable=False)

    class Meta:
        model = ConformityFinding
        fields = ("rule", "about", "reason_told", "severity", "decision", "reason")

    def render_rule(self, value: str) -> str:
        return f"{value}. {RULES[value].title}"

    def render_about(self, record: ConformityFinding) -> str:
        return "; ".join(f"{kind}: {name}" for kind, name in about_told(record))

    def value_about(self, record: ConformityFinding) -> str:
        return self.render_about(record)

    def render_reason_told(self, record: ConformityFinding) -> str:
        return finding_told(record.rule, record.values)


class RecommendationTable(tables.Table):
    title = tables.Column(linkify=True)
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)

    class Meta:
        model = Recommendation
        fields = ("number", "title", "kind", "arusha", "term", "priority", "state")

    def render_state(self, record: Any) -> str:
        return str(record.measure.get_status_display()) if record.measure else str(_("no measure yet"))
