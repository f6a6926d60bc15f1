"""The brief: what it says of a small country, for whom, by the command and on its page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests import factories

from chegara.accounts.models import Marking, Role, User
from chegara.audit.models import AuditEntry
from chegara.common.periods import CalendarPeriod
from chegara.config import briefs, cli
from chegara.config.commands import brief as command
from chegara.evidence.actions.decisions import reconcile
from chegara.evidence.models import CountingRule, Indicator
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import AgencyViewer, JointViewer, PublicViewer, Viewer
from chegara.reporting.blocks import Bullets, Document, Figure, Heading, Paragraph, SignatureBlock, Table
from chegara.reporting.text import plain

pytestmark = pytest.mark.django_db

JUNE = CalendarPeriod.parse("2025-06")


def monthly(indicator: str, figures: dict[str, Any], **more: str) -> list[tuple[object, ...]]:
    point, citizenship = more.get("point", ""), more.get("citizenship", "")
    return [(indicator, month, point, citizenship, "entry", value) for month, value in figures.items()]


def year_of(year: int, value: int) -> dict[str, Any]:
    return {f"{year}-{month:02d}": value for month in range(1, 7)}


@pytest.fixture
def agency() -> Agency:
    country = factories.make_state("XA", name="Aland")
    agency = factories.make_agency(country)
    for number in (1, 2, 3):
        factories.make_point(
            country, code=f"P{number}", latitude=40.0 + number, longitude=60.0 + number
        )  # fmt: skip
    return agency


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency, roles=[Role.ANALYST])


@pytest.fixture
def figures(agency: Agency, analyst: User) -> None:
    """Refusals doubled; false documents are few; illegal stay lacks June, facilitators last year."""
    refusals = [
        row
        for point, citizenship, share in (("P1", "KZ", 3), ("P2", "KG", 2), ("P3", "TJ", 1))
        for year, level in ((2024, 20), (2025, 40))
        for row in monthly("refusals", year_of(year, level * share), point=point, citizenship=citizenship)
    ]
    rows = [
        *refusals,
        *monthly("false_documents", year_of(2024, 1) | year_of(2025, 2)),
        *monthly("illegal_stay", year_of(2024, 50) | {f"2025-0{month}": 50 for month in range(1, 6)}),
        *monthly("facilitators", year_of(2025, 7)),
        *monthly("drones", year_of(2024, 4) | year_of(2025, 4) | {"2025-06": None}),
    ]
    release = factories.make_release(agency, to_all=True)
    factories.make_batch(factories.statistics_csv(rows), by=analyst, agency=agency, releases=[release])


def written(viewer: Viewer, period: CalendarPeriod = JUNE, language: str = "en", **more: Any) -> Document:
    country = viewer.country if isinstance(viewer, JointViewer | PublicViewer) else State.objects.get(pk="XA")
    with translation.override(language):
        return briefs.compose(briefs.gather(country, period, viewer), period, viewer, language, **more)


def chapter(document: Document, title: str) -> str:
    """Return the words of a chapter."""
    texts: list[str] = []
    inside = False
    for block in document.blocks:
        match block:
            case Heading(text):
                inside = text == title
            case Paragraph(text) if inside:
                texts.append(plain(text))
            case Bullets(items) if inside:
                texts += [plain(item) for item in items]
    return "\n".join(texts)


def rows_of(document: Document, number: int = 0) -> dict[str, list[str]]:
    table = [block for block in document.blocks if isinstance(block, Table)][number]
    return {plain(row[0]): [plain(cell) for cell in row[1:]] for row in table.rows}


def test_each_figure_stands_against_last_year_s_with_its_interval(agency: Agency, figures: None):
    document = written(JointViewer(agency.country))

    rows, cumulative = rows_of(document), rows_of(document, 1)
    assert rows["Refusals of entry or exit"][:2] == ["120", "240"]
    assert cumulative["Refusals of entry or exit"][:2] == ["720", "1,440"]
    sign, percent, interval = rows["Refusals of entry or exit"][2].split()
    low, high = (int(bound) for bound in interval.strip("()").replace("+", "").split("…"))
    assert (sign, percent) == ("▲", "+100")
    assert 0 < low < 100 < high


def test_january_to_the_period_s_end_is_left_out_where_it_is_the_period(agency: Agency, figures: None):
    assert compared(written(JointViewer(agency.country))) == [
        "June 2025 against June 2024",
        "January–June 2025 against January–June 2024",
    ]
    for text in ("2025-01", "2025-Q1", "2025-H1"):
        document = written(JointViewer(agency.country), CalendarPeriod.parse(text))
        assert len(compared(document)) == 1


def compared(document: Document) -> list[str]:
    """Return the captions of the tables that compare periods."""
    captions = [block.caption for block in document.blocks if isinstance(block, Table)]
    return [caption for caption in captions if " against " in caption]


def test_only_what_its_interval_supports_is_said_to_have_changed(agency: Agency, figures: None):
    said = chapter(written(JointViewer(agency.country)), "What changed")

    assert "Refusals of entry or exit: June 2025: 240 against 120 in June 2024, a rise by 100%" in said
    assert "January–June 2025: 1,440 against 720" in said
    for name in ("False documents", "Illegal stay", "Facilitators", "Drones"):
        assert name not in said


@pytest.mark.parametrize(
    "sentence",
    [
        "Agency XA-BOR did not report June 2025: Illegal stay.",
        "Agency XA-BOR left figures of June 2025 blank, so that their sum is not known: Drones.",
        "Last year's period was not reported whole, so that nothing can be compared: Facilitators.",
        "1 indicator has too few cases (? in the table)",
        "neither crossings nor checks of the period were reported to read these finds against: Refusals",
        "Nobody has reported, or released for this edition, anything of: Crossings by persons;",
    ],
    ids=["a gap", "a blank", "last year's gap", "too few", "no denominator", "never reported"],
)
def test_what_the_data_do_not_allow_to_say_is_said(sentence: str, agency: Agency, figures: None):
    assert sentence in chapter(written(JointViewer(agency.country)), "What the data do not allow to say")


def test_an_implausible_month_is_named_as_a_gap_and_no_fall(agency: Agency, analyst: User):
    months = {f"{year}-{month:02d}": 400 for year in (2023, 2024, 2025) for month in range(1, 13)}
    content = factories.statistics_csv(monthly("refusals", months | {"2025-06": 3}))
    factories.make_batch(content, by=analyst, agency=agency)

    document = written(analyst)

    assert "reported implausibly little for June 2025" in chapter(
        document, "What the data do not allow to say"
    )
    assert "fall" not in chapter(document, "What changed")


def test_where_nobody_decided_whose_figures_count_there_is_no_total(
    agency: Agency, analyst: User, figures: None
):
    customs = factories.make_agency(agency.country, code="XA-CUS", kind="customs")
    officer = factories.make_user("customs", agency=customs)
    release = factories.make_release(customs, to_all=True)
    content = factories.statistics_csv(monthly("refusals", year_of(2024, 9) | year_of(2025, 9)))
    factories.make_batch(content, by=officer, agency=customs, releases=[release])

    undecided = written(JointViewer(agency.country))
    reconcile(
        country=agency.country, indicator=Indicator.objects.get(pk="refusals"), rule=CountingRule.LEAD,
        by=analyst, lead_agency=customs, reason="a test",
    )  # fmt: skip
    decided = written(JointViewer(agency.country))

    assert "Refusals of entry or exit" not in rows_of(undecided)
    assert "no total is stated: Refusals of entry or exit." in chapter(
        undecided, "What the data do not allow to say"
    )
    assert rows_of(decided)["Refusals of entry or exit"][:2] == ["9", "9"]


def test_the_largest_posts_and_citizenships_add_up_and_stand_on_a_map(agency: Agency, figures: None):
    document = written(JointViewer(agency.country))

    rows = rows_of(document, 2)
    assert rows["Refusals of entry or exit"] == ["120", "240", "100%"]
    assert rows["Kazakhstan"] == ["60", "120", "50%"]
    assert [figure.caption for figure in document.blocks if isinstance(figure, Figure)] == [
        "Refusals of entry or exit by place, June 2025"
    ]


def test_an_agency_s_brief_holds_what_its_users_may_see_and_the_joint_one_what_all_may(
    agency: Agency, analyst: User
):
    factories.make_batch(
        factories.statistics_csv(monthly("refusals", year_of(2025, 48611))), by=analyst, agency=agency
    )
    circle = factories.make_compartment(members=[analyst])
    content = factories.statistics_csv(monthly("drones", year_of(2025, 77723)))
    factories.make_batch(content, by=analyst, agency=agency, compartment=circle)

    own = written(AgencyViewer(agency))
    joint = written(JointViewer(agency.country))

    assert rows_of(own) == {"Refusals of entry or exit": ["–", "48,611", "–"]}
    assert rows_of(own, 1) == {"Refusals of entry or exit": ["–", "291,666", "–"]}
    assert not [block for block in joint.blocks if isinstance(block, Table)]
    assert "Nothing of this period was reported" in chapter(joint, "Main figures")


def test_a_brief_has_what_an_official_signs(agency: Agency, figures: None):
    document = written(AgencyViewer(agency))

    assert document.title == "Brief on the situation at the state border"
    assert document.subtitle == "Aland, June 2025"
    assert document.issued_by == "Agency XA-BOR"
    assert document.marking == "For official use"
    assert document.cover_lines[0] == "Against the same period of last year: June 2024"
    assert not document.contents
    assert offices(document) == ["Head of the risk analysis unit"]
    assert offices(written(JointViewer(agency.country))) == ["Agency XA-BOR"]


def offices(document: Document) -> list[str]:
    """Return who signs."""
    blocks = [block for block in document.blocks if isinstance(block, SignatureBlock)]
    return [one.office for block in blocks for one in block.signatures]


def test_the_brief_is_written_in_russian(agency: Agency, figures: None):
    document = written(JointViewer(agency.country), CalendarPeriod.parse("2025-H1"), "ru")

    assert document.title == "Справка об обстановке на государственной границе"
    assert document.subtitle == "Aland, I полугодие 2025 года"
    assert document.marking == "ДСП"
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings[-1] == "Чего данные не позволяют сказать"


def test_every_number_on_the_page_leads_to_its_rows(agency: Agency, analyst: User, figures: None):
    client = Client()
    client.force_login(analyst)

    page = client.get(
        "/documents/briefs/",
        {"country": "XA", "period": "2025-06", "document_language": "en", "edition": "joint"},
    ).content.decode()

    links = set(re.findall(r'href="(/[^"]*indicator=[^"]*)"', page))
    assert len(links) > 8
    for link in links:
        answer = client.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert answer.context["table"].paginator.count > 0


@pytest.mark.parametrize(
    ("edition", "file"),
    [
        ("joint", "brief-xa-2025-06-en.docx"),
        ("agency:XA-BOR", "brief-xa-2025-06-xa-bor-en.docx"),
        ("public", "brief-xa-2025-06-public-en.docx"),
    ],
)
def test_one_click_on_the_page_gives_the_file_and_an_entry_in_the_audit_log(
    edition: str, file: str, analyst: User, figures: None
):
    client = Client()
    client.force_login(analyst)
    asked = {"country": "XA", "period": "2025-06", "document_language": "en", "edition": edition}

    page = client.get("/documents/briefs/", asked)
    answer = client.post("/documents/briefs/file/", asked | {"format": "docx"})

    assert b'name="format" value="pdf"' in page.content
    assert answer["Content-Disposition"] == f'attachment; filename="{file}"'
    assert answer.content.startswith(b"PK\x03\x04")
    entry = AuditEntry.objects.latest("pk")
    assert entry.action == "documents.made"
    assert file in entry.after
    assert entry.after["edition"] == edition


@pytest.mark.parametrize(
    "changed",
    [
        {"edition": "agency:XB-BOR"},
        {"edition": "agency:XA-CUS"},
        {"period": "2025-Q9"},
        {"country": "XB"},
        {"format": "odt"},
    ],
    ids=["another country's agency", "another agency", "no period", "another country", "no format"],
)
def test_what_is_not_on_offer_is_not_written(changed: dict[str, str], analyst: User, figures: None):
    factories.make_agency(factories.make_state("XB"), code="XB-BOR")
    factories.make_agency(State.objects.get(pk="XA"), code="XA-CUS")
    client = Client()
    client.force_login(analyst)
    asked = {
        "country": "XA", "period": "2025-06", "document_language": "en", "edition": "joint", "format": "pdf"
    }  # fmt: skip

    answer = client.post("/documents/briefs/file/", asked | changed)

    assert answer["Content-Type"].startswith("text/html")
    assert "Content-Disposition" not in answer


def test_the_edition_of_an_agency_of_another_country_is_refused_in_words(analyst: User, figures: None):
    other = factories.make_agency(factories.make_state("XB"), code="XB-BOR")
    factories.make_membership(analyst, other)
    client = Client()
    client.force_login(analyst)
    asked = {"country": "XA", "period": "2025-06", "document_language": "en", "edition": "agency:XB-BOR"}

    page = client.get("/documents/briefs/", asked)

    assert page.context["form"].errors["edition"] == ["This agency is not of that country."]


def test_nobody_s_edition_holds_more_than_its_maker_is_cleared_for(agency: Agency, figures: None):
    reader = factories.make_user("reader", agency=agency, clearance=Marking.OPEN)
    client = Client()
    client.force_login(reader)

    for edition in ("joint", "agency:XA-BOR"):
        asked = {"country": "XA", "document_language": "en", "edition": edition, "format": "html"}
        page = client.post("/documents/briefs/file/", asked | {"period": "2025-06"})
        assert b"240" not in page.content


@pytest.fixture
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "start", lambda: None)
    monkeypatch.setattr(command, "prepare_database", lambda: None)


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["XQ", "--period", "2025-06"], "there is no country 'XQ' (known: XA)"),
        (["XA", "--period", "June"], "'June' is no period written as 2015-06, 2015-Q2, 2015-H1 or 2015"),
        (
            ["XA", "--period", "1999-Q1"],
            "nothing of 1999 was reported and released (years with figures: 2025, 2024)",
        ),
        (["XA", "--period", "2025-06", "--agency", "X"], "there is no agency 'X' (known: XA-BOR)"),
        (["XA", "--period", "2025-06", "--format", "odt"], "there is no format odt"),
    ],
    ids=["country", "period", "year", "agency", "format"],
)
def test_the_command_refuses_what_there_is_not_and_says_what_there_is(
    arguments: list[str], message: str, figures: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    code = cli.main(["brief", *arguments, "--out", str(tmp_path / "out")])

    assert code == 2
    assert capsys.readouterr().err.startswith(f"chegara brief: {message}")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("_here")
def test_the_command_writes_word_and_pdf(figures: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    code = cli.main(
        [
            "brief",
            "XA",
            "--period",
            "2025-Q2",
            "--agency",
            "XA-BOR",
            "--language",
            "ru",
            "--out",
            str(tmp_path),
        ]
    )

    names = [f"brief-xa-2025-q2-xa-bor-ru.{kind}" for kind in ("docx", "pdf")]
    assert code == 0
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / name) for name in names]
    assert (tmp_path / names[1]).read_bytes().startswith(b"%PDF")
