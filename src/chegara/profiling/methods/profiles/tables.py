"""Decision tables: a row a profile, a column a field, in csv or xlsx, both ways.

The columns of the envelope stand under their names (id, title, … lane, percent, priority, instruction,
offices); each other column is a field of the catalogue, and may stand twice. A cell holds one condition, all
of a row must hold:

    is KAZ        is not KAZ      < 10      >= 2.5      between 1, 5       in KAZ, UZB       notIn KAZ
    inList orchards     beginsWith 0808     contains apples     withinDays 30     isMissing

`is` and `is not` stand for = and !=, because a spreadsheet takes = for a formula. A value with a comma
stands in double quotation marks among several. Trees with `or`, `not` or groups do not fit into a row and
are refused, and so is whatever would be read back as something else.

Examples (`must_hit`, `must_miss`) stand in a second table, a row a record: id, must (hit or miss), a column a
field. In xlsx it is the sheet `examples`; in csv it follows the first, after a row that says `examples`. A
text that would be taken for something else stands in double quotation marks, as in JSON. Signatures do not
travel: a table is a draft, and what is read from it is approved anew.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import rfc8785

from chegara.common.refusals import Refused
from chegara.common.refusals import gettext_noop as _
from chegara.profiling.methods.profiles.document import SCHEMA, Profile
from chegara.profiling.methods.profiles.fields import Catalogue, Kind, standard_catalogue
from chegara.profiling.methods.profiles.lists import Lists
from chegara.profiling.methods.profiles.problems import Problem, ProfileRefusedError
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
EXAMPLES = "examples"
MUST = {"hit": "must_hit", "miss": "must_miss"}
_WORDS = {Operator.EQUAL: "is", Operator.NOT_EQUAL: "is not"}
_SEVERAL = frozenset({Operator.BETWEEN, Operator.NOT_BETWEEN, Operator.IN, Operator.NOT_IN})
_DAYS = frozenset({Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS})


class TableRefusedError(Refused):
    """A decision table cannot be written or read; the message names row and column, or the profile."""


def rows_of(profiles: Sequence[Profile], *, catalogue: Catalogue | None = None) -> list[list[str]]:
    """Return the table, headings first.

    Raises:
        TableRefusedError: a profile is no plain list of conditions, or holds what a cell cannot say.
    """
    catalogue = catalogue or standard_catalogue()
    told = [_conditions(profile) for profile in profiles]
    most: dict[str, int] = {}
    for conditions in told:
        for name in dict.fromkeys(each.field for each in conditions):
            most[name] = max(most.get(name, 0), sum(each.field == name for each in conditions))
    fields = [name for name, times in most.items() for _each in range(times)]
    rows = [[*ENVELOPE, *fields, *THEN]]
    for profile, conditions in zip(profiles, told, strict=True):
        cells = _cells(conditions, fields)
        plain: Mapping[str, Any] = profile.plain()
        then = plain["then"]
        envelope = [str(plain[name]) for name in ENVELOPE[:-1]]
        rows.append([*envelope, " ".join(profile.offices), *cells, *(str(then[name]) for name in THEN)])
        _require_alike(profile, _plain(len(rows), rows[0], rows[-1], catalogue))
    return rows


def _require_alike(profile: Profile, again: Mapping[str, Any]) -> None:
    """Refuse a row that would be read back as something else, as where a text begins with a blank."""
    plain: dict[str, Any] = dict(profile.plain())
    again = {"offices": [], **again}
    parts = (*ENVELOPE, "then")
    different = [name for name in parts if again.get(name) != plain[name]]
    if not different and _rules(again) != _rules(plain):
        different = ["when"]
    if different:
        raise TableRefusedError(
            _("profile %(id)s: no cell can say its %(part)s as it stands; keep it as a file"),
            id=profile.id,
            part=different[0],
        )


def _rules(plain: Mapping[str, Any]) -> list[bytes]:
    """Return the conditions in an order of their own, for a table orders them by column."""
    return sorted(rfc8785.dumps(each) for each in plain["when"]["rules"])


def examples_of(profiles: Sequence[Profile], *, catalogue: Catalogue | None = None) -> list[list[str]]:
    """Return the table of examples, headings first; empty where there are none.

    Raises:
        TableRefusedError: an example holds what no cell can say, such as a list.
    """
    catalogue = catalogue or standard_catalogue()
    told = [
        (profile.id, word, record)
        for profile in profiles
        for word, name in MUST.items()
        for record in getattr(profile, name)
    ]
    if not told:
        return []
    fields = sorted({name for _code, _word, record in told for name in record})
    rows = [["id", "must", *fields]]
    for code, word, record in told:
        cells = [
            _example_cell(code, name, record[name], catalogue) if name in record else "" for name in fields
        ]
        rows.append([code, word, *cells])
    return rows


def _example_cell(code: str, name: str, value: object, catalogue: Catalogue) -> str:
    plain = value if isinstance(value, str) else json.dumps(value)
    quoted = json.dumps(value, ensure_ascii=False)
    for text in (plain, quoted):
        if (
            text == text.strip()
            and text[:1] not in {"", "=", "+", "@"}
            and _same(value, name, text, catalogue)
        ):
            return text
    raise TableRefusedError(
        _("profile %(id)s: no cell can say %(value)s of %(field)s in its examples; keep it as a file"),
        id=code,
        value=quoted,
        field=name,
    )


def _same(value: object, name: str, text: str, catalogue: Catalogue) -> bool:
    try:
        again = _example_value(0, name, text, catalogue)
    except TableRefusedError:
        return False
    return again == value and isinstance(again, bool) == isinstance(value, bool)


def _example_value(row: int, name: str, text: str, catalogue: Catalogue) -> object:
    """Return what a cell of an example says: by the kind of its field, or as JSON where it is quoted."""
    if text == "null":
        return None
    if text.startswith('"'):
        try:
            return json.loads(text)
        except ValueError as error:
            raise TableRefusedError(
                _("examples, row %(row)s, column %(column)s: %(value)s has one quotation mark of two"),
                row=row,
                column=name,
                value=text,
            ) from error
    field = catalogue.get(name)
    kind = field.kind if field else Kind.TEXT
    if kind is Kind.NUMBER:
        number = _number(row, name, text, example=True)
        return int(number) if number.is_integer() else number
    return _value(row, name, text, kind)


def _conditions(profile: Profile) -> list[Condition]:
    tree = profile.when
    flat = tree.combinator is Combinator.AND and not tree.negated
    if not flat or any(isinstance(rule, Group) for rule in tree.rules):
        raise TableRefusedError(
            _("profile %(id)s: its conditions hold or, not or groups: no row can say it; keep it as a file"),
            id=profile.id,
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


def read_rows(
    rows: Sequence[Sequence[str]],
    examples: Sequence[Sequence[str]] = (),
    *,
    catalogue: Catalogue | None = None,
    lists: Lists | None = None,
) -> list[Profile]:
    """Return the profiles of a table's rows, headings first.

    Raises:
        TableRefusedError: as for `read_table`.
        ProfileRefusedError: as for `read_table`.
    """
    told = plain_rows(rows, examples, catalogue=catalogue)
    return [profile for _row, profile in read_plain(told, catalogue, lists)]


def read_plain(
    told: Sequence[tuple[int, dict[str, Any]]], catalogue: Catalogue | None, lists: Lists | None
) -> list[tuple[int, Profile]]:
    """Return the profiles of rows, each with the row's number.

    Raises:
        ProfileRefusedError: a profile may not be; its problems name the row.
    """
    made, problems = [], []
    for number, plain in told:
        try:
            made.append((number, read(plain, catalogue=catalogue, lists=lists)))
        except ProfileRefusedError as refused:
            problems += [
                Problem(f"row {number}: {each.where}", each.code, each.told, each.absolute)
                for each in refused.problems
            ]
    if problems:
        raise ProfileRefusedError(problems)
    return made


def plain_rows(
    rows: Sequence[Sequence[str]],
    examples: Sequence[Sequence[str]] = (),
    *,
    catalogue: Catalogue | None = None,
) -> list[tuple[int, dict[str, Any]]]:
    """Return the number of each row and the profile that it tells, as a plain dictionary for the reader.

    Raises:
        TableRefusedError: as for `read_table`.
    """
    catalogue = catalogue or standard_catalogue()
    headings = [each.strip() for each in rows[0]] if rows else []
    for name in ("id", "lane", "instruction"):
        if name not in headings:
            raise TableRefusedError(_("row 1: the column %(column)s is missing"), column=name)
    told = [
        (number, _plain(number, headings, row, catalogue))
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    _add_examples(examples, {plain.get("id"): plain for _row, plain in told}, catalogue)
    return told


def _add_examples(
    rows: Sequence[Sequence[str]], profiles: Mapping[Any, dict[str, Any]], catalogue: Catalogue
) -> None:
    headings = [each.strip() for each in rows[0]] if rows else []
    if rows and headings[:2] != ["id", "must"]:
        raise TableRefusedError(_("examples, row 1: the columns are id, must, then a column a field"))
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(headings, (each.strip() for each in row), strict=False))
        if not any(cells.values()):
            continue
        profile, name = profiles.get(cells["id"]), MUST.get(cells.get("must", ""))
        if profile is None:
            raise TableRefusedError(
                _("examples, row %(row)s, column id: no profile “%(id)s” stands in the table"),
                row=number,
                id=cells["id"],
            )
        if name is None:
            raise TableRefusedError(_("examples, row %(row)s, column must: write hit or miss"), row=number)
        profile.setdefault(name, []).append(
            {
                field: _example_value(number, field, text, catalogue)
                for field, text in list(cells.items())[2:]
                if text and field
            }
        )


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
        _("row %(row)s, column %(column)s: “%(value)s” begins with no operator, such as: is, in, >="),
        row=number,
        column=name,
        value=cell,
    )


def _value(number: int, name: str, text: str, kind: Kind) -> object:
    if kind is Kind.NUMBER:
        return _number(number, name, text)
    if kind is Kind.FLAG and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    return text


def _number(row: int, name: str, text: str, *, example: bool = False) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        said = (
            _("examples, row %(row)s, column %(column)s: “%(value)s” is no number")
            if example
            else _("row %(row)s, column %(column)s: “%(value)s” is no number")
        )
        raise TableRefusedError(said, row=row, column=name, value=text)
    return number
