"""A document as Word: real styles, numbered headings, fields with their text filled in.

Word counts pages itself (PAGE, NUMPAGES at once; the contents when it prints or when asked). Until then
the contents show the pages of the PDF, which has the same paper, margins and sizes. The flag that makes
Word update fields on opening is not set: it meets the reader with a question about "other files".
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time
from functools import cache
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Inches, Mm, RGBColor
from lxml import etree

from chegara.reporting import drawing, pdf
from chegara.reporting.blocks import (
    Bullets,
    Callout,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    SignatureBlock,
    Table,
)
from chegara.reporting.columns import column_shares, lines_of_rows
from chegara.reporting.numbers import day
from chegara.reporting.outline import Placed, headings, place
from chegara.reporting.text import clean
from chegara.reporting.word_elements import (
    element,
    field,
    field_start,
    markup,
    paragraph,
    parsed,
    run,
    runs,
    twips,
)
from chegara.reporting.word_styles import (
    REGIONS,
    TABLE_STYLE,
    TEXT_WIDTH,
    WARNING,
    complete_styles,
    new_list,
    prepare_numbering,
    prepare_styles,
    set_closely,
    set_line_width,
)
from chegara.reporting.word_template import fill_template
from chegara.reporting.words import words

TALLEST_FIGURE = Mm(200)
HIGHEST_SHARE = 0.8
"""How much of a page's height a figure may take, so that its caption stays with it."""
SHORT = 40
"""Lines of a table, a spare one for each row, up to which it stays on one page: about two thirds of A4."""
SIGNATURE_SHARES = (0.41, 0.29, 0.30)
_BODY = "the body stands here"
_FIRST_PROPERTIES = re.compile(r"<w:pStyle [^>]*/>(<w:keepNext/>)?")
_STYLE = re.compile(r'(<w:(?:pStyle|tblStyle) w:val=")([^"]*)')
PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Chegara</Application></Properties>"
)


def render(document: Document, template: bytes | None = None) -> bytes:
    """Return the document as a Word file; links are left out, as in all print.

    `template` is an agency's own Word file: its page, letterhead and styles are kept, and the document takes
    the place of {{ document }}.

    Raises:
        TemplateError: the template cannot be used.
    """
    return _Writer(document, template).write()


