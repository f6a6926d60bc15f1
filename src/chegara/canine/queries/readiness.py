"""Whether teams may serve: certificate, health, vaccination, standing; and what runs out soon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from chegara.canine.choices import Blinding, DogStatus, Fitness, VetKind
from chegara.canine.models import Certification, DutyNorm, Maintenance, Performance, Team, VetRecord
from chegara.canine.norms import double_blind_days, hours_a_month, reminder_days
from chegara.organisation.visibility import Viewer


@dataclass(frozen=True)
class Standing:
    """How a team stands on a day: the certificate in force, fitness, vaccination, and what blocks it."""

    team: Team
    certified_until: date | None
    fitness: str
    rabies_until: date | None
    blocked: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether the team may serve."""
        return not self.blocked


def standings(teams: Iterable[Team], *, on: date) -> dict[int, Standing]:
    """Return how teams stand on a day, by key; two queries however many they are."""
    teams = list(teams)
    certified = _certified_until(teams, on)
    health = _health([team.dog_id for team in teams], on)
    return {
        team.pk: _standing(team, certified.get(team.pk), *health.get(team.dog_id, ("", None)), on=on)
        for team in teams
    }


def why_blocked(teams: Iterable[Team], *, on: date) -> dict[int, tuple[str, ...]]:
    """Return in words why teams may not serve on a day, by key; teams that may are left out."""
    return {key: one.blocked for key, one in standings(teams, on=on).items() if one.blocked}


def _certified_until(teams: Sequence[Team], on: date) -> dict[int, date]:
    """Return until when the certificate in force on a day holds, else until when the last one held."""
    rows = Certification.objects.filter(team__in=teams, passed=True, on__lte=on).values_list(
        "team", "valid_until", "withdrawn_on"
    )
    found: dict[int, date] = {}
    for team, until, withdrawn in rows:
        end = min(until, withdrawn - timedelta(days=1)) if withdrawn and withdrawn <= on else until
        found[team] = max(end, found.get(team, end))
    return found


def _health(dogs: Sequence[int], on: date) -> dict[int, tuple[str, date | None]]:
    """Return the fitness last judged, and until when the vaccination against rabies holds, by dog."""
    rows = VetRecord.objects.filter(dog__in=dogs, on__lte=on).order_by("on", "pk")
    fitness: dict[int, str] = {}
    rabies: dict[int, date] = {}
    for dog, kind, judged, until in rows.values_list("dog", "kind", "fitness", "valid_until"):
        if judged:
            fitness[dog] = judged
        if kind == VetKind.RABIES and until is not None:
            rabies[dog] = max(until, rabies.get(dog, until))
    return {dog: (fitness.get(dog, ""), rabies.get(dog)) for dog in {*fitness, *rabies}}


def _standing(team: Team, certified: date | None, fitness: str, rabies: date | None, *, on: date) -> Standing:
    reasons = []
    if team.until is not None and team.until < on:
        reasons.append(_("the team has ended"))
    if team.handler.left_on is not None and team.handler.left_on <= on:
        reasons.append(_("the handler has left"))
    if team.dog.status != DogStatus.OPERATIONAL:
        reasons.append(_("the dog is %s") % team.dog.get_status_display())
    if certified is None:
        reasons.append(_("no certificate"))
    elif certified < on:
        reasons.append(_("certificate expired on %s") % f"{certified:%d.%m.%Y}")
    if fitness == Fitness.UNFIT:
        reasons.append(_("the dog is unfit"))
    if rabies is None:
        reasons.append(_("no vaccination against rabies on record"))
    elif rabies < on:
        reasons.append(_("vaccination against rabies expired on %s") % f"{rabies:%d.%m.%Y}")
    return Standing(team, certified, fitness, rabies, tuple(reasons))


@dataclass(frozen=True)
class Reminder:
    """Something of a team that runs out, has run out or lacks: what, and by which day."""

    team: Team
    what: str
    due: date | None


def teams_in_service(viewer: Viewer, *, on: date) -> list[Team]:
    """Return the teams that somebody may know of which have not ended."""
    rows = Team.objects.visible_to(viewer).select_related("dog", "handler", "point", "owner_agency__country")
    return [team for team in rows if team.until is None or team.until >= on]


def reminders(teams: Sequence[Team], viewer: Viewer, *, on: date) -> list[Reminder]:
    """Return what has to be renewed or made up for soon, the most pressing first."""
    horizon = on + timedelta(days=reminder_days())
    found = []
    for standing in standings(teams, on=on).values():
        team = standing.team
        if standing.certified_until is None or standing.certified_until <= horizon:
            found.append(Reminder(team, _("certificate"), standing.certified_until))
        if standing.rabies_until is None or standing.rabies_until <= horizon:
            found.append(Reminder(team, _("vaccination against rabies"), standing.rabies_until))
    found += _without_double_blind(teams, on)
    found += _short_of_hours(teams, hour_norms(viewer, on=on), on)
    return sorted(found, key=lambda one: (one.due or date.min, one.team.code))


def _without_double_blind(teams: Sequence[Team], on: date) -> list[Reminder]:
    last = dict(
        Performance.objects.filter(team__in=teams, set_up__blinding=Blinding.DOUBLE)
        .order_by()
        .values_list("team")
        .annotate(last=Max("worked_at__date"))
    )
    allowed = timedelta(days=double_blind_days())
    return [
        Reminder(team, _("double-blind trial"), last[team.pk] + allowed if team.pk in last else None)
        for team in teams
        if team.pk not in last or last[team.pk] + allowed < on
    ]


def _short_of_hours(
    teams: Sequence[Team], norms: Mapping[tuple[int, str], float | None], on: date
) -> list[Reminder]:
    """Return the teams whose hours of the last full month stay below their service's norm.

    Where a service entered none, what is usual in the field is told as such: it is no norm.
    """
    end = on.replace(day=1) - timedelta(days=1)
    hours = hours_of(teams, first=end.replace(day=1), last=end)
    found = []
    for team in teams:
        norm = norms.get((team.owner_agency_id, team.discipline))
        wanted, had = norm if norm is not None else hours_a_month(), hours.get(team.pk, 0)
        if team.since > end.replace(day=1) or had >= wanted:
            continue
        text = (
            _("maintenance training: %(hours)s of %(norm)s h in %(month)s")
            if norm is not None
            else _("maintenance training: %(hours)s h in %(month)s; usual (no standard): %(norm)s")
        )
        told = text % {"hours": f"{had:g}", "norm": f"{wanted:g}", "month": f"{end:%m.%Y}"}
        found.append(Reminder(team, told, end))
    return found


def hour_norms(viewer: Viewer, *, on: date) -> dict[tuple[int, str], float | None]:
    """Return the hours of maintenance training a month that hold on a day, by agency and discipline."""
    rows = DutyNorm.objects.visible_to(viewer).filter(since__lte=on).order_by("since")
    return {
        (agency, discipline): hours
        for agency, discipline, hours in rows.values_list("owner_agency", "discipline", "hours_a_month")
    }


def hours_of(teams: Sequence[Team], *, first: date, last: date) -> dict[int, float]:
    """Return the hours of maintenance training between two days, both included, by team."""
    rows = Maintenance.objects.filter(team__in=teams, on__range=(first, last)).order_by()
    found: dict[int, float] = defaultdict(float)
    found.update(rows.values_list("team").annotate(total=Sum("hours")))
    return dict(found)
