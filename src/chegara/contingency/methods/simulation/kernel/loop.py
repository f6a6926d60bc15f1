"""The loop of one run: events, shifts, arrivals and looks in the order of time.

Discrete events in a binary heap; arrivals and shifts are sorted lists beside it. Everything random is drawn
before (`draws`), so that a run is a function of its inputs: two plans can meet the very same people, and two
runs of the same input are equal to the last bit.

Plain Python over flat arrays. numba compiles it where it is installed; with NUMBA_DISABLE_JIT=1, or without
numba, the same source runs on lists.

Rules that the tests pin: a booth that closes finishes with whom it serves (handover); who is served and finds
the next control full keeps the booth (blocking after service, type I of Onvural and Perros 1986); blocked
ones move up in the order in which they were stopped; who is pre-empted goes on from where it was interrupted
(preemptive resume), at the head of its priority; patience ends only before the first control; at equal times
the events of the heap come first, then shifts, arrivals, and the look of the commander (tick).
"""

from __future__ import annotations

from chegara.common.machine_code import compiled, compiled_into
from chegara.contingency.methods.simulation.kernel.heap import first_event
from chegara.contingency.methods.simulation.kernel.state import (
    ACTS,
    COMES,
    EVERYBODY,
    FOR_EVER,
    NOBODY,
    SERVED,
    WHO,
    World,
)
from chegara.contingency.methods.simulation.kernel.stations import arrive, lose_patience, present, served
from chegara.contingency.methods.simulation.kernel.triggers import look, open_booths, take_effect


@compiled_into
def happen(w: World, now: float, event: int) -> None:
    """Let the first event of the heap happen, unless it is stale."""
    kind = event & 3
    who = (event >> WHO) & EVERYBODY
    if kind == ACTS:
        if w.triggers[who].due == event:
            take_effect(w, who, now)
    elif w.people[who].due != event:
        return
    elif kind == SERVED:
        served(w, who, now)
    elif kind == COMES:
        present(w, who, now)
    else:
        lose_patience(w, who, now)


@compiled_into
def is_empty(w: World) -> bool:
    """Say whether nobody waits."""
    for station in range(len(w.stations)):  # noqa: SIM110 - numba compiles no generator
        if w.stations[station].waiting > 0:
            return False
    return True


@compiled_into
def close_books(w: World, end: float) -> None:
    """Add what those who still wait at the end have waited so far."""
    for line in range(len(w.lines)):
        who = w.lines[line].head
        while who != NOBODY:
            w.people[who].wait += end - w.people[who].since
            who = w.people[who].after
    for station in range(len(w.stations)):
        who = w.stations[station].blocked_head
        while who != NOBODY:
            w.people[who].wait += end - w.people[who].since
            who = w.people[who].after


@compiled_into
def note(w: World, ticked: int, level: int) -> None:
    """Write down the level in force, and for each station who waits, who is served, what is open."""
    place = ticked * (1 + 3 * len(w.stations))
    w.grid[place] = level
    place += 1
    for number in range(len(w.stations)):
        station = w.stations[number]
        w.grid[place] = station.waiting
        w.grid[place + 1] = station.busy
        w.grid[place + 2] = station.booths
        place += 3


@compiled
def run(w: World, end: float, tick: float) -> None:
    """Run from 0 to `end` hours, looking every `tick` hours; the last arrival lies before `end`.

    `w.clock[0].is_full` says that the heap was too small: run again with a larger one.
    """
    people = len(w.order)
    ticks = len(w.grid) // (1 + 3 * len(w.stations))
    shifts = len(w.shifts)
    arrivals, shift, ticked = 0, 0, 0
    next_arrival = w.arrival[w.order[0]] if people > 0 else FOR_EVER
    next_shift = w.shifts[0].time if shifts > 0 else FOR_EVER
    next_tick = 0.0
    while w.clock[0].is_full == 0:
        outside = min(next_arrival, next_shift, next_tick)
        now = min(w.soon_time[0], w.late_time[0])
        while now <= outside and now <= end and w.clock[0].is_full == 0:
            happen(w, now, first_event(w))
            now = min(w.soon_time[0], w.late_time[0])
        if outside > end:
            break
        if next_shift <= outside:
            station = w.shifts[shift].station
            w.stations[station].rostered = w.shifts[shift].booths
            open_booths(w, station, next_shift)
            shift += 1
            next_shift = w.shifts[shift].time if shift < shifts else FOR_EVER
        elif next_arrival <= outside:
            arrive(w, w.order[arrivals], next_arrival)
            arrivals += 1
            next_arrival = w.arrival[w.order[arrivals]] if arrivals < people else FOR_EVER
        else:
            level = look(w, next_tick)
            if ticked < ticks:
                note(w, ticked, level)
            ticked += 1
            next_tick = ticked * tick
            is_still = w.clock[0].soon + w.clock[0].late == 0
            if arrivals == people and is_still and ticked >= ticks and is_empty(w):
                break
    close_books(w, end)
