"""A technological scheme as a simulator needs it: routing between controls, and their times.

A scheme lists controls in order, each with the share of the traffic that passes it. Whoever leaves a control
goes to the next one with that one's probability, else past it: controls are taken to select independently of
each other. The routing matrix follows: from control i to j goes `share[j]` times the product of
`1 - share[k]` over those in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import prod


@dataclass(frozen=True)
class ServiceTime:
    """One control: who carries it out, for what share of the traffic (0–1), at how many posts, for how long.

    Times are minutes for one person or one vehicle (`per`): at least, the norm, at most. `posts` is None
    where nobody declared how many there are. `control` is a code of `choices.Function`, `agency` that of an
    agency.
    """

    number: int
    control: str
    agency: str
    share: float
    per: str
    low: float
    best: float
    high: float
    posts: int | None


@dataclass(frozen=True)
class Stream:
    """One direction ("entry", "exit") and class of traffic, with its controls in order and their routing.

    `routing` has a row for arrival and for each control, a column for each control and, last, for leaving:
    `routing[0][j]` is the probability that control j is the first, `routing[i + 1][j]` that it follows
    control i. Each row adds up to 1.
    """

    direction: str
    traffic: str
    steps: tuple[ServiceTime, ...]
    routing: tuple[tuple[float, ...], ...]

    @property
    def expected_minutes(self) -> float:
        """Minutes of service that one of them takes on the average, by the norm, without waiting."""
        return sum(step.share * step.best for step in self.steps)


@dataclass(frozen=True)
class PointScheme:
    """A crossing point's technological scheme as its passport declares it.

    `booths` and `lanes` are the organisation record's, None where unknown; `approved_on` is the passport's.
    """

    point: str
    approved_on: date | None
    booths: int | None
    lanes: int | None
    streams: tuple[Stream, ...]


def routing_of(shares: Sequence[float]) -> tuple[tuple[float, ...], ...]:
    """Return the routing matrix of controls in order, given the share of the traffic that passes each.

    Args:
        shares: each from 0 to 1.

    Raises:
        ValueError: a share is not from 0 to 1.

    >>> routing_of([1.0, 0.25])
    ((1.0, 0.0, 0.0), (0.0, 0.25, 0.75), (0.0, 0.0, 1.0))
    """
    if any(not 0 <= share <= 1 for share in shares):
        raise ValueError("a share lies between 0 and 1")
    count = len(shares)
    return tuple(
        tuple(_goes(shares, start, target) if target >= start else 0.0 for target in range(count + 1))
        for start in range(count + 1)
    )


def _goes(shares: Sequence[float], start: int, target: int) -> float:
    """Return the probability to go past the controls from `start` on, up to `target`, and to enter that."""
    past = prod((1.0 - share for share in shares[start:target]), start=1.0)
    return past * shares[target] if target < len(shares) else past


def stream(direction: str, traffic: str, steps: Sequence[ServiceTime]) -> Stream:
    """Return a stream of traffic with its controls in their order, and the routing that follows."""
    ordered = tuple(sorted(steps, key=lambda step: step.number))
    return Stream(direction, traffic, ordered, routing_of([step.share for step in ordered]))


def visits(routing: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return how often each control is passed on the average, by the routing matrix alone.

    Controls are passed in order, so that one forward sweep solves the traffic equations.

    >>> visits(routing_of([1.0, 0.25]))
    (1.0, 0.25)
    """
    count = len(routing) - 1
    found: list[float] = []
    for target in range(count):
        found.append(routing[0][target] + sum(found[k] * routing[k + 1][target] for k in range(target)))
    return tuple(found)
