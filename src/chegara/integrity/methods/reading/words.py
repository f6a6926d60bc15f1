"""The words by which headings, verbs and objects are known; they stand in `parameters`, not here."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from chegara.integrity.methods.findings import PARAMETERS
from chegara.integrity.methods.near_duplicates import plain


@cache
def _words() -> dict[str, dict[str, tuple[re.Pattern[str], ...]]]:
    read: dict[str, dict[str, list[str]]] = tomllib.loads(
        (PARAMETERS / "words.toml").read_text(encoding="utf-8")
    )
    return {
        group: {
            name: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
            for name, patterns in names.items()
        }
        for group, names in read.items()
    }


@dataclass(frozen=True)
class ObjectWord:
    """A thing that duties and rights are about: its code, its names, the words that tell of it."""

    code: str
    en: str
    ru: str
    words: tuple[re.Pattern[str], ...]


@cache
def objects() -> dict[str, ObjectWord]:
    """Return the things that duties and rights are about, by code."""
    read: dict[str, dict[str, Any]] = tomllib.loads((PARAMETERS / "objects.toml").read_text(encoding="utf-8"))
    return {
        code: ObjectWord(code, each["en"], each["ru"], tuple(re.compile(word) for word in each["words"]))
        for code, each in read.items()
    }


def section_of(text: str) -> str:
    """Return which part of a paper a heading begins, "" where it is none that is known.

    >>> section_of("III. Функции отдела"), section_of("3. Rights"), section_of("Отдел ведёт учёт")
    ('functions', 'rights', '')
    """
    words = re.sub(r"^(раздел|глава|section|chapter)? ?(\d+|[ivxlc]+|х{0,3}[iv]*)\b\s*", "", plain(text))
    for name, patterns in _words()["sections"].items():
        for pattern in patterns:
            found = pattern.match(words)
            # What may follow a heading's own words is whose it is: "функции отдела контроля".
            if found and len(words[found.end() :].split()) <= 6 and not words[found.end() :][:1].isalpha():
                return name
    return ""


def lead_of(text: str) -> str:
    """Return what a list is of, by the words before its colon; "" where they do not say.

    >>> lead_of("Начальник отдела имеет право:"), lead_of("Отдел расположен:")
    ('rights', '')
    """
    words = plain(text)
    for name, patterns in _words()["leads"].items():
        if any(pattern.search(words) for pattern in patterns):
            return name
    return ""


def title_of(text: str, begins_before: int = 1_000_000) -> tuple[str, str]:
    """Return what a title says that a paper is, and of whom, in the words of the title; else ("", "").

    >>> title_of("ПОЛОЖЕНИЕ об отделе таможенного контроля")
    ('statute', 'отделе таможенного контроля')
    """
    words = " ".join(text.split())
    # A title may take several paragraphs; it begins in the first of them.
    for kind, patterns in _words()["titles"].items():
        for pattern in patterns:
            found = pattern.search(words)
            if found and found.start() < begins_before:
                return kind, found.groups()[-1].strip(" .")
    return "", ""


def verb_of(text: str) -> str:
    """Return what a sentence says to be done: the kind of its first telling word, "" where there is none.

    >>> verb_of("Принимает решение о выпуске товаров"), verb_of("ведёт учёт"), verb_of("иное")
    ('decide', 'record', '')
    """
    words = plain(text)
    first = [
        (found.start(), place, name)
        for place, (name, patterns) in enumerate(_words()["verbs"].items())
        for pattern in patterns
        if (found := re.search(rf"\b(?:{pattern.pattern})", words))
    ]
    return min(first)[2] if first else ""


def object_of(text: str) -> str:
    """Return the code of what a sentence is about: of the first object of the list whose words it has.

    >>> object_of("проводит досмотр транспортных средств"), object_of("пьёт чай")
    ('inspection', '')
    """
    words = plain(text)
    for code, each in objects().items():
        if any(word.search(words) for word in each.words):
            return code
    return ""
