"""No small count can be worked out of what is printed: by the bounds, by enumeration, by linear programs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from chegara.common.periods import Month
from chegara.evidence.methods.disclosure import (
    Span,
    printable_sums,
    protected_breakdown,
    reader_bounds,
)
from chegara.evidence.methods.thresholds import least_count, thresholds
from chegara.evidence.report.public_facts import calendar_spans

NAN = math.nan
LEAST = 5


def months(count: int) -> list[Month]:
    return [Month(2024, 1) + n for n in range(count)]


def all_spans(count: int) -> list[Span]:
    return [(first, last) for last in range(1, count + 1) for first in range(last)]


def sensitive_spans(values: Sequence[float], least: int) -> Iterable[Span]:
    for first, last in all_spans(len(values)):
        if 0 < sum(value for value in values[first:last] if value == value) < least:
            yield first, last


@pytest.mark.parametrize(
    ("values", "withheld"),
    [
        ([9, 8, 7], []),
        ([0, 0, 0], []),
        ([2, 9, 9], [(0, 1), (1, 2)]),
        ([9, 9, 2], [(0, 3), (2, 3)]),
        ([1, 1, 1], [(0, 1), (0, 2), (0, 3), (1, 2), (2, 3)]),
        ([3, 0, 9], [(0, 1), (0, 2), (2, 3)]),
        ([9, NAN, 9], [(0, 2), (0, 3), (1, 2)]),
        ([], []),
        ([4], [(0, 1)]),
    ],
    ids=[
        "large counts are printed",
        "zeros are printed",
        "a small month takes the next one with it, not the total",
        "a small last month takes the total with it, since the months before are printed",
        "a small year is withheld with all its months",
        "a zero gives nothing away where nothing is known beside it",
        "an unknown month has no sum",
        "no month",
        "one small month",
    ],
)
def test_what_is_withheld(values: list[float], withheld: list[Span]):
    spans = calendar_spans(months(len(values)))

    printed = printable_sums(values, spans, LEAST)

    assert sorted(set(spans) - printed) == withheld


@pytest.mark.parametrize("values", [[-1.0], [3.0, -0.5]], ids=["one", "one among others"])
def test_a_negative_count_is_refused(values: list[float]):
    with pytest.raises(ValueError, match="negative"):
        printable_sums(values, [(0, 1)], LEAST)


def test_sums_are_taken_in_the_order_in_which_they_become_known():
    assert calendar_spans([Month(2015, 5), Month(2015, 6), Month(2015, 7)]) == [
        (0, 1), (1, 2), (2, 3)
    ]  # fmt: skip
    assert calendar_spans(months(4)) == [(0, 1), (0, 2), (1, 2), (0, 3), (2, 3), (0, 4), (3, 4)]
    assert (0, 12) in calendar_spans(months(12))
    assert (6, 12) in calendar_spans(months(12))
    assert (9, 12) in calendar_spans(months(12))


counts = st.lists(st.one_of(st.integers(0, 12), st.integers(0, 3)).map(float), max_size=18)


@settings(max_examples=60, deadline=None)
@given(values=counts)
def test_linear_programs_find_no_small_count_in_what_is_printed(values: list[float]):
    printed = sorted(printable_sums(values, calendar_spans(months(len(values))), LEAST))
    rows = [[float(first <= n < last) for n in range(len(values))] for first, last in printed]
    sums = [sum(values[first:last]) for first, last in printed]

    for first, last in sensitive_spans(values, LEAST):
        asked = np.array([float(first <= n < last) for n in range(len(values))])
        found = [
            linprog(sign * asked, A_eq=rows or None, b_eq=sums or None, bounds=(0, None), method="highs")
            for sign in (1, -1)
        ]
        fewest, most = found[0].fun, math.inf if found[1].status == 3 else -found[1].fun
        assert fewest <= 1 + 1e-6
        assert most >= LEAST - 1 - 1e-6


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.integers(0, 6).map(float), min_size=1, max_size=5), least=st.integers(2, 4))
def test_enumerating_all_months_that_agree_with_what_is_printed_tells_no_small_count(
    values: list[float], least: int
):
    printed = printable_sums(values, all_spans(len(values)), least)

    agree = [
        other
        for other in itertools.product(range(10), repeat=len(values))
        if all(sum(other[first:last]) == sum(values[first:last]) for first, last in printed)
    ]

    for first, last in sensitive_spans(values, least):
        possible = {sum(other[first:last]) for other in agree}
        assert len(possible) > 1
        assert set(range(1, least)) <= possible


@settings(max_examples=40, deadline=None)
@given(values=counts, more=counts)
def test_later_months_never_change_what_was_printed_before(values: list[float], more: list[float]):
    both = months(len(values) + len(more))

    before = printable_sums(values, calendar_spans(both[: len(values)]), LEAST)
    after = printable_sums([*values, *more], calendar_spans(both), LEAST)

    assert before == {span for span in after if span[1] <= len(values)}


@settings(max_examples=30, deadline=None)
@given(values=st.lists(st.integers(0, 9).map(float), min_size=1, max_size=6))
def test_a_reader_s_bounds_hold_the_truth(values: list[float]):
    bounds = reader_bounds(values, printable_sums(values, calendar_spans(months(len(values))), LEAST))

    for first, last in all_spans(len(values)):
        assert -bounds[last, first] <= sum(values[first:last]) <= bounds[first, last]


@pytest.mark.parametrize(
    ("counts", "total_printed", "shown", "others"),
    [
        ({"a": 40, "b": 9}, True, ("a", "b"), 0),
        ({"a": 40, "b": 9, "c": 3}, True, ("a",), 12),
        ({"a": 40, "b": 3, "c": 4}, True, ("a", "b", "c")[:1], 7),
        ({"a": 40, "b": 1, "c": 1}, True, (), 42),
        ({"a": 40, "b": 9}, False, ("a",), None),
        ({"a": 40, "b": 9, "c": 1}, False, ("a",), None),
        ({"a": 3}, True, (), None),
        ({"a": 0, "b": 8}, True, ("b",), 0),
        ({}, True, (), 0),
    ],
    ids=[
        "nothing small",
        "a small one takes the next larger into the remainder",
        "two small ones that hide each other",
        "too small together",
        "without the total there is always a remainder",
        "without the total the remainder is withheld",
        "all is small",
        "what is zero is no category",
        "nothing",
    ],
)
def test_what_a_breakdown_prints(
    counts: dict[str, float], total_printed: bool, shown: tuple[str, ...], others: float | None
):
    found = protected_breakdown(counts, LEAST, total_printed=total_printed)

    assert tuple(key for key, _value in found.shown) == shown
    assert found.others == others


def test_a_negative_category_is_refused():
    with pytest.raises(ValueError, match="negative"):
        protected_breakdown({"a": -1.0}, LEAST, total_printed=True)


@settings(max_examples=150, deadline=None)
@given(values=st.lists(st.integers(1, 9), max_size=6), least=st.integers(2, 6), total=st.booleans())
def test_enumerating_the_parts_of_a_remainder_tells_no_small_count(
    values: list[int], least: int, total: bool
):
    counts = {f"c{n}": float(value) for n, value in enumerate(values)}
    told = protected_breakdown(counts, least, total_printed=total)
    hidden = [value for key, value in counts.items() if key not in dict(told.shown)]

    assert all(value >= least for _key, value in told.shown)
    if told.others is None:
        assert sum(hidden) >= least or not told.shown
        return
    assert sum(counts.values()) == sum(value for _key, value in told.shown) + told.others
    # The reader knows how many parts there are, that each is at least 1, and what they add up to.
    for position, value in enumerate(hidden):
        if 0 < value < least:
            rest = len(hidden) - 1
            possible = {one for one in range(1, int(told.others) + 1) if told.others - one >= rest}
            assert rest > 0, position
            assert set(range(1, least)) <= possible


def test_thresholds_are_dated_and_cite_their_source_in_both_languages():
    for threshold in thresholds():
        assert threshold.value >= 2
        assert set(threshold.source) == {"en", "ru"}
    first = thresholds()[0]
    assert least_count(first.since) == first
    assert least_count(first.since.replace(year=1990)) == first
