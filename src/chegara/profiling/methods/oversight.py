"""Does a profile work, and does it discriminate: the statistics that oversight reads.

Sources: E. B. Wilson, JASA 22 (1927), interval of a share; D. Katz et al., Biometrics 34 (1978), interval of
a ratio of shares; N. Mantel and W. Haenszel, JNCI 22 (1959), common odds ratio and its test; J. Robins, N.
Breslow and S. Greenland, Biometrics 42 (1986), its variance; Y. Benjamini and Y. Hochberg, JRSS B 57 (1995);
J. Knowles, N. Persico and P. Todd, JPE 109 (2001), outcome test, and C. Simoiu, S. Corbett-Davies and S.
Goel, Annals of Applied Statistics 11 (2017), why it may mislead; J. Hanley and A. Lippman-Hand, JAMA 249
(1983), rule of three.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
import scipy.special

from chegara.common.intervals import clopper_pearson, wilson

Z = 1.959963984540054
ENOUGH = 10
"""Fewer examined than this are not judged: the page says that data are too few."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval; None where nothing can be said."""

    value: float | None
    low: float | None
    high: float | None


NOTHING = Estimate(None, None, None)


def hit_rate(confirmed: int, examined: int) -> Estimate:
    """The share of the examined that was confirmed, with Wilson's interval.

    >>> rate = hit_rate(9, 10)
    >>> rate.value, round(rate.low, 2), round(rate.high, 2)
    (0.9, 0.6, 0.98)
    """
    if examined == 0:
        return NOTHING
    interval = wilson(confirmed, examined)
    return Estimate(confirmed / examined, interval.low, interval.high)


def ratio_of_shares(hits: int, trials: int, other_hits: int, other_trials: int) -> Estimate:
    """The ratio of two shares with Katz's logarithmic interval.

    Where the second has no hit, its upper bound by the rule of three gives the least that the ratio can be.

    >>> ratio = ratio_of_shares(20, 100, 10, 100)
    >>> ratio.value, round(ratio.low, 2), round(ratio.high, 2)
    (2.0, 0.99, 4.05)
    """
    if not trials or not other_trials:
        return NOTHING
    share = hits / trials
    if other_hits == 0:
        low = wilson(hits, trials).low
        return Estimate(None, low / (3 / other_trials), None) if hits else NOTHING
    ratio = share / (other_hits / other_trials)
    if hits == 0:
        return Estimate(0.0, 0.0, (3 / trials) / (other_hits / other_trials))
    spread = Z * math.sqrt(1 / hits - 1 / trials + 1 / other_hits - 1 / other_trials)
    return Estimate(ratio, ratio * math.exp(-spread), ratio * math.exp(spread))


def lift(confirmed: int, examined: int, random_confirmed: int, random_examined: int) -> Estimate:
    """How many times better the profile finds than the random sample does."""
    return ratio_of_shares(confirmed, examined, random_confirmed, random_examined)


def leakage(not_selected: int, random_confirmed: int, random_examined: int) -> Estimate:
    """How many of those who went on unselected would have been confirmed, judged by the random sample."""
    if not random_examined:
        return NOTHING
    interval = clopper_pearson(random_confirmed, random_examined)
    return Estimate(
        not_selected * random_confirmed / random_examined,
        not_selected * interval.low,
        not_selected * interval.high,
    )


def capture_share(confirmed: int, leaked: Estimate) -> Estimate:
    """The share of all that could be confirmed which the profile found."""

    def share(missed: float | None) -> float | None:
        if missed is None or confirmed + missed == 0:
            return None
        return confirmed / (confirmed + missed)

    return Estimate(share(leaked.value), share(leaked.high), share(leaked.low))


@dataclass(frozen=True)
class Stratum:
    """A table of two by two at one post: of a group and of the others, how many were selected and not."""

    group_selected: int
    group_not: int
    other_selected: int
    other_not: int

    @property
    def total(self) -> int:
        """All people of the table."""
        return self.group_selected + self.group_not + self.other_selected + self.other_not


@dataclass(frozen=True)
class CommonOdds:
    """The common odds ratio over posts, its interval, and the probability of so much difference by chance."""

    odds: Estimate
    probability: float | None


