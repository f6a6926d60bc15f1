"""Records as every engine reads them: each column in the type of its field, derived fields worked out.

A file's columns are found by the field's name (`net_mass`, `importer.lines_30d` or `importer_lines_30d`), by
one of its other names in the catalogue, or by a mapping of the user's. A column whose name gives away a
protected attribute cannot be mapped to a field of persons or vehicles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from chegara.common.refusals import Refused
from chegara.common.refusals import gettext_noop as _
from chegara.profiling.methods.profiles.fields import Catalogue, Derived, Field, Kind, Subject
from chegara.profiling.methods.profiles.protected import protected_ground
from chegara.profiling.methods.profiles.values import FALSE, TIME, TRUE
from chegara.profiling.methods.selection.expressions import DAY, column, literal
from chegara.profiling.methods.selection.plan import PLACES, ROW

ID = "id"
AT = "at"
"""The moment of a record in whole microseconds since 1970."""
MOMENT = "moment"
_ID_NAMES = ("id", "record_id", "declaration_id", "decl_id", "crossing_id")
_TIME_NAMES = ("time", "timestamp", "date", "declared_at", "crossed_at")
GIVEN_AWAY = _("column %(column)s: its name gives away %(ground)s; it cannot be read as %(field)s")
TEXTS = frozenset({"VARCHAR", "STRING", "TEXT"})


class RecordsRefusedError(Refused):
    """The records cannot be read as the profiles need them; the message names column and row."""


@dataclass(frozen=True)
class Columns:
    """Which column of the file holds which field; `types` are the file's own, in capitals."""

    id: str | None
    time: str | None
    fields: Mapping[str, str]
    types: Mapping[str, str]


def find_columns(
    types: Mapping[str, str],
    fields: Iterable[Field],
    catalogue: Catalogue,
    mapping: Mapping[str, str],
    subject: Subject,
) -> Columns:
    """Return where each field stands; fields without a column are missing in every record.

    Raises:
        RecordsRefusedError: a mapped column is not in the file, is mapped twice or gives away a protected
        attribute.
    """
    _check_mapping(types, mapping, catalogue, subject)
    lower = {name.lower(): name for name in types}
    found: dict[str, str] = {}
    for field in fields:
        place = mapping.get(field.name) or _first(lower, _names(field))
        if place is None:
            continue
        ground = protected_ground(place, subject)
        if ground is not None:
            raise RecordsRefusedError(GIVEN_AWAY, column=place, ground=ground, field=field.name)
        found[field.name] = place
    return Columns(
        id=mapping.get(ID) or _first(lower, _ID_NAMES),
        time=mapping.get(TIME) or _first(lower, _TIME_NAMES),
        fields=found,
        types=types,
    )


def _names(field: Field) -> Sequence[str]:
    return (field.name, field.name.replace(".", "_"), *field.aliases)


