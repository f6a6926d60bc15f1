"""The joint risk analysis: assessments, their risks by CIRAM, sign-off, versions, and the papers of the work.

Source of the fields: Frontex, Common Integrated Risk Analysis Model (CIRAM), version 2.0, 2012: threat,
vulnerability and impact with their elements.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import User
from chegara.elicitation.models import TieRule
from chegara.evidence.models import Indicator, Record, SourceFile
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Division, State
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer, agencies_of, joined
from chegara.organisation.wordings import Worded
from chegara.plans.models import Measure
from chegara.risk.choices import (
    FROZEN,
    OPEN,
    AssessmentState,
    Category,
    Confidence,
    Outlook,
    RuleCode,
    ScaleCode,
    Stand,
    Treats,
    YardstickCode,
)

USER = settings.AUTH_USER_MODEL


class AssessmentQuerySet(HandledQuerySet):
    """Assessments by who may know of them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the assessments that `viewer` may know of: as any handled record, and their agency's own."""
        own = super().visible_to(viewer).values("pk")
        if not isinstance(viewer, User):
            return self.filter(pk__in=own)
        takes_part = joined(viewer, models.Q(participations__agency__in=agencies_of(viewer)))
        shared = self.model._base_manager.filter(takes_part).values("pk")
        return self.filter(models.Q(pk__in=own) | models.Q(pk__in=shared))


