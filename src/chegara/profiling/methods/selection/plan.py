"""What is asked of the engine: profiles in statements of at most 50, each with its tables of keys.

Planning costs more than in proportion to a statement's size (1,000 rules in one statement: two minutes, in
fifties: ten seconds, DuckDB 2.0), so that profiles are asked in chunks; those that join the same lists stand
together. Each statement gives one row for each record with a hit: `row` and `mask`, a bit for each profile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import Catalogue
from chegara.profiling.methods.profiles.tree import fields_read, lists_read
from chegara.profiling.methods.selection.expressions import DAY, column, fires, literal
from chegara.profiling.methods.selection.keys import Keys, KeyTable

PER_STATEMENT = 50
ROW = "row number"
MASK = "mask"
PLACES = ("office", "post")


@dataclass(frozen=True)
class Chunk:
    """One statement: the numbers of its profiles, in the order of the mask's bits, and whether they read
    windows."""

    numbers: tuple[int, ...]
    keys: tuple[KeyTable, ...]
    mask: exp.Expr
    windows: bool


def needed_fields(profiles: Sequence[Profile], *, places: bool = False) -> list[str]:
    """Return the fields that profiles read, with the place where it is wanted or one is bound to it."""
    fields = [name for profile in profiles for name in fields_read(profile.when)]
    bound = places or any(profile.offices for profile in profiles)
    return list(dict.fromkeys([*fields, *(PLACES if bound else ())]))


def reads_windows(profile: Profile, catalogue: Catalogue) -> bool:
    """Return whether a profile reads history."""
    return any(catalogue[name].window for name in fields_read(profile.when))


def plan(profiles: Sequence[Profile], catalogue: Catalogue) -> list[Chunk]:
    """Return the statements that decide all profiles."""
    parts: dict[bool, list[int]] = {}
    for number, profile in enumerate(profiles):
        parts.setdefault(reads_windows(profile, catalogue), []).append(number)
    return [
        _chunk(profiles, numbers, catalogue, windows=windows)
        for windows, all_numbers in sorted(parts.items())
        for numbers in _chunks(profiles, all_numbers)
    ]


def _chunks(profiles: Sequence[Profile], numbers: list[int]) -> list[list[int]]:
    ordered = sorted(numbers, key=lambda number: (sorted(lists_read(profiles[number].when)), number))
    return [ordered[start : start + PER_STATEMENT] for start in range(0, len(ordered), PER_STATEMENT)]


def _chunk(profiles: Sequence[Profile], numbers: list[int], catalogue: Catalogue, *, windows: bool) -> Chunk:
    chosen = [profiles[number] for number in numbers]
    keys = Keys(chosen)
    mask: exp.Expr | None = None
    for place, profile in enumerate(chosen):
        asked = exp.and_(*_conditions(profile, catalogue, keys), copy=False)
        bit = exp.Case(
            ifs=[exp.If(this=asked, true=exp.cast(exp.Literal.number(1 << place), exp.DataType.Type.BIGINT))],
            default=exp.Literal.number(0),
        )
        mask = bit if mask is None else exp.Add(this=mask, expression=bit)
    if mask is None:
        raise ValueError("no profile to plan")
    return Chunk(tuple(numbers), tuple(keys.tables.values()), mask, windows)


def _conditions(profile: Profile, catalogue: Catalogue, keys: Keys) -> list[exp.Expr]:
    asked: list[exp.Expr] = [exp.paren(fires(profile.when, catalogue, keys), copy=False)]
    between = exp.Between(this=column(DAY), low=literal(profile.valid_from), high=literal(profile.valid_to))
    asked.append(exp.func("COALESCE", between, exp.true()))
    if profile.offices:
        place = exp.func("COALESCE", *(column(name) for name in PLACES))
        asked.append(exp.In(this=place, expressions=[literal(office) for office in profile.offices]))
    return asked


def statement(chunk: Chunk, source: str, key_tables: Sequence[tuple[str, bool]]) -> exp.Select:
    """Return the statement of a chunk over a table or view of records.

    `key_tables` names the table of each of the chunk's keys and whether its rows have their time.
    """
    joined = exp.select(exp.column(exp.Star(), "records"))
    joined = joined.from_(exp.alias_(exp.to_table(source), "records"))
    for table, (name, timed) in zip(chunk.keys, key_tables, strict=True):
        bits = (exp.to_identifier(each, quoted=True) for each in table.columns())
        joined = joined.select(
            *(
                exp.alias_(exp.func("COALESCE", exp.column(each, name), exp.Literal.number(0)), each.copy())
                for each in bits
            )
        )
        joined = joined.join(
            exp.alias_(exp.to_table(name), name), on=_join(table, name, timed=timed), join_type="left"
        )
    inner = exp.select(exp.column(exp.to_identifier(ROW, quoted=True)), exp.alias_(chunk.mask, MASK))
    inner = inner.from_(joined.subquery("joined"))
    outer = exp.select(exp.column(exp.to_identifier(ROW, quoted=True)), exp.column(MASK)).from_(
        inner.subquery("asked")
    )
    return outer.where(exp.NEQ(this=exp.column(MASK), expression=exp.Literal.number(0)))


def _join(table: KeyTable, name: str, *, timed: bool) -> exp.Expr:
    on: exp.Expr = exp.EQ(
        this=exp.column(exp.to_identifier(table.name, quoted=True), "records"),
        expression=exp.column("key", name),
    )
    if timed:
        period = exp.Between(
            this=exp.func(
                "COALESCE",
                exp.column(exp.to_identifier(DAY, quoted=True), "records"),
                exp.cast(exp.Literal.string("0001-01-01"), "date"),
            ),
            low=exp.column("first_day", name),
            high=exp.column("last_day", name),
        )
        on = exp.and_(on, period)
    return on
