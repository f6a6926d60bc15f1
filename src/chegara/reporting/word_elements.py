"""Small pieces of WordprocessingML: elements where python-docx keeps a tree, text where we write the body.

A long report's body is a million elements. As text they take a third of the time and of the memory.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser, parse_xml

from chegara.reporting.blocks import Text
from chegara.reporting.text import spans

TWIPS_PER_EMU = 635


@cache
def _name(name: str) -> str:
    return str(qn(f"w:{name}"))


_NAMESPACE = {"w": nsmap["w"]}


def element(tag: str, *children: Any, **attributes: str | int) -> Any:
    """Return an element of the w: namespace; attributes are of it too."""
    made = oxml_parser.makeelement(_name(tag), nsmap=_NAMESPACE)
    for name, value in attributes.items():
        made.set(_name(name), str(value))
    for child in children:
        made.append(child)
    return made


def markup(tag: str, *children: str, **attributes: str | int) -> str:
    """Return an element of the w: namespace as text; its children are markup already, its attributes are not.

    >>> markup("p", markup("jc", val="left"), id=3)
    '<w:p w:id="3"><w:jc w:val="left"/></w:p>'
    """
    given = "".join(
        f' w:{name}="{value}"' if isinstance(value, int) else f" w:{name}={quoteattr(value)}"
        for name, value in attributes.items()
    )
    return f"<w:{tag}{given}>{''.join(children)}</w:{tag}>" if children else f"<w:{tag}{given}/>"


def parsed(text: str) -> list[Any]:
    """Return pieces of markup as elements, for a place that python-docx keeps as a tree."""
    return list(parse_xml(f'<w:body xmlns:w="{nsmap["w"]}">{text}</w:body>'))


def run(text: str, *, bold: bool = False, italic: bool = False) -> str:
    """Return a run of text; its tabs and line ends become Word's."""
    flags = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    return f"<w:r>{f'<w:rPr>{flags}</w:rPr>' if flags else ''}{_text(text)}</w:r>"


def _text(text: str) -> str:
    if not text:
        return ""
    shown = escape(text)
    for character, means in (("\t", "<w:tab/>"), ("\n", "<w:br/>")):
        if character in shown:
            shown = shown.replace(character, f'</w:t>{means}<w:t xml:space="preserve">')
    return f'<w:t xml:space="preserve">{shown}</w:t>'.replace('<w:t xml:space="preserve"></w:t>', "")


def runs(text: Text, *, bold: bool = False) -> str:
    """Return a text's runs, each with its emphasis."""
    return "".join(run(part.text, bold=bold or part.bold, italic=part.italic) for part in spans(text))


def field(code: str, shown: str) -> str:
    """Return the runs of a field with the text that it shows until Word computes it."""
    return field_start(code) + run(shown) + markup("r", markup("fldChar", fldCharType="end"))


def field_start(code: str) -> str:
    """Return the runs before what a field shows."""
    return (
        markup("r", markup("fldChar", fldCharType="begin"))
        + f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        + markup("r", markup("fldChar", fldCharType="separate"))
    )


def paragraph(
    style: str,
    *content: str,
    keep_next: bool = False,
    numbering: int | None = None,
    align: str = "",
    spacing: tuple[int, int] | None = None,
) -> str:
    """Return a paragraph in a style, named as Word shows it; `spacing` before and after it is in twips."""
    return f"<w:p>{_properties(style, keep_next, numbering, align, spacing)}{''.join(content)}</w:p>"


@cache
def _properties(
    style: str, keep_next: bool, numbering: int | None, align: str, spacing: tuple[int, int] | None
) -> str:
    parts = [markup("pStyle", val=style.replace(" ", ""))]
    if keep_next:
        parts.append("<w:keepNext/>")
    if numbering is not None:
        parts.append(markup("numPr", markup("ilvl", val=0), markup("numId", val=numbering)))
    if spacing is not None:
        parts.append(markup("spacing", before=spacing[0], after=spacing[1]))
    if align:
        parts.append(markup("jc", val=align))
    return markup("pPr", *parts)


def twips(length: float) -> int:
    """Return a length in twentieths of a point, which Word counts in."""
    return round(length / TWIPS_PER_EMU)
