"""Plans, their objectives and measures, what measures need, and what their indicators showed."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.evidence.models import Indicator
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer
from chegara.organisation.wordings import Worded
from chegara.plans.choices import (
    LIVE,
    Area,
    EffectOn,
    Funds,
    Kind,
    NeedKind,
    PlanState,
    Priority,
    Status,
    Term,
    Tier,
)

CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
USER = settings.AUTH_USER_MODEL
PERCENT = (MinValueValidator(0), MaxValueValidator(100))
NO_BEST = models.Q(effect_best__isnull=True)
LOW_IN_ORDER = models.Q(effect_low__isnull=True) | models.Q(effect_low__lte=models.F("effect_best"))
HIGH_IN_ORDER = models.Q(effect_high__isnull=True) | models.Q(effect_high__gte=models.F("effect_best"))


def new_code() -> str:
    """Return a code by which people name a measure.

    Codes are drawn, not counted: a gap in a row of numbers would betray a measure that others may not see.
    """
    return "M-" + "".join(secrets.choice(CODE_SIGNS) for _ in range(5))


class PlanQuerySet(HandledQuerySet):
    """Plans by who sees them."""


class Plan(Worded, Handled):
    """The action plan of a country for a time."""

    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    title = models.CharField(_("title"), max_length=200)
    basis = models.TextField(_("basis"), blank=True, help_text=_("the decision that this plan carries out"))
    start = models.DateField(_("begins"))
    end = models.DateField(_("ends"))
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    state = models.CharField(
        _("state"), max_length=20, choices=PlanState.choices, default=PlanState.DRAFT, editable=False
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("drawn up by"))
    at = models.DateTimeField(_("drawn up"), auto_now_add=True)

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of measures", "plan")
        verbose_name_plural = pgettext_lazy("of measures", "plans")
        ordering = ("-start", "title")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")),
                name="plan_ends_after_it_begins",
                violation_error_message=_("A plan can't end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the plan."""
        return reverse("plan_detail", args=[self.pk])

    @property
    def open(self) -> bool:
        """Whether what is planned may be changed now."""
        return self.state in {PlanState.DRAFT, PlanState.CHANGING}


class Objective(Worded):
    """What a plan wants to reach, within a term."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="objectives", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(pgettext_lazy("of one in a row", "number"))
    title = models.CharField(_("objective"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    term = models.CharField(_("term"), max_length=10, choices=Term.choices)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.MEDIUM
    )

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ("plan", "number")
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="objective_number_once"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Capacity(models.Model):
    """How many officers an agency can give to a plan's measures at any one time."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="capacities", verbose_name=_("plan"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    staff = models.PositiveIntegerField(_("officers available"))

    class Meta:
        verbose_name = _("officers available")
        verbose_name_plural = _("officers available")
        ordering = ("plan", "agency__code")
        constraints = (models.UniqueConstraint(fields=("plan", "agency"), name="capacity_once"),)

    def __str__(self) -> str:
        return f"{self.agency}: {self.staff}"


class MeasureQuerySet(HandledQuerySet):
    """Measures by who sees them and how far they are."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Measures that `viewer` may know of, of plans that they may know of."""
        return super().visible_to(viewer).filter(plan__in=Plan.objects.visible_to(viewer).values("pk"))

    def live(self) -> Self:
        """Measures that still have to be done."""
        return self.filter(status__in=LIVE)

    def of_agencies(self, agencies: Any) -> Self:
        """Measures that these agencies lead or support."""
        supported = self.model.supporting.through.objects.filter(agency__in=agencies).values("measure")
        return self.filter(models.Q(lead__in=agencies) | models.Q(pk__in=supported))

    def whole(self) -> Self:
        """Measures with all that lists and checks read of them, in few queries."""
        return self.select_related(
            "plan__country", "objective", "lead", "owner_agency", "series", "merged_into", "compartment"
        ).prefetch_related(
            "supporting", "needs__agency", "readings", "releases__to_agencies"
        )  # fmt: skip


