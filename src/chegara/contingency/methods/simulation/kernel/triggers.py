"""The plan's triggers: what the commander sees at each look, and what is done about it."""

from __future__ import annotations

from chegara.common.machine_code import compiled_into
from chegara.contingency.methods.simulation.kernel.heap import push
from chegara.contingency.methods.simulation.kernel.state import (
    ACTS,
    AT_ONCE,
    DIVERT,
    NEVER,
    NO_EVENT,
    NOBODY,
    OPEN,
    QUEUE,
    World,
)
from chegara.contingency.methods.simulation.kernel.stations import settle

# States of a trigger: at rest, decided but not yet in effect, in effect.
AT_REST, DECIDED, IN_EFFECT = 0, 1, 2


@compiled_into
def measured(w: World, trigger: int, now: float) -> float:
    """Return what a trigger watches: people in the queue, or hours that the longest waiting has waited."""
    station = w.triggers[trigger].station
    if w.triggers[trigger].metric == QUEUE:
        return w.stations[station].waiting * 1.0
    longest = 0.0
    first = w.stations[station].line
    for line in range(first, first + w.clock[0].priorities):
        who = w.lines[line].head
        if who != NOBODY:
            longest = max(longest, now - w.people[who].since)
    return longest


@compiled_into
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


@compiled_into
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


@compiled_into
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


@compiled_into
def open_booths(w: World, place: int, now: float) -> None:
    """Open the booths of the shift and those that the plan calls for, as far as they are built."""
    station = w.stations[place]
    station.booths = min(station.rostered + station.extra, station.built)
    settle(w, place, now)


@compiled_into
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


@compiled_into
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
