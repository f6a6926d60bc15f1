"""Numbers of one day, intervals over many, differences of plans, Dostuk's declared capacity."""

from __future__ import annotations

import math
from dataclasses import replace
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contingency.methods.simulation.models import flow, route, runs, scenario, station

from chegara.contingency.methods.simulation.comparison import compare, sensitivity
from chegara.contingency.methods.simulation.draws import draw, triangular
from chegara.contingency.methods.simulation.scenario import Duration, OpenBooths, Plan, Study, Trigger
from chegara.contingency.methods.simulation.statistics import Key, estimates, measure, quantile

TEN = Duration(minutes=10, law="fixed")


def test_the_numbers_of_a_day_followed_by_hand():
    """Four come at 0 to one booth, ten minutes each; one more comes at 1:33 and waits for nobody."""
    people = flow((), times=(0.0, 0.0, 0.0, 0.0, 1.55), steps=(("line", TEN),))
    model = scenario([station()], [people], hours=2.0, run_off=2.0, target=10.0)
    day, outcome = next(runs(model, 1))

    found = measure(model, day, outcome)

    def number(measure, hour=None, about="flow", code="people"):
        return found[Key(about, code, measure, hour)]

    assert number("arrived") == number("through") == 5
    assert number("wait mean") == pytest.approx((0 + 10 + 20 + 30 + 0) / 5)
    assert number("wait p50") == pytest.approx(10)
    assert number("wait p95", 0) == pytest.approx(28.5)
    assert number("wait p95", 1) == 0
    assert number("within target") == pytest.approx(3 / 5)
    assert number("crossing mean") == pytest.approx((10 + 20 + 30 + 40 + 10) / 5)
    assert number("queue max", about="station", code="line") == 3
    # Looked at from 0 to 120 by five minutes: served at 0..35 (8 looks) and at 95 and 100.
    assert number("use", about="station", code="line") == pytest.approx(10 / 25)
    assert number("use", 1, "station", "line") == pytest.approx(2 / 13)
    assert found[Key("level", "normal", "time in level")] == 1


def test_an_hour_in_which_nobody_comes_has_no_wait():
    model = scenario([station()], [flow((), times=(0.1,))], hours=2.0)
    day, outcome = next(runs(model, 1))

    assert math.isnan(measure(model, day, outcome)[Key("flow", "people", "wait p95", 1)])


def test_a_bus_is_through_when_its_last_passenger_is():
    bus = flow((), times=(0.0,), group=(4, 4), steps=(("line", TEN),))
    model = scenario([station(booths=2)], [bus], hours=2.0)
    day, outcome = next(runs(model, 1))

    assert measure(model, day, outcome)[Key("flow", "people", "group through p95")] == pytest.approx(20)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_quantile_is_that_of_numpy(values, share):
    ordered = np.sort(np.array(values))

    assert quantile(ordered, share) == pytest.approx(np.quantile(ordered, share), rel=1e-9, abs=1e-9)


def test_an_estimate_is_students_and_leaves_out_the_unknown():
    values = np.array([[1.0, math.nan, math.nan], [2.0, 5.0, math.nan], [3.0, math.nan, math.nan]])

    known, single, unknown = estimates(values)

    assert (known.mean, known.replications) == (2.0, 3)
    assert known.high - 2 == pytest.approx(4.302653 / np.sqrt(3), rel=1e-6)  # t table, 2 degrees, .975
    assert single.mean == 5.0
    assert math.isnan(single.low)
    assert math.isnan(unknown.mean)
    assert unknown.replications == 0


def test_of_a_thousand_experiments_95_in_100_intervals_hold_the_truth():
    """Number inside after two hours of 10 arrivals an hour, patience as service: exactly 10 (1 - exp(-2))."""
    hour = Duration(minutes=60, law="exponential")
    model = scenario([station(booths=7)], [flow(10, patience=hour)], hours=2.0, look_every=60.0)
    inside = np.array([outcome.grid[-1, 0, :2].sum() for _, outcome in runs(model, 10_000)], dtype=float)

    found = estimates(inside.reshape(1000, 10).T)

    truth = 10 * (1 - exp(-2))
    assert 0.93 <= np.mean([each.low <= truth <= each.high for each in found]) <= 0.97


# Dostuk (Kyrgyzstan-Uzbekistan), 28.08.2024: 33 booths, able to pass 16,400 persons a day, 18,000 to 26,000
# came (24.kg/english/303378). 33 booths x 86,400 s / 16,400 persons = 174 s a person.
DOSTUK_BOOTHS, DOSTUK_CAPACITY, DOSTUK_MINUTES = 33, 16_400, 174 / 60


