"""The passport of a crossing point (паспорт пункта пропуска) and its technological scheme."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.cooperation.choices import Category, Condition, Direction, FacilityKind, Function, Per, Traffic
from chegara.cooperation.models.base import Record
from chegara.organisation.models import Agency, CrossingPoint
from chegara.organisation.registers.worded import Part

NOT_NEGATIVE = (MinValueValidator(0),)


class Passport(Record):
    """What a crossing point is, what it can do, and who approved that."""

    register = "passports"

    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, related_name="+", verbose_name=_("crossing point")
    )  # fmt: skip
    counterpart = models.CharField(_("point across the border"), max_length=150, blank=True)
    established_by = models.CharField(_("established by"), max_length=300, blank=True)
    category = models.CharField(
        pgettext_lazy("of a crossing point", "category"), max_length=20, choices=Category.choices, blank=True
    )
    traffic = models.CharField(
        _("what may cross"), max_length=200, blank=True, help_text=_("persons, vehicles, kinds of goods")
    )
    hours = models.CharField(_("hours"), max_length=60, blank=True)
    capacity_persons = models.PositiveIntegerField(_("capacity, persons a day"), null=True, blank=True)
    capacity_cars = models.PositiveIntegerField(_("capacity, cars a day"), null=True, blank=True)
    capacity_buses = models.PositiveIntegerField(_("capacity, buses a day"), null=True, blank=True)
    capacity_trucks = models.PositiveIntegerField(_("capacity, trucks a day"), null=True, blank=True)
    area = models.FloatField(_("area, ha"), null=True, blank=True, validators=NOT_NEGATIVE)
    power = models.CharField(_("power and its reserve"), max_length=200, blank=True)
    communication = models.CharField(_("lines of communication"), max_length=200, blank=True)
    weaknesses = models.TextField(_("weaknesses"), blank=True)
    approved_by = models.CharField(_("approved by"), max_length=200, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("passport of a crossing point")
        verbose_name_plural = _("passports of crossing points")
        ordering = ("point__name_en",)
        constraints = (
            models.UniqueConstraint(
                fields=("owner_agency", "point"), name="passport_once",
                violation_error_message=_("This agency has a passport of this crossing point already."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return _("Passport: %(point)s") % {"point": self.point}


class Facility(Part):
    """Equipment or a room of a crossing point: how many, whose, in what condition."""

    register = "facilities"
    whole = "passport"

    passport = models.ForeignKey(
        Passport, models.CASCADE, related_name="facilities", verbose_name=_("passport of a crossing point")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=FacilityKind.choices)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("equipment", "whose")
    )
    number = models.PositiveIntegerField(_("how many"))
    condition = models.CharField(
        pgettext_lazy("equipment", "condition"),
        max_length=10,
        choices=Condition.choices,
        default=Condition.WORKS,
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a crossing point", "facility")
        verbose_name_plural = pgettext_lazy("of a crossing point", "facilities")
        ordering = ("passport", "kind", "agency__code", "condition")
        constraints = (
            models.UniqueConstraint(
                fields=("passport", "kind", "agency", "condition"), name="facility_once",
                violation_error_message=_("This line stands in the passport already."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.number}"


class Step(Part):
    """One control of the technological scheme: who, what share of the traffic, for how long."""

    register = "steps"
    whole = "passport"

    passport = models.ForeignKey(
        Passport, models.CASCADE, related_name="steps", verbose_name=_("passport of a crossing point")
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    traffic = models.CharField(_("traffic"), max_length=20, choices=Traffic.choices)
    number = models.PositiveSmallIntegerField(_("order"), validators=[MinValueValidator(1)])
    control = models.CharField(_("control"), max_length=20, choices=Function.choices)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("carried out by"))
    share = models.FloatField(
        _("share that passes it, %"), default=100,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("100 on the first line; less where only some are sent there"),
    )  # fmt: skip
    per = models.CharField(_("norm for"), max_length=10, choices=Per.choices, default=Per.PERSON)
    low = models.FloatField(_("at least, min"), validators=NOT_NEGATIVE)
    best = models.FloatField(_("norm, min"), validators=NOT_NEGATIVE)
    high = models.FloatField(_("at most, min"), validators=NOT_NEGATIVE)
    posts = models.PositiveSmallIntegerField(
        _("booths or posts"), null=True, blank=True, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("step of the scheme")
        verbose_name_plural = _("steps of the scheme")
        ordering = ("passport", "direction", "traffic", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("passport", "direction", "traffic", "number"), name="step_once",
                violation_error_message=_("This direction and traffic have a step of this order already."),
            ),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("best")) & models.Q(best__lte=models.F("high")),
                name="step_times_in_order",
                violation_error_message=_("The times must rise: at least, norm, at most."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_direction_display()}, {self.get_traffic_display()}, {self.number}"
