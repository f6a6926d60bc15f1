"""The HTML file, parsed."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest
from lxml import html as parser

from chegara.reporting import html
from chegara.reporting.blocks import Bullets, Column, Document, Figure, Heading, Paragraph, Span, Table
from chegara.reporting.words import words


def opened(document: Document) -> parser.HtmlElement:
    return parser.document_fromstring(html.render(document).decode())


@pytest.fixture(scope="module")
def parsed(sample: Document) -> parser.HtmlElement:
    """The sample, rendered once."""
    return opened(sample)


def test_there_is_one_first_heading_and_no_rank_is_skipped(parsed: parser.HtmlElement) -> None:
    ranks = [int(node.tag[1]) for node in parsed.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert ranks.count(1) == 1
    assert ranks[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(ranks))


def test_ids_are_unique_and_every_link_and_label_finds_its_target(
    sample: Document, parsed: parser.HtmlElement
) -> None:
    ids = parsed.xpath("//@id")
    assert len(ids) == len(set(ids))
    wanted = {href[1:] for href in parsed.xpath("//a/@href") if href.startswith("#")}
    wanted |= {one for value in parsed.xpath("//@aria-labelledby") for one in value.split()}
    wanted |= set(re.findall(r"url\(#([^)]+)\)", html.render(sample).decode()))
    assert wanted <= set(ids)


def test_a_strict_content_security_policy_lets_everything_through(parsed: parser.HtmlElement) -> None:
    assert not parsed.xpath("//script | //link | //iframe | //object | //img | //@style")
    assert not [name for node in parsed.iter() for name in node.attrib if name.lower().startswith("on")]
    assert len(parsed.xpath("//style")) == 1


def test_nothing_is_loaded_from_outside(sample: Document) -> None:
    written = html.render(sample).decode()

    assert "http:" not in written
    assert "https:" not in written
    assert "@import" not in written
    assert not re.search(r"url\((?!#)", written)


def test_marking_and_banner_stand_in_the_repeated_head(sample: Document, parsed: parser.HtmlElement) -> None:
    [head] = parsed.xpath("//table[@role='presentation']/thead")

    assert sample.marking in head.text_content()
    assert sample.banner in head.text_content()


def test_tables_are_captioned_scoped_and_scroll_by_themselves(parsed: parser.HtmlElement) -> None:
    for table in parsed.xpath("//div[@class='table']//table"):
        assert table.xpath("caption")
        assert all(head.get("scope") == "col" for head in table.xpath("thead//th"))
        assert all(head.get("scope") == "row" for head in table.xpath("tbody//th"))
        assert table.getparent().get("tabindex") == "0"


def test_pictures_are_named_and_described_and_open_their_figures(
    sample: Document, parsed: parser.HtmlElement
) -> None:
    drawn = parsed.xpath("//figure")

    figures = [block for block in sample.blocks if isinstance(block, Figure)]
    assert len(drawn) == len(figures)
    for node, figure in zip(drawn, figures, strict=True):
        assert node.xpath("string(svg/@role)") == "img"
        assert node.xpath("string(svg/title)") == figure.caption
        assert node.xpath("string(svg/desc)") == figure.description
        assert figure.data is not None
        assert len(node.xpath("details//tbody/tr")) == len(figure.data.rows)


def test_links_are_kept(parsed: parser.HtmlElement) -> None:
    assert "/evidence/rows/?cell=1" in parsed.xpath("//main//a/@href")


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("8 (7–9)", ["8 (7–9)"]),
        ("expected: 1\u00a0200 (950–1\u00a0400), or more", ["1\u00a0200 (950–1\u00a0400)"]),
        ("12\u00a0% (10–15\u00a0%)", ["12\u00a0% (10–15\u00a0%)"]),
        ("0.5 (−0.1–∞)", ["0.5 (−0.1–∞)"]),
        ("2011–2015", ["2011–2015"]),
        ("Arkat – Sarvin (7)", []),
    ],
)
def test_a_number_and_its_interval_stand_on_one_line(text: str, together: list[str]) -> None:
    page = parser.fragment_fromstring(html.render_fragment([Paragraph(text)], "en"))

    assert page.xpath("//span[@class='range']/text()") == together
    assert page.text_content().strip() == text


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "//evil.example", "\x01javascript:x"]
)
def test_a_link_that_could_run_or_mislead_is_only_text(href: str) -> None:
    fragment = html.render_fragment([Paragraph((Span("text", href=href),))], "en")

    assert "<a" not in fragment
    assert "text" in fragment


def test_a_fragment_leaves_the_first_heading_and_other_ids_to_the_page() -> None:
    fragment = html.render_fragment([Heading("A"), Heading("B", 2)], "ru", prefix="risk-")

    page = parser.fragment_fromstring(fragment)
    assert [(node.tag, node.get("id")) for node in page.iter("h1", "h2", "h3")] == [
        ("h2", "risk-section-1"),
        ("h3", "risk-section-2"),
    ]
    assert page.get("lang") == "ru"


def test_own_words_are_in_the_documents_language() -> None:
    table = Table("C", (Column("a"),), (("x",),), source="S")

    assert "Таблица 1" in html.render_fragment([table], "ru")
    assert "Источник: S" in html.render_fragment([table], "ru")
    assert words("tg")["table"] == "Table"


def test_a_letter_has_no_contents() -> None:
    letter = Document(
        title="T",
        issued_on=date(2016, 1, 1),
        language="en",
        contents=False,
        blocks=(Heading("H"), Bullets(("a", "b"), ordered=True)),
    )

    assert not opened(letter).xpath("//nav")
    assert opened(letter).xpath("//ol/li/text()") == ["a", "b"]
