"""Before a profile is activated: what it would have selected, how often rightly, and whom it would have
burdened.

Pure functions of records already decided: `Decided` says of each whether the profile fired, its day, and,
where known, the outcome, the group for the comparison, and the other profiles that fired.

Sources:
    Expected true and false selections: Bayes' theorem with stated prevalence, sensitivity and false-positive
    rate. Disparity: ratio of selection rates with Katz's log interval (D. Katz et al., Biometrics 34, 1978);
    shares with Wilson's interval. The four-fifths rule (29 CFR 1607.4 D) is used as an alarm, never as proof.
    Leak check: own; the reason is a public set of declarations whose rows recur whole with their labels, so
    that a look-up scores better than every model.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import scipy

from chegara.common.intervals import Interval, wilson

FOUR_FIFTHS = 0.8
SMALLEST_GROUP = 10
THOUSAND = 1000


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One record of the past and what the profile says of it; `found` is None where nobody looked."""

    fired: bool
    day: Hashable
    found: bool | None = None
    group: str | None = None
    others: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Expectation:
    """Of so many selected, how many are expected to be right and wrong; rates are shares, 0 to 1."""

    selected: float
    right: float
    wrong: float

    def sentence(self, language: str = "en") -> str:
        """Return the expectation in plain words, to the thousand selected."""
        if not self.selected:
            return "Никто не будет отобран." if language == "ru" else "Nobody would be selected."
        wrong = round(self.wrong / self.selected * THOUSAND)
        if self.right:
            wrong = min(wrong, THOUSAND - 1)  # to say "all" would be to say that nothing can be found
        if language == "ru":
            return f"Из 1000 отобранных {wrong} окажутся непричастными."
        return f"Of 1,000 selected, {wrong} will be innocent."


def expectation(
    *, records: float, prevalence: float, sensitivity: float, false_positives: float
) -> Expectation:
    """Return what to expect of so many records.

    Args:
        records: how many are asked, in any time.
        prevalence: share of records with what is looked for.
        sensitivity: share of those that the profile selects.
        false_positives: share of the others that it selects.

    >>> expectation(records=1e6, prevalence=1e-6, sensitivity=0.9, false_positives=0.001).sentence()
    'Of 1,000 selected, 999 will be innocent.'

    Raises:
        ValueError: a share is not between 0 and 1.
    """
    if not all(0 <= share <= 1 for share in (prevalence, sensitivity, false_positives)):
        raise ValueError("prevalence, sensitivity and false positives are shares between 0 and 1")
    right = records * prevalence * sensitivity
    wrong = records * (1 - prevalence) * false_positives
    return Expectation(right + wrong, right, wrong)


@dataclass(frozen=True)
class Disparity:
    """How often a group is selected compared with all others, with the 95 % interval of the ratio.

    `ratio` is None where a rate is not known or is 0 in both; `alarm` where the whole interval lies beyond
    four fifths.
    """

    group: str
    selected: int
    records: int
    ratio: float | None
    interval: Interval | None
    alarm: bool


@dataclass(frozen=True)
class Backtest:
    """What came of asking the past; `hit_rate` is among those selected and examined, with its interval."""

    records: int
    selected: int
    a_day: float
    most_a_day: int
    examined: int
    found: int
    hit_rate: Interval | None
    disparities: tuple[Disparity, ...]
    too_small: tuple[str, ...]
    overlap: dict[str, float]
    unique: int


def backtest(decided: Sequence[Decided]) -> Backtest:
    """Return what a profile would have done; overlap is the share of its selections that another makes,
    too."""
    selected = [each for each in decided if each.fired]
    days = Counter(each.day for each in selected)
    count = len({each.day for each in decided})
    examined = [each for each in selected if each.found is not None]
    found = sum(bool(each.found) for each in examined)
    others = Counter(name for each in selected for name in each.others)
    disparities, small = _disparities(decided)
    return Backtest(
        records=len(decided),
        selected=len(selected),
        a_day=len(selected) / count if count else 0.0,
        most_a_day=max(days.values(), default=0),
        examined=len(examined),
        found=found,
        hit_rate=wilson(found, len(examined)) if examined else None,
        disparities=disparities,
        too_small=small,
        overlap={name: times / len(selected) for name, times in sorted(others.items())},
        unique=sum(not each.others for each in selected),
    )


