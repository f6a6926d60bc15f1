"""Teams: one dog with one handler in one discipline. Certificates belong to them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.canine.choices import Discipline, OdourClass
from chegara.canine.models.dogs import Dog
from chegara.canine.models.people import Handler
from chegara.organisation.models import CrossingPoint, Named
from chegara.organisation.registers.models import Part, Record, Shared


class Odour(Shared):
    """A target odour, common to all agencies."""

    register = "odours"

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(pgettext_lazy("canine", "class"), max_length=10, choices=OdourClass.choices)
    name_en = models.CharField(_("name in English"), max_length=150)
    name_ru = models.CharField(_("name in Russian"), max_length=150, blank=True)
    min_mass_g = models.FloatField(
        _("smallest mass trained, g"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    max_mass_g = models.FloatField(
        _("largest mass trained, g"), null=True, blank=True, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = _("target odour")
        verbose_name_plural = _("target odours")
        ordering = ("kind", "code")

    def __str__(self) -> str:
        return Named.chosen(self.name_en, self.name_ru)


class Team(Record):
    """A dog and a handler in a discipline; another handler makes another team, with its own certificate."""

    register = "teams"

    code = models.CharField(_("team"), max_length=30, unique=True)
    dog = models.ForeignKey(Dog, models.PROTECT, related_name="teams", verbose_name=_("dog"))
    handler = models.ForeignKey(
        Handler, models.PROTECT, related_name="teams", verbose_name=pgettext_lazy("canine", "handler")
    )
    discipline = models.CharField(_("discipline"), max_length=10, choices=Discipline.choices)
    odours = models.ManyToManyField(Odour, related_name="+", blank=True, verbose_name=_("target odours"))
    trainers = models.ManyToManyField(
        Handler,
        related_name="+",
        blank=True,
        verbose_name=_("trained by"),
        help_text=_("none of them may assess the team for its certificate"),
    )
    point = models.ForeignKey(
        CrossingPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("crossing point"),
    )
    since = models.DateField(_("team since"))
    until = models.DateField(_("team until"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("canine", "team")
        verbose_name_plural = pgettext_lazy("canine", "teams")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("dog", "handler", "discipline", "since"), name="team_once"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="team_ends_after_it_begins",
                violation_error_message=_("A team can't end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Refuse a dog or handler of another agency."""
        for name in ("dog", "handler"):
            if getattr(self, f"{name}_id") and getattr(self, name).owner_agency_id != self.owner_agency_id:
                raise ValidationError({name: _("Dog and handler of a team are of the same agency.")})


class Maintenance(Part):
    """Hours of training of a certified team that keep its skill up."""

    register = "maintenance"
    whole = "team"

    team = models.ForeignKey(
        Team, models.CASCADE, related_name="maintenance", verbose_name=pgettext_lazy("canine", "team")
    )
    on = models.DateField(_("trained on"))
    hours = models.FloatField(pgettext_lazy("canine", "hours"), validators=[MinValueValidator(0)])
    topic = models.CharField(_("what was trained"), max_length=200, blank=True)
    trainer = models.ForeignKey(
        Handler,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("canine", "instructor"),
    )

    class Meta:
        verbose_name = _("maintenance training")
        verbose_name_plural = _("maintenance training")
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.team}, {self.on:%d.%m.%Y}"