@pytest.mark.parametrize("persons_a_day", [18_000, 22_000, 26_000])
def test_dostuk_passes_what_it_declares_and_the_rest_piles_up(persons_a_day):
    check = Duration(minutes=DOSTUK_MINUTES, cv=0.5)
    people = flow(persons_a_day / 24, steps=(("line", check),))
    model = scenario([station(booths=DOSTUK_BOOTHS)], [people])

    through, backlog = [], []
    for day, outcome in runs(model, 10):
        through.append(np.count_nonzero(outcome.gone <= 24))
        queue = outcome.grid[:, 0, 0]
        surplus = len(day.arrival) - DOSTUK_CAPACITY
        backlog.append((queue[-1] - queue[len(queue) // 2]) / 12 - surplus / 24)

    assert np.mean(through) == pytest.approx(DOSTUK_CAPACITY, rel=0.02)
    assert np.mean(backlog) == pytest.approx(0, abs=0.05 * persons_a_day / 24)


def two_plans(second):
    base = scenario(
        [station(booths=((0.0, 3), (8.0, 6), (16.0, 3)), built=8)],
        [
            flow(
                tuple(20 + 60 * (8 <= hour < 18) for hour in range(24)),
                steps=(("line", Duration(minutes=4)),),
            )
        ],
    )
    return Study(
        title="two",
        plans=(Plan(name="as is", scenario=base), Plan(name="other", scenario=second(base))),
        seed=7,
    )


def one_booth_more(base):
    shifts = tuple(
        replace(shift, booths=shift.booths + (shift.hour == 8)) for shift in base.stations[0].shifts
    )
    return replace(base, stations=(replace(base.stations[0], shifts=shifts),))


def test_a_plan_that_changes_nothing_differs_by_nothing():
    comparison = compare(two_plans(lambda base: replace(base, title="the same")), replications=5)

    differences = comparison.results[1].difference
    assert comparison.results[0].difference is None
    assert {each.mean for each in differences.values() if each.replications} == {0.0}


def test_one_booth_more_shortens_the_wait_and_common_people_show_it_sooner():
    study = two_plans(one_booth_more)
    key = Key("flow", "all", "wait p95")

    result = compare(study, replications=40).results[1]

    paired = result.difference[key]
    apart = [
        [measure(plan.scenario, day, outcome)[key] for day, outcome in runs(plan.scenario, 40, seed=seed)]
        for plan, seed in zip(study.plans, (1, 2), strict=True)
    ]
    independent = 2 * 2.02 * np.sqrt((np.var(apart[0], ddof=1) + np.var(apart[1], ddof=1)) / 40)
    assert paired.high < 0
    assert paired.high - paired.low < independent / 3


def test_a_trigger_that_never_fires_changes_nothing():
    never = Trigger(
        name="never",
        station="line",
        watches="queue",
        above=1e6,
        below=1.0,
        actions=(OpenBooths(station="line", booths=1),),
    )

    result = compare(two_plans(lambda base: replace(base, triggers=(never,))), replications=3).results[1]

    assert {each.mean for each in result.difference.values() if each.replications} == {0.0}


def test_the_same_person_has_the_same_service_when_more_others_come():
    base = scenario([station()], [flow(10)], hours=10.0)
    more = scenario([station()], [flow(13)], hours=10.0)

    few, many = (draw(model, seed=3, replication=0) for model in (base, more))

    assert len(many.work) > len(few.work)
    assert np.array_equal(few.work, many.work[: len(few.work)])
    assert np.allclose(few.arrival / 1.3, many.arrival[: len(few.arrival)])


def test_waits_grow_with_arrivals_and_with_the_time_of_service():
    model = two_plans(one_booth_more).plans[0].scenario

    found = sensitivity(model, seed=1, replications=5, factors=(0.9, 1.0, 1.1))

    for comparison in found.values():
        waits = {each.plan: each.found[Key("flow", "all", "wait mean")].mean for each in comparison.results}
        assert waits["0.9"] < waits["1"] < waits["1.1"]


def test_an_uncertain_mean_is_drawn_once_a_replication_within_its_range():
    unsure = Duration(minutes=10, law="fixed", low=8, high=13)
    model = scenario([station()], [flow(5, steps=(("line", unsure),))])

    means = [{*np.round(day.work * 60, 9)} for day, _ in runs(model, 50)]

    assert {len(each) for each in means} == {1}
    drawn = [next(iter(each)) for each in means]
    assert 8 <= min(drawn) < 9.5 < 11 < max(drawn) <= 13


@given(st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=50, deadline=None)
def test_the_triangles_quantile_lies_within_it_and_rises(one, other):
    low, high = sorted((one, other))

    assert 2 <= triangular(2, 3, 7, low) <= triangular(2, 3, 7, high) <= 7


def test_progress_is_told_and_may_stop_the_work():
    told = []

    def stop(done, total):
        told.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(two_plans(one_booth_more), replications=9, progress=stop)
    assert told == [(1, 9), (2, 9)]


def test_a_route_of_several_points_keeps_each_points_people_apart():
    routes = (route(("line", TEN)), route(("gate", TEN), point="there"))
    model = scenario(
        [station(), station("gate", point="there")], [flow(3, routes=routes)], hours=5.0, run_off=5.0
    )
    day, outcome = next(runs(model, 1))

    found = measure(model, day, outcome)

    assert found[Key("flow", "people", "diverted")] == 0
    assert found[Key("station", "gate", "served")] == 0
    assert found[Key("station", "line", "served")] == len(day.arrival)
