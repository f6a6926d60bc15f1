from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.plans.methods.opening import open_hours

ROUND = frozenset(range(24))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("24/7", ROUND),
        ("круглосуточно", ROUND),
        ("24 ч", ROUND),
        ("06:00-20:00", frozenset(range(6, 20))),
        ("6.00–20.30", frozenset(range(6, 21))),
        ("22:00-02:00", frozenset({22, 23, 0, 1})),
        ("08:00-12:00, 13:00-17:00", frozenset(range(8, 17)) - {12}),
        ("00:00-24:00", ROUND),
        ("07:00-07:00", ROUND),
        ("", None),
        ("by agreement", None),
    ],
    ids=str,
)
def test_hours_are_read_as_timetables_are_written(text: str, hours: frozenset[int] | None) -> None:
    assert open_hours(text) == hours


@given(st.integers(0, 23), st.integers(1, 23))
def test_a_point_is_open_as_many_hours_as_lie_between(first: int, length: int) -> None:
    last = (first + length) % 24

    assert len(open_hours(f"{first:02}:00-{last:02}:00") or ()) == length
