"""The common dictionary as a table: what is counted, and how."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chegara.organisation.models import Named


class Category(models.TextChoices):
    """The chapters of the dictionary."""

    FLOW = "flow", _("Flows")
    VIOLATION = "violation", _("Violations")
    SEIZURE = "seizure", _("Seizures")
    EFFORT = "effort", _("Effort")


class Form(models.TextChoices):
    """Whether agencies report a figure for a period, or each event."""

    STATISTIC = "statistic", _("Figure for a period")
    EVENT = "event", _("Single events")


class Indicator(Named):
    """One entry of the common dictionary; loaded from `parameters/indicators.toml`."""

    code = models.CharField(_("code"), max_length=60, primary_key=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    form = models.CharField(_("reported as"), max_length=20, choices=Form.choices)
    unit = models.CharField(_("unit"), max_length=20)
    quantity_unit = models.CharField(_("unit of quantities"), max_length=20, blank=True)
    definition_en = models.TextField(_("definition in English"))
    definition_ru = models.TextField(_("definition in Russian"), blank=True)
    vocabulary = models.CharField(_("word list of its kinds"), max_length=40, blank=True)
    denominators = models.JSONField(_("read against"), default=list)
    source = models.CharField(_("source of the definition"), max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("position",)

    @property
    def definition(self) -> str:
        """The definition in the language of the page."""
        russian = (get_language() or "en").startswith("ru")
        return (self.definition_ru if russian else "") or self.definition_en
