"""The data calendar as one viewer may see it: what is owed by which day, what arrived, who is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from chegara.accounts.models import User
from chegara.common.periods import Month, months_between
from chegara.evidence.methods.reporting_calendar import (
    Delivery,
    Frequency,
    ReportingPeriod,
    Standing,
    delivery,
    due_on,
    periods_between,
)
from chegara.evidence.models import Batch, MonthlyTotal
from chegara.evidence.request_models import DataRequest, ReportingDuty, RequestedAgency, RequestState
from chegara.organisation.models import Agency

REMIND_BEFORE = timedelta(days=14)
"""A deadline nearer than this is worth a reminder."""


@dataclass(frozen=True)
class Owed:
    """One report that is or was owed: by a duty for a period, or by a request."""

    agency: Agency
    to_agency: Agency
    title: str
    first: Month
    last: Month
    due: date
    delivery: Delivery
    asked: int
    known: int
    duty: ReportingDuty | None = None
    request: DataRequest | None = None

    @property
    def missing(self) -> bool:
        """Whether something of it is still to come."""
        return self.delivery.standing in {Standing.OVERDUE, Standing.PARTLY, Standing.NOT_DUE}

    def worth_a_reminder(self, today: date) -> bool:
        """Say whether it is overdue, or due within the next days."""
        return self.missing and self.due <= today + REMIND_BEFORE


Key = tuple[int, str, Month]


class Received:
    """On which day which figure arrived, by what a viewer may see of the imports that count."""

    def __init__(self, viewer: User, duties: Iterable[ReportingDuty], first: Month, last: Month) -> None:
        self._days: dict[Key, date] = {}
        agencies = {duty.agency_id for duty in duties}
        codes = {indicator.pk for duty in duties for indicator in duty.indicators.all()}
        batches = Batch.objects.visible_to(viewer).counting().filter(owner_agency__in=agencies)
        rows = MonthlyTotal.objects.filter(
            batch__in=batches.values("pk"), indicator__in=codes,
            start__gte=first.first_day, start__lte=last.last_day,
        )  # fmt: skip
        blank: set[tuple[int, str, Month]] = set()
        of_batches: dict[tuple[int, str], Batch] = {}
        found = batches.in_bulk()
        for batch, indicator, start, event, blanks in rows.values_list(
            "batch", "indicator", "start", "event", "blanks"
        ):
            if blanks:
                blank.add((batch, indicator, Month.of(start)))
            if event:
                of_batches[batch, indicator] = found[batch]
        for batch, indicator, start in rows.values_list("batch", "indicator", "start").distinct():
            if (batch, indicator, Month.of(start)) not in blank:
                self._arrived(found[batch], indicator, Month.of(start))
        # A file of events speaks for months without an event too.
        for (key, indicator), of_events in of_batches.items():
            if of_events.covers_from and of_events.covers_to:
                for month in months_between(Month.of(of_events.covers_from), Month.of(of_events.covers_to)):
                    if (key, indicator, month) not in blank:
                        self._arrived(of_events, indicator, month)

    def _arrived(self, batch: Batch, indicator: str, month: Month) -> None:
        key, day = (batch.owner_agency_id, indicator, month), batch.came_in
        self._days[key] = min(day, self._days.get(key, day))

    def days(self, agency: int, indicators: Iterable[str], months: Sequence[Month]) -> list[date]:
        """Return the day of each known figure, indicator by month."""
        keys = ((agency, code, month) for code in indicators for month in months)
        return [self._days[key] for key in keys if key in self._days]


def owed(viewer: User, first: Month, last: Month, *, today: date | None = None) -> list[Owed]:
    """Return what was or is owed for the periods that end within two months, and the requests due in them.

    Sorted by the day due. A requesting agency sees as received what was released to it; the reporting agency
    sees its own imports.
    """
    today = today or timezone.localdate()
    duties = list(
        ReportingDuty.objects.visible_to(viewer)
        .select_related("agency", "to_agency")
        .prefetch_related("indicators")
    )
    # A yearly report that ends in the first month began eleven months before.
    received = Received(viewer, duties, first + -11, last)
    found = [
        _of_duty(duty, period, received, today) for duty in duties for period in _periods(duty, first, last)
    ]
    requests = RequestedAgency.objects.visible_to(viewer).exclude(state=RequestState.DRAFTED)
    found += [
        of_request(requested, today)
        for requested in requests.select_related("request__from_agency", "agency").filter(
            request__deadline__gte=first.first_day, request__deadline__lte=last.last_day
        )
    ]
    return sorted(found, key=lambda one: (one.due, one.agency.code, one.title, one.first))


def _periods(duty: ReportingDuty, first: Month, last: Month) -> list[ReportingPeriod]:
    until = min(Month.of(duty.until), last) if duty.until else last
    frequency = Frequency(duty.frequency)
    return [p for p in periods_between(frequency, Month.of(duty.since), until) if p.last >= first]


def _of_duty(duty: ReportingDuty, period: ReportingPeriod, received: Received, today: date) -> Owed:
    codes = [indicator.pk for indicator in duty.indicators.all()]
    days = received.days(duty.agency_id, codes, period.months)
    asked, due = max(1, len(codes) * period.length), due_on(period, duty.days_after)
    return Owed(
        agency=duty.agency,
        to_agency=duty.to_agency,
        title=duty.title,
        first=period.first,
        last=period.last,
        due=due,
        delivery=delivery(
            asked=asked, known=len(days), received_on=max(days, default=None), due=due, today=today
        ),
        asked=asked,
        known=len(days),
        duty=duty,
    )


def of_request(requested: RequestedAgency, today: date) -> Owed:
    """Return what one agency owes by a request."""
    request = requested.request
    asked, known = max(1, requested.asked), requested.known
    closed = requested.state == RequestState.CLOSED
    if closed and known < asked:
        known = asked  # who asked wants no more
    received = requested.answered_on or timezone.localdate(requested.at)
    return Owed(
        agency=requested.agency,
        to_agency=request.from_agency,
        title=request.title,
        first=Month.of(request.first_month),
        last=Month.of(request.last_month),
        due=request.deadline,
        delivery=delivery(
            asked=asked,
            known=known,
            received_on=received if known else None,
            due=request.deadline,
            today=today,
        ),
        asked=requested.asked,
        known=requested.known,
        request=request,
    )


def reminders(viewer: User, *, today: date | None = None) -> list[Owed]:
    """Return what is overdue or due soon: of the last two years, and of the days to come."""
    today = today or timezone.localdate()
    this = Month.of(today)
    return [one for one in owed(viewer, this + -24, this + 1, today=today) if one.worth_a_reminder(today)]


def counts(found: Iterable[Owed]) -> dict[Agency, Counter[Standing]]:
    """Return by agency how many reports stand how."""
    by_agency: dict[Agency, Counter[Standing]] = {}
    for one in found:
        by_agency.setdefault(one.agency, Counter())[one.delivery.standing] += 1
    return by_agency
