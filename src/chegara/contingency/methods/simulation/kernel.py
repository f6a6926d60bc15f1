"""One simulated run of crossing points: the event loop.

Discrete events in a binary heap; arrivals and shifts are sorted lists beside it. Everything random is drawn
before (`draws`), so that a run is a function of its inputs: two plans can meet the very same people, and two
runs of the same input are equal to the last bit.

Plain Python over flat arrays. numba compiles it where it is installed; with NUMBA_DISABLE_JIT=1, or without
numba, the same source runs on lists. All of it stands in one file because numba's cache watches one file.

Rules that the tests pin: a booth that closes finishes with whom it serves (handover); who is served and finds
the next control full keeps the booth (blocking after service, type I of Onvural and Perros 1986); blocked
ones move up in the order in which they were stopped; who is pre-empted goes on from where it was interrupted
(preemptive resume), at the head of its priority; patience ends only before the first control; at equal times
the events of the heap come first, then shifts, arrivals, and the look of the commander (tick).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

try:
    import numba

    NUMBA: Any = numba
    IS_COMPILED = not NUMBA.config.DISABLE_JIT
except ImportError:
    IS_COMPILED = False


def compiled(function: Function) -> Function:
    """Compile by numba, where it is there, into whatever calls this function.

    The loop allocates nothing, so that it needs no counting of references (`_nrt`), which would take most of
    its time.
    """
    if not IS_COMPILED:
        return function
    jit: Any = NUMBA.njit(
        nogil=True,
        error_model="numpy",
        _nrt=False,
        forceinline=True,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
    )
    return jit(function)


def compiled_and_kept(function: Function) -> Function:
    """Compile what Python calls; the machine code, with all that it calls, is kept in numba's cache."""
    if not IS_COMPILED:
        return function
    jit: Any = NUMBA.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
    return jit(function)


# Kinds of event. The code of an event holds its number, then who, then the kind, from these bits on.
SERVED, ACTS, IMPATIENT, COMES = 0, 1, 2, 3
WHO, SEQUENCE = 2, 32
EVERYBODY = (1 << (SEQUENCE - WHO)) - 1

# What became of somebody.
INSIDE, THROUGH, LEFT, TURNED_AWAY = 0, 1, 2, 3

# What a trigger watches, what it does.
QUEUE, WAIT = 0, 1
OPEN, DIVERT = 0, 1

NOBODY = -1
NO_LIMIT = (1 << 31) - 1
NO_EVENT = -2
FOR_EVER = math.inf
UNKNOWN = math.nan
NEVER = -1.0
AT_ONCE = 1e-9
"""Hours that two equal times may differ by rounding."""

Rows = Any
"""Rows of `world.LAYOUTS`: records of a NumPy array when compiled, else objects with these names."""


class World(NamedTuple):
    """All that a run reads and writes. Times in hours since the start.

    Rows are described in `world`. An itinerary is a route through `stops` (numbers of stations); each flow
    has one of its own, and others for the points to which it may be diverted. What is drawn (`arrival`,
    `flow`, `patience`, `fate`, `order`, `work`) is described in `draws.Day`; of who is interrupted, `work`
    takes what is left. `people` and, laid out as `work`, `step_wait` take what becomes of people. `lines` are
    the queues, by station and within it by priority. `slots` holds who is served at stations that pre-empt.
    `grid` takes, by look, the level in force, then by station who waits, who is served, what is open.
    """

    flows: Rows
    itineraries: Rows
    stops: Any
    stations: Rows
    paces: Rows
    shifts: Rows
    triggers: Rows
    actions: Rows
    people: Rows
    arrival: Any
    flow: Any
    patience: Any
    fate: Any
    order: Any
    work: Any
    step_wait: Any
    lines: Rows
    soon_time: Any
    soon_event: Any
    late_time: Any
    late_event: Any
    slots: Any
    reserves: Any
    grid: Any
    clock: Rows


# --- the heap ---------------------------------------------------------------------------------------------


