"""A study from its TOML file, each value checked; docs/reference/scenario.md describes the format.

What is wrong is said in one sentence that names the key and what to write there; nothing is guessed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from chegara.contingency.methods.simulation.reading_parts import (
    read_flow,
    read_loss,
    read_outage,
    read_station,
    read_surge,
    read_triggers,
)
from chegara.contingency.methods.simulation.scenario import Plan, Scenario, Study
from chegara.contingency.methods.simulation.tables import ScenarioError, Table

MOST_HOURS = 24 * 14
MOST_PEOPLE = 2_000_000
PLANNED = ("stations", "flows", "outages", "staff_losses", "surges", "reserves", "triggers")
TOP = (
    "title",
    "note",
    "invented",
    "sources",
    "seed",
    "hours",
    "run_off_hours",
    "starts",
    "look_every_minutes",
    "target_minutes",
    "levels",
    "points",
    "plans",
    *PLANNED,
)


def read_study(text: str) -> Study:
    """Return the study that a TOML text describes.

    Raises:
        ScenarioError: a value is missing, unknown or not as it must be.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"the file is not TOML: {error}") from error
    top = Table(raw)
    top.only(TOP)
    plans = _plans(top)
    return Study(
        title=top.text("title"),
        plans=plans,
        seed=top.integer("seed", least=0, default=1),
        is_invented=top.yes_or_no("invented", default=False),
        note=top.text("note", default=""),
        sources=tuple(top.texts("sources", default=())),
    )


def _plans(top: Table) -> tuple[Plan, ...]:
    described = top.tables("plans")
    as_described = _scenario(top)
    if not described:
        return (Plan(name="as described", scenario=as_described),)
    plans = []
    for plan in described:
        plan.only(("name", *PLANNED))
        changed = Table(_merged(top.values, plan.values, plan), plan.path)
        plans.append(Plan(name=plan.text("name"), scenario=_scenario(changed)))
    names = [plan.name for plan in plans]
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(f"plans: two plans are named {name!r}; give each its own name")
    return tuple(plans)


def _merged(base: Mapping[str, Any], plan: Mapping[str, Any], where: Table) -> dict[str, Any]:
    """Return the scenario as one plan changes it: key by key in the tables, triggers in place of triggers."""
    merged = dict(base)
    for name in PLANNED:
        if name not in plan:
            continue
        if name in ("triggers", "reserves"):
            merged[name] = plan[name]
            continue
        tables = {code: dict(values) for code, values in base.get(name, {}).items()}
        for code, changes in where.named(name).items():
            if code not in tables:
                raise ScenarioError(
                    f"{changes.path}: a plan changes what the scenario describes, and it has no "
                    f"{name}.{code}; describe it there (a pace of 1, no booths lost) and change it here"
                )
            if name == "stations" and "booths" in changes.values:
                tables[code].pop("shifts", None)
            if name == "stations" and "shifts" in changes.values:
                tables[code].pop("booths", None)
            tables[code] |= changes.values
        merged[name] = tables
    return merged


def _scenario(top: Table) -> Scenario:
    hours = top.number("hours", least=0.5, most=MOST_HOURS, default=24.0)
    points = {code: table.text("name", default=code) for code, table in top.named("points").items()}
    if not points:
        raise ScenarioError("points: name at least one crossing point, such as [points.north]")
    stations = {code: read_station(code, table, points) for code, table in top.named("stations").items()}
    if not stations:
        raise ScenarioError("stations: describe at least one, such as [stations.first-line]")
    flows = {
        code: read_flow(code, table, points, stations, hours) for code, table in top.named("flows").items()
    }
    if not flows:
        raise ScenarioError("flows: describe who comes, such as [flows.pedestrians]")
    levels = tuple(top.texts("levels", default=("normal",)))
    reserves = top.table("reserves")
    scenario = Scenario(
        title=top.text("title"),
        hours=hours,
        points=points,
        stations=tuple(stations.values()),
        flows=tuple(flows.values()),
        starts=top.clock("starts", default=0.0),
        run_off=top.number("run_off_hours", least=0, most=MOST_HOURS, default=12.0),
        look_every=top.number("look_every_minutes", least=1, most=60, default=5.0),
        target=top.number("target_minutes", least=0, most=10_000, default=15.0),
        levels=levels,
        outages=tuple(read_outage(code, each, stations) for code, each in top.named("outages").items()),
        losses=tuple(read_loss(code, each, stations) for code, each in top.named("staff_losses").items()),
        surges=tuple(read_surge(code, each, flows) for code, each in top.named("surges").items()),
        reserves={code: reserves.integer(code, least=0) for code in reserves.values},
        triggers=read_triggers(top, stations, flows, levels, reserves.values),
    )
    _refuse_deadlock(scenario)
    _refuse_crowds(scenario, top)
    return scenario


def _refuse_crowds(scenario: Scenario, top: Table) -> None:
    expected = 0.0
    for flow in scenario.flows:
        by_hour = flow.per_hour
        total = sum(by_hour) if len(by_hour) != 24 else sum(by_hour) * scenario.hours / 24
        expected += (total + len(flow.times)) * flow.group[1] + flow.waiting_at_start
    if expected > MOST_PEOPLE:
        raise ScenarioError(
            f"{top.key('flows')}: some {expected:,.0f} persons and vehicles would come in one run, and "
            f"at most {MOST_PEOPLE:,} can be followed; shorten hours or lower the arrivals"
        )


def _refuse_deadlock(scenario: Scenario) -> None:
    """Refuse stations that could stop one another for ever: rooms without places in a circle."""
    following: dict[str, set[str]] = {station.code: set() for station in scenario.stations}
    limited = {station.code for station in scenario.stations if station.places is not None}
    for flow in scenario.flows:
        for route in flow.routes:
            codes = [step.station for step in route.steps]
            for place, code in enumerate(codes):
                following[code].update(each for each in codes[place + 1 :] if each in limited)
    for code in sorted(limited):
        seen: set[str] = set()
        ahead = set(following[code])
        while ahead:
            seen |= ahead
            ahead = {each for one in ahead for each in following[one]} - seen
        if code in seen:
            raise ScenarioError(
                f"stations.{code}.places: routes lead from {code} back to {code}, and with few places its "
                "booths could stop one another for ever; leave out places here, or change the routes"
            )
