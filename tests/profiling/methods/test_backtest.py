"""Back-tests: expectations, disparity, leaks; against tables worked by hand and simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.profiling.methods.selection.backtest import (
    Decided,
    Labelled,
    area,
    backtest,
    expectation,
    leak_check,
    ratio_of_rates,
)


@pytest.mark.parametrize(
    ("prevalence", "sensitivity", "false_positives", "innocent"),
    [
        # Worked in the domain page: predictive values of 0.09 %, 1 % and 8 %.
        pytest.param(1e-6, 0.9, 0.001, "999", id="one in a million"),
        pytest.param(1e-6, 0.99, 0.0001, "990", id="one in a million, a much better profile"),
        pytest.param(1e-4, 0.9, 0.001, "917", id="one in ten thousand"),
    ],
)
def test_what_is_expected_is_told_in_plain_words(prevalence, sensitivity, false_positives, innocent):
    told = expectation(
        records=1e6, prevalence=prevalence, sensitivity=sensitivity, false_positives=false_positives
    )

    assert told.sentence() == f"Of 1,000 selected, {innocent} will be innocent."
    assert told.sentence("ru") == f"Из 1000 отобранных {innocent} окажутся непричастными."


def test_a_share_beyond_one_is_refused():
    with pytest.raises(ValueError, match="shares"):
        expectation(records=1, prevalence=2, sensitivity=1, false_positives=0)


def test_selections_a_day_hits_and_overlap_are_counted():
    decided = [
        Decided(fired=True, day=1, found=True, others=frozenset({"B"})),
        Decided(fired=True, day=1, found=False),
        Decided(fired=True, day=2),
        Decided(fired=False, day=3, found=True),
    ]

    made = backtest(decided)

    assert (made.selected, made.a_day, made.most_a_day) == (3, 1.0, 2)
    assert (made.examined, made.found, made.unique) == (2, 1, 2)
    assert made.overlap == {"B": pytest.approx(1 / 3)}


def test_nothing_is_said_of_nothing():
    made = backtest([])

    assert (made.selected, made.hit_rate, made.disparities) == (0, None, ())


@given(st.integers(1, 60), st.integers(60, 200), st.integers(1, 60), st.integers(60, 200))
def test_the_ratio_turned_around_is_its_inverse(hits, trials, other_hits, other_trials):
    ratio, interval = ratio_of_rates(hits, trials, other_hits, other_trials)
    back, back_interval = ratio_of_rates(other_hits, other_trials, hits, trials)

    assert ratio * back == pytest.approx(1)
    assert interval.low * back_interval.high == pytest.approx(1)
    assert ratio in interval


def groups(rng, rates, size=3000):
    return [
        Decided(fired=bool(fired), day=0, group=name)
        for name, rate in rates.items()
        for fired in rng.random(size) < rate
    ]


def test_planted_disparity_is_found():
    made = backtest(groups(np.random.default_rng(1), {"a": 0.05, "b": 0.15, "c": 0.05}))

    assert {each.group for each in made.disparities if each.alarm} >= {"b"}


def test_where_none_is_planted_alarms_are_rarer_than_the_stated_error():
    rng = np.random.default_rng(2)
    alarms = sum(
        any(each.alarm for each in backtest(groups(rng, {"a": 0.1, "b": 0.1, "c": 0.1}, 400)).disparities)
        for _ in range(100)
    )

    assert alarms <= 5 + 3 * math.sqrt(100 * 0.05 * 0.95)


def test_a_group_too_small_to_tell_is_named_and_not_compared():
    made = backtest(
        [Decided(fired=True, day=0, group="few")] + groups(np.random.default_rng(3), {"a": 0.1}, 50)  # noqa: RUF005
    )

    assert "few" in made.too_small


@pytest.mark.parametrize(
    ("scores", "labels", "expected"),
    [
        ([0.1, 0.4, 0.35, 0.8], [False, False, True, True], 0.75),
        ([1, 1, 1, 1], [True, False, True, False], 0.5),
        ([0.2], [True], None),
    ],
    ids=["worked by hand", "all alike", "one label"],
)
def test_the_area_under_the_curve(scores, labels, expected):
    assert area(scores, labels) == expected


def test_a_memory_of_whole_tuples_is_found_out():
    past = [Labelled((number % 50,), number % 50 < 10, 0.5) for number in range(500)]
    tested = [Labelled((number,), number < 10, 0.6 if number < 5 else 0.5) for number in range(60)]

    check = leak_check(past, tested)

    assert check.seen == pytest.approx(50 / 60)
    assert check.lookup == pytest.approx(1.0, abs=0.05)
    assert check.leaks
    assert check.unseen == 10


def test_nothing_leaks_where_nothing_recurs():
    past = [Labelled((number,), number % 2 == 0, 0.5) for number in range(100)]
    tested = [Labelled((number,), number % 2 == 0, float(number % 2 == 0)) for number in range(100, 160)]

    check = leak_check(past, tested)

    assert (check.seen, check.lookup, check.profile, check.leaks) == (0.0, 0.5, 1.0, False)
