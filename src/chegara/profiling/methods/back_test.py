"""What a profile would have done: selections a day, true and false ones, disparity, proxies, overlap, leaks.

Sources: the base-rate bound is Bayes' rule: with prevalence p and a share s selected, at most p / s of the
selected can be sought persons, reached when not one is missed. Disparity: ratio of selection shares with
Katz's interval and Fisher's exact test, false discoveries held by Benjamini and Hochberg. Proxies: the same
comparison of a single condition. The ratio of four fifths (US EEOC, 1978) is an alarm here, not a bound of
law.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chegara.profiling.methods.oversight import (
    Estimate,
    benjamini_hochberg,
    difference_probability,
    hit_rate,
    ratio_of_shares,
)

FOUR_FIFTHS = 0.8
FEWEST = 10
"""A group with fewer records is not told apart."""


@dataclass(frozen=True)
class Disparity:
    """How often a group is selected beside all others; `alarm`: by more than a fifth, and hardly by
    chance."""

    attribute: str
    group: str
    selected: int
    records: int
    ratio: Estimate
    probability: float
    alarm: bool


def disparities(selected: Sequence[bool], attributes: Mapping[str, Sequence[str]]) -> list[Disparity]:
    """Compare each group with all other records, attribute by attribute."""
    rows: list[tuple[str, str, int, int, int, int]] = []
    total, all_selected = len(selected), sum(selected)
    for attribute, values in attributes.items():
        sizes = Counter(values)
        hits = Counter(value for value, hit in zip(values, selected, strict=True) if hit)
        rows += [
            (attribute, group, hits[group], size, all_selected - hits[group], total - size)
            for group, size in sorted(sizes.items())
            if group and size >= FEWEST and total - size >= FEWEST
        ]
    chances = [difference_probability(*row[2:]) for row in rows]
    found = benjamini_hochberg(chances)
    made = []
    for (attribute, group, hits_in, size, other_hits, others), chance, stands_out in zip(
        rows, chances, found, strict=True
    ):
        ratio = ratio_of_shares(hits_in, size, other_hits, others)
        value = ratio.value if ratio.value is not None else 0 if not hits_in else float("inf")
        alarm = stands_out and not FOUR_FIFTHS <= value <= 1 / FOUR_FIFTHS
        made.append(Disparity(attribute, group, hits_in, size, ratio, chance, alarm))
    return made


def most_innocent(selected_share: float, prevalence: float) -> float:
    """Of 1,000 selected, how many at least are not sought, whatever the profile's merit.

    >>> most_innocent(0.001, 0.000001)
    999.0
    """
    if not selected_share:
        return 0.0
    innocent = 1000 * (1 - min(1.0, prevalence / selected_share))
    return math.floor(round(10 * innocent, 6)) / 10  # rounded up it would say that nobody can be found


def share_sought(prevalence: float, sensitivity: float, false_alarms: float) -> float:
    """Of the selected, the share that is sought, by Bayes' rule; shares from 0 to 1.

    >>> round(share_sought(1e-6, 0.9, 0.001), 4), round(share_sought(1e-4, 0.9, 0.001), 2)
    (0.0009, 0.08)
    """
    found = prevalence * sensitivity
    selected = found + (1 - prevalence) * false_alarms
    return found / selected if selected else 0.0


@dataclass(frozen=True)
class Leak:
    """Whether labelled records repeat: the share that stands in the past whole, and what a mere look-up
    scores.

    Scores are areas under the curve (0.5 is chance): of the profile's yes or no, and of the share of
    confirmed among earlier records of the same content.
    """

    repeated: float
    look_up: float | None
    profile: float | None


def leak_check(contents: Sequence[tuple[object, ...]], labels: Sequence[bool], fired: Sequence[bool]) -> Leak:
    """Look at records in the order of time: `contents` is what the profile reads of each."""
    seen: dict[tuple[object, ...], list[int]] = {}
    scores: list[float] = []
    repeated = hits = 0
    for at, (content, label) in enumerate(zip(contents, labels, strict=True)):
        earlier = seen.get(content)
        repeated += earlier is not None
        scores.append(earlier[0] / earlier[1] if earlier else hits / at if at else 0.0)
        tally = seen.setdefault(content, [0, 0])
        tally[0] += label
        tally[1] += 1
        hits += label
    return Leak(
        repeated / len(contents) if contents else 0.0,
        area_under_curve(scores, labels),
        area_under_curve([float(one) for one in fired], labels),
    )


def area_under_curve(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """The probability that a confirmed record scores above another (ties count half); None without both
    kinds.

    >>> area_under_curve([0.1, 0.4, 0.35, 0.8], [False, False, True, True])
    0.75
    """
    positives, total = sum(labels), len(labels)
    if not 0 < positives < total:
        return None
    order = sorted(range(total), key=lambda at: scores[at])
    ranks = [0.0] * total
    start = 0
    while start < total:
        end = start
        while end < total and scores[order[end]] == scores[order[start]]:
            end += 1
        for at in order[start:end]:
            ranks[at] = (start + 1 + end) / 2
        start = end
    above = sum(rank for rank, label in zip(ranks, labels, strict=True) if label)
    return (above - positives * (positives + 1) / 2) / (positives * (total - positives))


@dataclass(frozen=True)
class Overlap:
    """How many of this profile's selections another profile selects as well."""

    profile: str
    both: int
    other: int


def overlaps(selected: Sequence[bool], others: Mapping[str, Sequence[bool]]) -> list[Overlap]:
    """Compare with the other profiles' selections of the same records."""
    return [
        Overlap(name, sum(a and b for a, b in zip(selected, hits, strict=True)), sum(hits))
        for name, hits in others.items()
    ]


def confirmed_among(selected: Sequence[bool], labels: Sequence[bool]) -> Estimate:
    """The share of the selected that was confirmed, where records are labelled."""
    hits = sum(a and b for a, b in zip(selected, labels, strict=True))
    return hit_rate(hits, sum(selected))
