"""Monthly summaries and totals of an import: added up while it is read, and anew after a decision."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, TypeAlias

from django.db import connection, models

from chegara.common.periods import Month, PeriodKind
from chegara.evidence.models import Batch, MonthlySummary, MonthlyTotal, Record

SUMMARISED_BY_MONTH = {PeriodKind.DAY, PeriodKind.MONTH}
AT_ONCE = 2_000

SummaryKey: TypeAlias = tuple[Any, ...]
Figures: TypeAlias = tuple[float | None, float | None, int, int, int]
"""Number and quantity (None: no cell knew it), rows, blank ones among them, exact repeats."""

IndicatorMonth: TypeAlias = tuple[str, date]
"""An indicator and the first day of a summary's month or longer period."""


def added(one: Figures, other: Figures) -> Figures:
    """Return two figures as one; unknown and known together are known in part."""
    value = one[0] if other[0] is None else other[0] if one[0] is None else one[0] + other[0]
    amount = one[1] if other[1] is None else other[1] if one[1] is None else one[1] + other[1]
    return value, amount, one[2] + other[2], one[3] + other[3], one[4] + other[4]


def start_of(start: date, period: str) -> tuple[date, PeriodKind]:
    """Return the period under which a record is added up: days by their month."""
    kind = PeriodKind(period)
    return (start.replace(day=1), PeriodKind.MONTH) if kind in SUMMARISED_BY_MONTH else (start, kind)


class Summaries:
    """What is added up of one import."""

    def __init__(self, batch: int) -> None:
        self.batch = batch
        self._found: dict[SummaryKey, Figures] = {}

    def add(self, key: SummaryKey, figures: Figures) -> None:
        """Add a record's figures to those of its key.

        A key is (indicator, start, period, event, supplementary, point, section, division, direction,
        citizenship, kind, unit), as `start_of` gives start and period.
        """
        known = self._found.get(key)
        self._found[key] = added(known, figures) if known else figures

    def summary_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of each monthly summary, in the order of its table."""
        for key, (value, *figures) in self._found.items():
            indicator, start, *shared, unit = key
            yield (self.batch, indicator, start.isoformat(), *shared, value, unit, *figures)

    def total_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of each monthly total, in the order of its table."""
        totals: dict[SummaryKey, Figures] = {}
        for summary, figures in self._found.items():
            key = (*summary[:5], summary[-1])  # without place, direction, citizenship and kind
            known = totals.get(key)
            totals[key] = added(known, figures) if known else figures
        for (indicator, start, *shared, unit), (value, *rest) in totals.items():
            yield (self.batch, indicator, start.isoformat(), *shared, value, unit, *rest)


_OF_RECORD = (
    "indicator", "start", "period", "event", "supplementary", "point", "section", "division", "direction",
    "citizenship", "kind", "base_unit", "value", "base_quantity", "repeats_row",
)  # fmt: skip


Places: TypeAlias = Mapping[str, Collection[int | None]]
"""By point, section and division the keys between which records moved; None is no place."""


def add_up_anew(batch: Batch, months: Collection[IndicatorMonth], moved: Places | None = None) -> None:
    """Add up records of some indicators and months again, in the transaction of what changed them.

    Args:
        moved: where records lie that only moved, before or after; totals over places stay as they are then.
    """
    within = _within(moved or {})
    for indicator in sorted({indicator for indicator, _ in months}):
        starts = {start for of, start in months if of == indicator}
        sums = Summaries(batch.pk)
        for *key, value, amount, repeats in _records(batch, indicator, starts, within):
            start, period = start_of(key[1], key[2])
            if start not in starts:
                continue
            key[1:3] = start, period.value
            sums.add(tuple(key), (value, amount, 1, int(value is None), int(repeats is not None)))
        of = {"batch": batch, "indicator": indicator, "start__in": starts}
        MonthlySummary.objects.filter(within, **of).delete()
        _write(MonthlySummary, sums.summary_rows())
        if moved is None:
            MonthlyTotal.objects.filter(**of).delete()
            _write(MonthlyTotal, sums.total_rows())


def _within(places: Places) -> models.Q:
    found = models.Q()
    for name, keys in places.items():
        here = models.Q(**{f"{name}__in": [key for key in keys if key is not None]})
        found &= here | models.Q(**{f"{name}__isnull": True}) if None in keys else here
    return found


def _records(batch: Batch, indicator: str, starts: set[date], within: models.Q) -> Iterable[list[Any]]:
    last = Month.of(max(starts)).last_day
    rows = (
        Record.objects.filter(within, batch=batch, indicator=indicator)
        .filter(start__gte=min(starts), start__lte=last).order_by("pk").values_list(*_OF_RECORD)
    )  # fmt: skip
    return map(list, rows.iterator(chunk_size=AT_ONCE))


def insert_sql(model: type[models.Model]) -> str:
    """Return the statement that adds a row, its columns in the order of the table, without the key."""
    fields = [column for column in model._meta.concrete_fields if not column.primary_key]
    columns = ", ".join(connection.ops.quote_name(column.column or "") for column in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names


def _write(model: type[models.Model], rows: Iterator[tuple[Any, ...]]) -> None:
    sql = insert_sql(model)
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, AT_ONCE)):
            cursor.executemany(sql, chunk)
