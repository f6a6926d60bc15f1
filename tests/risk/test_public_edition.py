"""The edition for the public tells of risks only what was published, and nothing of how they work."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from pypdf import PdfReader
from tests import factories

from chegara.accounts.models import Marking, Role, User
from chegara.common.periods import Month
from chegara.config import documents
from chegara.evidence.report.public_facts import gather_public
from chegara.organisation.models import Agency
from chegara.reporting.render import render
from chegara.risk.actions.risks import add_gap, drop_risk
from chegara.risk.models import Assessment, CollectionTask, Participation
from chegara.risk.report.public import public_chapter
from chegara.risk.workbook.sheets import DESCRIBED

pytestmark = pytest.mark.django_db
TOLD = {"title", "category", "outlook"}


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def head(agency: Agency) -> User:
    return factories.make_user("head", agency=agency, roles=(Role.ANALYST, Role.SUPERVISOR))


def made(agency: Agency, head: User, **more: Any) -> Assessment:
    """Describe a risk in every field by a word of its own, and drop another."""
    release = factories.make_release(agency, to_public=True)
    values: dict[str, Any] = {"marking": Marking.OPEN, "releases": [release], **more}
    state = values.pop("state", "published")
    assessment = factories.make_assessment(agency, by=head, **values)
    words = {name: f"hidden7{number}" for number, name in enumerate(DESCRIBED) if name not in TOLD}
    words |= {"likelihood_word": "likely", "confidence": "low"}
    risk = factories.make_risk(assessment, "Tobacco by river", by=head, outlook="rise", **words)
    gap = CollectionTask(
        risk=risk, gap="hidden7gap", task="hidden7task", agency=agency, deadline="2026-06-30"
    )
    add_gap(gap, by=head)
    drop_risk(factories.make_risk(assessment, "hidden7dropped", by=head), by=head, reason="hidden7reason")
    Participation.objects.filter(assessment=assessment).update(dissent="hidden7dissent")
    Assessment.objects.filter(pk=assessment.pk).update(state=state)
    return assessment


def test_a_published_analysis_is_told_of_by_name_level_and_outlook(agency: Agency, head: User) -> None:
    made(agency, head)

    [_heading, _paragraph, table] = public_chapter(agency.country, 2025)

    assert [row[:3] for row in table.rows] == [("1", "Tobacco by river", "Smuggling of goods")]  # type: ignore[union-attr]


@pytest.mark.parametrize("format_name", ["html", "docx", "pdf"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_of_how_a_risk_works_is_in_the_files(
    agency: Agency, head: User, format_name: Any, language: str
) -> None:
    made(agency, head)
    release = factories.make_release(agency, to_public=True, letter_number="2")
    factories.make_batch(by=head, agency=agency, marking=Marking.OPEN, releases=[release])
    facts = gather_public(agency.country, Month(2025, 12), on=documents.timezone.localdate())

    content = render(documents.compose_public(facts, 2025, language), format_name)

    text = text_of(content, format_name)
    assert "Tobacco by river" in text
    assert "hidden7" not in text


def text_of(content: bytes, format_name: str) -> str:
    if format_name == "html":
        return content.decode()
    if format_name == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    word = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


@pytest.mark.parametrize(
    "less",
    [
        {"marking": Marking.OFFICIAL_USE}, {"releases": []}, {"state": "approved"}, {"state": "agreed"},
        {"year": 2024},
    ],
    ids=["for official use", "not released", "approved only", "agreed only", "of another year"],
)  # fmt: skip
def test_an_analysis_that_the_public_may_not_read_is_not_told_of(
    agency: Agency, head: User, less: dict[str, Any]
) -> None:
    made(agency, head, **less)

    assert public_chapter(agency.country, 2025) == []
