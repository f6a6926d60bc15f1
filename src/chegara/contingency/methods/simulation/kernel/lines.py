"""Queues: doubly linked lists by station and, within it, by priority."""

from __future__ import annotations

from chegara.common.machine_code import compiled_into
from chegara.contingency.methods.simulation.kernel.state import NOBODY, World


@compiled_into
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


@compiled_into
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


@compiled_into
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


@compiled_into
def next_in_line(w: World, station: int) -> int:
    """Take out who is served next: the highest priority, within it who came first."""
    line = w.stations[station].line
    while w.lines[line].head == NOBODY:
        line += 1
    who = w.lines[line].head
    remove(w, line, who)
    w.stations[station].waiting -= 1
    return who
