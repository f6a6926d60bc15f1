"""Events that were reported more than once and count once, as one viewer may know of them.

Stored summaries hold what each import reported. Which of several reports of one event is left out depends on
which imports count and which of them a viewer may know of, so it is settled when somebody reads: a viewer's
figures are those that they would be if nothing else existed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import models

from chegara.common.periods import Month, PeriodKind
from chegara.evidence.methods.doubles.groups import Joined, groups, not_counted
from chegara.evidence.models import BatchState, Record
from chegara.evidence.models.doubles import DoubleDecision
from chegara.organisation.models import State
from chegara.organisation.visibility import Viewer


@dataclass(frozen=True)
class Report:
    """One report of an event that was reported more than once, with the columns that totals are made by."""

    pk: int
    batch: int
    agency: int
    counting: bool
    indicator: str
    start: date
    period: str
    event: bool
    point: int | None
    section: int | None
    division: int | None
    point_section: int | None
    point_division: int | None
    direction: str
    citizenship: str
    kind: str
    value: float | None
    quantity: float | None
    unit: str

    @property
    def month(self) -> Month:
        """The month in which it is added up."""
        return Month.of(self.start)

    @property
    def monthly(self) -> bool:
        """Whether it is added up by month: not where only its quarter or year is known."""
        return self.period in {PeriodKind.DAY, PeriodKind.MONTH}

    def at(self, column: str, key: Any) -> bool:
        """Say whether a column has a value; places by key, and a point's section or division for its own."""
        if column == "section":
            return key in (self.section, self.point_section)
        if column == "division":
            return key == self.division or (self.division is None and key == self.point_division)
        return bool(getattr(self, column) == key)


_COLUMNS = (
    "pk", "batch", "batch__owner_agency", "batch__state", "indicator", "start", "period", "event", "point",
    "section", "division", "point__section", "point__division", "direction", "citizenship", "kind", "value",
    "base_quantity", "base_unit",
)  # fmt: skip


class DecidedDoubles:
    """What analysts found to be one event: of a country or all, of one indicator or all.

    `apart_from` is a pair of records on which a decision is left out of account.
    """

    def __init__(
        self,
        country: State | None,
        viewer: Viewer,
        indicator: str = "",
        *,
        apart_from: tuple[int, int] | None = None,
    ) -> None:
        decisions = DoubleDecision.objects.visible_to(viewer).filter(same=True)
        if apart_from:
            decisions = decisions.exclude(first=apart_from[0], second=apart_from[1])
        decisions = decisions.filter(country=country) if country else decisions
        self._decisions = decisions.filter(indicator=indicator) if indicator else decisions

    @cached_property
    def groups(self) -> list[tuple[int, ...]]:
        """The records that are one event, the leading one first."""
        decisions = self._decisions.order_by("pk").values_list("leading", "first", "second")
        return groups(
            [Joined(leading, second if leading == first else first) for leading, first, second in decisions]
        )

    @cached_property
    def reports(self) -> dict[int, Report]:
        """The records of all groups by key."""
        if not self.groups:
            return {}
        records = Record.objects.filter(
            models.Q(pk__in=self._decisions.values("first"))
            | models.Q(pk__in=self._decisions.values("second"))
        ).order_by()
        return {
            pk: Report(pk, batch, agency, state == BatchState.CONFIRMED, *rest)
            for pk, batch, agency, state, *rest in records.values_list(*_COLUMNS)
        }

    @cached_property
    def _by_indicator(self) -> dict[str, list[tuple[int, ...]]]:
        found: dict[str, list[tuple[int, ...]]] = {}
        for group in self.groups:
            found.setdefault(self.reports[group[0]].indicator, []).append(group)
        return found

    def left_out(
        self, counts: Callable[[Report], bool] = lambda report: True, *, indicator: str = ""
    ) -> list[Report]:
        """Return the reports that are left out of a total, so that each event is counted once in it.

        `counts` says which reports the total is made of, if they were not doubles: of which agency, of
        which imports. Reports of imports that do not count are none of them.
        """
        chosen = self._by_indicator.get(indicator, []) if indicator else self.groups
        counting = {
            pk for group in chosen for pk in group if self.reports[pk].counting and counts(self.reports[pk])
        }
        return [self.reports[pk] for pk in sorted(not_counted(chosen, counting))]

    def agencies(self, indicator: str) -> set[int]:
        """Return the agencies that reported events of an indicator which were reported more than once."""
        return {self.reports[pk].agency for group in self._by_indicator.get(indicator, ()) for pk in group}

    @cached_property
    def _group_of(self) -> dict[int, tuple[int, ...]]:
        return {pk: group for group in self.groups for pk in group}

    def group_of(self, record: int) -> tuple[int, ...]:
        """Return the records that are one event with this one, itself included; alone if there are none."""
        return self._group_of.get(record, (record,))

    def leading(self, record: int) -> int:
        """Return the record that counts for the event of this one, where its whole group is looked at."""
        group = self.group_of(record)
        return next((pk for pk in group if pk in self.reports and self.reports[pk].counting), group[0])


@dataclass(frozen=True)
class Reached:
    """How a total was reached: what was reported, what of it was found to be doubles, what is left."""

    reported: float
    doubles: float

    @property
    def total(self) -> float:
        """What counts."""
        return self.reported - self.doubles
