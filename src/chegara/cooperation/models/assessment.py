"""Self-assessment of cooperation, and which functions the measures of plans need."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.cooperation.choices import Function, Maturity, Pillar
from chegara.cooperation.models.base import Record
from chegara.organisation.registers.worded import Part
from chegara.plans.choices import Area
from chegara.plans.models import Measure


class SelfAssessment(Record):
    """How far cooperation has come in one area of one pillar, by which evidence, and what is missing."""

    register = "assessments"

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    pillar = models.CharField(_("pillar"), max_length=20, choices=Pillar.choices)
    area = models.CharField(_("area"), max_length=20, choices=Area.choices)
    maturity = models.PositiveSmallIntegerField(_("maturity"), choices=Maturity.choices)
    evidence = models.TextField(
        pgettext_lazy("self-assessment", "evidence"), help_text=_("the document or figure that shows it")
    )
    gap = models.TextField(_("gap"), blank=True)
    target = models.PositiveSmallIntegerField(
        _("target of maturity"), choices=Maturity.choices, null=True, blank=True
    )  # fmt: skip

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        ordering = ("-year", "pillar", "area")
        constraints = (
            models.UniqueConstraint(
                fields=("owner_agency", "year", "pillar", "area"), name="self_assessment_once",
                violation_error_message=_("This agency assessed this field for the year already."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year}, {self.get_pillar_display()}: {self.get_area_display()}"

    @property
    def reference(self) -> str:
        """How a measure of a plan names this as its origin."""
        return f"cooperation:{self.pk}"


class MeasureFunction(Part):
    """A function that must be exercised to carry out a measure of a plan."""

    register = "measure-functions"
    whole = "measure"

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="functions", verbose_name=_("measure")
    )  # fmt: skip
    function = models.CharField(_("function"), max_length=20, choices=Function.choices)

    class Meta:
        verbose_name = _("function that a measure needs")
        verbose_name_plural = _("functions that measures need")
        ordering = ("measure__code", "function")
        constraints = (
            models.UniqueConstraint(
                fields=("measure", "function"), name="measure_function_once",
                violation_error_message=_("This function is tied to the measure already."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.measure}: {self.get_function_display()}"
