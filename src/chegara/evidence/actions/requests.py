"""Asking agencies for data: drafted, sent, answered, closed; and the duties that recur."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.common.periods import Month
from chegara.evidence.data_requests.layout import lines_for, months_of
from chegara.evidence.dictionary import dictionary
from chegara.evidence.models import Batch, BatchState, Indicator, MonthlyTotal
from chegara.evidence.request_models import (
    REQUEST_TRANSITIONS,
    Answer,
    DataRequest,
    ReportingDuty,
    RequestedAgency,
    RequestedIndicator,
    RequestState,
)
from chegara.organisation.models import Agency
from chegara.organisation.visibility import agencies_of

LONGEST_REQUEST = 60
"""Months: more columns than that nobody fills in, and no page shows."""


class RequestRefusedError(Exception):
    """The request can't go on; the message tells the user why and what to do."""


def _require_own(agency: Agency, by: User) -> None:
    if agency.pk not in agencies_of(by):
        raise RequestRefusedError(_("Only the agency that asks may do that."))


def _require_draft(request: DataRequest) -> None:
    if request.agencies.exclude(state=RequestState.DRAFTED).exists():
        raise RequestRefusedError(_("The request was sent: what it asks for can't be changed any more."))


def _move(requested: RequestedAgency, to: str) -> None:
    if to not in REQUEST_TRANSITIONS[requested.state]:
        raise RequestRefusedError(
            _("This request is “%(state)s”, so this step is not possible now.")
            % {"state": requested.get_state_display()}
        )
    requested.state = to


def _audit_agency(requested: RequestedAgency, action: str, by: User, before: str, reason: str = "") -> None:
    record(
        by=by,
        action=f"evidence.{action}",
        on=requested,
        agency=requested.request.from_agency.code,
        before={"state": before},
        after={
            "agency": requested.agency.code,
            "state": requested.state,
            "asked": requested.asked,
            "known": requested.known,
        },
        reason=reason,
    )


@transaction.atomic
def draft_request(
    *,
    from_agency: Agency,
    title: str,
    letter_number: str,
    letter_date: date,
    signatory: str,
    first_month: date,
    last_month: date,
    deadline: date,
    languages: Mapping[Agency, str],
    by: User,
    remark: str = "",
    request: DataRequest | None = None,
) -> DataRequest:
    """Draft a request, or change one that was not sent.

    Args:
        languages: the agencies asked, each with the language of its form.

    Raises:
        RequestRefusedError: the asking agency is not the user's, the request was sent, nobody is asked, or
            the months are out of order or more than 60.
    """
    _require_own(from_agency, by)
    if request is not None:
        _require_own(request.from_agency, by)
        _require_draft(request)
    first, last = Month.of(first_month), Month.of(last_month)
    if not 0 <= last - first < LONGEST_REQUEST:
        raise RequestRefusedError(
            _("Ask for at least one and for at most %(most)s months, the first before the last.")
            % {"most": LONGEST_REQUEST}
        )
    if not languages:
        raise RequestRefusedError(_("Choose at least one agency that is asked."))
    if any(agency.country_id != from_agency.country_id for agency in languages):
        raise RequestRefusedError(_("Agencies of one's own country only can be asked."))
    drafted = request or DataRequest(by=by)
    before = snapshot(DataRequest.objects.get(pk=drafted.pk)) if request else {}
    drafted.country, drafted.from_agency, drafted.title = from_agency.country, from_agency, title
    drafted.letter_number, drafted.letter_date, drafted.signatory = letter_number, letter_date, signatory
    drafted.first_month, drafted.last_month = first.first_day, last.first_day
    drafted.deadline, drafted.remark = deadline, remark
    drafted.full_clean()
    drafted.save()
    drafted.agencies.exclude(agency__in=list(languages)).delete()
    for agency, language in languages.items():
        RequestedAgency.objects.update_or_create(
            request=drafted,
            agency=agency,
            defaults={"language": language, "by": by},
            create_defaults={"language": language, "by": by, "token": secrets.token_hex(16)},
        )
    old, new = changed_fields(
        before, snapshot(drafted) | {"asked_of": sorted(agency.code for agency in languages)}
    )
    record(
        by=by,
        action="evidence.request_changed" if request else "evidence.request_drafted",
        on=drafted,
        before=old if request else None,
        after=new,
        agency=from_agency.code,
    )
    return drafted


