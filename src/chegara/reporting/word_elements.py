"""Small pieces of WordprocessingML."""

from __future__ import annotations

from functools import cache
from typing import Any

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser

from chegara.reporting.blocks import Text
from chegara.reporting.text import spans

TWIPS_PER_EMU = 635


@cache
def _name(name: str) -> str:
    return str(qn(f"w:{name}"))


_NAMESPACE = {"w": nsmap["w"]}


def element(tag: str, *children: Any, **attributes: str | int) -> Any:
    """Return an element of the w: namespace; attributes are of it too."""
    # As docx's OxmlElement, without looking the same names up a hundred thousand times.
    made = oxml_parser.makeelement(_name(tag), nsmap=_NAMESPACE)
    for name, value in attributes.items():
        made.set(_name(name), str(value))
    for child in children:
        made.append(child)
    return made


def run(text: str, *, bold: bool = False, italic: bool = False) -> Any:
    """Return a run of text; its tabs and line ends become Word's."""
    made = element("r")
    if bold or italic:
        flags = [name for name, on in (("b", bold), ("i", italic)) if on]
        made.append(element("rPr", *(element(name) for name in flags)))
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        for position, piece in enumerate(line.split("\t")):
            if position:
                made.append(element("tab"))
            if piece:
                node = element("t")
                node.text = piece
                node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                made.append(node)
    return made


def runs(text: Text, *, bold: bool = False) -> list[Any]:
    """Return a text's runs, each with its emphasis."""
    return [run(part.text, bold=bold or part.bold, italic=part.italic) for part in spans(text)]


def field(code: str, shown: str) -> list[Any]:
    """Return the runs of a field with the text that it shows until Word computes it."""
    instruction = element("instrText")
    instruction.text = f" {code} "
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", instruction),
        element("r", element("fldChar", fldCharType="separate")),
        run(shown),
        element("r", element("fldChar", fldCharType="end")),
    ]


def paragraph(
    style: str, *content: Any, keep_next: bool = False, numbering: int | None = None, align: str = ""
) -> Any:
    """Return a paragraph in a style, named as Word shows it."""
    properties = element("pPr", element("pStyle", val=style.replace(" ", "")))
    if keep_next:
        properties.append(element("keepNext"))
    if numbering is not None:
        properties.append(element("numPr", element("ilvl", val=0), element("numId", val=numbering)))
    if align:
        properties.append(element("jc", val=align))
    return element("p", properties, *content)


def twips(length: float) -> int:
    """Return a length in twentieths of a point, which Word counts in."""
    return round(length / TWIPS_PER_EMU)
