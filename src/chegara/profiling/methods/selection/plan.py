"""What is asked of the engine: which profiles stand together, and the statement that decides them.

Each statement gives one row for each record with a hit: `row number` and the columns `mask 0`, `mask 1` …,
each with a bit for 60 profiles. Profiles that read history stand apart, for they are asked of other columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import Catalogue
from chegara.profiling.methods.profiles.tree import fields_read, lists_read
from chegara.profiling.methods.selection.expressions import DAY, column
from chegara.profiling.methods.selection.keys import BITS, KeyTable
from chegara.profiling.methods.selection.parts import How, Part

ROW = "row number"
PLACES = ("office", "post")
COLUMNS = 10
"""Columns of masks a statement: they stand in memory for all records with a hit."""


@dataclass(frozen=True)
class Chunk:
    """Profiles asked together: their numbers in the order of the masks' bits, and whether they read
    windows."""

    numbers: tuple[int, ...]
    windows: bool

    def columns(self) -> int:
        """Return the number of columns of masks."""
        return columns_of(len(self.numbers))


@dataclass(frozen=True)
class Table:
    """The masks of a reading's values: `key` is joined, `timed` for its rows' days; `missing` and `other`
    are the masks of an unknown value and of one that is not in the table, None for a column of masks in which
    no profile asks of the reading. The second half of the columns are the masks of alternatives."""

    part: Part
    name: str
    timed: bool
    missing: tuple[int | None, ...]
    other: tuple[int | None, ...]


def columns_of(count: int) -> int:
    """Return how many columns of masks so many profiles need."""
    return (count - 1) // BITS + 1


def mask_name(number: int) -> str:
    """Return the name of a column of masks."""
    return f"mask {number}"


def needed_fields(profiles: Sequence[Profile], *, places: bool = False) -> list[str]:
    """Return the fields that profiles read, with the place where it is wanted or one is bound to it."""
    fields = [name for profile in profiles for name in fields_read(profile.when)]
    bound = places or any(profile.offices for profile in profiles)
    return list(dict.fromkeys([*fields, *(PLACES if bound else ())]))


def reads_windows(profile: Profile, catalogue: Catalogue) -> bool:
    """Return whether a profile reads history."""
    return any(catalogue[name].window for name in fields_read(profile.when))


def plan(profiles: Sequence[Profile], catalogue: Catalogue, *, columns: int = COLUMNS) -> list[Chunk]:
    """Return the statements that decide all profiles, each of so many columns of masks at most; those that
    read alike stand together."""
    parts: dict[bool, list[int]] = {}
    for number, profile in enumerate(profiles):
        parts.setdefault(reads_windows(profile, catalogue), []).append(number)
    most = columns * BITS
    made = []
    for windows, numbers in sorted(parts.items()):
        ordered = sorted(numbers, key=lambda number: (*_reads(profiles[number]), number))
        starts = range(0, len(ordered), most)
        made += [Chunk(tuple(ordered[start : start + most]), windows) for start in starts]
    return made


def _reads(profile: Profile) -> tuple[list[tuple[str, str]], list[str]]:
    return sorted(lists_read(profile.when)), sorted(fields_read(profile.when))


def statement(
    source: str,
    given: Sequence[int],
    tables: Sequence[Table],
    keys: Sequence[tuple[KeyTable, str, bool]],
    rest: Mapping[int, exp.Expr],
    kept: Sequence[str],
) -> exp.Select:
    """Return the statement of a chunk over a table or view of records.

    `given` are, for each column of masks, the bits of the profiles without alternatives; `tables` are the
    masks of the readings; `rest` holds, by the place of a profile, what is asked of several
    readings at once, `keys` the tables of keys that this joins (with their names and whether their rows have
    their time), `kept` the fields that it reads.
    """
    joined = exp.select(exp.column(exp.to_identifier(ROW, quoted=True), "records"))
    joined = joined.select(*(exp.column(exp.to_identifier(each, quoted=True), "records") for each in kept))
    joined = joined.from_(_read(source, tables, kept).subquery("records"))
    for number, table in enumerate(tables):
        key = exp.column(exp.to_identifier(f"key {number}", quoted=True), "records")
        joined = joined.join(
            exp.to_table(table.name), on=_same(key, table.name, timed=table.timed), join_type="left"
        )
    for table_of_keys, name, timed in keys:
        key = exp.column(exp.to_identifier(table_of_keys.name, quoted=True), "records")
        bits = [exp.to_identifier(each, quoted=True) for each in table_of_keys.columns()]
        found = (exp.func("COALESCE", exp.column(each, name), exp.Literal.number(0)) for each in bits)
        joined = joined.select(*(exp.alias_(each, bit) for each, bit in zip(found, bits, strict=True)))
        joined = joined.join(exp.to_table(name), on=_same(key, name, timed=timed), join_type="left")
    masks = [
        exp.alias_(_mask(number, given, tables), mask_name(number), quoted=True)
        for number in range(len(given))
    ]
    names = [mask_name(number) for number in range(len(given))]
    asked = exp.select(
        column(ROW),
        *(exp.alias_(_left(number, rest), name, quoted=True) for number, name in enumerate(names)),
    )
    asked = asked.from_(joined.select(*masks).subquery("joined"))
    some = (exp.NEQ(this=column(name), expression=exp.Literal.number(0)) for name in names)
    return exp.select("*").from_(asked.subquery("asked")).where(exp.or_(*some))


def _read(source: str, tables: Sequence[Table], kept: Sequence[str]) -> exp.Select:
    """Return the records with the keys of their readings, and the fields kept as they are."""
    made = [
        exp.alias_(
            table.part.rank() if table.part.how is How.RANKED else table.part.expression(),
            f"key {number}",
            quoted=True,
        )
        for number, table in enumerate(tables)
    ]
    days = [] if DAY in kept else [DAY]
    return exp.select(*(column(each) for each in (ROW, *days, *kept)), *made).from_(exp.to_table(source))


def _same(key: exp.Expr, name: str, *, timed: bool) -> exp.Expr:
    on: exp.Expr = exp.EQ(this=key, expression=exp.column("key", name))
    if timed:
        day = exp.column(exp.to_identifier(DAY, quoted=True), "records")
        period = exp.Between(
            this=exp.func("COALESCE", day, exp.cast(exp.Literal.string("0001-01-01"), "date")),
            low=exp.column("first_day", name),
            high=exp.column("last_day", name),
        )
        on = exp.and_(on, period)
    return on


def _mask(number: int, given: Sequence[int], tables: Sequence[Table]) -> exp.Expr:
    """Return the profiles of a column that no reading excludes and that have one of their alternatives."""
    found = [
        _mask_of(place, number, table)
        for place, table in enumerate(tables)
        if table.missing[number] is not None
    ]
    second = number + len(given)
    either = [
        _mask_of(place, second, table)
        for place, table in enumerate(tables)
        if table.missing[second] is not None
    ]
    if either:
        found.append(exp.paren(_all([*either, _whole(given[number])], exp.BitwiseOr)))
    return _all(found, exp.BitwiseAnd)


def _all(masks: Sequence[exp.Expr], join: type[exp.Binary]) -> exp.Expr:
    made = masks[0]
    for each in masks[1:]:
        made = join(this=made, expression=each)
    return made


def _mask_of(place: int, number: int, table: Table) -> exp.Expr:
    found = exp.column(exp.to_identifier(mask_name(number), quoted=True), table.name)
    if table.part.how is How.RANKED:
        return found
    missing, other = (_whole(each[number] or 0) for each in (table.missing, table.other))
    if missing == other:
        return exp.func("COALESCE", found, missing)
    key = exp.column(exp.to_identifier(f"key {place}", quoted=True), "records")
    unknown = exp.If(this=exp.Is(this=key, expression=exp.null()), true=missing)
    return exp.func("COALESCE", found, exp.Case(ifs=[unknown], default=other))


def _left(number: int, rest: Mapping[int, exp.Expr]) -> exp.Expr:
    """Return a column of masks without the bits of the profiles whose rest does not fire."""
    mask: exp.Expr = column(mask_name(number))
    for place, asked in rest.items():
        if place // BITS != number:
            continue
        bit = _whole(1 << place % BITS)
        held = exp.NEQ(
            this=exp.paren(exp.BitwiseAnd(this=column(mask_name(number)), expression=bit)),
            expression=exp.Literal.number(0),
        )
        fails = exp.not_(exp.func("COALESCE", asked, exp.false()), copy=False)
        lost = exp.Case(ifs=[exp.If(this=exp.and_(held, fails), true=bit.copy())], default=_whole(0))
        mask = exp.Sub(this=mask, expression=lost)
    return mask


def _whole(value: int) -> exp.Expr:
    return exp.cast(exp.Literal.number(value), exp.DataType.Type.BIGINT)
