"""What runs of the simulator found, as plain values that a record keeps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chegara.contingency.methods.simulation.comparison import Comparison
    from chegara.contingency.methods.simulation.scenario import Plan
    from chegara.contingency.methods.simulation.staffing import Search

SENSITIVE = ("wait mean", "wait p95", "within target", "inside at the end")
"""The measures of all flows together of which sensitivity is kept."""


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


def sensitivity_of(plan: Plan, changes: dict[str, Comparison], replications: int) -> dict[str, Any]:
    """Return a plan's sensitivity: change, factor, measure, mean and its interval, a row each."""
    from chegara.contingency.methods.simulation.statistics import EVERYBODY, Key

    rows = [
        [change, float(result.plan), measure, *_known(result.found[Key("flow", EVERYBODY, measure)])]
        for change, comparison in changes.items()
        for result in sorted(comparison.results, key=lambda each: float(each.plan))
        for measure in SENSITIVE
    ]
    return {
        "plan": plan.name, "target": plan.scenario.target, "replications": replications, "rows": rows,
    }  # fmt: skip


def _known(estimate: Any) -> list[float | None]:
    numbers = (estimate.mean, estimate.low, estimate.high)
    return [None if math.isnan(each) else float(each) for each in numbers]


def staffing_of(search: Search, aim: dict[str, Any], *, at: str) -> dict[str, Any]:
    """Return a search for the cheapest staffing as it is kept; `aim`: plan, flow, minutes and share."""
    best = search.best
    return {
        **aim, "station": search.station, "shifts": list(search.shifts), "booths": list(best.booths),
        "hours": best.hours, "reached": best.share, "low": best.low, "high": best.high, "days": best.days,
        "tried": search.staffings, "simulated": search.simulated_days, "at": at,
    }  # fmt: skip
