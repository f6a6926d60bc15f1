"""Arrays are moved into one piece of memory and stay what they were."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from chegara.common.one_piece import LINE, in_one_piece


class Inner(NamedTuple):
    """Arrays of several kinds."""

    bytes_: np.ndarray
    table: np.ndarray


class Outer(NamedTuple):
    """Arrays beside others."""

    inner: Inner
    numbers: np.ndarray


def records() -> tuple[Outer, Inner]:
    """Return nested tuples of arrays, one of them empty, one not to be changed."""
    fixed = np.arange(5, dtype=np.uint8)
    fixed.flags.writeable = False
    table = np.arange(12, dtype=np.int64).reshape(3, 4)
    return Outer(Inner(fixed, table), np.array([0.5, -1.0], np.float32)), Inner(
        np.empty(0, np.uint8), table + 1
    )


def flat(found: tuple[Outer, Inner]) -> list[np.ndarray]:
    """Return the arrays in their order."""
    return [*found[0].inner, found[0].numbers, *found[1]]


def test_values_shapes_kinds_and_what_may_be_changed_stay() -> None:
    before, after = records(), in_one_piece(records())
    assert isinstance(after[0], Outer)
    assert isinstance(after[0].inner, Inner)
    for one, other in zip(flat(before), flat(after), strict=True):
        np.testing.assert_array_equal(one, other, strict=True)
        assert one.flags.writeable == other.flags.writeable
        assert other.flags.c_contiguous


def test_arrays_lie_beside_each_other_and_none_in_another() -> None:
    places = [(each.ctypes.data, each.nbytes) for each in flat(in_one_piece(records())) if each.nbytes]
    assert all(place % LINE == 0 for place, _ in places)
    for (place, size), (after, _) in pairwise(places):
        assert place + size <= after < place + size + LINE


def test_a_change_of_the_copy_leaves_the_first_as_it_was() -> None:
    before = records()
    after = in_one_piece(before)
    after[0].numbers[0] = 9.0
    assert before[0].numbers[0] == 0.5
    assert after[0].inner.table[0, 0] == 0
