"""The risk analysis as documents, and its pages: what they say, in which words, to whom."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.factories import statistics_csv
from tests.risk.test_assessments import scored

from chegara.accounts.models import Role, User
from chegara.common.periods import CalendarPeriod
from chegara.config.documents import compose
from chegara.evidence.report.facts import gather
from chegara.organisation.models import Agency, State
from chegara.reporting.blocks import Callout, Heading, Table
from chegara.reporting.render import render
from chegara.risk.actions import assessments, risks
from chegara.risk.choices import Stand
from chegara.risk.models import Assessment, EvidenceLink, Instruction
from chegara.risk.presenters import heat_map, register_rows
from chegara.risk.queries import levels_of, ranking_of
from chegara.risk.report.papers import analysis, execution_report, order, tactical_extract
from chegara.risk.words import likelihood_words

pytestmark = pytest.mark.django_db

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]


@pytest.fixture
def border() -> Agency:
    return factories.make_agency()


@pytest.fixture
def chair(border: Agency) -> User:
    return factories.make_user("chair", agency=border, roles=(Role.SUPERVISOR, Role.ANALYST))


@pytest.fixture
def assessment(border: Agency, chair: User) -> Assessment:
    """Three risks, scored apart; the first rests on evidence, the last has a level set by analysts."""
    found = factories.make_assessment(border, by=chair)
    words = {
        "likelihood_word": "likely", "likelihood_window": "in 2026", "likelihood_place": "at the river",
    }  # fmt: skip
    first = factories.make_risk(found, "Tobacco by river", by=chair, where="The ford", **words)
    factories.make_risk(found, "Forged visas", by=chair)
    factories.make_risk(found, "Drones", by=chair, category="regime")
    rows = [("refusals", month, "", "", "", 10 if month < "2025" else 40) for month in MONTHS]
    factories.make_batch(statistics_csv(rows), by=chair, agency=border)
    risks.link_evidence(EvidenceLink(risk=first, indicator_id="refusals"), by=chair)
    very_high, low, high = ("very_high",) * 4, ("low",) * 4, ("high",) * 4
    scored(found, chair, ("anna", border, (*very_high, *low, *high)))
    risks.set_level(found.risks.get(number=3), level=1, reason="one sighting only", by=chair)
    assessments.sign(
        found, agency=border, stand=Stand.DISSENTING, dissent="We would rank drones higher.", by=chair
    )
    return found


def texts(document: Any) -> str:
    page = re.sub(r"<(style|svg).*?</\1>", " ", render(document, "html").decode(), flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", re.sub(r"</?span[^>]*>", "", page))  # a span parts no words


def test_the_register_begins_with_the_highest_level(assessment: Assessment):
    rows = register_rows(assessment, levels_of(assessment), ranking_of(assessment))

    assert [row.title for row in rows] == ["Tobacco by river", "Drones", "Forged visas"]
    assert (rows[1].by_rule, rows[1].level) == ("high", "low")


def test_the_map_holds_each_risk_once_with_its_impact(assessment: Assessment):
    names, rows = heat_map(assessment, levels_of(assessment))

    placed = {risk for row in rows for cell in row.cells for risk in cell.risks}
    assert placed == {
        ("R1", "Tobacco by river", "very high"), ("R2", "Forged visas", "low"), ("R3", "Drones", "high"),
    }  # fmt: skip
    assert names == ["low", "medium", "high", "very high"]
    assert [row.name for row in rows] == names[::-1]


def test_the_report_shows_both_levels_and_the_dissent_word_for_word(assessment: Assessment, chair: User):
    document = analysis(assessment, chair, "en")

    said = texts(document)
    assert "By the rule: high. Set by analysts: low. Reason: one sighting only" in said
    assert "We would rank drones higher." in said
    assert [b.title for b in document.blocks if isinstance(b, Callout)].count("Dissenting opinion") == 1


def test_a_likelihood_always_carries_its_range(assessment: Assessment, chair: User):
    assert "likely (55–80 %), in 2026, at the river" in texts(analysis(assessment, chair, "en"))
    assert likelihood_words("icd-203", "likely") == "likely (55–80 %)"


def test_evidence_is_told_as_the_viewer_may_see_it(assessment: Assessment, chair: User, border: Agency):
    customs = factories.make_agency(border.country, code="XA-CUS", kind="customs")
    outsider = factories.make_user("outsider", agency=customs)

    own, others = (
        next(
            b
            for b in analysis(assessment, viewer, "en").blocks
            if isinstance(b, Table) and b.caption == "Evidence"
        )
        for viewer in (chair, outsider)
    )

    assert own.rows[0][1] == "480"
    assert "rise" in own.rows[0][2]
    assert others.rows[0][1] == "–"


def test_the_method_names_scale_rule_matrices_agreement_and_sensitivity(assessment: Assessment, chair: User):
    captions = [b.caption for b in analysis(assessment, chair, "en").blocks if isinstance(b, Table)]

    assert captions[-6:] == [
        "Threat", "Threat and vulnerability together", "Level of the risk", "How far the experts agree",
        "Sensitivity of the ranking", "Agencies and how they stand to the analysis",
    ]  # fmt: skip


def test_nothing_english_is_left_in_the_russian_analysis(assessment: Assessment, chair: User):
    given = {"Tobacco", "by", "river", "Forged", "visas", "Drones", "The", "ford", "in", "at", "the", "one",
             "sighting", "only", "We", "would", "rank", "drones", "higher", "Risks", "State", "Agency", "XA",
             "BOR", "Name", "of", "chair", "Aland"}  # fmt: skip
    allowed = given | {"CIRAM", "ICD", "Chegara"}

    body = texts(analysis(assessment, chair, "ru")).split("</head>")[-1]

    source = re.search(r"Источник матриц: (.*)", body)
    words = set(re.findall(r"[A-Za-z]{2,}", body.replace(source[1], "") if source else body))
    assert not words - allowed


def test_an_invented_country_says_so_on_every_paper(assessment: Assessment, chair: User):
    country: State = assessment.country
    papers = [
        analysis(assessment, chair, "en"), order(assessment, "en"),
        execution_report(assessment, "en", today=assessment.at.date()),
    ]  # fmt: skip

    assert {paper.banner for paper in papers} == {f"Invented data: {country.name} does not exist."}


@pytest.mark.parametrize(
    ("quarter", "told"),
    [
        ("2026-Q1", ["Patrol: overdue, –", "Search: in progress, –"]),
        ("2026-Q2", ["Count: overdue, –", "Patrol: executed, Done in May", "Search: executed, Done early"]),
        ("2026-Q3", ["Count: overdue, –"]),
        (None, ["Count: overdue, –", "Patrol: executed, Done in May", "Search: executed, Done early"]),
    ],
    ids=["before the reports", "when they were executed", "after", "as of today"],
)
def test_a_quarter_s_report_tells_what_stood_at_its_end(
    quarter: str | None, told: list[str], assessment: Assessment, chair: User
):
    Instruction.objects.all().delete()
    agency = assessment.owner_agency
    for text, given, deadline, report, reported in (
        ("Patrol", date(2026, 1, 9), date(2026, 3, 1), "Done in May", date(2026, 5, 2)),
        ("Search", date(2026, 2, 9), date(2026, 6, 1), "Done early", date(2026, 4, 1)),
        ("Count", date(2026, 4, 2), date(2026, 5, 1), "", None),
    ):
        Instruction.objects.create(
            assessment=assessment, agency=agency, text=text, given_on=given, deadline=deadline,
            report=report, reported_on=reported, done=bool(reported), by=chair,
        )  # fmt: skip

    document = execution_report(
        assessment, "en", today=date(2026, 11, 26), quarter=CalendarPeriod.parse(quarter) if quarter else None
    )

    table = next(block for block in document.blocks if isinstance(block, Table))
    assert sorted(f"{row[1]}: {row[3]}, {row[4]}" for row in table.rows) == told
    assert quarter is None or "quarter " in document.title


def test_the_page_offers_a_report_for_each_quarter_since_the_first_instruction(
    assessment: Assessment, chair: User, client: Client, monkeypatch: pytest.MonkeyPatch
):
    Instruction.objects.update(given_on=date(2026, 2, 3))
    Instruction.objects.create(
        assessment=assessment, agency=assessment.owner_agency, text="x", given_on=date(2026, 2, 3),
        deadline=date(2026, 5, 1), by=chair,
    )  # fmt: skip
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 8, 1))
    client.force_login(chair)

    page = client.get(reverse("assessment_papers", args=[assessment.pk])).content.decode()

    offered = re.findall(r"papers/execution-(\d{4}-Q\d)\.pdf", page)
    assert offered == ["2026-Q3", "2026-Q2", "2026-Q1"]
    for wrong in ("2026-Q7", "2026-H1", "x"):
        url = reverse("assessment_paper", args=[assessment.pk, f"execution-{wrong}", "pdf"])
        assert client.get(url).status_code == 404


def test_a_tactical_extract_holds_the_sections_own_risks_on_one_page(assessment: Assessment, chair: User):
    section = factories.make_section(assessment.country, factories.make_state("XB", home=False))
    risks.save_risk(assessment.risks.get(number=1), by=chair, sections=[section])

    document = tactical_extract(assessment, section, "en")

    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows] == ["R1 Tobacco by river"]
    assert table.rows[0][2] == "The ford"
    assert not [block for block in document.blocks if isinstance(block, Heading)]


@pytest.mark.parametrize("format_name", ["docx", "pdf", "html"])
@pytest.mark.parametrize("paper", ["analysis", "order", "execution"])
def test_papers_are_handed_out_in_each_format(
    paper: str, format_name: str, assessment: Assessment, chair: User, client: Client
):
    client.force_login(chair)

    answer = client.get(reverse("assessment_paper", args=[assessment.pk, paper, format_name]))

    starts = {"docx": b"PK", "pdf": b"%PDF", "html": b"<!DOCTYPE"}
    assert answer.status_code == 200
    assert answer.content.startswith(starts[format_name])


def test_the_pages_show_register_map_sheet_and_versions(assessment: Assessment, chair: User, client: Client):
    client.force_login(chair)
    risk = assessment.risks.get(number=1)

    pages = {
        name: client.get(reverse(name, args=[pk])).content.decode()
        for name, pk in (
            ("assessment_detail", assessment.pk), ("assessment_map", assessment.pk), ("risk_detail", risk.pk),
            ("assessment_versions", assessment.pk), ("assessment_papers", assessment.pk),
        )
    }  # fmt: skip

    assert "Tobacco by river" in pages["assessment_detail"]
    assert "impact: “very high”" in re.sub(r"\s+", " ", pages["assessment_map"])
    assert "likely (55–80 %), in 2026, at the river" in pages["risk_detail"]
    assert "Nothing was approved yet." in pages["assessment_versions"]


def test_the_register_is_taken_away_as_a_spreadsheet(assessment: Assessment, chair: User, client: Client):
    client.force_login(chair)

    answer = client.get(reverse("assessment_detail", args=[assessment.pk]) + "?_export=csv")

    assert answer.content.decode().splitlines()[1].startswith("R1,Tobacco by river")


def test_the_country_report_holds_the_analysis_that_was_signed_and_no_draft(
    assessment: Assessment, chair: User, border: Agency
):
    def captions() -> list[str]:
        document = compose(gather(border.country, 2025, chair), "en")
        return [block.caption for block in document.blocks if isinstance(block, Table)]

    draft = captions()
    assessments.move(assessment, to="agreed", by=chair)
    signed = captions()

    own = [
        "Main risks and their levels", "Register of risks", "Where the risks are going",
        "Measures by the risk that they treat", "Sensitivity of the ranking",
    ]  # fmt: skip
    assert [name for name in draft if name in own] == []
    assert [name for name in signed if name in own] == own


def test_the_report_begins_with_the_main_risks_and_then_tells_the_figures(
    assessment: Assessment, chair: User, border: Agency
):
    assessments.move(assessment, to="agreed", by=chair)

    document = compose(gather(border.country, 2025, chair), "en")
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]

    assert headings[:3] == ["Summary", "Main risks", "What changed in 2025"]


def test_an_agency_that_takes_no_part_reads_the_country_report_without_the_analysis(
    assessment: Assessment, chair: User, border: Agency
):
    assessments.move(assessment, to="agreed", by=chair)
    police = factories.make_agency(border.country, code="XA-POL", kind="interior")
    outsider = factories.make_user("outsider", agency=police)

    said = texts(compose(gather(border.country, 2025, outsider), "en"))

    assert "Main risks" not in said
    assert "We would rank drones higher." not in said
