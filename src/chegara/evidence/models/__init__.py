"""Evidence: what agencies report, batch by batch, each value with the file, sheet and row it came from."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Role, User
from chegara.organisation.models import (
    Agency,
    BorderSection,
    CrossingPoint,
    Division,
    Membership,
    Named,
    PlaceColumn,
    State,
)
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer, agencies_of


class Category(models.TextChoices):
    """The chapters of the dictionary."""

    FLOW = "flow", _("Flows")
    VIOLATION = "violation", _("Violations")
    SEIZURE = "seizure", _("Seizures")
    EFFORT = "effort", _("Effort")


class Form(models.TextChoices):
    """Whether agencies report a figure for a period, or each event."""

    STATISTIC = "statistic", _("Figure for a period")
    EVENT = "event", _("Single events")


class Indicator(Named):
    """One entry of the common dictionary; loaded from `parameters/indicators.toml`."""

    code = models.CharField(_("code"), max_length=60, primary_key=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    form = models.CharField(_("reported as"), max_length=20, choices=Form.choices)
    unit = models.CharField(_("unit"), max_length=20)
    quantity_unit = models.CharField(_("unit of quantities"), max_length=20, blank=True)
    definition_en = models.TextField(_("definition in English"))
    definition_ru = models.TextField(_("definition in Russian"), blank=True)
    vocabulary = models.CharField(_("word list of its kinds"), max_length=40, blank=True)
    denominators = models.JSONField(_("read against"), default=list)
    source = models.CharField(_("source of the definition"), max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("position",)

    @property
    def definition(self) -> str:
        """The definition in the language of the page."""
        russian = (get_language() or "en").startswith("ru")
        return (self.definition_ru if russian else "") or self.definition_en


class SourceFile(models.Model):
    """A file as an agency sent it, kept unchanged under its SHA-256."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))

    class Meta:
        verbose_name = _("source file")
        verbose_name_plural = _("source files")

    def __str__(self) -> str:
        return self.sha256[:12]


