"""The guidelines themselves, and their two matrices: who is competent, who informs whom."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import Marking
from chegara.cooperation.choices import (
    Channel,
    Deadline,
    ExchangeArea,
    Function,
    PersonGroup,
    RaciRole,
    Where,
)
from chegara.cooperation.models.base import Record
from chegara.organisation.models import Agency, BorderSection, CrossingPoint


class Guidelines(Record):
    """The particulars of a country's guidelines on interagency cooperation."""

    register = "guidelines"

    title = models.CharField(_("title"), max_length=200)
    basis = models.TextField(_("basis"), help_text=_("the act or decision on which cooperation rests"))
    purpose = models.TextField(pgettext_lazy("of cooperation", "purpose"))
    principles = models.TextField(_("principles"), blank=True)
    training = models.TextField(_("joint training"), blank=True)
    evaluation = models.TextField(_("how cooperation is evaluated"), blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("one set of", "guidelines")
        verbose_name_plural = _("guidelines")
        ordering = ("-adopted_on", "title")

    def __str__(self) -> str:
        return self.title


class Competence(Record):
    """One agency's part in one function at one place, with the article that says so."""

    register = "competences"

    function = models.CharField(_("function"), max_length=20, choices=Function.choices)
    where = models.CharField(_("where"), max_length=10, choices=Where.choices, default=Where.POINTS)
    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("crossing point"),
        help_text=_("leave empty if it holds at all; a line for one point replaces the general ones there"),
    )  # fmt: skip
    section = models.ForeignKey(
        BorderSection, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("border section"), help_text=_("leave empty if it holds at all"),
    )  # fmt: skip
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("competent agency")
    )  # fmt: skip
    role = models.CharField(_("role"), max_length=1, choices=RaciRole.choices)
    article = models.CharField(_("legal article"), max_length=300, blank=True)
    delimitation = models.TextField(
        _("delimitation"), blank=True,
        help_text=_("where several agencies carry it out: which of them does what, and when"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ("function", "where", "point__name_en", "section__code", "agency__code", "role")
        constraints = (
            models.UniqueConstraint(
                "owner_agency", "function", "where", "agency", "role",
                Coalesce("point", 0), Coalesce("section", 0),
                name="competence_once",
                violation_error_message=_("This line stands in the matrix already."),
            ),
            models.CheckConstraint(
                condition=(models.Q(point=None) | models.Q(where="points"))
                & (models.Q(section=None) | models.Q(where="border")),
                name="competence_place_fits",
                violation_error_message=_(
                    "A crossing point goes with “at crossing points”, a section with “between” them."
                ),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_function_display()}: {self.agency.short} ({self.role}), {self.place}"

    @property
    def place(self) -> str:
        """Where the line holds, in words."""
        return str(self.point or self.section or self.get_where_display())


class Duty(Record):
    """Who tells whom of what: one line of the information-exchange matrix."""

    register = "duties"

    area = models.CharField(_("area"), max_length=20, choices=ExchangeArea.choices)
    event = models.CharField(_("event"), max_length=200)
    persons = models.CharField(
        _("whom it is about"), max_length=20, choices=PersonGroup.choices, blank=True,
        help_text=_("in the referral of persons"),
    )  # fmt: skip
    sender = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("of information", "from")
    )
    receiver = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of information", "to"),
    )
    receiver_name = models.CharField(
        _("to (not an agency here)"), max_length=150, blank=True,
        help_text=_("an organisation or a service of the neighbour; then leave “to” empty"),
    )  # fmt: skip
    trigger = models.CharField(
        _("trigger"), max_length=300, blank=True, help_text=_("what sets the duty off")
    )  # fmt: skip
    deadline = models.CharField(_("deadline"), max_length=20, choices=Deadline.choices, blank=True)
    due_day = models.PositiveSmallIntegerField(
        _("day of the month"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("for what is sent every month, quarter or year: the day after the period's end"),
    )  # fmt: skip
    form = models.CharField(_("form"), max_length=150, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices, blank=True)
    fallback = models.CharField(_("fallback channel"), max_length=20, choices=Channel.choices, blank=True)
    information_marking = models.CharField(
        _("marking of the information"), max_length=20, choices=Marking.choices, default=Marking.OFFICIAL_USE
    )
    personal_data = models.BooleanField(_("contains personal data"), default=False)
    personal_data_basis = models.CharField(_("basis for personal data"), max_length=300, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("duty to inform")
        verbose_name_plural = _("duties to inform")
        ordering = ("area", "event", "sender__code", "receiver__code")
        constraints = (
            models.UniqueConstraint(
                "owner_agency", "area", "event", "sender", "persons", Coalesce("receiver", 0),
                "receiver_name",
                name="duty_once",
                violation_error_message=_("This line stands in the matrix already."),
            ),
            models.CheckConstraint(
                condition=models.Q(receiver=None) ^ models.Q(receiver_name=""),
                name="duty_has_one_receiver",
                violation_error_message=_("Name one receiver: an agency, or in words."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.event}: {self.sender.short} → {self.receiver_words}"

    @property
    def receiver_words(self) -> str:
        """The receiver's name."""
        return self.receiver.short if self.receiver else self.receiver_name

    def clean(self) -> None:
        """Refuse a fallback that is the channel itself."""
        if self.channel and self.fallback == self.channel:
            raise ValidationError({"fallback": _("The fallback must be another channel.")})
