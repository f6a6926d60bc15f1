"""Certificates of teams: what was assessed by whom, and until when it holds."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.canine.choices import ComponentKind
from chegara.canine.models.exercises import Performance
from chegara.canine.models.people import Handler
from chegara.canine.models.teams import Odour, Team
from chegara.organisation.registers.models import Part


class Certification(Part):
    """An assessment of a team, passed or not; a certificate holds for a year at most."""

    register = "certifications"
    whole = "team"

    team = models.ForeignKey(
        Team, models.PROTECT, related_name="certifications", verbose_name=pgettext_lazy("canine", "team")
    )
    number = models.CharField(_("number of the act"), max_length=40, unique=True)
    standard = models.CharField(_("standard"), max_length=150)
    on = models.DateField(_("assessed on"))
    valid_until = models.DateField(pgettext_lazy("canine", "valid until"))
    place = models.CharField(_("place"), max_length=150, blank=True)
    assessors = models.ManyToManyField(Handler, related_name="+", verbose_name=_("assessors (commission)"))
    odours = models.ManyToManyField(Odour, related_name="+", blank=True, verbose_name=_("target odours"))
    points = models.FloatField(
        _("points by the national norm"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    category = models.CharField(_("category by the national norm"), max_length=40, blank=True)
    conditions = models.TextField(_("conditions of the certificate"), blank=True)
    passed = models.BooleanField(_("passed"), editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    withdrawn_why = models.CharField(_("why withdrawn"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("canine", "certification")
        verbose_name_plural = pgettext_lazy("canine", "certifications")
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("on")),
                name="certified_until_after_it",
                violation_error_message=_("It can't be valid until a day before the assessment."),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on__isnull=True) | ~models.Q(withdrawn_why=""),
                name="withdrawn_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Component(Part):
    """One part of a certification, with its counts."""

    register = "components"
    whole = "certification"

    certification = models.ForeignKey(
        Certification,
        models.CASCADE,
        related_name="components",
        verbose_name=pgettext_lazy("canine", "certification"),
    )
    kind = models.CharField(_("component"), max_length=13, choices=ComponentKind.choices)
    performance = models.ForeignKey(
        Performance, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("performance")
    )
    hits = models.PositiveSmallIntegerField(_("hits"))
    misses = models.PositiveSmallIntegerField(_("misses"))
    false_alerts = models.PositiveSmallIntegerField(_("false alerts"))
    correct_rejections = models.PositiveSmallIntegerField(_("correct rejections"))
    points = models.FloatField(
        _("points by the national norm"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
    )

    class Meta:
        verbose_name = _("component of a certification")
        verbose_name_plural = _("components of a certification")
        ordering = ("certification", "pk")
        constraints = (models.UniqueConstraint(fields=("certification", "kind"), name="each_component_once"),)

    def __str__(self) -> str:
        return self.get_kind_display()
