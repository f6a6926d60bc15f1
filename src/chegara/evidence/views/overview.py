"""What has been received: agency by indicator by month, and what needs a decision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from chegara.evidence.presenters.quality import matrix_rows, undecided
from chegara.evidence.queries.presence import presence, years_reported
from chegara.evidence.views.common import chosen_country, invented, user_of
from chegara.organisation.queries import agencies_to_act_for
from chegara.pages.access import page


@page("evidence.view")
def overview(request: HttpRequest) -> HttpResponse:
    """Show the quality of a year's data."""
    user = user_of(request)
    country, countries = chosen_country(request)
    years = years_reported(country, user) if country else []
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else (years[0] if years else None)
    found = presence(country, user, year) if country and year else []
    own = set(agencies_to_act_for(user).values_list("pk", flat=True))
    return render(
        request,
        "evidence/overview.html",
        {
            "title": _("Evidence received"),
            "country": country,
            "countries": countries,
            "years": years,
            "year": year,
            "rows": matrix_rows(found, own if user.has_perm("evidence.decide") else set()),
            "undecided": undecided(found, country, user) if country else [],
            **invented(country),
        },
    )
