"""A document as Word: real styles, numbered headings, fields with their text filled in.

Word counts pages itself (PAGE, NUMPAGES at once; the contents when it prints or when asked). Until then
the contents show the pages of the PDF, which has the same paper, margins and sizes. The flag that makes
Word update fields on opening is not set: it meets the reader with a question about "other files".
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from docx.shared import Inches, Mm, Pt, RGBColor

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
    Text,
)
from chegara.reporting.columns import column_shares
from chegara.reporting.numbers import day
from chegara.reporting.outline import Placed, headings, place
from chegara.reporting.text import clean, spans
from chegara.reporting.words import words

FONT = "Arial"
ACCENT, WARNING, MUTED = "1B3A5C", "A33B00", "52606D"
TEXT_WIDTH = Mm(160)
TALLEST_FIGURE = Mm(200)
TWIPS_PER_EMU = 635
LINE_SPACING = 1.19  # Arial set as open as the PDF's Noto, so that pages hold about as much
TABLE_STYLE = "Chegara Table"
PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Chegara</Application></Properties>"
)
HEADING_LIST, BULLET_LIST, NUMBER_LIST = 90, 91, 92  # abstract numbering definitions of our own
# Word wants a region to choose a spelling dictionary.
REGIONS = {
    "en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ", "ky": "ky-KG", "tg": "tg-Cyrl-TJ", "tk": "tk-TM",
    "uz": "uz-Latn-UZ",
}  # fmt: skip


def render(document: Document) -> bytes:
    """Return the document as a Word file; links are left out, as in all print."""
    return _Writer(document).write()


# -- small pieces of WordprocessingML ---------------------------------------------------------------------


@cache
def _name(name: str) -> str:
    return str(qn(f"w:{name}"))


_NAMESPACE = {"w": nsmap["w"]}


def _element(tag: str, *children: Any, **attributes: str | int) -> Any:
    """Return an element of the w: namespace; attributes are of it too."""
    # As docx's OxmlElement, without looking the same names up a hundred thousand times.
    element = oxml_parser.makeelement(_name(tag), nsmap=_NAMESPACE)
    for name, value in attributes.items():
        element.set(_name(name), str(value))
    for child in children:
        element.append(child)
    return element


def _run(text: str, *, bold: bool = False, italic: bool = False) -> Any:
    run = _element("r")
    if bold or italic:
        flags = [name for name, on in (("b", bold), ("i", italic)) if on]
        run.append(_element("rPr", *(_element(name) for name in flags)))
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(_element("br"))
        for position, piece in enumerate(line.split("\t")):
            if position:
                run.append(_element("tab"))
            if piece:
                node = _element("t")
                node.text = piece
                node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                run.append(node)
    return run


def _runs(text: Text, *, bold: bool = False) -> list[Any]:
    return [_run(part.text, bold=bold or part.bold, italic=part.italic) for part in spans(text)]


def _field(code: str, shown: str) -> list[Any]:
    """Return the runs of a field with the text that it shows until Word computes it."""
    instruction = _element("instrText")
    instruction.text = f" {code} "
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        _element("r", _element("fldChar", fldCharType="begin")),
        _element("r", instruction),
        _element("r", _element("fldChar", fldCharType="separate")),
        _run(shown),
        _element("r", _element("fldChar", fldCharType="end")),
    ]


def _paragraph(
    style: str, *content: Any, keep_next: bool = False, numbering: int | None = None, align: str = ""
) -> Any:
    properties = _element("pPr", _element("pStyle", val=style.replace(" ", "")))
    if keep_next:
        properties.append(_element("keepNext"))
    if numbering is not None:
        properties.append(_element("numPr", _element("ilvl", val=0), _element("numId", val=numbering)))
    if align:
        properties.append(_element("jc", val=align))
    return _element("p", properties, *content)


def _twips(length: float) -> int:
    return round(length / TWIPS_PER_EMU)


# -- styles -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Look:
    """What a paragraph style sets; sizes and spaces in points."""

    size: float
    bold: bool = False
    italic: bool = False
    colour: str | None = None
    before: float = 0
    after: float = 6
    keep_next: bool = False
    base: str = "Normal"


LOOKS = {
    "Title": _Look(26, bold=True, colour=ACCENT, after=8),
    "Subtitle": _Look(14, colour=MUTED, after=18),
    "Heading 1": _Look(16, bold=True, colour=ACCENT, before=20, after=8, keep_next=True),
    "Heading 2": _Look(13, bold=True, colour=ACCENT, before=14, after=6, keep_next=True),
    "Heading 3": _Look(11, bold=True, colour=ACCENT, before=12, after=5, keep_next=True),
    "TOC Heading": _Look(16, bold=True, colour=ACCENT, after=10),
    "toc 1": _Look(10.5, bold=True, before=5, after=3),
    "toc 2": _Look(10.5, after=2),
    "toc 3": _Look(10.5, after=2),
    "Caption": _Look(9.5, before=10, after=4),
    "Source Note": _Look(8.5, colour=MUTED, after=3),
    "Last Note": _Look(8.5, after=12, base="Source Note", colour=MUTED),
    "Figure": _Look(10.5, before=8, after=2, keep_next=True),
    "Table Text": _Look(9, before=2, after=2),
    "Table Heading": _Look(9, bold=True, before=2, after=2, base="Table Text"),
    "List Bullet": _Look(10.5, after=3),
    "List Number": _Look(10.5, after=3),
    "Signature": _Look(10.5, before=16, after=0),
    "Signature Title": _Look(10.5, bold=True, before=24, keep_next=True),
    "Cover Line": _Look(10.5, after=4),
    "Note Title": _Look(10.5, bold=True, colour=ACCENT, before=8, after=0, keep_next=True),
    "Note Text": _Look(10.5, after=10),
    "Warning Title": _Look(10.5, bold=True, colour=WARNING, before=8, after=0, keep_next=True),
    "Warning Text": _Look(10.5, after=10),
    "Header": _Look(8.5, bold=True, after=0),
    "Footer": _Look(8.5, colour=MUTED, after=0),
}
SHADES = {"Note": ("EEF3F8", ACCENT), "Warning": ("FDF1E7", WARNING)}


def _set_fonts(properties: Any) -> None:
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, _element("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT))


def _prepare_styles(file: Any, language: str) -> None:
    styles = file.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_fonts(defaults)
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    tag = REGIONS.get(language, language)
    defaults.append(_element("lang", val=tag, eastAsia=tag, bidi=tag))
    normal = styles["Normal"]
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(7)
    normal.paragraph_format.line_spacing = LINE_SPACING
    _set_fonts(normal.element.get_or_add_rPr())
    for name, look in LOOKS.items():
        _dress(styles, name, look)
    for tone, (ground, edge) in SHADES.items():
        for part in ("Title", "Text"):
            _shade(styles[f"{tone} {part}"], ground, edge)
    for level, name in enumerate(("toc 1", "toc 2", "toc 3")):
        style = styles[name]
        style.paragraph_format.left_indent = Mm(5 * level)
        style.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    for name in ("Header", "Footer"):
        stops = styles[name].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _add_table_style(styles)


def _set_closely(styles: Any) -> None:
    """Set a document of few pages closer: a smaller title, less air in tables."""
    styles["Title"].font.size = Pt(15)
    styles["Subtitle"].font.size = Pt(12)
    styles["Subtitle"].paragraph_format.space_after = Pt(6)
    for name in ("Table Text", "Table Heading"):
        layout = styles[name].paragraph_format
        layout.space_before = layout.space_after = Pt(1)
    styles["Table Text"].font.size = styles["Table Heading"].font.size = Pt(8.5)
    styles["Cover Line"].paragraph_format.space_after = Pt(1)
    styles["Signature"].paragraph_format.space_before = Pt(8)


def _dress(styles: Any, name: str, look: _Look) -> None:
    if name in styles:
        style = styles[name]
    else:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[look.base]
    if name == "TOC Heading":
        style.base_style = styles["Normal"]  # a heading's style would number it
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    _set_fonts(properties)
    style.font.size = Pt(look.size)
    style.font.bold = look.bold
    style.font.italic = look.italic
    if look.colour:
        style.font.color.rgb = RGBColor.from_string(look.colour)
    paragraph = style.element.get_or_add_pPr()
    for border in paragraph.findall(qn("w:pBdr")):
        paragraph.remove(border)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.line_spacing = 1.0 if look.size < 10 or look.size > 12 else LINE_SPACING
    layout.keep_with_next = look.keep_next
    style.quick_style = True
    style.hidden = False


def _shade(style: Any, ground: str, edge: str) -> None:
    properties = style.element.get_or_add_pPr()
    border = _element(
        "pBdr",
        _element("top", val="single", sz=4, space=4, color=ground),
        _element("left", val="single", sz=24, space=8, color=edge),
        _element("bottom", val="single", sz=4, space=4, color=ground),
        _element("right", val="single", sz=4, space=4, color=ground),
    )
    spacing = properties.find(qn("w:spacing"))
    spacing.addprevious(border)
    spacing.addprevious(_element("shd", val="clear", color="auto", fill=ground))
    style.paragraph_format.left_indent = Mm(4)
    style.paragraph_format.right_indent = Mm(2)


def _add_table_style(styles: Any) -> None:
    style = styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE)
    style.base_style = styles["Normal Table"]
    line: dict[str, str | int] = {"val": "single", "space": 0}
    style.element.append(
        _element(
            "tblPr",
            _element(
                "tblBorders",
                _element("top", sz=8, color=ACCENT, **line),
                _element("bottom", sz=4, color="C3CAD3", **line),
                _element("insideH", sz=4, color="C3CAD3", **line),
            ),
            _element("tblCellMar", _element("left", w=80, type="dxa"), _element("right", w=80, type="dxa")),
        )
    )
    style.element.append(
        _element(
            "tblStylePr",
            _element("rPr", _element("b")),
            _element(
                "tcPr",
                _element("tcBorders", _element("bottom", sz=6, color=ACCENT, **line)),
                _element("shd", val="clear", color="auto", fill="EAF0F6"),
            ),
            type="firstRow",
        )
    )


def _prepare_numbering(file: Any) -> None:
    """Define our own lists: headings 1, 1.1, 1.1.1 bound to their styles, bullets, numbers."""
    numbering = file.part.numbering_part.element
    levels = [
        _element(
            "lvl",
            _element("start", val=1),
            _element("numFmt", val="decimal"),
            _element("pStyle", val=f"Heading{level + 1}"),
            _element("suff", val="space"),
            _element("lvlText", val=".".join(f"%{n + 1}" for n in range(level + 1))),
            _element("lvlJc", val="left"),
            _element("pPr", _element("ind", left=0, firstLine=0)),
            ilvl=level,
        )
        for level in range(3)
    ]
    abstracts = [
        _element(
            "abstractNum", _element("multiLevelType", val="multilevel"), *levels, abstractNumId=HEADING_LIST
        ),
        _simple_list(BULLET_LIST, "bullet", "•"),
        _simple_list(NUMBER_LIST, "decimal", "%1."),
    ]
    first = numbering.find(qn("w:num"))
    for abstract in abstracts:
        first.addprevious(abstract)
    for number in (HEADING_LIST, BULLET_LIST):
        numbering.append(_element("num", _element("abstractNumId", val=number), numId=number))
    for level in range(3):
        style = file.styles[f"Heading {level + 1}"].element.get_or_add_pPr()
        style.get_or_add_numPr().append(_element("ilvl", val=level))
        style.get_or_add_numPr().append(_element("numId", val=HEADING_LIST))
    for name in ("List Bullet", "List Number"):
        properties = file.styles[name].element.get_or_add_pPr()
        for old in properties.findall(qn("w:numPr")):
            properties.remove(old)


def _simple_list(number: int, kind: str, text: str) -> Any:
    level = _element(
        "lvl",
        _element("start", val=1),
        _element("numFmt", val=kind),
        _element("lvlText", val=text),
        _element("lvlJc", val="left"),
        _element("pPr", _element("ind", left=500, hanging=300)),
        ilvl=0,
    )
    return _element("abstractNum", _element("multiLevelType", val="singleLevel"), level, abstractNumId=number)


# -- the document -----------------------------------------------------------------------------------------


class _Writer:
    """Writes one document; holds the file under way and the counters of bookmarks and lists."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = words(document.language)
        self.docx = docx.Document()
        self.placed = place(document.blocks)
        self.lists = 100
        self.break_before_next = False

    def write(self) -> bytes:
        """Return the whole file."""
        language = self.document.language.partition("-")[0].lower()
        _prepare_styles(self.docx, language)
        if not self.document.contents:
            _set_closely(self.docx.styles)
        _prepare_numbering(self.docx)
        self._set_properties()
        self._set_page()
        self._cover()
        if self.document.contents:
            self._contents()
        for placed in self.placed:
            self._block(placed)
        buffer = io.BytesIO()
        self.docx.save(buffer)
        return _without_clock(buffer.getvalue())

    def _add(self, element: Any) -> Any:
        """Put a paragraph or table at the end of the text."""
        if self.break_before_next and element.tag == qn("w:p"):
            style = element.find(qn("w:pPr")).find(qn("w:pStyle"))
            style.addnext(_element("pageBreakBefore"))
            kept = element.find(qn("w:pPr")).find(qn("w:keepNext"))
            if kept is not None:  # the schema wants keepNext first
                style.addnext(kept)
            self.break_before_next = False
        self.docx.element.body.find(qn("w:sectPr")).addprevious(element)
        return element

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
        settings = self.docx.settings.element
        for old in settings.findall(qn("w:themeFontLang")):
            old.set(qn("w:val"), core.language)
        for compatibility in settings.findall(qn("w:compat")):
            for old in list(compatibility):
                compatibility.remove(old)
            compatibility.append(
                _element(
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
        section.top_margin, section.bottom_margin = Mm(26), Mm(24)
        section.header_distance, section.footer_distance = Mm(13), Mm(12)
        section.different_first_page_header_footer = self.document.contents
        headers = [section.header]
        if self.document.contents:
            headers.append(section.first_page_header)
            section.first_page_footer.is_linked_to_previous = False
        for header in headers:
            self._fill_header(header)
        paragraph = section.footer.paragraphs[0]
        paragraph.style = self.docx.styles["Footer"]
        for element in (
            _run(f"{clean(self.document.title)}\t{self.words['page_before']}"),
            *_field("PAGE", "1"),
            _run(self.words["page_between"]),
            *_field("NUMPAGES", "1"),
        ):
            paragraph._p.append(element)  # noqa: SLF001 - python-docx offers no fields

    def _fill_header(self, header: Any) -> None:
        paragraph = header.paragraphs[0]
        paragraph.style = self.docx.styles["Header"]
        banner = paragraph.add_run(clean(self.document.banner))
        banner.font.color.rgb = RGBColor.from_string(WARNING)
        paragraph.add_run("\t" + clean(self.document.marking))

    def _cover(self) -> None:
        document = self.document
        if document.issued_by:
            self._add(_paragraph("Cover Line", _run(clean(document.issued_by), bold=True)))
        title = self._add(_paragraph("Title", _run(clean(document.title))))
        if document.contents:
            title.find(qn("w:pPr")).append(_element("spacing", before=3600, after=160))
        if document.subtitle:
            self._add(_paragraph("Subtitle", _run(clean(document.subtitle))))
        for line in document.cover_lines:
            self._add(_paragraph("Cover Line", _run(clean(line))))
        self._add(_paragraph("Cover Line", _run(day(document.issued_on, document.language))))
        self.break_before_next = document.contents

    def _contents(self) -> None:
        """Write a contents field of Word's own, filled in, so that it is right before anybody updates it."""
        entries = headings(self.placed)
        self._add(_paragraph("TOC Heading", _run(self.words["contents"])))
        pages = pdf.heading_pages(self.document)
        for position, ((heading, number, anchor), page) in enumerate(zip(entries, pages, strict=True)):
            link = _element(
                "hyperlink",
                *_heading_runs(heading, number),
                _element("r", _element("tab")),
                *_field(f"PAGEREF {_bookmark(anchor)} \\h", str(page)),
                anchor=_bookmark(anchor),
                history=1,
            )
            content = [link]
            if position == 0:
                # A field as Word writes it: opened in the first entry, closed after the last.
                content = [*_field('TOC \\o "1-3" \\h \\z \\u', "")[:3], link]
            if position == len(entries) - 1:
                content.append(_element("r", _element("fldChar", fldCharType="end")))
            self._add(_paragraph(f"toc {heading.level}", *content))
        self.break_before_next = True

    def _block(self, placed: Placed) -> None:
        match placed.block:
            case Heading() as heading:
                self._heading(heading, placed)
            case Paragraph(text):
                self._add(_paragraph("Normal", *_runs(text)))
            case Bullets() as bullets:
                self._bullets(bullets)
            case Callout(title, text, tone):
                style = tone.capitalize()
                self._add(_paragraph(f"{style} Title", _run(clean(title))))
                self._add(_paragraph(f"{style} Text", *_runs(text)))
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
            _paragraph(
                f"Heading {heading.level}",
                _element("bookmarkStart", id=mark, name=_bookmark(placed.anchor)),
                _run(clean(heading.text)),
                _element("bookmarkEnd", id=mark),
                numbering=number,
            )
        )

    def _bullets(self, bullets: Bullets) -> None:
        number = self._new_list() if bullets.ordered else BULLET_LIST
        style = "List Number" if bullets.ordered else "List Bullet"
        for item in bullets.items:
            self._add(_paragraph(style, *_runs(item), numbering=number))

    def _new_list(self) -> int:
        """Begin a numbered list that counts from 1 again."""
        self.lists += 1
        restart = _element("lvlOverride", _element("startOverride", val=1), ilvl=0)
        numbering = self.docx.part.numbering_part.element
        numbering.append(
            _element("num", _element("abstractNumId", val=NUMBER_LIST), restart, numId=self.lists)
        )
        return self.lists

    def _caption(self, word: str, number: str, text: str, *, keep_next: bool) -> None:
        self._add(
            _paragraph(
                "Caption",
                _run(f"{word} ", bold=True),
                *_field(f"SEQ {word} \\* ARABIC", number),
                _run(self.words["caption_separator"] + clean(text)),
                keep_next=keep_next,
            )
        )

    def _small_print(self, notes: Sequence[str], source: str) -> None:
        lines = [f"{self.words['note']}: {clean(note)}" for note in notes]
        if source:
            lines.append(f"{self.words['source']}: {clean(source)}")
        # Without a line below it, a table would grow together with a table that follows.
        for line in lines[:-1]:
            self._add(_paragraph("Source Note", _run(line), keep_next=True))
        self._add(_paragraph("Last Note", _run(lines[-1] if lines else "")))

    def _figure(self, figure: Figure, number: str) -> None:
        width, height = (Inches(side) for side in drawing.size_in_inches(figure.spec))
        shrunk = min(1.0, TEXT_WIDTH / width, TALLEST_FIGURE / height) * figure.scale
        inline = self.docx.part.new_pic_inline(
            io.BytesIO(drawing.png(figure.spec)), round(width * shrunk), round(height * shrunk)
        )
        inline.docPr.set("descr", clean(figure.description))
        inline.docPr.set("title", clean(figure.caption))
        self._add(_paragraph("Figure", _element("r", _element("drawing", inline))))
        self._caption(self.words["figure"], number, figure.caption, keep_next=True)
        self._small_print(figure.notes, figure.source)

    def _table(self, table: Table, number: str) -> None:
        self._caption(self.words["table"], number, table.caption, keep_next=True)
        widths = [_twips(TEXT_WIDTH * share) for share in column_shares(table)]
        aligns = [column.align for column in table.columns]
        together = len(table.rows) <= 15  # a short table stays on one page with its notes
        headings_row = [[_run(clean(column.heading))] for column in table.columns]
        rows = [_row(headings_row, widths, aligns, style="Table Heading", keep_next=True, header=True)]
        for index, cells in enumerate(table.rows):
            bold = index in table.emphasised
            content = [_runs(cell, bold=bold) for cell in cells]
            rows.append(_row(content, widths, aligns, style="Table Text", keep_next=together))
        self._add(
            _element(
                "tbl",
                _element(
                    "tblPr",
                    _element("tblStyle", val=TABLE_STYLE.replace(" ", "")),
                    _element("tblW", w=sum(widths), type="dxa"),
                    _element("tblLayout", type="fixed"),
                    _element("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0),
                    _element("tblCaption", val=clean(table.caption)),
                ),
                _element("tblGrid", *(_element("gridCol", w=width) for width in widths)),
                *rows,
            )
        )
        self._small_print(table.notes, table.source)

    def _signatures(self, block: SignatureBlock) -> None:
        self._add(_paragraph("Signature Title", _run(clean(block.title))))
        widths = [_twips(Mm(side)) for side in (66, 46, 48)]
        aligns = ["start", "center", "start"]
        rows = []
        for one in block.signatures:
            office = [[_run(clean(one.office))], [], [_run(clean(one.name))]]
            rows.append(_row(office, widths, aligns, style="Signature", keep_next=True, line_below=1))
            below = [[_run(self.words["date_line"])], [_run(self.words["signature"])], []]
            rows.append(_row(below, widths, aligns, style="Source Note", keep_next=True))
        self._add(
            _element(
                "tbl",
                _element(
                    "tblPr", _element("tblW", w=sum(widths), type="dxa"), _element("tblLayout", type="fixed")
                ),
                _element("tblGrid", *(_element("gridCol", w=width) for width in widths)),
                *rows,
            )
        )
        self._add(_paragraph("Source Note"))


def _bookmark(anchor: str) -> str:
    return "_Toc" + anchor.rpartition("-")[2].zfill(9)


def _heading_runs(heading: Heading, number: str) -> Iterator[Any]:
    if number:
        yield _run(f"{number}  ")
    yield _run(clean(heading.text))


def _row(
    cells: Sequence[Sequence[Any]],
    widths: Sequence[int],
    aligns: Sequence[str],
    *,
    style: str,
    keep_next: bool,
    header: bool = False,
    line_below: int | None = None,
) -> Any:
    """Return a row that no page break cuts; a header row comes again on each page."""
    properties = _element("trPr", _element("cantSplit"))
    if header:
        properties.append(_element("tblHeader"))
    row = _element("tr", properties)
    for index, (content, width, align) in enumerate(zip(cells, widths, aligns, strict=True)):
        layout = _element("tcPr", _element("tcW", w=width, type="dxa"))
        if index == line_below:
            layout.append(
                _element("tcBorders", _element("bottom", val="single", sz=6, space=0, color="auto"))
            )
        side = {"end": "right", "center": "center"}.get(align, "")
        paragraph = _paragraph(style, *content, keep_next=keep_next, align=side)
        row.append(_element("tc", layout, paragraph))
    return row


def _without_clock(packed: bytes) -> bytes:
    """Pack the file anew with a fixed time, so that the same document gives the same bytes."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
