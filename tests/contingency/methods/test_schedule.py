"""Tasks over time: two places at once, circles, too early."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.contingency.methods.schedule import Early, Use, clashes, cycle, too_early

USES = st.lists(
    st.builds(
        Use,
        st.integers(0, 99),
        st.sampled_from("XY"),
        st.integers(0, 30),
        st.integers(0, 20),
        st.integers(1, 3),
    ),
    max_size=10,
)
GRAPHS = st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 6), max_size=3, unique=True), max_size=7)


@pytest.mark.parametrize(
    ("uses", "available", "expected"),
    [
        pytest.param([Use("a", "X", 0, 30), Use("b", "X", 30, 30)], 1, None, id="one after the other"),
        pytest.param([Use("a", "X", 0, 30), Use("b", "X", 29, 30)], 1, 29, id="a minute too early"),
        pytest.param([Use("a", "X", 0, 30), Use("b", "X", 10, 5)], 2, None, id="two people for two tasks"),
        pytest.param(
            [Use("a", "X", 0, 0), Use("b", "X", 0, 9)], 1, None, id="what takes no time takes nobody"
        ),
        pytest.param([Use("a", "X", 0, 9, 5)], 4, 0, id="one task asks for more than there is"),
    ],
)
def test_more_than_there_is_at_one_time_is_a_clash(uses: list, available: int, expected: int | None) -> None:
    found = clashes(uses, {"X": available})

    assert [each.minute for each in found] == ([] if expected is None else [expected])


def test_of_whom_nothing_is_known_nothing_is_said() -> None:
    assert clashes([Use("a", "X", 0, 9), Use("b", "X", 0, 9)], {}) == []


@settings(max_examples=200)
@given(USES, st.integers(1, 4))
def test_a_clash_is_found_as_by_looking_at_each_minute(uses: list, available: int) -> None:
    found = {each.who: each for each in clashes(uses, {"X": available, "Y": available})}

    for who in "XY":
        asked = [
            sum(
                use.amount for use in uses if use.who == who and use.begins <= minute < use.begins + use.lasts
            )
            for minute in range(60)
        ]
        most = max(asked)
        if most > available:
            assert (found[who].asked, found[who].minute) == (most, asked.index(most))
        else:
            assert who not in found


@pytest.mark.parametrize(
    ("after", "ring"),
    [
        pytest.param({}, set(), id="no task"),
        pytest.param({"a": ["a"]}, {"a"}, id="a task waits for itself"),
        pytest.param({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}, {"a", "b", "c"}, id="a ring of three"),
        pytest.param({"a": ["b", "c"], "b": ["c"], "c": []}, set(), id="two ways are no ring"),
    ],
)
def test_tasks_that_wait_for_each_other_are_named(after: dict, ring: set) -> None:
    assert set(cycle(after)) == ring


@settings(max_examples=200)
@given(GRAPHS)
def test_a_ring_is_found_if_and_only_if_no_order_exists(after: dict[int, list[int]]) -> None:
    # Kahn: take away what waits for nothing until nothing is left, or nothing more can be taken.
    left = {key: set(waits) for key, waits in after.items()}
    for waits in list(after.values()):
        for key in waits:
            left.setdefault(key, set())
    while free := {key for key, waits in left.items() if not waits}:
        left = {key: waits - free for key, waits in left.items() if key not in free}

    ring = cycle(after)

    assert bool(ring) == bool(left)
    following = list(ring[1:]) + list(ring[:1])
    assert all(
        one in after.get(other, []) or other in after.get(one, [])
        for one, other in zip(ring, following, strict=True)
    )


def test_a_task_that_begins_before_what_it_waits_for_has_ended_is_named() -> None:
    begins, lasts = {"a": 0, "b": 30, "c": 29}, {"a": 30, "b": 5, "c": 5}

    assert too_early(begins, lasts, {"b": ["a"], "c": ["a"]}) == [Early("c", 29, "a", 30)]
