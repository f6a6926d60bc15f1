"""A selection as a chart: the period's months, or its parts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.translation import gettext as _

from chegara.common.periods import Month, runs_of
from chegara.evidence.explorer.selection import By
from chegara.evidence.explorer.shown import Data, Shown, Teller
from chegara.evidence.explorer.table import lines_of
from chegara.evidence.queries.series import Series
from chegara.reporting import charts
from chegara.reporting.bars import horizontal_bars
from chegara.reporting.blocks import Figure

MOST_LINES = 6
MOST_BARS = 15
LEAST_MONTHS = 3
"""Fewer months make no line: the parts are then shown as bars."""


def show(teller: Teller) -> Shown:
    """Return lines by month of the total and of last year, or of the largest parts; bars for few months."""
    asked = teller.selection
    if teller.explored.undecided:
        return _lines(teller, _agencies(teller), (teller.undecided_note(),))
    if asked.by is By.MONTH:
        return _lines(teller, _with_last_year(teller), ())
    if len(asked.months) < LEAST_MONTHS:
        return _bars(teller)
    parts = lines_of(teller)
    notes: tuple[str, ...] = ()
    if len(parts) > MOST_LINES:
        notes = (_("The %(shown)s largest of %(all)s are shown.") % {"shown": MOST_LINES, "all": len(parts)},)
    wanted = [_line(part.name, part.series, asked.months) for part in parts[:MOST_LINES]]
    everything = [_line(part.name, part.series, asked.months) for part in parts]
    return _lines(teller, wanted, notes, everything)


def _line(name: str, own: Series, months: Sequence[Month]) -> charts.Line:
    return charts.Line(name, months[0], own.span(months[0], months[-1]))


def _with_last_year(teller: Teller) -> list[charts.Line]:
    asked, own = teller.selection, teller.explored.total
    lines = [_line(teller.period, own, asked.months)]
    if asked.comparable:
        before = asked.months_before
        values = own.span(before[0], before[-1])
        if not all(math.isnan(value) for value in values):
            # Drawn over the months of this year, so that each stands above its own last year's.
            lines.append(charts.Line(teller.voice.period(before[0], before[-1]), asked.first, values))
    return lines


def _agencies(teller: Teller) -> list[charts.Line]:
    months = teller.selection.months
    return [
        charts.Line(own.agency.short, months[0], [own.known(month) for month in months])
        for own in teller.explored.total.agencies[:MOST_LINES]
    ]


def _lines(
    teller: Teller,
    lines: Sequence[charts.Line],
    notes: tuple[str, ...],
    everything: Sequence[charts.Line] | None = None,
) -> Shown:
    told = [line for line in lines if any(value is not None for _month, value in line.points)]
    data = _data(teller, everything or lines)
    if not told:
        return Shown(None, notes, data)
    gaps = [] if teller.explored.undecided else _gaps(teller)
    figure = charts.monthly_lines(
        teller.about(teller.caption(), _described(teller, told), *notes), told, unit=teller.unit, gaps=gaps
    )
    return Shown(figure, (), data)


def _gaps(teller: Teller) -> list[charts.Gap]:
    own, months = teller.explored.total, teller.selection.months
    missing = [month for month in months if math.isnan(own.value(month))]
    return [charts.Gap(run[0], run[-1]) for run in runs_of(missing)]


def _described(teller: Teller, lines: Sequence[charts.Line]) -> str:
    """Say in words what the lines show, for whoever does not see them."""
    said = []
    for line in lines:
        values = [value for _month, value in line.points if value is not None]
        said.append(
            _("%(name)s: from %(low)s to %(high)s a month")
            % {
                "name": line.name,
                "low": teller.voice.number(min(values)),
                "high": teller.voice.number(max(values)),
            }
        )
    return "; ".join(said) + "."


def _bars(teller: Teller) -> Shown:
    parts = lines_of(teller)
    items = [(part.name, part.total.value) for part in parts]
    data = Data(
        (_("Line"), teller.unit, _("Months known"), _("Months in the period")),
        tuple((part.name, part.total.value, part.total.known, part.total.months) for part in parts),
    )
    if not items:
        return Shown(None, (), data)
    said = [f"{name}: {teller.voice.number(value)}" for name, value in items[:MOST_BARS]]
    figure: Figure = horizontal_bars(
        teller.about(teller.caption(), "; ".join(said) + "."), items, unit=teller.unit, top=MOST_BARS
    )
    return Shown(figure, (), data)


def _data(teller: Teller, lines: Sequence[charts.Line]) -> Data:
    rows = [(str(month), line.name, value) for line in lines for month, value in line.points]
    return Data((_("Month"), _("Line"), teller.unit), tuple(rows))
