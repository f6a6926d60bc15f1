"""Pages of the catalogue of indicators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.pages.lists import show_list
from chegara.profiling.actions import catalogue as actions
from chegara.profiling.actions.indicator_sets import record_reading
from chegara.profiling.filters import IndicatorFilter
from chegara.profiling.forms import IndicatorForm
from chegara.profiling.models import Indicator, RiskProfile
from chegara.profiling.queries import own_with
from chegara.profiling.tables import IndicatorTable
from chegara.profiling.views.common import form_page, invented, invented_for, links, user_of
from chegara.profiling.wordings import spoken


@page("profiling.view")
@spoken
def indicator_list(request: HttpRequest) -> HttpResponse:
    """List the indicators."""
    rows = Indicator.objects.visible_to(user_of(request)).filter(withdrawn=False)
    return show_list(
        request,
        title=_("Risk indicators"),
        table_class=IndicatorTable,
        rows=rows,
        filterset=IndicatorFilter(request.GET, queryset=rows, request=request),
        template="profiling/indicators.html",
        export_name="indicators",
        context={
            "invented": invented_for(user_of(request)),
            "own": own_with(user_of(request), Indicator, RiskProfile),
            "booklet": links("profiling_paper", "booklet"),
            "methodology": links("profiling_paper", "methodology"),
        },
        empty=_(
            "No indicator yet. Restricted international sets are not part of the software: an agency enters its own."
        ),
    )


@page("profiling.edit")
def indicator_new(request: HttpRequest) -> HttpResponse:
    """Describe an indicator."""
    user = user_of(request)
    form = IndicatorForm(request.POST or None, user=user)
    return form_page(
        request, form, lambda _data: actions.save_indicator(form.save(commit=False), by=user),
        title=_("New indicator"), back=reverse("indicator_list"), to=lambda made: made.get_absolute_url(),
        explanation=_("A fact or an act that can be seen and checked. What somebody is, believes, wears or eats is refused."),
    )  # fmt: skip


def _own(request: HttpRequest, pk: int) -> Indicator:
    visible = Indicator.objects.visible_to(user_of(request)).select_related(
        "owner_agency__country", "set__owner_agency", "set__compartment"
    )
    indicator: Indicator = get_object_or_404(visible, pk=pk)
    return indicator


@page("profiling.view")
@spoken
def indicator_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an indicator beside what speaks against it."""
    indicator = _own(request, pk)
    if indicator.set is not None:
        record_reading(indicator.set, by=user_of(request))
    return render(
        request, "profiling/indicator.html",
        {"indicator": indicator, "title": indicator.code, "invented": invented(indicator), "today": timezone.localdate()},
    )  # fmt: skip


@page("profiling.edit")
def indicator_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an indicator."""
    indicator, user = _own(request, pk), user_of(request)
    form = IndicatorForm(request.POST or None, instance=indicator, user=user)
    return form_page(
        request, form, lambda _data: actions.save_indicator(form.save(commit=False), by=user),
        title=indicator.code, back=indicator.get_absolute_url(),
    )  # fmt: skip


@page("profiling.edit")
def indicator_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an indicator out of use."""
    indicator, user = _own(request, pk), user_of(request)
    return form_page(
        request, ReasonForm(request.POST or None),
        lambda data: actions.withdraw_indicator(indicator, by=user, reason=data["reason"]),
        title=_("Withdraw the indicator"), back=reverse("indicator_list"), submit=_("Withdraw"),
    )  # fmt: skip
