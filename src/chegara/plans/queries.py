"""Reading plans, as one viewer may see them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from chegara.common.periods import Month
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer
from chegara.plans.choices import LIVE, NeedKind, Status
from chegara.plans.content import content_of
from chegara.plans.methods.commitments import Commitment, load
from chegara.plans.methods.comparison import Entry, Line, compare
from chegara.plans.methods.due import Facts, Task, tasks
from chegara.plans.methods.terms import PARAMETERS
from chegara.plans.models import Measure, MeasureVersion, Objective, Plan, Version


def measures_of(plan: Plan, viewer: Viewer) -> list[Measure]:
    """Return the measures of a plan that somebody may see, with all that pages show of them."""
    return list(Measure.objects.visible_to(viewer).filter(plan=plan).whole())


def by_objective(
    plan: Plan, measures: Iterable[Measure]
) -> list[tuple[Objective | None, list[Measure]]]:  # fmt: skip
    """Return the plan's objectives, each with its measures; last, under None, those without one."""
    found: dict[int | None, list[Measure]] = {}
    for measure in measures:
        found.setdefault(measure.objective_id, []).append(measure)
    grouped: list[tuple[Objective | None, list[Measure]]] = [
        (objective, found.get(objective.pk, [])) for objective in plan.objectives.all()
    ]
    return grouped + ([(None, found[None])] if None in found else [])


# --- tasks --------------------------------------------------------------------------------------------------


@cache
def thresholds() -> dict[str, dict[str, Any]]:
    """Return the thresholds of checks and reminders, as shipped."""
    return tomllib.loads((PARAMETERS / "checks.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class MeasureTask:
    """What there is to do about a measure, and whose task it is."""

    measure: Measure
    task: Task
    agencies: tuple[Agency, ...]


def tasks_for(viewer: Viewer, today: date, agencies: Sequence[int] | None = None) -> list[MeasureTask]:
    """Return what there is to do about the measures that somebody may see, the earliest due first.

    `agencies` limits it to measures that they lead or support. Closed and merged measures ask for nothing.
    """
    measures = Measure.objects.visible_to(viewer).filter(status__in=(*LIVE, Status.DONE)).whole()
    if agencies is not None:
        measures = measures.of_agencies(agencies)
    ahead = thresholds()["reminders"]
    found = [
        MeasureTask(measure, task, _whose(measure))
        for measure in measures
        for task in tasks(facts_of(measure), today, **ahead)
    ]
    return sorted(found, key=lambda each: (each.task.due, each.measure.code))


def facts_of(measure: Measure) -> Facts:
    """Return what tasks follow from."""
    readings = list(measure.readings.all())
    unverified = measure.status == Status.DONE and measure.verified_on is None
    return Facts(
        live=measure.status in LIVE,
        in_progress=measure.status == Status.IN_PROGRESS,
        start=measure.start,
        deadline=measure.deadline,
        review_on=measure.review_on,
        done_unverified_since=measure.done_on if unverified else None,
        has_indicator=bool(measure.indicator or measure.series_id),
        last_reading=readings[-1].on if readings else None,
    )


def _whose(measure: Measure) -> tuple[Agency, ...]:
    return (measure.lead,) if measure.lead else (measure.owner_agency,)


# --- resources ----------------------------------------------------------------------------------------------


def staff_commitments(measures: Iterable[Measure]) -> list[Commitment[Agency]]:
    """Return what measures that still have to be done ask of each agency's staff, from start to deadline."""
    return [
        Commitment(need.agency, Month.of(measure.start), Month.of(measure.deadline), need.needed)
        for measure in measures
        if measure.status in LIVE and measure.start and measure.deadline
        for need in measure.needs.all()
        if need.kind == NeedKind.STAFF
    ]


def staff_load(measures: Iterable[Measure]) -> dict[Agency, dict[Month, int]]:
    """Return how many officers measures ask for, by agency and month."""
    return load(staff_commitments(measures))


def capacity_of(plan: Plan) -> dict[Agency, int]:
    """Return how many officers each agency can give at any one time, where it is known."""
    return {each.agency: each.staff for each in plan.capacities.select_related("agency")}


# --- versions -----------------------------------------------------------------------------------------------


def versions_of(plan: Plan) -> list[Version]:
    """Return a plan's approved versions, the newest first."""
    return list(plan.versions.select_related("by"))


def entries_of(version: Version, viewer: Viewer) -> dict[str, Entry]:
    """Return the measures of an approved version that somebody may see, by code."""
    rows = MeasureVersion.objects.visible_to(viewer).filter(version=version).select_related("measure")
    return {row.measure.code: _entry(row.content, row.reason) for row in rows}


def _entry(content: dict[str, Any], reason: str) -> Entry:
    planned = {name: value for name, value in content.items() if name not in {"dropped", "merged_into"}}
    return Entry(planned, bool(content.get("dropped")), content.get("merged_into"), reason)


def entries_now(measures: Iterable[Measure]) -> dict[str, Entry]:
    """Return measures as they stand now, by code."""
    return {
        measure.code: Entry(
            content_of(measure),
            measure.status == Status.DROPPED,
            measure.merged_into.code if measure.merged_into else None,
            measure.change_reason,
        )
        for measure in measures
    }


def changes(before: Version, after: Version | None, plan: Plan, viewer: Viewer) -> list[Line]:
    """Return what becomes of each measure that somebody may see from an approved version to a later one.

    Without a later one: to the plan as it stands now.
    """
    now = entries_of(after, viewer) if after else entries_now(measures_of(plan, viewer))
    return compare(entries_of(before, viewer), now)
