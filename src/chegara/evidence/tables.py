from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chegara.evidence.data_requests.calendar import of_request
from chegara.evidence.dictionary import invented_states, kind_word, source_words, state_name, word
from chegara.evidence.grade_models import Grade
from chegara.evidence.models import (
    Batch,
    DiscrepancyLetter,
    DoubleCandidate,
    DoubleDecision,
    Indicator,
    Pair,
    Problem,
    QuantityQuestion,
    Question,
    Record,
    SavedView,
)
from chegara.evidence.presenters.delivery import delivery_words
from chegara.evidence.presenters.figures import figure, per_cent
from chegara.evidence.presenters.grades import grades_words, scheme_name
from chegara.evidence.presenters.places import RULES, quantity_answered
from chegara.evidence.presenters.problems import sentence, sheet_words
from chegara.evidence.request_models import RequestedAgency, RequestState
from chegara.organisation.models import PlaceColumn
from chegara.organisation.queries import Places

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
STATE_CLASSES = {
    "confirmed": "state-good", "staged": "state-warn", "received": "state-warn", "staging": "state-warn",
    "undone": "state-bad",
}  # fmt: skip
REQUEST_STATE_CLASSES = {
    RequestState.DRAFTED: "state-neutral", RequestState.SENT: "state-warn",
    RequestState.ANSWERED_IN_PART: "state-warn", RequestState.ANSWERED: "state-good",
    RequestState.CLOSED: "state-neutral",
}  # fmt: skip


def _grades_by(grades: Any, key: str) -> dict[int | None, list[Grade]]:
    """Return grades by what they are of: grades are given one by one, so that they are few beside records."""
    found: dict[int | None, list[Grade]] = {}
    for grade in grades.select_related("agency"):
        found.setdefault(getattr(grade, key), []).append(grade)
    return found


class BatchTable(tables.Table):
    name = tables.Column(linkify=lambda record: f"/evidence/imports/{record.pk}/")
    owner_agency = tables.Column(
        accessor="owner_agency__short", order_by="owner_agency__code", verbose_name=_("Agency")
    )
    rows = tables.Column(attrs=NUMBER)
    covers = tables.Column(empty_values=(), verbose_name=_("Period"), order_by="covers_from")
    received_at = tables.DateTimeColumn(format="d.m.Y H:i")
    grade = tables.Column(empty_values=(), orderable=False, verbose_name=_("Grade"))

    class Meta:
        model = Batch
        fields = (
            "name",
            "owner_agency",
            "country",
            "state",
            "rows",
            "covers",
            "marking",
            "grade",
            "received_at",
        )

    @cached_property
    def grades(self) -> dict[int | None, list[Grade]]:
        return _grades_by(Grade.objects.filter(record=None), "batch_id")

    def render_grade(self, record: Batch) -> str:
        return grades_words(self.grades.get(record.pk, ()))

    def render_state(self, record: Batch) -> SafeString:
        return format_html(
            '<span class="badge-state {}">{}</span>',
            STATE_CLASSES.get(record.state, "state-neutral"),
            record.get_state_display(),
        )

    def render_covers(self, record: Batch) -> str:
        if not record.covers_from or not record.covers_to:
            return "–"
        return f"{record.covers_from:%m.%Y}–{record.covers_to:%m.%Y}"


class RecordTable(tables.Table):
    """Records, each of which leads to its page with file, sheet and row."""

    # By date a list is read however long it is; by other columns only where it is short: see `listing`.
    start = tables.DateColumn(
        format="d.m.Y", linkify=lambda record: f"/evidence/records/{record.pk}/", orderable=True
    )
    indicator = tables.Column(
        accessor="indicator__name", order_by="indicator__position", verbose_name=_("Indicator")
    )
    kind = tables.Column()
    place = tables.Column(empty_values=(), orderable=False, verbose_name=_("Place"))
    value = tables.Column(attrs=NUMBER)
    agency = tables.Column(accessor="batch__owner_agency__short", orderable=False, verbose_name=_("Agency"))

    @cached_property
    def invented(self) -> dict[str, tuple[str, str]]:
        return invented_states()

    def render_kind(self, record: Record) -> str:
        return kind_word(record.indicator_id, record.kind)

    def render_place(self, record: Record) -> str:
        point = record.point.name if record.point else record.point_text or record.place
        division = record.division.name if record.division else record.division_text
        section = record.section.name if record.section else record.section_text
        return point if record.point else ", ".join(filter(None, [point, section, division])) or "–"

    def render_value(self, value: float) -> str:
        return figure(value)

    def value_value(self, value: float) -> float:
        return value


