"""Pages of the containers of restricted indicators: there for whoever reads them, and for nobody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.pages.access import page
from chegara.pages.lists import show_list
from chegara.profiling.actions import indicator_sets as actions
from chegara.profiling.forms import IndicatorSetForm, SetFileForm
from chegara.profiling.models import IndicatorSet
from chegara.profiling.tables import IndicatorSetTable
from chegara.profiling.views.common import form_page, invented, invented_for, user_of


@page("profiling.read_restricted")
def indicator_set_list(request: HttpRequest) -> HttpResponse:
    """List the sets that the user reads."""
    user = user_of(request)
    return show_list(
        request, title=_("Restricted sets of indicators"), table_class=IndicatorSetTable,
        rows=IndicatorSet.objects.visible_to(user), template="profiling/indicator_sets.html",
        context={"invented": invented_for(user)}, export_name="indicator-sets",
        empty=_("No set that you read. None comes with the software: an agency enters what was entrusted to it."),
    )  # fmt: skip


def _own(request: HttpRequest, pk: int) -> IndicatorSet:
    visible = IndicatorSet.objects.visible_to(user_of(request)).select_related(
        "owner_agency__country", "compartment"
    )
    found: IndicatorSet = get_object_or_404(visible, pk=pk)
    return found


@page("profiling.approve")
def indicator_set_new(request: HttpRequest) -> HttpResponse:
    """Describe a set, and say who reads it."""
    user = user_of(request)
    form = IndicatorSetForm(request.POST or None, user=user)
    return form_page(
        request, form,
        lambda data: actions.save_set(form.save(commit=False), readers=data["readers"], by=user),
        title=_("New restricted set"), back=reverse("indicator_set_list"),
        to=lambda made: made.get_absolute_url(),
        explanation=_("Only those named here read the set's indicators: on pages, in lists, in documents. Every reading stays in the audit log. It leaves the agency with no release."),
    )  # fmt: skip


@page("profiling.read_restricted")
def indicator_set_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a set and its indicators; who looks is written down."""
    found, user = _own(request, pk), user_of(request)
    actions.record_reading(found, by=user)
    return render(request, "profiling/indicator_set.html", {
        "title": found.title, "set": found, "indicators": found.indicators.filter(withdrawn=False),
        "readers": found.readers.order_by("username"), "invented": invented(found), "today": timezone.localdate(),
    })  # fmt: skip


@page("profiling.approve")
def indicator_set_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a set, or who reads it."""
    found, user = _own(request, pk), user_of(request)
    form = IndicatorSetForm(
        request.POST or None, instance=found, user=user, initial={"readers": found.readers.all()}
    )
    return form_page(
        request, form,
        lambda data: actions.save_set(form.save(commit=False), readers=data["readers"], by=user),
        title=found.title, back=found.get_absolute_url(),
    )  # fmt: skip


@page("profiling.edit")
def indicator_set_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill a set from a file."""
    found, user = _own(request, pk), user_of(request)
    return form_page(
        request, SetFileForm(request.POST or None, request.FILES or None),
        lambda data: actions.fill(found, name=data["file"].name, content=data["file"].read(), by=user),
        title=_("Fill the set from a file"), back=found.get_absolute_url(), submit=_("Bring in"),
        explanation=_("All rows or none. Each passes the same refusals as an indicator typed in."),
    )  # fmt: skip
