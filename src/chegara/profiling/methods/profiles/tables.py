"""Decision tables: a row a profile, a column a field, in csv or xlsx, both ways.

The columns of the envelope stand under their names (id, title, … lane, percent, priority, instruction,
offices); each other column is a field of the catalogue, and may stand twice. A cell holds one condition, all
of a row must hold:

    is KAZ        is not KAZ      < 10      >= 2.5      between 1, 5       in KAZ, UZB       notIn KAZ
    inList orchards     beginsWith 0808     contains apples     withinDays 30     isMissing

`is` and `is not` stand for = and !=, because a spreadsheet takes = for a formula. A value with a comma
stands in double quotation marks among several. Trees with `or`, `not` or groups do not fit into a row and
are refused.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl

from chegara.profiling.methods.profiles.document import SCHEMA, Profile
from chegara.profiling.methods.profiles.fields import Catalogue, Kind, standard_catalogue
from chegara.profiling.methods.profiles.lists import Lists
from chegara.profiling.methods.profiles.problems import ProfileRefusedError
from chegara.profiling.methods.profiles.reader import read
from chegara.profiling.methods.profiles.tree import Combinator, Condition, Group, Operator, plain_value

ENVELOPE = (
    "id",
    "title",
    "subject",
    "purpose",
    "owner",
    "author",
    "legal_basis",
    "rationale",
    "valid_from",
    "valid_to",
    "offices",
)
THEN = ("lane", "percent", "priority", "instruction")
_WORDS = {Operator.EQUAL: "is", Operator.NOT_EQUAL: "is not"}
_SEVERAL = frozenset({Operator.BETWEEN, Operator.NOT_BETWEEN, Operator.IN, Operator.NOT_IN})
_DAYS = frozenset({Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS})


class TableRefusedError(ValueError):
    """A decision table cannot be written or read; the message names row and column, or the profile."""


def rows_of(profiles: Sequence[Profile]) -> list[list[str]]:
    """Return the table, headings first.

    Raises:
        TableRefusedError: a profile is no plain list of conditions.
    """
    told = [_conditions(profile) for profile in profiles]
    most: dict[str, int] = {}
    for conditions in told:
        for name in dict.fromkeys(each.field for each in conditions):
            most[name] = max(most.get(name, 0), sum(each.field == name for each in conditions))
    fields = [name for name, times in most.items() for _ in range(times)]
    rows = [[*ENVELOPE, *fields, *THEN]]
    for profile, conditions in zip(profiles, told, strict=True):
        cells = _cells(conditions, fields)
        plain: Mapping[str, Any] = profile.plain()
        then = plain["then"]
        envelope = [str(plain[name]) for name in ENVELOPE[:-1]]
        rows.append([*envelope, " ".join(profile.offices), *cells, *(str(then[name]) for name in THEN)])
    return rows


def _conditions(profile: Profile) -> list[Condition]:
    tree = profile.when
    flat = tree.combinator is Combinator.AND and not tree.negated
    if not flat or any(isinstance(rule, Group) for rule in tree.rules):
        raise TableRefusedError(
            f"profile {profile.id}: its conditions hold or, not or groups, which no row "
            "can say; keep it as a file"
        )
    return [rule for rule in tree.rules if isinstance(rule, Condition)]


def _cells(conditions: Iterable[Condition], fields: Sequence[str]) -> list[str]:
    waiting: dict[str, list[str]] = {}
    for each in conditions:
        waiting.setdefault(each.field, []).append(_cell(each))
    return [waiting[name].pop(0) if waiting.get(name) else "" for name in fields]


def _cell(condition: Condition) -> str:
    word = _WORDS.get(condition.operator, str(condition.operator))
    told = plain_value(condition.value)
    if told is None:
        return word
    if isinstance(told, dict):
        return f"{word} {told['list']}"
    if isinstance(told, list):
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow([_scalar(each) for each in told])
        return f"{word} {line.getvalue()}"
    return f"{word} {_scalar(told)}"


def _scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def write_csv(profiles: Sequence[Profile]) -> str:
    """Return the table as csv.

    Raises:
        TableRefusedError: as for `rows_of`.
    """
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows_of(profiles))
    return file.getvalue()


def write_table(profiles: Sequence[Profile], path: Path) -> None:
    """Write the table as csv or xlsx by the file's suffix.

    Raises:
        TableRefusedError: as for `rows_of`.
        OSError: the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        path.write_text(write_csv(profiles), encoding="utf-8-sig", newline="")
        return
    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:
        raise TableRefusedError("the workbook has no sheet")
    for number, row in enumerate(rows_of(profiles), start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place, text)
            cell.data_type = "s"  # never a formula, whatever it begins with
    sheet.freeze_panes = "B2"
    book.save(path)


