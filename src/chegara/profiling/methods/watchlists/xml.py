"""What the readers of XML lists share."""

from __future__ import annotations

from typing import BinaryIO
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from chegara.profiling.methods.watchlists.entry import UnreadableListError


def tree(file: BinaryIO, root: str, what: str) -> Element:
    """Return the root element of a list, without namespaces.

    Raises:
        UnreadableListError: the file is broken, holds declarations of entities, or has another root.
    """
    content = file.read()
    plain = content.replace(b"\0", b"")  # in UTF-16 each letter has one beside it
    if b"<!ENTITY" in plain or b"<!DOCTYPE" in plain:
        # An XML that defines its own entities can swell to gigabytes; no list needs them.
        raise UnreadableListError(
            "the file declares XML entities of its own, which no list needs; it is not read"
        )
    try:
        found = ET.fromstring(content)  # noqa: S314 - declarations are refused above
    except ET.ParseError as error:
        line, column = error.position
        raise UnreadableListError(
            f"the XML breaks at line {line}, column {column}: get the file again, it may be cut off"
        ) from error
    for element in found.iter():
        if isinstance(element.tag, str) and "}" in element.tag:
            element.tag = element.tag.rsplit("}", 1)[1]
    if found.tag != root:
        raise UnreadableListError(f"this is not {what}: its first element is {found.tag}, not {root}")
    return found


def value(element: Element, path: str) -> str:
    """Return the text below an element, white space made even; blank where there is none."""
    return " ".join((element.findtext(path) or "").split())


def texts(element: Element, path: str) -> list[str]:
    """Return the texts of all elements of a path that have one."""
    return [text for each in element.findall(path) if (text := " ".join((each.text or "").split()))]
