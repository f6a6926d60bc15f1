"""The event loop against formulas that are older than computers."""

from __future__ import annotations

from itertools import pairwise
from math import exp, factorial

import numpy as np
import pytest
from tests.contingency.methods.simulation.models import HOUR, flow, route, runs, scenario, station, z_score

from chegara.common.machine_code import IS_COMPILED
from chegara.contingency.methods.simulation.kernel.state import TURNED_AWAY
from chegara.contingency.methods.simulation.scenario import Duration

pytestmark = pytest.mark.skipif(not IS_COMPILED, reason="millions of people need the compiler")

LONG = 50_000.0


def states(arrivals, booths, most):
    """Return the probability of each number in an M/M/c/K system, by its balance equations."""
    weights = [1.0]
    for n in range(1, most + 1):
        weights.append(weights[-1] * arrivals / min(n, booths))
    return np.array(weights) / sum(weights)


def erlang_c(load, booths):
    """Return the probability of having to wait (Erlang 1917), by the textbook's sum."""
    served = load**booths / factorial(booths) * booths / (booths - load)
    return served / (sum(load**n / factorial(n) for n in range(booths)) + served)


@pytest.mark.parametrize(
    ("booths", "use", "replications"),
    [(1, 0.6, 10), (4, 0.7, 10), (10, 0.8, 40)],
    ids=["one booth", "four booths", "ten booths"],
)
def test_the_mean_wait_is_that_of_erlang(booths, use, replications):
    load = booths * use
    model = scenario([station(booths=booths)], [flow(load)], hours=LONG * 4 / load)

    waits = [outcome.wait.mean() for _, outcome in runs(model, replications)]

    truth = erlang_c(load, booths) / (booths - load)
    assert np.mean(waits) == pytest.approx(truth, rel=0.01)
    assert abs(z_score(waits, truth)) <= 3.5


@pytest.mark.parametrize(
    ("booths", "places", "arrivals"),
    [(4, 6, 4.8), (1, 4, 0.8), (3, 0, 3.0)],
    ids=["overloaded", "one booth", "no room to wait (Erlang's loss)"],
)
def test_where_the_yard_is_full_the_right_share_is_turned_away(booths, places, arrivals):
    model = scenario([station(booths=booths, places=places)], [flow(arrivals)], hours=LONG)

    shares = [(outcome.outcome == TURNED_AWAY).mean() for _, outcome in runs(model, 10)]

    truth = states(arrivals, booths, booths + places)[-1]
    assert np.mean(shares) == pytest.approx(truth, rel=0.01)
    assert abs(z_score(shares, truth)) <= 3.5


def cobham(rates, booths, second_moment=2.0):
    """Return the mean wait of each priority (Cobham 1954): M/G/1, or M/M/c of service 1 hour."""
    load = sum(rates)
    residual = load * second_moment / 2 if booths == 1 else erlang_c(load, booths)
    above = np.concatenate([[0.0], np.cumsum(rates)]) / booths
    return [
        residual / (booths if booths > 1 else 1) / ((1 - before) * (1 - after))
        for before, after in pairwise(above)
    ]


@pytest.mark.parametrize(
    ("rates", "booths", "service", "second_moment"),
    [
        ((0.2, 0.3, 0.2), 1, Duration(minutes=60, law="gamma", cv=0.5), 1.25),
        ((0.2, 0.3, 0.2), 1, HOUR, 2.0),
        ((1.0, 1.0, 0.6), 4, HOUR, 2.0),
    ],
    ids=["M/G/1", "M/M/1", "M/M/4"],
)
def test_priorities_wait_as_cobham_says(rates, booths, service, second_moment):
    flows = [
        flow(rate, code=f"p{place}", priority=place, steps=(("line", service),))
        for place, rate in enumerate(rates)
    ]
    model = scenario([station(booths=booths)], flows, hours=LONG * 2)

    waits = np.array(
        [
            [outcome.wait[day.flow == place].mean() for place in range(len(rates))]
            for day, outcome in runs(model, 20)
        ]
    )

    for found, truth in zip(waits.T, cobham(rates, booths, second_moment), strict=True):
        assert found.mean() == pytest.approx(truth, rel=0.01)
        assert abs(z_score(found, truth)) <= 3.5


def test_who_may_interrupt_does_not_feel_the_others():
    """M/M/1 with preemptive resume: time in the system of each class (Kleinrock 1976, vol. 2, 3.6)."""
    rates = (0.3, 0.4)
    flows = [flow(rate, code=f"p{place}", priority=place) for place, rate in enumerate(rates)]
    model = scenario([station(preempts=True)], flows, hours=LONG * 2)

    times = np.array(
        [
            [np.nanmean((outcome.gone - day.arrival)[day.flow == place]) for place in range(2)]
            for day, outcome in runs(model, 10)
        ]
    )

    truths = (1 / (1 - 0.3), 1 / (1 - 0.3) + (0.3 + 0.4) / ((1 - 0.3) * (1 - 0.7)))
    for found, truth in zip(times.T, truths, strict=True):
        assert found.mean() == pytest.approx(truth, rel=0.01)
        assert abs(z_score(found, truth)) <= 3.5


def test_when_patience_equals_service_the_number_inside_is_poisson_whatever_the_shifts():
    """Mt/M/s(t)+M with equal rates is Mt/M/infinity: N(t) ~ Poisson(m(t)) exactly.

    With 100 + 20 sin t arrivals an hour, m(t) = 100 + 10 (sin t - cos t) - 90 exp(-t).
    """
    fine = 40
    hours = 16
    rates = tuple(100 + 20 * np.sin((k + 0.5) / fine) for k in range(hours * fine))
    # An hour of the model is `fine` hours of the run, so that the rate can follow the sine.
    slow = Duration(minutes=60 * fine, law="exponential")
    crowd = flow(tuple(rate / fine for rate in rates), steps=(("line", slow),), patience=slow)
    line = station(booths=((0.0, 130), (6.0, 60), (14.0, 90)))
    model = scenario([line], [crowd], hours=float(hours * fine), look_every=60.0)

    counts = np.array([outcome.grid[:, 0, :2].sum(axis=1) for _, outcome in runs(model, 600)])

    for hour in range(1, hours):
        mean = 100 + 10 * (np.sin(hour) - np.cos(hour)) - 90 * exp(-hour)
        inside = counts[:, hour * fine]
        assert abs(z_score(inside, mean)) <= 3.5
        assert inside.var(ddof=1) / mean == pytest.approx(1, abs=0.25)


def test_two_booths_in_a_row_without_room_between_them_block_as_hunt_found():
    """Two stations, one booth each, no room between, saturated: 2/3 of the service rate (Hunt 1956)."""
    pair = [station("first"), station("second", places=0)]
    people = flow(20.0, steps=("first", "second"), routes=(route("first", "second"),))
    model = scenario(pair, [people], hours=2_000.0)

    through = [np.count_nonzero(outcome.gone >= 0) / model.hours for _, outcome in runs(model, 10)]

    assert np.mean(through) == pytest.approx(2 / 3, rel=0.01)
