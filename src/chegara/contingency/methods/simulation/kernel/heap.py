"""Events by time: two binary heaps."""

from __future__ import annotations

from typing import Any

from chegara.common.machine_code import compiled_into
from chegara.contingency.methods.simulation.kernel.state import FOR_EVER, IMPATIENT, SEQUENCE, WHO, World


@compiled_into
def push(w: World, time: float, who: int, kind: int) -> int:
    """Put an event into its heap; return its code, by which a stale one is known.

    Of codes, the one put in first is the least: the number of the event stands above who and kind. The ends
    of patience are many, and most are stale when they come: in a heap of their own they do not lie in the way
    of the few who are served.
    """
    clock = w.clock[0]
    clock.sequence += 1
    event = (clock.sequence << SEQUENCE) | (who << WHO) | kind
    if kind < IMPATIENT:
        if clock.soon < len(w.soon_time):
            rise(w.soon_time, w.soon_event, clock.soon, time, event)
            clock.soon += 1
        else:
            clock.is_full = 1
    elif clock.late < len(w.late_time):
        rise(w.late_time, w.late_event, clock.late, time, event)
        clock.late += 1
    else:
        clock.is_full = 1
    return event


@compiled_into
def rise(times: Any, events: Any, hole: int, time: float, event: int) -> None:
    """Put a new event into a heap, from the bottom up; those of the same time stay before it."""
    while hole > 0:
        parent = (hole - 1) >> 1
        if times[parent] <= time:
            break
        times[hole] = times[parent]
        events[hole] = events[parent]
        hole = parent
    times[hole] = time
    events[hole] = event


@compiled_into
def rise_again(times: Any, events: Any, hole: int, time: float, event: int) -> None:
    """Put an event back into a heap, from the bottom up."""
    while hole > 0:
        parent = (hole - 1) >> 1
        if is_before(times[parent], events[parent], time, event):
            break
        times[hole] = times[parent]
        events[hole] = events[parent]
        hole = parent
    times[hole] = time
    events[hole] = event


@compiled_into
def is_before(time: float, event: int, other: float, other_event: int) -> bool:
    """Say whether an event comes before another; no `or`, because a jump costs more than the comparison.

    `<=` says no less here than `==`, and costs less where numbers might be unknown.
    """
    return (time < other) | ((time <= other) & (event < other_event))


@compiled_into
def drop(times: Any, events: Any, last: int) -> None:
    """Take the first event out of a heap whose last stands at `last`; of equal times, the one put in first.

    The hole goes down to the bottom, and what stood last goes up from there, where it mostly belongs
    (Wegener, Bottom-up heapsort, 1993). The time of an empty heap is for ever.
    """
    hole = 0
    child = 2
    while child < last:
        child -= is_before(times[child - 1], events[child - 1], times[child], events[child])
        times[hole] = times[child]
        events[hole] = events[child]
        hole = child
        child = 2 * hole + 2
    if child == last:
        times[hole] = times[child - 1]
        events[hole] = events[child - 1]
        hole = child - 1
    rise_again(times, events, hole, times[last], events[last])
    if last == 0:
        times[0] = FOR_EVER


@compiled_into
def first_event(w: World) -> int:
    """Take out the earliest event of both heaps."""
    clock = w.clock[0]
    if is_before(w.late_time[0], w.late_event[0], w.soon_time[0], w.soon_event[0]):
        event = w.late_event[0]
        clock.late -= 1
        drop(w.late_time, w.late_event, clock.late)
    else:
        event = w.soon_event[0]
        clock.soon -= 1
        drop(w.soon_time, w.soon_event, clock.soon)
    return event