def mantel_haenszel(strata: Sequence[Stratum]) -> CommonOdds:
    """Compare a group with the others post by post, so that different flows are not taken for bias.

    The probability is that of the Cochran–Mantel–Haenszel test without correction for continuity.
    """
    tables = [one for one in strata if one.total > 1]
    r_of = [one.group_selected * one.other_not / one.total for one in tables]
    s_of = [one.group_not * one.other_selected / one.total for one in tables]
    r_all, s_all = sum(r_of), sum(s_of)
    odds = NOTHING
    if r_all and s_all:
        p_of = [(one.group_selected + one.other_not) / one.total for one in tables]
        q_of = [(one.group_not + one.other_selected) / one.total for one in tables]
        variance = (
            sum(p * r for p, r in zip(p_of, r_of, strict=True)) / (2 * r_all**2)
            + sum(p * s + q * r for p, q, r, s in zip(p_of, q_of, r_of, s_of, strict=True))
            / (2 * r_all * s_all)
            + sum(q * s for q, s in zip(q_of, s_of, strict=True)) / (2 * s_all**2)
        )
        ratio = r_all / s_all
        spread = Z * math.sqrt(variance)
        odds = Estimate(ratio, ratio * math.exp(-spread), ratio * math.exp(spread))
    return CommonOdds(odds, _cochran(tables))


def _cochran(tables: Sequence[Stratum]) -> float | None:
    difference = variance = 0.0
    for one in tables:
        group = one.group_selected + one.group_not
        other = one.total - group
        selected = one.group_selected + one.other_selected
        difference += one.group_selected - group * selected / one.total
        variance += group * other * selected * (one.total - selected) / (one.total**2 * (one.total - 1))
    if not variance:
        return None
    return float(scipy.special.chdtrc(1, difference**2 / variance))


@dataclass(frozen=True)
class Outcome:
    """Hits among the examined of each group, and the probability of such differences by chance.

    `enough`: each group has at least `ENOUGH` examined and an expected hit and miss of five, or nothing is
    judged. A lower hit rate of a group hints that it is selected on weaker grounds. It is no proof: where
    groups differ in how risk is spread, equal treatment gives unequal hit rates (inframarginality).
    """

    rates: dict[str, Estimate]
    probability: float | None
    enough: bool


def outcome_test(groups: dict[str, tuple[int, int]]) -> Outcome:
    """Compare the hit rates of groups: `groups` gives (confirmed, examined) of each.

    The probability is that of Pearson's chi-square test of homogeneity.
    """
    rates = {name: hit_rate(hits, trials) for name, (hits, trials) in groups.items()}
    used = [(hits, trials) for hits, trials in groups.values() if trials]
    hits, trials = sum(h for h, _ in used), sum(n for _, n in used)
    if len(used) < 2 or not 0 < hits < trials:
        return Outcome(rates, None, enough=False)
    share = hits / trials
    enough = all(n >= ENOUGH and n * min(share, 1 - share) >= 5 for _, n in used)
    statistic = sum((h - n * share) ** 2 / (n * share * (1 - share)) for h, n in used)
    return Outcome(rates, float(scipy.special.chdtrc(len(used) - 1, statistic)), enough)


def benjamini_hochberg(probabilities: Sequence[float], *, level: float = 0.05) -> list[bool]:
    """Which of several tests stand out when false discoveries are held to `level`."""
    order = sorted(range(len(probabilities)), key=lambda at: probabilities[at])
    most = 0
    for rank, at in enumerate(order, 1):
        if probabilities[at] <= level * rank / len(probabilities):
            most = rank
    kept = set(order[:most])
    return [at in kept for at in range(len(probabilities))]


def difference_probability(hits: int, trials: int, other_hits: int, other_trials: int) -> float:
    """The probability, by Fisher's exact test, of shares so different where they are the same."""
    table = [[hits, trials - hits], [other_hits, other_trials - other_hits]]
    return float(scipy.stats.fisher_exact(np.array(table)).pvalue)


def worse_than_random(better: Estimate) -> bool:
    """Whether the whole interval of the lift lies below 1: such a profile lapses."""
    return better.high is not None and better.high < 1
