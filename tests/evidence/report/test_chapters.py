"""The chapters of a small country's report: every number leads to its rows, and nothing is left unsaid."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import translation
from tests import factories

from chegara.accounts.models import Marking
from chegara.common.periods import Month
from chegara.config.documents import compose, write_reports
from chegara.evidence.actions.decisions import reconcile
from chegara.evidence.forecasts import make_forecasts
from chegara.evidence.models import CountingRule, Indicator
from chegara.evidence.report.chapters import parts
from chegara.evidence.report.facts import gather
from chegara.organisation.visibility import JointViewer, Viewer
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Callout,
    Figure,
    Heading,
    Paragraph,
    SignatureBlock,
    Span,
    Table,
    Text,
)
from chegara.reporting.text import plain, spans

pytestmark = pytest.mark.django_db

YEAR = 2025


def texts(block: Block) -> Iterator[Text]:
    """Yield every text that a reader of any format meets in a block."""
    match block:
        case Heading(text) | Paragraph(text):
            yield text
        case Bullets(items):
            yield from items
        case Callout(title, text):
            yield from (title, text)
        case Table(caption, columns, rows, source, notes):
            yield from (caption, source, *notes, *(column.heading for column in columns))
            for row in rows:
                yield from row
        case Figure(caption, spec, description, source, notes, data):
            yield from (caption, description, source, *notes, *words_of(spec))
            if data is not None:
                yield from texts(data)
        case SignatureBlock(title, signatures):
            yield title
            for signature in signatures:
                yield from (signature.office, signature.name)


def words_of(spec: Any) -> Iterator[str]:
    """Yield titles and written marks of a chart's specification."""
    if isinstance(spec, dict):
        for name, value in spec.items():
            if name in {"title", "subtitle", "text"}:
                yield from [value] if isinstance(value, str) else value if isinstance(value, list) else ()
            yield from words_of(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from words_of(value)


def written(world: Any, viewer: Viewer, language: str = "en", site: str | None = "") -> tuple[Block, ...]:
    with translation.override(language):
        of = parts(gather(world.country, YEAR, viewer), language, site)
        return tuple(block for part in fields(of) for block in getattr(of, part.name))


def all_words(blocks: tuple[Block, ...]) -> str:
    return "\n".join(
        plain(text) for block in blocks for text in texts(block) if isinstance(text, str | tuple)
    )


@pytest.fixture
def forecast(world: Any, quick_forecasts: Any) -> None:
    make_forecasts(world.country, world.analyst, last=Month(YEAR, 12))


def links(blocks: tuple[Block, ...]) -> set[Span]:
    return {run for block in blocks for text in texts(block) for run in spans(text) if run.href}


def test_every_number_leads_to_a_page_with_the_rows_behind_it(world: Any, forecast: None):
    client = Client()
    client.force_login(world.analyst)

    found = links(written(world, world.analyst))

    events = 0
    for link in found:
        answer = client.get(link.href)
        assert answer.status_code == 200, link
        table = answer.context["table"]
        number = re.sub(r"[^\d]", "", link.text)
        assert table.paginator.count > 0, link
        if "/events" in link.href and number == link.text.replace(",", ""):
            events += 1
            assert table.paginator.count == int(number), link
    assert events >= 5


def added_up(client: Client, address: str) -> float:
    """Return what the rows of a list, all its pages, add up to."""
    answer = client.get(f"{address}&_export=csv")
    return sum(
        float(row["Number"]) for row in csv.DictReader(answer.content.decode("utf-8-sig").splitlines())
    )


def test_the_figures_of_a_statistic_s_rows_add_up_to_the_number_that_leads_there(world: Any, forecast: None):
    client = Client()
    client.force_login(world.analyst)
    checked = 0

    for link in links(written(world, world.analyst)):
        asked = parse_qs(urlsplit(link.href).query)
        number = link.text.replace(",", "")
        if asked["indicator"] == ["refusals"] and number.isdigit():
            assert added_up(client, link.href) == int(number), link
            checked += 1
    assert checked >= 3


def test_numbers_of_the_agency_that_counts_lead_to_its_own_rows(world: Any, quick_forecasts: Any):
    factories.make_membership(world.analyst, world.customs)
    content = factories.events_csv(
        [(f"{day:02d}.05.2025", "seizures.drugs", "P1", "heroin", "1", "kg", "", "") for day in range(1, 9)]
    )
    factories.make_batch(content, by=world.analyst, agency=world.customs)
    reconcile(
        country=world.country, indicator=Indicator.objects.get(pk="seizures.drugs"), rule=CountingRule.LEAD,
        lead_agency=world.border, reason="a test needs it", by=world.analyst,
    )  # fmt: skip
    client = Client()
    client.force_login(world.analyst)

    found = {link.href for link in links(written(world, world.analyst)) if link.text == "75"}

    assert found
    assert {client.get(href).context["table"].paginator.count for href in found} == {75}


def test_a_compared_period_leads_to_the_rows_of_that_period(world: Any, quick_forecasts: Any):
    rows = [("returns", f"{year}-{month:02d}", "", "", "entry", 1000 * (year - 2023) + month)
            for year, months in ((2024, 12), (2025, 4)) for month in range(1, months + 1)]  # fmt: skip
    factories.make_batch(factories.statistics_csv(rows), by=world.analyst, agency=world.border)
    client = Client()
    client.force_login(world.analyst)
    table = next(
        block
        for block in written(world, world.analyst)
        if isinstance(block, Table) and block.caption == "Against the same period of last year"
    )
    [row] = [row for row in table.rows if "January–April 2025" in row]

    for cell, expected in zip(row[2:4], (4_010, 8_010), strict=True):
        [run] = spans(cell)
        assert run.text == f"{expected:,}"
        assert added_up(client, run.href) == expected


def test_print_has_no_links_and_a_file_links_to_the_site(world: Any, forecast: None):
    assert not links(written(world, world.analyst, site=None))

    addresses = {link.href for link in links(written(world, world.analyst, site="https://example.test"))}
    assert addresses
    assert all(address.startswith("https://example.test/") for address in addresses)


def test_flows_that_nobody_reported_are_said_to_be_missing(world: Any, forecast: None):
    blocks = written(world, world.analyst)

    [missing] = [b for b in blocks if isinstance(b, Callout) and b.title == "Flows were not reported"]
    assert missing.tone == "warning"
    assert "Crossings of persons" in all_words(blocks) or "crossings of persons" in all_words(blocks)


def test_flows_that_were_reported_are_not_said_to_be_missing(world: Any, quick_forecasts: Any):
    content = factories.statistics_csv(
        [("persons.crossings", f"2025-{month:02d}", "", "", "entry", 1000) for month in range(1, 13)]
    )
    factories.make_batch(content, by=world.analyst, agency=world.border)

    assert "Flows were not reported" not in all_words(written(world, world.analyst))


def test_a_rise_that_the_interval_allows_is_in_the_summary(world: Any, forecast: None):
    blocks = written(world, world.analyst)

    summary = all_words(blocks[: next(n for n, b in enumerate(blocks) if n and is_chapter(b))])
    assert "2025: 75 against 30 in 2024, a rise by 150%" in summary
    assert "Without a clear change:" in summary


def is_chapter(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


def test_the_chapters_stand_in_their_order(world: Any, forecast: None):
    found = [block.text for block in written(world, world.analyst) if is_chapter(block)]

    assert found == [
        "Summary", "Data and method", "Situation at the border", "Violations and seizures: trends", "Outlook",
        "Statistical annex", "Sources",
    ]  # fmt: skip


def test_a_country_of_which_nothing_may_be_shown_says_so(world: Any):
    words = all_words(written(world, factories.make_user("nobody")))

    assert "No agency reported anything for this country that may be shown here." in words


# Names of methods and hash sums are written alike in all languages.
LATIN_ALLOWED = {"ETS", "CES", "Theta", "SHA", "csv", "drugs", "refusals", "MASE"}


def test_nothing_english_is_left_in_a_russian_report(world: Any, forecast: None):
    with translation.override("ru"):
        document = compose(gather(world.country, YEAR, world.analyst), "ru")

    words = "\n".join([document.title, document.subtitle, document.issued_by, document.marking,
                       document.banner, *document.cover_lines, all_words(document.blocks)])  # fmt: skip

    words = re.sub(r"\b[0-9a-f]{16}…", "", words)
    found = set(re.findall(r"[A-Za-z]{2,}", words)) - LATIN_ALLOWED
    assert not found
    assert (document.title, document.subtitle) == ("Страновой анализ рисков, 2025\xa0год", "Аланд")


@pytest.mark.parametrize(("language", "stamp"), [("en", "Invented data"), ("ru", "Вымышленные данные")])
def test_each_figure_names_its_source_and_that_it_is_invented(
    language: str, stamp: str, world: Any, forecast: None
):
    figures = [block for block in written(world, world.analyst, language) if isinstance(block, Figure)]

    agency = {"en": "Agency XA-BOR", "ru": "Пограничная служба"}[language]
    assert len(figures) >= 3
    for figure in figures:
        assert figure.source.startswith(agency)
        assert stamp in "".join(words_of(figure.spec)) or stamp in repr(figure.spec)
        assert figure.description


def test_the_document_says_on_each_page_that_the_country_is_invented(world: Any, forecast: None):
    document = compose(gather(world.country, YEAR, world.analyst), "en")

    assert document.banner == "Invented data: Aland does not exist."


MARKER = 48_611


def test_what_is_not_released_does_not_reach_a_joint_report(world: Any, quick_forecasts: Any):
    rows = [("returns", f"2025-{month:02d}", "", "", "entry", MARKER) for month in range(1, 13)]
    drug = ("05.05.2025", "seizures.drugs", "", "heroin", str(MARKER), "kg", "", "unreleased")
    for content in (factories.statistics_csv(rows), factories.events_csv([drug])):
        factories.make_batch(content, by=world.analyst, agency=world.border)
    joint = JointViewer(world.country)
    for viewer in (joint, world.analyst):
        make_forecasts(world.country, viewer, last=Month(YEAR, 12))

    seen, own = (all_words(written(world, viewer)).replace(",", "") for viewer in (joint, world.analyst))
    specs = repr([block for block in written(world, joint) if isinstance(block, Figure)])

    assert str(MARKER) in own
    assert str(MARKER) not in seen
    assert str(MARKER) not in specs
    assert "75 against 30" in seen
    assert "76 against 30" in own


@pytest.mark.parametrize(
    ("marking", "expected"), [(Marking.OPEN, ""), (Marking.OFFICIAL_USE, "For official use")], ids=str
)
def test_a_report_is_marked_like_the_strictest_of_its_files(
    marking: Marking, expected: str, quick_forecasts: Any
):
    agency = factories.make_agency()
    analyst = factories.make_user(agency=agency)
    factories.make_batch(by=analyst, agency=agency, marking=Marking.OPEN)
    other = factories.statistics_csv([("refusals", "2025-01", "", "", "entry", 3)])
    factories.make_batch(other, by=analyst, agency=agency, marking=marking)

    document = compose(gather(agency.country, YEAR, analyst), "en")

    assert document.marking == expected


def test_one_real_forecast_reaches_three_files(world: Any):
    documents = list(write_reports(world.country, YEAR, world.analyst, ["ru"]))

    assert [document.name for document in documents] == [
        f"country-risk-analysis-xa-2025-ru.{format_name}" for format_name in ("docx", "pdf", "html")
    ]
    assert [document.content[:4] for document in documents] == [b"PK\x03\x04", b"%PDF", b"<!DO"]
