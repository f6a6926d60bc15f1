"""Waiting at booths: the queue M/M/c in steady state, Erlang's C formula.

Travellers arrive at random with a constant rate, service times are exponential, there is one line for all
booths and nobody leaves it. All rates are per hour, all times in hours unless said; functions take arrays and
broadcast. Where arrivals outrun the booths there is no steady state: everybody waits, without end.

Sources:
    A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
    telephone exchanges", Elektroteknikeren 13, 1917.
    R. B. Cooper, Introduction to Queueing Theory, 2nd ed. 1981, 3.5 (C from B, the recursion for B).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]


class TooManyBoothsError(ValueError):
    """Even the largest number of booths looked at does not keep the target."""


def probability_of_waiting(load: ArrayLike, booths: ArrayLike) -> Array:
    """Return Erlang's C: the probability, 0 to 1, of having to wait; 1 where the load outruns the booths.

    `load` is arrivals per hour times hours of service: how many booths would be busy on average.

    >>> round(float(probability_of_waiting(1.0, 2)), 6)
    0.333333

    Raises:
        ValueError: a load is negative, or there is no booth.
    """
    a, c = np.broadcast_arrays(np.asarray(load, dtype=np.float64), np.asarray(booths))
    _check(a, c)
    blocked = np.ones(a.shape)
    found = np.ones(a.shape)
    for number in range(1, int(c.max(initial=0)) + 1):
        blocked = a * blocked / (number + a * blocked)
        found = np.where(c == number, _waiting(blocked, a, number), found)
    return found


def share_within(wait: ArrayLike, arrivals: ArrayLike, service: ArrayLike, booths: ArrayLike) -> Array:
    """Return the share of travellers, 0 to 1, who wait no longer than `wait`.

    `arrivals` are per hour, `wait` and `service` (the mean) in hours.

    Raises:
        ValueError: arrivals are negative, service is not positive, or there is no booth.
    """
    rate, hours, c = np.asarray(arrivals, dtype=np.float64), _service(service), np.asarray(booths)
    free = np.maximum(c / hours - rate, 0.0)
    return np.asarray(1 - probability_of_waiting(rate * hours, c) * np.exp(-free * np.asarray(wait)))


def mean_wait(arrivals: ArrayLike, service: ArrayLike, booths: ArrayLike) -> Array:
    """Return all travellers' mean time in the line, in hours; infinite where arrivals outrun the booths.

    Raises:
        ValueError: as for `share_within`.
    """
    rate, hours, c = np.asarray(arrivals, dtype=np.float64), _service(service), np.asarray(booths)
    free = c / hours - rate
    with np.errstate(divide="ignore"):
        return np.where(free > 0, probability_of_waiting(rate * hours, c) / np.maximum(free, 0.0), np.inf)


def booths_needed(
    arrivals: ArrayLike, service: ArrayLike, *, share: float, wait: float, most: int = 500
) -> NDArray[np.int64]:
    """Return the smallest number of booths with which that share of travellers waits no longer than `wait`.

    None is needed where nobody arrives. `wait` is in hours: "95 per cent within 5 minutes" is share 0.95 and
    wait 5/60.

    >>> int(booths_needed(600, 1 / 20, share=0.95, wait=5 / 60))
    32

    Raises:
        TooManyBoothsError: `most` booths do not keep the target.
        ValueError: as for `share_within`, or share or wait are out of range.
    """
    if not (0 < share < 1 and wait >= 0):
        raise ValueError(f"a target is a share between 0 and 1 and a wait from 0 up, not {share}, {wait}")
    rate, hours = np.broadcast_arrays(np.asarray(arrivals, dtype=np.float64), _service(service))
    load = rate * hours
    _check(load, np.asarray(1))
    needed = np.where(rate > 0, -1, 0)
    blocked = np.ones(load.shape)
    for number in range(1, most + 1):
        if (needed >= 0).all():
            break
        blocked = load * blocked / (number + load * blocked)
        within = 1 - _waiting(blocked, load, number) * np.exp(-np.maximum(number / hours - rate, 0.0) * wait)
        needed = np.where((needed < 0) & (load < number) & (within >= share), number, needed)
    if (needed < 0).any():
        raise TooManyBoothsError(f"more than {most} booths would be needed; check arrivals and service times")
    return needed.astype(np.int64)


def _waiting(blocked: Array, load: Array, booths: int) -> Array:
    """Return Erlang's C from his B, 1 where the load outruns the booths."""
    busy = np.minimum(load / booths, 1.0)
    return np.asarray(blocked / (1 - busy * (1 - blocked)))


def _service(service: ArrayLike) -> Array:
    hours = np.asarray(service, dtype=np.float64)
    if not (hours > 0).all():
        raise ValueError("service takes time: the mean must be positive")
    return hours


def _check(load: Array, booths: NDArray[np.integer]) -> None:
    if not ((load >= 0) & (load < np.inf)).all():
        raise ValueError("arrivals and load are numbers from 0 up")
    if not (booths >= 1).all():
        raise ValueError("there must be at least one booth")
