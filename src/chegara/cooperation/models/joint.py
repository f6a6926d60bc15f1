"""What agencies do together: the risk-analysis group, operations, equipment that they lend each other."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.cooperation.choices import EquipmentKind, OperationState
from chegara.cooperation.models.base import Record
from chegara.organisation.models import Agency, CrossingPoint
from chegara.organisation.registers.worded import Part

LONGEST_BOOKING = timedelta(days=31)


class Group(Record):
    """The joint group for risk analysis: its mandate, and whose turn it is to chair."""

    register = "groups"

    title = models.CharField(_("title"), max_length=200)
    basis = models.CharField(_("created by"), max_length=300)
    mandate = models.TextField(_("mandate"))
    first_turn = models.DateField(
        _("first chair from"), default=date.today, help_text=_("from that day the chair passes on in order")
    )
    turn_months = models.PositiveSmallIntegerField(
        _("months of a chair"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    sign_off = models.TextField(_("rule of sign-off"), blank=True)
    disputes = models.TextField(_("rule for disputes"), blank=True)

    class Meta:
        verbose_name = _("joint group")
        verbose_name_plural = _("joint groups")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Seat(Part):
    """An agency's seat in the group; the order is that in which the chair passes on."""

    register = "seats"
    whole = "group"

    group = models.ForeignKey(Group, models.CASCADE, related_name="seats", verbose_name=_("joint group"))
    number = models.PositiveSmallIntegerField(_("order"), validators=[MinValueValidator(1)])
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency of the seat"))
    office = models.CharField(_("office"), max_length=150, blank=True)
    chairs = models.BooleanField(_("takes a turn as chair"), default=True)

    class Meta:
        verbose_name = pgettext_lazy("in a group", "seat")
        verbose_name_plural = pgettext_lazy("in a group", "seats")
        ordering = ("group", "number")
        constraints = (
            models.UniqueConstraint(fields=("group", "number"), name="seat_order_once"),
            models.UniqueConstraint(fields=("group", "agency"), name="seat_agency_once"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.agency.short}"


class Operation(Record):
    """A joint operation: requested, planned, led, evaluated."""

    register = "operations"

    title = models.CharField(_("title"), max_length=200)
    requested_by = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )  # fmt: skip
    requested_on = models.DateField(_("requested on"))
    purpose = models.TextField(pgettext_lazy("of cooperation", "purpose"))
    participants = models.ManyToManyField(Agency, related_name="+", blank=True, verbose_name=_("takes part"))
    starts = models.DateField(_("begins"), null=True, blank=True)
    ends = models.DateField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    plan = models.TextField(_("who does what"), blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    commander = models.CharField(_("commander and deputy"), max_length=200, blank=True)
    headquarters = models.CharField(_("headquarters"), max_length=200, blank=True)
    communication = models.CharField(_("communication and its fallback"), max_length=200, blank=True)
    results = models.TextField(_("results"), blank=True)
    lessons = models.TextField(_("lessons"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=OperationState.choices, default=OperationState.REQUESTED,
        editable=False,
    )  # fmt: skip

    class Meta:
        verbose_name = _("joint operation")
        verbose_name_plural = _("joint operations")
        ordering = ("-requested_on", "title")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(starts=None)
                | models.Q(ends=None)
                | models.Q(ends__gte=models.F("starts")),
                name="operation_ends_after_it_begins",
                violation_error_message=_("An operation can't end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.title


class Equipment(Record):
    """Something that an agency lends to others, and on what terms."""

    register = "equipment"

    title = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=EquipmentKind.choices)
    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("crossing point"),
    )  # fmt: skip
    number = models.CharField(_("inventory number"), max_length=60, blank=True)
    cost = models.DecimalField(
        _("cost an hour"), max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    terms = models.TextField(_("terms of use"), blank=True)

    class Meta:
        verbose_name = _("shared equipment")
        verbose_name_plural = _("shared equipment")
        ordering = ("kind", "title")

    def __str__(self) -> str:
        return self.title


class Booking(Part):
    """The use of shared equipment by an agency for some hours.

    Its hours are rows of `Slot`, so that the database itself refuses a second booking of the same hour.
    """

    register = "bookings"
    whole = "equipment"

    equipment = models.ForeignKey(
        Equipment, models.CASCADE, related_name="bookings", verbose_name=_("shared equipment")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("for"))
    start = models.DateTimeField(_("from"), help_text=_("whole hours"))
    end = models.DateTimeField(_("until"), help_text=_("whole hours"))
    purpose = models.CharField(pgettext_lazy("of cooperation", "purpose"), max_length=200)

    class Meta:
        verbose_name = pgettext_lazy("of equipment", "booking")
        verbose_name_plural = pgettext_lazy("of equipment", "bookings")
        ordering = ("-start",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="booking_ends_after_it_begins",
                violation_error_message=_("A booking ends after it begins."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.equipment}, {timezone.localtime(self.start):%d.%m.%Y %H:%M}"

    def clean(self) -> None:
        """Refuse parts of hours, and what would block equipment for more than a month."""
        for name in ("start", "end"):
            moment = getattr(self, name)
            if moment and (moment.minute or moment.second or moment.microsecond):
                raise ValidationError({name: _("Book whole hours.")})
        if self.start and self.end and self.end - self.start > LONGEST_BOOKING:
            raise ValidationError({"end": _("Book at most 31 days at a time.")})

    def hours(self) -> list[datetime]:
        """Return the beginning of each hour that the booking takes."""
        count = int((self.end - self.start) / timedelta(hours=1))
        return [self.start + timedelta(hours=hour) for hour in range(count)]


class Slot(models.Model):
    """One hour of one piece of equipment, taken."""

    booking = models.ForeignKey(
        Booking, models.CASCADE, related_name="slots", verbose_name=pgettext_lazy("of equipment", "booking")
    )  # fmt: skip
    equipment = models.ForeignKey(
        Equipment, models.CASCADE, related_name="+", verbose_name=_("shared equipment")
    )
    hour = models.DateTimeField(_("hour"))

    class Meta:
        verbose_name = _("hour taken")
        verbose_name_plural = _("hours taken")
        constraints = (models.UniqueConstraint(fields=("equipment", "hour"), name="hour_booked_once"),)

    def __str__(self) -> str:
        return f"{self.equipment}, {self.hour:%d.%m.%Y %H:%M}"
