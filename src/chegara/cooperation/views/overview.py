"""Pages that show cooperation as a whole: the registers, the two matrices, the self-assessment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from chegara.cooperation.checks import findings, within
from chegara.cooperation.choices import Pillar, Where
from chegara.cooperation.presenters import by_area, delimitations, exchange, grid_rows, matrix
from chegara.cooperation.queries import assessed_years, competences, duties, grid, measures_for, of_country
from chegara.cooperation.registers import LISTED, REGISTERS
from chegara.cooperation.views.common import country_of
from chegara.cooperation.wordings import spoken
from chegara.organisation.models import CrossingPoint
from chegara.organisation.page_context import invented, user_of
from chegara.organisation.queries import countries_of
from chegara.pages.access import page


def _context(request: HttpRequest, title: str) -> dict[str, Any]:
    country = country_of(request)
    return {
        "title": title,
        "country": country,
        "countries": countries_of(user_of(request)).filter(home=True),
        **invented(country),
    }


@page("cooperation.view")
@spoken
def home(request: HttpRequest) -> HttpResponse:
    """Show the guidelines: each register with its number of records, and what the checks find."""
    user, context = user_of(request), _context(request, _("Interagency cooperation"))
    country = context["country"]
    registers = []
    for register in LISTED:
        if register.is_part:
            rows = register.model.objects.visible_to(user).filter(measure__plan__country=country)
        else:
            rows = of_country(register.model, country, user)
        registers.append((register, rows.count()))
    return render(
        request,
        "cooperation/home.html",
        context
        | {
            "registers": registers,
            "guidelines": of_country(REGISTERS["guidelines"].model, country, user)[:5],
            "findings": len(findings(country, user)) if country else 0,
            "within": within(country) if country else "",
        },
    )


@page("cooperation.view")
@spoken
def competence_matrix(request: HttpRequest) -> HttpResponse:
    """Show functions and places down, agencies across, each cell with an agency's part."""
    user, context = user_of(request), _context(request, _("Competence matrix"))
    rows = competences(context["country"], user)
    where, point = request.GET.get("where", ""), request.GET.get("point", "")
    chosen = [
        row
        for row in rows
        if (not where or row.where == where)
        and (not point or (row.where == Where.POINTS and (row.point is None or row.point.code == point)))
    ]
    places = {row.point_id for row in rows if row.point_id}
    return render(
        request,
        "cooperation/matrix.html",
        context
        | {
            "matrix": matrix(chosen),
            "wheres": Where.choices,
            "where": where,
            "points": CrossingPoint.objects.filter(pk__in=places),
            "point": point,
            "delimited": delimitations(chosen),
        },
    )


@page("cooperation.view")
@spoken
def exchange_matrix(request: HttpRequest) -> HttpResponse:
    """Show who tells whom: the number of lines from each sender to each receiver, and the lines by area."""
    context = _context(request, _("Exchange of information"))
    rows = duties(context["country"], user_of(request))
    return render(
        request, "cooperation/exchange.html", context | {"exchange": exchange(rows), "areas": by_area(rows)}
    )


@page("cooperation.view")
@spoken
def assessment_grid(request: HttpRequest) -> HttpResponse:
    """Show the self-assessment of a year: six areas down, three pillars across."""
    user, context = user_of(request), _context(request, _("Self-assessment"))
    years = assessed_years(context["country"], user)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else (years[0] if years else None)
    found = grid(context["country"], user, year) if year else {}
    rows = [one for cell in found.values() for one in cell]
    measures = measures_for(rows, user)
    return render(
        request,
        "cooperation/grid.html",
        context
        | {
            "year": year,
            "years": years,
            "pillars": [pillar.label for pillar in Pillar],
            "rows": grid_rows(found),
            "gaps": [(one, measures.get(one.pk, [])) for one in rows if one.gap],
        },
    )
