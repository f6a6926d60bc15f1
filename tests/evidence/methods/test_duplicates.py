from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.evidence.methods.duplicates import differ_only_in, exact_repeats

ROWS = st.lists(
    st.tuples(st.sampled_from(["Korday", "Dostyk", ""]), st.integers(0, 2), st.none() | st.text(max_size=1))
)


def test_repeats_are_grouped_in_the_order_of_their_first_row():
    rows = [("a", 1), ("b", 2), ("c", 3), ("b", 2), ("a", 1), ("b", 2)]

    assert exact_repeats(iter(rows), first_row=2) == [(2, 6), (3, 5, 7)]


@pytest.mark.parametrize(
    "rows",
    [[], [("a",)], [("a", "b"), ("ab", "")], [("1",), (1,)], [("a",), ("A",)], [("a", ""), ("", "a")]],
    ids=["no row", "one row", "shifted border", "text and number", "case", "other column"],
)
def test_rows_that_differ_at_all_are_no_repeat(rows):
    assert exact_repeats(rows) == []


@given(ROWS)
def test_the_digests_find_what_comparing_every_pair_finds(rows):
    expected = [
        tuple(place for place, other in enumerate(rows, start=1) if other == row)
        for first, row in enumerate(rows)
        if row not in rows[:first] and rows.count(row) > 1
    ]

    assert exact_repeats(rows) == expected


def test_the_same_amount_in_another_unit_is_found():
    rows = [("heroin", 635, "g"), ("heroin", 635, "g"), ("heroin", 635, "kg"), ("opium", 635, "kg")]

    assert differ_only_in(rows, 2, first_row=2) == [(2, 3, 4)]


def test_a_surrogate_from_a_broken_file_is_compared_like_any_character():
    assert exact_repeats([("\udce9",), ("\udce9",)]) == [(1, 2)]
