"""National norms of certification: the agency enters them from the order that it cites, none comes along."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.canine.choices import ComponentKind, Discipline
from chegara.organisation.registers.models import Part, Record

NOT_NEGATIVE = MinValueValidator(0.0)


class NationalNorm(Record):
    """A norm by which a commission gives points and categories, beside hits and misses."""

    register = "norms"

    title = models.CharField(_("norm"), max_length=200)
    discipline = models.CharField(
        _("discipline"), max_length=10, choices=Discipline.choices, blank=True, help_text=_("empty: all")
    )
    cites = models.CharField(
        _("source: order, number, date, article"),
        max_length=300,
        help_text=_("It is printed under each act. A norm without a source can't be entered."),
    )
    since = models.DateField(_("in force since"))
    until = models.DateField(_("in force until"), null=True, blank=True)
    pass_points = models.FloatField(
        _("points needed to pass"), null=True, blank=True, validators=[NOT_NEGATIVE]
    )

    class Meta:
        verbose_name = _("national norm")
        verbose_name_plural = _("national norms")
        ordering = ("title", "-since")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="norm_ends_after_it_begins",
                violation_error_message=_("A norm can't end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.title


class NormItem(Part):
    """One exercise of a norm: what it is worth at most, and at least for passing."""

    register = "norm-items"
    whole = "norm"

    norm = models.ForeignKey(
        NationalNorm, models.CASCADE, related_name="items", verbose_name=_("national norm")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("exercise of the norm"), max_length=200)
    component = models.CharField(
        _("component"),
        max_length=13,
        choices=ComponentKind.choices,
        blank=True,
        help_text=_("the part of the certification whose points it takes"),
    )
    most_points = models.FloatField(_("most points"), validators=[NOT_NEGATIVE])
    least_points = models.FloatField(
        _("least points for passing"), null=True, blank=True, validators=[NOT_NEGATIVE]
    )

    class Meta:
        verbose_name = _("exercise of the norm")
        verbose_name_plural = _("exercises of the norm")
        ordering = ("norm", "number")
        constraints = (models.UniqueConstraint(fields=("norm", "number"), name="norm_item_once"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    def clean(self) -> None:
        """Refuse what nobody could reach."""
        if (self.least_points or 0) > (self.most_points or 0):
            raise ValidationError({"least_points": _("More than the most that can be had.")})


class NormCategory(Part):
    """A category that a norm gives from so many points on."""

    register = "norm-categories"
    whole = "norm"

    norm = models.ForeignKey(
        NationalNorm, models.CASCADE, related_name="categories", verbose_name=_("national norm")
    )
    name = models.CharField(pgettext_lazy("canine", "category"), max_length=40)
    from_points = models.FloatField(_("from how many points"), validators=[NOT_NEGATIVE])

    class Meta:
        verbose_name = pgettext_lazy("canine", "category of a norm")
        verbose_name_plural = pgettext_lazy("canine", "categories of a norm")
        ordering = ("norm", "-from_points")
        constraints = (models.UniqueConstraint(fields=("norm", "name"), name="norm_category_once"),)

    def __str__(self) -> str:
        return self.name
