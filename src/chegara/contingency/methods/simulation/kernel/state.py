"""What a run reads and writes, and the numbers by which its kinds are told apart."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

# Kinds of event. The code of an event holds its number, then who, then the kind, from these bits on.
SERVED, ACTS, IMPATIENT, COMES = 0, 1, 2, 3
WHO, SEQUENCE = 2, 32
EVERYBODY = (1 << (SEQUENCE - WHO)) - 1

# What became of somebody.
INSIDE, THROUGH, LEFT, TURNED_AWAY = 0, 1, 2, 3

# What a trigger watches, what it does.
QUEUE, WAIT = 0, 1
OPEN, DIVERT = 0, 1

NOBODY = (1 << 32) - 1
"""No person, or no row. Positive, because compiled code asks of every signed place whether it is negative."""

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
