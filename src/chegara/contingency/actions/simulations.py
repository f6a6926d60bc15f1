"""Changing simulations of a plan's point, and keeping what a run found."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.contingency.actions.common import ContingencyError, audit, require_own, save_audited
from chegara.contingency.methods.simulation.reading import read_study
from chegara.contingency.methods.simulation.tables import ScenarioError
from chegara.contingency.models import ContingencyPlan, PointSimulation


@transaction.atomic
def save_simulation(simulation: PointSimulation, *, by: User) -> PointSimulation:
    """Keep a scenario, new or changed; what an earlier run found of another scenario is dropped.

    A simulation may change while the plan is approved: it tries the plan, and is no part of what was agreed.

    Raises:
        PermissionDenied: the plan is not of the user's agency.
        ContingencyError: the scenario can't be read; the message names the key.
        ValidationError: a value is not as it must be.
    """
    require_own(simulation.plan, by)
    _require_country(simulation)
    stored = PointSimulation.objects.filter(pk=simulation.pk).first()
    if stored and (stored.scenario, stored.replications) != (simulation.scenario, simulation.replications):
        simulation.results, simulation.run_at, simulation.run_by = {}, None, None
        simulation.sensitivity, simulation.staffing = {}, []
    save_audited(simulation, simulation.plan, "simulation_saved", by=by)
    return simulation


def _require_country(simulation: PointSimulation) -> None:
    """Refuse what can't be read, and a scenario that hides that its country is invented."""
    try:
        study = read_study(simulation.scenario)
    except ScenarioError as error:
        raise ContingencyError(
            _("The scenario can't be simulated: %(reason)s") % {"reason": error}
        ) from error
    if simulation.plan.country.invented and not study.is_invented:
        raise ContingencyError(
            _("The country is invented: the scenario must say so by the line “invented = true”.")
        )


@transaction.atomic
def remove_simulation(simulation: PointSimulation, *, by: User) -> None:
    """Take a simulation out."""
    plan: ContingencyPlan = simulation.plan
    require_own(plan, by)
    audit(plan, "simulation_removed", by=by, before={"title": simulation.title})
    simulation.delete()


@transaction.atomic
def keep_results(simulation: PointSimulation, results: dict[str, Any], *, by: User) -> None:
    """Keep what a run found."""
    require_own(simulation.plan, by)
    simulation.results = results
    simulation.run_at, simulation.run_by = timezone.now(), by
    simulation.full_clean()
    simulation.save()
    audit(simulation.plan, "simulated", by=by, on=simulation, after={"replications": simulation.replications})


@transaction.atomic
def keep_sensitivity(simulation: PointSimulation, found: dict[str, Any], *, by: User) -> None:
    """Keep what becomes of a plan when more come, or controls take longer."""
    require_own(simulation.plan, by)
    simulation.sensitivity = found
    simulation.save(update_fields=["sensitivity"])
    audit(simulation.plan, "sensitivity_found", by=by, on=simulation, after={"simulated_plan": found["plan"]})


MOST_SEARCHES = 12
"""How many searches of a simulation are kept, the latest first."""


@transaction.atomic
def keep_staffing(simulation: PointSimulation, found: dict[str, Any], *, by: User) -> None:
    """Keep the cheapest staffing of one plan's station, in place of an earlier one for the same shifts."""
    require_own(simulation.plan, by)
    asked = ("plan", "station", "shifts", "flow", "minutes", "share")
    others = [each for each in simulation.staffing if any(each[name] != found[name] for name in asked)]
    simulation.staffing = [found, *others][:MOST_SEARCHES]
    simulation.save(update_fields=["staffing"])
    audit(
        simulation.plan, "staffing_found", by=by, on=simulation,
        after={"simulated_plan": found["plan"], "booths_by_shift": found["booths"]},
    )  # fmt: skip