@transaction.atomic
def ask_for(
    request: DataRequest,
    *,
    indicator: Indicator,
    dimensions: Sequence[str],
    by: User,
    of_agencies: Iterable[Agency] = (),
) -> RequestedIndicator:
    """Ask for an indicator, or ask for it otherwise than before."""
    _require_own(request.from_agency, by)
    _require_draft(request)
    known = dictionary().indicators[indicator.pk].dimensions
    wrong = set(dimensions) - set(known)
    if wrong:
        raise RequestRefusedError(_("This indicator can't be broken down like that."))
    line = RequestedIndicator.objects.update_or_create(
        request=request,
        indicator=indicator,
        defaults={"dimensions": [name for name in known if name in set(dimensions)]},
    )[0]
    only = list(of_agencies)
    line.of_agencies.set(only)
    _audit_line(request, by, indicator, {"dimensions": line.dimensions, "only_of": [a.code for a in only]})
    return line


@transaction.atomic
def ask_no_more(line: RequestedIndicator, *, by: User) -> None:
    """Take an indicator out of a request that was not sent."""
    request = line.request
    _require_own(request.from_agency, by)
    _require_draft(request)
    indicator = line.indicator
    line.delete()
    _audit_line(request, by, indicator, {"taken_out": True})


def _audit_line(request: DataRequest, by: User, indicator: Indicator, after: dict[str, Any]) -> None:
    record(
        by=by,
        action="evidence.request_changed",
        on=request,
        after={"indicator": indicator.pk} | after,
        agency=request.from_agency.code,
    )


@transaction.atomic
def send_request(request: DataRequest, *, by: User) -> None:
    """Say that letters and forms went out: the agencies see the request from now on.

    Raises:
        RequestRefusedError: it was sent, or some agency is asked for nothing.
    """
    _require_own(request.from_agency, by)
    months = len(months_of(request))
    for requested in request.agencies.select_related("agency", "request__from_agency"):
        lines = lines_for(requested)
        if not lines:
            raise RequestRefusedError(
                _("Nothing is asked of %(agency)s: add an indicator, or leave the agency out.")
                % {"agency": requested.agency}
            )
        before = requested.state
        _move(requested, RequestState.SENT)
        requested.asked = months * len(lines)
        requested.save(update_fields=["state", "asked", "at"])
        _audit_agency(requested, "request_sent", by, before)


@transaction.atomic
def close_request(requested: RequestedAgency, *, by: User, reason: str) -> None:
    """Say that no more is expected of an agency."""
    _require_own(requested.request.from_agency, by)
    before = requested.state
    _move(requested, RequestState.CLOSED)
    requested.save(update_fields=["state", "at"])
    _audit_agency(requested, "request_closed", by, before, reason)


@transaction.atomic
def reopen_request(requested: RequestedAgency, *, by: User, reason: str) -> None:
    """Expect an answer again; the state follows from what was received."""
    _require_own(requested.request.from_agency, by)
    if requested.state != RequestState.CLOSED:
        raise RequestRefusedError(_("Only a closed request can be opened again."))
    before = requested.state
    requested.known, requested.answered_on, state = _progress(requested)
    _move(requested, state)
    requested.save()
    _audit_agency(requested, "request_reopened", by, before, reason)


