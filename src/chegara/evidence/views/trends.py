"""A series as chart and table, its change against last year, its forecast; all of it to take away."""

from __future__ import annotations

import csv
import math
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.evidence.forecasts import stored_forecast
from chegara.evidence.models import Indicator
from chegara.evidence.presenters.series import SeriesPage
from chegara.evidence.queries.presence import indicators_reported
from chegara.evidence.queries.series import Place, Series, series
from chegara.evidence.views.common import chosen_country, invented, user_of
from chegara.evidence.views.grading import confidence_of
from chegara.organisation.models import BorderSection, CrossingPoint, Division, State
from chegara.pages.access import page
from chegara.pages.jobs import run_job
from chegara.reporting.html import render_fragment

PLACES: dict[str, Any] = {"point": CrossingPoint, "section": BorderSection, "division": Division}


def _place(request: HttpRequest, country: State) -> Place:
    """Return the place asked for, as "point-12"; by default the country."""
    kind, _separator, key = request.GET.get("place", "").partition("-")
    if not kind:
        return country
    if kind not in PLACES or not key.isdigit():
        raise Http404
    found: Place | None = PLACES[kind].objects.filter(country=country, pk=int(key)).first()
    if found is None:
        raise Http404
    return found


def _series(request: HttpRequest, country: State) -> tuple[Series | None, list[Indicator]]:
    user = user_of(request)
    indicators = list(indicators_reported(country, user))
    wanted = request.GET.get("indicator", "")
    indicator = next(
        (i for i in indicators if i.pk == wanted), None if wanted else (indicators[0] if indicators else None)
    )
    if indicator is None:
        if wanted and not Indicator.objects.filter(pk=wanted).exists():
            raise Http404
        return None, indicators
    return series(indicator, _place(request, country), user), indicators


@page("evidence.view")
def series_page(request: HttpRequest) -> HttpResponse:
    """Show one indicator at one place over time."""
    country, countries = chosen_country(request)
    if country is None:
        return render(request, "evidence/series.html", {"title": _("Trends and forecast"), "countries": []})
    own, indicators = _series(request, country)
    context: dict[str, Any] = {
        "title": _("Trends and forecast"),
        "countries": countries,
        "country": country,
        "indicators": indicators,
        "place": request.GET.get("place", ""),
        "places": [
            (label, [(f"{kind}-{place.pk}", place) for place in model.objects.filter(country=country)])
            for kind, model, label in (
                ("point", CrossingPoint, _("Crossing points")),
                ("section", BorderSection, _("Border sections")),
                ("division", Division, _("Divisions")),
            )
        ],
        **invented(country),
    }
    if own is not None:
        shown = SeriesPage(own, get_language() or "en", stored_forecast(own))
        context |= {
            "series": own,
            "indicator": own.indicator,
            "confidence": confidence_of(request, country, own.indicator),
            "shown": shown,
            "body": "" if own.empty else _html(shown),
        }
    return render(request, "evidence/series.html", context)


def _html(shown: SeriesPage) -> SafeString:
    fragment = render_fragment(shown.blocks(), get_language() or "en")
    return mark_safe(fragment)  # noqa: S308 - reporting escapes every text that it is given


@page("evidence.view")
def series_csv(request: HttpRequest) -> HttpResponse:
    """Hand out a series in the form that `chegara forecast` reads; an unknown month has an empty value."""
    country, _countries = chosen_country(request)
    own = _series(request, country)[0] if country else None
    if own is None:
        raise Http404
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{own.indicator.pk}.csv"'},
    )
    writer = csv.writer(response)
    writer.writerow(["series", "month", "value"])
    name = f"{own.indicator.pk} {own.place.name_en}"
    writer.writerows(
        [name, str(month), "" if math.isnan(value) else f"{value:g}"]
        for month, value in zip(own.months, own.values, strict=True)
    )
    return response


@require_POST
@page("evidence.view")
def forecast_start(request: HttpRequest) -> HttpResponse:
    """Begin to forecast an indicator's series in the background."""
    country, _countries = chosen_country(request)
    own = _series(request, country)[0] if country else None
    if country is None or own is None:
        raise Http404
    job = run_job(
        "evidence.forecast",
        {"country": country.pk, "indicator": own.indicator.pk},
        by=user_of(request),
        title=_("Forecasting %(indicator)s") % {"indicator": own.indicator},
        key=f"forecast-{country.pk}-{own.indicator.pk}-{user_of(request).pk}",
    )
    return redirect(reverse("job_detail", args=[job.pk]))
