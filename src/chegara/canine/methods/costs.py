"""What a service costs in the coming years: unit costs times what the forecast of teams says.

Each line has a unit cost and what it is counted by: teams in service at the end of a year, pupils of the
school, teams that join, years, or once. The interval is that of the number of teams in service; pupils are
planned, and teams that join are counted as expected. A line whose unit cost is not known adds nothing: then
the total is "at least" and names the line. No prices are foretold: all is in money of one year.

Source:
    Elementary activity costing; the forecast is `team_forecast`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from chegara.canine.methods.team_forecast import Year
from chegara.common.intervals import Interval


class Basis(StrEnum):
    """What a unit cost is multiplied by."""

    TEAM = "team"
    PUPIL = "pupil"
    JOINING = "joining"
    YEAR = "year"
    ONCE = "once"


@dataclass(frozen=True)
class CostLine:
    """A line of the budget; `unit_cost` in the plan's currency, None where it is not known.

    Raises:
        ValueError: the cost is negative or not a number.
    """

    name: str
    basis: Basis
    unit_cost: float | None

    def __post_init__(self) -> None:
        """Refuse what is no cost."""
        if self.unit_cost is not None and not 0 <= self.unit_cost < float("inf"):
            raise ValueError(f"{self.name}: a cost is nothing or more, not {self.unit_cost}")


@dataclass(frozen=True)
class YearCost:
    """What a year costs: each line (None: not known), the sum with its interval, and the lines not known."""

    year: int
    lines: tuple[float | None, ...]
    total: float
    interval: Interval
    unknown: tuple[str, ...]


def yearly_costs(years: Sequence[Year], pupils: Sequence[int], lines: Sequence[CostLine]) -> list[YearCost]:
    """Return the cost of each year of a forecast; `pupils` are those in the school in each year.

    Raises:
        ValueError: there are not as many years of pupils as of the forecast.
    """
    if len(years) != len(pupils):
        raise ValueError(f"{len(years)} years of a forecast and {len(pupils)} years of pupils do not match")
    return [_cost(year, taught, lines) for year, taught in zip(years, pupils, strict=True)]


def _cost(year: Year, pupils: int, lines: Sequence[CostLine]) -> YearCost:
    quantity = {
        Basis.TEAM: year.expected,
        Basis.PUPIL: float(pupils),
        Basis.JOINING: year.joining,
        Basis.YEAR: 1.0,
        Basis.ONCE: 1.0 if year.year == 1 else 0.0,
    }
    costs = tuple(None if one.unit_cost is None else one.unit_cost * quantity[one.basis] for one in lines)
    total = sum(cost for cost in costs if cost is not None)
    per_team = sum(one.unit_cost or 0.0 for one in lines if one.basis is Basis.TEAM)
    fixed = total - per_team * year.expected
    return YearCost(
        year.year,
        costs,
        total,
        Interval(fixed + per_team * year.interval.low, fixed + per_team * year.interval.high),
        tuple(one.name for one in lines if one.unit_cost is None),
    )
