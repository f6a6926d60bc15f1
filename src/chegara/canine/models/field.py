"""Deployments, searches and finds, and the changes that telephones sent in."""

from __future__ import annotations

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.canine.choices import Area, ChangeState, RecordedOn, Trigger, Weather
from chegara.canine.models.exercises import Performance
from chegara.canine.models.teams import Odour, Team
from chegara.evidence.models import Record as EvidenceRecord
from chegara.organisation.models import CrossingPoint
from chegara.organisation.registers.models import Part

NOT_NEGATIVE = MinValueValidator(0)


class Deployment(Part):
    """A day on which a team served somewhere."""

    register = "deployments"
    whole = "team"

    team = models.ForeignKey(
        Team, models.PROTECT, related_name="deployments", verbose_name=pgettext_lazy("canine", "team")
    )
    on = models.DateField(_("served on"))
    point = models.ForeignKey(
        CrossingPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("crossing point"),
    )
    place = models.CharField(_("place"), max_length=150, blank=True)
    trigger = models.CharField(
        pgettext_lazy("deployment", "why"), max_length=12, choices=Trigger.choices, default=Trigger.ROUTINE
    )
    requested_by = models.CharField(pgettext_lazy("canine", "requested by"), max_length=150, blank=True)
    minutes_on_duty = models.PositiveIntegerField(_("minutes on duty"), null=True, blank=True)
    minutes_rested = models.PositiveIntegerField(_("minutes of rest"), null=True, blank=True)
    weather = models.CharField(_("precipitation"), max_length=5, choices=Weather.choices, blank=True)
    injury = models.CharField(_("injury"), max_length=200, blank=True)
    force = models.CharField(_("use of force"), max_length=200, blank=True)
    blocked = models.CharField(_("served although blocked"), max_length=300, blank=True, editable=False)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("deployment")
        verbose_name_plural = _("deployments")
        ordering = ("-on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("team", "on", "point", "place"),
                nulls_distinct=False,
                name="one_deployment_a_place_and_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.team}, {self.on:%d.%m.%Y}"


class Search(Part):
    """One search in the field; `uid` is made where it was recorded, `change` names its last change."""

    register = "searches"
    whole = "deployment"

    deployment = models.ForeignKey(
        Deployment, models.PROTECT, related_name="searches", verbose_name=_("deployment")
    )
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    change = models.UUIDField(default=uuid.uuid4, editable=False)
    recorded_on = models.CharField(
        _("recorded"), max_length=5, choices=RecordedOn.choices, default=RecordedOn.PAGE, editable=False
    )
    searched_at = models.DateTimeField(_("searched at"))
    area = models.CharField(_("what is searched"), max_length=10, choices=Area.choices)
    count = models.PositiveIntegerField(_("how many"), default=1)
    minutes = models.FloatField(_("minutes"), null=True, blank=True, validators=[NOT_NEGATIVE])
    alert = models.BooleanField(pgettext_lazy("response", "alert"))
    alert_at = models.CharField(_("where the dog alerted"), max_length=150, blank=True)
    by_hand = models.BooleanField(_("searched by hand"), null=True, blank=True)
    found = models.BooleanField(pgettext_lazy("search", "something was found"), null=True, blank=True)
    explanation = models.CharField(
        _("explanation of an alert without a find"),
        max_length=200,
        blank=True,
        help_text=_("such as residual odour"),
    )
    case = models.CharField(_("number of the case"), max_length=60, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = pgettext_lazy("canine", "search")
        verbose_name_plural = pgettext_lazy("canine", "searches")
        ordering = ("-searched_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(found=True) | models.Q(alert=True) | models.Q(by_hand=True),
                name="a_find_follows_an_alert_or_a_hand_search",
                violation_error_message=_("A find follows an alert or a search by hand."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_area_display()}, {timezone.localtime(self.searched_at):%d.%m.%Y}"


class Find(Part):
    """What a search found, linked to the event in the agency's statistics where there is one."""

    register = "finds"
    whole = "search"

    search = models.ForeignKey(
        Search, models.CASCADE, related_name="finds", verbose_name=pgettext_lazy("canine", "search")
    )
    substance = models.CharField(_("substance or object"), max_length=150)
    odour = models.ForeignKey(
        Odour, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("target odour")
    )
    amount = models.FloatField(_("amount"), null=True, blank=True, validators=[NOT_NEGATIVE])
    unit = models.CharField(_("unit of the amount"), max_length=20, blank=True)
    net = models.BooleanField(_("net"), null=True, blank=True)
    concealment = models.CharField(_("concealment"), max_length=200, blank=True)
    detained = models.PositiveSmallIntegerField(_("persons detained"), null=True, blank=True)
    value = models.DecimalField(
        pgettext_lazy("money", "value"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
    )
    currency = models.CharField(pgettext_lazy("money", "currency"), max_length=3, blank=True)
    confirmed = models.BooleanField(_("confirmed by a laboratory"), null=True, blank=True)
    event = models.ForeignKey(
        EvidenceRecord,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("event in the statistics"),
    )

    class Meta:
        verbose_name = pgettext_lazy("canine", "find")
        verbose_name_plural = pgettext_lazy("canine", "finds")
        ordering = ("search", "pk")

    def __str__(self) -> str:
        return self.substance


class FieldChange(Part):
    """A change of a record that a telephone sent: `uid` names it, so that it arrives once however often sent.

    `base` is the change that the telephone knew. Where the record has moved on since, both versions are kept
    and a person decides.
    """

    register = "field-changes"
    whole = "team"

    team = models.ForeignKey(
        Team, models.CASCADE, related_name="+", verbose_name=pgettext_lazy("canine", "team")
    )
    uid = models.UUIDField(unique=True, editable=False)
    record = models.UUIDField(db_index=True, editable=False)
    base = models.UUIDField(null=True, blank=True, editable=False)
    search = models.ForeignKey(
        Search,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name=pgettext_lazy("canine", "search"),
    )
    performance = models.ForeignKey(
        Performance,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name=_("performance"),
    )
    device = models.CharField(_("device"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("made at"))
    values = models.JSONField(_("values"), default=dict)
    became = models.CharField(_("became"), max_length=10, choices=ChangeState.choices)

    class Meta:
        verbose_name = _("change sent by a telephone")
        verbose_name_plural = _("changes sent by telephones")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.team}, {timezone.localtime(self.made_at):%d.%m.%Y %H:%M}"
