"""Trials and searches as the methods take them. Only trials that count are read: see `Performance.counts`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from chegara.canine.choices import Outcome, RecordedOn
from chegara.canine.methods import coverage
from chegara.canine.methods.performance import Blinding
from chegara.canine.methods.performance import Outcome as Scored
from chegara.canine.models import Search, Team, Trial
from chegara.common.detection import Answers

COUNTED = ~Q(performance__recorded_on=RecordedOn.PAPER) | Q(performance__reader__isnull=False)
HIDES = (Outcome.HIT, Outcome.MISS)


@dataclass(frozen=True)
class TrialRow:
    """One trial with what its set-up says."""

    on: date
    blinding: Blinding
    outcome: Scored
    odour: str
    area: str
    mass_g: float | None
    weather: str


def trials_of(team: Team, *, first: date | None = None, last: date | None = None) -> list[TrialRow]:
    """Return a team's trials in the order of time, between two days, both included."""
    rows = Trial.objects.filter(COUNTED, performance__team=team)
    if first is not None:
        rows = rows.filter(performance__worked_at__date__gte=first)
    if last is not None:
        rows = rows.filter(performance__worked_at__date__lte=last)
    found = rows.order_by("performance__worked_at", "performance", "unit").values_list(
        "performance__worked_at",
        "performance__set_up__blinding",
        "outcome",
        "odour__code",
        "performance__set_up__area",
        "mass_g",
        "performance__set_up__weather",
    )
    return [
        TrialRow(
            timezone.localdate(at), Blinding(blinding), Scored(outcome), odour or "", area, mass, weather
        )
        for at, blinding, outcome, odour, area, mass, weather in found
    ]


def counts_by_team(teams: Iterable[Team]) -> dict[int, dict[Blinding, dict[Scored, int]]]:
    """Return how many trials had which outcome, by team and blinding; one query however many there are."""
    rows = (
        Trial.objects.filter(COUNTED, performance__team__in=teams)
        .order_by()
        .values_list("performance__team", "performance__set_up__blinding", "outcome")
        .annotate(n=Count("pk"))
    )
    found: dict[int, dict[Blinding, dict[Scored, int]]] = defaultdict(lambda: defaultdict(dict))
    for team, blinding, outcome, n in rows:
        found[team][Blinding(blinding)][Scored(outcome)] = n
    return {team: dict(kinds) for team, kinds in found.items()}


def answers(rows: Iterable[TrialRow], blinding: Blinding) -> Answers:
    """Return the counts of one kind of trials."""
    counts: dict[Scored, int] = defaultdict(int)
    for row in rows:
        if row.blinding is blinding:
            counts[row.outcome] += 1
    return Answers(
        counts[Scored.HIT], counts[Scored.MISS], counts[Scored.FALSE_ALERT], counts[Scored.CORRECT_REJECTION]
    )


def hides(rows: Sequence[TrialRow]) -> list[TrialRow]:
    """Return the trials at which something was hidden and the search was clear."""
    return [row for row in rows if row.outcome in {Scored.HIT, Scored.MISS}]


MASS_LIMITS = (1.0, 10.0, 100.0, 1000.0)
"""Grams at which bands of masses begin."""


def searches_for_coverage(rows: Sequence[TrialRow]) -> list[coverage.Search]:
    """Return trials with hides as the coverage matrix takes them; what is not known is left out of each."""
    found = []
    for row in hides(rows):
        values = {"odour": row.odour, "area": row.area}
        if row.mass_g:
            values["mass"] = str(coverage.mass_band(row.mass_g, MASS_LIMITS))
        if row.weather:
            values["weather"] = row.weather
        found.append(coverage.Search(row.on, values))
    return found


@dataclass(frozen=True)
class FieldCounts:
    """What searches on duty counted: objects, alerts, alerts with a find, without one, and not resolved.

    An alert is not resolved where nobody searched by hand, or nobody says what that gave.
    """

    searches: int
    objects: int
    alerts: int
    with_find: int
    without: int
    finds_without_alert: int

    @property
    def unresolved(self) -> int:
        """Alerts of which nobody knows whether something was there."""
        return self.alerts - self.with_find - self.without


def field_counts(searches: QuerySet[Search]) -> FieldCounts:
    """Return the counts of some searches."""
    return FieldCounts(
        **{name: value or 0 for name, value in searches.order_by().aggregate(**_counted()).items()}
    )


def field_counts_by_team(searches: QuerySet[Search]) -> dict[int, FieldCounts]:
    """Return the counts of some searches by team; one query however many there are."""
    counted = _counted()
    rows = searches.order_by().values_list("deployment__team").annotate(**counted)
    return {team: FieldCounts(**dict(zip(counted, counts, strict=True))) for team, *counts in rows}


def _counted() -> dict[str, Count | Sum]:
    alert, by_hand = Q(alert=True), Q(by_hand=True)
    return {
        "searches": Count("pk"),
        "objects": Sum("count"),
        "alerts": _count(alert),
        "with_find": _count(alert & Q(found=True)),
        "without": _count(alert & by_hand & Q(found=False)),
        "finds_without_alert": _count(Q(alert=False, found=True)),
    }


def _count(condition: Q) -> Sum:
    return Sum(Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField()))


def searches_of(
    teams: Iterable[Team], *, first: date | None = None, last: date | None = None
) -> QuerySet[Search]:
    """Return the searches of teams on days of duty between two days, both included."""
    rows = Search.objects.filter(deployment__team__in=teams)
    if first is not None:
        rows = rows.filter(deployment__on__gte=first)
    if last is not None:
        rows = rows.filter(deployment__on__lte=last)
    found: QuerySet[Search] = rows
    return found
