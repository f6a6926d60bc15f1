"""Small crossing points that the tests of the simulation share."""

from __future__ import annotations

import numpy as np

from chegara.contingency.methods.simulation.draws import draw
from chegara.contingency.methods.simulation.engine import Simulator
from chegara.contingency.methods.simulation.scenario import (
    Duration,
    Flow,
    Route,
    Scenario,
    Shift,
    Station,
    Step,
)

HOUR = Duration(minutes=60, law="exponential")


def station(code="line", booths=1, **changes):
    """Return a station of so many booths day and night, or of shifts (hour, booths)."""
    shifts = booths if isinstance(booths, tuple) else ((0.0, booths),)
    values = {
        "name": code,
        "point": "here",
        "built": max(each for _, each in shifts),
        "shifts": tuple(Shift(hour=hour, booths=each) for hour, each in shifts),
    }
    return Station(code=code, **(values | changes))


def route(*steps, point="here", travel=0.0):
    """Return a route through stations: codes, or (code, duration), or whole steps."""
    made = []
    for step in steps:
        if isinstance(step, str):
            made.append(Step(station=step, service=HOUR))
        elif isinstance(step, tuple):
            made.append(Step(station=step[0], service=step[1]))
        else:
            made.append(step)
    return Route(point=point, steps=tuple(made), travel=travel)


def flow(per_hour=(), code="people", steps=("line",), **changes):
    """Return a flow of so many an hour: one number for all hours, or one an hour."""
    rates = (float(per_hour),) * 24 if isinstance(per_hour, int | float) else tuple(per_hour)
    values = {"name": code, "per_hour": rates, "routes": (route(*steps),)}
    return Flow(code=code, **(values | changes))


def scenario(stations=None, flows=None, hours=24.0, **changes):
    """Return a scenario of one point."""
    values = {"title": "a test", "points": {"here": "Here", "there": "There"}, "run_off": 0.0}
    return Scenario(
        hours=hours,
        stations=tuple(stations or (station(),)),
        flows=tuple(flows or (flow(0.5),)),
        **(values | changes),
    )


def runs(model, replications, seed=2017):
    """Yield each replication's day and outcome."""
    simulator = Simulator(model)
    for number in range(replications):
        day = draw(model, seed=seed, replication=number)
        yield day, simulator.run(day)


def z_score(values, truth):
    """Return by how many standard errors the mean of independent values misses the truth."""
    values = np.asarray(values)
    return (values.mean() - truth) / (values.std(ddof=1) / np.sqrt(len(values)))
