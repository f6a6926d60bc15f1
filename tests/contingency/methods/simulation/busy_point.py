"""Two crossing points where everything happens that the simulation knows."""

from __future__ import annotations

import hashlib
import json
import sys

from tests.contingency.methods.simulation.models import flow, route, runs, scenario, station

from chegara.common.machine_code import IS_COMPILED
from chegara.contingency.methods.simulation.scenario import (
    Divert,
    Duration,
    OpenBooths,
    Outage,
    StaffLoss,
    Step,
    Surge,
    Trigger,
)


def busy_point():
    """Return the scenario."""
    check, talk, goods = Duration(minutes=2), Duration(minutes=12, law="gamma", cv=0.8), Duration(minutes=9)
    second = Step(station="second", service=talk, share=0.15, turned_back=0.2)
    stations = [
        station("first", ((6.0, 6), (14.0, 5), (22.0, 3)), built=9, handover=10.0, handover_share=0.5),
        station("second", 2, places=3),
        station("customs", 4, places=6),
        station("phyto", 2, places=4, preempts=True),
        station("gate", 1, built=3, places=4, point="there"),
    ]
    persons = ("first", check), second
    flows = [
        flow(
            tuple(40 + 8 * hour for hour in range(14)) + (60,) * 10,
            code="persons",
            routes=(route(*persons), route(("gate", check), point="there", travel=40.0)),
            patience=Duration(minutes=50, law="exponential"),
            waiting_at_start=25,
            priority=2,
        ),
        flow(1.5, code="buses", routes=(route(*persons),), group=(20, 45), priority=3),
        flow(
            14,
            code="trucks",
            routes=(
                route(("first", check), ("customs", goods), Step(station="phyto", service=talk, share=0.5)),
                route(("gate", goods), point="there", travel=90.0),
            ),
            when_full="there",
            priority=4,
        ),
        flow(1, code="ambulances", routes=(route(("phyto", check)),), priority=1, times=(0.5, 3.25)),
    ]
    triggers = (
        Trigger(
            name="open",
            station="first",
            watches="queue",
            above=30,
            below=10,
            hold=10,
            release=20,
            delay=15,
            level=1,
            actions=(OpenBooths(station="first", booths=3, reserve="reserve"),),
        ),
        Trigger(
            name="divert",
            station="first",
            watches="wait",
            above=20,
            below=8,
            level=2,
            actions=(
                Divert(flow="persons", point="there", share=0.5),
                Divert(flow="trucks", point="there", share=0.3),
                OpenBooths(station="gate", booths=2, reserve="reserve"),
            ),
        ),
    )
    return scenario(
        stations,
        flows,
        run_off=6.0,
        starts=5.5,
        levels=("normal", "heightened readiness", "emergency"),
        outages=(
            Outage(code="network", stations=("first", "customs"), start=4.0, end=5.5, pace=0.3),
            Outage(code="power", stations=("phyto",), start=6.0, end=7.0, pace=0.0),
        ),
        losses=(StaffLoss(code="flu", stations=("first",), start=8.0, end=12.0, booths=1, share=0.2),),
        surges=(Surge(code="feast", flows=("persons",), start=9.0, end=12.0, factor=1.5),),
        reserves={"reserve": 4},
        triggers=triggers,
    )


def fingerprint():
    """Return a hash of each of three days' outcomes."""
    return [
        hashlib.sha256(b"".join(values.tobytes() for values in vars(outcome).values())).hexdigest()
        for _, outcome in runs(busy_point(), 3)
    ]


def show():
    """Write whether the loop is compiled, and the fingerprints."""
    sys.stdout.write(json.dumps({"compiled": IS_COMPILED, "days": fingerprint()}))
