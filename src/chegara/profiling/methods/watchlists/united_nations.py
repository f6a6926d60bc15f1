"""The consolidated list of the UN Security Council, in XML.

Source: https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list; schema sc-sanctions.xsd.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from chegara.profiling.methods.watchlists.entry import (
    GOOD,
    LOW,
    BirthDate,
    Document,
    ListedName,
    ListEntry,
    read_birth_date,
    read_day,
    read_sex,
)
from chegara.profiling.methods.watchlists.xml import texts, tree, value

SOURCE = "UN Security Council Consolidated List"
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "FIFTH_NAME", "SIXTH_NAME")
# Some aliases hold several, and where each was used: "Abdul Ghani (formerly listed as A; B)".
_LISTED_AS = re.compile(r"\((?:[^)]*listed as|also known as|a\.?k\.?a\.?)\s*([^)]*)\)", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SEVERAL = re.compile(r";|\b[a-z]\)\s+")


def read_un(file: BinaryIO) -> Iterator[ListEntry]:
    """Yield the individuals of the consolidated list.

    Raises:
        UnreadableListError: the file is not this list.
    """
    root = tree(file, "CONSOLIDATED_LIST", "the UN's consolidated list in XML")
    for element in root.iter("INDIVIDUAL"):
        yield _entry(element)


def _entry(element: Element) -> ListEntry:
    names = [
        ListedName(text=text)
        for text in cleaned(" ".join(filter(None, (value(element, part) for part in _NAME_PARTS))))
    ]
    births = [_birth(each) for each in element.findall("INDIVIDUAL_DATE_OF_BIRTH")]
    for alias in element.findall("INDIVIDUAL_ALIAS"):
        quality = value(alias, "QUALITY").casefold()
        names += [
            ListedName(
                text=text,
                kind="former" if quality.startswith("f.k") else "alias",
                quality=LOW if quality == "low" else GOOD,
            )
            for text in cleaned(value(alias, "ALIAS_NAME"))
        ]
        births.append(read_birth_date(value(alias, "DATE_OF_BIRTH")))
    names += [
        ListedName(text=text, kind="original")
        for written in texts(element, "NAME_ORIGINAL_SCRIPT")
        for text in re.split(r"[;؛،/\n]", _BRACKETS.sub(" ", written))
        if text.strip()
    ]
    return ListEntry(
        id=value(element, "REFERENCE_NUMBER") or value(element, "DATAID"),
        names=tuple(dict.fromkeys(names)),
        births=tuple(dict.fromkeys(birth for birth in births if birth)),
        nationalities=tuple(texts(element, "NATIONALITY/VALUE")),
        sex=read_sex(value(element, "GENDER")),
        birth_places=tuple(_places(element.findall("INDIVIDUAL_PLACE_OF_BIRTH"))),
        places=tuple(_places(element.findall("INDIVIDUAL_ADDRESS"))),
        documents=tuple(_documents(element)),
        programme=value(element, "UN_LIST_TYPE"),
        source=SOURCE,
        listed_on=read_day(value(element, "LISTED_ON")[:10]),
        remark=value(element, "COMMENTS1"),
    )


def cleaned(text: str) -> list[str]:
    """Return the names that one field holds, without remarks in brackets.

    >>> cleaned("Abdul Ghani Qassem (previously listed as Abdulghani Qasim)")
    ['Abdul Ghani Qassem', 'Abdulghani Qasim']
    """
    inner = [part for found in _LISTED_AS.findall(text) for part in _SEVERAL.split(found)]
    outer = _SEVERAL.split(_BRACKETS.sub(" ", text))
    return [name for part in (*outer, *inner) if (name := " ".join(part.strip(" ,.'\"“”").split()))]


def _birth(element: Element) -> BirthDate | None:
    kind = value(element, "TYPE_OF_DATE").upper()
    if kind == "BETWEEN" and value(element, "FROM_YEAR"):
        return read_birth_date(f"{value(element, 'FROM_YEAR')}-{value(element, 'TO_YEAR')}")
    about = "about " if kind == "APPROXIMATELY" else ""
    return read_birth_date(about + (value(element, "DATE")[:10] or value(element, "YEAR")))


def _places(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        parts = [value(element, tag) for tag in ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")]
        if any(parts):
            yield ", ".join(filter(None, parts))


def _documents(element: Element) -> Iterator[Document]:
    for each in element.findall("INDIVIDUAL_DOCUMENT"):
        if number := value(each, "NUMBER"):
            yield Document(
                number=number,
                kind=value(each, "TYPE_OF_DOCUMENT"),
                country=value(each, "ISSUING_COUNTRY") or value(each, "COUNTRY_OF_ISSUE"),
            )
