"""The statistics of a service: what its controlled trials say, what the field shows, how its teams stand.

The database counts; the methods work on counts. Only trials that count are in: what came from paper does once
it was read back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from chegara.canine.choices import GONE, Area, Blinding, Outcome
from chegara.canine.methods import coverage as covering
from chegara.canine.methods import performance as performing
from chegara.canine.methods.cuing import Cuing, cuing
from chegara.canine.methods.decline import Chart, Watch, design, watch
from chegara.canine.methods.learning import Curve, learning_curves
from chegara.canine.methods.performance import ByBlinding, Rate, of_counts, rate, tiers
from chegara.canine.models import Deployment, Dog, Find, Kennel, Odour, Team, Trial
from chegara.canine.queries.readiness import Standing, hour_norms, hours_of, standings
from chegara.canine.queries.trials import COUNTED, FieldCounts, field_counts, searches_of
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer

BLIND = (Blinding.SINGLE, Blinding.DOUBLE)


@dataclass(frozen=True)
class Scope:
    """Which teams: of which agency (None: all that the viewer may know of), in which discipline (empty: all),
    and of which days the trials and the field."""

    agency: Agency | None
    discipline: str
    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the beginning of the first day to the end of the last one."""
        zone = timezone.get_current_timezone()
        return datetime.combine(self.first, time.min, zone), datetime.combine(self.last, time.max, zone)

    def teams(self, viewer: Viewer) -> QuerySet[Team]:
        """Return the teams that served at some time in these days."""
        found: QuerySet[Team] = Team.objects.visible_to(viewer).filter(
            Q(until=None) | Q(until__gte=self.first), since__lte=self.last
        )
        if self.agency is not None:
            found = found.filter(owner_agency=self.agency)
        if self.discipline:
            found = found.filter(discipline=self.discipline)
        return found.select_related("dog", "handler", "point", "owner_agency__country")


@dataclass(frozen=True)
class TeamFigures:
    """What is known of a team: trials by blinding, course, alarm, cue; None where too little was tried."""

    team: Team
    standing: Standing
    trials: ByBlinding
    curve: Curve | None
    watched: Watch
    cue: Cuing | None
    hours: float
    hours_norm: float | None

    @property
    def alarm(self) -> bool:
        """Whether the chart gave an alarm within the last `RECENT` hides searched blind."""
        return any(at >= len(self.watched.statistic) - RECENT for at in self.watched.alarms)

    @property
    def double_blind(self) -> Rate | None:
        """The share of hits in double-blind trials."""
        return self.trials.headline.sensitivity if self.trials.headline else None

    @property
    def double_blind_false(self) -> Rate | None:
        """The share of false alerts in double-blind trials."""
        return self.trials.headline.false_alerts if self.trials.headline else None


RECENT = 50
"""Hides within which an alarm is still shown."""


@dataclass(frozen=True)
class Field:
    """The field in these days: an alert with a find says how much there was to find, nothing of the dogs."""

    deployments: int
    hours: float | None
    blocked: int
    counts: FieldCounts
    finds: int

    @property
    def alerts_with_find(self) -> Rate | None:
        """The share of alerts with a find, among those whose outcome is known."""
        return rate(self.counts.with_find, self.counts.with_find + self.counts.without)


@dataclass(frozen=True)
class Service:
    """All figures of a service page."""

    scope: Scope
    teams: tuple[TeamFigures, ...]
    all: ByBlinding
    chart: Chart
    tiers: tuple[tuple[TeamFigures, ...], ...]
    coverage: covering.Coverage
    odours: Mapping[str, Odour]
    field: Field
    kennel_boxes: int
    kennel_dogs: int

    @property
    def certified(self) -> Rate | None:
        """The share of teams whose certificate is in force."""
        day = self.scope.last
        until = [one.standing.certified_until for one in self.teams]
        return rate(sum(each is not None and each >= day for each in until), len(self.teams))

    @property
    def ready(self) -> Rate | None:
        """The share of teams that may serve."""
        return rate(sum(one.standing.ready for one in self.teams), len(self.teams))

    @property
    def with_hours(self) -> Rate | None:
        """The share of teams that had the hours of the last full month, among those that have such a norm."""
        pairs = [(one.hours, one.hours_norm) for one in self.teams if one.hours_norm is not None]
        return rate(sum(hours >= norm for hours, norm in pairs), len(pairs))


def service_of(scope: Scope, viewer: Viewer) -> Service:
    """Return the figures of a service; the queries are as many however large it is."""
    served = list(scope.teams(viewer))
    teams = [team for team in served if team.until is None or team.until >= scope.last]
    trials = trials_in(teams, scope)
    counts = counts_of(trials)
    hides = _hides(trials)
    figures = _figures(teams, counts, hides, scope, hour_norms(viewer, on=scope.last))
    coverage, odours = _coverage(trials, teams)
    boxes, dogs = _kennels(scope, viewer)
    return Service(
        scope=scope,
        teams=figures,
        all=of_counts(summed(counts.values())),
        chart=design(),
        tiers=_tiers(figures),
        coverage=coverage,
        odours=odours,
        field=_field(served, scope),
        kennel_boxes=boxes,
        kennel_dogs=dogs,
    )


Counts = Mapping[tuple[performing.Blinding, performing.Outcome], int]


def trials_in(teams: Sequence[Team], scope: Scope) -> QuerySet[Trial]:
    """Return the trials of teams in the days of a scope, as far as they count."""
    found: QuerySet[Trial] = Trial.objects.filter(
        COUNTED,
        performance__team__in=[team.pk for team in teams],
        performance__worked_at__range=scope.moments,
    ).order_by()
    return found