class BatchState(models.TextChoices):
    """Where the import of a file is."""

    RECEIVED = "received", _("Received")
    STAGING = "staging", _("Being read")
    STAGED = "staged", _("Read, not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    UNDONE = "undone", _("Undone")
    REPLACED = "replaced", _("Replaced")
    DISCARDED = "discarded", _("Discarded")


# From each state, the states that may follow; `actions` obeys it, the manual draws it.
TRANSITIONS: dict[str, frozenset[str]] = {
    BatchState.RECEIVED: frozenset({BatchState.STAGING, BatchState.DISCARDED}),
    BatchState.STAGING: frozenset({BatchState.STAGED, BatchState.RECEIVED, BatchState.DISCARDED}),
    BatchState.STAGED: frozenset({BatchState.CONFIRMED, BatchState.STAGING, BatchState.DISCARDED}),
    BatchState.CONFIRMED: frozenset({BatchState.UNDONE, BatchState.REPLACED}),
    BatchState.UNDONE: frozenset({BatchState.CONFIRMED}),
    BatchState.REPLACED: frozenset({BatchState.CONFIRMED}),
    BatchState.DISCARDED: frozenset(),
}


class BatchQuerySet(HandledQuerySet):
    """Batches by what they count for."""

    def counting(self) -> Self:
        """Batches whose rows count in totals."""
        return self.filter(state=BatchState.CONFIRMED)


class Batch(Handled):
    """One imported file: its rows count together from one moment, and cease to count together.

    `covers_from` and `covers_to` are the first days of the months that the file speaks for: a month
    within them without an event is a zero that was reported, a month outside them is unknown. `arrived_on`
    is when the agency sent the file, where that was before it was brought in.
    """

    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    file = models.ForeignKey(SourceFile, models.PROTECT, related_name="batches", verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=255)
    source = models.TextField(_("source to be cited"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=BatchState.choices, default=BatchState.RECEIVED
    )
    mappings = models.JSONField(_("how its tables are read"), default=list)
    corrections = models.JSONField(_("corrected by the agency's answer"), default=list)
    synthetic = models.BooleanField(_("invented data"), default=False)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    problems_found = models.JSONField(_("problems"), default=dict)
    filled = models.JSONField(_("events and the columns that they fill"), default=dict)
    covers_from = models.DateField(_("covers from"), null=True, blank=True)
    covers_to = models.DateField(_("covers to"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    arrived_on = models.DateField(_("came in on"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("received by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-received_at",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(confirmed_at__isnull=False),
                name="confirmed_batch_says_when",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def came_in(self) -> date:
        """The day on which the agency sent the file; by default that on which it was brought in."""
        return self.arrived_on or timezone.localdate(self.received_at)


R = TypeVar("R", bound=models.Model, covariant=True)


class RecordQuerySet(models.QuerySet[R]):
    """Records by who sees them and whether they count."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Records of the batches that `viewer` may know of."""
        return self.filter(batch__in=Batch.objects.visible_to(viewer).values("pk"))

    def counting(self) -> Self:
        """Records that count in totals."""
        return self.filter(batch__state=BatchState.CONFIRMED)


class Observation(models.Model):
    """The columns that a record and a monthly summary share: of what, where, who, which kind.

    `supplementary` rows break down by another dimension what the same agency reported already (the same
    crossings once by point and once by citizenship): they give shares and are never added to a total.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="%(class)ss", verbose_name=_("import"))
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", db_index=False, verbose_name=_("indicator")
    )
    start = models.DateField(_("date"))
    period = models.CharField(_("period"), max_length=10)
    event = models.BooleanField(_("single event"), default=False)
    supplementary = models.BooleanField(_("breakdown only"), default=False)
    point = models.ForeignKey(
        CrossingPoint,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("crossing point"),
    )
    section = models.ForeignKey(
        BorderSection,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("border section"),
    )
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("division")
    )
    direction = models.CharField(_("direction"), max_length=60, blank=True)
    citizenship = models.CharField(_("citizenship"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=200, blank=True)
    value = models.FloatField(_("number"), null=True)

    class Meta:
        abstract = True


class Record(Observation):
    """One statistic or event as reported, with where in which file it stands.

    `value` is None where the cell was blank: unknown is not zero. `quantity` is in `unit` as reported;
    `base_quantity` is the same in the unit that totals are made in (`base_unit`).
    """

    quantity = models.FloatField(_("quantity"), null=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    base_quantity = models.FloatField(null=True)
    base_unit = models.CharField(max_length=20, blank=True)
    point_text = models.CharField(_("point as written"), max_length=200, blank=True)
    section_text = models.CharField(_("section as written"), max_length=200, blank=True)
    division_text = models.CharField(_("division as written"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    purpose = models.CharField(_("purpose"), max_length=60, blank=True)
    concealment = models.CharField(_("concealment"), max_length=100, blank=True)
    transport = models.CharField(_("transport"), max_length=60, blank=True)
    origin = models.CharField(_("origin"), max_length=100, blank=True)
    departure = models.CharField(_("departure"), max_length=100, blank=True)
    destination = models.CharField(_("destination"), max_length=100, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("row"))
    column = models.PositiveIntegerField(_("column"), default=0)
    repeats_row = models.PositiveIntegerField(_("repeats row"), null=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ("batch", "pk")
        indexes = (
            # Lists are read along this one index, by month and in order, whatever they are filtered by.
            models.Index(
                fields=(
                    "event", "start", "id", "batch", "indicator", "point", "division", "citizenship", "kind"
                ),
                name="record_by_date",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.start:%d.%m.%Y}"


class MonthlySummary(Observation):
    """A batch's records of one month, added up while they are staged, so that pages never add up records.

    `rows` counts the records, `blanks` those of unknown value, `repeats` exact repeats among them;
    `quantity` is in `unit`, a unit that totals are made in.
    """

    unit = models.CharField(_("unit"), max_length=20, blank=True)
    quantity = models.FloatField(_("quantity"), null=True)
    rows = models.PositiveIntegerField(default=0)
    blanks = models.PositiveIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly summary")
        verbose_name_plural = _("monthly summaries")
        indexes = (models.Index(fields=("indicator", "point", "start", "batch"), name="summary_by_point"),)

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.start:%m.%Y}"


class MonthlyTotal(models.Model):
    """A batch's monthly summaries of one indicator added up over places, people and kinds.

    Where events differ in all of these, summaries are nearly as many as records; totals stay few.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="monthlytotals")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    start = models.DateField()
    period = models.CharField(max_length=10)
    event = models.BooleanField(default=False)
    supplementary = models.BooleanField(default=False)
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    quantity = models.FloatField(null=True)
    rows = models.PositiveIntegerField(default=0)
    blanks = models.PositiveIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)

    objects = RecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.start:%m.%Y}"


class Severity(models.TextChoices):
    """How much a problem in a file matters."""

    ERROR = "error", _("Error: the row is left out")
    WARNING = "warning", _("Warning")
    NOTE = "note", _("Note")


class ProblemQuerySet(models.QuerySet["Problem"]):
    """Problems by who may read them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Leave out the problems that tell of another import which `viewer` may not know of."""
        known = Batch.objects.visible_to(viewer).values("pk")
        return self.filter(models.Q(with_import=None) | models.Q(with_import__in=known))


class Problem(models.Model):
    """Something in a file that a person should look at, by sheet, row, column and value.

    `with_import` is set where the problem lies between the file and another import.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="problems")
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    code = models.CharField(_("problem"), max_length=60)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("row"), default=0)
    column = models.PositiveIntegerField(_("column"), default=0)
    value = models.CharField(_("value"), max_length=200, blank=True)
    arguments = models.JSONField(default=dict)
    with_import = models.ForeignKey(Batch, models.CASCADE, null=True, related_name="+")

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.code} {self.sheet} {self.row}"


class RememberedMapping(models.Model):
    """How an agency's form for a year was read: it is proposed when the same headings come again.

    A form may change from year to year, so that each year's reading is kept beside the others.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    mapping = models.JSONField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("agency", "year", "key"), name="mapping_once_a_year"),)

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.key[:12]}"


class CountingRule(models.TextChoices):
    """How several agencies' figures for one indicator become one."""

    SUM = "sum", _("They count different things: add them up")
    LEAD = "lead", _("They count the same: one agency's figures count")


class Reconciliation(models.Model):
    """The decision which agencies' figures count for an indicator of a country, by whom and why.

    Without it, where several agencies report the same indicator, no total is stated: each agency's own
    figures are shown side by side.
    """

    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    rule = models.CharField(_("rule"), max_length=10, choices=CountingRule.choices)
    lead_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose figures count")
    )
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        constraints = (
            models.UniqueConstraint(fields=("country", "indicator"), name="one_reconciliation"),
            models.CheckConstraint(
                condition=models.Q(rule="sum", lead_agency__isnull=True)
                | models.Q(rule="lead", lead_agency__isnull=False),
                name="lead_rule_names_its_agency",
            ),
        )

    def __str__(self) -> str:
        return f"{self.country_id} {self.indicator_id}"


class GapDecision(models.TextChoices):
    """What analysts found out about months with implausibly little."""

    GAP = "gap", _("Reporting gap: the figures are incomplete")
    REAL = "real", _("Real: the figures are complete")


class GapFinding(models.Model):
    """An analyst's decision on months of an agency's series that its own history makes implausible.

    Until it is taken, such months are treated as a reporting gap.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    first_month = models.DateField(_("from"))
    last_month = models.DateField(_("to"))
    decision = models.CharField(_("decision"), max_length=10, choices=GapDecision.choices)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("decision on a gap")
        verbose_name_plural = _("decisions on gaps")
        constraints = (
            models.UniqueConstraint(
                fields=("agency", "indicator", "first_month", "last_month"), name="one_gap_decision"
            ),
            models.CheckConstraint(
                condition=models.Q(last_month__gte=models.F("first_month")), name="gap_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency_id} {self.indicator_id} {self.first_month:%m.%Y}–{self.last_month:%m.%Y}"


class StoredForecast(models.Model):
    """A forecast kept under the digest of the very values that it was made from.

    Whoever sees another series, because of newer figures or of fewer released records, has another
    digest: nobody is shown a forecast made from records that they may not see, nor a stale one.
    """

    country = models.ForeignKey(State, models.CASCADE, related_name="+")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    point = models.ForeignKey(CrossingPoint, models.CASCADE, null=True, related_name="+")
    series_digest = models.CharField(max_length=64)
    result = models.JSONField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("series_digest",), name="one_forecast_a_series"),)

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.made_at:%d.%m.%Y}"


class WrittenPlace(models.Model):
    """One spelling of a place in one import: as what, in how many rows, and what it was resolved to.

    `place` is the key of a crossing point, border section or division, as `column` says; `rule` is one of
    `organisation.methods.placing.Rule`.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="writtenplaces")
    column = models.CharField(_("as"), max_length=10, choices=PlaceColumn.choices)
    text = models.CharField(_("spelling"), max_length=200)
    free = models.BooleanField(_("in free text"), default=False)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    place = models.PositiveBigIntegerField(null=True)
    rule = models.CharField(_("by which rule"), max_length=10, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("place as written")
        verbose_name_plural = _("places as written")
        indexes = (models.Index(fields=("column", "text"), name="written_place_by_text"),)

    def __str__(self) -> str:
        return self.text


# Imports whose rows are not there to be looked at.
UNREAD = frozenset({BatchState.DISCARDED, BatchState.RECEIVED, BatchState.STAGING})


class QuantityAnswer(models.TextChoices):
    """What became of the question whether a quantity is right."""

    OPEN = "open", pgettext_lazy("a question", "Open")
    RIGHT = "right", _("Right as reported")
    CORRECTED = "corrected", _("Corrected")


class QuantityQuestion(models.Model):
    """A question whether a quantity in a file is right, and the answer to it.

    It names the cell and not the record, so that an answer outlives reading the file anew. The record keeps
    its quantity and unit as reported; a corrected quantity is what totals count.
    """

    batch = models.ForeignKey(
        Batch, models.CASCADE, related_name="quantityquestions", verbose_name=_("import")
    )
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("row"))
    column = models.PositiveIntegerField(_("column"), default=0)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    kind = models.CharField(_("kind"), max_length=200, blank=True)
    quantity = models.FloatField(_("quantity as reported"))
    unit = models.CharField(_("unit as reported"), max_length=40, blank=True)
    code = models.CharField(_("question"), max_length=60)
    arguments = models.JSONField(default=dict)
    answer = models.CharField(
        _("answer"), max_length=10, choices=QuantityAnswer.choices, default=QuantityAnswer.OPEN
    )
    corrected_quantity = models.FloatField(
        _("corrected quantity"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    corrected_unit = models.CharField(_("corrected unit"), max_length=40, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("question on a quantity")
        verbose_name_plural = _("questions on quantities")
        constraints = (
            models.UniqueConstraint(
                fields=("batch", "sheet", "row", "column"), name="one_question_a_quantity"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="open", by=None, at=None, corrected_quantity=None)
                | models.Q(answer="right", by__isnull=False, at__isnull=False, corrected_quantity=None)
                | models.Q(answer="corrected", by__isnull=False, at__isnull=False, corrected_quantity__gte=0),
                name="answer_says_by_whom_and_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.sheet} {self.row}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views by who finds them in the list."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return one's own views and those shared with an agency that one belongs to today."""
        if not isinstance(viewer, User) or not viewer.is_active:
            return self.none()
        return self.filter(models.Q(by=viewer) | models.Q(agency__in=agencies_of(viewer)))

    def changeable_by(self, user: User) -> Self:
        """Return one's own views and, for a supervisor, those of the agency: these one may change."""
        supervised = Membership.objects.current().filter(user=user, role=Role.SUPERVISOR)
        return self.filter(models.Q(by=user) | models.Q(agency__in=supervised.values("agency")))


class SavedView(models.Model):
    """A name for what somebody asks of the evidence again and again.

    It keeps the question (the explorer's parameters), never figures: whoever opens it sees by it what they
    may see themselves.
    """

    name = models.CharField(_("name"), max_length=120)
    country = models.ForeignKey(State, models.CASCADE, related_name="+", verbose_name=_("country"))
    selection = models.JSONField(_("selection"), default=dict, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shared with")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("whose")
    )
    at = models.DateTimeField(_("changed"), auto_now=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("by", "name"), name="one_view_a_name"),)

    def __str__(self) -> str:
        return self.name


# Each file of this folder has the tables of one thing; here they come together for Django and for imports.
from chegara.evidence.models.doubles import (  # noqa: E402
    DoubleCandidate,
    DoubleDecision,
    DoubleSearch,
    Pair,
    PairQuerySet,
)
from chegara.evidence.models.questions import (  # noqa: E402
    QUESTION_TRANSITIONS,
    AnswerKind,
    DiscrepancyLetter,
    Question,
    QuestionKind,
    QuestionState,
)

__all__ = [
    "QUESTION_TRANSITIONS",
    "AnswerKind",
    "DiscrepancyLetter",
    "DoubleCandidate",
    "DoubleDecision",
    "DoubleSearch",
    "Pair",
    "PairQuerySet",
    "Question",
    "QuestionKind",
    "QuestionState",
]

from chegara.evidence import grade_models, request_models  # noqa: E402, F401
