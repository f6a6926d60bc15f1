from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.plans.methods.queues import (
    TooManyBoothsError,
    booths_needed,
    mean_wait,
    probability_of_waiting,
    share_within,
)

MINUTES = 1 / 60


@pytest.mark.parametrize(
    ("load", "booths", "probability"),
    [
        (0.8, 1, 0.8),
        (1.0, 2, 1 / 3),
        (1.6, 2, 2 * 0.8**2 / 1.8),
        (48, 55, 0.2387),
        (10, 14, 0.1741),
        (0, 3, 0),
        (3, 3, 1),
        (5, 3, 1),
    ],
    ids=[
        "one booth: utilisation", "two booths", "two booths, closed form", "55 agents, 48 erlang",
        "14 agents, 10 erlang", "nobody arrives", "just overrun", "overrun",
    ],
)  # fmt: skip
def test_the_probability_of_waiting_is_that_of_the_tables(load, booths, probability):
    assert float(probability_of_waiting(load, booths)) == pytest.approx(probability, abs=5e-5)


def test_the_worked_example_of_360_calls_in_half_an_hour():
    """4 minutes a call, 55 agents, answered within 15 seconds: 84.6 per cent, 8.2 seconds on average."""
    arrivals, service, wait = 720, 4 * MINUTES, 15 / 3600

    assert float(share_within(wait, arrivals, service, 55)) == pytest.approx(0.846, abs=5e-4)
    assert float(mean_wait(arrivals, service, 55)) * 3600 == pytest.approx(8.2, abs=0.05)


@pytest.mark.parametrize(
    ("booths", "utilisation", "wait"),
    [(1, 0.8, 4.0), (4, 0.9, 1.9694), (10, 0.8, 0.20459), (20, 0.95, 0.7554)],
    ids=["M/M/1", "M/M/4", "M/M/10", "M/M/20"],
)
def test_the_mean_wait_in_service_times_is_that_of_the_tables(booths, utilisation, wait):
    assert float(mean_wait(booths * utilisation, 1.0, booths)) == pytest.approx(wait, rel=1e-4)


def by_sums(load: float, booths: int) -> float:
    """Erlang C as he wrote it, with factorials."""
    last = load**booths / math.factorial(booths) * booths / (booths - load)
    return last / (sum(load**n / math.factorial(n) for n in range(booths)) + last)


@given(st.integers(1, 40), st.floats(0.01, 0.99))
def test_the_recursion_gives_what_the_formula_with_factorials_gives(booths, utilisation):
    load = booths * utilisation

    assert float(probability_of_waiting(load, booths)) == pytest.approx(by_sums(load, booths), rel=1e-9)


def test_a_simulated_queue_waits_as_long():
    """Kiefer and Wolfowitz' recursion, 200,000 travellers at three booths; within four batch-mean errors."""
    rng = np.random.default_rng(20261125)
    arrivals = np.cumsum(rng.exponential(1 / 2.4, 200_000)).tolist()
    services = rng.exponential(1.0, 200_000).tolist()
    free, waits = [0.0, 0.0, 0.0], []
    for arrival, service in zip(arrivals, services, strict=True):
        booth = min(range(3), key=free.__getitem__)
        begin = max(arrival, free[booth])
        waits.append(begin - arrival)
        free[booth] = begin + service
    batches = np.array(waits[5000:195_000]).reshape(38, -1)

    error = batches.mean(axis=1).std() / math.sqrt(38)
    assert batches.mean() == pytest.approx(float(mean_wait(2.4, 1.0, 3)), abs=4 * error)
    within = (batches <= 1.0).mean(axis=1)
    assert within.mean() == pytest.approx(
        float(share_within(1.0, 2.4, 1.0, 3)), abs=4 * within.std() / math.sqrt(38)
    )


@given(st.floats(0.1, 30), st.integers(1, 40))
def test_another_booth_never_lengthens_the_wait(load, booths):
    one, more = mean_wait(load, 1.0, [booths, booths + 1])

    assert more <= one


@settings(max_examples=60, deadline=None)
@given(st.floats(1, 1000), st.floats(0.2, 5), st.floats(0.5, 0.99), st.floats(0, 15))
def test_the_booths_needed_keep_the_target_and_one_fewer_would_not(arrivals, minutes, share, wait):
    service, target = minutes * MINUTES, wait * MINUTES

    needed = int(booths_needed(arrivals, service, share=share, wait=target))

    assert float(share_within(target, arrivals, service, needed)) >= share - 1e-12
    if needed > 1:
        assert float(share_within(target, arrivals, service, needed - 1)) < share


def test_hours_are_computed_at_once_as_each_alone():
    arrivals = np.array([[0.0, 12.0], [240.0, 600.0]])

    together = booths_needed(arrivals, 3 * MINUTES, share=0.95, wait=5 * MINUTES)

    alone = [
        [int(booths_needed(a, 3 * MINUTES, share=0.95, wait=5 * MINUTES)) for a in row] for row in arrivals
    ]
    assert together.tolist() == alone
    assert together[0, 0] == 0


def test_where_arrivals_outrun_the_booths_the_wait_has_no_end():
    assert float(mean_wait(10, 1.0, 5)) == math.inf
    assert float(share_within(100, 10, 1.0, 5)) == 0


def test_more_booths_than_anybody_has_are_refused():
    with pytest.raises(TooManyBoothsError, match="more than 500"):
        booths_needed(1e6, 1.0, share=0.95, wait=0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: probability_of_waiting(-1, 2),
        lambda: probability_of_waiting(math.nan, 2),
        lambda: probability_of_waiting(1, 0),
        lambda: mean_wait(1, 0, 2),
        lambda: booths_needed(1, 1, share=1, wait=0),
        lambda: booths_needed(1, 1, share=0.9, wait=-1),
        lambda: booths_needed(-1, 1, share=0.9, wait=1),
    ],
)
def test_what_is_no_queue_or_target_is_refused(call):
    with pytest.raises(ValueError, match=r"from 0 up|at least one booth|must be positive"):
        call()