class EventTable(RecordTable):
    quantity = tables.Column(attrs=NUMBER)
    origin = tables.Column()
    destination = tables.Column()
    grade = tables.Column(empty_values=(), orderable=False, verbose_name=_("Grade"))

    class Meta:
        model = Record
        order_by = ("-start",)
        fields = (
            "start",
            "indicator",
            "kind",
            "quantity",
            "unit",
            "place",
            "origin",
            "destination",
            "value",
            "agency",
            "grade",
        )

    @cached_property
    def grades(self) -> tuple[dict[int | None, list[Grade]], dict[int | None, list[Grade]]]:
        """The grades of events, and those of imports, which stand for events without their own."""
        return (
            _grades_by(Grade.objects.exclude(record=None), "record_id"),
            _grades_by(Grade.objects.filter(record=None), "batch_id"),
        )

    def render_grade(self, record: Record) -> str:
        events, imports = self.grades
        return grades_words(events.get(record.pk) or imports.get(record.batch_id) or ())

    def render_quantity(self, value: float) -> str:
        return figure(value)

    def value_quantity(self, value: float) -> float:
        return value

    def render_unit(self, value: str) -> str:
        return word("unit", value)

    def render_origin(self, value: str) -> str:
        return state_name(value, invented=self.invented)

    def render_destination(self, value: str) -> str:
        return state_name(value, invented=self.invented)


class StatisticTable(RecordTable):
    direction = tables.Column()
    citizenship = tables.Column()

    class Meta:
        model = Record
        order_by = ("-start",)
        fields = (
            "start",
            "period",
            "indicator",
            "kind",
            "place",
            "direction",
            "citizenship",
            "value",
            "agency",
        )

    def render_period(self, value: str) -> str:
        return str(PERIODS.get(value, value))

    def render_direction(self, value: str) -> str:
        return word("direction", value)

    def render_citizenship(self, value: str) -> str:
        return state_name(value, invented=self.invented)


class PlacedRecordTable(RecordTable):
    """The rows that have a spelling, with where each stands in its file."""

    batch = tables.Column(linkify=lambda record: f"/evidence/imports/{record.batch_id}/", orderable=False)
    sheet = tables.Column(orderable=False)
    row = tables.Column(attrs=NUMBER, orderable=False)

    class Meta:
        model = Record
        fields = ("start", "indicator", "kind", "value", "batch", "sheet", "row", "agency")
        exclude = ("place",)


