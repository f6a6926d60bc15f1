"""A selection as a table: the figures of the period beside those of the same period of last year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.common.periods import Month
from chegara.evidence.explorer.selection import By
from chegara.evidence.explorer.shown import (
    Cell,
    Data,
    Shown,
    Teller,
    Total,
    total_of_agency,
    total_of_series,
)
from chegara.evidence.methods.trend import Change, Verdict, change
from chegara.evidence.queries.series import Series
from chegara.evidence.report.phrases import change_interval, change_sentence, verdict_word
from chegara.reporting import numbers
from chegara.reporting.blocks import Column, Span, Table, Text

MOST_SHOWN = 40


@dataclass(frozen=True)
class Line:
    """One line of the table: a part or a month, and the months that its figure covers.

    `key` is what the explorer's address calls the part, `code` what it is known by outside.
    """

    name: str
    key: str
    code: str
    series: Series
    months: tuple[Month, ...]

    @property
    def total(self) -> Total:
        """The figure of the period."""
        return total_of_series(self.series, self.months)

    @property
    def before(self) -> Total:
        """The figure of the same period of last year."""
        return total_of_series(self.series, [month + -12 for month in self.months])

    @cached_property
    def change(self) -> Change | None:
        """The comparison with the same period of last year; None where the period is longer than a year."""
        if len(self.months) > 12:
            return None
        values = {
            month: None if math.isnan(value) else value
            for month, value in zip(self.series.months, self.series.values, strict=True)
        }
        return change(values, self.months[0], self.months[-1])


def lines_of(teller: Teller) -> list[Line]:
    """Return the table's lines: months in their order, parts with the largest first."""
    explored, asked = teller.explored, teller.selection
    if asked.by is By.MONTH:
        return [
            Line(numbers.month(month, teller.language), "", str(month), explored.total, (month,))
            for month in asked.months
        ]
    lines = [
        Line(
            teller.names[part.key],
            str(part.key or ""),
            teller.codes[part.key],
            part.series,
            tuple(asked.months),
        )
        for part in explored.parts
    ]
    return sorted((line for line in lines if _told(line)), key=_size)


def _told(line: Line) -> bool:
    """Whether anybody credibly said anything of the line, this year or last."""
    months = [*line.months, *(month + -12 for month in line.months)]
    return any(own.known(month) is not None for own in line.series.agencies for month in months)


def _size(line: Line) -> tuple[float, str]:
    if line.total.value is not None:
        return -line.total.value, line.name
    own = [total_of_agency(agency, line.months).value or 0 for agency in line.series.agencies]
    return -max(own, default=0.0), line.name


def show(teller: Teller) -> Shown:
    """Return a selection as a table, with a line for the total."""
    lines = lines_of(teller)
    total = Line(_("Total"), "", "", teller.explored.total, tuple(teller.selection.months))
    if teller.explored.undecided:
        return _side_by_side(teller, lines, total)
    shown = [*lines[:MOST_SHOWN], total]
    compared = teller.selection.comparable
    columns = [Column(_heading(teller), width=2.4), Column(teller.unit, "end"), Column(_("Months"), "end")]
    if compared:
        columns += [
            Column(_("A year before"), "end"),
            Column(_("Change, %"), "end"),
            Column(_("95% interval, %"), "end"),
            Column(_("Judgement"), width=1.6),
        ]
    table = Table(
        teller.caption(),
        tuple(columns),
        tuple(_row(teller, line, compared=compared) for line in shown),
        source=teller.source,
        notes=_notes(teller, lines, total.total),
        emphasised=frozenset({len(shown) - 1}),
    )
    sentences = [change_sentence(total.change, teller.voice)] if compared and total.change else []
    return Shown(table if lines else None, tuple(sentences), _data(teller, [*lines, total]))


def _heading(teller: Teller) -> str:
    return {
        By.MONTH: _("Month"),
        By.POINT: _("Crossing point"),
        By.SECTION: _("Border section"),
        By.DIVISION: _("Division"),
        By.KIND: _("Kind"),
        By.CITIZENSHIP: _("Citizenship"),
        By.DIRECTION: _("Direction"),
        By.AGENCY: _("Agency"),
    }[teller.selection.by]


def _name(teller: Teller, line: Line) -> Text:
    """Return a line's name, which on a page leads to the part by itself, month by month."""
    by = teller.selection.by
    if not line.key:
        return line.name
    asked = teller.selection.parameters(**{by.value: line.key, "by": By.MONTH.value})
    return (Span(line.name, href=f"?{urlencode(asked)}"),)


