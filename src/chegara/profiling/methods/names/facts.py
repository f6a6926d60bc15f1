"""What is known of two persons besides their names, weighed: births, nationality, place, document."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names import births
from chegara.profiling.methods.names.evidence import BORN_SAME, LOW_QUALITY, NATIONALITY_SAME
from chegara.profiling.methods.names.likeness import Marks, Numbers
from chegara.profiling.methods.names.scratch import ROW_BORN, ROW_NATION, add, open_row


class Facts(NamedTuple):
    """What is known of persons besides their names.

    `told` holds, person by person: births of four numbers each (year, month, day, last year), then hashes of
    countries, of places, of document numbers; `start` has a line a person with where each of the four begins.
    """

    told: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]


@compiled
def weigh_facts(
    a: Marks, a_start: Marks, i: int, b: Marks, b_start: Marks, j: int, low: bool, weights: Numbers,
    numbers: Numbers, marks: Marks, rows: int,
) -> int:  # fmt: skip
    """Add to a comparison what is known besides the names; what is unknown on one side adds nothing."""
    best, kind = -1e9, -1
    for one in range(a_start[i, 0], a_start[i, 1], 4):
        for other in range(b_start[j, 0], b_start[j, 1], 4):
            found = births.agreement(a, one, b, other)
            if weights[BORN_SAME + found] > best:
                best, kind = float(weights[BORN_SAME + found]), found
    if kind >= 0:
        row = rows
        rows = open_row(numbers, marks, rows, ROW_BORN, -1, -1, kind, 0.0)
        add(numbers, weights, row, BORN_SAME + kind, 1.0)
    for what in range(3):
        column, line = (what + 1, 0)
        a_first, b_first = a_start[i, column], b_start[j, column]
        a_last = a_start[i, column + 1] if what < 2 else a_start[i + 1, line]
        b_last = b_start[j, column + 1] if what < 2 else b_start[j + 1, line]
        if a_first == a_last or b_first == b_last:
            continue
        shared = 0
        for p in range(a_first, a_last):
            for q in range(b_first, b_last):
                if a[p] == b[q]:
                    shared = 1
        row = rows
        rows = open_row(numbers, marks, rows, ROW_NATION + what, -1, -1, shared, 0.0)
        add(numbers, weights, row, NATIONALITY_SAME + 2 * what + 1 - shared, 1.0)
    if low:
        add(numbers, weights, 0, LOW_QUALITY, 1.0)
    return rows
