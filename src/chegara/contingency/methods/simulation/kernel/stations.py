"""People at stations: they come, wait, are served, are stopped before a full one, go on or give up."""

from __future__ import annotations

from chegara.common.machine_code import compiled_into
from chegara.contingency.methods.simulation.kernel.heap import push
from chegara.contingency.methods.simulation.kernel.lines import append, next_in_line, put_first, remove
from chegara.contingency.methods.simulation.kernel.pace import done_between, finish
from chegara.contingency.methods.simulation.kernel.state import (
    COMES,
    FOR_EVER,
    IMPATIENT,
    INSIDE,
    LEFT,
    NO_EVENT,
    NOBODY,
    SERVED,
    THROUGH,
    TURNED_AWAY,
    UNKNOWN,
    World,
)


@compiled_into
def needed_step(w: World, who: int, step: int) -> int:
    """Return the first step from `step` on to which this person is sent, or NOBODY."""
    end = w.people[who].end
    while step < end:
        if w.work[step] >= 0.0:
            return step
        step += 1
    return NOBODY


@compiled_into
def set_out(w: World, who: int, itinerary: int) -> None:
    """Give somebody an itinerary: where its steps begin and end, and what leads from a step to its stop."""
    person, route = w.people[who], w.itineraries[itinerary]
    step = route.first + (who - w.flows[w.flow[who]].first) * route.width
    person.itinerary = itinerary
    person.step = step
    person.end = step + route.width
    person.offset = route.stop - step


@compiled_into
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


@compiled_into
def leave_slot(w: World, place: int, who: int) -> None:
    """Strike somebody from the list of those who are served."""
    station = w.stations[place]
    slot = station.slot
    last = slot + (station.in_slots - 1)
    while w.slots[slot] != who:
        slot += 1
    while slot < last:
        w.slots[slot] = w.slots[slot + 1]
        slot += 1
    station.in_slots -= 1


@compiled_into
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
    put_first(w, station.line + lowest, victim)
    station.waiting += 1
    return True


@compiled_into
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
    append(w, station.line + person.priority, who)
    station.waiting += 1
    if is_first and w.patience[who] < FOR_EVER:
        person.due = push(w, now + w.patience[who], who, IMPATIENT)
    else:
        person.due = NO_EVENT
    return True


@compiled_into
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


@compiled_into
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


@compiled_into
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


@compiled_into
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


@compiled_into
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


@compiled_into
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


@compiled_into
def lose_patience(w: World, who: int, now: float) -> None:
    """Let somebody leave the queue."""
    person = w.people[who]
    here = person.station
    remove(w, w.stations[here].line + person.priority, who)
    w.stations[here].waiting -= 1
    w.people[who].wait += now - person.since
    w.people[who].outcome = LEFT
    w.people[who].gone = now
    if w.stations[here].blocked_head != NOBODY:
        settle(w, here, now)
