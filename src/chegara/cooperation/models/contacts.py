"""Contact points that answer around the clock, tests of them, and the register of agreements."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.cooperation.choices import Pillar
from chegara.cooperation.models.base import Record
from chegara.organisation.models import Agency, CrossingPoint
from chegara.organisation.registers.worded import Part


class Contact(Record):
    """Where an agency is reached."""

    register = "contacts"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency reached"))
    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("crossing point"), help_text=_("leave empty for the agency's headquarters"),
    )  # fmt: skip
    office = models.CharField(_("office"), max_length=150)
    deputies = models.TextField(_("deputies"), blank=True, help_text=_("one a line, in the order of calling"))
    telephone = models.CharField(_("telephone"), max_length=60)
    second_way = models.CharField(_("second number or radio"), max_length=60, blank=True)
    email = models.CharField(_("e-mail"), max_length=100, blank=True)
    languages = models.CharField(_("languages"), max_length=100, blank=True)
    round_the_clock = models.BooleanField(_("around the clock"), default=True)
    hours = models.CharField(_("hours"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        ordering = ("agency__code", "point__name_en", "office")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(round_the_clock=True) | ~models.Q(hours=""),
                name="contact_says_its_hours",
                violation_error_message=_(
                    "Say at what hours a contact answers that is not around the clock."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency.short}, {self.office}"


class TestCall(Part):
    """A call that tried whether a contact answers."""

    register = "calls"
    whole = "contact"
    __test__ = False  # no test, whatever pytest thinks of its name

    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="calls", verbose_name=_("contact point")
    )
    on = models.DateField(_("day"), default=date.today)
    answered = models.BooleanField(pgettext_lazy("of a call", "answered"), default=True)
    minutes = models.PositiveSmallIntegerField(_("minutes until the answer"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("test call")
        verbose_name_plural = _("test calls")
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.on:%d.%m.%Y}"

    def clean(self) -> None:
        """Refuse a call that has not been made yet."""
        if self.on and self.on > date.today():  # noqa: DTZ011 - the agency's own calendar day
            raise ValidationError({"on": _("A test call lies in the past.")})


class Agreement(Record):
    """An agreement on cooperation: between agencies, or with another state."""

    register = "agreements"

    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(pgettext_lazy("of a paper", "number"), max_length=60, blank=True)
    pillar = models.CharField(_("pillar"), max_length=20, choices=Pillar.choices, default=Pillar.INTER)
    parties = models.ManyToManyField(Agency, related_name="+", blank=True, verbose_name=_("agencies"))
    other_parties = models.CharField(_("other parties"), max_length=300, blank=True)
    signed_on = models.DateField(_("signed on"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    unlimited = models.BooleanField(_("without a term"), default=False)
    annexes = models.TextField(_("annexes"), blank=True, help_text=_("one a line"))
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("expires_on", "title")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_on=None) | models.Q(expires_on__gte=models.F("signed_on")),
                name="agreement_ends_after_it_begins",
                violation_error_message=_("An agreement can't expire before it was signed."),
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on=None) | models.Q(unlimited=False),
                name="agreement_has_a_term_or_none",
                violation_error_message=_("Either a day of expiry, or “without a term”."),
            ),
        )

    def __str__(self) -> str:
        return self.title
