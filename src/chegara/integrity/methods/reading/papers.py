"""Paragraphs into items: what each paragraph of a statute or job description is taken for.

A proposal, which a person looks through: the part that a paragraph stands in, by its heading, says what it
is; a line with a colon before a list says it more closely. Nothing is left out: what is no item is kept as
other text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from chegara.integrity.methods.near_duplicates import plain, weights
from chegara.integrity.methods.reading.files import Paper, Piece
from chegara.integrity.methods.reading.words import lead_of, object_of, section_of, title_of, verb_of

ITEMS = frozenset({"task", "function", "duty", "right", "requirement", "responsibility"})
ROLE_OF_SECTION = {
    "tasks": "task", "functions": "function", "rights": "right", "duties": "duty",
    "responsibility": "responsibility", "qualification": "requirement",
}  # fmt: skip
ROLE_OF_LEAD = {"rights": "right"}
LONGEST_HEADING = 120
ASIDE = ("hd ", "ft ", "fn ")
"""Heads and feet of pages and footnotes stand beside the text, in no part of it."""
TITLE_WITHIN = 15
"""A title stands among the first paragraphs, below who approved it."""
_NUMBERED = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.)]|[IVXLC]+\.)\s")
_ORDER = re.compile(
    r"(?:приказ\w*|решени\w*|постановлени\w*|order)\b.{0,120}?(?:№|No\.?|N)\s*([\w/-]+)", re.IGNORECASE
)
_DAY = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_DAY_IN_WORDS = re.compile(
    r"(\d{1,2})[»\"]?\s+(января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
    r"\s+(\d{4})", re.IGNORECASE,
)  # fmt: skip
MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]


@dataclass(frozen=True)
class Line:
    """A paragraph, and what it is taken for."""

    place: str
    text: str
    role: str
    verb: str = ""
    object: str = ""


@dataclass(frozen=True)
class Sorted:
    """A paper sorted out: what it is, of whom, approved by which order, and all its lines."""

    kind: str
    title: str
    subject: str
    number: str
    day: date | None
    lines: tuple[Line, ...]


def sort_out(paper: Paper) -> Sorted:
    """Say what each paragraph of a statute or job description is taken for."""
    kind, subject, title, title_places = _title(paper.pieces)
    head = " ".join(piece.text for piece in paper.pieces[:TITLE_WITHIN])
    number, day = order_of(head)
    lines, section, role = [], "", "other"
    columns = _columns(paper.pieces)
    for piece in paper.pieces:
        if piece.place.startswith(ASIDE):
            lines.append(Line(piece.place, piece.text, "other"))
            continue
        if piece.place in title_places:
            lines.append(Line(piece.place, piece.text, "title"))
            continue
        if piece.table is not None and piece.table[0] in columns:
            lines.append(_cell(piece, columns[piece.table[0]], kind))
            continue
        begins = _section(piece)
        if begins:
            section, role = begins, role_of(begins, kind)
            lines.append(Line(piece.place, piece.text, "heading"))
            continue
        if piece.text.rstrip().endswith(":"):
            lead = lead_of(piece.text)
            role = ROLE_OF_LEAD.get(lead, lead) or role_of(section, kind)
            lines.append(Line(piece.place, piece.text, "lead" if section or lead else "other"))
            continue
        lines.append(classified(Line(piece.place, piece.text, role)))
    return Sorted(kind, title, subject, number, day, tuple(lines))


def _columns(pieces: Sequence[Piece]) -> dict[int, tuple[int, dict[int, str]]]:
    """Return by table that has its parts beside each other: the row of its headings, the part by column."""
    rows: dict[tuple[int, int], dict[int, str]] = {}
    for piece in pieces:
        section = _section(piece) if piece.table is not None else ""
        if piece.table is not None and section:
            table, row, column = piece.table
            rows.setdefault((table, row), {})[column] = section
    found: dict[int, tuple[int, dict[int, str]]] = {}
    for (table, row), names in rows.items():
        if len(names) > 1:
            found.setdefault(table, (row, names))
    return found


def _cell(piece: Piece, columns: tuple[int, dict[int, str]], kind: str) -> Line:
    header, names = columns
    assert piece.table is not None  # noqa: S101 - it is a cell
    _table, row, column = piece.table
    if row <= header:
        return Line(piece.place, piece.text, "heading" if column in names and row == header else "other")
    return classified(Line(piece.place, piece.text, role_of(names.get(column, ""), kind)))


def classified(line: Line) -> Line:
    """Return an item with its verb and object, as far as words tell them."""
    if line.role not in {"task", "function", "duty", "right"}:
        return line
    return replace(line, verb=verb_of(line.text), object=object_of(line.text))


def role_of(section: str, kind: str) -> str:
    """Return what stands in a part of a paper; what a job description calls functions are duties."""
    role = ROLE_OF_SECTION.get(section, "other")
    if kind == "job_description" and role in {"function", "task"}:
        return "duty"
    if kind == "statute" and role in {"duty", "requirement"}:
        return "function" if role == "duty" else "other"
    if kind == "statute" and role == "responsibility":
        return "other"
    return role


def _section(piece: Piece) -> str:
    text = piece.text
    if len(text) > LONGEST_HEADING or text.rstrip().endswith((";", ":")):
        return ""
    looks = piece.heading or bool(_NUMBERED.match(text)) or not text.rstrip().endswith(".")
    return section_of(text) if looks else ""


def _title(pieces: Sequence[Piece]) -> tuple[str, str, str, frozenset[str]]:
    """Return what a paper is, of whom, its title and the paragraphs that the title takes.

    The word and whose it is often stand in two paragraphs: ПОЛОЖЕНИЕ / об отделе таможенного контроля.
    """
    first = pieces[:TITLE_WITHIN]
    for place, piece in enumerate(first):
        for length in (1, 2, 3):
            together = first[place : place + length]
            text = " ".join(each.text for each in together)
            kind, subject = title_of(text, len(piece.text))
            if kind and len(text) <= 2 * LONGEST_HEADING:
                return kind, subject, text, frozenset(each.place for each in together)
    return "", "", "", frozenset()


def order_of(text: str) -> tuple[str, date | None]:
    """Return number and day of the order that approved a paper; "" and None where they are not told.

    >>> order_of("УТВЕРЖДЕНО приказом Службы от 12.03.2024 № 45-п")
    ('45-п', datetime.date(2024, 3, 12))
    """
    found = _ORDER.search(text)
    number = found.group(1) if found else ""
    return number, day_of(text) if found else None


def day_of(text: str) -> date | None:
    """Return the first day that a text names, as 12.03.2024 or as 12 марта 2024; None where it names none."""
    numbers, words = _DAY.search(text), _DAY_IN_WORDS.search(text)
    if numbers is None and words is None:
        return None
    try:
        if words is not None and (numbers is None or words.start() < numbers.start()):
            day, month, year = words.groups()
            return date(int(year), MONTHS.index(month.lower()) + 1, int(day))
        assert numbers is not None  # noqa: S101 - for the type checker
        day, month, year = numbers.groups()
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def best_matches(texts: Sequence[str], among: Sequence[str], least: float) -> list[int | None]:
    """Return for each text the place of the one that it is most like, None below the least cosine."""
    if not texts or not among:
        return [None] * len(texts)
    vectors = weights([plain(each) for each in (*texts, *among)])
    cosines = (vectors[: len(texts)] @ vectors[len(texts) :].T).toarray()
    best = cosines.argmax(axis=1)
    return [int(place) if cosines[row, place] >= least else None for row, place in enumerate(best)]
