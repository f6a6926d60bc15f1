"""Whatever people and spreadsheets write arrives in all three formats as text, and breaks none."""

from __future__ import annotations

import io
import string
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import html as parser
from pypdf import PdfReader

from chegara.reporting.blocks import Column, Document, Paragraph, Span, Table
from chegara.reporting.render import render
from chegara.reporting.text import clean

MARKUP = [
    '#let x = 1; $a$ @ref *bold* _it_ `raw` <label> \\ // -- ~ "q" [c] {d}',
    "<script>alert('x')</script>&amp;&#0;]]><!-- -->",
    "<w:p/>{{ 7*7 }} {% raw %} TOC \\o",
    "= heading\n- item\n+ item\n/ term: x",
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x85\ud800\ufffe\uffff",
]
anything = st.text(max_size=60) | st.sampled_from(MARKUP)
# Letters of our own font that a reader of PDF gives back as they were written.
printable = st.text(
    alphabet=string.ascii_letters
    + string.digits
    + "#$@*_`<>\\/~\"'[]{}&;=+-%^|!?,.: абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіўҳҷ",
    max_size=60,
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def letter(text: str) -> Document:
    return Document(
        title="Title",
        issued_on=date(2016, 2, 15),
        language="ru",
        contents=False,
        blocks=(
            Paragraph((Span(text, bold=True),)),
            Table("Caption", (Column("A"), Column("B", "end")), ((text, "1"),)),
        ),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anything)
@example(MARKUP[0])
@example(MARKUP[1])
@example(MARKUP[4])
@example("one\ntwo\tthree\r\nfour")
def test_any_text_survives_word_and_html(text: str) -> None:
    document = letter(text)

    word = docx.Document(io.BytesIO(render(document, "docx")))
    page = parser.document_fromstring(render(document, "html").decode())

    lines = clean(text)
    cell = word.tables[0].cell(1, 0)
    assert cell.text == lines
    [paragraph] = [p for p in word.paragraphs if p.style is not None and p.style.style_id == "Normal"]
    assert paragraph.text == lines
    assert [node.text for node in cell._tc.iter(qn("w:t"))] == [
        piece for line in lines.split("\n") for piece in line.split("\t") if piece
    ]
    assert page.xpath("string(//main/p)") == lines
    assert page.xpath("string(//div[@class='table']//tbody//th)") == lines
    assert not page.xpath("//script")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(printable)
@example(MARKUP[0])
@example(MARKUP[1].replace("fi", ""))
@example(MARKUP[2])
@example(MARKUP[3])
def test_text_of_our_font_survives_the_pdf_in_paragraph_and_cell(text: str) -> None:
    pages = PdfReader(io.BytesIO(render(letter(text), "pdf"))).pages

    shown = squeezed("".join(page.extract_text() for page in pages))

    assert shown.count(squeezed(clean(text))) >= 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anything)
def test_no_text_breaks_the_pdf(text: str) -> None:
    assert len(PdfReader(io.BytesIO(render(letter(text), "pdf"))).pages) >= 1


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no format 'odt'"):
        render(letter("x"), "odt")  # type: ignore[arg-type]
