"""The rows that the event loop works on: their fields, and how they are laid out for either way of running.

Compiled, rows are records of a NumPy array; uncompiled, a list of small objects with the same names, because
plain Python reads these faster.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.void]

NUMBERS = {
    "above",
    "amount",
    "below",
    "delay",
    "diverted_share",
    "gone",
    "hold",
    "pace",
    "release",
    "since",
    "start",
    "time",
    "travel",
    "wait",
}
"""The fields that hold a number with a fraction; all others hold whole numbers."""

FIELDS = {
    "flows": "priority itinerary overflow first diverted_to diverted_share",
    "itineraries": "stop width travel first",
    "stations": """
        line places built preempts slot pace_first pace_end
        busy booths rostered extra waiting in_slots blocked_head blocked_tail is_stacked stacked""",
    "paces": "start pace",
    "shifts": "time station booths",
    "triggers": """
        station metric above below hold release delay level first_action last_action
        since state due""",
    "actions": "kind target amount means taken",
    "people": """
        wait gone since due
        priority outcome itinerary step end offset station after before""",
    "lines": "head tail",
    "clock": "soon late sequence is_full priorities",
}

KINDS = {"due": "i8", "sequence": "i8", "offset": "i4"} | dict.fromkeys(NUMBERS, "f8")
"""How a field is kept that is no whole number of 32 bits from 0 on."""

LAYOUTS: dict[str, np.dtype[np.void]] = {
    name: np.dtype([(field, KINDS.get(field, "u4")) for field in fields.split()], align=True)
    for name, fields in FIELDS.items()
}
"""Rows are kept short, because there are many people and the speed of a run is that of memory."""


def table(name: str, count: int, **columns: Any) -> Table:
    """Return `count` rows of a layout: the columns given, zero elsewhere."""
    rows = np.zeros(count, dtype=LAYOUTS[name])
    for field, values in columns.items():
        rows[field] = values
    return rows


def as_objects(rows: Table) -> list[SimpleNamespace]:
    """Return rows as objects with the same names."""
    names = rows.dtype.names or ()
    return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in rows.tolist()]
