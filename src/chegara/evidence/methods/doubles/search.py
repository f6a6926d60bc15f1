"""Finding pairs of reports that may be of one event, among very many.

Two events are compared where they are of one indicator and their dates lie within the window (blocking); and
then only where they agree at least in place, or at least in quantity: what agrees in neither could never be
told from chance. Where both say of which kind, and the kinds belong to different groups, they must agree in
both. Events lie in order of indicator and day, so that all pairs of one distance in that order are compared
at once, as arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chegara.evidence.methods.doubles.compare import EQUAL, FIELDS, NEAR, THOUSAND, Comparison, Levels, Places
from chegara.evidence.methods.doubles.events import BLANK, Codes, Events, Floats
from chegara.evidence.methods.doubles.weights import (
    NOTHING,
    Level,
    Parameters,
    estimate_prior,
    log_odds,
    probability,
)

MOST_PAIRS = 1_000_000_000
"""More pairs than these are not compared: on crowded days only those next to each other in place are."""

LEAST_BITS = 3.0
"""Pairs with less evidence than this are dropped at once: no prior that occurs would let them be offered."""

RIVAL_BITS = 4.0
"""A partner is taken for the right one only where the next best has at least so much less evidence."""

SAMPLED_PAIRS = 200_000
OPINION_PAIRS = 50
OPINION_VALUES = 20
RAREST = 1e-4
AT_ONCE = 2_000_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Reason:
    """One field's part in the evidence: which level was found, and its bits."""

    field: str
    level: str
    bits: float


@dataclass(frozen=True)
class Candidate:
    """Two events, by their keys, that may be one.

    `prior_bits` and the bits of the reasons add up to the logarithm of the odds that they are.
    """

    first: int
    second: int
    probability: float
    prior_bits: float
    reasons: tuple[Reason, ...]
    sure: bool

    @property
    def bits(self) -> float:
        """The logarithm to base 2 of the odds."""
        return self.prior_bits + sum(reason.bits for reason in self.reasons)


@dataclass(frozen=True)
class Found:
    """What a search came to: `pairs` lay within the window, `left_out` more on crowded days.

    `share` is the estimated share of doubles among the pairs.
    """

    candidates: tuple[Candidate, ...]
    pairs: int
    left_out: int
    share: float


def find_doubles(
    events: Events, parameters: Parameters, *, rng: np.random.Generator, progress: Progress | None = None
) -> Found:
    """Return the pairs that are offered, the most probable first; the same `rng` gives the same answer.

    `rng` draws the pairs from which chance agreement is estimated.
    """
    windows = Windows.of(events, parameters.rule.days)
    if not windows.pairs:
        return Found((), 0, 0, 0.0)
    comparison = Comparison(events, parameters)
    evidence = Evidence.of(comparison, parameters, rng)
    kept: list[tuple[Places, Places, dict[str, Levels], Floats]] = []
    for one, other in windows.agreeing(events, progress):
        levels = comparison.levels(one, other)
        bits = evidence.total(levels, one)
        good = bits >= LEAST_BITS
        kept.append((one[good], other[good], {n: found[good] for n, found in levels.items()}, bits[good]))
    one, other = (np.concatenate([part[i] for part in kept] or [np.zeros(0, np.intp)]) for i in (0, 1))
    levels = {n: np.concatenate([part[2][n] for part in kept] or [np.zeros(0, np.int8)]) for n in FIELDS}
    bits = np.concatenate([part[3] for part in kept] or [np.zeros(0)])
    rule = parameters.rule
    share = estimate_prior(bits, windows.pairs, prior=rule.prior, prior_pairs=rule.prior_pairs)
    prior_bits = log_odds(share)
    likely = probability(bits + prior_bits)
    offered = np.flatnonzero(likely >= rule.offered)
    offered = offered[np.argsort(-bits[offered], kind="stable")]
    one, other, bits, likely = one[offered], other[offered], bits[offered], likely[offered]
    levels = {name: found[offered] for name, found in levels.items()}
    sure = (likely >= rule.sure) & (levels["source"] != 2) & _no_rival(events, one, other, bits)
    parts = evidence.by_field(levels, one)
    return Found(
        tuple(
            Candidate(
                first=int(min(events.key[i], events.key[j])), second=int(max(events.key[i], events.key[j])),
                probability=float(likely[number]), prior_bits=prior_bits, sure=bool(sure[number]),
                reasons=tuple(
                    Reason(name, parameters.fields[name][levels[name][number]].name, float(part[number]))
                    for name, part in parts.items() if levels[name][number] != NOTHING
                ),
            )
            for number, (i, j) in enumerate(zip(one, other, strict=True))
        ),
        windows.pairs, windows.left_out, share,
    )  # fmt: skip