class SpellingTable(tables.Table):
    """Different spellings of places with their rows, each of which leads to its decision."""

    text = tables.Column(verbose_name=_("Spelling"), attrs={"td": {"class": "long-text"}})
    column = tables.Column(verbose_name=_("As"))
    total = tables.Column(attrs=NUMBER, verbose_name=_("Rows"))
    imports = tables.Column(attrs=NUMBER, verbose_name=_("Imports"))
    place = tables.Column(empty_values=(), orderable=False, verbose_name=_("Place"))
    rule = tables.Column(empty_values=(), verbose_name=_("Why"), attrs={"td": {"class": "long-text"}})

    @cached_property
    def places(self) -> Places:
        return Places(self.context["country"])

    def render_text(self, record: dict[str, Any]) -> SafeString | str:
        if not self.context["perms"]["evidence"]["decide"]:
            return str(record["text"])
        url = reverse("place_spelling", args=[record["first"]])
        if self.context["batch"]:
            url += f"?batch={self.context['batch']}"
        return format_html('<a href="{}">{}</a>', url, record["text"])

    def value_text(self, record: dict[str, Any]) -> str:
        return str(record["text"])

    def render_column(self, value: str) -> str:
        return str(PlaceColumn(value).label)

    def render_place(self, record: dict[str, Any]) -> str:
        if record["rule"]:
            return str(self.places.place(record["column"], record["place"]) or _("none of our places"))
        found = self.places.resolve(record["column"], record["text"]).candidates
        return ", ".join(
            f"{self.places.place(record['column'], one.key)} ({figure(round(one.score, 2))})?"
            for one in found[:2]
        ) or "–"  # fmt: skip

    def render_rule(self, record: dict[str, Any]) -> str:
        return str(RULES.get(record["rule"], _("undecided")))


class QuestionTable(tables.Table):
    """Questions on quantities, each of which leads to its answer."""

    quantity = tables.Column(attrs=NUMBER, verbose_name=_("Quantity"), orderable=False)
    batch = tables.Column(linkify=lambda record: f"/evidence/imports/{record.batch_id}/", orderable=False)
    row = tables.Column(attrs=NUMBER)
    code = tables.Column(verbose_name=_("Question"), orderable=False, attrs={"td": {"class": "long-text"}})
    answer = tables.Column(verbose_name=_("Answer"), attrs={"td": {"class": "long-text"}})

    class Meta:
        model = QuantityQuestion
        fields = ("quantity", "kind", "indicator", "batch", "sheet", "row", "code", "answer")

    def render_quantity(self, record: QuantityQuestion) -> SafeString | str:
        text = f"{figure(record.quantity)} {word('unit', record.unit)}"
        if not self.context["perms"]["evidence"]["decide"]:
            return text
        return format_html('<a href="{}">{}</a>', reverse("quantity_detail", args=[record.pk]), text)

    def value_quantity(self, value: float) -> float:
        return value

    def render_kind(self, record: QuantityQuestion) -> str:
        return kind_word(record.indicator_id, record.kind)

    def render_indicator(self, record: QuantityQuestion) -> str:
        return record.indicator.name

    def render_code(self, record: QuantityQuestion) -> str:
        return sentence(record.code, record.arguments)

    def render_answer(self, record: QuantityQuestion) -> str:
        return quantity_answered(record) or str(record.get_answer_display())


PERIODS = {
    "day": _("day"), "month": _("month"), "quarter": _("quarter"), "half_year": _("half-year"),
    "year": _("year"),
}  # fmt: skip


class ProblemTable(tables.Table):
    severity = tables.Column()
    sheet = tables.Column()
    row = tables.Column(attrs=NUMBER)
    column = tables.Column(attrs=NUMBER)
    value = tables.Column()
    code = tables.Column(verbose_name=_("What it is and what to do"), orderable=False)

    class Meta:
        model = Problem
        fields = ("severity", "sheet", "row", "column", "value", "code")

    def render_sheet(self, value: str) -> str:
        return sheet_words(value) if "/" in value else value

    def render_code(self, record: Problem) -> str:
        return sentence(record.code, record.arguments)

    def render_row(self, value: int) -> Any:
        return value or "–"

    def render_column(self, value: int) -> Any:
        return value or "–"


class IndicatorTable(tables.Table):
    name = tables.Column(accessor="name", verbose_name=_("Indicator"), order_by="position")
    definition = tables.Column(
        accessor="definition",
        verbose_name=_("Definition"),
        orderable=False,
        attrs={"td": {"class": "long-text"}},
    )

    class Meta:
        model = Indicator
        fields = ("name", "category", "form", "unit", "definition", "source")

    def render_unit(self, value: str) -> str:
        return word("counted", value)

    def render_source(self, value: str) -> str:
        return source_words(value)


