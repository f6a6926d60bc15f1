"""Pages of simulations: run in the background, plans compared side by side."""

from __future__ import annotations

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.contingency.actions import simulations as actions
from chegara.contingency.actions.common import owns
from chegara.contingency.jobs import SENSITIVITY, SIMULATE, STAFFING
from chegara.contingency.methods.simulation.reading import read_study
from chegara.contingency.models import PointSimulation
from chegara.contingency.presenters import language
from chegara.contingency.report.simulation import blocks
from chegara.contingency.report.what_if import sensitivity_blocks, staffing_blocks
from chegara.contingency.simulation_forms import PlanChoiceForm, SimulationForm, StaffingForm
from chegara.contingency.views.common import form_page, own, spoken, tried
from chegara.organisation.page_context import invented, user_of
from chegara.pages.access import page
from chegara.pages.jobs import run_job
from chegara.reporting.html import render_fragment


def simulation_for(request: HttpRequest, pk: int) -> PointSimulation:
    """Return a simulation that the user may see."""
    found = PointSimulation.objects.visible_to(user_of(request)).select_related(
        "plan__country", "plan__owner_agency", "plan__compartment", "plan__point", "plan__section", "run_by"
    )
    simulation: PointSimulation = get_object_or_404(found, pk=pk)
    return simulation


@page("contingency.view")
@spoken
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show plans side by side, and the scenario."""
    simulation = simulation_for(request, pk)
    user, plan = user_of(request), simulation.plan
    return render(
        request,
        "contingency/simulation.html",
        {
            "title": str(simulation),
            "simulation": simulation,
            "plan": plan,
            "may_change": owns(plan, user) and user.has_perm("contingency.change"),
            "body": mark_safe(  # noqa: S308 - reporting escapes all that it is given
                render_fragment(
                    [
                        *(blocks(simulation) if simulation.run_at else ()),
                        *sensitivity_blocks(simulation),
                        *staffing_blocks(simulation),
                    ],
                    language(),
                )
            ),
            **invented(plan.country),
        },
    )


@page("contingency.change")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the scenario."""
    simulation = simulation_for(request, pk)
    user = own(request, simulation.plan)
    form = SimulationForm(request.POST or None, instance=simulation)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.save_simulation(form.instance, by=user))
    ):
        return redirect(simulation)
    return form_page(
        request,
        simulation.plan,
        form,
        title=_("Change the scenario"),
        back=simulation.get_absolute_url(),
        remove=reverse("simulation_remove", args=[pk]),
    )


@page("contingency.change")
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Run the simulation in the background."""
    simulation = simulation_for(request, pk)
    user = own(request, simulation.plan)
    job = run_job(
        SIMULATE,
        {"simulation": pk},
        by=user,
        key=f"simulate-{pk}",
        title=_("Simulating: %(title)s") % {"title": simulation},
    )
    return redirect("job_detail", job.pk)


@page("contingency.change")
def sensitivity(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for which plan, then find in the background what depends on arrivals and on time of service."""
    simulation = simulation_for(request, pk)
    user = own(request, simulation.plan)
    form = PlanChoiceForm(request.POST or None, study=read_study(simulation.scenario))
    if request.method == "POST" and form.is_valid():
        job = run_job(
            SENSITIVITY, {"simulation": pk, "plan": form.cleaned_data["plan"]}, by=user,
            key=f"sensitivity-{pk}", title=_("Sensitivity: %(title)s") % {"title": simulation},
        )  # fmt: skip
        return redirect("job_detail", job.pk)
    return form_page(
        request, simulation.plan, form, title=_("Sensitivity"), back=simulation.get_absolute_url(),
        submit=_("Simulate"),
        explanation=_(
            "The plan is run again over the same days with arrivals, and with all times of service, from "
            "20 %% less to 20 %% more."
        ) % {},
    )  # fmt: skip


@page("contingency.change")
def staffing(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an aim and bounds, then look in the background for the cheapest staffing by shift."""
    simulation = simulation_for(request, pk)
    user = own(request, simulation.plan)
    form = StaffingForm(request.POST or None, study=read_study(simulation.scenario))
    if request.method == "POST" and form.is_valid():
        asked = dict(form.cleaned_data)
        asked["share"] = asked.pop("percent") / 100
        job = run_job(
            STAFFING, {"simulation": pk, **asked}, by=user, key=f"staffing-{pk}",
            title=_("Cheapest staffing: %(title)s") % {"title": simulation},
        )  # fmt: skip
        return redirect("job_detail", job.pk)
    return form_page(
        request, simulation.plan, form, title=_("Cheapest staffing by shift"),
        back=simulation.get_absolute_url(), submit=_("Search"),
        explanation=_(
            "Staffings are tried over the same days, from the cheapest on, until one reaches the aim."
        ),
    )  # fmt: skip


@page("contingency.change")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a simulation out, after asking."""
    simulation = simulation_for(request, pk)
    user = own(request, simulation.plan)
    if request.method == "POST":
        plan = simulation.plan
        actions.remove_simulation(simulation, by=user)
        return redirect(plan)
    return render(
        request,
        "contingency/simulation_remove.html",
        {
            "title": _("Remove the simulation"),
            "simulation": simulation,
            "plan": simulation.plan,
            **invented(simulation.plan.country),
        },
    )


@page("contingency.view")
def numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out all numbers of the last run as csv."""
    simulation = simulation_for(request, pk)
    if not simulation.results:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="simulation-{pk}.csv"'
    writer = csv.writer(response, lineterminator="\n")
    writer.writerow(simulation.results["columns"])
    writer.writerows(simulation.results["rows"])
    return response
