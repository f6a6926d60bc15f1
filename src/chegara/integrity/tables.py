"""Tables of the slice's lists."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.integrity.models import ConformityFinding, Recommendation, Review, ServiceUnit
from chegara.integrity.models.common import OfReview
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


NUMBER = {"th": {"class": "number"}, "td": {"class": "number"}}


def _count(words: Any) -> tables.Column:
    return tables.Column(verbose_name=words, attrs=NUMBER)


class UnitTable(tables.Table):
    name = tables.Column(
        verbose_name=pgettext_lazy("of a service", "Unit"),
        linkify=lambda record: reverse("integrity_unit", args=[record.review_id, record.pk]),
    )
    tasks_n, functions_n = _count(_("Tasks")), _count(_("Functions"))
    posts_n, duties_n = _count(_("Positions")), _count(_("Duties"))

    class Meta:
        model = ServiceUnit
        fields = ("name", "parent", "territory", "tasks_n", "functions_n", "posts_n", "duties_n")


class RecordTable(tables.Table):
    """Records of any kind, by what they call themselves."""

    record = tables.Column(accessor="pk", verbose_name=_("Record"), orderable=False)
    where = tables.Column(accessor="pk", verbose_name=_("Position or unit"), orderable=False, empty_values=())

    def render_record(self, record: OfReview) -> str:
        return str(record)

    def render_where(self, record: Any) -> str:
        return str(getattr(record, "post", None) or getattr(record, "unit", None) or "–")


class RecordEditTable(RecordTable):
    """The same, for whoever may change them."""

    record = tables.Column(
        accessor="pk", verbose_name=_("Record"), orderable=False,
        linkify=lambda record: reverse(
            "integrity_record_edit", args=[record.review_id, record.record_kind, record.pk]
        ),
    )  # fmt: skip


class IndexTable(tables.Table):
    """How complete the papers of positions are: counts first, the index last."""

    name = tables.Column(verbose_name=_("Position"))
    duties = tables.Column(accessor="counts__duties", verbose_name=_("Duties"), attrs=NUMBER)
    function = tables.Column(accessor="counts__function", verbose_name=_("with a function"), attrs=NUMBER)
    norm = tables.Column(accessor="counts__norm", verbose_name=_("with a norm"), attrs=NUMBER)
    right = tables.Column(accessor="counts__right", verbose_name=_("with the right"), attrs=NUMBER)
    competence = tables.Column(accessor="counts__competence", verbose_name=_("with competence"), attrs=NUMBER)
    responsibility = tables.Column(
        accessor="counts__responsibility", verbose_name=_("with responsibility"), attrs=NUMBER
    )
    whole = tables.Column(accessor="counts__whole", verbose_name=_("all five"), attrs=NUMBER)
    percent = tables.Column(verbose_name=_("Index, %"), default="–", attrs=NUMBER)


class PostTable(tables.Table):
    """Positions with their exposure, why they are sensitive, and who stays beyond their time."""

    post = tables.Column(verbose_name=_("Position"), orderable=False)
    score = tables.Column(verbose_name=_("Exposure"), orderable=False)
    factors = tables.Column(verbose_name=_("Factors and their strength"), orderable=False)
    reasons = tables.Column(verbose_name=_("Why it is sensitive"), orderable=False)
    overdue = tables.Column(verbose_name=_("Rotation overdue"), orderable=False)

    def render_reasons(self, value: list[str]) -> str:
        return format_html_join("", "<div>{}</div>", ((one,) for one in value)) or "–"

    def value_reasons(self, value: list[str]) -> str:
        return "; ".join(value)

    render_overdue, value_overdue = render_reasons, value_reasons


class PostEditTable(PostTable):
    """The same, for whoever may judge factors."""

    change = tables.TemplateColumn(
        template_name="integrity/post_links.html",
        verbose_name=_("Change"),
        orderable=False,
        exclude_from_export=True,
    )
