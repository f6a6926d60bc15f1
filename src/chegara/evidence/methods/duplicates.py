"""Rows that a file holds more than once.

Each row is reduced to a 128-bit digest (BLAKE2, RFC 7693), so that a million rows are compared in 16 MB; that
two different rows share one has a probability below 10^-26. An exact repeat may be the same find reported
twice or two equal finds on one day: the list is for asking, not for deleting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_DIGEST_BYTES = 16


def exact_repeats(rows: Iterable[Sequence[object]], *, first_row: int = 1) -> list[tuple[int, ...]]:
    """Return the groups of rows that agree in every cell, as row numbers, ordered by their first row.

    Rows are numbered from `first_row` in the order in which they come (2 where a heading comes before
    them); they are read once, so a generator will do. Cells are compared by their `repr`: text by every
    character, and the number 1 is not the text "1".

    >>> exact_repeats([("Dostyk", 5), ("Korday", 5), ("Dostyk", 5)], first_row=2)
    [(2, 4)]
    """
    digests = _digests(rows)
    return [tuple(int(place) + first_row for place in group) for group in _equal(digests)]


def differ_only_in(
    rows: Sequence[Sequence[object]], column: int, *, first_row: int = 1
) -> list[tuple[int, ...]]:
    """Return the groups of rows that agree in every cell but `column` (from 0), and do not all agree there.

    With the column of the unit this finds 635 g in one row and 635 kg in its neighbour.

    >>> differ_only_in([("heroin", 635, "g"), ("heroin", 635, "kg"), ("heroin", 7, "g")], 2)
    [(1, 2)]
    """
    digests = _digests((*row[:column], *row[column + 1 :]) for row in rows)
    return [
        tuple(int(place) + first_row for place in group)
        for group in _equal(digests)
        if len({repr(rows[place][column]) for place in group}) > 1
    ]


def _digests(rows: Iterable[Sequence[object]]) -> NDArray[np.uint64]:
    """Return two 64-bit halves a row."""
    collected = bytearray()
    for row in rows:
        collected += blake2b(
            repr(tuple(row)).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES
        ).digest()
    return np.frombuffer(collected, dtype=np.uint64).reshape(-1, 2)


def _equal(digests: NDArray[np.uint64]) -> list[NDArray[np.intp]]:
    """Return the places of equal digests, two or more together, ordered by the first of each."""
    order = np.lexsort((digests[:, 1], digests[:, 0]))  # stable, so places rise within a group
    ordered = digests[order]
    changes = np.flatnonzero(np.any(ordered[1:] != ordered[:-1], axis=1)) + 1
    bounds = np.concatenate([[0], changes, [len(order)]])
    repeated = np.flatnonzero(np.diff(bounds) > 1)
    groups = [order[bounds[group] : bounds[group + 1]] for group in repeated]
    return sorted(groups, key=lambda group: int(group[0]))
