"""What the development plan of a service in one discipline rests on, and what follows from it.

Nothing is guessed: what is not entered is named in `lacks`, and what would follow from it is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext as _

from chegara.canine.choices import GONE, DogStatus
from chegara.canine.methods.ages import Animal, Pyramid, full_years, pyramid, retirements
from chegara.canine.methods.costs import Basis, CostLine, YearCost, yearly_costs
from chegara.canine.methods.intake import Intake as Needed
from chegara.canine.methods.intake import intake_needed
from chegara.canine.methods.required_teams import DutyCycle, Need, Post, Traffic, required_teams
from chegara.canine.methods.team_forecast import Rate, School, Year, forecast_teams
from chegara.canine.methods.team_forecast import Team as InService
from chegara.canine.models import Dog, DutyNorm, DutyPost, Intake, SearchShare, Team, UnitCost
from chegara.canine.queries.readiness import standings
from chegara.evidence.models import Indicator
from chegara.evidence.queries.series import series
from chegara.organisation.models import Agency
from chegara.organisation.readers import in_words_of
from chegara.organisation.visibility import Viewer
from chegara.risk.models import Risk
from chegara.risk.queries import levels_of

YEARS = 5
"""Years that the plan looks ahead."""
PAST_YEARS = 5
"""Years whose losses and courses tell the rates."""
DAYS_A_MONTH = 365.25 / 12
VEHICLES = "vehicles.crossings"


@dataclass(frozen=True)
class PostFigures:
    """A post with what comes there, whence that is known, the risk behind it, and the share searched."""

    post: DutyPost
    units_a_day: float | None
    source: str
    risk: str
    level: int | None
    share: float | None

    @property
    def traffic(self) -> Traffic | None:
        """What comes to the post; None where something of it is not known."""
        if self.units_a_day is None or self.share is None:
            return None
        post = self.post
        return Traffic(self.units_a_day, post.hours_a_day, self.share, post.minutes_a_search, post.peak)


@dataclass(frozen=True)
class Development:
    """The figures of a development plan; None where what they rest on is not entered (see `lacks`)."""

    agency: Agency
    discipline: str
    on: date
    norm: DutyNorm | None
    posts: tuple[PostFigures, ...]
    need: Need | None
    teams: int
    certified: int
    pyramid: Pyramid
    retiring: tuple[int, ...]
    attrition: Rate | None
    qualify: Rate | None
    planned: tuple[int, ...]
    years: tuple[Year, ...]
    wanted: Needed | None
    lines: tuple[UnitCost, ...]
    currency: str
    costs: tuple[YearCost, ...]
    wanted_costs: tuple[YearCost, ...]
    unknown_births: int
    lacks: tuple[str, ...]

    @property
    def first_year(self) -> int:
        """The calendar year of the first year of the forecast."""
        return self.on.year + 1

    @property
    def gap(self) -> int | None:
        """How many certified teams are lacking; negative where there are more than needed."""
        return self.need.gap(self.certified) if self.need else None


def development_of(agency: Agency, discipline: str, viewer: Viewer, *, on: date) -> Development:
    """Return the figures of a service's plan, as somebody may see them."""
    lacks: list[str] = []
    norm = _norm(agency, discipline, viewer, on)
    posts = _posts(agency, discipline, viewer)
    need = _need(posts, norm, lacks)
    teams, certified, dogs = _teams(agency, discipline, viewer, on)
    ages = [full_years(dog.born_on, on) for dog in certified if dog.born_on and dog.born_on <= on]
    attrition, qualify = _attrition(agency, discipline, viewer, on), _qualify(agency, discipline, viewer, on)
    planned = _planned(agency, discipline, viewer, on)
    unknown = len(certified) - len(ages)
    _tell_lacks(lacks, attrition, qualify, planned, unknown)
    years, wanted = _forecast(ages, norm, need, attrition, qualify, planned)
    lines = tuple(
        UnitCost.objects.visible_to(viewer)
        .filter(owner_agency=agency, discipline__in=(discipline, ""))
        .order_by("counted", "name")
    )
    currency, costs, wanted_costs = _costs(lines, years, planned, wanted, lacks)
    return Development(
        agency=agency,
        discipline=discipline,
        on=on,
        norm=norm,
        posts=posts,
        need=need,
        teams=teams,
        certified=len(certified),
        pyramid=pyramid([Animal(dog.born_on, dog.sex) for dog in dogs], on),
        retiring=tuple(retirements(ages, norm.retiring_age, YEARS)) if norm else (),
        attrition=attrition,
        qualify=qualify,
        planned=planned,
        years=years,
        wanted=wanted,
        lines=lines,
        currency=currency,
        costs=costs,
        wanted_costs=wanted_costs,
        unknown_births=unknown,
        lacks=tuple(lacks),
    )


