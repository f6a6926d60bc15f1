"""Records in lists, by the million: the months of the summaries tell which records a page needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import models

from chegara.common.periods import Month
from chegara.evidence.counting import Report
from chegara.evidence.models import MonthlySummary, MonthlyTotal, Record

SHOWN_WITH = ("indicator", "point", "section", "division", "batch__owner_agency")
MOST_SORTED = 50_000
"""More records than these are listed by date only: another order would read and compare them all."""

_OF_SUMMARIES = {"point", "division", "kind", "citizenship"}


@dataclass(frozen=True)
class Wanted:
    """What a list is filtered by: equal columns, and the first and the last day.

    `left_out` are reports of events that another report in the list stands for already.
    """

    batches: tuple[int, ...]
    event: bool
    columns: Mapping[str, Any]
    since: date | None = None
    until: date | None = None
    left_out: tuple[Report, ...] = ()

    @property
    def left_out_here(self) -> list[Report]:
        """The reports that would be listed if another did not stand for their event."""
        wanted = {name: getattr(value, "pk", value) for name, value in self.columns.items()}
        return [
            report
            for report in self.left_out
            if report.event == self.event
            and (self.since is None or report.start >= self.since)
            and (self.until is None or report.start <= self.until)
            and all(getattr(report, name) == value for name, value in wanted.items())
        ]

    def records(self) -> models.QuerySet[Record]:
        """Return the records, in no order.

        The conditions are put so that SQLite takes the index by date: it would choose the one by batch, and
        read and sort a million records, and it takes no index for a column that is asked to be true.
        """
        found = (
            Record.objects.filter(event__in=(self.event,), **self.columns)
            .alias(of_batch=models.F("batch") + 0).filter(of_batch__in=self.batches)
        )  # fmt: skip
        if self.left_out:
            found = found.exclude(pk__in=[report.pk for report in self.left_out_here])
        if self.since:
            found = found.filter(start__gte=self.since)
        return (found.filter(start__lte=self.until) if self.until else found).order_by()

    def by_month(self) -> dict[Month, int]:
        """Return how many records each month has, by the summaries; it counts two months' at most."""
        source: Any = MonthlySummary if _OF_SUMMARIES & self.columns.keys() else MonthlyTotal
        rows = source.objects.filter(batch__in=self.batches, event=self.event, **self.columns)
        found: dict[Month, int] = {}
        for start, number in rows.values_list("start").annotate(models.Sum("rows")).order_by("start"):
            found[Month.of(start)] = found.get(Month.of(start), 0) + number
        for report in self.left_out_here:
            found[report.month] -= 1
        first = Month.of(self.since) if self.since else min(found, default=None)
        last = Month.of(self.until) if self.until else max(found, default=None)
        if first is None or last is None:
            return {}
        found = {month: number for month, number in found.items() if first <= month <= last}
        cut = {Month.of(day) for day in (self.since, self.until) if day}
        for month in cut & found.keys():
            found[month] = between(self.records(), month, month).count()
        return {month: number for month, number in found.items() if number}


def between(records: models.QuerySet[Record], first: Month, last: Month) -> models.QuerySet[Record]:
    """Return the records that begin in the months from first to last."""
    return records.filter(start__gte=first.first_day, start__lte=last.last_day)


@dataclass(frozen=True)
class RecordList:
    """Records by date, newest first; does for a list what it would ask of a queryset.

    No page reads more records than its months hold, and only those that it shows are read whole.
    """

    wanted: Wanted
    months: Mapping[Month, int]
    newest_first: bool = True

    model = Record

    @classmethod
    def of(cls, wanted: Wanted) -> RecordList:
        """Return the list of what is wanted."""
        return cls(wanted, wanted.by_month())

    @property
    def sortable(self) -> bool:
        """Whether there are few enough records to be sorted by anything else than their date."""
        return self.count() <= MOST_SORTED

    def count(self) -> int:
        """Return how many records there are."""
        return sum(self.months.values())

    __len__ = count

    def order_by(self, *names: str) -> RecordList | models.QuerySet[Record]:
        """Return the records in another order; too many for that stay in order of date."""
        if names and names[0].lstrip("-") == "start":
            return replace(self, newest_first=names[0].startswith("-"))
        if not names or not self.sortable:
            return self
        return self._all().order_by(*names, "-start", "-pk")

    def __iter__(self) -> Iterator[Record]:
        return self._all().order_by(*self._order).iterator(chunk_size=2000)

    def __getitem__(self, wanted: slice) -> list[Record]:
        start, stop = wanted.start or 0, self.count() if wanted.stop is None else wanted.stop
        window, skipped = self._months_of(start, stop)
        if not window:
            return []
        records = between(self.wanted.records(), min(window), max(window)).order_by(*self._order)
        # First the keys alone, which the index holds; what is skipped is never read whole.
        keys = list(records.values_list("pk", flat=True)[start - skipped : stop - skipped])
        found = Record.objects.select_related(*SHOWN_WITH).in_bulk(keys)
        return [found[key] for key in keys]

    @property
    def _order(self) -> tuple[str, str]:
        return ("-start", "-pk") if self.newest_first else ("start", "pk")

    def _all(self) -> models.QuerySet[Record]:
        records = self.wanted.records().select_related(*SHOWN_WITH)
        return between(records, min(self.months), max(self.months)) if self.months else records.none()

    def _months_of(self, start: int, stop: int) -> tuple[list[Month], int]:
        """Return the months that hold the records from start to stop, and how many lie before them."""
        window: list[Month] = []
        passed = skipped = 0
        for month in sorted(self.months, reverse=self.newest_first):
            if passed >= stop:
                break
            passed += self.months[month]
            if passed > start:
                window.append(month)
            else:
                skipped = passed
        return window, skipped
