"""Pages on which analysts decide: whose figures count, and whether silence is a gap."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.common.periods import Month
from chegara.evidence.actions import decisions
from chegara.evidence.forms import GapForm, ReconciliationForm
from chegara.evidence.models import GapFinding, Indicator, Reconciliation
from chegara.evidence.queries.series import series
from chegara.evidence.views.common import invented, user_of
from chegara.organisation.models import Agency
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.pages.access import page


@page("evidence.decide")
def reconcile(request: HttpRequest, country: str, indicator: str) -> HttpResponse:
    """Decide whose figures count where several agencies report the same indicator."""
    user = user_of(request)
    state = get_object_or_404(countries_of(user), code=country)
    of = get_object_or_404(Indicator, pk=indicator)
    found = series(of, state, user)
    stored = Reconciliation.objects.filter(country=state, indicator=of).first()
    form = ReconciliationForm(
        request.POST or None,
        agencies=Agency.objects.filter(pk__in=[agency.agency.pk for agency in found.agencies]),
        initial={"rule": stored.rule, "lead_agency": stored.lead_agency, "reason": stored.reason}
        if stored
        else None,
    )
    if request.method == "POST" and form.is_valid():
        decisions.reconcile(country=state, indicator=of, by=user, **form.cleaned_data)
        return redirect(reverse("evidence_overview") + f"?country={country}")
    years = sorted({month.year for month in found.months}, reverse=True)
    totals = [
        (
            year,
            [
                sum(value for month, value in agency.values.items() if month.year == year)
                if any(month.year == year for month in agency.values) else None
                for agency in found.agencies
            ],
        )
        for year in years
    ]  # fmt: skip
    return render(
        request,
        "evidence/reconcile.html",
        {
            "title": _("Whose figures count: %(indicator)s") % {"indicator": of},
            "form": form,
            "series": found,
            "totals": totals,
            "decision": stored,
            "back": reverse("evidence_overview") + f"?country={country}",
            **invented(state),
        },
    )


@page("evidence.decide")
def gap(request: HttpRequest, agency: int, indicator: str, first: str, last: str) -> HttpResponse:
    """Decide whether months with implausibly little are a gap or real; only for one's own agency."""
    user = user_of(request)
    own = get_object_or_404(agencies_to_act_for(user), pk=agency)
    of = get_object_or_404(Indicator, pk=indicator)
    try:
        start, end = Month.parse(first), Month.parse(last)
    except ValueError as error:
        raise Http404 from error
    key: dict[str, Any] = {
        "agency": own, "indicator": of, "first_month": start.first_day, "last_month": end.first_day,
    }  # fmt: skip
    stored = GapFinding.objects.filter(**key).first()
    form = GapForm(
        request.POST or None,
        initial={"decision": stored.decision, "reason": stored.reason} if stored else None,
    )
    if request.method == "POST" and form.is_valid():
        decisions.decide_gap(by=user, **key, **form.cleaned_data)
        return redirect(reverse("evidence_overview") + f"?country={own.country_id}&year={start.year}")
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Gap or real: %(indicator)s") % {"indicator": of},
            "form": form,
            "explanation": _(
                "%(agency)s reported implausibly little from %(first)s to %(last)s "
                "for the series' own history. "
                "Until you decide, these months count as not reported."
            )
            % {
                "agency": own,
                "first": f"{start.month:02d}.{start.year}",
                "last": f"{end.month:02d}.{end.year}",
            },
            "back": reverse("evidence_overview") + f"?country={own.country_id}",
            **invented(own.country),
        },
    )
