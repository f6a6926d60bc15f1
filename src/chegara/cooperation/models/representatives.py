"""Border representatives: whom they face, what they tell each other, what they agreed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.cooperation.choices import Channel, Deadline, Incident, Settled
from chegara.cooperation.models.base import Record
from chegara.organisation.models import Agency, BorderSection, State
from chegara.organisation.registers.worded import Part


class Representative(Record):
    """A border representative, and the counterpart across the border."""

    register = "representatives"

    office = models.CharField(_("office"), max_length=150)
    section = models.ForeignKey(
        BorderSection, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("border section"),
    )  # fmt: skip
    person = models.CharField(pgettext_lazy("of a person", "name"), max_length=150, blank=True)
    deputies = models.TextField(_("deputies"), blank=True, help_text=_("one a line, in the order of calling"))
    hotline = models.CharField(_("hotline here"), max_length=60)
    neighbour = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("neighbour"))
    counterpart = models.CharField(_("counterpart's office"), max_length=200)
    counterpart_hotline = models.CharField(_("counterpart's hotline"), max_length=60, blank=True)
    languages = models.CharField(_("languages"), max_length=100, blank=True)
    notify = models.CharField(_("notification"), max_length=20, choices=Deadline.choices, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices, blank=True)
    fallback = models.CharField(_("fallback channel"), max_length=20, choices=Channel.choices, blank=True)
    places = models.TextField(_("places of meeting"), blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("border representative")
        verbose_name_plural = _("border representatives")
        ordering = ("section__code", "office")

    def __str__(self) -> str:
        return self.office

    def clean(self) -> None:
        """Refuse a fallback that is the channel itself."""
        if self.channel and self.fallback == self.channel:
            raise ValidationError({"fallback": _("The fallback must be another channel.")})


class Meeting(Part):
    """A meeting of border representatives, with its protocol."""

    register = "meetings"
    whole = "representative"

    representative = models.ForeignKey(
        Representative, models.CASCADE, related_name="meetings", verbose_name=_("border representative")
    )
    number = models.CharField(pgettext_lazy("of a paper", "number"), max_length=40)
    on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=150)
    present = models.TextField(_("present"), help_text=_("one a line, with the side"))
    agenda = models.TextField(_("agenda"), blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of representatives", "meeting")
        verbose_name_plural = pgettext_lazy("of representatives", "meetings")
        ordering = ("-on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("representative", "number"), name="meeting_number_once"),
        )

    def __str__(self) -> str:
        return _("No. %(number)s of %(date)s") % {"number": self.number, "date": f"{self.on:%d.%m.%Y}"}


class MeetingPoint(Part):
    """A point of a meeting: agreed, or left open with who follows it up by when."""

    register = "meeting-points"
    whole = "meeting"

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="points",
        verbose_name=pgettext_lazy("of representatives", "meeting"),
    )  # fmt: skip
    number = models.PositiveSmallIntegerField(pgettext_lazy("of a paper", "number"))
    text = models.TextField(_("point"))
    settled = models.CharField(_("outcome"), max_length=10, choices=Settled.choices)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible")
    )
    deadline = models.DateField(_("until"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("point of a meeting")
        verbose_name_plural = _("points of a meeting")
        ordering = ("meeting", "number")
        constraints = (models.UniqueConstraint(fields=("meeting", "number"), name="meeting_point_once"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"


class Notification(Part):
    """What one border representative told the other, on the agreed form."""

    register = "notifications"
    whole = "representative"

    representative = models.ForeignKey(
        Representative, models.CASCADE, related_name="notifications", verbose_name=_("border representative")
    )
    number = models.CharField(pgettext_lazy("of a paper", "number"), max_length=40)
    incident = models.CharField(_("kind"), max_length=20, choices=Incident.choices)
    happened_at = models.DateTimeField(_("happened at"))
    place = models.CharField(_("place"), max_length=200)
    what = models.TextField(_("what happened"))
    asked = models.TextField(_("what is asked for"), blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification of the counterpart")
        verbose_name_plural = _("notifications of the counterpart")
        ordering = ("-happened_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("representative", "number"), name="notification_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.get_incident_display()}"

    def clean(self) -> None:
        """Refuse an order of time that can't be."""
        if self.sent_at and self.happened_at and self.sent_at < self.happened_at:
            raise ValidationError({"sent_at": _("Nobody tells of it before it happens.")})
        if self.answered_at and (self.sent_at is None or self.answered_at < self.sent_at):
            raise ValidationError({"answered_at": _("Nobody answers before it was sent.")})
