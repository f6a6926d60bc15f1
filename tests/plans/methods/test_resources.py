from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from chegara.common.periods import Month
from chegara.elicitation.methods.distributions import from_three
from chegara.plans.methods.queues import booths_needed
from chegara.plans.methods.resources import (
    MonthFlow,
    Staffing,
    Triangular,
    WaitTarget,
    drawn_flows,
    gap,
    requirement,
    shortfall,
)

TARGET = WaitTarget(share=0.95, minutes=5)
STAFFING = Staffing(hours_a_year=1680, share_at_booths=0.8, officers_a_booth=1)
PROFILE = np.array([0] * 6 + [1, 2, 4, 6, 6, 5, 5, 5, 5, 4, 4, 3, 2, 1, 0, 0, 0, 0], dtype=float)
# Declared capacities of three crossing points in Central Asia come to 138-180 seconds a traveller and booth.
SERVICE = from_three(2.3, 2.6, 3.0)


class Exactly:
    """An amount that is known."""

    def __init__(self, amount: float) -> None:
        self.amount = amount

    def sample(self, size, rng):
        return np.full(size, self.amount)


def year(expected: float, spread: float = 0.0) -> list[MonthFlow]:
    return [
        MonthFlow(
            month=Month(2027, n), expected=expected, low=expected * (1 - spread), high=expected * (1 + spread)
        )
        for n in range(1, 13)
    ]


def needs(flows, profile=PROFILE, **changes):
    arguments = {
        "service_minutes": SERVICE,
        "target": TARGET,
        "staffing": STAFFING,
        "rng": np.random.default_rng(20261125),
        "draws": 200,
    }
    return requirement(flows, profile, **(arguments | changes))


def test_an_hour_needs_what_erlang_says():
    found = needs(year(310_000), service_minutes=Exactly(2.6), draws=2)

    for hour in range(24):
        arrivals = 310_000 / 31 * PROFILE[hour] / PROFILE.sum()
        expected = int(booths_needed(arrivals, 2.6 / 60, share=0.95, wait=5 / 60))
        assert found.booths[hour, 0] == expected
    assert found.booths[0, 0] == 0
    assert found.peak.median == found.booths.max()


def test_booth_hours_become_officers():
    found = needs(year(310_000), service_minutes=Exactly(2.6), draws=2)
    days = [flow.month.last_day.day for flow in year(1)]

    assert found.booth_hours.median == (found.booths * days).sum()
    assert found.officers.median == pytest.approx(found.booth_hours.median / (1680 * 0.8))


def test_half_a_year_of_forecast_is_scaled_to_a_year():
    whole, half = needs(year(310_000), draws=2), needs(year(310_000)[:6], draws=2)

    assert half.officers.median == pytest.approx(whole.officers.median, rel=0.03)


def test_uncertain_flow_and_service_widen_what_is_needed():
    certain = needs(year(310_000), service_minutes=Exactly(2.6))
    flow = needs(year(310_000, 0.2), service_minutes=Exactly(2.6))
    both = needs(year(310_000, 0.2))

    def width(one):
        return one.officers.interval.high - one.officers.interval.low

    assert width(certain) == 0
    assert 0 < width(flow) < width(both)
    assert (both.booths_high >= both.booths).all()


def test_a_months_profile_may_be_its_own():
    table = np.repeat(PROFILE[:, None], 12, axis=1)
    table[:, 6] = 1.0
    found = needs(year(310_000), profile=table, draws=2)

    assert found.booths[2, 6] > 0
    assert found.booths[2, 5] == 0


def test_some_booths_stay_open_whenever_the_point_is():
    found = needs(year(1000), least_booths=2, draws=2)

    assert set(found.booths[PROFILE > 0].ravel()) == {2}
    assert set(found.booths[PROFILE == 0].ravel()) == {0}


