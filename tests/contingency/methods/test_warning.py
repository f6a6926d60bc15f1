"""Signs against history: when they would have warned, how early, how often for nothing."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.common.intervals import poisson
from chegara.contingency.methods.warning import Alarm, Rule, alarms, back_test, warns

NAN = math.nan
VALUES = st.lists(st.floats(0, 10) | st.just(NAN), min_size=1, max_size=60)
RULES = st.integers(1, 5).flatmap(
    lambda m: st.builds(Rule, st.floats(1, 9), st.integers(1, m), st.just(m), st.booleans())
)


@pytest.mark.parametrize(
    ("values", "rule", "expected"),
    [
        pytest.param([1, 9, 1], Rule(5), "010", id="one reading is enough"),
        pytest.param([9, 1, 9, 1, 1], Rule(5, 2, 3), "00100", id="two of three, though not in a row"),
        pytest.param([9, NAN, 9], Rule(5, 2, 3), "001", id="an unknown reading does not break the window"),
        pytest.param([9, NAN, NAN], Rule(5, 2, 3), "000", id="unknown readings are no evidence"),
        pytest.param([5, 5], Rule(5, 2, 2), "01", id="at the threshold counts"),
        pytest.param([9, 1, 1], Rule(5, 2, 2, above=False), "001", id="a sign that warns when it falls"),
        pytest.param([], Rule(5), "", id="nothing was read"),
    ],
)
def test_a_sign_warns_by_its_rule_of_persistence(values: list[float], rule: Rule, expected: str) -> None:
    assert "".join(str(int(each)) for each in warns(values, rule)) == expected


@pytest.mark.parametrize(("n", "m"), [(0, 1), (3, 2)])
def test_a_window_that_can_never_be_filled_is_refused(n: int, m: int) -> None:
    with pytest.raises(ValueError, match="no rule"):
        Rule(1, n, m)


def test_the_worked_example_by_hand() -> None:
    # Alarms at 2–3, 8–9 and 15–16; crises at 4 and 10, warned 2 readings before each; 15 warned of nothing.
    values = [0, 0, 9, 9, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 0]

    found = back_test(values, Rule(5), onsets=[4, 10], ahead=3, a_year=12)

    assert found.alarms == (Alarm(2, 3), Alarm(8, 9), Alarm(15, 16))
    assert [each.lead for each in found.crises] == [2, 2]
    assert found.false_alarms == (Alarm(15, 16),)
    assert found.years == 2.0
    assert found.false_a_year == 0.5
    bounds, exact = found.false_interval, poisson(1)
    assert bounds is not None
    assert (bounds.low, bounds.high) == (exact.low / 2, exact.high / 2)


@pytest.mark.parametrize(
    ("values", "onset", "lead", "false"),
    [
        pytest.param([0, 0, 9, 0, 0, 0, 0, 0], 2, 0, 0, id="warned on the day itself"),
        pytest.param([0, 0, 0, 9, 0, 0, 0, 0], 2, None, 0, id="warned after it began: late, not false"),
        pytest.param([9, 0, 0, 0, 0, 0, 0, 0], 6, None, 1, id="too long before: another alarm"),
        pytest.param([9, 9, 9, 9, 9, 9, 9, 0], 6, 3, 0, id="a lead is at most the horizon"),
        pytest.param([0, 0, 0, 0, 0, 0, 0, 9], 2, None, 0, id="at the end nobody knows yet"),
    ],
)
def test_a_crisis_and_an_alarm_find_each_other(
    values: list[float], onset: int, lead: int | None, false: int
) -> None:
    found = back_test(values, Rule(5), onsets=[onset], ahead=3, a_year=12)

    assert found.crises[0].lead == lead
    assert len(found.false_alarms) == false


def test_years_count_what_was_read() -> None:
    found = back_test([1, NAN, 1, NAN], Rule(5), onsets=[], ahead=1, a_year=12)

    assert found.unknown == 2
    assert found.years == pytest.approx(2 / 12)


def test_where_nothing_was_read_there_is_no_rate() -> None:
    found = back_test([NAN], Rule(5), onsets=[], ahead=1, a_year=12)

    assert found.false_a_year is None
    assert found.false_interval is None


@pytest.mark.parametrize(
    "wrong", [{"ahead": -1}, {"a_year": 0}, {"onsets": [9]}], ids=["horizon", "year", "onset"]
)
def test_what_makes_no_sense_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"needs a horizon|outside the data"):
        back_test([1, 2], Rule(5), **({"onsets": [], "ahead": 1, "a_year": 12} | wrong))


@settings(max_examples=150)
@given(VALUES, RULES)
def test_warnings_agree_with_counting_each_window_anew(values: list[float], rule: Rule) -> None:
    def beyond(value: float) -> bool:
        if math.isnan(value):
            return False
        return value >= rule.threshold if rule.above else value <= rule.threshold

    expected = []
    for last in range(len(values)):
        window = [values[i] for i in range(len(values)) if last - rule.m < i <= last]
        expected.append(len([value for value in window if beyond(value)]) >= rule.n)

    assert list(warns(values, rule)) == expected


@settings(max_examples=150)
@given(VALUES, st.floats(1, 5), st.floats(0, 4), st.integers(1, 3))
def test_a_higher_threshold_never_warns_where_a_lower_one_does_not(
    values: list[float], threshold: float, more: float, n: int
) -> None:
    low = warns(values, Rule(threshold, n, 3))
    high = warns(values, Rule(threshold + more, n, 3))

    assert all(lower or not higher for lower, higher in zip(low, high, strict=True))


@settings(max_examples=150)
@given(st.lists(st.booleans(), max_size=40))
def test_alarms_are_the_readings_that_warned_and_do_not_touch(fired: list[bool]) -> None:
    runs = alarms(fired)

    assert [i for run in runs for i in range(run.first, run.last + 1)] == [
        i for i, on in enumerate(fired) if on
    ]  # fmt: skip
    assert all(one.last + 1 < other.first for one, other in pairwise(runs))


@settings(max_examples=150)
@given(VALUES, RULES, st.integers(0, 6), st.data())
def test_no_alarm_is_both_false_and_a_warning(
    values: list[float], rule: Rule, ahead: int, data: st.DataObject
) -> None:
    onsets = data.draw(st.lists(st.integers(0, len(values) - 1), unique=True, max_size=4))

    found = back_test(values, rule, onsets=onsets, ahead=ahead, a_year=12)

    warned = {each.alarm for each in found.crises}
    assert not warned & set(found.false_alarms)
    assert set(found.false_alarms) <= set(found.alarms)
    assert all(each.lead is None or 0 <= each.lead <= ahead for each in found.crises)
    assert len(found.crises) == len(onsets)
