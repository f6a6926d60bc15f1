"""Long work on contingency plans, in the background."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.contingency.actions import simulations as actions
from chegara.contingency.actions.common import owns
from chegara.contingency.methods.simulation.reading import read_study
from chegara.contingency.methods.simulation.scenario import Plan, Shift, Study
from chegara.contingency.methods.simulation.tables import ScenarioError
from chegara.contingency.models import PointSimulation
from chegara.contingency.results import results_of, sensitivity_of, staffing_of
from chegara.pages.jobs import JobError, Reporting, job_function

SIMULATE = "contingency.simulate"
SENSITIVITY = "contingency.sensitivity"
STAFFING = "contingency.staffing"

# The compiler is loaded when something is simulated, not whenever Chegara starts: hence imports within.


def _simulation(by: User, pk: int) -> tuple[PointSimulation, Study]:
    found = PointSimulation.objects.visible_to(by).filter(pk=pk).first()
    if found is None or not owns(found.plan, by):
        raise JobError(_("There is nothing here that you may see."))
    try:
        return found, read_study(found.scenario)
    except ScenarioError as error:
        raise JobError(_("The scenario can't be simulated: %(reason)s") % {"reason": error}) from error


def _plan(study: Study, name: str) -> Plan:
    """Return a plan by its name, unless the scenario has been changed meanwhile."""
    for plan in study.plans:
        if plan.name == name:
            return plan
    raise JobError(_("The scenario has no plan “%(name)s” any more.") % {"name": name})


def _unchanged(simulation: PointSimulation) -> PointSimulation:
    """Return the simulation as it is now; what was found of a scenario that has changed since is dropped."""
    now: PointSimulation | None = PointSimulation.objects.filter(pk=simulation.pk).first()
    if now is None or now.scenario != simulation.scenario:
        raise JobError(_("The scenario was changed meanwhile: begin again."))
    return now


@job_function(SIMULATE)
def simulate(*, by: User, progress: Reporting, simulation: int) -> str:
    """Run a simulation's plans over the same days, and keep the numbers."""
    found, study = _simulation(by, simulation)
    from chegara.contingency.methods.simulation.comparison import compare

    comparison = compare(study, replications=found.replications, progress=progress)
    actions.keep_results(_unchanged(found), results_of(comparison), by=by)
    return str(found.get_absolute_url())


@job_function(SENSITIVITY)
def find_sensitivity(*, by: User, progress: Reporting, simulation: int, plan: str) -> str:
    """See what becomes of one plan when fewer or more come, or controls are quicker or slower."""
    found, study = _simulation(by, simulation)
    chosen = _plan(study, plan)
    from chegara.contingency.methods.simulation.comparison import sensitivity

    changes = sensitivity(
        chosen.scenario, seed=study.seed, replications=found.replications, progress=progress
    )
    actions.keep_sensitivity(_unchanged(found), sensitivity_of(chosen, changes, found.replications), by=by)
    return str(found.get_absolute_url())


@job_function(STAFFING)
def find_staffing(
    *, by: User, progress: Reporting, simulation: int, plan: str, station: str, shifts: list[float],
    minutes: float, share: float, least: int, most: int, flow: str = "",
) -> str:  # fmt: skip
    """Look for the cheapest booths by shift with which so large a share waits no longer than the aim.

    `flow` names whose waits count; blank: everybody's.
    """
    found, study = _simulation(by, simulation)
    chosen = _plan(study, plan)
    from chegara.contingency.methods.simulation.staffing import Aim, TooManyError, UnreachableError, cheapest

    scenario = _with_shifts(chosen, station, shifts)
    if flow and flow not in {each.code for each in scenario.scenario.flows}:
        raise JobError(_("The scenario has no flow “%(name)s” any more.") % {"name": flow})
    try:
        search = cheapest(
            scenario.scenario, station, Aim(minutes=minutes, share=share, flow=flow or None),
            bounds=[(least, most)] * len(shifts), seed=study.seed, days=max(found.replications, 20),
            progress=progress,
        )  # fmt: skip
    except UnreachableError as error:
        raise JobError(
            _(
                "Even %(most)s booths in every shift are too few: fewer than %(share)s %% wait at most "
                "%(minutes)s minutes. Allow more booths, or aim lower."
            )
            % {"most": most, "share": f"{100 * share:g}", "minutes": f"{minutes:g}"}
        ) from error
    except TooManyError as error:
        raise JobError(_("There are too many staffings to try: fewer shifts, or closer bounds.")) from error
    aim = {"plan": plan, "flow": flow, "minutes": minutes, "share": share}
    kept = staffing_of(search, aim, at=f"{timezone.localtime():%d.%m.%Y %H:%M}")
    actions.keep_staffing(_unchanged(found), kept, by=by)
    return str(found.get_absolute_url())


def _with_shifts(plan: Plan, station: str, hours: list[float]) -> Plan:
    """Return the plan with the shifts of one station beginning at these hours."""
    if station not in {each.code for each in plan.scenario.stations}:
        raise JobError(_("The scenario has no place of control “%(name)s” any more.") % {"name": station})
    shifts = tuple(Shift(hour=hour, booths=1) for hour in hours)
    stations: Any = tuple(
        replace(each, shifts=shifts) if each.code == station else each for each in plan.scenario.stations
    )
    return replace(plan, scenario=replace(plan.scenario, stations=stations))
