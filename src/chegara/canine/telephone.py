"""What a telephone sends, read before anything is done with it; and what it is given.

A change has `uid`, `record`, `base`, `kind` ("search", "performance"), `team`, `made_at`, `device`, `values`;
names (`uid`, `record`, `base`) are UUIDs made on the telephone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.canine.actions.field import OF_SEARCH, Change, moment
from chegara.canine.choices import NO_TELEPHONE, RESTRICTED
from chegara.canine.models import Exercise, Search, Team
from chegara.canine.queries.readiness import teams_in_service, why_blocked
from chegara.organisation.models import CrossingPoint
from chegara.organisation.presenters import invented_banner
from chegara.organisation.queries import countries_of
from chegara.organisation.visibility import own_agencies

MOST_AT_ONCE = 50
KINDS = ("search", "performance")
RECENT = timedelta(days=3)
MOST_RECENT = 100


def read_change(told: Any) -> Change:
    """Return a change as a telephone tells it.

    Raises:
        ValidationError: something is missing or of the wrong kind.
    """
    if not isinstance(told, Mapping) or not isinstance(told.get("values"), Mapping):
        raise ValidationError(_("This is no change of a record."))
    if told.get("kind") not in KINDS or not isinstance(told.get("team"), int):
        raise ValidationError(_("This is no change of a record."))
    return Change(
        uid=_name(told.get("uid")),
        record=_name(told.get("record")),
        base=_name(told["base"]) if told.get("base") else None,
        kind=told["kind"],
        team=told["team"],
        made_at=moment(told.get("made_at")),
        device=str(told.get("device") or ""),
        values=dict(told["values"]),
    )


def _name(value: Any) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise ValidationError(_("This is no change of a record.")) from error


def given_to(user: User, *, now: datetime | None = None) -> dict[str, Any]:
    """Return what a telephone needs offline: teams, places, open exercises, what was recorded lately.

    Of an exercise it is told how many units there are, and nothing of what lies where.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    own = own_agencies(user)
    teams = [team for team in teams_in_service(user, on=today) if team.owner_agency_id in own]
    blocked = why_blocked(teams, on=today)
    return {
        "user": user.pk,
        "invented": _invented(user),
        "teams": [
            {
                "key": team.pk,
                "code": team.code,
                "discipline": team.discipline,
                "mine": team.handler.account_id == user.pk,
                "blocked": "; ".join(blocked.get(team.pk, ())),
                "point": team.point_id,
            }
            for team in sorted(teams, key=lambda team: (team.handler.account_id != user.pk, team.code))
        ],
        "points": [
            {"key": point.pk, "name": point.name}
            for point in CrossingPoint.objects.filter(country__in=countries_of(user))
        ],
        "exercises": _exercises(user, own, now),
        "recent": _recent(teams, now),
    }


def _invented(user: User) -> str:
    country = countries_of(user).filter(invented=True).first()
    return invented_banner(country) if country else ""


def _exercises(user: User, own: frozenset[int], now: datetime) -> list[dict[str, Any]]:
    rows = Exercise.objects.visible_to(user).filter(
        owner_agency__in=own, closed_on=None, on__gte=timezone.localdate(now - 10 * RECENT)
    )
    found = []
    for exercise in rows.exclude(discipline__in=NO_TELEPHONE).prefetch_related(
        "set_ups__placements__odour", "point"
    ):
        made = max(exercise.set_ups.all(), key=lambda one: one.version, default=None)
        if made is not None and not _restricted(exercise):
            found.append(
                {
                    "set_up": made.pk,
                    "code": exercise.code,
                    "goal": exercise.goal,
                    "discipline": exercise.discipline,
                    "units": made.units,
                }
            )
    return found


def _restricted(exercise: Exercise) -> bool:
    """Return the same as `Exercise.on_paper_only`, from what was read already."""
    return any(
        placement.odour.kind in RESTRICTED
        for made in exercise.set_ups.all()
        for placement in made.placements.all()
    )


def _recent(teams: list[Team], now: datetime) -> list[dict[str, Any]]:
    rows = (
        Search.objects.filter(deployment__team__in=teams, searched_at__gte=now - RECENT)
        .select_related("deployment")
        .prefetch_related("finds")[:MOST_RECENT]
    )
    return [_told(search) for search in rows]


def _told(search: Search) -> dict[str, Any]:
    find = next(iter(search.finds.all()), None)
    values = {name: getattr(search, name) for name in OF_SEARCH}
    values |= {
        "searched_at": search.searched_at.isoformat(),
        "point": search.deployment.point_id,
        "place": search.deployment.place,
        "substance": find.substance if find else "",
        "amount": find.amount if find else None,
        "unit": find.unit if find else "",
    }
    return {
        "record": str(search.uid),
        "head": str(search.change),
        "kind": "search",
        "team": search.deployment.team_id,
        "values": values,
    }