def _norm(agency: Agency, discipline: str, viewer: Viewer, on: date) -> DutyNorm | None:
    norms = DutyNorm.objects.visible_to(viewer).filter(
        owner_agency=agency, discipline=discipline, since__lte=on
    )
    found: DutyNorm | None = norms.order_by("-since").first()
    return found


def _posts(agency: Agency, discipline: str, viewer: Viewer) -> tuple[PostFigures, ...]:
    with in_words_of(viewer, "risk"):  # a risk is called as its reader's language has it
        posts = list(
            DutyPost.objects.visible_to(viewer)
            .filter(owner_agency=agency, discipline=discipline)
            .select_related("point", "risk__assessment")
        )
    shares = dict(
        SearchShare.objects.visible_to(viewer)
        .filter(owner_agency=agency, discipline=discipline)
        .values_list("level", "share")
    )
    levels = _levels([post.risk for post in posts if post.risk], viewer)
    return tuple(_figures_of(post, shares, levels, viewer) for post in posts)


def _levels(risks: Sequence[Risk], viewer: Viewer) -> dict[int, int | None]:
    """Return the level of each risk that somebody may know of."""
    seen = set(
        Risk.objects.visible_to(viewer)
        .filter(pk__in=[risk.pk for risk in risks])
        .values_list("pk", flat=True)
    )
    found: dict[int, int | None] = {}
    for assessment in {risk.assessment for risk in risks}:
        chosen = [risk for risk in risks if risk.assessment_id == assessment.pk and risk.pk in seen]
        found |= {one.risk.pk: one.level for one in levels_of(assessment, risks=chosen)}
    return found


def _figures_of(
    post: DutyPost, shares: Mapping[int, float], levels: Mapping[int, int | None], viewer: Viewer
) -> PostFigures:
    units, source = post.units_a_day, post.basis
    if units is None:
        units, months = _vehicles_a_day(post, viewer)
        source = _("statistics, %s") % months if months else ""
    known = post.risk_id is not None and post.risk_id in levels
    level = levels[post.risk_id] if post.risk_id is not None and known else None
    share = post.share if post.share is not None else shares.get(level) if level is not None else None
    return PostFigures(post, units, source, str(post.risk) if known else "", level, share)


def _vehicles_a_day(post: DutyPost, viewer: Viewer) -> tuple[float | None, str]:
    """Return the mean vehicles a day of the last twelve months known at a crossing point, and which."""
    indicator = Indicator.objects.filter(pk=VEHICLES).first()
    if indicator is None or post.point is None:
        return None, ""
    found = series(indicator, post.point, viewer)
    pairs = [
        (month, value)
        for month, value in zip(found.months, found.values, strict=True)
        if value is not None and np.isfinite(value)
    ][-12:]
    if not pairs:
        return None, ""
    mean = float(np.mean([value for _month, value in pairs])) / DAYS_A_MONTH
    return mean, f"{pairs[0][0]} – {pairs[-1][0]}"


def _need(posts: Sequence[PostFigures], norm: DutyNorm | None, lacks: list[str]) -> Need | None:
    if norm is None:
        lacks.append(_("the duty norm: how long dogs work and rest, and when they retire"))
    if not posts:
        lacks.append(_("posts that teams fill"))
    for one in posts:
        if one.units_a_day is None:
            lacks.append(_("the traffic at %s") % one.post.name)
        if one.share is None:
            lacks.append(_("the share searched at %s, or the level of its risk") % one.post.name)
    known = [
        Post(one.post.name, one.post.shifts, one.post.days_a_week, one.traffic.minutes_an_hour)
        for one in posts
        if one.traffic is not None
    ]
    if norm is None or not posts or len(known) < len(posts):
        return None
    return required_teams(known, DutyCycle(norm.work_minutes, norm.rest_minutes, norm.available_days))