def recognise(batch: Batch, *, by: User) -> RequestedAgency | None:
    """Note that a received file is the form of a request to its agency; return the request, or None.

    A file in a compartment answers nothing: that it exists must not show by the request's state.
    """
    tokens = {proposal["form"]["token"] for proposal in batch.mappings if "form" in proposal}
    if not tokens or batch.compartment_id is not None:
        return None
    requested = (
        RequestedAgency.objects.filter(token__in=tokens, agency=batch.owner_agency)
        .exclude(state=RequestState.DRAFTED)
        .first()
    )
    if requested is not None:
        Answer.objects.create(requested=requested, batch=batch, by=by)
    return requested


@transaction.atomic
def answer_by(requested: RequestedAgency, *, batch: Batch, by: User) -> None:
    """Say that an import of the asked agency, not made with the form, answers a request.

    Raises:
        RequestRefusedError: the import is another agency's, does not count, is in a compartment, or answers
            a request already.
    """
    _require_own(requested.agency, by)
    if (
        batch.owner_agency_id != requested.agency_id
        or batch.state != BatchState.CONFIRMED
        or batch.compartment_id is not None
    ):
        raise RequestRefusedError(_("Choose a confirmed import of your agency that lies in no compartment."))
    if Answer.objects.filter(batch=batch).exists():
        raise RequestRefusedError(_("This import answers a request already."))
    Answer.objects.create(requested=requested, batch=batch, by=by)
    follow(batch, by=by)


def follow(batch: Batch, *, by: User) -> None:
    """Bring the state of the request that an import answers up to date, after it began or ceased to count."""
    batches = [batch.pk, batch.replaces_id or 0]
    for requested in (
        RequestedAgency.objects.filter(answers__batch__in=batches)
        .select_related("request__from_agency", "agency")
        .distinct()
    ):
        before = requested.state
        requested.known, requested.answered_on, state = _progress(requested)
        if before != RequestState.CLOSED and state != before:
            _move(requested, state)
        requested.save()
        if requested.state != before:
            _audit_agency(requested, "request_answered", by, before)


def _progress(requested: RequestedAgency) -> tuple[int, date | None, str]:
    """Return how many of the figures asked for are known, since when, and the state that follows."""
    wanted = {
        (line.indicator_id, month.first_day)
        for line in lines_for(requested)
        for month in months_of(requested.request)
    }
    counting = Batch.objects.filter(answer__requested=requested, compartment=None).counting().in_bulk()
    totals = (
        MonthlyTotal.objects.filter(batch__in=counting)
        .values_list("indicator", "start", "batch")
        .annotate(blank=models.Sum("blanks"))
        .order_by()
    )
    days: dict[tuple[str, date], date] = {}
    for indicator, start, batch, blank in totals:
        if not blank and (indicator, start) in wanted:
            came_in = counting[batch].came_in
            days[indicator, start] = min(came_in, days.get((indicator, start), came_in))
    if not days:
        return 0, None, RequestState.SENT
    state = RequestState.ANSWERED if len(days) == len(wanted) else RequestState.ANSWERED_IN_PART
    return len(days), max(days.values()), state


@transaction.atomic
def save_duty(duty: ReportingDuty, *, indicators: Iterable[Indicator], by: User, reason: str = "") -> None:
    """Create or change a recurring duty towards one's own agency."""
    _require_own(duty.to_agency, by)
    stored = ReportingDuty.objects.filter(pk=duty.pk).first() if duty.pk else None
    if stored is not None:
        _require_own(stored.to_agency, by)
    before = _told(stored) if stored else {}
    duty.by = by
    duty.since = duty.since.replace(day=1)
    duty.until = duty.until.replace(day=1) if duty.until else None
    duty.full_clean()
    duty.save()
    duty.indicators.set(indicators)
    old, new = changed_fields(before, _told(duty))
    record(
        by=by,
        action="evidence.duty_changed" if stored else "evidence.duty_set",
        on=duty,
        before=old if stored else None,
        after=new,
        reason=reason,
        agency=duty.to_agency.code,
    )


def _told(duty: ReportingDuty) -> dict[str, Any]:
    return snapshot(duty) | {"indicators": sorted(duty.indicators.values_list("pk", flat=True))}
