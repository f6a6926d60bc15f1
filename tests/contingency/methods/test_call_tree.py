"""How long it takes until everybody in a call tree knows."""

from __future__ import annotations

import heapq

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.contingency.methods.call_tree import Call, LoopError, times


@st.composite
def trees(draw: st.DrawFn) -> list[Call[int]]:
    size = draw(st.integers(1, 12))
    return [
        Call(
            key,
            None if key == 0 else draw(st.none() | st.integers(0, key - 1)),
            draw(st.integers(1, 9)),
            draw(st.none() | st.integers(0, 9)),
        )
        for key in range(size)
    ]


def by_events(calls: list[Call[int]], *, failing: bool) -> dict[int, float]:
    """Play the calls minute by minute: whoever is free calls the next of their row."""
    rows: dict[int | None, list[Call[int]]] = {}
    for call in calls:
        rows.setdefault(call.caller, []).append(call)
    known: dict[int, float] = {}
    events: list[tuple[float, int, int | None, int]] = [(0.0, 0, None, 0)]
    order = 0
    while events:
        now, _, caller, place = heapq.heappop(events)
        row = rows.get(caller, [])
        if place >= len(row):
            continue
        call = row[place]
        if failing and call.fallback is None:
            continue
        end = now + call.minutes + (call.fallback or 0 if failing else 0)
        known[call.key] = end
        order += 1
        heapq.heappush(events, (end, order, caller, place + 1))
        order += 1
        heapq.heappush(events, (end, order, call.key, 0))
    return known


@pytest.mark.parametrize(
    ("calls", "last", "failing"),
    [
        pytest.param([], {}, {}, id="nobody is told"),
        pytest.param([Call("a", None, 2, 3)], {"a": 2}, {"a": 5}, id="one call"),
        pytest.param(
            [Call("a", None, 2), Call("b", None, 2)], {"a": 2, "b": 4}, {"a": None, "b": None}, id="in a row"
        ),
        pytest.param(
            [Call("a", None, 2, 1), Call("b", "a", 2, None), Call("c", "a", 2, 1)],
            {"a": 2, "b": 4, "c": 6},
            {"a": 3, "b": None, "c": None},
            id="a call without another channel holds up those after it",
        ),
        pytest.param(
            [Call("b", "a", 3, 0), Call("a", None, 2, 0)],
            {"a": 2, "b": 5},
            {"a": 2, "b": 5},
            id="the order of the list does not matter across callers",
        ),
    ],
)
def test_calls_follow_one_another(calls: list, last: dict, failing: dict) -> None:
    found = times(calls)

    assert {key: each.minutes for key, each in found.items()} == last
    assert {key: each.if_failing for key, each in found.items()} == failing


@pytest.mark.parametrize(
    "calls", [[Call("a", "b", 1), Call("b", "a", 1)], [Call("a", "nobody", 1)]], ids=["a circle", "no caller"]
)
def test_what_is_no_tree_is_refused(calls: list) -> None:
    with pytest.raises(LoopError):
        times(calls)


@settings(max_examples=200)
@given(trees())
def test_a_tree_played_call_by_call_takes_the_same_time(calls: list[Call[int]]) -> None:
    found = times(calls)

    assert {key: each.minutes for key, each in found.items()} == by_events(calls, failing=False)
    assert {key: each.if_failing for key, each in found.items() if each.if_failing is not None} == by_events(
        calls, failing=True
    )


@settings(max_examples=100)
@given(trees())
def test_a_fallback_never_makes_it_faster_and_a_caller_knows_first(calls: list[Call[int]]) -> None:
    found = times(calls)

    assert all(each.if_failing is None or each.if_failing >= each.minutes for each in found.values())
    assert all(call.caller is None or found[call.caller].minutes < found[call.key].minutes for call in calls)
