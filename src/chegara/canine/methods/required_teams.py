"""How many teams a service needs: posts × shifts × relief × duty cycle.

In each shift a post needs so many teams at once that the asked minutes of search an hour can be worked by
dogs that must rest (duty cycle). Relief says how many teams must be employed to fill one place in one
shift: days served a year over days that a team is available. A post open round the clock in three shifts
with 210 available days needs 3 · 365 / 210 = 5.2 teams for each team present.

Source:
    The staffing relief factor of post planning: D. Liebert, R. Miller, "Staffing Analysis Workbook for
    Jails", 2nd edition, National Institute of Corrections. Working and resting times of dogs are the
    service's own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

DAYS_A_YEAR = 365.0


@dataclass(frozen=True)
class Post:
    """A post: shifts a day, days a week (0 to 7), minutes of search wanted in each hour of a shift.

    Raises:
        ValueError: a figure is out of range.
    """

    name: str
    shifts: int
    days_a_week: float
    search_minutes: float

    def __post_init__(self) -> None:
        """Refuse a post that cannot be."""
        if self.shifts < 0 or not 0 <= self.days_a_week <= 7 or not 0 <= self.search_minutes < math.inf:
            raise ValueError(f"post {self.name}: shifts, days a week or minutes of search are out of range")


@dataclass(frozen=True)
class Traffic:
    """What comes to a post: units (vehicles, wagons, groups of persons) a day in so many open hours.

    `share` of them, 0 to 1, is searched: the service sets it by the level of risk. `peak` is how many times
    busier the busiest hour is than the mean one.

    Raises:
        ValueError: a figure is out of range.
    """

    units_a_day: float
    hours_a_day: float
    share: float
    minutes_a_search: float
    peak: float = 1.0

    def __post_init__(self) -> None:
        """Refuse traffic that cannot be."""
        sizes = (self.units_a_day, self.minutes_a_search)
        if not all(0 <= size < math.inf for size in sizes) or not 0 < self.hours_a_day <= 24:
            raise ValueError("units a day, open hours or minutes a search are out of range")
        if not 0 <= self.share <= 1 or not 1 <= self.peak < math.inf:
            raise ValueError("the share searched or the peak is out of range")

    @property
    def minutes_an_hour(self) -> float:
        """Minutes of search wanted in the busiest hour.

        >>> Traffic(240, 24, 0.1, 12, peak=1.5).minutes_an_hour
        18.0
        """
        return self.units_a_day / self.hours_a_day * self.peak * self.share * self.minutes_a_search


@dataclass(frozen=True)
class DutyCycle:
    """How long a dog searches and then rests, in minutes, and on how many days a year a team is available.

    Raises:
        ValueError: a figure is out of range.
    """

    work: float
    rest: float
    available_days: float

    def __post_init__(self) -> None:
        """Refuse a cycle that cannot be."""
        if not (0 < self.work < math.inf and 0 <= self.rest < math.inf):
            raise ValueError(
                f"a dog works some minutes and rests none or more, not {self.work} and {self.rest}"
            )
        if not 0 < self.available_days <= DAYS_A_YEAR:
            raise ValueError(f"a team is available on 1 to 365 days a year, not {self.available_days}")

    @property
    def minutes_an_hour(self) -> float:
        """How many minutes of each hour one dog searches, over a shift."""
        return 60 * self.work / (self.work + self.rest)


@dataclass(frozen=True)
class PostNeed:
    """What one post needs: teams present at once, relief a place and shift, and teams (not rounded)."""

    post: Post
    at_once: int
    relief: float
    teams: float


@dataclass(frozen=True)
class Need:
    """What the service needs: each post's part and the whole number of teams for all."""

    posts: tuple[PostNeed, ...]
    teams: int

    def gap(self, certified: int) -> int:
        """Return how many teams are lacking; negative where there are more than needed."""
        return self.teams - certified


def required_teams(posts: Sequence[Post], cycle: DutyCycle) -> Need:
    """Return the need of a service; teams are rounded up once, over all posts, for they relieve one another.

    >>> required_teams([Post("Bridge", 3, 7, 20)], DutyCycle(30, 30, 210)).teams
    6
    """
    needs = tuple(_need(post, cycle) for post in posts)
    return Need(needs, math.ceil(sum(need.teams for need in needs) - 1e-9))


def _need(post: Post, cycle: DutyCycle) -> PostNeed:
    at_once = math.ceil(post.search_minutes / cycle.minutes_an_hour - 1e-9)
    relief = post.days_a_week / 7 * DAYS_A_YEAR / cycle.available_days
    return PostNeed(post, at_once, relief, at_once * post.shifts * relief)
