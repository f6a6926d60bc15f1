"""Plans compared over replications of the same days.

Each replication's people are drawn once and met by every plan (common random numbers), so that the difference
of two plans is found within each replication; its interval is Student's over those differences (Law,
Simulation Modeling and Analysis, 2015, 10.2.1 and 11.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.contingency.methods.simulation.draws import Day, draw, is_drawn_alike
from chegara.contingency.methods.simulation.engine import Outcome, Simulator
from chegara.contingency.methods.simulation.scenario import Duration, Flow, Plan, Scenario, Study
from chegara.contingency.methods.simulation.statistics import Estimate, Key, estimates, keys_of, values_of

Array: TypeAlias = NDArray[np.float64]
Progress = Callable[[int, int], None]

FACTORS = (0.8, 0.9, 1.0, 1.1, 1.2)


@dataclass(frozen=True, kw_only=True)
class PlanResult:
    """What one plan came to, and by how much it differs from the first plan of the study (None for that)."""

    plan: str
    found: dict[Key, Estimate]
    difference: dict[Key, Estimate] | None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All plans of a study over the same replications."""

    study: Study
    replications: int
    results: tuple[PlanResult, ...]


def compare(study: Study, *, replications: int, progress: Progress | None = None) -> Comparison:
    """Run every plan of a study over the same `replications` days.

    `progress` is told how many replications of how many are done, and may raise to stop.
    """
    simulators = [Simulator(plan.scenario) for plan in study.plans]
    keys = [keys_of(plan.scenario) for plan in study.plans]
    rows: list[list[list[float]]] = [[] for _ in study.plans]
    for replication in range(replications):
        for row, outcome in zip(rows, _one_day(study, simulators, replication), strict=True):
            row.append(values_of(*outcome))
        if progress:
            progress(replication + 1, replications)
    values = [np.array(each) for each in rows]
    results = []
    for place, plan in enumerate(study.plans):
        difference = None
        if place:
            of_first = {key: column for column, key in enumerate(keys[0])}
            common = {key: column for column, key in enumerate(keys[place]) if key in of_first}
            mine = values[place][:, list(common.values())]
            first = values[0][:, [of_first[key] for key in common]]
            difference = dict(zip(common, estimates(mine - first), strict=True))
        found = dict(zip(keys[place], estimates(values[place]), strict=True))
        results.append(PlanResult(plan=plan.name, found=found, difference=difference))
    return Comparison(study=study, replications=replications, results=tuple(results))


def _one_day(
    study: Study, simulators: list[Simulator], replication: int
) -> Iterator[tuple[Scenario, Day, Outcome]]:
    day, drawn_for = None, None
    for plan, simulator in zip(study.plans, simulators, strict=True):
        if day is None or drawn_for is None or not is_drawn_alike(drawn_for, plan.scenario):
            day, drawn_for = draw(plan.scenario, seed=study.seed, replication=replication), plan.scenario
        yield plan.scenario, day, simulator.run(day)


def sensitivity(
    scenario: Scenario,
    *,
    seed: int,
    replications: int,
    factors: tuple[float, ...] = FACTORS,
    progress: Progress | None = None,
) -> dict[str, Comparison]:
    """Return what becomes of a plan when arrivals, or all times of service, are `factors` as large.

    Each is a comparison whose plans are named by their factor, the unchanged world first. `progress` is told
    as in `compare`, over both.
    """
    changes = {"arrivals": with_arrivals, "service": with_service}
    told = {
        name: partial(_tell, progress, place * replications, len(changes) * replications)
        for place, name in enumerate(changes)
    }
    return {
        name: compare(
            Study(
                title=scenario.title,
                plans=tuple(
                    Plan(name=f"{factor:g}", scenario=change(scenario, factor))
                    for factor in (1.0, *(each for each in factors if each != 1.0))
                ),
                seed=seed,
            ),
            replications=replications,
            progress=told[name],
        )
        for name, change in changes.items()
    }


def _tell(progress: Progress | None, before: int, total: int, done: int, _of: int) -> None:
    if progress:
        progress(before + done, total)


def with_arrivals(scenario: Scenario, factor: float) -> Scenario:
    """Return the scenario with arrivals by rate `factor` times as large; timetables stay as they are."""
    flows = (
        replace(flow, per_hour=tuple(rate * factor for rate in flow.per_hour)) for flow in scenario.flows
    )
    return replace(scenario, flows=tuple(flows))


def with_service(scenario: Scenario, factor: float) -> Scenario:
    """Return the scenario with all times of service `factor` times as long."""
    return replace(scenario, flows=tuple(_slower(flow, factor) for flow in scenario.flows))


def _slower(flow: Flow, factor: float) -> Flow:
    routes = (
        replace(
            route,
            steps=tuple(replace(step, service=_longer(step.service, factor)) for step in route.steps),
        )
        for route in flow.routes
    )
    return replace(flow, routes=tuple(routes))


def _longer(what: Duration, factor: float) -> Duration:
    return replace(
        what,
        minutes=what.minutes * factor,
        low=None if what.low is None else what.low * factor,
        high=None if what.high is None else what.high * factor,
    )
