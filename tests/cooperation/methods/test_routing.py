"""Routing follows from the shares of a technological scheme: by hand, by property, by simulation."""

from __future__ import annotations

from math import isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.cooperation.methods.routing import ServiceTime, routing_of, stream, visits

SHARES = st.lists(st.floats(0, 1), max_size=8)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        pytest.param([], ((1.0,),), id="no control: whoever arrives leaves"),
        pytest.param([1.0], ((1.0, 0.0), (0.0, 1.0)), id="one control that all pass"),
        pytest.param([0.0], ((0.0, 1.0), (0.0, 1.0)), id="one control that nobody passes"),
        pytest.param(
            [1.0, 0.5, 0.5],
            ((1.0, 0.0, 0.0, 0.0), (0.0, 0.5, 0.25, 0.25), (0.0, 0.0, 0.5, 0.5), (0.0, 0.0, 0.0, 1.0)),
            id="two selections after the first line",
        ),
    ],
)
def test_routing_is_what_the_shares_say(shares: list[float], expected: tuple[tuple[float, ...], ...]) -> None:
    assert routing_of(shares) == expected


@pytest.mark.parametrize("share", [-0.01, 1.01, float("nan")], ids=["negative", "above one", "unknown"])
def test_a_share_outside_its_range_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        routing_of([1.0, share])


@given(SHARES)
def test_everybody_goes_somewhere(shares: list[float]) -> None:
    assert all(isclose(sum(row), 1.0, abs_tol=1e-12) for row in routing_of(shares))


@given(SHARES)
def test_by_the_routing_alone_each_control_is_passed_by_its_share(shares: list[float]) -> None:
    found = visits(routing_of(shares))

    assert len(found) == len(shares)
    assert all(isclose(a, b, abs_tol=1e-9) for a, b in zip(found, shares, strict=True))


@settings(max_examples=20)
@given(SHARES)
def test_nobody_goes_back(shares: list[float]) -> None:
    routing = routing_of(shares)

    assert all(routing[row][column] == 0 for row in range(len(routing)) for column in range(row))


def test_travellers_sent_by_the_matrix_pass_controls_by_their_shares() -> None:
    """A second road: walk 20,000 travellers through the matrix; four standard errors at most."""
    rng, shares, walks = np.random.default_rng(7), [1.0, 0.3, 0.8, 0.05], 20_000
    routing = routing_of(shares)
    passed = np.zeros(len(shares))
    for _ in range(walks):
        at = 0
        while True:
            at = int(rng.choice(len(shares) + 1, p=routing[at])) + 1
            if at > len(shares):
                break
            passed[at - 1] += 1
    expected = np.array(shares)

    error = 4 * np.sqrt(expected * (1 - expected) / walks)
    assert np.all(np.abs(passed / walks - expected) <= error + 1e-12)


def test_a_stream_puts_its_controls_in_order_and_adds_up_their_norms() -> None:
    second = ServiceTime(2, "documents", "BOR", 0.1, "person", 5, 10, 40, 1)
    first = ServiceTime(1, "persons", "BOR", 1.0, "person", 0.5, 1, 2, 8)

    found = stream("entry", "pedestrians", [second, first])

    assert found.steps == (first, second)
    assert found.expected_minutes == pytest.approx(1 + 0.1 * 10)
