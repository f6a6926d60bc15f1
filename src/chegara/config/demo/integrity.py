"""Sarvania's customs, all invented: its papers as real Word and Excel files, read in as users read them."""

from __future__ import annotations

import io
import tomllib
from typing import Any

import docx
import openpyxl
from django.db import transaction
from django.utils import translation
from docx.enum.text import WD_ALIGN_PARAGRAPH

from chegara.accounts.models import User
from chegara.config.demo.organisation import folder
from chegara.integrity.actions import documents, findings, improvement, structure
from chegara.integrity.actions.reviews import begin_review
from chegara.integrity.models import (
    ConformityFinding,
    Mandate,
    OldItem,
    Practice,
    ProcessStep,
    Recommendation,
    Review,
    ServiceUnit,
    UnitFunction,
)
from chegara.organisation.models import Agency
from chegara.plans.models import Measure

INVENTED = "Вымышленный документ: Сарвании не существует"


def told() -> dict[str, Any]:
    """Return what the demo tells of the service."""
    read: dict[str, Any] = tomllib.loads((folder("XS") / "integrity.toml").read_text(encoding="utf-8"))
    return read


def paper_files(about: dict[str, Any]) -> list[tuple[str, str, bytes]]:
    """Return the service's papers as (kind, file name, bytes): statutes and job descriptions, then tables."""
    papers = [(each["kind"], each["file"], _word(each)) for each in about["papers"]]
    staffing, orders, old = about["staffing"], about["orders"], about["old_plan"]
    return [
        *papers,
        ("staffing", staffing["file"], _excel(staffing["rows"])),
        ("orders", orders["file"], _excel(orders["rows"])),
        ("old_plan", old["file"], _word_table(old["above"], old["rows"])),
    ]


def _word(paper: dict[str, Any]) -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = INVENTED
    if "order" in paper:
        for line in ("УТВЕРЖДЕНО", paper["order"]):
            document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for line in paper["title"]:
        _bold(document, line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in paper["text"].strip().splitlines():
        if line.startswith("# "):
            _bold(document, line[2:])
        else:
            document.add_paragraph(line)
    return _saved(document)


def _bold(document: Any, text: str) -> Any:
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = True
    return paragraph


def _word_table(above: str, rows: list[list[str]]) -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = INVENTED
    _bold(document, above)
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return _saved(document)


def _excel(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new book has one
    for row in rows:
        sheet.append(row)
    return _saved(book)


def _saved(file: Any) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


@transaction.atomic
def build_integrity() -> None:
    """Begin the review, read the papers in, run the rules, decide, recommend, plan."""
    with translation.override("ru"):
        _build(told(), User.objects.get(username="integrity"))


def _build(about: dict[str, Any], by: User) -> None:
    review = begin_review(agency=Agency.objects.get(code="XS-CUS"), by=by, **about["review"])
    for kind, name, data in paper_files(about):
        documents.confirm(documents.receive(review, name=name, data=data, by=by, kind=kind), by=by)
    structure.adopt_separations(review, by=by)
    for step in about["steps"]:
        structure.save_record(ProcessStep(review=review, **step), by=by)
    for mandate in about["mandates"]:
        structure.save_record(Mandate(review=review, **mandate), by=by)
    for statement in about["practice"]:
        _practice(review, dict(statement), by)
    findings.run_rules(review, by=by)
    for each in about["decisions"]:
        for finding in ConformityFinding.objects.filter(review=review, rule=each["rule"]):
            findings.decide(finding, decision=each["decision"], reason=each["reason"], by=by)
    improvement.begin_plan(review, by=by, **about["plan"])
    for each in about["recommendations"]:
        _recommend(review, dict(each), by)
    for each in about["old_verdicts"]:
        _old_item(review, each, by)


def _practice(review: Review, statement: dict[str, Any], by: User) -> None:
    unit = ServiceUnit.objects.get(review=review, name=statement.pop("unit"))
    words = statement.pop("function", "")
    function = UnitFunction.objects.filter(unit=unit, text__contains=words).first() if words else None
    structure.save_record(Practice(review=review, unit=unit, function=function, **statement), by=by)


def _recommend(review: Review, values: dict[str, Any], by: User) -> None:
    rules = values.pop("rules")
    recommendation = improvement.save_recommendation(
        Recommendation(review=review, **values),
        findings=list(ConformityFinding.objects.filter(review=review, rule__in=rules)), by=by,
    )  # fmt: skip
    improvement.take_into_plan(recommendation, by=by)


def _old_item(review: Review, told: dict[str, Any], by: User) -> None:
    item = OldItem.objects.get(review=review, number=told["number"])
    into = Measure.objects.get(plan=review.plan, title__startswith=told["into"]) if "into" in told else None
    improvement.decide_old_item(item, verdict=told["verdict"], reason=told["reason"], measure=into, by=by)
