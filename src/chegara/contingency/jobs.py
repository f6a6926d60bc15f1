"""Long work on contingency plans, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.contingency.actions.common import owns
from chegara.contingency.actions.simulations import keep_results
from chegara.contingency.methods.simulation.reading import read_study
from chegara.contingency.methods.simulation.tables import ScenarioError
from chegara.contingency.models import PointSimulation
from chegara.pages.jobs import JobError, Progress, job_function

if TYPE_CHECKING:
    from chegara.contingency.methods.simulation.comparison import Comparison

SIMULATE = "contingency.simulate"


@job_function(SIMULATE)
def simulate(*, by: User, progress: Progress, simulation: int) -> str:
    """Run a simulation's plans over the same days, and keep the numbers."""
    found = PointSimulation.objects.visible_to(by).filter(pk=simulation).first()
    if found is None or not owns(found.plan, by):
        raise JobError(_("There is nothing here that you may see."))
    try:
        study = read_study(found.scenario)
    except ScenarioError as error:
        raise JobError(_("The scenario can't be simulated: %(reason)s") % {"reason": error}) from error
    # The compiler is loaded when something is simulated, not whenever Chegara starts.
    from chegara.contingency.methods.simulation.comparison import compare

    comparison = compare(study, replications=found.replications, progress=progress)
    keep_results(found, results_of(comparison), by=by)
    return str(found.get_absolute_url())


def results_of(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as it is kept: the plans' names, the stations', and a row a number."""
    from chegara.contingency.methods.simulation.output import COLUMNS, rows_of

    scenario = comparison.study.plans[0].scenario
    return {
        "title": comparison.study.title,
        "plans": [result.plan for result in comparison.results],
        "stations": {station.code: station.name for station in scenario.stations},
        "flows": {flow.code: flow.name for flow in scenario.flows},
        "levels": list(scenario.levels),
        "target": scenario.target,
        "hours": scenario.hours,
        "replications": comparison.replications,
        "sources": list(comparison.study.sources),
        "columns": list(COLUMNS),
        "rows": [list(row) for row in rows_of(comparison)],
    }
