"""The Word file, unpacked."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

from chegara.reporting import pdf, word, word_elements
from chegara.reporting.blocks import (
    Bullets,
    Column,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    SignatureBlock,
    Span,
    Table,
)
from chegara.reporting.words import words

SMALL = Table("Spent", (Column("Kind"),), ((("feed",),),))


def opened(document: Document) -> WordDocument:
    return docx.Document(io.BytesIO(word.render(document)))


@pytest.fixture(scope="module")
def file(sample: Document) -> WordDocument:
    """The sample, rendered once."""
    return opened(sample)


def document(*blocks: object, **changes: object) -> Document:
    given: dict[str, object] = {"title": "T", "issued_on": date(2016, 2, 15), "language": "en"}
    return Document(**(given | {"blocks": blocks} | changes))  # type: ignore[arg-type]


def text_of(element: etree._Element) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


def styled(file: WordDocument, *names: str) -> list[str]:
    return [p.text for p in file.paragraphs if p.style is not None and p.style.name in names]


def test_headings_bear_words_own_styles_and_its_own_numbers(sample: Document, file: WordDocument) -> None:
    expected = [block.text for block in sample.blocks if isinstance(block, Heading)]
    assert styled(file, "Heading 1", "Heading 2", "Heading 3") == expected
    numbered = file.styles["Heading 1"].element.find(qn("w:pPr")).find(qn("w:numPr"))
    [list_] = file.part.numbering_part.element.xpath(
        f"w:num[@w:numId='{numbered.find(qn('w:numId')).get(qn('w:val'))}']/w:abstractNumId/@w:val"
    )
    texts = file.part.numbering_part.element.xpath(
        f"w:abstractNum[@w:abstractNumId='{list_}']/w:lvl/w:lvlText/@w:val"
    )
    assert texts == ["%1", "%1.%2", "%1.%2.%3"]


def test_the_contents_are_words_own_field_filled_with_every_heading(
    sample: Document, file: WordDocument
) -> None:
    instructions = [node.text or "" for node in file.element.body.iter(qn("w:instrText"))]
    assert sum(text.strip().startswith("TOC ") for text in instructions) == 1
    links = list(file.element.body.iter(qn("w:hyperlink")))
    bookmarks = {node.get(qn("w:name")) for node in file.element.body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in links} == bookmarks
    pages = [str(page) for page in pdf.heading_pages(sample)]
    entries = [text_of(link) for link in links]
    for block, entry, page in zip(
        (b for b in sample.blocks if isinstance(b, Heading)), entries, pages, strict=True
    ):
        assert block.text in entry
        assert entry.endswith(page)


def test_fields_open_and_close_in_pairs(file: WordDocument) -> None:
    kinds = [node.get(qn("w:fldCharType")) for node in file.element.body.iter(qn("w:fldChar"))]
    depth = 0
    for kind in kinds:
        depth += {"begin": 1, "separate": 0, "end": -1}[kind]
        assert depth >= 0
    assert depth == 0


def test_word_asks_no_question_on_opening(file: WordDocument) -> None:
    settings = file.settings.element

    assert settings.find(qn("w:updateFields")) is None


def test_marking_and_banner_stand_in_the_header_of_every_page(sample: Document, file: WordDocument) -> None:
    section = file.sections[0]

    for header in (section.header, section.first_page_header):
        shown = "".join(p.text for p in header.paragraphs)
        assert sample.marking in shown
        assert sample.banner in shown


def test_the_footer_counts_pages_by_fields(sample: Document, file: WordDocument) -> None:
    footer = file.sections[0].footer._element

    codes = [(node.text or "").strip() for node in footer.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert words(sample.language)["page_before"] in text_of(footer)


def test_table_headings_come_again_and_no_row_is_cut(sample: Document, file: WordDocument) -> None:
    tables = [t for t in file.tables if t.style is not None and t.style.name == word.TABLE_STYLE]

    assert len(tables) == sum(isinstance(block, Table) for block in sample.blocks)
    for table in tables:
        rows = table._tbl.tr_lst
        assert rows[0].trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in rows[1:])


def test_column_widths_are_those_asked_for() -> None:
    table = Table("C", (Column("a", width=3), Column("b", "end", 1)), (("x", "1"),))

    grid = opened(document(table)).tables[0]._tbl.tblGrid

    wide, narrow = (int(column.get(qn("w:w"))) for column in grid)
    assert wide == pytest.approx(3 * narrow, abs=3)
    assert wide + narrow == pytest.approx(word.TEXT_WIDTH / word_elements.TWIPS_PER_EMU, abs=2)


def test_captions_are_numbered_by_fields_that_show_the_number(sample: Document, file: WordDocument) -> None:
    said = words(sample.language)
    captions = styled(file, "Caption")
    tables = [caption for caption in captions if caption.startswith(f"{said['table']} ")]
    shown = [int(re.search(r"\d+", caption)[0]) for caption in tables]  # type: ignore[index]
    assert shown == list(range(1, len(tables) + 1))
    codes = [(node.text or "").split()[:2] for node in file.element.body.iter(qn("w:instrText"))]
    assert codes.count(["SEQ", said["table"]]) == len(tables)


def test_a_picture_is_described_for_those_who_cannot_see_it(sample: Document, file: WordDocument) -> None:
    described = [node.get("descr") for node in file.element.body.iter(qn("wp:docPr"))]
    assert described == [b.description for b in sample.blocks if isinstance(b, Figure)]


def test_each_picture_has_a_number_of_its_own(file: WordDocument) -> None:
    numbers = [node.get("id") for node in file.element.body.iter(qn("wp:docPr"))]
    assert len(numbers) >= 2
    assert len(set(numbers)) == len(numbers)


def test_text_that_looks_like_markup_is_text() -> None:
    text = 'a < b & "c" > d\'s <w:p/> \t e \n f'
    table = Table(text, (Column(text),), ((text,),), notes=(text,), source=text)
    file = opened(document(Heading(text, 1), Paragraph(text), table))
    [cell] = [cell.text for row in file.tables[0].rows[1:] for cell in row.cells]
    assert [file.paragraphs[-4].text, cell] == [text, text]
    [caption] = file.element.body.iter(qn("w:tblCaption"))
    assert caption.get(qn("w:val")) == text


def test_pictures_are_sharp_in_print(file: WordDocument) -> None:
    for shape in file.inline_shapes:
        blip = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        pixels = file.part.related_parts[blip].image.px_width
        assert pixels / shape.width.inches >= 200


@pytest.mark.parametrize(("language", "tag"), [("en", "en-GB"), ("ru", "ru-RU"), ("kk", "kk-KZ")])
def test_spelling_is_checked_in_the_documents_language(language: str, tag: str) -> None:
    file = opened(document(language=language))

    default = next(file.styles.element.iter(qn("w:docDefaults")))
    assert next(default.iter(qn("w:lang"))).get(qn("w:val")) == tag
    assert file.core_properties.language == tag


def test_properties_name_the_office_and_nothing_of_this_machine(sample: Document, file: WordDocument) -> None:
    properties = file.core_properties

    assert properties.title == sample.title
    assert properties.author == properties.last_modified_by == sample.issued_by
    assert properties.created is not None
    assert properties.created.date() == sample.issued_on
    assert properties.comments == ""


def test_links_are_left_out_of_print() -> None:
    packed = word.render(document(Paragraph(("see ", Span("rows", href="https://example.org/rows")))))

    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        parts = b"".join(file.read(name) for name in file.namelist())
    assert b"example.org" not in parts


def test_ordered_lists_count_from_one_again() -> None:
    file = opened(document(Bullets(("a",), ordered=True), Paragraph("-"), Bullets(("b",), ordered=True)))

    lists = [p._p.pPr.numPr.numId.val for p in file.paragraphs if p.style and p.style.name == "List Number"]
    assert len(set(lists)) == 2


def test_a_page_break_leaves_no_empty_paragraph() -> None:
    file = opened(document(Paragraph("one"), PageBreak(), Paragraph("two"), contents=False))

    assert [p.text for p in file.paragraphs][-2:] == ["one", "two"]
    assert file.paragraphs[-1].paragraph_format.page_break_before


def test_the_same_document_gives_the_same_bytes(sample: Document) -> None:
    assert word.render(sample) == word.render(sample)


@pytest.mark.parametrize("contents", [True, False], ids=["with cover", "letter"])
def test_a_document_without_a_block_is_still_a_document(contents: bool) -> None:
    assert "T" in [p.text for p in opened(document(contents=contents)).paragraphs]


@pytest.mark.parametrize("last", [Paragraph(("The end.",)), SMALL], ids=["a paragraph", "a table"])
def test_what_stands_last_keeps_to_the_signatures(last: object) -> None:
    signed = SignatureBlock("Agreed", (Signature("Head of the agency"),))

    paragraphs = opened(document(Paragraph(("Before.",)), last, signed, contents=False)).paragraphs

    title = next(index for index, one in enumerate(paragraphs) if one.text == "Agreed")
    assert paragraphs[title - 1].paragraph_format.keep_with_next
    assert not next(one for one in paragraphs if one.text == "Before.").paragraph_format.keep_with_next


@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_the_marking_and_the_page_number_end_with_the_text_whatever_the_paper(paper: str) -> None:
    file = opened(document(Paragraph("Text"), marking="For official use", paper=paper))

    section = file.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    for name in ("Header", "Footer"):
        (stop,) = file.styles[name].paragraph_format.tab_stops
        assert stop.position == pytest.approx(width, abs=1000)