@settings(max_examples=15, deadline=None)
@given(st.floats(1000, 300_000), st.floats(1.01, 2))
def test_more_travellers_never_need_fewer_officers(flow, factor):
    one, more = (needs(year(f), service_minutes=Exactly(2.6), draws=2) for f in (flow, flow * factor))

    assert more.officers.median >= one.officers.median
    assert (more.booths >= one.booths).all()


def test_drawn_flows_have_the_interval_of_the_forecast():
    flows = [MonthFlow(month=Month(2027, 1), expected=100, low=80, high=150, level=0.8)]
    drawn = drawn_flows(flows, 100_000, np.random.default_rng(20261125))[:, 0]

    error = 4 * math.sqrt(0.1 * 0.9 / 100_000)
    assert (drawn < 80).mean() == pytest.approx(0.1, abs=error)
    assert (drawn > 150).mean() == pytest.approx(0.1, abs=error)
    assert np.median(drawn) == pytest.approx(100, rel=0.01)
    upper = (drawn[drawn > 100] - 100) / (50 / stats.norm.ppf(0.9))
    assert stats.kstest(upper, stats.halfnorm.cdf).pvalue > 1e-3


def test_a_flow_is_never_negative():
    flows = [MonthFlow(month=Month(2027, 1), expected=10, low=0, high=200)]

    assert drawn_flows(flows, 10_000, np.random.default_rng(1)).min() == 0


def test_the_gap_is_what_is_needed_less_what_there_is():
    drawn = np.arange(90.0, 110.0)

    found = gap(drawn, 95, cost_each=1000)

    assert found.needed.median == 99.5
    assert found.missing.median == 4.5
    assert found.probability == 14 / 20
    assert found.cost.median == 4500
    assert found.cost.interval.low == 0


def test_where_there_are_enough_nothing_is_to_be_paid():
    found = gap(np.full(10, 50.0), 80, cost_each=1000)

    assert found.missing.median == -30
    assert (found.probability, found.cost.median) == (0, 0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: needs([]), "a forecast"),
        (lambda: needs(year(100), profile=np.ones(23)), "24 hours"),
        (lambda: needs(year(100), profile=np.zeros(24)), "no hour any weight"),
        (lambda: needs(year(100), profile=-np.ones(24)), "from 0 up"),
        (lambda: needs(year(100), service_minutes=Exactly(0)), "must be positive"),
        (lambda: MonthFlow(month=Month(2027, 1), expected=5, low=6, high=7), "in order"),
        (lambda: Staffing(hours_a_year=0), "8784 hours"),
        (lambda: gap(np.empty(0), 3), "drawn years"),
        (lambda: gap(np.ones(3), -3), "availability"),
    ],
)
def test_what_makes_no_plan_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("times", [(0, 1, 2), (2, 1, 3), (1, 3, 2), (1, 1, float("inf"))], ids=str)
def test_times_out_of_order_are_refused(times: tuple[float, float, float]) -> None:
    low, best, high = times
    with pytest.raises(ValueError, match="in order"):
        Triangular(low=low, best=best, high=high)


def test_a_certain_time_is_drawn_as_it_is() -> None:
    drawn = Triangular(low=2, best=2, high=2).sample(3, np.random.default_rng(1))

    assert drawn.tolist() == [2, 2, 2]


def test_triangular_times_have_the_mean_of_their_three_values() -> None:
    drawn = Triangular(low=2, best=3, high=7).sample(100_000, np.random.default_rng(1))

    assert abs(drawn.mean() - 4) < 4 * drawn.std() / np.sqrt(len(drawn))


def test_only_what_is_missing_is_added_over_points() -> None:
    found = shortfall([np.array([2.0, 2.0]), np.array([-5.0, -5.0]), np.array([1.0, 1.0])])

    assert (found.median, found.interval.low, found.interval.high) == (3, 3, 3)


@pytest.mark.parametrize("missing", [[], [np.ones(2), np.ones(3)]], ids=["no point", "unlike years"])
def test_points_that_cant_be_added_are_refused(missing: list[np.ndarray]) -> None:
    with pytest.raises(ValueError, match="equally many"):
        shortfall(missing)
