"""The PDF, read back."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PageObject, PdfReader

from chegara.reporting import pdf
from chegara.reporting.blocks import (
    Column,
    Document,
    Figure,
    Heading,
    Paragraph,
    Signature,
    SignatureBlock,
    Span,
    Table,
)
from chegara.reporting.columns import column_shares, lines_around, lines_of_rows
from chegara.reporting.words import words


def opened(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(document)))


@pytest.fixture(scope="module")
def reader(sample: Document) -> PdfReader:
    """The sample, rendered once."""
    return opened(sample)


def squeezed(text: str) -> str:
    """Drop spaces, which a PDF does not keep where lines break."""
    return "".join(text.split())


def within(page: PageObject) -> str:
    """Return the text that lies within a page's edges."""
    found: list[str] = []

    def take(text: str, placed: list[float], moved: list[float], *_: object) -> None:
        if placed[5] + moved[4] * placed[1] + moved[5] * placed[3] > 0:
            found.append(text)

    page.extract_text(visitor_text=take)
    return "".join(found)


def roles(reader: PdfReader) -> dict[str, list[dict[str, object]]]:
    """Return the elements of the structure tree by their role."""
    found: dict[str, list[dict[str, object]]] = {}
    stack = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while stack:
        node = stack.pop().get_object()
        if isinstance(node, list):
            stack += node
        elif isinstance(node, dict):
            if "/S" in node:
                found.setdefault(node["/S"], []).append(node)
            if "/K" in node:
                stack.append(node["/K"])
    return found


def test_marking_and_banner_stand_on_every_page(sample: Document, reader: PdfReader) -> None:
    for page in reader.pages:
        text = squeezed(page.extract_text())
        assert squeezed(sample.marking) in text
        assert squeezed(sample.banner) in text


def test_every_page_but_the_cover_says_page_n_of_m(sample: Document, reader: PdfReader) -> None:
    pages = reader.pages
    said = words(sample.language)

    for number, page in enumerate(pages, 1):
        expected = f"{said['page_before']}{number}{said['page_between']}{len(pages)}"
        assert (squeezed(expected) in squeezed(page.extract_text())) == (number > 1)


def test_language_and_title_are_declared(sample: Document, reader: PdfReader) -> None:
    assert str(reader.trailer["/Root"]["/Lang"]).startswith(sample.language)
    assert reader.metadata is not None
    assert reader.metadata.title == sample.title
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_it_calls_itself_pdf_ua_and_is_tagged(sample: Document, reader: PdfReader) -> None:
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    found = roles(reader)
    assert len(found["/Table"]) == sum(isinstance(block, Table) for block in sample.blocks)
    assert {"/H1", "/H2", "/H3", "/TH", "/L"} <= set(found)


def test_pictures_are_described_for_those_who_cannot_see_them(sample: Document, reader: PdfReader) -> None:
    described = [str(node["/Alt"]) for node in roles(reader)["/Figure"] if "/Alt" in node]

    figures = [block for block in sample.blocks if isinstance(block, Figure)]
    assert len(described) >= len(figures)
    assert set(described) == {figure.description for figure in figures}


def test_the_contents_give_each_headings_page(sample: Document, reader: PdfReader) -> None:
    contents = squeezed(reader.pages[1].extract_text())
    entries = [block for block in sample.blocks if isinstance(block, Heading)]
    for heading, page in zip(entries, pdf.heading_pages(sample), strict=True):
        assert squeezed(heading.text) in contents
        assert squeezed(heading.text) in squeezed(reader.pages[page - 1].extract_text())
    assert len(list(reader.outline)) > 0


def test_a_long_table_repeats_its_head(sample: Document) -> None:
    table = next(b for b in sample.blocks if isinstance(b, Table) and len(b.rows) > 40)
    letter = Document(title="T", issued_on=date(2016, 1, 1), language="en", contents=False, blocks=(table,))

    pages = [page.extract_text() for page in opened(letter).pages]

    assert len(pages) == 2
    assert all(squeezed(table.columns[0].heading + table.columns[1].heading) in squeezed(p) for p in pages)


def test_the_same_document_gives_the_same_bytes(sample: Document) -> None:
    assert pdf.render(sample) == pdf.render(sample)


def test_links_are_left_out_of_print() -> None:
    paragraph = Paragraph(("see ", Span("rows", href="https://example.org/rows")))
    letter = Document(
        title="T", issued_on=date(2016, 1, 1), language="en", contents=False, blocks=(paragraph,)
    )

    assert all("/Annots" not in page for page in opened(letter).pages)


@pytest.mark.parametrize(
    ("text", "tagged"), [("қазақ ўзбек тоҷик кыргыз − → ≤ ⚠", True), ("漢字", False)], ids=["ours", "Chinese"]
)
def test_only_text_that_our_font_can_show_is_promised_to_every_reader(text: str, tagged: bool) -> None:
    letter = Document(title=text, issued_on=date(2016, 1, 1), language="en", contents=False)

    reader = opened(letter)

    assert (b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()) == tagged
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("paper", ["a4", "a5"])
@pytest.mark.parametrize("words_of_a_cell", [20, 60, 100, 150, 250, 400, 900])
def test_no_row_of_a_table_is_lost_however_tall_its_rows_are(words_of_a_cell: int, paper: str) -> None:
    cell = " ".join(f"w{number}" for number in range(words_of_a_cell))
    rows = tuple((f"first{row}", f"{cell} last{row}") for row in range(5))
    table = Table("Tall", (Column("Number"), Column("Text", width=3)), rows, notes=(cell,), source="Register")
    found = opened(
        Document(
            title="T", issued_on=date(2016, 2, 15), language="en", blocks=(Paragraph("x " * 900), table),
            paper=paper,  # type: ignore[arg-type]
        )
    )  # fmt: skip

    # What does not fit stands below the edge of the page, where a reader of files still finds it.
    text = squeezed("".join(map(within, found.pages)))
    assert [f"last{row}" in text and f"first{row}" in text for row in range(5)] == [True] * 5


@pytest.mark.parametrize("words_of_a_cell", [1, 5, 10, 20, 40])
def test_a_table_that_is_called_low_is_less_than_three_fifths_of_a_page(words_of_a_cell: int) -> None:
    for rows in range(1, 16):
        cells = ("мощность " * words_of_a_cell, "мощность")
        table = Table("Low", (Column("Text", width=2), Column("Word")), (cells,) * rows, notes=("note",))
        if lines_around(table) + sum(lines_of_rows(table, column_shares(table))) <= pdf.LOW:
            # Beside two fifths of a page of text it stands on the same page.
            text = Paragraph("line\n" * 17)
            document = Document(
                title="T", issued_on=date(2016, 2, 15), language="en", blocks=(text, table), contents=False
            )
            assert len(opened(document).pages) == 1


@pytest.mark.parametrize("lines", range(26, 34))
def test_signatures_never_stand_on_a_page_of_their_own(lines: int) -> None:
    text = [Paragraph((f"Line {number} of the text.",)) for number in range(lines)]
    signed = SignatureBlock("Agreed", (Signature("Head of the service"), Signature("Head of the agency")))
    paper = Document(
        title="T", issued_on=date(2026, 1, 20), language="en", contents=False, blocks=(*text, signed)
    )

    last = squeezed(within(opened(paper).pages[-1]))

    assert "Headoftheagency" in last
    assert "ofthetext" in last