def counts_of(trials: Any) -> dict[int, dict[tuple[performing.Blinding, performing.Outcome], int]]:
    """Return how many trials of each team had which blinding and outcome, in one query."""
    rows = trials.values_list("performance__team", "performance__set_up__blinding", "outcome")
    found: dict[int, dict[tuple[performing.Blinding, performing.Outcome], int]] = defaultdict(dict)
    for team, blinding, outcome, number in rows.annotate(number=Count("pk")):
        found[team][performing.Blinding(blinding), performing.Outcome(outcome)] = number
    return found


def summed(counts: Iterable[Counts]) -> Counts:
    """Return the counts of several teams together."""
    found: dict[tuple[performing.Blinding, performing.Outcome], int] = defaultdict(int)
    for each in counts:
        for key, number in each.items():
            found[key] += number
    return found


def _hides(trials: Any) -> dict[int, list[tuple[bool, bool]]]:
    """Return by team for each hide, in order of time, whether it was searched blind and whether found."""
    rows = (
        trials.filter(outcome__in=(Outcome.HIT, Outcome.MISS))
        .order_by("performance__worked_at", "performance", "unit")
        .values_list("performance__team", "performance__set_up__blinding", "outcome")
    )
    found: dict[int, list[tuple[bool, bool]]] = defaultdict(list)
    for team, blinding, outcome in rows.iterator(chunk_size=20_000):
        found[team].append((blinding in BLIND, outcome == Outcome.HIT))
    return found


def _figures(
    teams: Sequence[Team],
    counts: Mapping[int, Counts],
    hides: Mapping[int, Sequence[tuple[bool, bool]]],
    scope: Scope,
    norms: Mapping[tuple[int, str], float | None],
) -> tuple[TeamFigures, ...]:
    standing = standings(teams, on=scope.last)
    month_end = scope.last.replace(day=1) - timedelta(days=1)
    hours = hours_of(teams, first=month_end.replace(day=1), last=month_end)
    curves = learning_curves([[hit for _blind, hit in hides.get(team.pk, ())] for team in teams])
    chart = design()
    found = []
    for team, curve in zip(teams, curves, strict=True):
        trials = of_counts(counts.get(team.pk, {}))
        missed = [not hit for blind, hit in hides.get(team.pk, ()) if blind]
        found.append(
            TeamFigures(
                team,
                standing[team.pk],
                trials,
                curve,
                watch(chart, missed),
                _cue(trials),
                hours.get(team.pk, 0.0),
                norms.get((team.owner_agency_id, team.discipline)),
            )
        )
    return tuple(found)


def _cue(trials: ByBlinding) -> Cuing | None:
    known = trials.kinds.get(performing.Blinding.KNOWN)
    double = trials.kinds.get(performing.Blinding.DOUBLE)
    return cuing(known.answers, double.answers) if known and double else None


def _tiers(figures: Sequence[TeamFigures]) -> tuple[tuple[TeamFigures, ...], ...]:
    by_team = {one.team.pk: one for one in figures}
    intervals = {key: one.double_blind.interval for key, one in by_team.items() if one.double_blind}
    return tuple(
        tuple(sorted((by_team[key] for key in tier), key=lambda one: one.team.code))
        for tier in tiers(intervals)
    )


def _coverage(trials: Any, teams: Sequence[Team]) -> tuple[covering.Coverage, dict[str, Odour]]:
    """Return what of odour × area was tested with hides: odours that the teams are trained on or met."""
    rows = list(
        trials.filter(odour__isnull=False)
        .values_list("odour", "performance__set_up__area")
        .annotate(number=Count("pk"), last=Max("performance__worked_at"))
    )
    trained = Team.odours.through.objects.filter(team__in=[team.pk for team in teams])
    keys = {odour for odour, *_rest in rows} | set(trained.values_list("odour", flat=True))
    odours = {str(odour.pk): odour for odour in Odour.objects.filter(pk__in=keys)}
    searches = [
        covering.Search(timezone.localdate(last), {"odour": str(odour), "area": area}, trials=number)
        for odour, area, number, last in rows
    ]
    return covering.coverage(searches, {"odour": list(odours), "area": Area.values}), odours


def _field(teams: Sequence[Team], scope: Scope) -> Field:
    days = (scope.first, scope.last)
    deployed = Deployment.objects.filter(team__in=teams, on__range=days).aggregate(
        number=Count("pk"),
        minutes=Sum("minutes_on_duty"),
        blocked=Count("pk", filter=~Q(blocked="")),
    )
    searches = searches_of(teams, first=scope.first, last=scope.last)
    minutes = deployed["minutes"]
    return Field(
        deployments=deployed["number"],
        hours=None if minutes is None else minutes / 60,
        blocked=deployed["blocked"],
        counts=field_counts(searches),
        finds=Find.objects.filter(search__in=searches).count(),
    )


def _kennels(scope: Scope, viewer: Viewer) -> tuple[int, int]:
    kennels = Kennel.objects.visible_to(viewer)
    dogs = Dog.objects.visible_to(viewer).filter(kennel__in=kennels).exclude(status__in=GONE)
    if scope.agency is not None:
        kennels, dogs = kennels.filter(owner_agency=scope.agency), dogs.filter(owner_agency=scope.agency)
    return kennels.aggregate(boxes=Sum("boxes"))["boxes"] or 0, dogs.count()