@compiled
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
            put(w.soon_time, w.soon_event, clock.soon, time, event)
            clock.soon += 1
        else:
            clock.is_full = 1
    elif clock.late < len(w.late_time):
        put(w.late_time, w.late_event, clock.late, time, event)
        clock.late += 1
    else:
        clock.is_full = 1
    return event


@compiled
def put(times: Any, events: Any, hole: int, time: float, event: int) -> None:
    """Put an event into a heap, from the bottom up."""
    while hole > 0:
        parent = (hole - 1) >> 1
        if is_before(times[parent], events[parent], time, event):
            break
        times[hole] = times[parent]
        events[hole] = events[parent]
        hole = parent
    times[hole] = time
    events[hole] = event


@compiled
def is_before(time: float, event: int, other: float, other_event: int) -> bool:
    """Say whether an event comes before another; no `or`, because a jump costs more than the comparison."""
    return (time < other) | ((time == other) & (event < other_event))


@compiled
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
    put(times, events, hole, times[last], events[last])
    if last == 0:
        times[0] = FOR_EVER


@compiled
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


# --- the pace of work: an outage slows or freezes it --------------------------------------------------------


@compiled
def finish(w: World, station: int, now: float, work: float) -> float:
    """Return when `work` begun now is done; infinite where work stands still for ever."""
    place = w.stations[station].pace_first
    last = w.stations[station].pace_end
    if place == last:
        return now + work
    while place + 1 < last and w.paces[place + 1].start <= now:
        place += 1
    while True:
        pace = w.paces[place].pace
        until = w.paces[place + 1].start if place + 1 < last else FOR_EVER
        if pace > 0.0 and now + work / pace <= until:
            return now + work / pace
        if until == FOR_EVER:
            return FOR_EVER
        work -= pace * (until - now)
        now = until
        place += 1


@compiled
def done_between(w: World, station: int, start: float, end: float) -> float:
    """Return the work that one booth does from `start` to `end`."""
    place = w.stations[station].pace_first
    last = w.stations[station].pace_end
    if place == last:
        return end - start
    done = 0.0
    while place < last:
        until = w.paces[place + 1].start if place + 1 < last else FOR_EVER
        done += w.paces[place].pace * max(0.0, min(end, until) - max(start, w.paces[place].start))
        place += 1
    return done


# --- queues: doubly linked lists by station and priority ----------------------------------------------------


@compiled
def append(w: World, place: int, who: int) -> None:
    """Put somebody at the end of a line."""
    line, person = w.lines[place], w.people[who]
    last = line.tail
    person.before = last
    person.after = NOBODY
    line.tail = who
    if last == NOBODY:
        line.head = who
    else:
        w.people[last].after = who


@compiled
def put_first(w: World, place: int, who: int) -> None:
    """Put somebody at the head of a line."""
    line, person = w.lines[place], w.people[who]
    first = line.head
    person.before = NOBODY
    person.after = first
    line.head = who
    if first == NOBODY:
        line.tail = who
    else:
        w.people[first].before = who


@compiled
def remove(w: World, place: int, who: int) -> None:
    """Take somebody out of a line, wherever he stands."""
    line, person = w.lines[place], w.people[who]
    previous, following = person.before, person.after
    if previous == NOBODY:
        line.head = following
    else:
        w.people[previous].after = following
    if following == NOBODY:
        line.tail = previous
    else:
        w.people[following].before = previous


@compiled
def next_in_line(w: World, station: int) -> int:
    """Take out who is served next: the highest priority, within it who came first."""
    line = station * w.clock[0].priorities
    while w.lines[line].head == NOBODY:
        line += 1
    who = w.lines[line].head
    remove(w, line, who)
    w.stations[station].waiting -= 1
    return who


# --- a person at a station ----------------------------------------------------------------------------------


@compiled
def needed_step(w: World, who: int, step: int) -> int:
    """Return the first step from `step` on to which this person is sent, or NOBODY."""
    end = w.people[who].end
    while step < end:
        if w.work[step] >= 0.0:
            return step
        step += 1
    return NOBODY