def _report_line(record: Record) -> str:
    """Return one report of a pair in a line: agency, day, place, quantity."""
    place = record.point.name if record.point else record.place or record.point_text or record.division_text
    quantity = "" if record.quantity is None else f"{figure(record.quantity)} {word('unit', record.unit)}"
    parts = (record.batch.owner_agency.short, f"{record.start:%d.%m.%Y}", place, quantity)
    return ", ".join(filter(None, parts))


class PairTable(tables.Table):
    """Two reports beside each other."""

    indicator = tables.Column(
        accessor="first__indicator__name", order_by="indicator__position", verbose_name=_("Indicator")
    )
    kind = tables.Column(accessor="first__kind", orderable=False, verbose_name=_("Kind"))
    first = tables.Column(orderable=False, verbose_name=_("First report"))
    second = tables.Column(orderable=False, verbose_name=_("Second report"))

    def render_kind(self, record: Pair) -> str:
        return kind_word(record.indicator_id, record.first.kind or record.second.kind)

    def render_first(self, record: Pair) -> str:
        return _report_line(record.first)

    def render_second(self, record: Pair) -> str:
        return _report_line(record.second)


class CandidateTable(PairTable):
    """Pairs that wait for a decision."""

    probability = tables.Column(
        linkify=lambda record: f"/evidence/doubles/{record.pk}/", attrs=NUMBER, verbose_name=_("One event?")
    )
    sure = tables.BooleanColumn(yesno=("✓", "–"), verbose_name=_("Sure"))

    class Meta:
        model = DoubleCandidate
        fields = ("probability", "sure", "indicator", "kind", "first", "second")

    def render_probability(self, value: float) -> str:
        return per_cent(value)

    def value_probability(self, value: float) -> float:
        return value


class DecidedTable(PairTable):
    """Pairs on which somebody decided."""

    same = tables.Column(
        linkify=lambda record: f"/evidence/doubles/decided/{record.pk}/", verbose_name=_("Decision")
    )
    leading = tables.Column(orderable=False, verbose_name=_("Whose figures are kept"))
    by = tables.Column(accessor="by__full_name", verbose_name=_("Decided by"))
    at = tables.DateTimeColumn(format="d.m.Y H:i")

    class Meta:
        model = DoubleDecision
        fields = ("same", "indicator", "kind", "first", "second", "leading", "reason", "by", "at")

    def render_same(self, value: bool) -> Any:
        return _("the same event") if value else _("different events")

    def render_leading(self, record: DoubleDecision) -> str:
        return _report_line(record.leading) if record.leading else "–"


class AskedTable(tables.Table):
    """Questions to agencies."""

    state = tables.Column(linkify=lambda record: f"/evidence/questions/{record.pk}/")
    agency = tables.Column(
        accessor="batch__owner_agency__short", order_by="batch__owner_agency__code", verbose_name=_("To")
    )
    batch = tables.Column(accessor="batch__name", verbose_name=_("Import"))
    row = tables.Column(attrs=NUMBER)
    letter = tables.Column(accessor="letter__number", verbose_name=_("Letter"))

    class Meta:
        model = Question
        fields = ("state", "kind", "agency", "batch", "sheet", "row", "text", "letter", "answer")

    def render_row(self, value: int) -> Any:
        return value or "–"


class LetterTable(tables.Table):
    """Letters to agencies."""

    number = tables.Column(
        linkify=lambda record: f"/evidence/letters/{record.pk}/",
        empty_values=(),
        verbose_name=pgettext_lazy("of a letter", "Number"),
    )
    to_agency = tables.Column(accessor="to_agency__short", verbose_name=_("To"))
    from_agency = tables.Column(accessor="from_agency__short", verbose_name=_("Sender"))
    questions = tables.Column(accessor="asked", orderable=False, attrs=NUMBER, verbose_name=_("Questions"))
    closed = tables.Column(accessor="settled", orderable=False, attrs=NUMBER, verbose_name=_("Closed"))
    deadline = tables.DateColumn(format="d.m.Y")
    sent_at = tables.DateTimeColumn(format="d.m.Y")

    class Meta:
        model = DiscrepancyLetter
        fields = ("number", "from_agency", "to_agency", "questions", "closed", "deadline", "sent_at")

    def render_number(self, record: DiscrepancyLetter) -> Any:
        return record.number or _("not sent yet")


