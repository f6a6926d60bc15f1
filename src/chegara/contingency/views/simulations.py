"""Pages of simulations: build a point's scenario, run it in the background, compare plans side by side."""

from __future__ import annotations

import csv
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.contingency.actions import simulations as actions
from chegara.contingency.actions.common import owns
from chegara.contingency.jobs import SENSITIVITY, SIMULATE, STAFFING
from chegara.contingency.methods.simulation.building import PointFigures, Range, Words, scenario_text
from chegara.contingency.methods.simulation.reading import read_study
from chegara.contingency.models import ContingencyPlan, PointSimulation
from chegara.contingency.point_figures import Known, known_of
from chegara.contingency.presenters import language
from chegara.contingency.report.simulation import blocks
from chegara.contingency.report.what_if import sensitivity_blocks, staffing_blocks
from chegara.contingency.simulation_forms import BuildForm, PlanChoiceForm, SimulationForm, StaffingForm
from chegara.contingency.views.common import form_page, own, plan_for, spoken, tried
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


@page("contingency.change")
def simulation_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Build a scenario from what is known of the plan's point."""
    plan = plan_for(request, pk)
    user = own(request, plan)
    known = known_of(plan, user)
    form = BuildForm(request.POST or None, known=known, initial={"title": plan.title})
    if request.method == "POST" and form.is_valid():
        text = scenario_text(_figures(plan, known, form.cleaned_data))
        simulation = PointSimulation(plan=plan, title=form.cleaned_data["title"], scenario=text)
        if tried(form, lambda: actions.save_simulation(simulation, by=user)):
            return redirect(simulation)
    return form_page(
        request, plan, form, title=_("New simulation"), back=plan.get_absolute_url()
    )  # fmt: skip


def _figures(plan: ContingencyPlan, known: Known, data: dict[str, object]) -> PointFigures:
    values: dict[str, object] = {
        name: data[name]
        for name in ("title", "factor", "waiting", "booths", "built", "lanes", "target", "queue_above",
                     "reserve", "delay")
    }  # fmt: skip
    place = plan.point or plan.country
    return PointFigures(
        **values,  # type: ignore[arg-type]
        code=re.sub(r"[^A-Za-z0-9_-]", "-", str(getattr(place, "code", "point"))),
        name=str(place),
        persons=_spread(data["persons"], known.persons),
        vehicles=_spread(data["vehicles"], known.vehicles),
        person_minutes=_three(data, "person"),
        vehicle_minutes=_three(data, "vehicle"),
        is_invented=plan.country.invented,
        words=Words(
            as_today=_("As today"),
            with_reserve=_("With the reserve"),
            normal=_("normal"),
            called=_("reserve called"),
            persons=_("First line, persons"),
            vehicles=_("First line, vehicles"),
            second_line=_("Second line"),
        ),
        sources=(_("arrivals: evidence of %(months)s") % {"months": known.source},) if known.source else (),
    )


def _spread(entered: object, found: Range | None) -> Range | None:
    """Return what was entered, with the relative spread of the months known."""
    if not entered:
        return None
    count = float(str(entered))
    if not found or not found[1]:
        return (count, count, count)
    return (count * found[0] / found[1], count, count * found[2] / found[1])


def _three(data: dict[str, object], kind: str) -> Range:
    low, likely, high = (float(str(data[f"{kind}_{part}"])) for part in ("low", "likely", "high"))
    return low, likely, high


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
