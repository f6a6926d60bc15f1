"""Harm in numbers, and the choice of measures under a budget: what analysts decide, and what was computed.

Both are optional: an assessment is complete without them.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.organisation.visibility import Viewer
from chegara.organisation.wordings import Worded
from chegara.plans.choices import CURRENCIES
from chegara.plans.models import Measure
from chegara.risk.models import Assessment, EvidenceLink, Risk, Treatment

USER = settings.AUTH_USER_MODEL


class OfAssessmentQuerySet(models.QuerySet[Any]):
    """Records that belong to an assessment, seen by whoever sees it."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Records of the assessments that `viewer` may know of."""
        return self.filter(assessment__in=Assessment.objects.visible_to(viewer).values("pk"))


class Quantification(Worded):
    """In what unit an assessment counts harm, and what counts as harm."""

    assessment = models.OneToOneField(
        Assessment, models.CASCADE, related_name="quantification", verbose_name=_("assessment")
    )
    unit = models.CharField(
        _("unit of harm"), max_length=40, help_text=_("such as thousand USD, or officer-days")
    )
    definition = models.TextField(
        _("what counts as harm"), help_text=_("whose losses, over what time; experts see it when they judge")
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = OfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("harm in numbers")
        verbose_name_plural = _("harm in numbers")

    def __str__(self) -> str:
        return f"{self.assessment}: {self.unit}"

    @property
    def subject(self) -> str:
        """The plain reference by which its expert panel knows it."""
        return f"risk.harm:{self.assessment_id}"


class Cause(Worded):
    """A common cause: in its bad years all risks that share it have more cases.

    `swing` is the standard deviation of its yearly factor, whose mean is 1.
    """

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="causes", verbose_name=_("assessment")
    )
    name = models.CharField(_("common cause"), max_length=200)
    swing = models.FloatField(
        _("swing from year to year"),
        validators=[MinValueValidator(0.01), MaxValueValidator(2)],
        help_text=_("standard deviation of its yearly factor: 0.3 says that most years lie within ±30 %"),
    )

    objects: ClassVar[Any] = OfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("common cause")
        verbose_name_plural = _("common causes")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("assessment", "name"), name="cause_once_an_assessment"),
            models.CheckConstraint(condition=models.Q(swing__gt=0), name="cause_swings"),
        )

    def __str__(self) -> str:
        return self.name


class FrequencyBasis(Worded):
    """From which linked series, and which of its years, a risk's cases a year are estimated."""

    risk = models.OneToOneField(Risk, models.CASCADE, related_name="frequency_basis", verbose_name=_("risk"))
    link = models.ForeignKey(
        EvidenceLink, models.PROTECT, related_name="+", verbose_name=_("series that counts the cases")
    )
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    cause = models.ForeignKey(
        Cause, models.SET_NULL, null=True, blank=True, related_name="bases", verbose_name=_("common cause")
    )
    note = models.CharField(_("what one case is, and what the count leaves out"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("basis of a frequency")
        verbose_name_plural = _("bases of frequencies")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")),
                name="frequency_years_in_order",
                violation_error_message=_("The last year can't lie before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.risk}: {self.link}"


class Selection(models.Model):
    """Under which budget measures are chosen."""

    assessment = models.OneToOneField(
        Assessment, models.CASCADE, related_name="selection", verbose_name=_("assessment")
    )
    budget = models.DecimalField(
        _("budget"), max_digits=16, decimal_places=2, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCIES[0])
    keeps_decided = models.BooleanField(
        _("measures that are funded or in progress stay"), default=True,
        help_text=_("they count as decided, and their cost is part of the budget"),
    )  # fmt: skip
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = OfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of measures")
        verbose_name_plural = _("choices of measures")

    def __str__(self) -> str:
        return f"{self.assessment}: {self.budget:f} {self.currency}"


class ConditionKind(models.TextChoices):
    """What must hold of a measure in the choice."""

    MUST = "must", _("must be had")
    NEVER = "never", _("is not to be chosen")
    REQUIRES = "requires", _("is not done without")
    EXCLUDES = "excludes", _("is not done together with")


class Condition(models.Model):
    """A condition of the choice: on one measure, or on two."""

    selection = models.ForeignKey(
        Selection, models.CASCADE, related_name="conditions", verbose_name=_("choice of measures")
    )
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", verbose_name=_("measure"))
    kind = models.CharField(_("condition"), max_length=10, choices=ConditionKind.choices)
    other = models.ForeignKey(
        Measure, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("other measure")
    )

    class Meta:
        verbose_name = _("condition of a choice")
        verbose_name_plural = _("conditions of a choice")
        ordering = ("measure__code", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=("selection", "measure", "kind", "other"), name="condition_on_two_once"
            ),
            models.UniqueConstraint(
                fields=("selection", "measure", "kind"), condition=models.Q(other=None),
                name="condition_on_one_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("must", "never"), other=None)
                | models.Q(kind__in=("requires", "excludes"), other__isnull=False),
                name="condition_has_its_measures",
                violation_error_message=_("“Not done without” and “not together with” need another measure."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return (
            f"{self.measure.code} {self.get_kind_display()} {self.other.code if self.other else ''}".strip()
        )


class Effect(models.Model):
    """By how many per cent a measure lowers a component of a risk, in place of the measure's own effect."""

    treatment = models.OneToOneField(
        Treatment, models.CASCADE, related_name="effect", verbose_name=_("treatment")
    )
    low = models.FloatField(_("at least, %"), validators=[MinValueValidator(0), MaxValueValidator(100)])
    best = models.FloatField(_("most likely, %"), validators=[MinValueValidator(0), MaxValueValidator(100)])
    high = models.FloatField(_("at most, %"), validators=[MinValueValidator(0), MaxValueValidator(100)])

    class Meta:
        verbose_name = _("effect on a risk")
        verbose_name_plural = _("effects on risks")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("best"), best__lte=models.F("high")),
                name="effect_in_order",
                violation_error_message=_("The effect must rise: at least, most likely, at most."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.treatment}: {self.low:g}–{self.best:g}–{self.high:g} %"


class ComputationKind(models.TextChoices):
    """What was computed."""

    HARM = "harm", _("Harm of a year")
    CHOICE = "choice", _("Choice of measures")


class Computation(Worded):
    """What a simulation or a choice found, with the SHA-256 of all that went in.

    The same input gives the same result: what is drawn by lot is drawn by that hash.
    """

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="computations", verbose_name=_("assessment")
    )
    kind = models.CharField(_("what was computed"), max_length=10, choices=ComputationKind.choices)
    trials = models.PositiveIntegerField(_("simulated years"))
    input_sha256 = models.CharField(_("SHA-256 of the input"), max_length=64)
    content = models.JSONField(_("result"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("computed"), auto_now_add=True)

    objects: ClassVar[Any] = OfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("computation")
        verbose_name_plural = _("computations")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.assessment}: {self.get_kind_display()}"
