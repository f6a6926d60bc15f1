"""Handovers: counts, hands, and directions that chance does not explain."""

from __future__ import annotations

import math

import numpy as np
import pytest

from chegara.integrity.methods.handovers import handovers


def service(rng, *, planted=0.0):
    first = rng.integers(0, 10, 3000)
    declarant = rng.integers(0, 30, 3000)
    last = first.copy()
    moved = rng.random(3000) < 0.1
    last[moved] = (first[moved] + rng.integers(1, 10, moved.sum())) % 10
    pulled = (declarant == 5) & (rng.random(3000) < planted)
    last[pulled] = 2
    return first, last, declarant, np.where(pulled, 7, rng.integers(0, 4, 3000))


def test_files_handed_over_are_counted_with_their_hands():
    found = handovers([0, 0, 1, 1], [0, 1, 1, 0], [0, 0, 1, 1], [9, 3, 9, 3])
    assert (found.files, found.handed) == (4, 2)
    assert (found.hand.tolist(), found.by_hand.tolist()) == ([3], [2])
    assert found.concentration == 1
    assert 0.5 in found.share


def test_where_nothing_was_handed_over_nothing_is_said():
    found = handovers([0, 1], [0, 1], [0, 0], [0, 0])
    assert found.handed == 0
    assert math.isnan(found.concentration)
    assert len(found.direction.officer) == 0


def test_no_file_is_refused():
    with pytest.raises(ValueError, match="no file"):
        handovers([], [], [], [])


def test_a_declarant_drawn_to_one_officer_is_found():
    rng = np.random.default_rng(1)
    found = handovers(*service(rng, planted=0.3)).direction
    at = int(np.argmin(found.q))
    assert (found.declarant[at], found.officer[at]) == (5, 2)
    assert found.q[at] < 0.01


def test_by_chance_alone_directions_are_rejected_in_at_most_one_port_of_twenty():
    rng = np.random.default_rng(2)
    rejected = [bool((handovers(*service(rng)).direction.q < 0.05).any()) for _ in range(300)]
    assert np.mean(rejected) <= 0.05 + 3 * (0.05 * 0.95 / 300) ** 0.5
