"""The crossing points that benchmarks/simulation.py runs."""

from __future__ import annotations

import math

from chegara.contingency.methods.simulation.scenario import (
    Duration,
    Flow,
    Route,
    Scenario,
    Shift,
    Station,
    Step,
)

NODES = ("first", "second", "customs", "phyto")
MINUTES = (1.0, 5.0, 1.5, 2.0)
BOOTHS = (((0, 16), (8, 20), (16, 14)), ((0, 6),), ((0, 11), (8, 14), (16, 11)), ((0, 6),))
SHARES = ((0.02, 0.5, 0.1), (0.05, 0.6, 0.15), (0.1, 0.7, 0.3))
WEIGHTS = (0.2, 0.5, 0.3)
CLASSES = len(SHARES)
PLACES, PATIENCE, CV = 20, 90.0, 0.5


def full_point(persons: float = 20_000, scale: float = 1.0) -> Scenario:
    """Return the full-feature model; `scale` shrinks the booths and lengthens nothing."""
    profile = [1 + 0.4 * math.sin(2 * math.pi * hour / 24) for hour in range(24)]
    stations = []
    for node, shifts in zip(NODES, BOOTHS, strict=True):
        scaled = tuple(
            Shift(hour=float(hour), booths=max(1, round(booths * scale))) for hour, booths in shifts
        )
        stations.append(
            Station(
                code=node, name=node, point="here", shifts=scaled, built=max(each.booths for each in scaled),
                places=max(2, round(PLACES * scale)) if node == "second" else None,
            )
        )  # fmt: skip
    flows = [
        Flow(
            code=f"class{place}",
            name="",
            routes=(
                Route(
                    point="here",
                    steps=tuple(
                        Step(station=node, service=Duration(minutes=minutes, cv=CV), share=share)
                        for node, minutes, share in zip(NODES, MINUTES, (1.0, *shares), strict=True)
                    ),
                ),
            ),
            per_hour=tuple(persons / 24 * weight * each for each in profile),
            priority=place,
            patience=Duration(minutes=PATIENCE, law="exponential"),
        )
        for place, (weight, shares) in enumerate(zip(WEIGHTS, SHARES, strict=True))
    ]
    return Scenario(
        title="full", hours=24, points={"here": "Here"}, stations=tuple(stations), flows=tuple(flows)
    )


def tandem(persons: float = 20_000, amplitude: float = 0.2) -> Scenario:
    """Return three stations in a row, of 4, 2 and 1 booths, each in use for 0.8 of its time."""
    booths = (4, 2, 1)
    per_hour = persons / 24
    steps = tuple(
        Step(station=f"s{count}", service=Duration(minutes=60 * 0.8 * count / per_hour, law="exponential"))
        for count in booths
    )
    stations = tuple(
        Station(code=f"s{count}", name="", point="here", built=count, shifts=(Shift(hour=0.0, booths=count),))
        for count in booths
    )
    rates = tuple(per_hour * (1 + amplitude * math.sin(2 * math.pi * hour / 24)) for hour in range(24))
    flow = Flow(code="people", name="", routes=(Route(point="here", steps=steps),), per_hour=rates)
    return Scenario(title="tandem", hours=24, points={"here": ""}, stations=stations, flows=(flow,))


def shift_point(booths: tuple[int, ...] = (1, 1, 1, 1)) -> Scenario:
    """Return one line of four shifts that some 2,000 persons a day come to."""
    shifts = tuple(Shift(hour=6.0 * place, booths=count) for place, count in enumerate(booths))
    rates = tuple(83 * (1 + 0.6 * math.sin(2 * math.pi * (hour - 6) / 24)) for hour in range(24))
    step = Step(station="line", service=Duration(minutes=2.9, cv=CV))
    return Scenario(
        title="shifts",
        hours=24,
        points={"here": ""},
        stations=(Station(code="line", name="", point="here", built=8, shifts=shifts),),
        flows=(Flow(code="people", name="", routes=(Route(point="here", steps=(step,)),), per_hour=rates),),
    )
