"""How many pupils a year the school must take for the service to have enough teams.

The smallest number of pupils that, in each year from which new ones can finish, leaves a service with at
least the required number of teams at the end of the last year, with the wanted chance. Pupils already planned
stay: the number is at least theirs. More pupils never lower the chance, so that bisection finds it.

Source:
    Bartholomew, Forbes, McClean 1991 as in `team_forecast`: recruitment for a wanted stock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chegara.canine.methods.team_forecast import Rate, School, Team, Year, forecast_teams

MOST = 500
"""More pupils a year than this are no plan."""


@dataclass(frozen=True)
class Intake:
    """Pupils a year from `first_year` on, the school with them, and the forecast that follows."""

    pupils: int
    first_year: int
    school: School
    years: tuple[Year, ...]


def intake_needed(
    teams: Sequence[Team],
    school: School,
    *,
    attrition: Rate,
    retiring_age: int,
    required: int,
    chance: float,
    first_year: int = 1,
) -> Intake | None:
    """Return the smallest intake that suffices with this chance, or None where not even `MOST` pupils do.

    Raises:
        ValueError: the chance is not between 0 and 1, the first year lies outside the school's years, or as
            for `forecast_teams`.
    """
    if not 0 < chance < 1:
        raise ValueError(f"a chance lies between 0 and 1, not at {chance}")
    if not 1 <= first_year <= len(school.pupils):
        raise ValueError(f"new pupils finish within the forecast, not in year {first_year}")

    def with_intake(pupils: int) -> Intake:
        planned = tuple(
            max(taught, pupils) if year >= first_year else taught
            for year, taught in enumerate(school.pupils, 1)
        )
        larger = replace(school, pupils=planned)
        years = forecast_teams(
            teams, larger, attrition=attrition, retiring_age=retiring_age, required=required
        )
        return Intake(pupils, first_year, larger, tuple(years))

    def enough(intake: Intake) -> bool:
        return intake.years[-1].enough >= chance

    low, found = -1, with_intake(0)
    while not enough(found):
        if found.pupils >= MOST:
            return None
        low, found = found.pupils, with_intake(min(max(1, 2 * found.pupils), MOST))
    while found.pupils - low > 1:
        middle = with_intake((low + found.pupils) // 2)
        low, found = (low, middle) if enough(middle) else (middle.pupils, found)
    return found
