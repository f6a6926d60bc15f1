"""What there is to ask an agency: taken from doubles, problems, gaps and totals that do not agree.

A proposal tells the agency that is asked nothing that it may not see: of another agency's records only those
that were released to it are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.common.periods import Month, months_between, runs_of
from chegara.evidence.dictionary import kind_word, word
from chegara.evidence.doubles import undecided_candidates
from chegara.evidence.models import (
    Batch,
    DoubleCandidate,
    Indicator,
    MonthlyTotal,
    Problem,
    QuestionKind,
    Record,
    Severity,
)
from chegara.evidence.presenters.figures import exact, figure
from chegara.evidence.presenters.problems import sentence
from chegara.evidence.queries.presence import indicators_reported
from chegara.evidence.queries.series import AgencySeries, Series, series
from chegara.organisation.models import Agency
from chegara.organisation.visibility import AgencyViewer

MOST_OF_A_KIND = 100
TOLERATED_DIFFERENCE = 0.02
"""Yearly totals of two agencies that lie no further apart than this share are not asked about."""

KIND_OF_PROBLEM = {
    "negative_number": QuestionKind.VALUE, "fractional_count": QuestionKind.VALUE,
    "not_a_number": QuestionKind.VALUE, "implausible_year": QuestionKind.VALUE,
    "future_date": QuestionKind.VALUE, "no_such_day": QuestionKind.VALUE,
    "unknown_unit": QuestionKind.UNIT, "quantity_without_unit": QuestionKind.UNIT,
}  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """A question that could be put; `name` tells it apart from the others."""

    name: str
    kind: QuestionKind
    batch: Batch
    text: str
    says: str
    key: str = ""
    record: Record | None = None
    indicator: Indicator | None = None
    months: tuple[date, date] | None = None
    sheet: str = ""
    row: int = 0
    column: int = 0


def says_of(record: Record) -> str:
    """Return what a row says, in one line, as its agency wrote it."""
    place = record.point_text or record.place or record.section_text or record.division_text
    quantity = ""
    if record.quantity is not None:
        quantity = f"{exact(record.quantity)} {word('unit', record.unit)}"
    number = "" if record.value is None or (record.event and record.value == 1) else exact(record.value)
    parts = (
        f"{record.start:%d.%m.%Y}", record.indicator.name, kind_word(record.indicator_id, record.kind), place,
        quantity, number,
    )  # fmt: skip
    return ", ".join(filter(None, parts))


class Asking:
    """What one user could ask one agency."""

    def __init__(self, agency: Agency, by: User) -> None:
        self.agency, self.by = agency, by
        self.addressee = AgencyViewer(agency)

    @cached_property
    def batches(self) -> dict[int, Batch]:
        """The agency's imports that count and that both sides may see, by key."""
        both = Batch.objects.visible_to(self.by).filter(
            pk__in=Batch.objects.visible_to(self.addressee).values("pk")
        )
        return {batch.pk: batch for batch in both.counting().filter(owner_agency=self.agency)}

    def proposals(self) -> list[Proposal]:
        """Return all there is to ask."""
        if not self.batches:
            return []
        return [*self.doubles(), *self.problems(), *self.gaps(), *self.totals()]

    def doubles(self) -> Iterator[Proposal]:
        """Yield questions about pairs that may be one event."""
        shown_to_it = set(Batch.objects.visible_to(self.addressee).values_list("pk", flat=True))
        pairs = undecided_candidates(self.agency.country, self.by).select_related(
            "first__indicator", "second__indicator", "first__batch__owner_agency",
            "second__batch__owner_agency", "first__point", "second__point",
        )  # fmt: skip
        pairs = pairs.filter(first_batch__in=self.batches) | pairs.filter(second_batch__in=self.batches)
        for pair in pairs[:MOST_OF_A_KIND]:
            for own, other in ((pair.first, pair.second), (pair.second, pair.first)):
                if own.batch_id in self.batches and other.batch_id in shown_to_it:
                    yield self._of_pair(pair, own, other)
                    break
            else:
                own = pair.first if pair.first_batch_id in self.batches else pair.second
                yield self._proposal(QuestionKind.DOUBLE, own, neutral_question())

    def _of_pair(self, pair: DoubleCandidate, own: Record, other: Record) -> Proposal:
        unit = any(level == "unit" for field, level, _bits in pair.reasons if field == "quantity")
        kind = QuestionKind.UNIT if unit else QuestionKind.DOUBLE
        return self._proposal(kind, own, question_about(own, other, unit=unit))

    def _proposal(self, kind: QuestionKind, own: Record, text: str) -> Proposal:
        return Proposal(
            name=f"{kind}-{own.pk}", kind=kind, batch=self.batches[own.batch_id], record=own, text=text,
            says=says_of(own), indicator=own.indicator, sheet=own.sheet, row=own.row, column=own.column,
        )  # fmt: skip

    def problems(self) -> Iterator[Proposal]:
        """Yield questions about what the reading of its files found odd."""
        found = Problem.objects.visible_to(self.addressee).filter(
            batch__in=self.batches, severity__in=(Severity.ERROR, Severity.WARNING)
        )
        for problem in found[:MOST_OF_A_KIND]:
            yield Proposal(
                name=f"problem-{problem.pk}",
                kind=KIND_OF_PROBLEM.get(problem.code, QuestionKind.OTHER),
                batch=self.batches[problem.batch_id], text=sentence(problem.code, problem.arguments),
                says=problem.value, key=f"{problem.code}:{problem.value}", sheet=problem.sheet,
                row=problem.row, column=problem.column,
            )  # fmt: skip

    @cached_property
    def _series(self) -> list[tuple[Series, AgencySeries]]:
        """Series in which the agency has figures, as the user sees them, with its own."""
        found = []
        for indicator in indicators_reported(self.agency.country, self.by):
            own = series(indicator, self.agency.country, self.by)
            found += [(own, one) for one in own.agencies if one.agency.pk == self.agency.pk]
        return found

    def gaps(self) -> Iterator[Proposal]:
        """Yield questions about months with implausibly little."""
        for of, own in self._series:
            for run in runs_of(own.doubtful):
                batch = self._batch_of(of.indicator, run[0], run[-1])
                if batch is None:
                    continue
                reported = sum(own.values.get(month, 0.0) for month in run)
                yield Proposal(
                    name=f"gap-{of.indicator.pk}-{run[0]}", kind=QuestionKind.GAP, batch=batch,
                    indicator=of.indicator, months=(run[0].first_day, run[-1].first_day),
                    says=f"{of.indicator.name}, {_period(run[0], run[-1])}: {figure(reported)}",
                    text=_("This is implausibly little beside the other periods. Are reports missing?"),
                )  # fmt: skip

    def totals(self) -> Iterator[Proposal]:
        """Yield questions about yearly totals that differ from another agency's, where it may see those."""
        for of, own in self._series:
            if len(of.agencies) < 2:
                continue
            seen_by_it = series(of.indicator, self.agency.country, self.addressee)
            theirs = {one.agency.pk: one for one in seen_by_it.agencies}
            for other in of.agencies:
                # Named only where the agency sees the very same figures.
                if other.agency.pk == self.agency.pk or theirs.get(other.agency.pk) != other:
                    continue
                yield from self._of_totals(of, own, other)

    def _of_totals(self, of: Series, own: AgencySeries, other: AgencySeries) -> Iterator[Proposal]:
        for year in sorted({month.year for month in of.months})[-2:]:
            months = months_between(Month(year, 1), Month(year, 12))
            both = [m for m in months if own.known(m) is not None and other.known(m) is not None]
            mine, its = (sum(one.values[month] for month in both) for one in (own, other))
            if not both or abs(mine - its) <= TOLERATED_DIFFERENCE * max(mine, its):
                continue
            batch = self._batch_of(of.indicator, both[0], both[-1])
            if batch is None:
                continue
            yield Proposal(
                name=f"total-{of.indicator.pk}-{year}-{other.agency.pk}",
                kind=QuestionKind.TOTAL,
                batch=batch,
                indicator=of.indicator,
                months=(both[0].first_day, both[-1].first_day),
                says=f"{of.indicator.name}, {_period(both[0], both[-1])}: {figure(mine)}",
                text=_("%(agency)s reports %(total)s for the same months. Do both count the same things?")
                % {"agency": other.agency.name, "total": figure(its)},
            )

    def _batch_of(self, indicator: Indicator, first: Month, last: Month) -> Batch | None:
        """Return the agency's latest import of the months."""
        of = MonthlyTotal.objects.filter(batch__in=self.batches, indicator=indicator)
        spoken = of.filter(start__gte=first.first_day, start__lte=last.first_day)
        keys = set((spoken if spoken.exists() else of).values_list("batch", flat=True))
        return self.batches[max(keys)] if keys else None