@compiled
def set_out(w: World, who: int, itinerary: int) -> None:
    """Give somebody an itinerary: where its steps begin and end, and what leads from a step to its stop."""
    person, route = w.people[who], w.itineraries[itinerary]
    step = route.first + (who - w.flows[w.flow[who]].first) * route.width
    person.itinerary = itinerary
    person.step = step
    person.end = step + route.width
    person.offset = route.stop - step


@compiled
def start(w: World, who: int, place: int, now: float) -> None:
    """Begin to serve somebody."""
    person, station = w.people[who], w.stations[place]
    step = person.step
    waited = now - person.since
    person.wait += waited
    if station.preempts:
        waited += max(0.0, w.step_wait[step])
        w.slots[station.slot + station.in_slots] = who
        station.in_slots += 1
    w.step_wait[step] = waited
    person.since = now
    station.busy += 1
    person.due = push(w, finish(w, place, now, w.work[step]), who, SERVED)


@compiled
def leave_slot(w: World, place: int, who: int) -> None:
    """Strike somebody from the list of those who are served."""
    station = w.stations[place]
    slot = station.slot
    last = slot + station.in_slots - 1
    while w.slots[slot] != who:
        slot += 1
    while slot < last:
        w.slots[slot] = w.slots[slot + 1]
        slot += 1
    station.in_slots -= 1


@compiled
def interrupt(w: World, place: int, priority: int, now: float) -> bool:
    """Send back the least urgent of those served, if less so than `priority`; of equals the last begun."""
    station = w.stations[place]
    victim = NOBODY
    lowest = priority + 1
    for slot in range(station.slot, station.slot + station.in_slots):
        who = w.slots[slot]
        if w.people[who].priority >= lowest:
            victim = who
            lowest = w.people[who].priority
    if victim == NOBODY:
        return False
    person = w.people[victim]
    step = person.step
    w.work[step] = max(0.0, w.work[step] - done_between(w, place, person.since, now))
    leave_slot(w, place, victim)
    station.busy -= 1
    person.due = NO_EVENT
    person.since = now
    put_first(w, place * w.clock[0].priorities + lowest, victim)
    station.waiting += 1
    return True


@compiled
def join(w: World, who: int, place: int, now: float, is_first: bool) -> bool:
    """Let somebody in: to a booth, else into the queue; False where it is full."""
    person, station = w.people[who], w.stations[place]
    is_free = station.busy < station.booths and station.waiting == 0
    if is_free or (station.preempts and interrupt(w, place, person.priority, now)):
        person.since = now
        person.station = place
        start(w, who, place, now)
        return True
    if station.waiting >= station.places:
        return False
    person.since = now
    person.station = place
    append(w, place * w.clock[0].priorities + person.priority, who)
    station.waiting += 1
    if is_first and w.patience[who] < FOR_EVER:
        person.due = push(w, now + w.patience[who], who, IMPATIENT)
    else:
        person.due = NO_EVENT
    return True


@compiled
def admit_blocked(w: World, place: int, now: float) -> int:
    """Let the first of those who were stopped before this station move up; return whence, or NOBODY."""
    station = w.stations[place]
    who = station.blocked_head
    if who == NOBODY:
        return NOBODY
    if station.waiting >= station.places and station.busy >= station.booths:
        return NOBODY
    person = w.people[who]
    station.blocked_head = person.after
    if person.after == NOBODY:
        station.blocked_tail = NOBODY
    source = person.station
    w.people[who].wait += now - person.since
    join(w, who, place, now, False)
    return source


@compiled
def settle(w: World, place: int, now: float) -> None:
    """Fill free booths and free places, here and, where that unblocks a booth, there."""
    w.stations[0].stacked = place
    size = 1
    while size > 0:
        size -= 1
        here = w.stations[size].stacked
        station = w.stations[here]
        station.is_stacked = 0
        while True:
            while station.busy < station.booths and station.waiting > 0:
                start(w, next_in_line(w, here), here, now)
            there = admit_blocked(w, here, now)
            if there == NOBODY:
                break
            source = w.stations[there]
            source.busy -= 1
            if source.is_stacked == 0 and there != here:
                source.is_stacked = 1
                w.stations[size].stacked = there
                size += 1


