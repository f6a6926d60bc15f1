"""Forecasts of points, sections and the country that add up."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.evidence.explorer import files
from chegara.evidence.explorer.shown import banner_of, facts_of, marking_of, reporters_of
from chegara.evidence.forecasts import FORECAST_BY_POINT
from chegara.evidence.models import Batch, Category, Indicator
from chegara.evidence.presenters import sums as presenter
from chegara.evidence.queries.presence import indicators_reported
from chegara.evidence.report.phrases import Voice
from chegara.evidence.sums import Sums, sums
from chegara.evidence.views.common import chosen_country, invented, user_of
from chegara.organisation.models import State
from chegara.pages.access import page
from chegara.pages.jobs import run_job
from chegara.reporting.html import render_fragment


def _asked(request: HttpRequest) -> tuple[State | None, list[State], Indicator | None, list[Indicator]]:
    country, countries = chosen_country(request)
    indicators: list[Indicator] = []
    if country:
        indicators = list(indicators_reported(country, user_of(request)).exclude(category=Category.EFFORT))
    wanted = request.GET.get("indicator", "") or FORECAST_BY_POINT
    chosen = next((each for each in indicators if each.pk == wanted), indicators[0] if indicators else None)
    return country, countries, chosen, indicators


@page("evidence.view")
def forecast_sums(request: HttpRequest) -> HttpResponse:
    """Show an indicator's forecasts by place, made to agree; or begin them, or say why they can't."""
    country, countries, indicator, indicators = _asked(request)
    context: dict[str, Any] = {
        "title": _("Forecasts that add up"),
        "countries": countries,
        "country": country,
        "indicators": indicators,
        "indicator": indicator,
        **invented(country),
    }
    if country is None or indicator is None:
        return render(request, "evidence/sums.html", context)
    language = get_language() or "en"
    found = sums(country, indicator, user_of(request))
    origin = _origin(country, indicator, user_of(request), found, language)
    if found.places:
        table = presenter.table(found, country, language, origin["source"])
        body = render_fragment([table], language)
        context |= {
            "body": mark_safe(body),  # noqa: S308 - reporting escapes every text that it is given
            "sentence": presenter.disagreement_sentence(found, language),
        }
    return render(
        request,
        "evidence/sums.html",
        {
            **context,
            "found": found,
            "marking": origin["marking"],
            "undivided": [presenter.undivided_sentence(each, language) for each in found.undivided],
            "files": [
                (name, f"{reverse('forecast_sums_file', args=[name])}?{request.GET.urlencode()}")
                for name in files.FORMATS
            ],
        },
    )


def _origin(country: State, indicator: Indicator, user: User, found: Sums, language: str) -> dict[str, str]:
    """Return who reported the figures and how they must be handled."""
    batches = (
        Batch.objects.visible_to(user).counting()
        .filter(country=country, monthlytotals__indicator=indicator)
        .select_related("compartment").distinct().order_by("pk")
    )  # fmt: skip
    period = Voice(language).period(found.months[0], found.months[-1]) if found.months else ""
    return {
        "source": reporters_of(found.whole, batches),
        "marking": marking_of(batches),
        "period": period,
    }


@page("evidence.view")
def forecast_sums_file(request: HttpRequest, format: str) -> HttpResponse:  # noqa: A002 - in the address
    """Hand out the forecasts that add up, a row a place and month."""
    country, _countries, indicator, _indicators = _asked(request)
    if country is None or indicator is None or format not in files.FORMATS:
        raise Http404
    language = get_language() or "en"
    found = sums(country, indicator, user_of(request))
    origin = _origin(country, indicator, user_of(request), found, language)
    facts = facts_of(
        f"{indicator.name}, {country.name}", origin["period"], origin["source"], origin["marking"],
        banner_of(country),
    )  # fmt: skip
    name = f"{country.pk}-{indicator.pk}-forecast".lower().replace(".", "-")
    return HttpResponse(
        files.write(presenter.data(found), facts, format),
        content_type=files.CONTENT_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}.{format}"'},
    )


@require_POST
@page("evidence.view")
def forecast_sums_start(request: HttpRequest) -> HttpResponse:
    """Begin to forecast an indicator's series by place in the background."""
    country, _countries, indicator, _indicators = _asked(request)
    if country is None or indicator is None:
        raise Http404
    job = run_job(
        "evidence.forecast",
        {"country": country.pk, "indicator": indicator.pk, "by_place": True},
        by=user_of(request),
        title=_("Forecasting %(indicator)s") % {"indicator": indicator},
        key=f"forecast-places-{country.pk}-{indicator.pk}-{user_of(request).pk}",
    )
    return redirect(reverse("job_detail", args=[job.pk]))