def read_table(
    path: Path, *, catalogue: Catalogue | None = None, lists: Lists | None = None
) -> list[Profile]:
    """Return the profiles of a csv or xlsx file.

    Raises:
        TableRefusedError: a heading or a cell is not as it must be.
        ProfileRefusedError: a profile may not be; its problems name the row.
        OSError: the file cannot be read.
    """
    rows = _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
    return read_rows(rows, catalogue=catalogue, lists=lists)


def _csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _xlsx_rows(path: Path) -> list[list[str]]:
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        return [
            ["" if value is None else str(value).removesuffix(" 00:00:00") for value in row]
            for row in book.worksheets[0].iter_rows(values_only=True)
        ]


def read_rows(
    rows: Sequence[Sequence[str]], *, catalogue: Catalogue | None = None, lists: Lists | None = None
) -> list[Profile]:
    """Return the profiles of a table's rows, headings first.

    Raises:
        TableRefusedError: as for `read_table`.
        ProfileRefusedError: as for `read_table`.
    """
    catalogue = catalogue or standard_catalogue()
    headings = [each.strip() for each in rows[0]] if rows else []
    for name in ("id", "lane", "instruction"):
        if name not in headings:
            raise TableRefusedError(f"row 1: the column {name} is missing")
    made, problems = [], []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            made.append(read(_plain(number, headings, row, catalogue), catalogue=catalogue, lists=lists))
        except ProfileRefusedError as refused:
            problems += refused.problems
    if problems:
        raise ProfileRefusedError(problems)
    return made


def _plain(number: int, headings: Sequence[str], row: Sequence[str], catalogue: Catalogue) -> dict[str, Any]:
    plain: dict[str, Any] = {"schema": SCHEMA}
    then: dict[str, Any] = {}
    rules: list[dict[str, Any]] = []
    for name, cell in zip(headings, (each.strip() for each in row), strict=False):
        if not cell:
            continue
        if name == "offices":
            plain[name] = cell.split()
        elif name in ENVELOPE:
            plain[name] = cell
        elif name in THEN:
            then[name] = _number(number, name, cell) if name in {"percent", "priority"} else cell
        else:
            rules.append(_rule(number, name, cell, catalogue))
    return plain | {"when": {"combinator": "and", "not": False, "rules": rules}, "then": then}


def _rule(number: int, name: str, cell: str, catalogue: Catalogue) -> dict[str, Any]:
    operator, rest = _operator(number, name, cell)
    field = catalogue.get(name)
    if field is None or operator in {Operator.MISSING, Operator.PRESENT}:
        return {"field": name, "operator": str(operator)} | ({"value": rest} if rest else {})
    kind = Kind.NUMBER if operator in _DAYS else field.kind

    def value(text: str) -> object:
        return _value(number, name, text.strip(), kind)

    told: object
    if operator in {Operator.IN_LIST, Operator.NOT_IN_LIST}:
        told = {"list": rest}
    elif operator in _SEVERAL:
        told = [value(each) for each in next(csv.reader([rest], skipinitialspace=True), [])]
    else:
        told = value(rest)
    return {"field": name, "operator": str(operator), "value": told}


def _operator(number: int, name: str, cell: str) -> tuple[Operator, str]:
    for operator in sorted(Operator, key=lambda each: -len(_WORDS.get(each, str(each)))):
        word = _WORDS.get(operator, str(operator))
        if cell == word or cell.startswith(f"{word} "):
            return operator, cell[len(word) :].strip()
    raise TableRefusedError(
        f"row {number}, column {name}: {cell!r} does not begin with an operator, "
        "such as: is, in, >=, beginsWith"
    )


def _value(number: int, name: str, text: str, kind: Kind) -> object:
    if kind is Kind.NUMBER:
        return _number(number, name, text)
    if kind is Kind.FLAG and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    return text


def _number(row: int, name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise TableRefusedError(f"row {row}, column {name}: {text!r} is no number") from error
