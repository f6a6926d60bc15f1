"""A contingency plan tried in the simulator: its scenario, and what the last run found."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chegara.contingency.models.plan import ContingencyPlan, Part

USER = settings.AUTH_USER_MODEL


class PointSimulation(Part):
    """A scenario of the plan's point, and the numbers of its last run, plan by plan.

    `results` holds what `report.simulation` prints, `sensitivity` (of one plan) and `staffing` (a search an
    entry) what `report.what_if` prints: empty until each was run, and again once the scenario is changed.
    """

    plan: Any = models.ForeignKey(
        ContingencyPlan, models.CASCADE, related_name="simulations", editable=False,
        verbose_name=_("contingency plan"),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=200)
    scenario = models.TextField(
        _("scenario"), help_text=_("The format is described in the manual: “The scenario file”.")
    )
    replications = models.PositiveSmallIntegerField(
        _("days to simulate"), default=100, validators=[MinValueValidator(2), MaxValueValidator(1000)]
    )
    results = models.JSONField(_("results"), default=dict, blank=True, editable=False)
    sensitivity = models.JSONField(_("sensitivity"), default=dict, blank=True, editable=False)
    staffing = models.JSONField(_("cheapest staffing"), default=list, blank=True, editable=False)
    run_at = models.DateTimeField(_("simulated"), null=True, blank=True, editable=False)
    run_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("simulated by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("simulation")
        verbose_name_plural = _("simulations")
        ordering = ("plan", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(run_at__isnull=True, run_by__isnull=True)
                | models.Q(run_at__isnull=False, run_by__isnull=False),
                name="simulation_run_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the simulation."""
        return reverse("simulation_detail", args=[self.pk])