def _period(first: Month, last: Month) -> str:
    if first == last:
        return f"{first.first_day:%m.%Y}"
    return f"{first.first_day:%m.%Y}–{last.first_day:%m.%Y}"


def neutral_question() -> str:
    """Return a question that betrays no other record."""
    return _("Please check this row against the document it rests on: day, place, kind, quantity and unit.")


def question_about(own: Record, other: Record, *, unit: bool = False) -> str:
    """Return the question whether two records are one event, for whoever may see both."""
    named = {
        "agency": other.batch.owner_agency.name,
        "file": other.batch.name,
        "row": number_format(other.row, use_l10n=False),
        "says": says_of(other),
    }
    if unit:
        return (
            _(
                "%(agency)s reports (%(file)s, row %(row)s): %(says)s. Is it the same event, and in which "
                "unit is the quantity?"
            )
            % named
        )
    return _("%(agency)s reports (%(file)s, row %(row)s): %(says)s. Is it the same event?") % named


def question_for(record: Record, other: Record | None, agency: Agency) -> str:
    """Return what to ask an agency about its record, naming the other only if the agency may see it."""
    if other is None:
        return ""
    if Batch.objects.visible_to(AgencyViewer(agency)).filter(pk=other.batch_id).exists():
        return question_about(record, other)
    return neutral_question()