class Measure(Worded, Handled):
    """What somebody does about something by a day, with what, and how one sees that it works.

    `origin` says what it treats, as a plain reference such as "risk:14" that the slice of that name can
    follow (`plans.origins`); `origin_name` is what it was called when the measure was proposed.
    """

    codes = frozenset({"code", "origin", "currency"})

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="measures", verbose_name=_("plan"))
    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("objective")
    )
    title = models.CharField(_("measure"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    origin = models.CharField(_("reference of what it treats"), max_length=100, blank=True)
    origin_name = models.CharField(_("what it treats"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier.choices, null=True, blank=True)
    area = models.CharField(_("area"), max_length=20, choices=Area.choices, blank=True)
    lead = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead agency")
    )
    supporting = models.ManyToManyField(
        Agency, related_name="+", blank=True, verbose_name=_("supporting agencies")
    )
    legal_basis = models.TextField(_("legal basis"), blank=True)
    start = models.DateField(_("begins"), null=True, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)
    cost = models.DecimalField(
        _("cost"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    funds = models.CharField(_("source of funds"), max_length=20, choices=Funds.choices, blank=True)
    funds_detail = models.CharField(_("budget line or donor's project"), max_length=200, blank=True)
    indicator = models.CharField(_("indicator"), max_length=200, blank=True)
    series = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("indicator of the dictionary"),
    )  # fmt: skip
    unit = models.CharField(_("unit of the indicator"), max_length=60, blank=True)
    baseline = models.FloatField(_("baseline"), null=True, blank=True)
    baseline_on = models.DateField(_("baseline of"), null=True, blank=True)
    target = models.FloatField(_("target"), null=True, blank=True)
    target_on = models.DateField(_("target for"), null=True, blank=True)
    effect_on = models.CharField(_("effect on"), max_length=20, choices=EffectOn.choices, blank=True)
    effect_low = models.FloatField(_("effect at least, %"), null=True, blank=True, validators=PERCENT)
    effect_best = models.FloatField(_("effect most likely, %"), null=True, blank=True, validators=PERCENT)
    effect_high = models.FloatField(_("effect at most, %"), null=True, blank=True, validators=PERCENT)
    remarks = models.TextField(_("remarks"), blank=True)
    dissent = models.TextField(_("dissent"), blank=True)

    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.PROPOSED, editable=False
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False,
        verbose_name=_("merged into"),
    )  # fmt: skip
    change_reason = models.TextField(_("why it was changed"), blank=True, editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    completion = models.TextField(_("evidence of completion"), blank=True, editable=False)
    reported_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("completion reported by"),
    )  # fmt: skip
    verified_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("verified by"),
    )  # fmt: skip
    verified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    verification = models.TextField(_("how it was verified"), blank=True, editable=False)
    by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("proposed by"), editable=False
    )
    at = models.DateTimeField(_("proposed"), auto_now_add=True)

    objects: ClassVar[Any] = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("plan", "objective__number", "deadline", "code")
        indexes = (models.Index(fields=("deadline", "status"), name="measure_due"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(deadline__isnull=True)
                | models.Q(start__isnull=True)
                | models.Q(deadline__gte=models.F("start")),
                name="measure_ends_after_it_begins",
                violation_error_message=_("A measure can't be due before it begins."),
            ),
            models.CheckConstraint(
                condition=NO_BEST | (LOW_IN_ORDER & HIGH_IN_ORDER),
                name="measure_effect_in_order",
                violation_error_message=_("The effect must rise: at least, most likely, at most."),
            ),
            models.CheckConstraint(
                condition=models.Q(verified_by__isnull=True) | ~models.Q(verified_by=models.F("reported_by")),
                name="measure_verified_by_another",
                violation_error_message=_("Somebody else verifies than who reported the completion."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="done")
                | models.Q(done_on__isnull=False, reported_by__isnull=False) & ~models.Q(completion=""),
                name="done_measure_says_when_who_and_how",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(status="dropped"),
                name="merged_measure_is_dropped",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """The page of the measure."""
        return reverse("measure_detail", args=[self.code])


class Need(Worded):
    """Staff or equipment that a measure needs of an agency, and what of it there is."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="needs", verbose_name=_("measure"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    kind = models.CharField(_("kind"), max_length=20, choices=NeedKind.choices)
    what = models.CharField(pgettext_lazy("needed", "what"), max_length=200)
    needed = models.PositiveIntegerField(_("needed"))
    available = models.PositiveIntegerField(_("available"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a measure", "need")
        verbose_name_plural = pgettext_lazy("of a measure", "needs")
        ordering = ("measure", "kind", "pk")

    def __str__(self) -> str:
        return f"{self.what}: {self.needed}"


class Reading(Worded):
    """What a measure's indicator showed on a day."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="readings", verbose_name=_("measure"))
    on = models.DateField(_("day"))
    value = models.FloatField(_("value"))
    source = models.CharField(_("source"), max_length=300)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("entered by"), editable=False
    )
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("of an indicator", "reading")
        verbose_name_plural = pgettext_lazy("of an indicator", "readings")
        ordering = ("measure", "on", "pk")
        constraints = (models.UniqueConstraint(fields=("measure", "on"), name="one_reading_a_day"),)

    def __str__(self) -> str:
        return f"{self.on:%d.%m.%Y}: {self.value:g}"


class Version(Worded):
    """A plan as it was approved: frozen."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("version"))
    basis = models.CharField(_("approved by"), max_length=300, help_text=_("office, number and date"))
    objectives = models.JSONField(_("objectives"), default=list)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("approved"), auto_now_add=True)

    class Meta:
        verbose_name = _("approved version")
        verbose_name_plural = _("approved versions")
        ordering = ("plan", "-number")
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="version_number_once"),)

    def __str__(self) -> str:
        return f"{self.plan}, {self.number}"


class MeasureVersionQuerySet(models.QuerySet["MeasureVersion"]):
    """Frozen measures by who sees them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Frozen measures whose measure `viewer` may know of."""
        return self.filter(measure__in=Measure.objects.visible_to(viewer).values("pk"))


class MeasureVersion(Worded):
    """A measure as it was approved; seen by whoever sees the measure."""

    version = models.ForeignKey(
        Version, models.PROTECT, related_name="measures", verbose_name=_("approved version")
    )
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="versions", verbose_name=_("measure"))
    content = models.JSONField(_("content"))
    reason = models.TextField(_("why it was changed"), blank=True)

    objects: ClassVar[Any] = MeasureVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("approved measure")
        verbose_name_plural = _("approved measures")
        ordering = ("version", "measure")
        constraints = (models.UniqueConstraint(fields=("version", "measure"), name="measure_once_a_version"),)

    def __str__(self) -> str:
        return f"{self.version}: {self.measure}"


# Django finds models here; the others are looked up by their own name.
from chegara.plans import resource_models  # noqa: E402, F401