def _disparities(decided: Sequence[Decided]) -> tuple[tuple[Disparity, ...], tuple[str, ...]]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for each in decided:
        if each.group is not None:
            groups[each.group].append(each.fired)
    everyone = [fired for fired_in_group in groups.values() for fired in fired_in_group]
    made, small = [], []
    for name, fired in sorted(groups.items()):
        if len(fired) < SMALLEST_GROUP or len(everyone) - len(fired) < SMALLEST_GROUP:
            small.append(name)
            continue
        others = (sum(everyone) - sum(fired), len(everyone) - len(fired))
        made.append(_disparity(name, sum(fired), len(fired), *others, comparisons=len(groups)))
    return tuple(made), tuple(small)


def _disparity(
    name: str, selected: int, records: int, other_selected: int, other_records: int, *, comparisons: int
) -> Disparity:
    ratio, interval = ratio_of_rates(selected, records, other_selected, other_records)
    # Among many groups one interval in twenty lies apart by chance: the alarm asks all of them together.
    strict = ratio_of_rates(selected, records, other_selected, other_records, level=1 - 0.05 / comparisons)[1]
    alarm = strict is not None and (strict.low > 1 / FOUR_FIFTHS or strict.high < FOUR_FIFTHS)
    return Disparity(name, selected, records, ratio, interval, alarm)


def ratio_of_rates(
    hits: int, trials: int, other_hits: int, other_trials: int, *, level: float = 0.95
) -> tuple[float | None, Interval | None]:
    """Return the ratio of two shares with Katz's interval; half a case is added to each count where one is 0.

    >>> ratio, interval = ratio_of_rates(30, 100, 15, 100)
    >>> ratio, round(interval.low, 2), round(interval.high, 2)
    (2.0, 1.15, 3.48)
    """
    if not trials or not other_trials or not hits + other_hits:
        return None, None
    half = 0.5 if not hits or not other_hits else 0.0
    a, n, b, m = hits + half, trials + half, other_hits + half, other_trials + half
    ratio = (a / n) / (b / m)
    spread = math.sqrt(max(1 / a - 1 / n + 1 / b - 1 / m, 0.0))
    z = float(scipy.special.ndtri(1 - (1 - level) / 2))
    return ratio, Interval(ratio * math.exp(-z * spread), ratio * math.exp(z * spread))


@dataclass(frozen=True)
class Labelled:
    """One record with a known label: all that describes it but its id and day, in order of time."""

    values: tuple[Hashable, ...]
    label: bool
    score: float


@dataclass(frozen=True)
class LeakCheck:
    """How much of a back-test is memory; a number without its unseen part must not stand at the top.

    Areas under the ROC curve are None where one label is missing. `seen` is the share of tested records
    whose whole tuple stands in the past.
    """

    tested: int
    seen: float
    profile: float | None
    lookup: float | None
    profile_on_unseen: float | None
    unseen: int

    @property
    def leaks(self) -> bool:
        """Whether a plain look-up does as well as the profile on records of which a tenth or more recur."""
        recurs = self.seen >= 0.1
        return recurs and self.lookup is not None and self.lookup >= (self.profile or 0)


def leak_check(past: Iterable[Labelled], tested: Sequence[Labelled]) -> LeakCheck:
    """Return how the profile's score compares with looking the tuple up in the past.

    The look-up's score is the mean label of the same tuple in the past, and of all the past for an unseen
    one.
    """
    labels: dict[tuple[Hashable, ...], list[bool]] = defaultdict(list)
    for each in past:
        labels[each.values].append(each.label)
    total = sum(len(found) for found in labels.values())
    base = sum(sum(found) for found in labels.values()) / total if total else 0.0
    lookup = [sum(found) / len(found) if (found := labels.get(each.values)) else base for each in tested]
    unseen = [each for each in tested if each.values not in labels]
    truth = [each.label for each in tested]
    return LeakCheck(
        tested=len(tested),
        seen=1 - len(unseen) / len(tested) if tested else 0.0,
        profile=area([each.score for each in tested], truth),
        lookup=area(lookup, truth),
        profile_on_unseen=area([each.score for each in unseen], [each.label for each in unseen]),
        unseen=len(unseen),
    )


def area(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """Return the area under the ROC curve, ties counting half; None where one label is missing.

    >>> area([0.9, 0.8, 0.3], [True, False, False])
    1.0
    """
    right = sum(labels)
    wrong = len(labels) - right
    if not right or not wrong:
        return None
    ranks = scipy.stats.rankdata(scores)
    above = float(sum(rank for rank, label in zip(ranks, labels, strict=True) if label))
    return (above - right * (right + 1) / 2) / (right * wrong)
