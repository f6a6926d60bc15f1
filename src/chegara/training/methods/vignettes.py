"""Is a trainee led by who a traveller seems to be? Paired vignettes that differ in one attribute only.

Both vignettes of a pair tell the same story, with the same indicators; only ethnicity, dress or sex differ
(version `reference` and version `compared`). A fair trainee answers both alike. What counts are the pairs
answered differently: b flagged only in the compared version, c only in the reference. Discrimination is (b
− c) / pairs with Newcombe's interval for paired shares; McNemar's exact test asks whether b and c differ by
chance. A trainee's figures are for the trainee alone; a few pairs prove nothing about a person.

Sources:
    Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
    Psychometrika 12, 1947; exact by the binomial distribution of b among b + c.
    R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions based on
    paired data", Statistics in Medicine 17, 1998, method 10.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import scipy

from chegara.common.detection import Answers, Detection, detection
from chegara.common.intervals import Interval, wilson


@dataclass(frozen=True)
class Answer:
    """One answer: of whom, to which pair, in the compared version or not, risk in the story, flagged."""

    trainee: str
    pair: str
    compared: bool
    risk: bool
    flagged: bool


@dataclass(frozen=True)
class Pairs:
    """Pairs by answer: flagged in both, only in the compared version, only in the reference, in neither.

    Raises:
        ValueError: a count is negative.
    """

    both: int
    only_compared: int
    only_reference: int
    neither: int

    def __post_init__(self) -> None:
        """Refuse counts below nothing."""
        if min(self.both, self.only_compared, self.only_reference, self.neither) < 0:
            raise ValueError(f"counts cannot be negative: {self}")

    @property
    def total(self) -> int:
        """How many pairs there are."""
        return self.both + self.only_compared + self.only_reference + self.neither


@dataclass(frozen=True)
class Discrimination:
    """The difference of flagged shares, −1 to 1, its interval, and McNemar's exact two-sided p-value.

    `shown` says that the interval excludes equal treatment and that the exact test does so, too: with few
    pairs the interval is an approximation, and an accusation is not made by one road alone.
    """

    pairs: Pairs
    difference: float
    interval: Interval
    p_value: float

    @property
    def shown(self) -> bool:
        """Whether the two versions were treated differently beyond chance."""
        return 0 not in self.interval and self.p_value < LEVEL

    @property
    def suspected(self) -> bool:
        """Whether one of the two roads alone shows it: more pairs are needed to tell."""
        return not self.shown and (0 not in self.interval or self.p_value < LEVEL)


LEVEL = 0.05
"""Of the exact test: the error level of a 95 % interval."""


@dataclass(frozen=True)
class Result:
    """What answers say: discrimination (None without a whole pair), and detection in all and by version."""

    discrimination: Discrimination | None
    unpaired: int
    detection: Detection | None
    reference: Detection | None
    compared: Detection | None


def result(answers: Sequence[Answer], *, level: float = 0.95) -> Result:
    """Return the result of one trainee or of a group; `unpaired` answers lack their twin and are in no pair.

    Raises:
        ValueError: a trainee answered one version twice, or the versions of a pair differ in the risk told.
    """
    pairs, unpaired = pair_up(answers)
    return Result(
        discrimination(pairs, level=level) if pairs.total else None,
        unpaired,
        detection(_tally(answers), level=level),
        detection(_tally(one for one in answers if not one.compared), level=level),
        detection(_tally(one for one in answers if one.compared), level=level),
    )


def pair_up(answers: Iterable[Answer]) -> tuple[Pairs, int]:
    """Return the counts of pairs and the number of answers without their twin.

    Raises:
        ValueError: as for `result`.
    """
    found: dict[tuple[str, str], dict[bool, Answer]] = {}
    for answer in answers:
        versions = found.setdefault((answer.trainee, answer.pair), {})
        if answer.compared in versions:
            raise ValueError(f"{answer.trainee} answered one version of pair {answer.pair} twice")
        versions[answer.compared] = answer
    whole = [(one[True], one[False]) for one in found.values() if len(one) == 2]
    for compared, reference in whole:
        if compared.risk != reference.risk:
            raise ValueError(f"the versions of pair {compared.pair} tell a different risk")
    flags = [(compared.flagged, reference.flagged) for compared, reference in whole]
    counts = (flags.count(kind) for kind in ((True, True), (True, False), (False, True), (False, False)))
    return Pairs(*counts), len(found) - len(whole)


def discrimination(pairs: Pairs, *, level: float = 0.95) -> Discrimination:
    """Return the discrimination of counted pairs.

    Raises:
        ValueError: there is no pair, or the level is not a share between 0 and 1.
    """
    if not pairs.total:
        raise ValueError("discrimination needs at least one pair")
    b, c = pairs.only_compared, pairs.only_reference
    p_value = float(scipy.stats.binomtest(b, b + c).pvalue) if b + c else 1.0
    return Discrimination(pairs, (b - c) / pairs.total, _newcombe(pairs, level), p_value)


def _newcombe(pairs: Pairs, level: float) -> Interval:
    n = pairs.total
    first, second = pairs.both + pairs.only_compared, pairs.both + pairs.only_reference
    p, q = first / n, second / n
    of_p, of_q = wilson(first, n, level=level), wilson(second, n, level=level)
    phi = _correlation(pairs)
    below = _root(p - of_p.low, of_q.high - q, phi)
    above = _root(of_p.high - p, q - of_q.low, phi)
    return Interval(max(p - q - below, -1.0), min(p - q + above, 1.0))


def _root(a: float, b: float, phi: float) -> float:
    return math.sqrt(max(a * a - 2 * phi * a * b + b * b, 0.0))


def _correlation(pairs: Pairs) -> float:
    """Return φ of the two versions; a positive one is lowered for continuity, as the source does."""
    e, f, g, h = pairs.both, pairs.only_compared, pairs.only_reference, pairs.neither
    margins = (e + f) * (g + h) * (e + g) * (f + h)
    if not margins:
        return 0.0
    product = e * h - f * g
    return (max(product - pairs.total / 2, 0.0) if product > 0 else product) / math.sqrt(margins)


def _tally(answers: Iterable[Answer]) -> Answers:
    kinds = [(one.risk, one.flagged) for one in answers]
    return Answers(
        hits=kinds.count((True, True)),
        misses=kinds.count((True, False)),
        false_alarms=kinds.count((False, True)),
        correct_rejections=kinds.count((False, False)),
    )