def _no_rival(events: Events, one: Places, other: Places, bits: Floats) -> NDArray[np.bool_]:
    """Say of each pair that neither member has another partner of that agency that is nearly as good."""
    best: dict[tuple[int, int], list[float]] = {}
    for a, b, evidence in zip(one, other, bits, strict=True):
        for own, partner in ((a, b), (b, a)):
            best.setdefault((int(own), int(events.agency[partner])), []).append(float(evidence))
    found = []
    for a, b, evidence in zip(one, other, bits, strict=True):
        rivals = (best[int(own), int(events.agency[partner])] for own, partner in ((a, b), (b, a)))
        found.append(all(sum(rival > evidence - RIVAL_BITS for rival in each) == 1 for each in rivals))
    return np.array(found, dtype=bool)


@dataclass(frozen=True)
class Windows:
    """For each event how many of those after it lie within the window; `most` caps it on crowded days."""

    after: NDArray[np.int64]
    most: int
    left_out: int

    @classmethod
    def of(cls, events: Events, days: int) -> Windows:
        """Return the windows of so many days; crowded ones are cut so that there are not too many pairs."""
        place = np.arange(len(events))
        moment = events.indicator.astype(np.int64) * 10_000_000 + events.day
        after = np.searchsorted(moment, moment + days, side="right") - 1 - place
        most = int(after.max(initial=0))
        while int(np.minimum(after, most).sum()) > MOST_PAIRS:
            most = most * 9 // 10
        return cls(np.minimum(after, most), most, int(np.maximum(after - most, 0).sum()))

    @property
    def pairs(self) -> int:
        """How many pairs are compared."""
        return int(self.after.sum())

    def agreeing(self, events: Events, progress: Progress | None) -> Iterator[tuple[Places, Places]]:
        """Yield the pairs within the window that agree in place or in quantity, many at a time."""
        active = np.flatnonzero(self.after > 0)
        done, total, waiting, held = 0, self.pairs, [], 0
        for distance in range(1, self.most + 1):
            active = active[self.after[active] >= distance]
            good = active[_agree(events, active, active + distance)]
            waiting.append((good, good + distance))
            done, held = done + len(active), held + len(good)
            if held >= AT_ONCE:
                yield _joined(waiting)
                waiting, held = [], 0
            if progress:
                progress(done // 1000, max(1, total // 1000))
        yield _joined(waiting)


def _joined(pairs: list[tuple[Places, Places]]) -> tuple[Places, Places]:
    if not pairs:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    return np.concatenate([one for one, _ in pairs]), np.concatenate([other for _, other in pairs])


def _agree(events: Events, one: Places, other: Places) -> NDArray[np.bool_]:
    place, sound = events.codes["place"], events.sound
    same_place = (place[one] == place[other]) | (sound[one] == sound[other])
    same_place &= place[one] != BLANK
    with np.errstate(invalid="ignore"):
        apart = np.abs(events.log_quantity[one] - events.log_quantity[other])
        same_quantity = (apart < NEAR) | (np.abs(apart - THOUSAND) < EQUAL)
    kind, group = events.codes["kind"], events.codes["group"]
    of_one, of_other = kind[one], kind[other]
    other_kind = (of_one != of_other) & (of_one != BLANK) & (of_other != BLANK)
    other_kind &= (group[one] != group[other]) | (group[one] == BLANK)
    found: NDArray[np.bool_] = np.where(other_kind, same_place & same_quantity, same_place | same_quantity)
    return found


VALUES: tuple[str, ...] = (
    "kind",
    "place",
    "citizenship",
    "transport",
    "concealment",
    "origin",
    "destination",
)


@dataclass(frozen=True)
class Evidence:
    """The bits of each field's levels, and, where two events agree on a value, of that very value."""

    fields: Mapping[str, tuple[Level, ...]]
    tables: Mapping[str, Floats]
    of_value: Mapping[str, Floats]

    @classmethod
    def of(cls, comparison: Comparison, parameters: Parameters, rng: np.random.Generator) -> Evidence:
        """Estimate chance agreement from the events themselves."""
        events = comparison.events
        fields = _with_chance(comparison, parameters, rng)
        tables = {
            # The last entry answers NOTHING, which is -1.
            name: np.array([*(level.bits for level in levels), 0.0])
            for name, levels in fields.items()
        }
        shares = {
            name: _shares(events.indicator, events.codes[name], parameters.fields[name][0].u)
            for name in VALUES
        }
        for name, value in (("quantity", np.round(events.log_quantity, 3)), ("number", events.number)):
            codes = np.unique(value, return_inverse=True)[1].astype(np.int32)
            codes[np.isnan(value)] = BLANK
            shares[name] = _shares(events.indicator, codes, parameters.fields[name][0].u)
        return cls(
            fields, tables, {name: np.log2(fields[name][0].m / share) for name, share in shares.items()}
        )

    def by_field(self, levels: Mapping[str, Levels], one: Places) -> dict[str, Floats]:
        """Return the bits of each field for pairs of which the first members stand at `one`."""
        found = {}
        for name, of_pairs in levels.items():
            bits = self.tables[name][of_pairs]
            if name in self.of_value:
                bits = np.where(of_pairs == 0, self.of_value[name][one], bits)
            found[name] = bits
        return found

    def total(self, levels: Mapping[str, Levels], one: Places) -> Floats:
        """Return the bits of all fields together."""
        total: Floats = sum(self.by_field(levels, one).values(), start=np.zeros(len(one)))
        return total


def _with_chance(
    comparison: Comparison, parameters: Parameters, rng: np.random.Generator
) -> dict[str, tuple[Level, ...]]:
    """Return the levels with u estimated from random pairs of one indicator; dates are as good as even."""
    events = comparison.events
    starts = np.searchsorted(events.indicator, events.indicator, side="left")
    ends = np.searchsorted(events.indicator, events.indicator, side="right")
    one = rng.integers(len(events), size=SAMPLED_PAIRS)
    other = starts[one] + (rng.random(SAMPLED_PAIRS) * (ends - starts)[one]).astype(np.int64)
    different = one != other
    one, other = one[different], other[different]
    sizes = np.unique(events.indicator, return_counts=True)[1].astype(np.int64)
    worth = min(len(one), int((sizes * (sizes - 1) // 2).sum()))
    days = 2 * parameters.rule.days + 1
    by_day = (1 / days, 2 / days, max(1 - 3 / days, 1e-9))
    found: dict[str, tuple[Level, ...]] = {}
    for name, levels in parameters.fields.items():
        if name == "day":
            found[name] = tuple(
                Level(level.name, level.m, u) for level, u in zip(levels, by_day, strict=True)
            )
            continue
        seen = FIELDS[name](comparison, one, other)
        counts = np.bincount(seen[seen != NOTHING], minlength=len(levels)) * (worth / max(1, len(one)))
        known = counts.sum() + OPINION_PAIRS
        found[name] = tuple(
            Level(level.name, level.m, float((counts[number] + level.u * OPINION_PAIRS) / known))
            for number, level in enumerate(levels)
        )
    return found


def _shares(indicator: Codes, codes: Codes, opinion: float) -> Floats:
    """Return for each event the share that its value has among those of its indicator that say one."""
    known = codes != BLANK
    combined = indicator.astype(np.int64) * (int(codes.max(initial=0)) + 2) + codes
    _values, inverse, counts = np.unique(combined, return_inverse=True, return_counts=True)
    of_indicator = np.bincount(indicator[known], minlength=int(indicator.max(initial=0)) + 1)[indicator]
    share = (counts[inverse] + opinion * OPINION_VALUES) / (of_indicator + OPINION_VALUES)
    clipped: Floats = np.clip(share, RAREST, 1.0)
    return clipped