@compiled
def present(w: World, who: int, now: float) -> None:
    """Let somebody come to the first control of his itinerary."""
    person = w.people[who]
    step = needed_step(w, who, person.step)
    if step == NOBODY:
        w.people[who].outcome = THROUGH
        w.people[who].gone = now
        return
    person.step = step
    if join(w, who, w.stops[step + person.offset], now, True):
        return
    overflow = w.flows[w.flow[who]].overflow
    if overflow != NOBODY and overflow != w.people[who].itinerary:
        set_out(w, who, overflow)
        person.due = push(w, now + w.itineraries[overflow].travel, who, COMES)
        return
    w.people[who].outcome = TURNED_AWAY
    w.people[who].gone = now


@compiled
def arrive(w: World, who: int, now: float) -> None:
    """Let somebody arrive, here or, where his flow is diverted, on the way to another point."""
    person = w.people[who]
    flow = w.flows[w.flow[who]]
    person.priority = flow.priority
    person.wait = 0.0
    person.gone = UNKNOWN
    person.outcome = INSIDE
    itinerary = flow.itinerary
    if flow.diverted_to != NOBODY and w.fate[who] < flow.diverted_share:
        itinerary = flow.diverted_to
    set_out(w, who, itinerary)
    travel = w.itineraries[itinerary].travel
    if travel > 0.0:
        person.due = push(w, now + travel, who, COMES)
    else:
        present(w, who, now)


@compiled
def served(w: World, who: int, now: float) -> None:
    """End a service: on to the next control, or away, or stopped in the booth because the next is full."""
    person = w.people[who]
    here = person.station
    station = w.stations[here]
    if station.preempts:
        leave_slot(w, here, who)
    step = needed_step(w, who, person.step + 1)
    if step == NOBODY:
        w.people[who].outcome = THROUGH
        w.people[who].gone = now
    else:
        person.step = step
        following = w.stops[step + person.offset]
        if not join(w, who, following, now, False):
            stop(w, who, following, now)
            return
    station.busy -= 1
    if station.blocked_head != NOBODY:
        settle(w, here, now)
    elif station.waiting > 0 and station.busy < station.booths:
        start(w, next_in_line(w, here), here, now)


@compiled
def stop(w: World, who: int, following: int, now: float) -> None:
    """Keep somebody in his booth until there is room at the following station."""
    person, station = w.people[who], w.stations[following]
    person.since = now
    person.due = NO_EVENT
    person.after = NOBODY
    if station.blocked_tail == NOBODY:
        station.blocked_head = who
    else:
        w.people[station.blocked_tail].after = who
    station.blocked_tail = who


@compiled
def lose_patience(w: World, who: int, now: float) -> None:
    """Let somebody leave the queue."""
    person = w.people[who]
    here = person.station
    remove(w, here * w.clock[0].priorities + person.priority, who)
    w.stations[here].waiting -= 1
    w.people[who].wait += now - person.since
    w.people[who].outcome = LEFT
    w.people[who].gone = now
    if w.stations[here].blocked_head != NOBODY:
        settle(w, here, now)


# --- the plan's triggers ------------------------------------------------------------------------------------

# States of a trigger: at rest, decided but not yet in effect, in effect.
AT_REST, DECIDED, IN_EFFECT = 0, 1, 2


@compiled
def measured(w: World, trigger: int, now: float) -> float:
    """Return what a trigger watches: people in the queue, or hours that the longest waiting has waited."""
    station = w.triggers[trigger].station
    if w.triggers[trigger].metric == QUEUE:
        return w.stations[station].waiting * 1.0
    longest = 0.0
    priorities = w.clock[0].priorities
    for line in range(station * priorities, (station + 1) * priorities):
        who = w.lines[line].head
        if who != NOBODY:
            longest = max(longest, now - w.people[who].since)
    return longest


