"""An estimate of resources by itself, as a document and as a spreadsheet."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from chegara.accounts.words import marking_words
from chegara.common.periods import Month
from chegara.plans.presenters import language
from chegara.plans.resource_models import PointResources, ResourceEstimate
from chegara.plans.resource_report import REFUSALS, estimate_blocks, hours_table, result_of
from chegara.plans.resource_results import Missing, PointResult, Span
from chegara.reporting.blocks import Block, Document, Heading, Signature, SignatureBlock
from chegara.reporting.numbers import short_month


def document_of(estimate: ResourceEstimate, language_: str) -> Document:
    """Return an estimate with the hours of each point as an annex."""
    with translation.override(language_):
        lines = {line.point_id: line for line in estimate.points.select_related("point")}
        result = result_of(estimate)
        blocks: list[Block] = [Heading(_("What is needed and what there is")), *estimate_blocks(estimate)]
        hours = [
            hours_table(lines[one.point], one) for one in (result.points if result else ()) if one.booths
        ]
        if hours:
            blocks += [Heading(_("Hour by hour")), *hours]
        blocks.append(SignatureBlock(_("Agreed"), (Signature(estimate.owner_agency.name),)))
        country = estimate.country
        return Document(
            title=_("Resources needed in %(year)s against those available") % {"year": estimate.year + 1},
            subtitle=str(estimate),
            issued_by=estimate.owner_agency.name,
            issued_on=timezone.localdate(),
            language=language_,
            marking=marking_words(estimate.marking, language_),
            banner=_("Invented data: %(name)s does not exist.") % {"name": country.name}
            if country.invented
            else "",
            blocks=tuple(blocks),
        )


def workbook_of(estimate: ResourceEstimate) -> bytes:
    """Return an estimate as a workbook in the language of the page: points, and hours by point and month."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    lines = {line.point_id: line for line in estimate.points.select_related("point")}
    result = result_of(estimate)
    found = [(lines[one.point], one) for one in (result.points if result else ())]
    _sheet(
        book, _("points"),
        [
            _("Crossing point"), _("Flow forecast"), *_three(_("Booths needed at the busiest hour")),
            _("Booths available"), *_three(_("Booths missing")), _("Probability that booths are missing"),
            *_three(_("Officers needed")), _("Officers available"), *_three(_("Officers missing")),
            _("Probability that officers are missing"), _("Remark"),
        ],
        [_row(line, one) for line, one in found],
    )  # fmt: skip
    _sheet(
        book, _("by hour"),
        [_("Crossing point"), _("Month"), _("Hour"), _("Booths needed, median"),
         _("Booths needed, 95th percentile"),
         _("Booths available")],
        [
            [str(line), short_month(Month.parse(month), language()), hour, one.booths[hour][place],
             one.booths_high[hour][place], line.booths]
            for line, one in found if one.booths
            for place, month in enumerate(one.months) for hour in range(len(one.booths))
        ],
    )  # fmt: skip
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _three(heading: str) -> list[str]:
    return [heading, f"{heading}: 5 %", f"{heading}: 95 %"]


def _row(line: PointResources, one: PointResult) -> list[object]:
    flow = round(sum(one.flow)) if one.flow else None
    return [
        str(line), flow, *_spread(one.peak), line.booths, *_gap(one.booths_missing),
        *_spread(one.officers), line.officers, *_gap(one.officers_missing),
        str(REFUSALS[one.refusal]) if one.refusal else "",
    ]  # fmt: skip


def _spread(found: Span | None) -> list[float | None]:
    return [round(found.median, 1), round(found.low, 1), round(found.high, 1)] if found else [None] * 3


def _gap(found: Missing | None) -> list[float | None]:
    return [*_spread(found.missing), round(found.probability, 3)] if found else [None] * 4


def _sheet(book: openpyxl.Workbook, name: str, headings: list[str], rows: list[list[object]]) -> None:
    page: Worksheet = book.create_sheet(name)
    page.append([capfirst(heading) for heading in headings])
    for row in rows:
        page.append(row)
    for cell in page[1]:
        column: Any = cell
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        page.column_dimensions[column.column_letter].width = 16
    page.freeze_panes = "B2"
