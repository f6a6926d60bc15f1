"""Arrays in one piece of memory, which the system then keeps in large pages where it can.

A search that jumps over many arrays of a few megabytes otherwise waits, at each jump, until the processor has
found the page. numpy asks Linux for large pages from four megabytes on (`MADV_HUGEPAGE`); elsewhere this
changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import numpy as np

Records = TypeVar("Records", bound=tuple[Any, ...])
LINE = 64
"""Bytes that a processor fetches at once: each array begins at a multiple."""


def in_one_piece(records: Records) -> Records:
    """Return the same tuples, however nested, with copies of their arrays in one piece of memory."""
    piece = np.empty(sum(_taken(each) for each in _arrays(records)) + LINE, np.uint8)
    moved, first = [], -piece.ctypes.data % LINE
    for each in _arrays(records):
        copy = piece[first : first + each.nbytes].view(each.dtype).reshape(each.shape)
        copy[...] = each
        copy.flags.writeable = each.flags.writeable
        moved.append(copy)
        first += _taken(each)
    found: Records = _refilled(records, iter(moved))
    return found


def _taken(array: np.ndarray) -> int:
    return -(-array.nbytes // LINE) * LINE


def _arrays(record: tuple[Any, ...]) -> Iterator[np.ndarray]:
    for each in record:
        if isinstance(each, tuple):
            yield from _arrays(each)
        else:
            yield each


def _refilled(record: Any, arrays: Iterator[np.ndarray]) -> Any:
    """Return a tuple of the same kind with other arrays."""
    filled = [_refilled(each, arrays) if isinstance(each, tuple) else next(arrays) for each in record]
    return type(record)(*filled) if hasattr(record, "_fields") else tuple(filled)
