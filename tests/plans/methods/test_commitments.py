"""Needs added up by month against capacity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.common.periods import Month
from chegara.plans.methods.commitments import Commitment, Overload, load, overloads

JAN, FEB, MAR = Month(2026, 1), Month(2026, 2), Month(2026, 3)


@pytest.mark.parametrize(
    ("commitments", "expected"),
    [
        pytest.param([], {}, id="nothing"),
        pytest.param([("a", JAN, JAN, 3)], {"a": {JAN: 3}}, id="one month"),
        pytest.param([("a", JAN, FEB, 3), ("a", FEB, MAR, 2)], {"a": {JAN: 3, FEB: 5, MAR: 2}}, id="overlap"),
        pytest.param([("a", JAN, JAN, 3), ("b", JAN, JAN, 4)], {"a": {JAN: 3}, "b": {JAN: 4}}, id="apart"),
        pytest.param([("a", MAR, JAN, 3)], {}, id="ends before it begins"),
    ],
)
def test_what_is_asked_for_adds_up_by_month(commitments: list, expected: dict) -> None:
    assert load(Commitment(*each) for each in commitments) == expected


@pytest.mark.parametrize(
    ("capacity", "expected"),
    [
        pytest.param({"a": 4}, [Overload("a", FEB, 5, 4)], id="one month too much"),
        pytest.param({"a": 5}, [], id="just enough"),
        pytest.param(
            {"a": 0},
            [Overload("a", JAN, 3, 0), Overload("a", FEB, 5, 0), Overload("a", MAR, 2, 0)],
            id="none",
        ),
        pytest.param({}, [], id="not known"),
    ],
)
def test_more_than_there_is_shows_by_month(capacity: dict, expected: list) -> None:
    commitments = [Commitment("a", JAN, FEB, 3), Commitment("a", FEB, MAR, 2)]

    assert overloads(commitments, capacity) == expected


SPANS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 12), st.integers(0, 12), st.integers(0, 9)), max_size=12
)


@given(SPANS)
def test_the_load_of_a_month_is_what_its_commitments_give(spans: list[tuple[str, int, int, int]]) -> None:
    commitments = [Commitment(who, JAN + first, JAN + last, n) for who, first, last, n in spans]

    total = load(commitments)

    for offset in range(13):
        for who in "ab":
            # The second road: ask each commitment whether it holds in the month.
            expected = sum(n for w, first, last, n in spans if w == who and first <= offset <= last)
            assert total.get(who, {}).get(JAN + offset, 0) == expected


@given(SPANS, st.integers(0, 30))
def test_more_capacity_is_never_more_overload(spans: list[tuple[str, int, int, int]], capacity: int) -> None:
    commitments = [Commitment(who, JAN + first, JAN + last, n) for who, first, last, n in spans]

    less = overloads(commitments, {"a": capacity, "b": capacity})
    more = overloads(commitments, {"a": capacity + 1, "b": capacity + 1})

    assert {(each.who, each.month) for each in more} <= {(each.who, each.month) for each in less}
