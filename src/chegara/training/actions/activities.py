"""Lists of activities from spreadsheets, and recommendations that become measures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.organisation.models import Agency, Release
from chegara.organisation.registers.actions import RecordRefusedError, audit, require_own, save_record
from chegara.organisation.visibility import agencies_of
from chegara.plans.actions.measures import propose_measure
from chegara.plans.models import Measure, Plan
from chegara.training.activity_sheet import in_each_language, read_activities, weekend_warnings
from chegara.training.methods.announced import Days
from chegara.training.models import Activity, ActivityList, Recommendation, Topic


@transaction.atomic
def receive_list(
    *,
    content: bytes,
    name: str,
    owner_agency: Agency,
    marking: str,
    by: User,
    source: str = "",
    releases: Sequence[Release] = (),
) -> ActivityList:
    """Read a spreadsheet of activities; nothing counts until its doubts are settled and it is taken over.

    Raises:
        PermissionDenied: the agency is not the user's.
        SheetRefusedError: the file can't be read.
        RecordRefusedError: a release is another agency's.
    """
    if owner_agency.pk not in set(agencies_of(by)):
        raise PermissionDenied
    if any(release.from_agency_id != owner_agency.pk for release in releases):
        raise RecordRefusedError(_("An agency releases its own records only."))
    sheet, rows = read_activities(content, name)
    received = ActivityList(
        name=name[:255],
        sheet=sheet[:100],
        rows=rows,
        owner_agency=owner_agency,
        marking=marking,
        source=source,
        by=by,
    )
    received.full_clean()
    received.save()
    received.releases.set(releases)
    _audit("list_received", received, by=by, after={"rows": len(rows)})
    return received


@transaction.atomic
def settle_row(
    received: ActivityList,
    number: int,
    *,
    choice: str,
    by: User,
    reason: str,
    start: date | None = None,
    end: date | None = None,
) -> None:
    """Settle a row whose days were refused: the right days ("dates"), unknown ("open"), or left out ("drop").

    Raises:
        RecordRefusedError: the list was taken over, or more than the days is wrong with the row.
    """
    received = _waiting(received, by)
    row = next((row for row in received.rows if row["number"] == number), None)
    if row is None:
        raise RecordRefusedError(_("There is no such row."))
    others = [each for each in row["problems"] if each["column"] not in {"dates", "start", "end"}]
    if choice != "drop" and others:
        raise RecordRefusedError(
            _(
                "More than the days is wrong with this row: correct the file and read it in again, or leave "
                "the row out."
            )
        )
    if choice == "drop":
        row["dropped"] = True
    elif choice == "dates" and start is not None:
        last = end or start
        days = Days(start, last)
        row["values"] |= {"start": start.isoformat(), "end": last.isoformat()}
        row["problems"], row["warnings"] = [], in_each_language(lambda: weekend_warnings(days))
    else:
        row["problems"] = []
        row["warnings"] = in_each_language(
            lambda: [_("The days stay unknown; the announcement is kept as written.")]
        )
    received.save(update_fields=["rows"])
    _audit("list_settled", received, by=by, reason=reason, after={"row": number, "settled": choice})


@transaction.atomic
def take_over(received: ActivityList, *, by: User) -> list[Activity]:
    """Make an activity of each row that was not left out; all of them, or none.

    Raises:
        RecordRefusedError: a doubt is not settled, or the list was taken over already.
        ValidationError: a row is not as it must be.
    """
    received = _waiting(received, by)
    if received.doubts:
        raise RecordRefusedError(_("Settle the rows that are refused first."))
    releases = list(received.releases.all())
    made = [_activity(received, row, releases, by) for row in received.rows if not row["dropped"]]
    received.taken_at = timezone.now()
    received.save(update_fields=["taken_at"])
    _audit("list_confirmed", received, by=by, after={"rows": len(made)})
    return made


@transaction.atomic
def drop_list(received: ActivityList, *, by: User) -> None:
    """Throw away a list that was not taken over; the audit log keeps that it was received.

    Raises:
        RecordRefusedError: it was taken over already.
    """
    received = _waiting(received, by)
    _audit("list_dropped", received, by=by, before={"rows": len(received.rows)})
    received.delete()


def _activity(received: ActivityList, row: dict[str, Any], releases: list[Release], by: User) -> Activity:
    values = dict(row["values"])
    linked = {
        "topics": list(Topic.objects.filter(pk__in=values.pop("topics"))),
        "agencies": list(Agency.objects.filter(pk__in=values.pop("agencies"))),
    }
    days = {
        name: date.fromisoformat(values.pop(name)) if values[name] else values.pop(name)
        for name in ("start", "end")
    }
    activity = Activity(
        owner_agency=received.owner_agency,
        marking=received.marking,
        held_in_id=values.pop("held_in"),
        source=values.pop("source") or received.source,
        **days,
        **values,
    )
    try:
        save_record(activity, by=by, releases=releases, linked=linked)
    except ValidationError as error:
        raise RecordRefusedError(
            _("Sheet %(sheet)s, row %(row)s: %(message)s")
            % {"sheet": received.sheet, "row": row["number"], "message": " ".join(error.messages)}
        ) from error
    return activity


def _waiting(received: ActivityList, by: User) -> ActivityList:
    if received.owner_agency_id not in set(agencies_of(by)):
        raise PermissionDenied
    locked: ActivityList = ActivityList.objects.visible_to(by).select_for_update().get(pk=received.pk)
    if locked.taken_at is not None:
        raise RecordRefusedError(_("This list was taken over already."))
    return locked


def _audit(action: str, received: ActivityList, *, by: User, **more: Any) -> None:
    record(by=by, action=f"training.{action}", on=received, agency=received.owner_agency.code, **more)


@transaction.atomic
def plan_recommendation(
    recommendation: Recommendation, *, plan: Plan, title: str, kind: str, by: User, **planned: Any
) -> Measure:
    """Propose a measure that carries out a recommendation.

    Raises:
        PermissionDenied: the activity or the plan is not the user's to know or write into.
        PlanRefusedError: the plan is frozen.
        RecordRefusedError: it became a measure already, or one is real and the other invented.
    """
    activity = recommendation.activity
    require_own(recommendation, by)
    recommendation.refresh_from_db(fields=["measure"])
    if recommendation.measure_id is not None:
        raise RecordRefusedError(_("This recommendation became a measure already."))
    if activity.held_in.invented != plan.country.invented:
        raise RecordRefusedError(_("Real recommendations and invented plans do not mix."))
    measure = propose_measure(
        plan=plan,
        origin=activity.key,
        origin_name=activity.title[:300],
        title=title,
        kind=kind,
        by=by,
        marking=activity.marking,
        compartment=activity.compartment,
        **planned,
    )
    recommendation.measure = measure
    recommendation.save(update_fields=["measure"])
    audit("recommendation_planned", recommendation, by=by, after={"recommended_measure": measure.code})
    return measure
