"""The styles and lists of a Word file: the house's own, or those that an agency's template lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from chegara.reporting.word_elements import element

FONT = "Arial"
ACCENT, WARNING, MUTED = "1B3A5C", "A33B00", "52606D"
TEXT_WIDTH = Mm(160)
LINE_SPACING = 1.19  # Arial set as open as the PDF's Noto, so that pages hold about as much
TABLE_STYLE = "Chegara Table"
# Word wants a region to choose a spelling dictionary.
REGIONS = {
    "en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ", "ky": "ky-KG", "tg": "tg-Cyrl-TJ", "tk": "tk-TM",
    "uz": "uz-Latn-UZ",
}  # fmt: skip


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
    properties.insert(0, element("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT))


def prepare_styles(file: Any, language: str) -> None:
    """Give a new file the house's styles."""
    styles = file.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_fonts(defaults)
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    tag = REGIONS.get(language, language)
    defaults.append(element("lang", val=tag, eastAsia=tag, bidi=tag))
    normal = styles["Normal"]
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(7)
    normal.paragraph_format.line_spacing = LINE_SPACING
    _set_fonts(normal.element.get_or_add_rPr())
    for name, look in LOOKS.items():
        _dress(styles, name, look)
        _set_fonts(styles[name].element.rPr)
    _set_apart(styles, LOOKS, TEXT_WIDTH)
    set_line_width(styles, TEXT_WIDTH)
    _add_table_style(styles)


def set_line_width(styles: Any, width: int) -> None:
    """Let what stands at the right of header and footer end with the text, whatever the paper."""
    for name in ("Header", "Footer"):
        stops = styles[name].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)


def complete_styles(file: Any, width: int) -> dict[str, str]:
    """Give an agency's file the styles that it lacks, in its own font; those that it has keep their look.

    Returns the identifiers of the styles by their names without spaces, as our paragraphs name them: Word's
    own styles have others in each language of Word.
    """
    styles = file.styles
    lacking = [name for name in LOOKS if name not in styles]
    for name in lacking:
        _dress(styles, name, LOOKS[name])
    _set_apart(styles, lacking, width)
    if TABLE_STYLE not in styles:
        _add_table_style(styles)
    return {name.replace(" ", ""): styles[name].style_id for name in ("Normal", TABLE_STYLE, *LOOKS)}


def _set_apart(styles: Any, names: Iterable[str], width: int) -> None:
    """Shade notes, and lead the lines of the contents to their pages."""
    for name in names:
        tone, _space, part = name.partition(" ")
        if tone in SHADES and part in {"Title", "Text"}:
            _shade(styles[name], *SHADES[tone])
        if name.startswith("toc "):
            layout = styles[name].paragraph_format
            layout.left_indent = Mm(5 * (int(part) - 1))
            layout.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def set_closely(styles: Any) -> None:
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
    border = element(
        "pBdr",
        element("top", val="single", sz=4, space=4, color=ground),
        element("left", val="single", sz=24, space=8, color=edge),
        element("bottom", val="single", sz=4, space=4, color=ground),
        element("right", val="single", sz=4, space=4, color=ground),
    )
    spacing = properties.find(qn("w:spacing"))
    spacing.addprevious(border)
    spacing.addprevious(element("shd", val="clear", color="auto", fill=ground))
    style.paragraph_format.left_indent = Mm(4)
    style.paragraph_format.right_indent = Mm(2)


def _add_table_style(styles: Any) -> None:
    style = styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE)
    style.base_style = styles["Normal Table"]
    line: dict[str, str | int] = {"val": "single", "space": 0}
    style.element.append(
        element(
            "tblPr",
            element(
                "tblBorders",
                element("top", sz=8, color=ACCENT, **line),
                element("bottom", sz=4, color="C3CAD3", **line),
                element("insideH", sz=4, color="C3CAD3", **line),
            ),
            element("tblCellMar", element("left", w=80, type="dxa"), element("right", w=80, type="dxa")),
        )
    )
    style.element.append(
        element(
            "tblStylePr",
            element("rPr", element("b")),
            element(
                "tcPr",
                element("tcBorders", element("bottom", sz=6, color=ACCENT, **line)),
                element("shd", val="clear", color="auto", fill="EAF0F6"),
            ),
            type="firstRow",
        )
    )


@dataclass
class Lists:
    """The numbers by which a file knows our lists."""

    headings: int
    bullets: int
    last: int


def prepare_numbering(file: Any) -> Lists:
    """Define our own lists: headings 1, 1.1, 1.1.1, bullets, numbers; numbered headings keep theirs."""
    numbering = _numbering_of(file)
    taken = numbering.xpath("w:abstractNum/@w:abstractNumId | w:num/@w:numId")
    headings = 1 + max(map(int, taken), default=0)
    lists = Lists(headings, headings + 1, headings + 2)
    levels = [
        element(
            "lvl",
            element("start", val=1),
            element("numFmt", val="decimal"),
            element("pStyle", val=f"Heading{level + 1}"),
            element("suff", val="space"),
            element("lvlText", val=".".join(f"%{n + 1}" for n in range(level + 1))),
            element("lvlJc", val="left"),
            element("pPr", element("ind", left=0, firstLine=0)),
            ilvl=level,
        )
        for level in range(3)
    ]
    abstracts = [
        element(
            "abstractNum", element("multiLevelType", val="multilevel"), *levels, abstractNumId=lists.headings
        ),
        _simple_list(lists.bullets, "bullet", "•"),
        _simple_list(lists.last, "decimal", "%1."),
    ]
    first = numbering.find(qn("w:num"))
    for abstract in abstracts:
        if first is None:  # definitions of lists stand before what uses them
            numbering.append(abstract)
        else:
            first.addprevious(abstract)
    for number in (lists.headings, lists.bullets, lists.last):
        numbering.append(element("num", element("abstractNumId", val=number), numId=number))
    for level in range(3):
        style = file.styles[f"Heading {level + 1}"].element.get_or_add_pPr()
        if style.numPr is None:
            style.get_or_add_numPr().append(element("ilvl", val=level))
            style.get_or_add_numPr().append(element("numId", val=lists.headings))
    for name in ("List Bullet", "List Number"):
        properties = file.styles[name].element.get_or_add_pPr()
        for old in properties.findall(qn("w:numPr")):
            properties.remove(old)
    return lists


def _numbering_of(file: Any) -> Any:
    """Return a file's definitions of lists; one that has none gets Word's."""
    part = file.part
    if not any(relation.reltype == RELATIONSHIP_TYPE.NUMBERING for relation in part.rels.values()):
        part.relate_to(docx.Document().part.numbering_part, RELATIONSHIP_TYPE.NUMBERING)
    return part.numbering_part.element


def _simple_list(number: int, kind: str, text: str) -> Any:
    level = element(
        "lvl",
        element("start", val=1),
        element("numFmt", val=kind),
        element("lvlText", val=text),
        element("lvlJc", val="left"),
        element("pPr", element("ind", left=500, hanging=300)),
        ilvl=0,
    )
    return element("abstractNum", element("multiLevelType", val="singleLevel"), level, abstractNumId=number)


def new_list(file: Any, lists: Lists) -> int:
    """Begin a numbered list that counts from 1 again; return its number."""
    lists.last += 1
    restart = element("lvlOverride", element("startOverride", val=1), ilvl=0)
    numbering = file.part.numbering_part.element
    numbering.append(
        element("num", element("abstractNumId", val=lists.headings + 2), restart, numId=lists.last)
    )
    return lists.last
