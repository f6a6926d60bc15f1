"""What the development plan rests on: duty norms, posts, shares to be searched, pupils, unit costs.

All of it is the service's own, each line with its source: no norm comes with the software.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import Marking
from chegara.canine.choices import CostBasis, Discipline
from chegara.organisation.models import CrossingPoint
from chegara.organisation.registers.models import Record
from chegara.risk.models import Risk

NOT_NEGATIVE = MinValueValidator(0.0)
SHARE = (NOT_NEGATIVE, MaxValueValidator(1.0))


class DutyNorm(Record):
    """How a service's dogs work and rest, how long they serve: the latest one of a discipline holds."""

    register = "duty-norms"

    discipline = models.CharField(_("discipline"), max_length=10, choices=Discipline.choices)
    since = models.DateField(_("in force since"))
    work_minutes = models.FloatField(
        _("a dog searches, minutes at a time"), validators=[MinValueValidator(1.0)]
    )
    rest_minutes = models.FloatField(_("then rests, minutes"), validators=[NOT_NEGATIVE])
    available_days = models.FloatField(
        _("days a year on which a team is available"),
        validators=[MinValueValidator(1.0), MaxValueValidator(365.0)],
        help_text=_("without leave, illness, courses and days off"),
    )
    retiring_age = models.PositiveSmallIntegerField(
        _("age at which a dog retires, years"), validators=[MinValueValidator(2)]
    )
    entry_age = models.PositiveSmallIntegerField(_("age at which a dog enters service, years"))
    hours_a_month = models.FloatField(
        _("hours of maintenance training a month"),
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text=_("empty: the service has no such norm; hours are then listed without one"),
    )
    chance = models.FloatField(
        _("wanted chance of having enough teams"),
        default=0.8,
        validators=[MinValueValidator(0.05), MaxValueValidator(0.99)],
        help_text=_("0.8: in four futures out of five"),
    )
    basis = models.CharField(_("source: order, number, date"), max_length=300)

    class Meta:
        verbose_name = _("duty norm")
        verbose_name_plural = _("duty norms")
        ordering = ("discipline", "-since")
        constraints = (
            models.UniqueConstraint(
                fields=("owner_agency", "discipline", "since"), name="one_duty_norm_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_discipline_display()}, {self.since:%d.%m.%Y}"

    def clean(self) -> None:
        """Refuse dogs that retire before they enter."""
        if None not in (self.retiring_age, self.entry_age) and self.retiring_age <= self.entry_age:
            raise ValidationError({"retiring_age": _("Dogs retire later than they enter service.")})


class SearchShare(Record):
    """Which share of the traffic is searched where the risk has a level."""

    register = "search-shares"

    discipline = models.CharField(_("discipline"), max_length=10, choices=Discipline.choices)
    level = models.PositiveSmallIntegerField(
        _("level of the risk"),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("1 is the lowest of the assessment's scale"),
    )
    share = models.FloatField(_("share searched, 0 to 1"), validators=SHARE)
    basis = models.CharField(_("source: order, number, date"), max_length=300)

    class Meta:
        verbose_name = _("share searched by level of risk")
        verbose_name_plural = _("shares searched by level of risk")
        ordering = ("discipline", "level")
        constraints = (
            models.UniqueConstraint(
                fields=("owner_agency", "discipline", "level"), name="one_search_share_a_level"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_discipline_display()}, {self.level}"


class DutyPost(Record):
    """A post that teams fill: its shifts, what comes there, and how much of it is to be searched."""

    register = "duty-posts"
    private = frozenset({"risk"})

    name = models.CharField(_("post"), max_length=150)
    point = models.ForeignKey(
        CrossingPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("crossing point"),
    )
    discipline = models.CharField(_("discipline"), max_length=10, choices=Discipline.choices)
    shifts = models.PositiveSmallIntegerField(_("shifts a day"), validators=[MaxValueValidator(12)])
    days_a_week = models.FloatField(_("days a week"), validators=[NOT_NEGATIVE, MaxValueValidator(7.0)])
    hours_a_day = models.FloatField(
        _("open hours a day"), validators=[MinValueValidator(0.5), MaxValueValidator(24.0)]
    )
    units_a_day = models.FloatField(
        _("vehicles or other units a day"),
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text=_("empty: the vehicles of the last twelve months known at the crossing point"),
    )
    peak = models.FloatField(
        _("busiest hour, as a multiple of the mean hour"), default=1.0, validators=[MinValueValidator(1.0)]
    )
    minutes_a_search = models.FloatField(_("minutes of a search"), validators=[NOT_NEGATIVE])
    risk = models.ForeignKey(
        Risk,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("risk that asks for it"),
    )
    share = models.FloatField(
        _("share searched, 0 to 1"),
        null=True,
        blank=True,
        validators=SHARE,
        help_text=_("empty: by the level of the risk"),
    )
    basis = models.CharField(_("source: order, number, date"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("post for teams")
        verbose_name_plural = _("posts for teams")
        ordering = ("discipline", "name")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Ask for the traffic or the point at which it is counted, for the share or the risk.

        The record must be as closed as the assessment of the risk that it names.
        """
        if self.units_a_day is None and self.point_id is None:
            raise ValidationError(
                {"units_a_day": _("Enter how many come a day, or choose the crossing point.")}
            )
        if self.share is None and self.risk_id is None:
            raise ValidationError({"share": _("Enter the share that is searched, or choose the risk.")})
        if self.risk is not None:
            assessment = self.risk.assessment
            if assessment.compartment_id not in (None, self.compartment_id):
                raise ValidationError(
                    {"compartment": _("The risk lies in a closed circle: choose it here too.")}
                )
            if assessment.marking != Marking.OPEN and self.marking == Marking.OPEN:
                raise ValidationError({"marking": _("The risk is for official use: so is what names it.")})


class Intake(Record):
    """Pupils of the school in a year: planned ones, and of past years how many became certified teams."""

    register = "intakes"

    discipline = models.CharField(_("discipline"), max_length=10, choices=Discipline.choices)
    year = models.PositiveSmallIntegerField(
        _("year in which the course ends"), validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    pupils = models.PositiveSmallIntegerField(_("teams in the course"))
    qualified = models.PositiveSmallIntegerField(
        _("of them certified"), null=True, blank=True, help_text=_("empty while the course runs")
    )

    class Meta:
        verbose_name = _("course of the school")
        verbose_name_plural = _("courses of the school")
        ordering = ("discipline", "-year")
        constraints = (
            models.UniqueConstraint(fields=("owner_agency", "discipline", "year"), name="one_intake_a_year"),
            models.CheckConstraint(
                condition=models.Q(qualified__isnull=True) | models.Q(qualified__lte=models.F("pupils")),
                name="no_more_qualified_than_taught",
                violation_error_message=_("No more can be certified than were taught."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_discipline_display()}, {self.year}"


class UnitCost(Record):
    """What something of the plan costs, a piece."""

    register = "unit-costs"

    name = models.CharField(_("line of the budget"), max_length=150)
    discipline = models.CharField(
        _("discipline"), max_length=10, choices=Discipline.choices, blank=True, help_text=_("empty: all")
    )
    counted = models.CharField(
        pgettext_lazy("canine cost", "counted by"), max_length=8, choices=CostBasis.choices
    )
    amount = models.DecimalField(
        _("amount"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("empty: not known yet; the total then says “at least”"),
    )
    currency = models.CharField(pgettext_lazy("money", "currency"), max_length=3)
    basis = models.CharField(_("source: offer, contract, accounts"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("line of the budget")
        verbose_name_plural = _("lines of the budget")
        ordering = ("counted", "name")

    def __str__(self) -> str:
        return self.name
