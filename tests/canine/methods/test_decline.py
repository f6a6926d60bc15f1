"""The alarm on decline: run lengths against closed forms and simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.canine.methods.decline import Chart, average_run_length, design, watch


def test_the_usual_chart_steps_by_six_and_keeps_its_promise():
    chart = design(accepted=0.10, declined=0.25, run_length=200)

    assert chart.step == 6
    assert chart.declined == pytest.approx(0.25, abs=0.005)
    assert average_run_length(chart, 0.10) >= 200
    assert average_run_length(Chart(0.1, chart.declined, 6, chart.limit - 1), 0.10) < 200


def test_a_chart_that_alarms_at_the_first_miss_waits_for_it():
    assert average_run_length(Chart(0.1, 0.25, 6, 5), 0.2) == pytest.approx(1 / 0.2)


def test_a_chart_that_needs_two_misses_running_waits_as_runs_do():
    # Step 2: +1 or −1 and alarm at 2. From 0: E0 = 1 + qE0 + pE1, E1 = 1 + qE0: E0 = (1 + p) / p².
    p = 0.3
    assert average_run_length(Chart(0.1, 0.9, 2, 2), p) == pytest.approx((1 + p) / p**2)


@pytest.mark.parametrize("miss_rate", [0.10, 0.25, 0.50])
def test_simulated_courses_run_as_long_as_computed(miss_rate):
    chart = design(accepted=0.10, declined=0.25, run_length=100)
    rng = np.random.default_rng(17)

    alarms = watch(chart, rng.random(150_000) < miss_rate).alarms
    runs = np.diff([-1, *alarms])

    error = runs.std() / math.sqrt(len(runs))
    assert runs.mean() == pytest.approx(average_run_length(chart, miss_rate), abs=4 * error)


def test_a_decline_is_seen_much_sooner_than_a_false_alarm_comes():
    chart = design(run_length=200)

    assert average_run_length(chart, 0.25) < 40
    assert average_run_length(chart, 0) == math.inf


def test_the_course_is_that_worked_by_hand():
    found = watch(Chart(0.1, 0.25, 6, 9), [False, True, False, True, True, False])

    assert found.statistic == (0, 5, 4, 9, 5, 4)
    assert found.alarms == (3,)
    assert found.began == (1,)


@given(st.lists(st.booleans(), max_size=80), st.integers(2, 8), st.integers(1, 20))
def test_more_misses_never_lower_the_statistic_before_an_alarm(missed, step, limit):
    chart = Chart(0.1, 0.25, step, limit)
    found = watch(chart, missed)
    worse = watch(chart, [True] * len(missed))

    assert len(found.alarms) == len(found.began) == sum(value >= limit for value in found.statistic)
    assert all(began <= alarm for began, alarm in zip(found.began, found.alarms, strict=True))
    if found.alarms:
        assert worse.alarms[0] <= found.alarms[0]


@pytest.mark.parametrize(
    ("accepted", "declined", "run_length"),
    [
        pytest.param(0.25, 0.1, 200, id="improvement"),
        pytest.param(0, 0.2, 200, id="no miss accepted"),
        pytest.param(0.1, 1, 200, id="always missed"),
        pytest.param(0.1, 0.25, 0, id="no run"),
        pytest.param(0.1, 0.25, math.inf, id="endless run"),
    ],
)
def test_what_is_no_decline_is_refused(accepted, declined, run_length):
    with pytest.raises(ValueError, match=r"decline|run length"):
        design(accepted=accepted, declined=declined, run_length=run_length)


def test_a_miss_rate_is_a_share():
    with pytest.raises(ValueError, match="not a share"):
        average_run_length(Chart(0.1, 0.25, 6, 5), 1.2)