def _row(teller: Teller, line: Line, *, compared: bool) -> tuple[Text, ...]:
    voice, found = teller.voice, line.total
    cells: list[Text] = [_name(teller, line), _figure(teller, found.value), f"{found.known}/{found.months}"]
    if not compared:
        return tuple(cells)
    against = line.change
    judged = against is not None and against.percent is not None
    percent = (against.percent or 0.0) / 100 if against is not None and judged else None
    return (
        *cells,
        _figure(teller, line.before.value),
        numbers.signed_percent(percent, teller.language) if judged else numbers.UNKNOWN,
        change_interval(against, voice.language),
        verdict_word(against) if _is_judged(against) else numbers.UNKNOWN,
    )


def _is_judged(against: Change | None) -> bool:
    return against is not None and (against.ratio is not None or against.verdict is Verdict.NOT_COMPARABLE)


def _figure(teller: Teller, value: float | None) -> str:
    return teller.voice.number(None if value is None else round(value, 3))


def _notes(teller: Teller, lines: Sequence[Line], total: Total | None) -> tuple[str, ...]:
    notes = []
    if total is not None and not total.whole:
        missing = total.months - total.known
        notes.append(
            ngettext(
                "%(months)s month of the period is not known and not counted as zero: the total is that of the others.",
                "%(months)s months of the period are not known and not counted as zero: the total is that of the others.",
                missing,
            )
            % {"months": missing}
        )
    if teller.explored.shares_only:
        notes.append(
            _(
                "The lines come from reports that only break figures down: they give shares, and need not add up to the total."
            )
        )
    if len(lines) > MOST_SHOWN:
        notes.append(
            _("The %(shown)s largest of %(all)s lines are shown; the file has all of them.")
            % {"shown": MOST_SHOWN, "all": len(lines)}
        )
    if not teller.selection.comparable:
        notes.append(
            _(
                "A period longer than a year is not compared: it would overlap with the same period of last year."
            )
        )
    return tuple(notes)


def _side_by_side(teller: Teller, lines: Sequence[Line], total: Line) -> Shown:
    """Return each agency's own figures in a column of its own."""
    agencies = [own.agency for own in teller.explored.total.agencies]

    def totals(line: Line) -> list[Total]:
        own = {each.agency.pk: total_of_agency(each, line.months) for each in line.series.agencies}
        return [own.get(agency.pk, Total(None, 0, len(line.months))) for agency in agencies]

    def cells(line: Line) -> tuple[Text, ...]:
        return (
            _name(teller, line),
            *(
                text
                for found in totals(line)
                for text in (_figure(teller, found.value), f"{found.known}/{found.months}")
            ),
        )

    shown = [*lines[:MOST_SHOWN], total]
    headings = [Column(_heading(teller), width=2.4)]
    for agency in agencies:
        headings += [Column(agency.short, "end", 1.5), Column(_("Months"), "end")]
    table = Table(
        teller.caption(),
        tuple(headings),
        tuple(cells(line) for line in shown),
        source=teller.source,
        notes=(teller.undecided_note(), *_notes(teller, lines, None)),
        emphasised=frozenset({len(shown) - 1}),
    )
    rows: list[tuple[Cell, ...]] = []
    for line in [*lines, total]:
        for agency, found in zip(agencies, totals(line), strict=True):
            rows.append((line.name, line.code, agency.short, found.value, found.known, found.months))
    headings_of_data = (
        _heading(teller), _("Code"), _("Agency"), teller.unit, _("Months known"), _("Months in the period"),
    )  # fmt: skip
    said = () if lines else (teller.undecided_note(),)
    return Shown(table if lines else None, said, Data(headings_of_data, tuple(rows)))


def _data(teller: Teller, lines: Sequence[Line]) -> Data:
    headings = [
        _heading(teller), _("Code"), teller.unit, _("Months known"), _("Months in the period"),
    ]  # fmt: skip
    compared = teller.selection.comparable
    if compared:
        headings += [
            _("A year before"), _("Months known a year before"), _("Change, %"), _("95% interval, from, %"),
            _("95% interval, to, %"), _("Judgement"),
        ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        found, before = line.total, line.before
        cells: list[Cell] = [line.name, line.code, found.value, found.known, found.months]
        if compared:
            against = line.change
            ratio = against.ratio if against else None
            cells += [
                before.value,
                before.known,
                against.percent if against else None,
                _percent(ratio.low) if ratio else None,
                _percent(ratio.high) if ratio else None,
                verdict_word(against) if _is_judged(against) else "",
            ]
        rows.append(tuple(cells))
    return Data(tuple(headings), tuple(rows))


def _percent(ratio: float) -> float | None:
    return (ratio - 1) * 100 if math.isfinite(ratio) else None