def _first(lower: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((lower[name.lower()] for name in names if name.lower() in lower), None)


def _check_mapping(
    types: Mapping[str, str], mapping: Mapping[str, str], catalogue: Catalogue, subject: Subject
) -> None:
    for name, place in mapping.items():
        if name not in {ID, TIME} and catalogue.get(name) is None:
            raise RecordsRefusedError(
                _("the mapping names the field %(field)s, which is not in the catalogue"), field=name
            )
        if place not in types:
            raise RecordsRefusedError(
                _(
                    "the mapping names the column %(column)s, which the records have not: "
                    "they have %(columns)s"
                ),
                column=place,
                columns=", ".join(types),
            )
        ground = protected_ground(place, subject)
        if ground is not None:
            raise RecordsRefusedError(GIVEN_AWAY, column=place, ground=ground, field=name)


def base_fields(names: Iterable[str], catalogue: Catalogue, *, given: Iterable[str] = ()) -> list[str]:
    """Return the fields that must be read to have those named: parts of derived ones, what windows look at.

    `given` are derived fields and windows that the file holds itself.
    """
    wanted: dict[str, None] = {}
    for name in names:
        field = catalogue[name]
        if name in given:
            wanted[name] = None
        elif field.window:
            sources = [field.window.by, *([field.window.of] if field.window.of else [])]
            wanted.update(dict.fromkeys(base_fields(sources, catalogue, given=given)))
        elif field.derived:
            wanted.update(dict.fromkeys((field.derived.left, field.derived.right)))
        else:
            wanted[name] = None
    return list(wanted)


def absent(columns: Columns, names: Iterable[str], catalogue: Catalogue) -> list[str]:
    """Return the fields among those named that the file neither holds nor has what they are worked out of; of
    office and post one is enough."""
    held = set(columns.fields)
    missing = [
        name
        for name in names
        if name not in held and not set(base_fields([name], catalogue, given=held)) <= held
    ]
    return [name for name in missing if name not in PLACES or not held & set(PLACES)]


def projection(columns: Columns, names: Sequence[str], catalogue: Catalogue) -> list[exp.Expr]:
    """Return the select list that gives id, moment, day and the named fields, derived ones worked out."""
    at = _moment(columns.time, columns.types)
    made = [
        exp.alias_(_id(columns), ID, quoted=True),
        exp.alias_(
            exp.func("EPOCH_US", at, dialect="duckdb") if columns.time else exp.null(), AT, quoted=True
        ),
        exp.alias_(exp.cast(at.copy(), "date"), DAY, quoted=True),
        exp.alias_(at.copy(), MOMENT, quoted=True),
    ]
    return made + [
        exp.alias_(_field(columns, catalogue[name], catalogue), name, quoted=True) for name in names
    ]


def _id(columns: Columns) -> exp.Expr:
    number = exp.cast(column(ROW), "text")
    return exp.func("COALESCE", exp.cast(column(columns.id), "text"), number) if columns.id else number


def _moment(time: str | None, types: Mapping[str, str]) -> exp.Expr:
    if time is None:
        return exp.cast(exp.null(), "timestamp")
    return _typed_moment(time, types)


def _typed_moment(name: str, types: Mapping[str, str]) -> exp.Expr:
    read: exp.Expr = column(name)
    if types[name] in TEXTS:
        return exp.TryCast(this=_not_blank(read), to=exp.DataType.build("timestamp"))
    return exp.cast(read, "timestamp")


def _field(columns: Columns, field: Field, catalogue: Catalogue) -> exp.Expr:
    place = columns.fields.get(field.name)
    if place is not None:
        return typed_column(field, place, columns.types[place])
    if field.derived:
        return _derived(columns, field.derived, catalogue)
    return exp.cast(exp.null(), _TYPES[field.kind])


_TYPES = {
    Kind.CODE: "text",
    Kind.TEXT: "text",
    Kind.NUMBER: "double",
    Kind.DATE: "date",
    Kind.FLAG: "boolean",
}


def typed_column(field: Field, place: str, held: str) -> exp.Expr:
    """Return a column of the file in the type of its field, missing where it is blank or not a number."""
    read = column(place)
    text = held in TEXTS
    if field.kind in {Kind.CODE, Kind.TEXT}:
        return _not_blank(read if text else exp.cast(read, "text"))
    if field.kind is Kind.NUMBER:
        number = exp.TryCast(this=_not_blank(read), to=exp.DataType.build("double")) if text else read
        return _not_nan(exp.cast(number, "double"), exact=not text and held not in {"DOUBLE", "FLOAT"})
    if field.kind is Kind.DATE:
        return exp.cast(_typed_moment(place, {place: held}), "date")
    return _flag(read) if held != "BOOLEAN" else read


def _not_blank(read: exp.Expr) -> exp.Expr:
    return exp.func("NULLIF", read, exp.Literal.string(""))


def _not_nan(read: exp.Expr, *, exact: bool) -> exp.Expr:
    if exact:
        return read
    return exp.Case(ifs=[exp.If(this=exp.IsNan(this=read), true=exp.null())], default=read.copy())


def _flag(read: exp.Expr) -> exp.Expr:
    word = exp.Lower(this=exp.Trim(this=exp.cast(read, "text")))
    words = [(TRUE, exp.true()), (FALSE, exp.false())]
    return exp.Case(
        ifs=[
            exp.If(
                this=exp.In(this=word.copy(), expressions=[literal(each) for each in sorted(of)]), true=value
            )
            for of, value in words
        ]
    )


def _derived(columns: Columns, derived: Derived, catalogue: Catalogue) -> exp.Expr:
    left = _field(columns, catalogue[derived.left], catalogue)
    right = _field(columns, catalogue[derived.right], catalogue)
    if derived.how == "joined":
        return exp.DPipe(this=exp.DPipe(this=left, expression=exp.Literal.string(">")), expression=right)
    if derived.how == "difference":
        return exp.paren(exp.Sub(this=exp.paren(left), expression=exp.paren(right)))
    divisor = exp.func("NULLIF", right, literal(0.0))
    return exp.paren(exp.Div(this=exp.paren(left), expression=divisor, typed=True))


def unreadable(
    columns: Columns, names: Iterable[str], catalogue: Catalogue
) -> list[tuple[str, str, exp.Expr]]:
    """Return, for each column that could hold what is not of its type, what finds such values: columns of
    text that hold no text, and numbers read as flags."""
    found = []
    for name in names:
        place = columns.fields.get(name)
        field = catalogue[name]
        if place is None or field.kind in {Kind.CODE, Kind.TEXT}:
            continue
        held = columns.types[place]
        if held not in TEXTS and (field.kind is not Kind.FLAG or held == "BOOLEAN"):
            continue
        found.append((place, str(field.kind), _unread(typed_column(field, place, held), place)))
    if columns.time is not None and columns.types[columns.time] in TEXTS:
        found.append(
            (columns.time, "moment", _unread(_typed_moment(columns.time, columns.types), columns.time))
        )
    return found


def _unread(typed: exp.Expr, place: str) -> exp.Expr:
    read = exp.cast(column(place), "text")
    known = exp.not_(exp.Is(this=_not_blank(read), expression=exp.null()))
    nan = exp.NEQ(this=exp.Lower(this=read.copy()), expression=exp.Literal.string("nan"))
    return exp.and_(exp.Is(this=typed, expression=exp.null()), known, nan)
