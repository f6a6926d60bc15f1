"""What is needed next year at the crossing points, against what there is: the questions and the answers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chegara.evidence.models import Indicator
from chegara.organisation.models import CrossingPoint, State
from chegara.organisation.visibility import Handled, HandledQuerySet
from chegara.organisation.wordings import Worded
from chegara.plans.methods.resources import HOURS

USER = settings.AUTH_USER_MODEL
POSITIVE = (MinValueValidator(0.01), MaxValueValidator(1440))


def check_profile(weights: Any) -> None:
    """Refuse a profile of a day that has not 24 weights from 0 up, or none above 0."""
    good = isinstance(weights, list) and len(weights) == HOURS
    good = good and all(isinstance(weight, int | float) and 0 <= weight < 1e9 for weight in weights)
    if not good or not any(weights):
        raise ValidationError(
            _("A day has 24 hours: write 24 numbers from 0 up, from midnight on, parted by spaces.")
        )


class Times(Worded):
    """How long service at a booth takes, and how a day's flow is spread over its hours."""

    service_low = models.FloatField(
        _("service time, shortest mean (minutes)"), null=True, blank=True, validators=POSITIVE
    )
    service_best = models.FloatField(
        _("service time, usual mean (minutes)"), null=True, blank=True, validators=POSITIVE
    )
    service_high = models.FloatField(
        _("service time, longest mean (minutes)"), null=True, blank=True, validators=POSITIVE
    )
    service_source = models.CharField(_("where the service time comes from"), max_length=300, blank=True)
    profile = models.JSONField(
        _("how a day's flow is spread over its hours"), null=True, blank=True, validators=[check_profile]
    )
    profile_source = models.CharField(_("where the spread comes from"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def service(self) -> tuple[float, float, float] | None:
        """Shortest, usual and longest mean in minutes; None where it is not said."""
        low, best, high = self.service_low, self.service_best, self.service_high
        return None if low is None or best is None or high is None else (low, best, high)

    def clean(self) -> None:
        """Refuse times that are not said whole, are out of order, or come from nowhere."""
        times = (self.service_low, self.service_best, self.service_high)
        known = [time for time in times if time is not None]
        if known and len(known) < len(times):
            raise ValidationError(
                {"service_best": _("Fill in the shortest, usual and longest time, or none.")}
            )
        if known != sorted(known):
            raise ValidationError(
                {"service_best": _("The usual time lies between the shortest and the longest.")}
            )
        if known and not self.service_source:
            raise ValidationError(
                {"service_source": _("Say where the time comes from: who measured it, when.")}
            )
        if self.profile and not self.profile_source:
            raise ValidationError(
                {"profile_source": _("Say where the spread comes from: who counted, when.")}
            )


class ResourceEstimate(Handled, Times):
    """Booths and officers needed in the year after the evidence, for a stated target of waiting.

    `result` is what was computed (`chegara.plans.resource_results`), None as long as nothing was, and again
    after any change. Money is in `currency`: an officer's is of a year, a booth's is paid once.
    """

    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    title = models.CharField(_("title"), max_length=200)
    year = models.PositiveSmallIntegerField(
        _("year of the evidence"), validators=[MinValueValidator(1990), MaxValueValidator(2100)],
        help_text=_("What is needed is computed for the year after."),
    )  # fmt: skip
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", verbose_name=_("what is served at the booths")
    )
    share = models.PositiveSmallIntegerField(
        _("target: this share waits no longer (%)"),
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    minutes = models.FloatField(
        _("target: than so many minutes"), validators=[MinValueValidator(0), MaxValueValidator(600)]
    )
    hours_a_year = models.FloatField(
        _("hours that an officer works in a year"),
        validators=[MinValueValidator(1), MaxValueValidator(8784)],
        help_text=_("Leave, sickness and training taken off."),
    )
    share_at_booths = models.FloatField(
        _("share of these hours at booths (%)"), validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Breaks, second line and other duties taken off."),
    )  # fmt: skip
    officers_a_booth = models.FloatField(
        _("officers at one booth"), default=1, validators=[MinValueValidator(0.1), MaxValueValidator(10)]
    )
    norms_source = models.CharField(_("where target and norms come from"), max_length=300)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    officer_cost = models.DecimalField(
        _("cost of one officer more, a year"), max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    booth_cost = models.DecimalField(
        _("cost of one booth more, once"), max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    result = models.JSONField(null=True, editable=False)
    computed_at = models.DateTimeField(_("computed"), null=True, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("drawn up by"))
    at = models.DateTimeField(_("drawn up"), auto_now_add=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("estimate of resources")
        verbose_name_plural = _("estimates of resources")
        ordering = ("-year", "title", "pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the estimate."""
        return reverse("estimate_detail", args=[self.pk])


class PointResources(Times):
    """What there is at a crossing point, and where its service or its day differ from the estimate's norm.

    Unknown is None, and no gap is computed of it.
    """

    estimate = models.ForeignKey(ResourceEstimate, models.CASCADE, related_name="points")
    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, related_name="+", verbose_name=_("crossing point")
    )
    booths = models.PositiveSmallIntegerField(_("booths available"), null=True, blank=True)
    officers = models.PositiveSmallIntegerField(_("officers available"), null=True, blank=True)
    least_booths = models.PositiveSmallIntegerField(_("booths always open"), default=0)

    class Meta:
        verbose_name = _("resources of a crossing point")
        verbose_name_plural = _("resources of crossing points")
        ordering = ("point__code",)
        constraints = (models.UniqueConstraint(fields=("estimate", "point"), name="point_once_an_estimate"),)

    def __str__(self) -> str:
        return str(self.point)