@compiled
def take_effect(w: World, number: int, now: float) -> None:
    """Do what the trigger orders."""
    trigger = w.triggers[number]
    trigger.state = IN_EFFECT
    for place in range(trigger.first_action, trigger.last_action):
        action = w.actions[place]
        if action.kind == OPEN:
            booths = int(action.amount)
            if action.means != NOBODY:
                booths = min(booths, w.reserves[action.means])
                w.reserves[action.means] -= booths
            action.taken = booths
            w.stations[action.target].extra += booths
            open_booths(w, action.target, now)
    redirect(w)


@compiled
def stand_down(w: World, number: int, now: float) -> None:
    """Undo what the trigger ordered; a booth finishes with whom it serves."""
    trigger = w.triggers[number]
    was_in_effect = trigger.state == IN_EFFECT
    trigger.state = AT_REST
    trigger.due = NO_EVENT
    if not was_in_effect:
        return
    for place in range(trigger.first_action, trigger.last_action):
        action = w.actions[place]
        if action.kind == OPEN:
            if action.means != NOBODY:
                w.reserves[action.means] += action.taken
            w.stations[action.target].extra -= action.taken
            action.taken = 0
            open_booths(w, action.target, now)
    redirect(w)


@compiled
def redirect(w: World) -> None:
    """Find which flows are diverted now; where several triggers order it, the last named counts."""
    for number in range(len(w.flows)):
        w.flows[number].diverted_to = NOBODY
    for number in range(len(w.triggers)):
        trigger = w.triggers[number]
        if trigger.state == IN_EFFECT:
            for place in range(trigger.first_action, trigger.last_action):
                action = w.actions[place]
                if action.kind == DIVERT:
                    w.flows[action.target].diverted_to = action.means
                    w.flows[action.target].diverted_share = action.amount


@compiled
def open_booths(w: World, place: int, now: float) -> None:
    """Open the booths of the shift and those that the plan calls for, as far as they are built."""
    station = w.stations[place]
    station.booths = min(station.rostered + station.extra, station.built)
    settle(w, place, now)


@compiled
def look(w: World, now: float) -> int:
    """Look at every trigger's queue; decide, call, stand down. Return the highest level in force."""
    level = 0
    for number in range(len(w.triggers)):
        trigger = w.triggers[number]
        value = measured(w, number, now)
        is_at_rest = trigger.state == AT_REST
        is_crossed = value > trigger.above if is_at_rest else value < trigger.below
        if not is_crossed:
            trigger.since = NEVER
        elif trigger.since < 0.0:
            trigger.since = now
        held = trigger.hold if is_at_rest else trigger.release
        if is_crossed and now - trigger.since >= held - AT_ONCE:
            trigger.since = NEVER
            decide(w, number, now)
        if trigger.state != AT_REST:
            level = max(level, trigger.level)
    return level


@compiled
def decide(w: World, number: int, now: float) -> None:
    """Order what the trigger is for, or end it."""
    trigger = w.triggers[number]
    if trigger.state != AT_REST:
        stand_down(w, number, now)
    elif trigger.delay > 0.0:
        trigger.state = DECIDED
        trigger.due = push(w, now + trigger.delay, number, ACTS)
    else:
        take_effect(w, number, now)


# --- the loop -----------------------------------------------------------------------------------------------


@compiled
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


@compiled
def is_empty(w: World) -> bool:
    """Say whether nobody waits."""
    for station in range(len(w.stations)):  # noqa: SIM110 - numba compiles no generator
        if w.stations[station].waiting > 0:
            return False
    return True


@compiled
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


@compiled
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


@compiled_and_kept
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
        if now <= outside:
            if now > end:
                break
            happen(w, now, first_event(w))
        elif outside > end:
            break
        elif next_shift <= outside:
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
