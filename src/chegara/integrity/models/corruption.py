"""Corruption risks, their controls, the cases that prove them, and how exposed posts are."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import Compartment
from chegara.integrity.corruption_choices import (
    ESTABLISHED,
    FactorStrength,
    FoundBy,
    LegalStatus,
    RiskKind,
    RiskMap,
    ScaleChoice,
    Strength,
)
from chegara.integrity.methods.scales import controls, factors
from chegara.integrity.models.common import OfReview, WordedOfReview
from chegara.integrity.models.structure import Norm, Post, ProcessStep


class RiskRules(OfReview):
    """By which scale the review judges corruption risks, from where a post is sensitive, and who assesses."""

    scale = models.CharField(_("scale"), max_length=10, choices=ScaleChoice.choices, default=ScaleChoice.FIVE)
    exposure_from = models.FloatField(
        _("exposure from which a post is sensitive (0–100)"), default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )  # fmt: skip
    rotation_months = models.PositiveSmallIntegerField(
        _("longest time in a sensitive post, months"), default=36, validators=[MinValueValidator(1)]
    )
    assessors = models.ForeignKey(
        Compartment, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("circle of the assessors"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("rules of corruption risks")
        verbose_name_plural = _("rules of corruption risks")
        constraints = (models.UniqueConstraint(fields=("review",), name="corruption_rules_once"),)

    def __str__(self) -> str:
        return self.get_scale_display()


class CorruptionRisk(WordedOfReview):
    """What somebody could do for whose benefit, at which step, from which post, by which scheme.

    Levels are judged in secret by several people (`elicitation`); none is kept here.
    """

    number = models.PositiveSmallIntegerField(pgettext_lazy("of a record", "number"), editable=False)
    title = models.CharField(_("risk"), max_length=200)
    kind = models.CharField(
        pgettext_lazy("of a corruption risk", "kind"), max_length=10, choices=RiskKind.choices
    )
    map = models.CharField(_("map"), max_length=20, choices=RiskMap.choices, default=RiskMap.ORGANISATIONAL)
    act = models.TextField(_("what is done or left undone, and for whose benefit"))
    scheme = models.TextField(pgettext_lazy("of corruption", "scheme"), blank=True)
    step = models.ForeignKey(
        ProcessStep, models.SET_NULL, null=True, blank=True, related_name="corruption_risks",
        verbose_name=_("process step"),
    )  # fmt: skip
    posts = models.ManyToManyField(
        Post, related_name="corruption_risks", blank=True, verbose_name=_("positions")
    )
    factors = models.JSONField(_("factors"), default=list, blank=True)
    norms = models.ManyToManyField(
        Norm, related_name="+", blank=True, verbose_name=pgettext_lazy("law or order", "norms")
    )
    evidence = models.TextField(_("what shows it: complaint, audit, other source"), blank=True)
    owner = models.CharField(_("who answers for the risk (unit, position)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("corruption risk")
        verbose_name_plural = _("corruption risks")
        ordering = ("review", "number")
        constraints = (
            models.UniqueConstraint(fields=("review", "number"), name="corruption_risk_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def clean(self) -> None:
        """Refuse factors that are none."""
        unknown = [code for code in self.factors if code not in factors()]
        if unknown:
            raise ValidationError({"factors": _("%(code)s is no factor.") % {"code": unknown[0]}})

    def get_absolute_url(self) -> str:
        """The page of the risk."""
        return reverse("corruption_risk", args=[self.review_id, self.pk])

    @property
    def key(self) -> str:
        """How the panel of assessors knows it."""
        return f"corruption:{self.pk}"


class RiskControl(WordedOfReview):
    """A control that stands against a risk today."""

    risk = models.ForeignKey(
        CorruptionRisk, models.CASCADE, related_name="controls", verbose_name=_("corruption risk")
    )
    code = models.CharField(pgettext_lazy("of a corruption risk", "control"), max_length=3)
    strength = models.PositiveSmallIntegerField(_("strength"), choices=Strength.choices)
    note = models.CharField(_("how it is done"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("control of a risk")
        verbose_name_plural = _("controls of a risk")
        ordering = ("risk", "code")
        constraints = (models.UniqueConstraint(fields=("risk", "code"), name="control_of_risk_once"),)

    def __str__(self) -> str:
        return f"{self.code}, {self.get_strength_display()}"

    def clean(self) -> None:
        """Refuse a code that is none."""
        if self.code not in controls():
            raise ValidationError({"code": _("%(code)s is no control.") % {"code": self.code}})


class IntegrityCase(WordedOfReview):
    """What a case taught: position, not person; never an investigation that is still open."""

    reference = models.CharField(_("case number"), max_length=60)
    date = models.DateField(_("date"), null=True, blank=True)
    office = models.CharField(pgettext_lazy("of a case", "office"), max_length=200, blank=True)
    post = models.ForeignKey(
        Post, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("position")
    )
    step = models.ForeignKey(
        ProcessStep,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("process step"),
    )
    status = models.CharField(_("legal status"), max_length=20, choices=LegalStatus.choices)
    found_by = models.CharField(_("how found"), max_length=20, choices=FoundBy.choices)
    scheme = models.TextField(pgettext_lazy("of corruption", "scheme"))
    failed_control = models.CharField(_("control that failed"), max_length=3, blank=True)
    loss = models.CharField(_("loss, with currency and who established it"), max_length=120, blank=True)
    sanction = models.CharField(_("sanction"), max_length=200, blank=True)
    lesson = models.TextField(_("lesson"))
    risk = models.ForeignKey(
        CorruptionRisk, models.SET_NULL, null=True, blank=True, related_name="cases",
        verbose_name=_("the risk that it proves"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ("review", "-date", "reference")
        constraints = (
            models.UniqueConstraint(fields=("review", "reference"), name="case_reference_once"),
            models.CheckConstraint(
                condition=~models.Q(status=LegalStatus.OPEN), name="no_case_of_an_open_investigation"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def clean(self) -> None:
        """Refuse an open investigation, and an unproven case as proof."""
        if self.status == LegalStatus.OPEN:
            raise ValidationError(
                {"status": _("An open investigation does not belong here: enter the case when it has ended.")}
            )
        if self.failed_control and self.failed_control not in controls():
            raise ValidationError(
                {"failed_control": _("%(code)s is no control.") % {"code": self.failed_control}}
            )
        if self.risk and self.status not in ESTABLISHED:
            raise ValidationError(
                {
                    "risk": _(
                        "Only what disciplinary proceedings or a final judgment established proves a risk."
                    )
                }
            )


class PostFactor(OfReview):
    """How strongly a factor of corruption is there at a position; what nobody judged has no row."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="factors", verbose_name=_("position"))
    code = models.CharField(_("factor"), max_length=3)
    strength = models.PositiveSmallIntegerField(_("strength"), choices=FactorStrength.choices)

    class Meta:
        verbose_name = _("factor at a position")
        verbose_name_plural = _("factors at positions")
        ordering = ("post", "code")
        constraints = (models.UniqueConstraint(fields=("post", "code"), name="factor_of_position_once"),)

    def __str__(self) -> str:
        return f"{self.post}: {self.code}"
