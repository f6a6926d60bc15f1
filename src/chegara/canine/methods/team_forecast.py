"""Which teams a service has in the coming years: attrition, retirement, throughput of the school.

A year runs so: first each team in service is lost with the attrition rate (illness, death, transfer, a
handler who leaves); then teams whose dog has reached the retiring age, or whose handler's service ends,
leave; at the end of the year the school's graduates enter. Teams are independent, so the number in service
is a sum of binomials and its distribution is computed, not simulated. A rate known from counts (3 lost in
40 team-years) has Jeffreys' beta distribution, over whose quantiles the distribution is averaged: the
intervals then hold what is not known about the rate too.

Sources:
    D. J. Bartholomew, A. F. Forbes, S. I. McClean, "Statistical techniques for manpower planning", 2nd
    edition, 1991: cohort projection with binomial losses. H. Jeffreys, "An invariant form for the prior
    probability in estimation problems", Proc. R. Soc. A 186, 1946.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from chegara.common.intervals import Interval

NODES = 21
"""Quantiles over which an uncertain rate is averaged."""


@dataclass(frozen=True)
class Rate:
    """A yearly rate, 0 to 1: known, or seen as `events` among `exposed` (team-years, pupils).

    Raises:
        ValueError: it is not a share.
    """

    events: float
    exposed: float
    certain: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        if not 0 <= self.events <= self.exposed or not self.exposed > 0:
            raise ValueError(f"{self.events} of {self.exposed} is not a rate")

    @classmethod
    def known(cls, share: float) -> Rate:
        """Return a rate without uncertainty."""
        return cls(share, 1.0, certain=True)

    def nodes(self) -> np.ndarray:
        """Return values that stand for the rate with equal weight."""
        if self.certain:
            return np.array([self.events / self.exposed])
        middle = (np.arange(NODES) + 0.5) / NODES
        return np.asarray(
            scipy.special.betaincinv(self.events + 0.5, self.exposed - self.events + 0.5, middle), dtype=float
        )


@dataclass(frozen=True)
class Team:
    """A team in service: age of the dog in full years, and after how many years its handler leaves, if
    known."""

    dog_age: int
    handler_leaves_in: int | None = None

    def years_left(self, retiring_age: int) -> int:
        """Return at the end of which year from now it leaves, if nothing happens before; 1 at least."""
        by_age = max(retiring_age - self.dog_age, 1)
        return by_age if self.handler_leaves_in is None else min(by_age, max(self.handler_leaves_in, 1))


@dataclass(frozen=True)
class School:
    """Pupils who finish at the end of each coming year, the share that qualifies, and the age of the dogs
    then."""

    pupils: tuple[int, ...]
    qualify: Rate
    entry_age: int


@dataclass(frozen=True)
class Year:
    """The end of one year from now (1, 2, …).

    `expected` teams and their interval; `retiring` are expected to leave by age or service in this year,
    `lost` by attrition, `joining` from the school; `enough` is the chance of having at least the required
    number.
    """

    year: int
    expected: float
    interval: Interval
    retiring: float
    lost: float
    joining: float
    enough: float


def forecast_teams(
    teams: Sequence[Team],
    school: School,
    *,
    attrition: Rate,
    retiring_age: int,
    required: int,
    level: float = 0.95,
) -> list[Year]:
    """Return the forecast for as many years as the school's pupils are given for (usually five).

    Raises:
        ValueError: the level is not a share between 0 and 1, or there is a negative number of pupils, age
            or need.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level is a share between 0 and 1, not {level}")
    if any(pupils < 0 for pupils in school.pupils) or required < 0 or any(team.dog_age < 0 for team in teams):
        raise ValueError("pupils, ages and the required number of teams cannot be negative")
    if retiring_age <= school.entry_age:
        raise ValueError(f"dogs retire at {retiring_age}, not later than they enter ({school.entry_age})")
    leaving = Counter(team.years_left(retiring_age) for team in teams)
    service = _Service(leaving, school, retiring_age - school.entry_age)
    pairs = np.meshgrid(attrition.nodes(), school.qualify.nodes(), indexing="ij")
    rates = _Rates(*(each.ravel() for each in pairs))
    return [_year(service, rates, year, required, level) for year in range(1, len(school.pupils) + 1)]


@dataclass(frozen=True)
class _Rates:
    """Pairs of rates that stand with equal weight for what is known about them."""

    lost: np.ndarray
    qualify: np.ndarray


@dataclass(frozen=True)
class _Service:
    """`leaving`: teams by the year at whose end they leave; `serve`: years from entry to retirement."""

    leaving: Mapping[int, int]
    school: School
    serve: int

    def cohorts(self, year: int, rates: _Rates) -> list[tuple[int, np.ndarray]]:
        """Return (number, chance by pair of rates of being in service at the year's end) of who may be."""
        stay = sum(n for left, n in self.leaving.items() if left > year)
        graduates = [
            (pupils, rates.qualify * (1 - rates.lost) ** (year - entered))
            for entered, pupils in enumerate(self.school.pupils[:year], 1)
            if year - entered < self.serve
        ]
        return [(stay, (1 - rates.lost) ** year), *graduates]

    def expected(self, year: int, rates: _Rates) -> np.ndarray:
        return np.asarray(np.sum([number * chance for number, chance in self.cohorts(year, rates)], axis=0))

    def flows(self, year: int, rates: _Rates) -> tuple[float, float, float]:
        """Return the expected retirements, losses and graduates of a year."""
        before, after = self.expected(year - 1, rates), self.expected(year, rates)
        joining = self.school.pupils[year - 1] * rates.qualify
        gone = before * rates.lost
        retiring = before - gone + joining - after
        return float(retiring.mean()), float(gone.mean()), float(joining.mean())


def _year(service: _Service, rates: _Rates, year: int, required: int, level: float) -> Year:
    chances = _distribution(service.cohorts(year, rates)).mean(axis=0)
    retiring, lost, joining = service.flows(year, rates)
    reached = np.cumsum(chances)
    tail = (1 - level) / 2
    low, high = (int(np.searchsorted(reached, share - 1e-12)) for share in (tail, 1 - tail))
    return Year(
        year,
        float(service.expected(year, rates).mean()),
        Interval(low, min(high, len(chances) - 1)),
        retiring,
        lost,
        joining,
        float(np.clip(chances[required:].sum(), 0, 1)),
    )


def _distribution(cohorts: Sequence[tuple[int, np.ndarray]]) -> np.ndarray:
    """Return, a row for each pair of rates, the chances of 0, 1, 2, … in service: the convolution of the
    cohorts' binomials."""
    chances = np.ones((len(cohorts[0][1]), 1))
    for number, chance in cohorts:
        part = np.asarray(scipy.stats.binom.pmf(np.arange(number + 1), number, chance[:, None]))
        longer = np.zeros((len(chances), chances.shape[1] + number))
        for some in range(number + 1):
            longer[:, some : some + chances.shape[1]] += part[:, some, None] * chances
        chances = longer
    return chances
