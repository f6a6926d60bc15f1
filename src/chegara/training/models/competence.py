"""Competence that positions need and persons hold, and certificates."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.organisation.registers.worded import Part, Record
from chegara.risk.models import Risk
from chegara.training.choices import Level
from chegara.training.models.activity import Person, Topic
from chegara.training.models.course import Session


class Requirement(Record):
    """The level of a competence that a position needs, and the weight of the risk that it serves."""

    register = "requirements"

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("topic"))
    office = models.CharField(
        _("position"), max_length=150, blank=True, help_text=_("empty: everybody in the agency")
    )
    level = models.PositiveSmallIntegerField(_("level needed"), choices=Level.choices)
    weight = models.FloatField(
        _("weight of the risk"),
        default=1,
        validators=[MinValueValidator(0)],
        help_text=_("1: as any other; higher: more pressing; replaced by the level of the risk below"),
    )
    risk = models.ForeignKey(
        Risk, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("risk that it serves")
    )

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ("topic", "office", "pk")

    def __str__(self) -> str:
        return f"{self.topic}: {self.get_level_display()}"


class Holding(Part):
    """The level at which somebody holds a competence, as assessed on a day."""

    register = "holdings"
    whole = "person"

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="holdings", verbose_name=_("person trained")
    )
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("topic"))
    level = models.PositiveSmallIntegerField(_("level held"), choices=[(0, _("0: none")), *Level.choices])
    on = models.DateField(_("assessed on"))
    valid_until = models.DateField(pgettext_lazy("of training", "valid until"), null=True, blank=True)
    source = models.CharField(_("by what"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("competence held")
        verbose_name_plural = _("competences held")
        ordering = ("person", "topic", "-on")

    def __str__(self) -> str:
        return f"{self.topic}: {self.get_level_display()}"


class Certificate(Part):
    """A certificate that says it of itself: the code carries its content and a signature."""

    register = "certificates"
    codes = frozenset({"number", "code"})
    whole = "session"

    session = models.ForeignKey(
        Session,
        models.PROTECT,
        related_name="certificates",
        verbose_name=pgettext_lazy("of a course", "session"),
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="certificates", verbose_name=_("person trained")
    )
    number = models.CharField(pgettext_lazy("of training", "number"), max_length=30, unique=True)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(pgettext_lazy("of training", "valid until"), null=True, blank=True)
    code = models.TextField(_("code"))
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    revoked_why = models.CharField(_("why revoked"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("-issued_on", "number")
        constraints = (
            models.UniqueConstraint(fields=("session", "person"), name="one_certificate_a_session"),
        )

    def __str__(self) -> str:
        return self.number
