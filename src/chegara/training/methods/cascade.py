"""Does knowledge reach the posts? Generations, multiplication, active trainers, delay and dilution of a
cascade.

Who delivers without having been trained in the cascade is generation 0; who is first trained by generation
k is of generation k + 1 (with several trainers: of the lowest). Sessions are taken in order of date, so
nobody can be the trainer of his trainers. Multiplication of generation k is the number of persons in it
over the number of those qualified to train in generation k − 1. Time to the first delivery is Kaplan and
Meier's: who has not yet delivered is unknown, not "never". Dilution is the difference of mean scores, on
the same items, to generation 1.

Sources:
    E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", JASA 53, 1958.
    B. L. Welch, "The generalization of Student's problem when several different population variances are
    involved", Biometrika 34, 1947: the interval of the dilution.
    D. Hayes, "Cascade training and teachers' professional development", ELT Journal 54, 2000: why cascades
    dilute.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from chegara.common.intervals import Interval, wilson

ACTIVE = dt.timedelta(days=365)


@dataclass(frozen=True)
class Session:
    """A session: its last day, who trained whom, and whether it made its learners trainers."""

    on: dt.date
    trainers: tuple[str, ...]
    learners: tuple[str, ...]
    of_trainers: bool = False


@dataclass(frozen=True)
class Generation:
    """One generation: persons, how many are qualified to train, how many have trained, and their scores.

    `multiplication` is persons over those qualified in the generation before, None where there were none.
    `dilution` is the mean score minus that of generation 1 (negative: less arrived), in score units.
    """

    number: int
    persons: int
    qualified: int
    delivered: int
    multiplication: float | None
    scored: int
    mean_score: float | None
    dilution: float | None
    dilution_interval: Interval | None


@dataclass(frozen=True)
class FirstDelivery:
    """Days from qualifying to the first delivery: the median (None while fewer than half delivered).

    `by` gives the share that delivered within so many days, 0 to 1, None beyond what was observed.
    """

    trainers: int
    delivered: int
    median: float | None
    by: Mapping[int, float | None]


@dataclass(frozen=True)
class Cascade:
    """The measures on one day; `generation_of` is the tree's level of each person."""

    generation_of: Mapping[str, int]
    generations: tuple[Generation, ...]
    qualified: int
    active: int
    active_interval: Interval | None
    first_delivery: FirstDelivery


def cascade(
    sessions: Iterable[Session],
    *,
    at: dt.date,
    scores: Mapping[str, float] | None = None,
    within: Sequence[int] = (90, 180, 365),
    level: float = 0.95,
) -> Cascade:
    """Return the measures of all sessions held up to the day `at`; `scores` are of tests with the same items.

    Active is a qualified trainer who delivered in the 365 days up to `at`. A trainer of generation 0 is
    qualified from the first delivery, and therefore left out of the time to the first delivery.

    Raises:
        ValueError: a session has no trainer, or somebody trains himself; the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level is a share between 0 and 1, not {level}")
    held = sorted((one for one in sessions if one.on <= at), key=lambda one: one.on)
    generation_of, qualified_on = _place(held)
    deliveries: dict[str, list[dt.date]] = {}
    for session in held:
        for trainer in session.trainers:
            deliveries.setdefault(trainer, []).append(session.on)
    active = sum(1 for who in qualified_on if any(at - day < ACTIVE for day in deliveries.get(who, ())))
    return Cascade(
        generation_of,
        _generations(generation_of, qualified_on, deliveries, scores or {}, level),
        qualified=len(qualified_on),
        active=active,
        active_interval=wilson(active, len(qualified_on), level=level) if qualified_on else None,
        first_delivery=_first_delivery(generation_of, qualified_on, deliveries, at, within),
    )


def _place(held: Sequence[Session]) -> tuple[dict[str, int], dict[str, dt.date]]:
    """Return each person's generation, and the day since which each trainer is qualified."""
    generation: dict[str, int] = {}
    qualified: dict[str, dt.date] = {}
    for session in held:
        if not session.trainers:
            raise ValueError(f"the session of {session.on.isoformat()} has no trainer")
        if alone := set(session.trainers) & set(session.learners):
            raise ValueError(f"{min(alone)} trains himself on {session.on.isoformat()}")
        for trainer in session.trainers:
            if generation.setdefault(trainer, 0) == 0:
                qualified.setdefault(trainer, session.on)
        below = 1 + min(generation[trainer] for trainer in session.trainers)
        for learner in session.learners:
            generation.setdefault(learner, below)
            if session.of_trainers:
                qualified.setdefault(learner, session.on)
    return generation, qualified


def _generations(
    generation_of: Mapping[str, int],
    qualified_on: Mapping[str, dt.date],
    deliveries: Mapping[str, Sequence[dt.date]],
    scores: Mapping[str, float],
    level: float,
) -> tuple[Generation, ...]:
    persons = Counter(generation_of.values())
    qualified = Counter(generation_of[who] for who in qualified_on)
    delivered = Counter(generation_of[who] for who in deliveries)
    marks: dict[int, list[float]] = {}
    for who, score in scores.items():
        if who in generation_of:
            marks.setdefault(generation_of[who], []).append(score)
    found = []
    for number in range(max(persons, default=-1) + 1):
        own = marks.get(number, [])
        dilution, interval = _dilution(own, marks.get(1, []), level) if number > 1 else (None, None)
        before = qualified[number - 1]
        found.append(
            Generation(
                number,
                persons[number],
                qualified[number],
                delivered[number],
                persons[number] / before if before else None,
                len(own),
                math.fsum(own) / len(own) if own else None,
                dilution,
                interval,
            )
        )
    return tuple(found)


def _dilution(
    own: Sequence[float], first: Sequence[float], level: float
) -> tuple[float | None, Interval | None]:
    if not own or not first:
        return None, None
    a, b = np.asarray(own, dtype=float), np.asarray(first, dtype=float)
    difference = float(a.mean() - b.mean())
    if len(a) < 2 or len(b) < 2:
        return difference, None
    va, vb = float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b)
    if va + vb == 0:
        return difference, Interval(difference, difference)
    freedom = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half = float(scipy.special.stdtrit(freedom, (1 + level) / 2)) * math.sqrt(va + vb)
    return difference, Interval(difference - half, difference + half)


def _first_delivery(
    generation_of: Mapping[str, int],
    qualified_on: Mapping[str, dt.date],
    deliveries: Mapping[str, Sequence[dt.date]],
    at: dt.date,
    within: Sequence[int],
) -> FirstDelivery:
    waited: list[int] = []
    waiting: list[int] = []
    for who, since in qualified_on.items():
        if generation_of[who] == 0:
            continue
        after = [day for day in deliveries.get(who, ()) if day >= since]
        if after:
            waited.append((min(after) - since).days)
        else:
            waiting.append((at - since).days)
    if not waited:
        return FirstDelivery(len(waiting), 0, None, dict.fromkeys(within))
    curve = scipy.stats.ecdf(scipy.stats.CensoredData(uncensored=waited, right=waiting)).cdf
    reached = np.asarray(curve.probabilities) >= 0.5 - 1e-12
    median = float(curve.quantiles[int(reached.argmax())]) if reached.any() else None
    seen = max(waited + waiting)
    by = {days: float(curve.evaluate([days])[0]) if days <= seen or not waiting else None for days in within}
    return FirstDelivery(len(waited) + len(waiting), len(waited), median, by)
