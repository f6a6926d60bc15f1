"""The list of panels."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from chegara.elicitation.models import Panel


class PanelTable(tables.Table):
    title = tables.Column(_("Panel"), linkify=True)
    owner_agency = tables.Column(_("Led by"))
    rounds_held = tables.Column(_("Rounds"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    at = tables.DateTimeColumn(verbose_name=_("Opened"), format="d.m.Y")

    class Meta:
        model = Panel
        fields = ("title", "owner_agency", "rounds_held", "at")
