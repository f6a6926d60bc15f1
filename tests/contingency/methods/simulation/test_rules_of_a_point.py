"""What shifts, outages, triggers, buffers and patience do, on days that can be followed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from tests.contingency.methods.simulation.models import flow, route, runs, scenario, station

from chegara.contingency.methods.simulation.engine import OPEN, WAITING
from chegara.contingency.methods.simulation.kernel.state import LEFT, THROUGH, TURNED_AWAY
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

TEN = Duration(minutes=10, law="fixed")


def minutes(*times):
    """Return a timetable, as hours."""
    return tuple(time / 60 for time in times)


def people(*times, code="people", service=TEN, steps=None, **changes):
    return flow((), code=code, times=minutes(*times), steps=steps or (("line", service),), **changes)


def one_day(stations, flows, hours=4.0, run_off=20.0, **changes):
    return next(runs(scenario(stations, flows, hours=hours, run_off=run_off, **changes), 1))


def waits_of(outcome):
    return np.round(outcome.wait * 60, 6).tolist()


@pytest.mark.parametrize(
    ("stations", "flows", "changes", "waits"),
    [
        ([station()], [people(0, 5, 20)], {}, [0, 5, 0]),
        ([station(booths=2)], [people(0, 0, 0)], {}, [0, 0, 10]),
        ([station()], [people(waiting_at_start=3)], {}, [0, 10, 20]),
        (
            [station()],
            [people(0, 1, code="a", priority=2), people(2, code="b", priority=1)],
            {},
            [0, 19, 8],
        ),
        (
            [station(preempts=True)],
            [people(0, code="a", priority=2), people(4, code="b", priority=1)],
            {},
            [10, 0],
        ),
        (
            [station()],
            [people(5, 10)],
            {"outages": (Outage(code="x", stations=("line",), start=0.1, end=1.1, pace=0.0),)},
            [0, 65],
        ),
        (
            [station()],
            [people(0, 1)],
            {"outages": (Outage(code="x", stations=("line",), start=0.0, end=9.0, pace=0.5),)},
            [0, 19],
        ),
        (
            [station(booths=2)],
            [people(0, 0, 1, 1)],
            {"losses": (StaffLoss(code="x", stations=("line",), start=0.05, end=1.0, booths=1),)},
            [0, 0, 9, 19],
        ),
        ([station(booths=((0.0, 0), (1.0, 1)))], [people(0)], {}, [60]),
        ([station(booths=((0.0, 2), (1.0, 1)))], [people(55, 55, 56, 56)], {}, [0, 0, 9, 19]),
        ([station(booths=((0.0, 1), (1.0, 1)), handover=15.0)], [people(55, 56)], {}, [0, 19]),
        (
            [station(booths=((0.0, 2), (1.0, 2)), handover=15.0, handover_share=0.5)],
            [people(61, 61)],
            {},
            [0, 10],
        ),
        ([station()], [people(0, 0, group=(2, 2))], {}, [0, 10, 20, 30]),
    ],
    ids=[
        "who comes while another is served waits for the rest",
        "the third of three waits for a booth",
        "who waits at the start is served first, in line",
        "the urgent pass those who wait, not those who are served",
        "the urgent interrupt where that is the rule, and the other goes on from there",
        "a frozen hour is an hour longer",
        "half the pace, double the time",
        "with an officer lost a booth finishes, then stays closed",
        "before the first shift nobody is served",
        "a booth that closes finishes with whom it serves",
        "in the handover nobody is called",
        "in a staggered handover half of the booths go on",
        "who comes by bus waits for the bus",
    ],
)
def test_a_day_followed_by_hand(stations, flows, changes, waits):
    _, outcome = one_day(stations, flows, **changes)

    assert waits_of(outcome) == pytest.approx(waits)
    assert (outcome.outcome == THROUGH).all()


def test_a_full_far_side_keeps_the_booth_occupied():
    """The second control takes 30 minutes and has no room: the first booth is stopped, and its line."""
    slow = Duration(minutes=30, law="fixed")
    stations = [station("first"), station("far", places=0)]

    _, outcome = one_day(stations, [people(0, 0, 0, steps=(("first", TEN), ("far", slow)))])

    # Through the first at 10; then stopped until 40, then until 70.
    assert np.round(outcome.gone * 60, 6).tolist() == [40, 70, 100]
    assert waits_of(outcome) == [0, 10 + 20, 40 + 20]


def test_who_has_no_patience_left_goes_and_who_finds_the_yard_full_is_turned_away():
    patience = Duration(minutes=12, law="fixed")

    _, outcome = one_day([station(places=2)], [people(0, 1, 2, 3, patience=patience)])

    assert outcome.outcome.tolist() == [THROUGH, THROUGH, LEFT, TURNED_AWAY]
    assert waits_of(outcome) == [0, 9, 12, 0]


def test_who_finds_the_yard_full_drives_on_to_the_next_point():
    away = people(
        0,
        0,
        0,
        when_full="there",
        routes=(route(("line", TEN)), route(("gate", TEN), point="there", travel=60)),
    )

    _, outcome = one_day([station(places=1), station("gate", point="there")], [away])

    assert outcome.itinerary.tolist() == [0, 0, 1]
    assert outcome.gone[2] * 60 == pytest.approx(70)


def test_who_is_turned_back_sees_no_further_control():
    steps = (Step(station="first", service=TEN, turned_back=1.0), Step(station="line", service=TEN))

    _, outcome = one_day([station("first"), station()], [people(0, steps=steps)])

    assert outcome.gone.tolist() == pytest.approx([10 / 60])
    assert outcome.step_wait.tolist() == [0.0, -1.0]


def call(**changes):
    """Return a trigger: queue above 2 for 10 minutes calls one booth, 15 minutes later."""
    values = {
        "name": "call",
        "station": "line",
        "watches": "queue",
        "above": 2,
        "below": 1,
        "hold": 10,
        "release": 0,
        "delay": 15,
        "level": 1,
        "actions": (OpenBooths(station="line", booths=1),),
    }
    return Trigger(**(values | changes))


def test_a_trigger_waits_calls_and_stands_down():
    """Ten wait from the start: over the threshold at 0, decided at 10, a second booth from 25 on."""
    _, outcome = one_day(
        [station(built=2)],
        [people(waiting_at_start=10)],
        levels=("normal", "heightened"),
        triggers=(call(),),
    )

    opened, level = outcome.grid[:, 0, OPEN], outcome.level
    assert np.flatnonzero(opened == 2)[0] * 5 == 25
    assert np.flatnonzero(level == 1)[0] * 5 == 10
    stood_down = np.flatnonzero(opened == 2)[-1] + 1
    assert outcome.grid[stood_down, 0, WAITING] == 0
    assert (level[stood_down:] == 0).all()


def test_a_trigger_on_the_wait_looks_at_who_has_waited_longest():
    _, outcome = one_day(
        [station(built=2)],
        [people(0, 1)],
        levels=("normal", "heightened"),
        triggers=(call(watches="wait", above=3, below=1, hold=0, delay=0),),
    )

    assert waits_of(outcome) == [0, 4]


def test_no_more_is_called_than_the_reserve_has_nor_than_is_built():
    triggers = tuple(
        call(name=code, hold=0, delay=0, actions=(OpenBooths(station=code, booths=4, reserve="reserve"),))
        for code in ("line", "gate")
    )

    _, outcome = one_day(
        [station(built=4), station("gate", built=9)],
        [people(waiting_at_start=40)],
        levels=("normal", "heightened"),
        reserves={"reserve": 6},
        triggers=triggers,
    )

    assert outcome.grid[:, :, OPEN].max(axis=0).tolist() == [4, 1 + 2]


def test_a_share_is_diverted_while_the_trigger_is_in_force():
    routes = (route(("line", TEN)), route(("gate", TEN), point="there", travel=30))
    diverted = people(*range(1, 201), waiting_at_start=5, routes=routes)
    divert = call(
        hold=0, delay=0, above=2, below=0, actions=(Divert(flow="people", point="there", share=0.4),)
    )

    _, outcome = one_day(
        [station(), station("gate", 3, point="there")],
        [diverted],
        levels=("normal", "heightened"),
        triggers=(divert,),
    )

    assert (outcome.itinerary[5:] == 1).mean() == pytest.approx(0.4, abs=0.1)


def test_a_surge_brings_more_and_moves_nobody_before_it():
    calm = scenario([station()], [flow(30)], hours=6.0)
    surge = Surge(code="feast", flows=("people",), start=2.0, end=4.0, factor=3.0)
    busy = scenario([station()], [flow(30)], hours=6.0, surges=(surge,))

    (before, _), (after, _) = next(runs(calm, 1)), next(runs(busy, 1))

    early = before.arrival[before.arrival < 2]
    assert np.array_equal(early, after.arrival[after.arrival < 2])
    counts = [np.count_nonzero((day.arrival >= 2) & (day.arrival < 4)) for day, _ in runs(busy, 200)]
    assert np.mean(counts) == pytest.approx(180, rel=0.02)


def test_who_still_waits_at_the_end_has_waited_at_least_until_then():
    _, outcome = one_day([station()], [people(0, 0, 0)], hours=0.25, run_off=0.0)

    assert waits_of(outcome) == [0, 10, 15]
    assert np.isnan(outcome.gone[1:]).all()