def _teams(agency: Agency, discipline: str, viewer: Viewer, on: date) -> tuple[int, list[Dog], list[Dog]]:
    """Return how many teams there are, the dogs of those that are certified, and all dogs in service."""
    teams = list(
        Team.objects.visible_to(viewer)
        .filter(Q(until=None) | Q(until__gte=on), owner_agency=agency, discipline=discipline, since__lte=on)
        .select_related("dog", "handler")
    )
    standing = standings(teams, on=on)
    certified = [
        team.dog for team in teams if (until := standing[team.pk].certified_until) is not None and until >= on
    ]
    dogs = {team.dog_id: team.dog for team in teams if team.dog.status not in GONE}
    return len(teams), certified, list(dogs.values())


def _attrition(agency: Agency, discipline: str, viewer: Viewer, on: date) -> Rate | None:
    """Return the yearly loss of teams of the last years, those retired apart; None where none served."""
    first = on - timedelta(days=round(365.25 * PAST_YEARS))
    teams = (
        Team.objects.visible_to(viewer)
        .filter(
            Q(until=None) | Q(until__gte=first), owner_agency=agency, discipline=discipline, since__lte=on
        )
        .select_related("dog")
    )
    served, lost = 0.0, 0
    for team in teams:
        end = min(team.until or on, on)
        served += max((end - max(team.since, first)).days, 0) / 365.25
        ended = team.until is not None and team.until <= on
        lost += ended and team.dog.status != DogStatus.RETIRED
    return Rate(lost, max(served, float(lost))) if served > 0 else None


def _qualify(agency: Agency, discipline: str, viewer: Viewer, on: date) -> Rate | None:
    past = Intake.objects.visible_to(viewer).filter(
        owner_agency=agency,
        discipline=discipline,
        year__gt=on.year - PAST_YEARS,
        year__lte=on.year,
        qualified__isnull=False,
    )
    pairs = list(past.values_list("pupils", "qualified"))
    taught = sum(pupils for pupils, _qualified in pairs)
    return Rate(sum(qualified for _pupils, qualified in pairs), taught) if taught else None


def _planned(agency: Agency, discipline: str, viewer: Viewer, on: date) -> tuple[int, ...]:
    rows = dict(
        Intake.objects.visible_to(viewer)
        .filter(owner_agency=agency, discipline=discipline, year__gt=on.year)
        .values_list("year", "pupils")
    )
    return tuple(rows.get(on.year + ahead, 0) for ahead in range(1, YEARS + 1)) if rows else ()


def _tell_lacks(
    lacks: list[str], attrition: Rate | None, qualify: Rate | None, planned: Sequence[int], unknown: int
) -> None:
    if attrition is None:
        lacks.append(_("teams of past years, from which losses are known"))
    if qualify is None:
        lacks.append(_("courses of past years, with how many were certified"))
    if not planned:
        lacks.append(_("courses planned for the coming years"))
    if unknown:
        lacks.append(
            _("the birth of %s dogs of certified teams, which are therefore in no forecast") % unknown
        )


def _forecast(
    ages: Sequence[int],
    norm: DutyNorm | None,
    need: Need | None,
    attrition: Rate | None,
    qualify: Rate | None,
    planned: tuple[int, ...],
) -> tuple[tuple[Year, ...], Needed | None]:
    if norm is None or need is None or attrition is None or qualify is None:
        return (), None
    teams = [InService(age) for age in ages]
    school = School(planned or (0,) * YEARS, qualify, norm.entry_age)
    years = forecast_teams(
        teams, school, attrition=attrition, retiring_age=norm.retiring_age, required=need.teams
    )
    # Who is not planned yet can finish in the second year at the soonest.
    wanted = intake_needed(
        teams,
        school,
        attrition=attrition,
        retiring_age=norm.retiring_age,
        required=need.teams,
        chance=norm.chance,
        first_year=2,
    )
    return tuple(years), wanted


def _costs(
    lines: Sequence[UnitCost],
    years: tuple[Year, ...],
    planned: tuple[int, ...],
    wanted: Needed | None,
    lacks: list[str],
) -> tuple[str, tuple[YearCost, ...], tuple[YearCost, ...]]:
    currencies = sorted({line.currency for line in lines})
    if not lines:
        lacks.append(_("lines of the budget"))
    if len(currencies) > 1:
        lacks.append(_("one currency: lines of the budget are in %s") % ", ".join(currencies))
    if len(currencies) != 1 or not years:
        return "", (), ()
    budget = [CostLine(line.name, Basis(line.counted), _amount(line.amount)) for line in lines]
    now = yearly_costs(years, planned or (0,) * YEARS, budget)
    then = yearly_costs(wanted.years, wanted.school.pupils, budget) if wanted else []
    return currencies[0], tuple(now), tuple(then)


def _amount(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
