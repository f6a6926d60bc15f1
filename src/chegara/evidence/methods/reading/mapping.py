"""What the columns of a table mean: a mapping that can be checked, remembered and sent as JSON."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, TypeAlias

from chegara.evidence.methods.dictionary import Dictionary, normalise
from chegara.evidence.methods.reading.problems import Problem, problem
from chegara.evidence.methods.reading.tables import Extent, Table
from chegara.evidence.methods.rows import Field

Given: TypeAlias = tuple[tuple[Field, str], ...]
Form = Literal["events", "long", "wide"]

MAY_REPEAT = {Field.IGNORE, Field.VALUE, Field.REMARK}
PARTS_OF_DATE = {Field.MONTH, Field.QUARTER}


@dataclass(frozen=True, kw_only=True)
class MappedColumn:
    """The meaning of one column, counted from 1.

    `given` is what a column of figures says by its heading, such as its month or direction, as codes.
    """

    column: int
    field: Field
    given: Given = ()


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """The meaning of a table's columns, and what holds for all rows (`constants`: indicator, year …).

    Columns that are not named are ignored. `headings` are normalised, so that the same form sent next month
    is recognised by `key`. `marked` is where a person saw the table, None where it was found.
    """

    sheet: str
    headings: tuple[str, ...]
    columns: tuple[MappedColumn, ...]
    constants: Given = ()
    marked: Extent | None = None

    @property
    def key(self) -> str:
        """The SHA-256 of sheet and headings: what a remembered mapping is found by."""
        return key_of(self.sheet, self.headings)

    @property
    def form(self) -> Form:
        """How the table is laid out: an event a row, a figure a row, or several figures a row."""
        values = len(self.columns_of(Field.VALUE))
        return (
            "events" if not values or self.columns_of(Field.QUANTITY) else "long" if values == 1 else "wide"
        )

    def columns_of(self, field: Field) -> list[MappedColumn]:
        """Return the columns with that meaning."""
        return [column for column in self.columns if column.field is field]

    def as_json(self) -> dict[str, Any]:
        """Return the mapping as plain lists and dictionaries."""
        return {
            "sheet": self.sheet,
            "headings": list(self.headings),
            "columns": [
                {"column": column.column, "field": column.field.value, "given": _plain(column.given)}
                for column in self.columns
            ],
            "constants": _plain(self.constants),
            "marked": extent_as_json(self.marked) if self.marked else None,
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Mapping:
        """Return the mapping that `as_json` wrote.

        Raises:
            KeyError, ValueError: the content is not such a mapping.
        """
        return cls(
            sheet=content["sheet"],
            headings=tuple(content["headings"]),
            columns=tuple(
                MappedColumn(
                    column=int(column["column"]), field=Field(column["field"]), given=_given(column["given"])
                )
                for column in content["columns"]
            ),
            constants=_given(content["constants"]),
            marked=_extent(content.get("marked")),
        )


def _plain(given: Given) -> dict[str, str]:
    return {field.value: value for field, value in given}


def extent_as_json(extent: Extent) -> dict[str, Any]:
    """Return where a table lies as plain values."""
    return asdict(extent) | {"headings": list(extent.headings)}


def _extent(content: dict[str, Any] | None) -> Extent | None:
    if not content:
        return None
    first, last = content["headings"]
    return Extent(**content | {"headings": (int(first), int(last))})


def _given(content: dict[str, str]) -> Given:
    return tuple((Field(field), str(value)) for field, value in content.items())


def key_of(sheet: str, headings: Sequence[str]) -> str:
    """Return the key of all tables with that sheet name and those normalised headings."""
    return hashlib.sha256(json.dumps([normalise(sheet), *headings]).encode()).hexdigest()


def normal_headings(table: Table) -> tuple[str, ...]:
    """Return a table's headings as mappings remember them."""
    return tuple(normalise(" / ".join(heading)) for heading in table.headings)


def validate(mapping: Mapping, dictionary: Dictionary) -> list[Problem]:
    """Return what keeps a mapping from being used (errors) or makes it doubtful (warnings)."""
    found = [*_columns(mapping), *_time(mapping), *_indicator(mapping, dictionary), *_figures(mapping)]
    return [
        problem(code, sheet=mapping.sheet, column=column, arguments=arguments)
        for code, column, arguments in found
    ]


TIME_FIELDS = frozenset({Field.DATE, Field.YEAR, Field.MONTH, Field.QUARTER})


