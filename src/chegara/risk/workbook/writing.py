"""The register goes out: risks, the evidence that they rest on, and what is not known."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from chegara.plans.workbook.writing import cell_value, write_sheet
from chegara.risk.models import Assessment, CollectionTask, EvidenceLink
from chegara.risk.presenters import level_range
from chegara.risk.queries import RiskLevel, levels_of
from chegara.risk.words import level_name, likelihood_words
from chegara.risk.workbook.sheets import EVIDENCE, GAPS, RISKS


def export(assessment: Assessment) -> bytes:
    """Return the register of an assessment as a workbook in the language of the page."""
    levels = levels_of(assessment)
    risks = [one.risk for one in levels]
    book = openpyxl.Workbook(write_only=True)
    write_sheet(book, RISKS, levels, lambda one, column: _risk_cell(assessment, one, column))
    links = EvidenceLink.objects.filter(risk__in=risks).select_related(
        "risk", "indicator", "point", "section", "division"
    )
    write_sheet(book, EVIDENCE, links.order_by("risk__number", "pk"), _cell)
    gaps = CollectionTask.objects.filter(risk__in=risks).select_related("risk", "agency")
    write_sheet(book, GAPS, gaps.order_by("risk__number", "deadline"), _cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _risk_cell(assessment: Assessment, one: RiskLevel, column: str) -> Any:
    if column == "sections":
        return "; ".join(sorted(section.code for section in one.risk.sections.all()))
    if column == "by_rule":
        return level_range(assessment.scale, one)
    if column == "level":
        return level_name(assessment.scale, one.level)
    if column == "likelihood_word" and one.risk.likelihood_word:
        return likelihood_words(assessment.yardstick, one.risk.likelihood_word)
    return cell_value(one.risk, column)


def _cell(record: EvidenceLink | CollectionTask, column: str) -> Any:
    return record.risk.number if column == "risk" else cell_value(record, column)