class RequestTable(tables.Table):
    """Requests to single agencies: what was asked of whom, until when, how it stands."""

    request = tables.Column(
        accessor="request__title",
        linkify=lambda record: reverse("request_detail", args=[record.request_id]),
        verbose_name=_("Data request"),
    )
    number = tables.Column(accessor="request__letter_number", verbose_name=_("No."))
    asked_by = tables.Column(
        accessor="request__from_agency__short", orderable=False, verbose_name=_("Asked by")
    )
    agency = tables.Column(accessor="agency__short", order_by="agency__code")
    deadline = tables.DateColumn(accessor="request__deadline", format="d.m.Y", verbose_name=_("Deadline"))
    received = tables.Column(empty_values=(), orderable=False, verbose_name=_("Figures received"))
    standing = tables.Column(empty_values=(), orderable=False, verbose_name=_("In time"))

    class Meta:
        model = RequestedAgency
        fields = ("request", "number", "asked_by", "agency", "deadline", "state", "received", "standing")

    def render_state(self, record: RequestedAgency) -> SafeString:
        return format_html(
            '<span class="badge-state {}">{}</span>',
            REQUEST_STATE_CLASSES[RequestState(record.state)],
            record.get_state_display(),
        )

    def value_state(self, record: RequestedAgency) -> str:
        return record.get_state_display()

    def render_received(self, record: RequestedAgency) -> str:
        return f"{record.known}/{record.asked}" if record.asked else "–"

    def render_standing(self, record: RequestedAgency) -> str:
        if record.state == RequestState.DRAFTED:
            return "–"
        return delivery_words(of_request(record, timezone.localdate()).delivery)


class GradeTable(tables.Table):
    """Grades of imports and events, each apart."""

    graded = tables.Column(
        empty_values=(),
        orderable=False,
        verbose_name=_("What is graded"),
        linkify=lambda record: (
            reverse("record_detail", args=[record.record_id])
            if record.record_id
            else reverse("batch_detail", args=[record.batch_id])
        ),
    )
    scheme = tables.Column()
    reliability = tables.Column()
    credibility = tables.Column()
    handling = tables.Column()
    agency = tables.Column(accessor="agency__short", order_by="agency__code")
    at = tables.DateTimeColumn(format="d.m.Y", verbose_name=_("Graded on"))

    class Meta:
        model = Grade
        fields = ("graded", "scheme", "reliability", "credibility", "handling", "agency", "at")

    def render_graded(self, record: Grade) -> str:
        if record.record is None:
            return record.batch.name
        return gettext("%(file)s, row %(row)s") % {"file": record.batch.name, "row": record.record.row}

    def render_scheme(self, value: str) -> str:
        return scheme_name(value)


class SavedViewTable(tables.Table):
    name = tables.Column(linkify=lambda record: f"/evidence/explorer/views/{record.pk}/")
    by = tables.Column(order_by="by__full_name")
    agency = tables.Column(accessor="agency__short", order_by="agency__code", verbose_name=_("Shared with"))
    at = tables.DateTimeColumn(format="d.m.Y H:i")
    change = tables.Column(
        empty_values=(), orderable=False, verbose_name=_("Change"), exclude_from_export=True
    )

    class Meta:
        model = SavedView
        fields = ("name", "country", "by", "agency", "at", "change")

    def render_change(self, record: Any) -> SafeString:
        if not record.mine:
            return SafeString("")
        return format_html(
            '<a href="{0}change/">{1}</a> · <a href="{0}delete/">{2}</a>',
            f"/evidence/explorer/views/{record.pk}/",
            _("rename"),
            _("delete"),
        )
