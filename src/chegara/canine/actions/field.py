"""Records from the field: deployments, searches, finds; and what telephones send, once however often sent.

Each change has a name (`uid`) made on the telephone and tells on which change it builds (`base`). What was
received already is answered as before. A change that builds on an older state than ours is kept beside it,
and a person decides which one holds: nothing is overwritten and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.canine.actions.exercises import Seen, perform
from chegara.canine.choices import ChangeState, RecordedOn
from chegara.canine.models import Deployment, FieldChange, Find, Performance, Search, SetUp, Team
from chegara.canine.queries.readiness import why_blocked
from chegara.organisation.models import CrossingPoint
from chegara.organisation.registers.actions import (
    RecordRefusedError,
    audit,
    require_own,
    save_record,
)
from chegara.organisation.visibility import own_agencies

CLOCK_AHEAD = timedelta(hours=26)
"""How far ahead a telephone's clock may be, time zones and all, before a record is refused."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change that a telephone sends: of a search on duty, or of a performance at an exercise.

    `values` of a search: point (key or None), place, trigger, searched_at, area, count, minutes, alert,
    alert_at, by_hand, found, substance, amount, unit, explanation, case, remark. Of a performance: set_up
    (key), worked_at, minutes, narrative, seen ({unit: response}).
    """

    uid: UUID
    record: UUID
    base: UUID | None
    kind: str
    team: int
    made_at: datetime
    device: str = ""
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Received:
    """What became of a change: its state, and the name of the change that the record now stands at."""

    uid: UUID
    became: str
    head: UUID | None


@transaction.atomic
def receive_change(change: Change, *, by: User) -> Received:
    """Take over a change that a telephone sent; the same change again has no effect and the same answer.

    Raises:
        PermissionDenied: the team is not of the user's agency.
        RecordRefusedError: it can't be taken over; the telephone keeps it and shows why.
        ValidationError: a value is not as it must be.
    """
    team = _team(change.team, by)
    record = _record(change)
    known = FieldChange.objects.filter(uid=change.uid).first()
    if known is not None:
        return Received(known.uid, known.became, record.change if record else None)
    if change.made_at > timezone.now() + CLOCK_AHEAD:
        raise RecordRefusedError(_("The telephone's clock is ahead: set it right."))
    if record is not None and _team_of(record) != team.pk:
        raise RecordRefusedError(_("A record stays with its team: enter it anew for the other."))
    kept = FieldChange(
        team=team,
        uid=change.uid,
        record=change.record,
        base=change.base,
        device=change.device[:60],
        made_at=change.made_at,
        values={"kind": change.kind, **change.values},
        by=by,
        became=ChangeState.APPLIED,
    )
    if record is not None and record.change != change.base:
        kept.became = ChangeState.CONFLICT
    else:
        record = _apply(kept, record, by)
    _attach(kept, record)
    kept.full_clean()
    kept.save()
    if kept.became == ChangeState.CONFLICT:
        audit("conflict_kept", kept, by=by)
    return Received(kept.uid, kept.became, record.change)


@transaction.atomic
def settle_conflict(kept: FieldChange, *, choose: bool, by: User, reason: str) -> None:
    """Decide between the version that stands and one that was kept beside it.

    Raises:
        PermissionDenied: the team is not of the user's agency.
        RecordRefusedError: it was settled already.
    """
    require_own(kept, by)
    kept = FieldChange.objects.select_for_update().get(pk=kept.pk)
    if kept.became != ChangeState.CONFLICT:
        raise RecordRefusedError(_("This was settled already."))
    if choose:
        _apply(kept, kept.search or kept.performance, by)
    kept.became = ChangeState.CHOSEN if choose else ChangeState.DROPPED
    kept.save(update_fields=["became"])
    audit("conflict_settled", kept, by=by, reason=reason, after={"kept": kept.get_became_display()})


def _team(key: int, by: User) -> Team:
    team = Team.objects.visible_to(by).filter(pk=key).first()
    if team is None or team.owner_agency_id not in own_agencies(by):
        raise PermissionDenied
    found: Team = team
    return found


def _record(change: Change) -> Any:
    model: type[models.Model] = {"search": Search, "performance": Performance}[change.kind]
    return model._default_manager.select_for_update().filter(uid=change.record).first()


def _team_of(record: Search | Performance) -> int:
    return record.deployment.team_id if isinstance(record, Search) else record.team_id


def _attach(kept: FieldChange, record: Search | Performance) -> None:
    if isinstance(record, Search):
        kept.search = record
    else:
        kept.performance = record


def _apply(kept: FieldChange, record: Any, by: User) -> Search | Performance:
    if kept.values["kind"] == "performance":
        return _apply_performance(kept, record, by)
    return _apply_search(kept, record, by)


# --- a search on duty ---------------------------------------------------------------------------------------

OF_SEARCH = (
    "area",
    "count",
    "minutes",
    "alert",
    "alert_at",
    "by_hand",
    "found",
    "explanation",
    "case",
    "remark",
)


def _apply_search(kept: FieldChange, search: Search | None, by: User) -> Search:
    values = kept.values
    searched_at = moment(values.get("searched_at"))
    search = search or Search(uid=kept.record, recorded_on=RecordedOn.PHONE, by=by)
    search.deployment = deployment_of(kept.team, searched_at, values, by=by)
    search.searched_at, search.change = searched_at, kept.uid
    for name in OF_SEARCH:
        if name in values:
            setattr(search, name, values[name])
    search.full_clean()
    search.save()
    search.finds.all().delete()
    if search.found:
        find = Find(
            search=search,
            substance=values.get("substance") or _("not named yet"),
            amount=values.get("amount"),
            unit=values.get("unit") or "",
            by=by,
        )
        find.full_clean()
        find.save()
    audit("searched", search, by=by, after={name: values.get(name) for name in ("area", "alert", "found")})
    return search


def deployment_of(team: Team, at: datetime, values: Mapping[str, Any], *, by: User) -> Deployment:
    """Return the deployment of a team on the day and at the place of a search; it is made if there is none.

    What happened is kept, even where the team was blocked: the deployment then says so.
    """
    point = None
    if values.get("point"):
        points = CrossingPoint.objects.filter(country=team.owner_agency.country)
        point = points.filter(pk=values["point"]).first()
        if point is None:
            raise ValidationError({"point": _("There is no such crossing point.")})
    day = timezone.localdate(at)
    place = str(values.get("place") or "")[:150]
    found: Deployment | None = Deployment.objects.filter(team=team, on=day, point=point, place=place).first()
    if found is None:
        found = Deployment(team=team, on=day, point=point, place=place, by=by)
        found.trigger = values.get("trigger") or found.trigger
        found.blocked = "; ".join(why_blocked([team], on=day).get(team.pk, ()))[:300]
        found.full_clean()
        found.save()
        audit("saved", found, by=by, after={"on": f"{day:%d.%m.%Y}"})
    return found


def moment(value: Any) -> datetime:
    """Return a moment as a telephone writes it (ISO 8601 with its offset).

    Raises:
        ValidationError: it is none.
    """
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValidationError(_("“%s” is no moment.") % value) from error
    return found if found.tzinfo else timezone.make_aware(found)


# --- a performance at an exercise ---------------------------------------------------------------------------


def _apply_performance(kept: FieldChange, performance: Performance | None, by: User) -> Performance:
    values = kept.values
    set_up = SetUp.objects.visible_to(by).filter(pk=values.get("set_up")).first()
    if set_up is None:
        raise ValidationError(_("There is no such exercise."))
    performance = performance or Performance(uid=kept.record, team=kept.team, recorded_on=RecordedOn.PHONE)
    performance.set_up, performance.worked_at = set_up, moment(values.get("worked_at"))
    performance.minutes = values.get("minutes")
    performance.narrative = values.get("narrative") or ""
    answers: Mapping[str, str] = values.get("seen") or {}
    try:
        seen = {int(unit): Seen(str(response)) for unit, response in answers.items()}
    except ValueError as error:
        raise ValidationError(_("A search unit has a number.")) from error
    return perform(performance, seen, by=by, change=kept.uid)


@transaction.atomic
def save_search(search: Search, *, by: User, **more: Any) -> bool:
    """Enter or change a search at a desk; a telephone that knows an older state then no longer overwrites it.

    Raises:
        PermissionDenied: it is not of the user's agency.
        ValidationError: a value is not as it must be.
    """
    search.change = uuid4()
    return save_record(search, by=by, **more)


@transaction.atomic
def deploy(deployment: Deployment, *, by: User) -> Deployment:
    """Send a team on duty; a blocked team is refused, unless the day is past and only the record is missing.

    Raises:
        PermissionDenied: the team is not of the user's agency.
        RecordRefusedError: the team is blocked.
        ValidationError: a value is not as it must be.
    """
    require_own(deployment, by)
    reasons = why_blocked([deployment.team], on=deployment.on).get(deployment.team_id, ())
    if reasons and deployment.on >= timezone.localdate():
        raise RecordRefusedError(_("The team is blocked: %s.") % "; ".join(reasons))
    deployment.blocked, deployment.by = "; ".join(reasons)[:300], by
    deployment.full_clean()
    deployment.save()
    audit("saved", deployment, by=by, after={"on": f"{deployment.on:%d.%m.%Y}"})
    return deployment


@transaction.atomic
def link_find(find: Find, event: Any, *, by: User) -> None:
    """Link a find to the event in the statistics that tells of it, or to none.

    Raises:
        PermissionDenied: the find is not of the user's agency.
        RecordRefusedError: the event is not the user's to know, or one is real and the other invented.
    """
    require_own(find, by)
    if event is not None:
        if not type(event).objects.visible_to(by).filter(pk=event.pk).exists():
            raise RecordRefusedError(_("There is no such event."))
        if event.batch.country.invented != find.country.invented:
            raise RecordRefusedError(_("Invented and real records do not mix."))
    before = find.event_id
    find.event = event
    find.save(update_fields=["event"])
    audit("saved", find, by=by, before={"event": before}, after={"event": find.event_id})
