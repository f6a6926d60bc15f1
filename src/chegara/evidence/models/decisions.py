"""Whose figures count, and which months are gaps: as analysts decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.evidence.models.dictionary import Indicator
from chegara.organisation.models import Agency, State


class CountingRule(models.TextChoices):
    """How several agencies' figures for one indicator become one."""

    SUM = "sum", _("They count different things: add them up")
    LEAD = "lead", _("They count the same: one agency's figures count")


class Reconciliation(models.Model):
    """The decision which agencies' figures count for an indicator of a country, by whom and why.

    Without it, where several agencies report the same indicator, no total is stated: each agency's own
    figures are shown side by side.
    """

    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    rule = models.CharField(_("rule"), max_length=10, choices=CountingRule.choices)
    lead_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose figures count")
    )
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        constraints = (
            models.UniqueConstraint(fields=("country", "indicator"), name="one_reconciliation"),
            models.CheckConstraint(
                condition=models.Q(rule="sum", lead_agency__isnull=True)
                | models.Q(rule="lead", lead_agency__isnull=False),
                name="lead_rule_names_its_agency",
            ),
        )

    def __str__(self) -> str:
        return f"{self.country_id} {self.indicator_id}"


class GapDecision(models.TextChoices):
    """What analysts found out about months with implausibly little."""

    GAP = "gap", _("Reporting gap: the figures are incomplete")
    REAL = "real", _("Real: the figures are complete")


class GapFinding(models.Model):
    """An analyst's decision on months of an agency's series that its own history makes implausible.

    Until it is taken, such months are treated as a reporting gap.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    first_month = models.DateField(_("from"))
    last_month = models.DateField(_("to"))
    decision = models.CharField(_("decision"), max_length=10, choices=GapDecision.choices)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("decision on a gap")
        verbose_name_plural = _("decisions on gaps")
        constraints = (
            models.UniqueConstraint(
                fields=("agency", "indicator", "first_month", "last_month"), name="one_gap_decision"
            ),
            models.CheckConstraint(
                condition=models.Q(last_month__gte=models.F("first_month")), name="gap_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency_id} {self.indicator_id} {self.first_month:%m.%Y}–{self.last_month:%m.%Y}"