class _Writer:
    """Writes one document; holds the file under way and the counters of bookmarks and lists."""

    def __init__(self, document: Document, template: bytes | None) -> None:
        self.document = document
        self.words = words(document.language)
        self.placed = place(document.blocks)
        self.body: list[str] = []
        self.pictures = 0
        self.break_before_next = False
        self.signed_next = False
        self.own = template is None
        if template is None:
            self.docx = docx.Document()
            self.end = self.docx.element.body.find(qn("w:sectPr"))
            self.text_width, self.tallest = int(TEXT_WIDTH), int(TALLEST_FIGURE)
            prepare_styles(self.docx, document.language.partition("-")[0].lower())
            self.style_ids: dict[str, str] = {}
        else:
            self.docx, self.end = fill_template(template, document)
            self.text_width, height = _room(self.docx, self.end)
            self.tallest = min(int(TALLEST_FIGURE), round(height * HIGHEST_SHARE))
            self.style_ids = complete_styles(self.docx, self.text_width)
        self.lists = prepare_numbering(self.docx)

    def write(self) -> bytes:
        """Return the whole file."""
        self._set_properties()
        if self.own:
            if not self.document.contents:
                set_closely(self.docx.styles)
            self._set_page()
            self._cover()
        if self.document.contents:
            self._with_contents()
        else:
            self._blocks()
        self.end.addprevious(etree.Comment(_BODY))
        if not self.own:
            self.end.getparent().remove(self.end)
        buffer = io.BytesIO()
        self.docx.save(buffer)
        return _packed(buffer.getvalue(), "".join(self.body))

    def _add(self, added: str) -> None:
        """Put a paragraph or table at the end of the body."""
        if self.break_before_next and added.startswith("<w:p>"):
            added = _FIRST_PROPERTIES.sub(r"\g<0><w:pageBreakBefore/>", added, count=1)
            self.break_before_next = False
        if self.style_ids:
            added = _STYLE.sub(lambda found: found[1] + self.style_ids.get(found[2], found[2]), added)
        self.body.append(added)

    def _set_properties(self) -> None:
        document, core = self.document, self.docx.core_properties
        issued = datetime.combine(document.issued_on, time())
        core.title, core.subject = clean(document.title)[:255], clean(document.subtitle)[:255]
        core.author = core.last_modified_by = clean(document.issued_by)[:255]
        core.created = core.modified = issued
        core.language = REGIONS.get(document.language, document.language)
        core.comments = core.keywords = core.category = ""
        core.revision = 1
        self._leave_nothing_of_the_template()
        if not self.own:
            return
        settings = self.docx.settings.element
        for old in settings.findall(qn("w:themeFontLang")):
            old.set(qn("w:val"), core.language)
        for compatibility in settings.findall(qn("w:compat")):
            for old in list(compatibility):
                compatibility.remove(old)
            compatibility.append(
                element(
                    "compatSetting",
                    name="compatibilityMode",
                    uri="http://schemas.microsoft.com/office/word",
                    val=15,
                )
            )

    def _leave_nothing_of_the_template(self) -> None:
        """Take out what the template's own file brought along: its picture, data, program and company."""
        package = self.docx.part.package
        for owner in (package, self.docx.part):
            for key, relation in list(owner.rels.items()):
                if relation.reltype.rpartition("/")[2] in {"thumbnail", "customXml"}:
                    owner.rels.pop(key)
        settings = self.docx.settings.element
        for old in settings.findall(qn("w:rsids")):  # which editing sessions the template had
            settings.remove(old)
        for part in package.iter_parts():
            if str(part.partname) == "/docProps/app.xml":
                part._blob = PROGRAM  # noqa: SLF001 - python-docx knows the core properties only

    def _set_page(self) -> None:
        section = self.docx.sections[0]
        small = self.document.paper == "a5"
        section.page_width, section.page_height = (Mm(148), Mm(210)) if small else (Mm(210), Mm(297))
        section.left_margin, section.right_margin = (Mm(14), Mm(12)) if small else (Mm(30), Mm(20))
        if small:
            set_line_width(self.docx.styles, section.page_width - section.left_margin - section.right_margin)
        section.top_margin, section.bottom_margin = Mm(26), Mm(24)
        section.header_distance, section.footer_distance = Mm(13), Mm(12)
        section.different_first_page_header_footer = self.document.contents
        headers = [section.header]
        if self.document.contents:
            headers.append(section.first_page_header)
            section.first_page_footer.is_linked_to_previous = False
        for header in headers:
            self._fill_header(header)
        line = section.footer.paragraphs[0]
        line.style = self.docx.styles["Footer"]
        for part in parsed(
            run(f"{clean(self.document.title)}\t{self.words['page_before']}")
            + field("PAGE", "1")
            + run(self.words["page_between"])
            + field("NUMPAGES", "1")
        ):
            line._p.append(part)  # noqa: SLF001 - python-docx offers no fields

    def _fill_header(self, header: Any) -> None:
        line = header.paragraphs[0]
        line.style = self.docx.styles["Header"]
        banner = line.add_run(clean(self.document.banner))
        banner.font.color.rgb = RGBColor.from_string(WARNING)
        line.add_run("\t" + clean(self.document.marking))

    def _cover(self) -> None:
        document = self.document
        if document.issued_by:
            self._add(paragraph("Cover Line", run(clean(document.issued_by), bold=True)))
        low = (3600, 160) if document.contents else None
        self._add(paragraph("Title", run(clean(document.title)), spacing=low))
        if document.subtitle:
            self._add(paragraph("Subtitle", run(clean(document.subtitle))))
        for line in document.cover_lines:
            self._add(paragraph("Cover Line", run(clean(line))))
        self._add(paragraph("Cover Line", run(day(document.issued_on, document.language))))
        self.break_before_next = document.contents

    def _with_contents(self) -> None:
        """Write the text, and before it the contents once the pages are known, which a thread lays out."""
        with ThreadPoolExecutor(1) as layout:
            pages = layout.submit(pdf.heading_pages, self.document)
            before, self.body = self.body, []
            self.break_before_next = True
            self._blocks()
            text, self.body = self.body, before
            self.break_before_next = self.own
            self._contents(pages.result())
            self.body += text

    def _blocks(self) -> None:
        for index, placed in enumerate(self.placed):
            after = self.placed[index + 1 : index + 2]
            # Nobody signs an empty page.
            self.signed_next = bool(after) and isinstance(after[0].block, SignatureBlock)
            self._block(placed)

    def _contents(self, pages: Sequence[int]) -> None:
        """Write a contents field of Word's own, filled in, so that it is right before anybody updates it."""
        entries = headings(self.placed)
        self._add(paragraph("TOC Heading", run(self.words["contents"]), numbering=0))
        for position, ((heading, number, anchor), page) in enumerate(zip(entries, pages, strict=True)):
            link = markup(
                "hyperlink",
                *_heading_runs(heading, number),
                markup("r", markup("tab")),
                field(f"PAGEREF {_bookmark(anchor)} \\h", str(page)),
                anchor=_bookmark(anchor),
                history=1,
            )
            content = [link]
            if position == 0:
                # A field as Word writes it: opened in the first entry, closed after the last.
                content = [field_start('TOC \\o "1-3" \\h \\z \\u'), link]
            if position == len(entries) - 1:
                content.append(markup("r", markup("fldChar", fldCharType="end")))
            self._add(paragraph(f"toc {heading.level}", *content))

    def _block(self, placed: Placed) -> None:
        match placed.block:
            case Heading() as heading:
                self._heading(heading, placed)
            case Paragraph(text):
                self._add(paragraph("Normal", runs(text), keep_next=self.signed_next))
            case Bullets() as bullets:
                self._bullets(bullets)
            case Callout(title, text, tone):
                style = tone.capitalize()
                self._add(paragraph(f"{style} Title", run(clean(title))))
                self._add(paragraph(f"{style} Text", runs(text)))
            case Table() as table:
                self._table(table, placed.number)
            case Figure() as figure:
                self._figure(figure, placed.number)
            case PageBreak():
                self.break_before_next = True
            case SignatureBlock() as block:
                self._signatures(block)

    def _heading(self, heading: Heading, placed: Placed) -> None:
        number = None if heading.numbered else 0  # list 0 takes the style's number away
        mark = int(placed.anchor.rpartition("-")[2])
        self._add(
            paragraph(
                f"Heading {heading.level}",
                markup("bookmarkStart", id=mark, name=_bookmark(placed.anchor)),
                run(clean(heading.text)),
                markup("bookmarkEnd", id=mark),
                numbering=number,
            )
        )

    def _bullets(self, bullets: Bullets) -> None:
        number = new_list(self.docx, self.lists) if bullets.ordered else self.lists.bullets
        style = "List Number" if bullets.ordered else "List Bullet"
        for item in bullets.items:
            self._add(paragraph(style, runs(item), numbering=number))

    def _caption(self, word: str, number: str, text: str, *, keep_next: bool) -> None:
        self._add(
            paragraph(
                "Caption",
                run(f"{word} ", bold=True),
                field(f"SEQ {word} \\* ARABIC", number),
                run(self.words["caption_separator"] + clean(text)),
                keep_next=keep_next,
            )
        )

    def _small_print(self, notes: Sequence[str], source: str) -> None:
        lines = [f"{self.words['note']}: {clean(note)}" for note in notes]
        if source:
            lines.append(f"{self.words['source']}: {clean(source)}")
        # Without a line below it, a table would grow together with a table that follows.
        for line in lines[:-1]:
            self._add(paragraph("Source Note", run(line), keep_next=True))
        last = run(lines[-1] if lines else "")
        self._add(paragraph("Last Note", last, keep_next=self.signed_next))

    def _figure(self, figure: Figure, number: str) -> None:
        width, height = (Inches(side) for side in drawing.size_in_inches(figure.spec))
        shrunk = min(1.0, self.text_width / width, self.tallest / height) * figure.scale
        inline = self.docx.part.new_pic_inline(
            io.BytesIO(drawing.png(figure.spec)), round(width * shrunk), round(height * shrunk)
        )
        inline.docPr.set("descr", clean(figure.description))
        inline.docPr.set("title", clean(figure.caption))
        self.pictures += 1
        inline.docPr.set("id", str(int(inline.docPr.get("id")) + self.pictures))
        drawn = etree.tostring(inline, encoding="unicode")
        self._add(paragraph("Figure", markup("r", markup("drawing", drawn))))
        self._caption(self.words["figure"], number, figure.caption, keep_next=True)
        self._small_print(figure.notes, figure.source)

    def _table(self, table: Table, number: str) -> None:
        self._caption(self.words["table"], number, table.caption, keep_next=True)
        shares = column_shares(table)
        widths = [twips(self.text_width * share) for share in shares]
        aligns = [column.align for column in table.columns]
        # A short table stays on one page with its notes; few rows may be tall ones.
        together = len(table.rows) <= 15 and sum(lines_of_rows(table, shares)) <= SHORT
        headings_row = [run(clean(column.heading)) for column in table.columns]
        rows = [_row(headings_row, widths, aligns, style="Table Heading", keep_next=True, header=True)]
        for index, cells in enumerate(table.rows):
            bold = index in table.emphasised
            content = [runs(cell, bold=bold) for cell in cells]
            rows.append(_row(content, widths, aligns, style="Table Text", keep_next=together))
        self._add(
            markup(
                "tbl",
                markup(
                    "tblPr",
                    markup("tblStyle", val=TABLE_STYLE.replace(" ", "")),
                    markup("tblW", w=sum(widths), type="dxa"),
                    markup("tblLayout", type="fixed"),
                    markup("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0),
                    markup("tblCaption", val=clean(table.caption)),
                ),
                markup("tblGrid", *(markup("gridCol", w=width) for width in widths)),
                *rows,
            )
        )
        self._small_print(table.notes, table.source)

    def _signatures(self, block: SignatureBlock) -> None:
        self._add(paragraph("Signature Title", run(clean(block.title))))
        widths = [twips(self.text_width * share) for share in SIGNATURE_SHARES]
        aligns = ["start", "center", "start"]
        rows = []
        for one in block.signatures:
            office = [run(clean(one.office)), "", run(clean(one.name))]
            rows.append(_row(office, widths, aligns, style="Signature", keep_next=True, line_below=1))
            below = [run(self.words["date_line"]), run(self.words["signature"]), ""]
            rows.append(_row(below, widths, aligns, style="Source Note", keep_next=True))
        self._add(
            markup(
                "tbl",
                markup("tblPr", markup("tblW", w=sum(widths), type="dxa"), markup("tblLayout", type="fixed")),
                markup("tblGrid", *(markup("gridCol", w=width) for width in widths)),
                *rows,
            )
        )
        self._add(paragraph("Source Note"))


def _room(file: Any, place: Any) -> tuple[int, int]:
    """Return width and height for text on the page where a paragraph stands."""
    before = [
        p for p in place.itersiblings(preceding=True) if p.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    ]
    section = file.sections[len(before)]
    return (
        section.page_width - section.left_margin - section.right_margin,
        section.page_height - section.top_margin - section.bottom_margin,
    )


def _bookmark(anchor: str) -> str:
    return "_Toc" + anchor.rpartition("-")[2].zfill(9)


def _heading_runs(heading: Heading, number: str) -> Iterator[Any]:
    if number:
        yield run(f"{number}  ")
    yield run(clean(heading.text))


def _row(
    cells: Sequence[str],
    widths: Sequence[int],
    aligns: Sequence[str],
    *,
    style: str,
    keep_next: bool,
    header: bool = False,
    line_below: int | None = None,
) -> str:
    """Return a row that no page break cuts; a header row comes again on each page."""
    parts = ["<w:trPr><w:cantSplit/>", "<w:tblHeader/>" if header else "", "</w:trPr>"]
    for index, (content, width, align) in enumerate(zip(cells, widths, aligns, strict=True)):
        side = {"end": "right", "center": "center"}.get(align, "")
        text = paragraph(style, content, keep_next=keep_next, align=side)
        parts.append(f"<w:tc>{_cell(width, index == line_below)}{text}</w:tc>")
    return markup("tr", *parts)


@cache
def _cell(width: int, line_below: bool) -> str:
    line = markup("tcBorders", markup("bottom", val="single", sz=6, space=0, color="auto"))
    return markup("tcPr", markup("tcW", w=width, type="dxa"), *([line] if line_below else []))


def _packed(saved: bytes, body: str) -> bytes:
    """Pack a file with its body, at a fixed time, so that the same document gives the same bytes."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace(f"<!--{_BODY}-->".encode(), body.encode(), 1)
            new.writestr(entry, content)
    return buffer.getvalue()
