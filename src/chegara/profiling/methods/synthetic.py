"""Synthetic crossings of persons who do not exist, to try a profile before it is allowed near anybody.

Nothing here is an estimate of any border: the figures are chosen so that each field of the catalogue takes
each of its plausible values often enough to be seen.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

STATES = ("XA", "XB", "XC", "XS")
FLAGS = {
    "document.check_digit_wrong": 0.004,
    "document.reported_lost": 0.001,
    "document.alteration_seen": 0.002,
    "refused_before": 0.005,
    "travel.route_broken": 0.03,
    "travel.paid_in_cash": 0.2,
    "cash.undeclared_before": 0.004,
    "statement.contradicts_document": 0.02,
    "invitation.unconfirmed": 0.02,
}
CONFIRMED_OF = ("document.alteration_seen", "statement.contradicts_document", "travel.route_broken")
"""Facts that make a record more often a true one: a sought thing is two of them together."""

SEXES, AGES = ("F", "M"), ("0-17", "18-29", "30-44", "45-59", "60+")


def crossings(
    count: int, *, first: date, days: int, posts: tuple[str, ...], rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Records in the order of time, with lawfully held attributes under `audit.` and the truth under
    `label`."""
    seconds = np.sort(rng.integers(0, days * 86_400, count))
    flags = {name: rng.random(count) < share for name, share in FLAGS.items()}
    state = rng.integers(0, len(STATES), count)
    hits = sum(flags[name].astype(int) for name in CONFIRMED_OF)
    label = (hits >= 2) & (rng.random(count) < 0.6)
    sex, age = rng.integers(0, len(SEXES), count), rng.integers(0, len(AGES), count)
    post = rng.integers(0, len(posts), count)
    numbers = {
        "document.days_to_expiry": rng.integers(-20, 3650, count),
        "document.days_since_issue": rng.integers(1, 3650, count),
        "stay.overstayed_days": np.maximum(0, rng.integers(-200, 40, count)),
        "stay.declared_days": rng.integers(1, 90, count),
        "travel.booked_days_before": rng.integers(0, 60, count),
        "travel.companions": rng.poisson(1.2, count),
        "luggage.pieces": rng.poisson(1.5, count),
        "cash.declared": np.round(rng.lognormal(6, 1.2, count)),
        "traveller.crossings_30d": rng.poisson(1.0, count),
        "document.crossings_30d": rng.poisson(1.0, count),
        "traveller.posts_90d": 1 + rng.poisson(0.2, count),
    }
    begin = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - records have no zone
    return [
        {
            "time": (begin + timedelta(seconds=int(seconds[at]))).isoformat(),
            "post": posts[int(post[at])],
            "hour": int(seconds[at] % 86_400 // 3600),
            "document.type": "P",
            "document.number": f"S{at:07}",
            "nationality": STATES[int(state[at])],
            "travel.direction": "in" if at % 2 else "out",
            **{name: bool(values[at]) for name, values in flags.items()},
            **{name: float(values[at]) for name, values in numbers.items()},
            "audit.sex": SEXES[int(sex[at])],
            "audit.age": AGES[int(age[at])],
            "audit.citizenship": STATES[int(state[at])],
            "label": bool(label[at]),
        }
        for at in range(count)
    ]
