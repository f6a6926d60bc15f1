"""Where a number of a document leads: to the rows behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from chegara.common.periods import Month
from chegara.evidence.queries.series import Counting, Series


def rows_link(site: str | None, series: Series, first: Month, last: Month, **more: Any) -> str | None:
    """Lead to the rows of some months, of those agencies alone whose figures count; None in print."""
    if site is None:
        return None
    name = "event_list" if series.indicator.form == "event" else "statistic_list"
    query = {
        "indicator": series.indicator.pk,
        "since": first.first_day.isoformat(),
        "until": last.last_day.isoformat(),
        **more,
    }
    decision = series.reconciliation
    if series.counting is Counting.LEAD and decision:
        query["agency"] = decision.lead_agency_id
    return f"{site}{reverse(name)}?{urlencode(query)}"
