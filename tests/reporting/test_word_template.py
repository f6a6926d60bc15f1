"""An agency's own Word file: what it must hold, what it must not, and what becomes of a document in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm, Pt

from chegara.reporting import word
from chegara.reporting.blocks import Document
from chegara.reporting.word_template import TemplateError, check_template


def letterhead(change: Callable[[Any], None] = lambda file: None) -> bytes:
    """Return a template as an agency would make it, changed before it is saved."""
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.left_margin, section.right_margin = Mm(210), Mm(40), Mm(30)
    file.styles["Heading 1"].font.name = "Georgia"
    file.styles["Heading 1"].font.size = Pt(19)
    section.header.paragraphs[0].text = "Border service of Sarvania  {{ marking }}"
    section.footer.paragraphs[0].text = "{{ banner }}"
    title = file.add_paragraph()
    title.add_run("Report: {{ ti").bold = True  # Word cuts a text into runs where it likes
    title.add_run("tle }} of {{ issued_on }}")
    file.add_paragraph("{{ document }}")
    file.add_paragraph("Head of department ____________")
    change(file)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def texts(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def test_a_document_takes_its_place_between_the_agency_s_own_lines(sample: Document) -> None:
    laid = word.render(sample, letterhead())

    lines = texts(laid)
    own = [paragraph.text for paragraph in docx.Document(io.BytesIO(word.render(sample))).paragraphs]
    assert lines[0].startswith(f"Report: {sample.title} of ")
    assert lines[-1] == "Head of department ____________"
    assert "".join(lines).count("{{") == 0
    start = next(place for place, line in enumerate(own) if line == lines[1])
    assert lines[1:-1] == own[start:]


def test_marking_and_banner_stand_on_each_page(sample: Document) -> None:
    [section] = docx.Document(io.BytesIO(word.render(sample, letterhead()))).sections

    assert sample.marking
    assert sample.marking in section.header.paragraphs[0].text
    assert section.footer.paragraphs[0].text == sample.banner


def test_the_agency_s_styles_keep_their_look_and_the_lacking_ones_are_added(sample: Document) -> None:
    file = docx.Document(io.BytesIO(word.render(sample, letterhead())))

    assert (file.styles["Heading 1"].font.name, file.styles["Heading 1"].font.size) == ("Georgia", Pt(19))
    assert file.styles["Source Note"].font.name is None  # the file's own font
    assert {paragraph.style.name for paragraph in file.paragraphs} >= {"Heading 1", "Source Note", "Caption"}


def test_styles_are_found_by_name_whatever_word_s_language_calls_them(sample: Document) -> None:
    def russian(file: Any) -> None:
        file.styles["Heading 1"].element.set(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}styleId", "1"
        )

    file = docx.Document(io.BytesIO(word.render(sample, letterhead(russian))))

    named = [p.text for p in file.paragraphs if p.style.name == "Heading 1"]
    assert named == [b.text for b in sample.blocks if getattr(b, "level", 0) == 1]


def test_tables_are_as_wide_as_the_agency_s_page_allows(sample: Document) -> None:
    file = docx.Document(io.BytesIO(word.render(sample, letterhead())))

    widths = {sum(column.width for column in table.columns) for table in file.tables}
    assert {round(width / Mm(1)) for width in widths} == {140}


def test_numbered_lists_do_not_go_on_counting_those_of_the_agency(sample: Document) -> None:
    def with_list(file: Any) -> None:
        file.add_paragraph("one of the agency's own", style="List Number")

    file = docx.Document(io.BytesIO(word.render(sample, letterhead(with_list))))

    numbering = file.part.numbering_part.element
    ids = numbering.xpath("w:num/@w:numId")
    assert len(ids) == len(set(ids))
    ids = numbering.xpath("w:abstractNum/@w:abstractNumId")
    assert len(ids) == len(set(ids))


def test_a_template_without_lists_gets_them(sample: Document) -> None:
    def without(file: Any) -> None:
        for key, relation in list(file.part.rels.items()):
            if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
                file.part.rels.pop(key)

    assert docx.Document(io.BytesIO(word.render(sample, letterhead(without)))).part.numbering_part


def test_the_same_document_gives_the_same_file(sample: Document) -> None:
    template = letterhead()

    assert word.render(sample, template) == word.render(sample, template)


def _clear(paragraph: Any, text: str) -> None:
    paragraph.text = text


def _first_page(file: Any) -> None:
    file.sections[0].different_first_page_header_footer = True
    file.sections[0].first_page_header.paragraphs[0].text = "Without them"


def _linked_picture(file: Any) -> None:
    file.part.relate_to("https://example.org/crest.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)


CHANGES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "no place": (lambda file: _clear(file.paragraphs[1], "nothing"), "{{ document }} must stand once"),
    "two places": (lambda file: file.add_paragraph("{{ document }}"), "{{ document }} must stand once"),
    "within a line": (
        lambda file: _clear(file.paragraphs[1], "Text: {{ document }}"), "{{ document }} must stand once",
    ),
    "no marking": (
        lambda file: _clear(file.sections[0].header.paragraphs[0], "Crest"), "{{ marking }} must stand",
    ),
    "no banner": (lambda file: _clear(file.sections[0].footer.paragraphs[0], ""), "{{ banner }} must stand"),
    "first page": (_first_page, "{{ marking }} must stand"),
    "unknown": (lambda file: file.add_paragraph("{{ author }}"), "no placeholder {{ author }}: choose among"),
    "computes": (lambda file: file.add_paragraph("{{ 9 ** 9 ** 9 }}"), "nothing that computes"),
    "looks inside": (lambda file: file.add_paragraph("{{ title.__class__ }}"), "nothing that computes"),
    "loops": (lambda file: file.add_paragraph("{% for x in title %}x{% endfor %}"), "nothing that computes"),
    "in the head": (
        lambda file: file.sections[0].header.add_paragraph("{{ title|upper }}"), "nothing that computes",
    ),
    "in a property": (
        lambda file: setattr(file.core_properties, "subject", "{{ 9 ** 9 }}"), "nothing that computes",
    ),
    "not closed": (lambda file: file.add_paragraph("{% if title %}"), "cannot be read"),
    "linked": (_linked_picture, "takes something from another file, https://example.org/crest.png"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_what_cannot_be_a_template_is_refused_with_what_to_do(case: str) -> None:
    change, message = CHANGES[case]

    with pytest.raises(TemplateError) as refused:
        check_template(letterhead(change))

    assert message in str(refused.value)


def _with_entry(name: str) -> bytes:
    buffer = io.BytesIO(letterhead())
    with zipfile.ZipFile(buffer, "a") as packed:
        packed.writestr(name, b"0")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This is no Word document"),
        (b"%PDF-1.7", "This is no Word document"),
        (letterhead()[:2000], "This is no Word document"),
        (_with_entry("word/vbaProject.bin"), "holds macros"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
    ids=["empty", "pdf", "truncated", "macros", "large"],
)
def test_files_that_are_no_template_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(TemplateError, match=message):
        check_template(content)
