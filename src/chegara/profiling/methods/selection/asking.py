"""From a chunk of profiles to the statement that decides them: the tables of masks are made on the way.

What is done here is the same for each engine; an engine can make a table of a query or of rows, and run a
query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlglot import exp

from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import Catalogue, Kind
from chegara.profiling.methods.profiles.lists import FIRST_DAY, LAST_DAY, Lists
from chegara.profiling.methods.selection.expressions import DAY, column
from chegara.profiling.methods.selection.keys import BITS, Keys, KeyTable
from chegara.profiling.methods.selection.parts import Asked, How, Part, read_conditions, split, told
from chegara.profiling.methods.selection.plan import Table, columns_of, mask_name, statement

SAMPLE = 100_000
FEW = 0.2
"""Where a fifth of the first records differ in a field, comparing each is as well as telling them apart."""
_PERIOD = ("first_day", "last_day")


class Tables(Protocol):
    """What an engine can do."""

    def run(self, expression: exp.Expr | str) -> Any:
        """Run a query."""

    def make(self, kind: str, name: str, query: exp.Expr) -> None:
        """Make a table or view of a query."""

    def fill(
        self, name: str, names: Sequence[str], types: Sequence[str], rows: Sequence[tuple[object, ...]]
    ) -> None:
        """Make a table of rows."""


@dataclass
class Asking:
    """The tables made for one chunk; `made` are their names, to be dropped afterwards.

    `few` keeps, for all chunks of a selection, which fields of a source hold few different values.
    """

    engine: Tables
    catalogue: Catalogue
    lists: Lists
    source: str
    count: int
    few: dict[tuple[str, str], bool] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)

    @property
    def columns(self) -> int:
        """Return the number of columns of masks of `count` profiles."""
        return columns_of(self.count)

    def query(self, profiles: Sequence[Profile]) -> exp.Select:
        """Return the statement that decides the profiles."""
        taken = split(profiles, self.catalogue, self.lists, self._few)
        tables = [self._table(part) for part in taken.parts.values()]
        asked = [each for all_asked in taken.rest.values() for each in all_asked]
        keys = Keys(read_conditions(asked))
        rest = {place: self._told(all_asked, keys) for place, all_asked in taken.rest.items()}
        kept = list(dict.fromkeys([each.field for each in read_conditions(asked)]))
        joined = [(table, *self._fill_keys(table)) for table in keys.tables.values()]
        given = [
            self._within(number, set(range(self.count)) - taken.alternatives)
            for number in range(self.columns)
        ]
        return statement(self.source, given, tables, joined, rest, [*kept, *([DAY] if rest else [])])

    def _told(self, asked: Sequence[Asked], keys: Keys, *, either: bool = False) -> exp.Expr:
        join = exp.or_ if either else exp.and_
        return join(*(told(each, self.catalogue, keys) for each in asked), copy=False)

    def _few(self, name: str) -> bool:
        """Return whether the records hold few different values of a field, by the first of them."""
        asked = (self.source, name)
        if asked not in self.few:
            self.few[asked] = self._counted_few(name)
        return self.few[asked]

    def _counted_few(self, name: str) -> bool:
        some = exp.select(column(name)).from_(exp.to_table(self.source)).limit(SAMPLE).subquery("some")
        counted = exp.select(
            exp.Count(this=exp.Distinct(expressions=[column(name)])), exp.Count(this=exp.Star())
        )
        different, count = self.engine.run(counted.from_(some)).fetchone()
        return bool(different <= count * FEW)

    def _name(self) -> str:
        self.made.append(f"{self.source}_{len(self.made)}")
        return self.made[-1]

    def _fill_keys(self, table: KeyTable) -> tuple[str, bool]:
        """Make the table of keys of what reads several things; return its name and whether it is timed."""
        name = self._name()
        types = ["VARCHAR", "DATE", "DATE", *("BIGINT" for _ in table.columns())]
        self.engine.fill(name, ["key", *_PERIOD, *table.columns()], types, table.rows(self.lists))
        return name, table.timed(self.lists)

    def _table(self, part: Part) -> Table:
        """Make the table of masks of a reading."""
        keys = Keys(part.nodes())
        values, key, other = self._values(part, keys)
        table = keys.tables.get(part.read)
        timed = part.how is How.NAMED and table is not None and table.timed(self.lists)
        masks = {
            number: mask
            for number in range(2 * self.columns)
            if (mask := self._mask(part, number, keys)) is not None
        }
        query = exp.select(exp.alias_(column(key), "key"), *(exp.column(each) for each in _PERIOD if timed))
        query = query.select(
            *(exp.alias_(mask, mask_name(number), quoted=True) for number, mask in masks.items())
        )
        name = self._name()
        self.engine.make("TABLE", name, query.from_(exp.to_table(values)))
        if part.how is How.RANKED:
            return Table(part, name, timed, *2 * (self._as_columns(dict.fromkeys(masks, 0)),))
        return Table(part, name, timed, *self._known(name, other, masks))

    def _known(
        self, name: str, other: str | None, masks: Iterable[int]
    ) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
        """Return the masks of a missing value and of the one that stands for all others, if there is one."""
        numbers = list(masks)
        unknown: exp.Expr = exp.Is(this=exp.column("key"), expression=exp.null())
        if other is not None:
            unknown = exp.or_(unknown, exp.EQ(this=exp.column("key"), expression=exp.Literal.string(other)))
        query = exp.select("key", *(column(mask_name(each)) for each in numbers)).from_(exp.to_table(name))
        rows = self.engine.run(query.where(unknown)).fetchall()
        found = {key: self._as_columns(dict(zip(numbers, told, strict=True))) for key, *told in rows}
        return found[None], found[other]

    def _as_columns(self, masks: Mapping[int, int]) -> tuple[int | None, ...]:
        """Return masks by their column, None where there is none."""
        return tuple(masks.get(number) for number in range(2 * self.columns))

    def _within(self, number: int, places: Iterable[int]) -> int:
        """Return the bits of the places that stand in a column of masks."""
        return sum(1 << place % BITS for place in places if place // BITS == number)

    def _mask(self, part: Part, number: int, keys: Keys) -> exp.Expr | None:
        """Return one column of masks over the table of values, None where no profile of it reads the part.

        The second half of the columns are the masks of alternatives.
        """
        either = number >= self.columns
        column_number = number - self.columns if either else number
        by_place = part.either if either else part.asked
        alike: dict[tuple[Asked, ...], list[int]] = {}
        for place, asked in by_place.items():
            if place // BITS == column_number:
                alike.setdefault(tuple(asked), []).append(place)
        if not alike:
            return None
        free = [] if either else [place for place in range(self.count) if place not in by_place]
        constant = exp.Literal.number(self._within(column_number, free))
        mask: exp.Expr = exp.cast(constant, exp.DataType.Type.BIGINT)
        for each, places in alike.items():
            bits = exp.Literal.number(self._within(column_number, places))
            fires = exp.If(this=self._told(each, keys, either=either), true=bits)
            mask = exp.Add(this=mask, expression=exp.Case(ifs=[fires], default=exp.Literal.number(0)))
        return mask

    def _values(self, part: Part, keys: Keys) -> tuple[str, str, str | None]:
        """Make the table of a reading's values, with one that is missing; return its name, the column of its
        keys, and a value that stands for all others."""
        name = self._name()
        if part.how is How.RANKED:
            self.engine.fill(name, *part.classes())
            return name, "rank", None
        if part.kind is Kind.FLAG:
            self.engine.fill(name, [part.read], ["BOOLEAN"], [(True,), (False,), (None,)])
            return name, part.read, None
        table = keys.tables.get(part.read) or KeyTable(part.read)
        if part.how is How.DIFFERENT:
            self._different(part, name, table)
            return name, part.read, None
        words = part.words()
        rows = table.rows(self.lists, words)
        other = _other({str(row[0]) for row in rows})
        bits = [0 for _ in table.columns()]
        rows += [(word, FIRST_DAY, LAST_DAY, *bits) for word in (other, None)]
        types = ["VARCHAR", "DATE", "DATE", *("BIGINT" for _ in bits)]
        self.engine.fill(name, [part.read, *_PERIOD, *table.columns()], types, rows)
        return name, part.read, other

    def _different(self, part: Part, name: str, table: KeyTable) -> None:
        """Make the table of all different values of a field, with their bits of the lists asked."""
        found = exp.select(column(part.read)).distinct().from_(exp.to_table(self.source))
        known = found.where(exp.not_(exp.Is(this=column(part.read), expression=exp.null())))
        unknown = exp.select(exp.alias_(exp.cast(exp.null(), "text"), part.read, quoted=True))
        values = exp.union(known, unknown, distinct=False)
        if not table.sets:
            self.engine.make("TABLE", name, values)
            return
        keys, _ = self._fill_keys(table)
        bits = [exp.to_identifier(each, quoted=True) for each in table.columns()]
        query = exp.select(exp.column(exp.to_identifier(part.read, quoted=True), "found"))
        query = query.select(
            *(
                exp.alias_(exp.func("COALESCE", exp.column(each, keys), exp.Literal.number(0)), each)
                for each in bits
            )
        )
        read = exp.column(exp.to_identifier(part.read, quoted=True), "found")
        same = exp.EQ(this=read, expression=exp.column("key", keys))
        query = query.from_(values.subquery("found")).join(exp.to_table(keys), on=same, join_type="left")
        self.engine.make("TABLE", name, query)


def _other(words: set[str]) -> str:
    """Return a word that is none of those named."""
    other = "other"
    while other in words:
        other += "."
    return other