def reused(known: Mapping, guessed_then: Mapping, guessed_now: Mapping) -> Mapping:
    """Return how a form that was read before is read now: as then, but for what the new file says of itself.

    The meaning of columns is kept, and what a person said of their figures. What a title or sheet name
    says of all rows (the indicator, the unit) is kept as the user corrected it, unless the guess now
    finds something else in the file than it did then. Years and months are never remembered: last year's
    form must not bring this year's figures under last year.
    """
    columns = _columns_as_then(known, guessed_then, guessed_now)
    then, now = dict(guessed_then.constants), dict(guessed_now.constants)
    constants = {
        meaning: value
        for meaning, value in known.constants
        if then.get(meaning) == now.get(meaning) and meaning not in TIME_FIELDS
    }
    constants |= {
        meaning: value
        for meaning, value in now.items()
        if then.get(meaning) != value or meaning in TIME_FIELDS
    }
    taken = {column.field for column in columns} | {
        meaning for column in columns for meaning, _ in column.given
    }
    if taken & {Field.DATE, Field.YEAR}:
        taken |= TIME_FIELDS
    return replace(
        known,
        columns=columns,
        constants=tuple((meaning, value) for meaning, value in constants.items() if meaning not in taken),
    )


def _columns_as_then(known: Mapping, guessed_then: Mapping, guessed_now: Mapping) -> tuple[MappedColumn, ...]:
    """Return the columns with what their headings say now, or else what a person said of their figures then.

    A month that a person gave to one column and not to the others is the form's; one that they gave to all
    is that file's own.
    """
    then = {column.column: column for column in guessed_then.columns}
    now = {column.column: column for column in guessed_now.columns}
    months = {
        tuple(one for one in column.given if one[0] in PARTS_OF_DATE)
        for column in known.columns_of(Field.VALUE)
    }
    kept_times = PARTS_OF_DATE if len(months) > 1 else set()
    columns = []
    for column in known.columns:
        before = then[column.column].given if column.column in then else ()
        own = tuple(
            (meaning, value)
            for meaning, value in column.given
            if meaning not in TIME_FIELDS or meaning in kept_times or (meaning, value) in before
        )
        says_as_before = column.given == before and column.column in now
        columns.append(replace(column, given=now[column.column].given if says_as_before else own))
    return tuple(columns)


Finding: TypeAlias = tuple[str, int, dict[str, str | int]]


def _columns(mapping: Mapping) -> Iterator[Finding]:
    constants = {field for field, _ in mapping.constants}
    seen: set[Field] = set()
    for column in mapping.columns:
        if not 1 <= column.column <= len(mapping.headings):
            yield "no_such_column", column.column, {"column": column.column}
        if column.field in seen - MAY_REPEAT:
            yield "field_twice", column.column, {"field": column.field.value}
        if column.field in constants - MAY_REPEAT:
            yield "field_and_constant", column.column, {"field": column.field.value}
        seen.add(column.field)


def _time(mapping: Mapping) -> Iterator[Finding]:
    shared = _shared_fields(mapping)
    for column in mapping.columns_of(Field.VALUE) or [MappedColumn(column=0, field=Field.VALUE)]:
        fields = shared | {field for field, _ in column.given}
        if Field.DATE in fields or Field.YEAR in fields:
            continue
        yield ("month_without_year" if fields & PARTS_OF_DATE else "no_date"), column.column, {}
        return


def _shared_fields(mapping: Mapping) -> set[Field]:
    return {column.field for column in mapping.columns} | {field for field, _ in mapping.constants}


def _indicator(mapping: Mapping, dictionary: Dictionary) -> Iterator[Finding]:
    given = [
        (column.column, value)
        for column in mapping.columns
        for field, value in column.given
        if field is Field.INDICATOR
    ]
    given += [(0, value) for field, value in mapping.constants if field is Field.INDICATOR]
    for column, value in given:
        if value not in dictionary.indicators:
            yield "unknown_indicator", column, {}
    if Field.INDICATOR in _shared_fields(mapping):
        return
    values = mapping.columns_of(Field.VALUE)
    without = [column for column in values if Field.INDICATOR not in dict(column.given)]
    if without or not values:
        yield "no_indicator", without[0].column if without else 0, {}


def _figures(mapping: Mapping) -> Iterator[Finding]:
    values = mapping.columns_of(Field.VALUE)
    if not values and not mapping.columns_of(Field.DATE):
        yield "no_value", 0, {}
    counts = Counter(frozenset(column.given) for column in values)
    twins = [column for column in values if counts[frozenset(column.given)] > 1]
    if twins:
        yield "two_value_columns", twins[1].column, {}
    if mapping.columns_of(Field.QUANTITY) and Field.UNIT not in _shared_fields(mapping):
        yield "quantity_without_unit", mapping.columns_of(Field.QUANTITY)[0].column, {}
