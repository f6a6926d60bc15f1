"""Lists of risk analyses."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.pages.tables import YearColumn
from chegara.risk.models import Assessment


class AssessmentTable(tables.Table):
    title = tables.Column(_("Assessment"), linkify=True)
    country = tables.Column(_("Country"))
    year = YearColumn(_("Year"))
    owner_agency = tables.Column(_("Led by"))
    risk_count = tables.Column(_("Risks"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    state = tables.Column(_("State"))

    class Meta:
        model = Assessment
        fields = ("title", "country", "year", "owner_agency", "risk_count", "state")


class RegisterTable(tables.Table):
    """The register, taken away as a spreadsheet with all that the page shows."""

    number = tables.Column(pgettext_lazy("heading above numbers of rows", "No."))
    title = tables.Column(_("Risk"), linkify=lambda record: record.url)
    level = tables.Column(_("Level"))
    standing = tables.Column(_("Among the first three"))
    category = tables.Column(_("Category"))
    sections = tables.Column(_("Border sections"))
    magnitude = tables.Column(pgettext_lazy("heading above levels", "Magnitude"))
    likelihood = tables.Column(pgettext_lazy("heading above levels", "Likelihood"))
    vulnerability = tables.Column(pgettext_lazy("heading above levels", "Vulnerability"))
    impact = tables.Column(pgettext_lazy("heading above levels", "Impact"))
    by_rule = tables.Column(_("By the rule"))
    confidence = tables.Column(_("Confidence"))

    class Meta:
        orderable = False
        # The register comes in its order, which is not the database's to tell.
        order_by = ()
