"""Early warning: what is watched, from which values on, and what it showed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.contingency.choices import Frequency, Side
from chegara.contingency.models.basis import ResponseLevel
from chegara.contingency.models.plan import USER, Part, plan_key
from chegara.evidence.models import Indicator
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, State
from chegara.organisation.wordings import Worded


class WarningSign(Part):
    """An early-warning indicator: a monthly series of evidence, or what people report.

    It warns when at least `persist_n` of the last `persist_m` readings lie beyond a level's threshold.
    """

    plan = plan_key("signs")
    name = models.CharField(_("warning sign"), max_length=200)
    series = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("indicator of the dictionary"),
        help_text=_("leave empty where people report it"),
    )  # fmt: skip
    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("crossing point"),
    )  # fmt: skip
    section = models.ForeignKey(
        BorderSection, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("border section"),
    )  # fmt: skip
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    frequency = models.CharField(
        _("read"), max_length=10, choices=Frequency.choices, default=Frequency.MONTHLY
    )
    owner = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who watches it")
    )
    baseline = models.FloatField(_("baseline: what is usual"), null=True, blank=True)
    side = models.CharField(_("warns"), max_length=10, choices=Side.choices, default=Side.ABOVE)
    persist_n = models.PositiveSmallIntegerField(
        _("at least so many readings"), default=2, validators=[MinValueValidator(1)]
    )
    persist_m = models.PositiveSmallIntegerField(
        _("of the last"), default=3, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("warning sign")
        verbose_name_plural = _("warning signs")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(persist_n__lte=models.F("persist_m")), name="persistence_in_order",
                violation_error_message=_("At most as many readings as there are in the window."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the sign, with its back-test."""
        return reverse("contingency_sign", args=[self.pk])

    @property
    def place(self) -> State | CrossingPoint | BorderSection:
        """Where it is read: at the plan's place, a series in the country, where nothing narrower is named."""
        return self.point or self.section or (self.plan.country if self.series_id else self.plan.place)

    def clean(self) -> None:
        """Refuse a series that is read every day: evidence is monthly."""
        super().clean()
        if self.series_id and self.frequency != Frequency.MONTHLY:
            raise ValidationError({"frequency": _("A series of evidence is monthly.")})


class Threshold(Part):
    """The value from which on a sign speaks for a level."""

    plan = plan_key("thresholds")
    sign = models.ForeignKey(
        WarningSign, models.CASCADE, related_name="thresholds", verbose_name=_("warning sign")
    )
    level = models.ForeignKey(
        ResponseLevel, models.CASCADE, related_name="thresholds",
        verbose_name=pgettext_lazy("of a contingency plan", "level"),
    )  # fmt: skip
    value = models.FloatField(_("threshold"))

    class Meta:
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        ordering = ("sign", "level__rank")
        constraints = (models.UniqueConstraint(fields=("sign", "level"), name="threshold_once"),)

    def __str__(self) -> str:
        return f"{self.level}: {self.value:g}"


class SignReport(Worded):
    """What somebody saw of a sign on a day; a later report of the same day replaces it."""

    sign = models.ForeignKey(
        WarningSign, models.CASCADE, related_name="reports", verbose_name=_("warning sign"), editable=False
    )
    on = models.DateField(_("day"))
    value = models.FloatField(_("value"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"), editable=False)
    at = models.DateTimeField(_("reported"), auto_now_add=True)

    class Meta:
        verbose_name = _("report of a sign")
        verbose_name_plural = _("reports of a sign")
        ordering = ("on", "at")

    def __str__(self) -> str:
        return f"{self.on:%d.%m.%Y}: {self.value:g}"


class PastCrisis(Part):
    """When the emergency did happen before: what a back-test asks the signs about."""

    plan = plan_key("crises")
    name = models.CharField(_("what happened"), max_length=200)
    began_on = models.DateField(pgettext_lazy("of a crisis", "began on"))
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("past crisis")
        verbose_name_plural = _("past crises")
        ordering = ("began_on",)

    def __str__(self) -> str:
        return f"{self.began_on:%d.%m.%Y} {self.name}"
