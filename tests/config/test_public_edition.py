"""The edition for the public, of generated countries: nothing unreleased in it, nor anything to work out.

`benchmarks/public_edition.py` does the same with two hundred countries.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pytest
from django.test import Client
from pypdf import PdfReader
from tests import factories, leaks

from chegara.accounts.models import Marking, Role
from chegara.common.periods import CalendarPeriod, Month
from chegara.config import cli, documents
from chegara.config.commands import report
from chegara.config.documents import RenderedDocument
from chegara.evidence.methods.thresholds import least_count
from chegara.evidence.models import Indicator
from chegara.evidence.report.public_facts import gather_public
from chegara.organisation.models import State
from chegara.reporting import charts
from chegara.reporting.bars import horizontal_bars
from chegara.reporting.blocks import Column, Document, Paragraph, Table
from chegara.reporting.numbers import integer

pytestmark = pytest.mark.django_db

LEAST = least_count(documents.timezone.localdate()).value
A_BRIEF = [CalendarPeriod.parse("2025-Q3")]


@pytest.mark.parametrize("seed", range(10))
def test_what_was_not_released_is_nowhere_in_the_files(seed: int):
    """The report in one format in turn, the brief in one in turn: all six kinds of file come up."""
    country = leaks.generate(np.random.default_rng(seed))
    [report, brief] = leaks.editions(country, leaks.LANGUAGES[seed % 2], A_BRIEF)

    files = [
        *leaks.rendered(*report, [leaks.FORMATS[seed % 3]]),
        *leaks.rendered(*brief, [leaks.FORMATS[(seed + 1) % 3]]),
    ]

    assert len(country.numbers) > 30
    assert {file.name: leaks.leaks(country, file) for file in files} == {file.name: [] for file in files}


@pytest.mark.parametrize("seed", range(100, 104))
def test_no_small_count_can_be_worked_out_of_the_report_and_all_briefs_of_the_year(seed: int):
    country = leaks.generate(np.random.default_rng(seed))
    editions = leaks.editions(country, "en", leaks.periods())
    small = 0

    for code in leaks.INDICATORS:
        months, parts = leaks.truth_of(country, code)
        equations = leaks.printed_equations(editions, Indicator.objects.get(pk=code).name)
        assert leaks.worked_out(equations, months, parts, LEAST) == []
        small += sum(0 < value < LEAST for value in months.values())
    assert small > 3


@pytest.mark.parametrize("kind", leaks.FORMATS)
def test_the_search_finds_what_is_planted_in_text_table_picture_and_title(kind: Any):
    """A search that never finds anything would prove nothing."""
    country = leaks.Country(State(code="XA", name_en="Aland"), np.random.default_rng(0))
    title, described = country.word("title"), country.word("described")
    sentence, cell = country.number(), country.number()
    about = charts.About(caption="Bars", description=f"The largest: {described}.", source="", language="ru")
    document = Document(
        title=title,
        issued_on=date(2026, 1, 20),
        language="ru",
        blocks=(
            Paragraph(f"There were {integer(sentence, 'ru')} of them."),
            Table("Figures", (Column("Number"),), ((integer(cell, "en"),),)),
            horizontal_bars(about, [("a", 1.0), ("b", 2.0)], unit="cases"),
        ),
    )

    [file] = leaks.rendered("planted", document, [kind])

    assert set(leaks.leaks(country, file)) == {title, described, str(sentence), str(cell)}


def test_the_audit_finds_a_small_count_that_a_table_gives_back():
    """The year and all its months but one: the one is told."""
    months = {f"2025-{month:02d}": 3.0 if month == 5 else 10.0 for month in range(1, 13)}
    equations: list[leaks.Equation] = [((name,), value) for name, value in months.items() if value == 10]
    equations.append((tuple(months), sum(months.values())))

    assert leaks.worked_out(equations, months, {}, LEAST) == ["2025-05 = 3 lies between 3 and 3"]


@pytest.fixture
def little_country() -> leaks.Country:
    return leaks.generate(np.random.default_rng(1))


def a_public_file(country: leaks.Country, kind: Any) -> RenderedDocument:
    [(name, document)] = leaks.editions(country, "en", [])
    [file] = leaks.rendered(name, document, [kind])
    return file


def test_a_word_file_says_nothing_of_who_made_it_and_with_what(little_country: leaks.Country):
    content = a_public_file(little_country, "docx").content

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        app = packed.read("docProps/app.xml").decode()
        dates = {entry.date_time for entry in packed.infolist()}
        settings = packed.read("word/settings.xml").decode()
    core = docx.Document(io.BytesIO(content)).core_properties
    assert not [
        name for name in names if "customXml" in name or "comments" in name or "custom.xml" in name
        or "thumbnail" in name or "people" in name
    ]  # fmt: skip
    assert "<Application>Chegara</Application></Properties>" in app
    assert core.author == core.last_modified_by == "Interagency working group on risk analysis"
    assert (core.revision, core.comments, core.keywords, core.category) == (1, "", "", "")
    assert core.created == core.modified
    assert (core.created.hour, core.created.minute, core.created.second) == (0, 0, 0)
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert "rsid" not in settings


def test_a_pdf_names_title_author_and_day_alone(little_country: leaks.Country):
    reader = PdfReader(io.BytesIO(a_public_file(little_country, "pdf").content))

    assert reader.metadata is not None
    assert set(reader.metadata) <= {"/Title", "/Author", "/Creator", "/CreationDate", "/ModDate"}
    assert reader.metadata.author == "Interagency working group on risk analysis"
    assert reader.attachments == {}


def test_a_web_page_has_no_comment_no_data_and_leads_nowhere(little_country: leaks.Country):
    page = a_public_file(little_country, "html").content.decode()

    assert "<!--" not in page
    assert " data-" not in page
    assert "<details" not in page
    assert "http" not in page.replace("https://www.w3.org", "").replace("http://www.w3.org", "")
    assert 'href="/' not in page


def test_a_public_edition_is_not_marked_and_says_what_it_is(little_country: leaks.Country):
    [(_name, document)] = leaks.editions(little_country, "en", [])

    assert document.marking == ""
    assert document.banner == "Invented data: Aland does not exist."
    assert document.cover_lines == ("Edition for the public", "Agency XA-BOR")


def test_what_was_released_to_all_agencies_is_not_released_to_the_public():
    agency = factories.make_agency()
    analyst = factories.make_user(agency=agency)
    release = factories.make_release(agency, to_all=True)
    factories.make_batch(by=analyst, agency=agency, releases=[release], marking=Marking.OPEN)

    facts = gather_public(agency.country, Month(2025, 12), on=documents.timezone.localdate())

    assert facts.indicators == facts.agencies == facts.releases == ()


def test_the_command_writes_the_public_edition(
    monkeypatch: pytest.MonkeyPatch, little_country: leaks.Country, tmp_path: Path
):
    monkeypatch.setattr(report, "start", lambda: None)
    monkeypatch.setattr(report, "prepare_database", lambda: None)

    code = cli.main(
        ["report", "XA", "--year", "2025", "--edition", "public", "--format", "html", "--out", str(tmp_path)]
    )

    [path] = tmp_path.glob("*.html")
    assert code == 0
    assert path.name == "country-risk-analysis-xa-2025-public-en.html"
    assert leaks.leaks(little_country, RenderedDocument(path.name, path.read_bytes())) == []


def test_the_page_of_the_report_offers_the_public_edition(
    little_country: leaks.Country, django_capture_on_commit_callbacks: Any
):
    user = factories.make_user(
        "head", agency=factories.Agency.objects.get(code="XA-SEC"), roles=[Role.SUPERVISOR]
    )
    client = Client()
    client.force_login(user)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            "/documents/", {"country": "XA", "year": 2025, "document_language": "en", "edition": "public"}
        )
    assert answer.status_code == 302
    page = client.get(answer["Location"].replace("/jobs/", "/documents/"))
    body = page.context["body"]
    assert "This edition is for the public" in body
    assert leaks.leaks(little_country, RenderedDocument("page.html", body.encode())) == []
    assert 'href="/evidence' not in body
