"""Exchange with Moodle: questions as GIFT and Moodle XML, accounts and grades as csv.

Only questions with one right answer among several, and true or false, are taken: what scores them by item
needs right and wrong. Others are refused by name, not dropped in silence.

Sources:
    Moodle documentation, "GIFT format" and "Moodle XML format"; "Upload users" (columns username, firstname,
    lastname, email, cohort1).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SPECIAL = re.compile(r"([~=#{}:\\])")
ESCAPED = re.compile(r"\\([~=#{}:\\])")
SIGNS = "~=#{}:\\"
# While a file is parsed, an escaped sign is a letter of the private use area, which no question has.
HIDDEN = {0xE000 + place: sign for place, sign in enumerate(SIGNS)}
PARTS = re.compile(r"([=~])")
RIGHT = 100.0


class QuestionsRefusedError(ValueError):
    """A question can't be taken; `number` (from 1) and `name` say which, `fault` is the reason's code."""

    def __init__(self, number: int, name: str, fault: str) -> None:
        super().__init__(f"question {number} ({name}): {fault}")
        self.number, self.name, self.fault = number, name, fault


@dataclass(frozen=True)
class Option:
    """One answer to choose, right or wrong."""

    text: str
    right: bool


@dataclass(frozen=True)
class Question:
    """A question with its options, exactly one of them right."""

    name: str
    text: str
    options: tuple[Option, ...]


def read_gift(text: str) -> list[Question]:
    """Return the questions of a GIFT file.

    >>> [question] = read_gift("::Q1:: Who stamps? {=The officer ~The driver}")
    >>> question.text, [option.right for option in question.options]
    ('Who stamps?', [True, False])

    Raises:
        QuestionsRefusedError: a question is of another kind, or has not exactly one right answer.
    """
    text = ESCAPED.sub(lambda found: chr(0xE000 + SIGNS.index(found.group(1))), text)
    without = "\n".join(
        line for line in text.splitlines() if not line.lstrip().startswith(("//", "$CATEGORY"))
    )
    blocks = [block.strip() for block in re.split(r"\n\s*\n", without) if block.strip()]
    return [_gift(number, block) for number, block in enumerate(blocks, start=1)]


def _gift(number: int, block: str) -> Question:
    named = re.match(r"::(.*?)::", block, re.DOTALL)
    name = _plain(named.group(1)) if named else f"Q{number}"
    body = block[named.end() :] if named else block
    answers = re.search(r"\{(.*?)\}", body, re.DOTALL)
    if answers is None:
        raise QuestionsRefusedError(number, name, "no_answers")
    text = _plain(re.sub(r"^\s*\[\w+\]", "", body[: answers.start()] + body[answers.end() :]))
    inside = answers.group(1).strip()
    if inside.upper() in {"T", "F", "TRUE", "FALSE"}:
        right = inside.upper().startswith("T")
        return Question(name, text, (Option("True", right), Option("False", not right)))
    if inside.startswith("#") or "->" in inside:
        raise QuestionsRefusedError(number, name, "other_kind")
    parts = PARTS.split(inside)[1:]
    options = tuple(
        Option(_plain(re.sub(r"^%-?[\d.]+%", "", part.split("#")[0])), sign == "=")
        for sign, part in zip(parts[::2], parts[1::2], strict=True)
    )
    return _checked(number, Question(name, text, options))


def _plain(text: str) -> str:
    return " ".join(text.translate(HIDDEN).split())


def _checked(number: int, question: Question) -> Question:
    if len(question.options) < 2:
        raise QuestionsRefusedError(number, question.name, "other_kind")
    if sum(option.right for option in question.options) != 1:
        raise QuestionsRefusedError(number, question.name, "not_one_right")
    return question


def write_gift(questions: Iterable[Question]) -> str:
    """Return questions as a GIFT file."""
    blocks = []
    for one in questions:
        options = "\n".join(
            f"  {'=' if option.right else '~'}{_escaped(option.text)}" for option in one.options
        )
        blocks.append(f"::{_escaped(one.name)}::{_escaped(one.text)}{{\n{options}\n}}")
    return "\n\n".join(blocks) + "\n"


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def read_xml(content: bytes) -> list[Question]:
    """Return the questions of a Moodle XML file.

    Raises:
        QuestionsRefusedError: a question is of another kind, or has not exactly one right answer.
        ValueError: it is no Moodle XML, or declares a document type, which none needs.
    """
    plain = content.replace(b"\0", b"")  # in UTF-16 each letter has one beside it
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise ValueError("a document type is declared")
    try:
        root = ET.fromstring(content)  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    if root.tag != "quiz":
        raise ValueError(f"the outermost element is {root.tag}, not quiz")
    found = [each for each in root.iter("question") if each.get("type") != "category"]
    return [_xml(number, each) for number, each in enumerate(found, start=1)]


def _xml(number: int, element: ET.Element) -> Question:
    name = (element.findtext("name/text") or f"Q{number}").strip()
    if element.get("type") not in {"multichoice", "truefalse"}:
        raise QuestionsRefusedError(number, name, "other_kind")
    options = tuple(
        Option(_untagged(each.findtext("text") or ""), float(each.get("fraction") or 0) >= RIGHT)
        for each in element.findall("answer")
    )
    return _checked(number, Question(name, _untagged(element.findtext("questiontext/text") or ""), options))


def _untagged(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def write_xml(questions: Iterable[Question]) -> bytes:
    """Return questions as a Moodle XML file."""
    root = ET.Element("quiz")
    for one in questions:
        element = ET.SubElement(root, "question", type="multichoice")
        ET.SubElement(ET.SubElement(element, "name"), "text").text = one.name
        ET.SubElement(ET.SubElement(element, "questiontext", format="plain_text"), "text").text = one.text
        ET.SubElement(element, "single").text = "true"
        for option in one.options:
            answer = ET.SubElement(
                element, "answer", fraction="100" if option.right else "0", format="plain_text"
            )
            ET.SubElement(answer, "text").text = option.text
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def grades(rows: Sequence[Sequence[str]]) -> list[tuple[int, str, float | None]]:
    """Return (row, username, per cent) of an exported grade book; a grade of "-" is unknown (None).

    The column of the account is "Username" or "ID number", that of the grade the last whose heading says
    "(Percentage)", else the last one that is not the time of the download.

    Raises:
        ValueError: a column is missing, or a grade is no number from 0 to 100; the text names the row.
    """
    if not rows:
        raise ValueError("the file is empty")
    heads = [head.strip().casefold() for head in rows[0]]
    who = next((heads.index(name) for name in ("username", "id number") if name in heads), None)
    marks = [place for place, head in enumerate(heads) if "percentage" in head]
    if who is None or not marks:
        raise ValueError("row 1")
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            found.append((number, row[who].strip(), _grade(row[marks[-1]], number)))
    return found


def _grade(text: str, number: int) -> float | None:
    text = text.strip().removesuffix("%").strip().replace(",", ".")
    if text in {"", "-", "–"}:
        return None
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"row {number}") from None
    if not 0 <= value <= RIGHT:
        raise ValueError(f"row {number}")
    return value