class Assessment(Worded, Handled):
    """A risk analysis of a country or a border section: of one year's evidence, for the year after.

    `previous` is last year's; `version` counts approvals and later changes.
    """

    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    section = models.ForeignKey(
        BorderSection, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("border section, if only one"),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year of the evidence"))
    scope = models.TextField(_("scope"), blank=True)
    scale = models.CharField(_("scale"), max_length=20, choices=ScaleCode.choices, default=ScaleCode.FOUR)
    rule = models.CharField(
        _("rule of combination"), max_length=20, choices=RuleCode.choices, default=RuleCode.MATRICES
    )
    tie = models.CharField(
        _("where a median falls between two steps"), max_length=10, choices=TieRule.choices,
        default=TieRule.HIGHER,
    )  # fmt: skip
    yardstick = models.CharField(
        _("words for probability"), max_length=20, choices=YardstickCode.choices,
        default=YardstickCode.ICD_203,
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=20, choices=AssessmentState.choices, default=AssessmentState.DRAFTING,
        editable=False,
    )  # fmt: skip
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("last year's")
    )
    order_number = models.CharField(_("order creating the working group, number"), max_length=60, blank=True)
    order_date = models.DateField(_("order, date"), null=True, blank=True)
    order_signatory = models.CharField(_("order, signed by"), max_length=200, blank=True)
    approving_office = models.CharField(_("approved by (office)"), max_length=200, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("begun"), auto_now_add=True)

    objects: ClassVar[Any] = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ("-year", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The register of its risks."""
        return reverse("assessment_detail", args=[self.pk])

    @property
    def open(self) -> bool:
        """Whether risks may be described and levels set now."""
        return self.state in OPEN

    @property
    def frozen(self) -> bool:
        """Whether it is approved: a change makes a new version."""
        return self.state in FROZEN

    @property
    def subject(self) -> str:
        """The plain reference by which its expert panel knows it."""
        return f"risk.assessment:{self.pk}"


class AgencyStand(models.Model):
    """How an agency stands to what several agencies decide together, and its dissenting opinion."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    stand = models.CharField(_("stand"), max_length=20, choices=Stand.choices, default=Stand.PENDING)
    dissent = models.TextField(_("dissenting opinion"), blank=True)
    signed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed"), null=True)

    class Meta:
        abstract = True
        ordering = ("agency__code",)

    def __str__(self) -> str:
        return f"{self.agency}: {self.get_stand_display()}"

    def take(self, stand: str, dissent: str, *, by: User) -> None:
        """Take a stand, signed now; the caller stores it."""
        self.stand, self.signed_by, self.signed_at = stand, by, timezone.now()
        self.dissent = dissent.strip() if stand == Stand.DISSENTING else ""


def stand_constraints(*, signed: str, dissent: str) -> tuple[models.CheckConstraint, ...]:
    """Return what holds of every stand, under these names: who signed and when, and a dissent in words."""
    return (
        models.CheckConstraint(
            condition=models.Q(stand="pending", signed_at__isnull=True, signed_by__isnull=True)
            | (~models.Q(stand="pending") & models.Q(signed_at__isnull=False, signed_by__isnull=False)),
            name=signed,
        ),
        models.CheckConstraint(condition=~models.Q(stand="dissenting") | ~models.Q(dissent=""), name=dissent),
    )


class Participation(Worded, AgencyStand):
    """An agency in an assessment: how it stands to it, and its dissenting opinion."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="participations", verbose_name=_("assessment")
    )

    class Meta(AgencyStand.Meta):
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = (
            models.UniqueConstraint(fields=("assessment", "agency"), name="agency_once_an_assessment"),
            *stand_constraints(signed="signed_says_who_and_when", dissent="dissent_is_written"),
        )


class RiskQuerySet(models.QuerySet["Risk"]):
    """Risks by who sees them and whether they stand."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Risks of the assessments that `viewer` may know of."""
        return self.filter(assessment__in=Assessment.objects.visible_to(viewer).values("pk"))

    def standing(self) -> Self:
        """Risks that were not dropped."""
        return self.filter(dropped=False)


class Risk(Worded):
    """One risk, described by the components of CIRAM. Confidence is apart from likelihood.

    `level_set` is an analyst's level where it differs from the rule's, with its reason; None: the rule's
    holds. `likelihood_word` is a word of the assessment's yardstick: it needs a window and a place.
    """

    codes = frozenset({"likelihood_word"})

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="risks", verbose_name=_("assessment")
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("of one in a row", "number"))
    title = models.CharField(_("risk"), max_length=200)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    description = models.TextField(_("description"), blank=True)
    sections = models.ManyToManyField(
        BorderSection, related_name="+", blank=True, verbose_name=_("border sections")
    )

    modus_operandi = models.TextField(_("modus operandi"), blank=True)
    who = models.TextField(_("who"), blank=True)
    where = models.TextField(_("where"), blank=True)
    when = models.TextField(_("when: season, days, hours"), blank=True)
    routes = models.TextField(_("routes: origin, transit, destination"), blank=True)
    push_factors = models.TextField(_("push factors"), blank=True)
    likelihood_word = models.CharField(_("likelihood in words"), max_length=40, blank=True)
    likelihood_window = models.CharField(_("within what time"), max_length=100, blank=True)
    likelihood_place = models.CharField(_("at what place"), max_length=200, blank=True)

    permeability = models.TextField(_("permeability: terrain, infrastructure, flows"), blank=True)
    operations = models.TextField(_("operational activities: staff, equipment, patrols"), blank=True)
    countermeasures = models.TextField(_("effectiveness of counter-measures"), blank=True)
    pull_factors = models.TextField(_("pull factors"), blank=True)

    impact_security = models.TextField(_("impact on border and internal security"), blank=True)
    impact_flow = models.TextField(_("impact on legitimate flow"), blank=True)
    impact_humanitarian = models.TextField(_("humanitarian impact"), blank=True)

    confidence = models.CharField(
        _("confidence in the analysis"), max_length=10, choices=Confidence.choices, blank=True
    )
    confidence_reason = models.TextField(_("what the confidence rests on"), blank=True)
    assumptions = models.TextField(_("key assumptions"), blank=True)
    alternative = models.TextField(_("alternative explanation"), blank=True)
    look_for = models.TextField(_("what to look for on the ground"), blank=True)

    level_set = models.PositiveSmallIntegerField(_("level set by analysts"), null=True, editable=False)
    level_reason = models.TextField(_("why another level than the rule's"), blank=True, editable=False)
    outlook = models.CharField(_("outlook"), max_length=10, blank=True, choices=Outlook.choices)
    outlook_reason = models.TextField(_("why"), blank=True)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="carried_to",
        verbose_name=_("carried over from"),
    )  # fmt: skip
    dropped = models.BooleanField(_("dropped"), default=False, editable=False)
    dropped_reason = models.TextField(_("why it was dropped"), blank=True, editable=False)

    objects: ClassVar[Any] = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ("assessment", "number")
        # A register of thousands is ordered by what this index holds, without reading the risks.
        indexes = (
            models.Index(fields=("assessment", "dropped", "number", "level_set"), name="risk_register"),
        )
        constraints = (
            models.UniqueConstraint(fields=("assessment", "number"), name="risk_number_once"),
            models.CheckConstraint(
                condition=models.Q(level_set__isnull=True) | ~models.Q(level_reason=""),
                name="level_set_has_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(likelihood_word="")
                | (~models.Q(likelihood_window="") & ~models.Q(likelihood_place="")),
                name="likelihood_has_window_and_place",
                violation_error_message=_("A likelihood needs the time and the place that it speaks of."),
            ),
        )

    def __str__(self) -> str:
        return f"R{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The risk's sheet."""
        return reverse("risk_detail", args=[self.pk])

    @property
    def key(self) -> str:
        """The key by which the expert panel and measures know it."""
        return f"risk:{self.pk}"


