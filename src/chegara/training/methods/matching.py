"""Who teaches where: offers of trainers matched to requests for them, as an assignment problem.

An offer fits a request if topic, language, level and dates do and it comes from another country. As many
requests as possible are filled; among such plans the one whose trainers cover most of the topics asked for
is taken. An offer is one trainer in one window of time and is given once: who is free twice makes two
offers. For a request that stays open the first thing is named that no offer has.

Source:
    H. W. Kuhn, "The Hungarian method for the assignment problem", Naval Research Logistics Quarterly 2, 1955;
    solved by scipy.optimize.linear_sum_assignment (D. F. Crouse, "On implementing 2D rectangular assignment
    algorithms", IEEE Transactions on Aerospace and Electronic Systems 52, 2016).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy


class Lack(StrEnum):
    """Why a request stays open: what no offer has, or that those which fit are given to others."""

    TOPIC = "topic"
    COUNTRY = "country"
    LANGUAGE = "language"
    LEVEL = "level"
    DATES = "dates"
    TAKEN = "taken"


@dataclass(frozen=True)
class Offer:
    """A trainer: topics, languages, level (higher is more), free from the first to the last day, country."""

    key: str
    country: str
    topics: frozenset[str]
    languages: frozenset[str]
    level: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Request:
    """What is asked for: topics, any of these languages, at least this level, `days` in a window of dates."""

    key: str
    country: str
    topics: frozenset[str]
    languages: frozenset[str]
    level: int
    first: dt.date
    last: dt.date
    days: int


@dataclass(frozen=True)
class Match:
    """A request filled by an offer: the share of its topics taught (above 0, to 1) and the first day
    possible."""

    request: str
    offer: str
    fit: float
    starts: dt.date


@dataclass(frozen=True)
class Plan:
    """The matches in the order of the requests, and for each open request what it lacks."""

    matches: tuple[Match, ...]
    open: tuple[tuple[str, Lack], ...]


TESTS: tuple[tuple[Lack, Callable[[Offer, Request], bool]], ...] = (
    (Lack.TOPIC, lambda offer, request: bool(offer.topics & request.topics)),
    (Lack.COUNTRY, lambda offer, request: offer.country != request.country),
    (Lack.LANGUAGE, lambda offer, request: bool(offer.languages & request.languages)),
    (Lack.LEVEL, lambda offer, request: offer.level >= request.level),
    (Lack.DATES, lambda offer, request: shared_days(offer, request) >= request.days),
)


def match(offers: Sequence[Offer], requests: Sequence[Request]) -> Plan:
    """Return the plan that fills most requests and, among those, fits best.

    Raises:
        ValueError: a key stands twice, a request asks for no topic or no day, or a window ends before it
            begins.
    """
    _check(offers, requests)
    fits = np.array([[fit(offer, request) for offer in offers] for request in requests], dtype=float)
    fits = fits.reshape(len(requests), len(offers))
    # One more request filled outweighs every difference of fit: all fits together are below this.
    benefit = np.where(fits > 0, fits + len(requests) + 1, 0.0)
    rows, columns = scipy.optimize.linear_sum_assignment(benefit, maximize=True)
    given = {int(r): int(c) for r, c in zip(rows, columns, strict=True) if fits[r, c] > 0}
    matches = tuple(
        Match(
            requests[r].key,
            offers[c].key,
            float(fits[r, c]),
            max(offers[c].first, requests[r].first),
        )
        for r, c in sorted(given.items())
    )
    missing = tuple(
        (request.key, lack(offers, request)) for r, request in enumerate(requests) if r not in given
    )
    return Plan(matches, missing)


def fit(offer: Offer, request: Request) -> float:
    """Return the share of the request's topics that the offer teaches, or 0 where it does not fit."""
    if not all(holds(offer, request) for _, holds in TESTS):
        return 0.0
    return len(offer.topics & request.topics) / len(request.topics)


def lack(offers: Sequence[Offer], request: Request) -> Lack:
    """Return the first requirement that no offer meets together with those before it."""
    for reason, holds in TESTS:
        offers = [offer for offer in offers if holds(offer, request)]
        if not offers:
            return reason
    return Lack.TAKEN


def shared_days(offer: Offer, request: Request) -> int:
    """Return how many days lie in both windows."""
    return max((min(offer.last, request.last) - max(offer.first, request.first)).days + 1, 0)


def _check(offers: Sequence[Offer], requests: Sequence[Request]) -> None:
    for kind in (offers, requests):
        keys = [one.key for one in kind]
        if len(set(keys)) < len(keys):
            raise ValueError(f"a key stands twice among {', '.join(sorted(keys))}")
        for one in kind:
            if one.last < one.first:
                raise ValueError(f"{one.key} ends before it begins")
    for request in requests:
        if not request.topics or request.days < 1:
            raise ValueError(f"request {request.key} asks for no topic or no day")
