"""What a plan reckons with: its figures, assumptions and levels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.contingency.choices import LevelCode, Quantity, Tested
from chegara.contingency.models.plan import NOT_NEGATIVE, Part, plan_key
from chegara.organisation.models import Agency


class PlanningFigure(Part):
    """What the plan reckons with: in the best, the likeliest and the worst case."""

    plan = plan_key("figures")
    quantity = models.CharField(_("figure"), max_length=20, choices=Quantity.choices)
    name = models.CharField(pgettext_lazy("planning figure", "what exactly"), max_length=150, blank=True)
    best = models.FloatField(_("best case"), validators=NOT_NEGATIVE)
    likely = models.FloatField(_("likeliest"), validators=NOT_NEGATIVE)
    worst = models.FloatField(_("worst case"), validators=NOT_NEGATIVE)
    source = models.CharField(_("what it rests on"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("planning figure")
        verbose_name_plural = _("planning figures")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(best__lte=models.F("likely")) & models.Q(likely__lte=models.F("worst")),
                name="planning_figures_in_order",
                violation_error_message=_("The figures must rise: best case, likeliest, worst case."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.get_quantity_display()}" if self.name else self.get_quantity_display()


class Assumption(Part):
    """What must be so for the plan to work; somebody answers for it and tests it by a day."""

    plan = plan_key("assumptions")
    text = models.TextField(_("assumption"))
    owner = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who answers for it")
    )
    office = models.CharField(_("office"), max_length=150, blank=True)
    test_by = models.DateField(_("to be tested by"), null=True, blank=True)
    tested_on = models.DateField(_("tested on"), null=True, blank=True)
    result = models.CharField(
        _("result of the test"), max_length=20, choices=Tested.choices, default=Tested.UNTESTED
    )
    finding = models.TextField(_("what was found"), blank=True)

    class Meta:
        verbose_name = _("assumption")
        verbose_name_plural = _("assumptions")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(result="untested") | models.Q(tested_on__isnull=False),
                name="tested_assumption_says_when",
                violation_error_message=_("Say on which day it was tested."),
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]


class ResponseLevel(Part):
    """A level of the plan: when it begins and ends, who decides, and how fast all are told."""

    plan = plan_key("levels")
    rank = models.PositiveSmallIntegerField(editable=False)
    code = models.CharField(_("level"), max_length=20, choices=LevelCode.choices, editable=False)
    activation = models.TextField(_("begins when"), blank=True)
    stand_down = models.TextField(_("ends when"), blank=True)
    decided_by = models.CharField(_("who decides (office)"), max_length=200, blank=True)
    told_within = models.PositiveIntegerField(_("all are told within, minutes"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a contingency plan", "level")
        verbose_name_plural = pgettext_lazy("of a contingency plan", "levels")
        ordering = ("plan", "rank")
        constraints = (models.UniqueConstraint(fields=("plan", "rank"), name="response_level_once"),)

    def __str__(self) -> str:
        return self.get_code_display()