class EvidenceLink(Worded):
    """A series of evidence that a risk rests on: an indicator, for the country or one place of it."""

    codes = frozenset({"kind"})

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="evidence", verbose_name=_("risk"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("crossing point"),
    )  # fmt: skip
    section = models.ForeignKey(
        BorderSection, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("border section"),
    )  # fmt: skip
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("division")
    )
    kind = models.CharField(_("kind"), max_length=200, blank=True)
    note = models.CharField(_("what it shows"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("evidence of a risk")
        verbose_name_plural = _("evidence of risks")

    def __str__(self) -> str:
        return (
            f"{self.indicator}, {self.place}"
            if self.place != self.risk.assessment.country
            else f"{self.indicator}"
        )

    @property
    def place(self) -> State | CrossingPoint | BorderSection | Division:
        """Where the series is of; the country where nothing narrower is named."""
        return self.point or self.section or self.division or self.risk.assessment.country


class CitedEvent(Worded):
    """A single event that a risk rests on; seen by whoever may see the event itself."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="events", verbose_name=_("risk"))
    record = models.ForeignKey(Record, models.CASCADE, related_name="+", verbose_name=_("event"))
    note = models.CharField(_("what it shows"), max_length=300, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False, verbose_name=_("cited by"))
    at = models.DateTimeField(_("cited"), auto_now_add=True)

    class Meta:
        verbose_name = _("cited event")
        verbose_name_plural = _("cited events")
        ordering = ("record__start", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("risk", "record"), name="event_cited_once",
                violation_error_message=_("This event is cited already."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.record)


class CollectionTask(Worded):
    """An intelligence gap: what is not known, and who finds it out by when."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="gaps", verbose_name=_("risk"))
    gap = models.TextField(_("what is not known"))
    task = models.TextField(_("what is to be collected"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("by which agency"))
    deadline = models.DateField(_("deadline"))
    answer = models.TextField(_("what was found"), blank=True, editable=False)
    answered_on = models.DateField(_("answered"), null=True, editable=False)

    class Meta:
        verbose_name = _("intelligence gap")
        verbose_name_plural = _("intelligence gaps")
        ordering = ("deadline",)

    def __str__(self) -> str:
        return self.gap[:80]


class Treatment(models.Model):
    """What ties a measure of a plan to the component of a risk that it treats."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="treatments", verbose_name=_("risk"))
    component = models.CharField(_("component"), max_length=20, choices=Treats.choices)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="treatments", verbose_name=_("measure"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        ordering = ("component", "pk")
        constraints = (
            models.UniqueConstraint(fields=("risk", "component", "measure"), name="treatment_once"),
        )

    def __str__(self) -> str:
        return f"{self.measure.code}: {self.get_component_display()}"


class AssessmentVersion(Worded):
    """An assessment as it was approved: frozen, with all that was computed for it."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="versions", verbose_name=_("assessment")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    basis = models.CharField(_("approved by"), max_length=300)
    content = models.JSONField(_("content"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("approved"), auto_now_add=True)

    class Meta:
        verbose_name = _("approved version")
        verbose_name_plural = _("approved versions")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("assessment", "number"), name="assessment_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.assessment}: {self.number}"


class Meeting(Worded):
    """A session of the working group: its protocol."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="meetings", verbose_name=_("assessment")
    )
    number = models.PositiveSmallIntegerField(_("protocol No."), editable=False)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=200)
    chair = models.CharField(_("chaired by"), max_length=200)
    secretary = models.CharField(_("secretary"), max_length=200, blank=True)
    attendance = models.TextField(_("attendance"), help_text=_("one a line: name, office, agency"))
    agenda = models.TextField(_("agenda"), help_text=_("one item a line"))
    decisions = models.TextField(_("decisions"), help_text=_("one a line"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("of a session", "protocol")
        verbose_name_plural = pgettext_lazy("of a session", "protocols")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("assessment", "number"), name="protocol_once"),)

    def __str__(self) -> str:
        return f"№ {self.number}, {self.held_on:%d.%m.%Y}"


class Instruction(Worded):
    """An instruction to an agency (поручение) that follows from the assessment, and what came of it."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="instructions", verbose_name=_("assessment")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    outgoing_number = models.CharField(_("outgoing number"), max_length=60, blank=True)
    text = models.TextField(_("instruction"))
    given_on = models.DateField(_("given on"), default=timezone.localdate)
    deadline = models.DateField(_("deadline"))
    report = models.TextField(_("report on execution"), blank=True, editable=False)
    reported_on = models.DateField(_("reported"), null=True, editable=False)
    done = models.BooleanField(_("executed"), default=False, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("given"), auto_now_add=True)

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering = ("deadline", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class SignedPage(models.Model):
    """A scan of the signed page, kept under its hash."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="signed_pages", verbose_name=_("assessment")
    )
    file = models.ForeignKey(SourceFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=255)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("attached"), auto_now_add=True)

    class Meta:
        verbose_name = _("signed page")
        verbose_name_plural = _("signed pages")
        ordering = ("at",)

    def __str__(self) -> str:
        return self.name


# Django looks for tables here.
from chegara.risk import quantity_models  # noqa: E402, F401
