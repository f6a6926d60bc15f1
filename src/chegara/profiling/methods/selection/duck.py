"""The embedded engine: DuckDB over a file of records, in bounded memory.

Steps: the file as typed records (a view over Parquet, a table for csv); the features that read history, for
the profiles that ask for them; the statements of the plan, each giving masks; the long table of hits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from chegara.common.refusals import gettext_noop as _
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import Catalogue, Field, Subject
from chegara.profiling.methods.profiles.lists import Lists
from chegara.profiling.methods.profiles.protected import protected_content
from chegara.profiling.methods.selection import features
from chegara.profiling.methods.selection.asking import Asking
from chegara.profiling.methods.selection.expressions import DAY, column
from chegara.profiling.methods.selection.files import (
    WORDS,
    Heading,
    Source,
    check_types,
    heading,
    unreadable_file,
)
from chegara.profiling.methods.selection.keys import BITS
from chegara.profiling.methods.selection.plan import (
    ROW,
    Chunk,
    mask_name,
    needed_fields,
    plan,
    reads_windows,
)
from chegara.profiling.methods.selection.records import (
    AT,
    ID,
    MOMENT,
    Columns,
    RecordsRefusedError,
    base_fields,
    find_columns,
    projection,
    unreadable,
)

RECORDS, HISTORY, PREPARED, HITS = "records", "history", "prepared", "hits"
POOL, PEERS_POOL = "pool", "peers pool"
MOST_ENDS = 60
SAMPLE = 2000
Progress = Callable[[int, int], None]


def connect(*, memory: str | None = None, threads: int | None = None, folder: Path | None = None) -> Any:
    """Return a connection to an empty database in memory that spills into `folder`; `memory` such as 4GB."""
    settings: dict[str, Any] = {}
    if memory:
        settings["memory_limit"] = memory
    if threads:
        settings["threads"] = threads
    if folder:
        settings["temp_directory"] = str(folder)
    return duckdb.connect(config=settings)


class Engine:
    """One selection over one file: `prepare`, then `decide`; what it makes stays in the connection's
    tables."""

    def __init__(
        self,
        connection: Any,
        profiles: Sequence[Profile],
        catalogue: Catalogue,
        lists: Lists,
        *,
        places: bool = False,
    ) -> None:
        self.connection = connection
        self.profiles = list(profiles)
        self.catalogue = catalogue
        self.lists = lists
        self.subject = profiles[0].subject if profiles else Subject.CONSIGNMENT
        self.fields = needed_fields(self.profiles, places=places)
        self._has_history = False
        self._few: dict[tuple[str, str], bool] = {}
        self.columns = Columns(None, None, {}, {})

    def sql(self, expression: exp.Expr | str) -> str:
        """Return an expression as DuckDB's SQL."""
        return expression if isinstance(expression, str) else expression.sql("duckdb")

    def run(self, expression: exp.Expr | str) -> Any:
        """Run a statement; the answer can be fetched."""
        return self.connection.execute(self.sql(expression))

    def make(self, kind: str, name: str, query: exp.Expr) -> None:
        """Make a temporary table or view of a query."""
        self.run(
            exp.Create(
                this=exp.to_table(name, quoted=True),
                kind=kind,
                expression=query,
                properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
            )
        )

    def read(self, source: Source, *, history: Source | None = None) -> None:
        """Make the typed records of a file, and those of its history.

        Raises:
            RecordsRefusedError: a column is missing, cannot be mapped, holds what is not of its type, or
            gives people
                away.
        """
        self.columns = self._open(source, RECORDS, history=False)
        self.check(self.columns, RECORDS, source)
        if history is not None:
            self.check(self._open(history, HISTORY, history=True), HISTORY, history)
            self._has_history = True

    def prepare(self) -> None:
        """Work out the features that read history, for the profiles that ask for them."""
        chosen = [profile for profile in self.profiles if reads_windows(profile, self.catalogue)]
        if chosen:
            with self.unordered():
                self._features(needed_fields(chosen))

    def decide(self, progress: Progress | None = None) -> None:
        """Make the long table of hits: row of the record and number of the profile."""
        self.run('CREATE TEMP TABLE hits ("row number" BIGINT, number SMALLINT)')
        chunks = plan(self.profiles, self.catalogue)
        with self.unordered():
            for done, chunk in enumerate(chunks):
                if progress:
                    progress(done, len(chunks))
                self._decide(chunk)
        if progress:
            progress(len(chunks), len(chunks))

    @contextmanager
    def unordered(self) -> Iterator[None]:
        """Let several threads keep rows as they come: features and hits are known by the number of their
        row."""
        self.run("SET preserve_insertion_order = false")
        yield
        self.run("SET preserve_insertion_order = true")

    def asking(self, chunk: Chunk) -> Asking:
        """Return what asks the profiles of a chunk."""
        source = PREPARED if chunk.windows else RECORDS
        return Asking(self, self.catalogue, self.lists, source, len(chunk.numbers), self._few)

    def of(self, chunk: Chunk) -> list[Profile]:
        """Return the profiles of a chunk in the order of the masks' bits."""
        return [self.profiles[number] for number in chunk.numbers]

    def fill(
        self, name: str, names: Sequence[str], types: Sequence[str], rows: Sequence[tuple[object, ...]]
    ) -> None:
        """Make a table of rows, told column by column, which is much faster than row by row."""
        cells = [list(each) for each in zip(*rows, strict=True)] if rows else [[] for _ in names]
        made = [
            exp.alias_(
                exp.Unnest(expressions=[exp.cast(exp.Parameter(this=exp.Literal.number(place)), f"{of}[]")]),
                each,
                quoted=True,
            )
            for place, (each, of) in enumerate(zip(names, types, strict=True), start=1)
        ]
        create = exp.Create(this=exp.to_table(name), kind="TABLE", expression=exp.select(*made), replace=True)
        self.connection.execute(self.sql(create), cells)

    def _decide(self, chunk: Chunk) -> None:
        asking = self.asking(chunk)
        self.make("TABLE", "masks", asking.query(self.of(chunk)))
        for place in range(chunk.columns()):
            self.fill("bits", *bits_of(chunk, place))
            mask = exp.BitwiseAnd(this=column(mask_name(place)), expression=exp.column("bit"))
            has = self.sql(exp.NEQ(this=exp.paren(mask), expression=exp.Literal.number(0)))
            self.run(f'INSERT INTO hits SELECT "row number", number FROM masks JOIN bits ON {has}')  # noqa: S608 - told from a tree
        for name in ("masks", "bits", *asking.made):
            self.run(exp.Drop(tables=[exp.to_table(name)], kind="TABLE", exists=True))

    def _open(self, source: Source, name: str, *, history: bool) -> Columns:
        raw = f"raw {name}"
        self.open_raw(source, raw)
        types = {each: held for each, held in self.types_of(raw).items() if each != ROW}
        fields = self.fields
        known = [self.catalogue[each] for each in fields]
        parts = [self.catalogue[each] for each in base_fields(fields, self.catalogue)]
        columns = find_columns(types, [*known, *parts], self.catalogue, source.mapping, self.subject)
        if columns.time is None:
            raise RecordsRefusedError(
                _("%(file)s: no column holds the time of a record; name one time, or map it: time=COLUMN"),
                file=source.path,
            )
        names = self._columns(fields, columns, history=history)
        select = exp.select(column(ROW), *projection(columns, names, self.catalogue))
        self.make("VIEW", name, select.from_(exp.to_table(raw, quoted=True)))
        return columns

    def _columns(self, fields: list[str], columns: Columns, *, history: bool) -> list[str]:
        """Return the fields that the view of records holds: as asked, and what windows look at."""
        given = [] if history else list(columns.fields)
        windows = [each for each in fields if self.catalogue[each].window and each not in given]
        looked_at = base_fields(windows, self.catalogue)
        sources = [
            each
            for name in windows
            if (window := self.catalogue[name].window)
            for each in (window.by, window.of)
            if each
        ]
        plain = [each for each in fields if each not in windows]
        return list(dict.fromkeys([*plain, *sources, *looked_at]))

    def open_raw(self, source: Source, name: str) -> None:
        """Make the file's own columns, with a row number, a view or table."""
        path = exp.Literal.string(str(source.path))
        parquet = source.is_parquet
        if parquet:
            number: exp.Expr = exp.column("file_row_number")
            reader = exp.func("read_parquet", path, _option("file_row_number"))
            everything = exp.Star(except_=[exp.column("file_row_number")])
        else:
            number = exp.Sub(this=exp.Window(this=exp.RowNumber()), expression=exp.Literal.number(1))
            reader = exp.func("read_csv", path, *_as_headed(heading(source.path)))
            everything = exp.Star()
        query = exp.select(exp.alias_(number, ROW, quoted=True), everything).from_(exp.Table(this=reader))
        try:
            self.make("VIEW" if parquet else "TABLE", name, query)
        except duckdb.Error as error:
            raise unreadable_file(source, error) from error

    def check(self, columns: Columns, name: str, source: Source) -> None:
        """Refuse a column that holds what is not of its type, or gives people away."""
        names = self._columns(self.fields, columns, history=False)
        check_types(source, columns, {each: self.catalogue[each] for each in columns.fields})
        for place, kind, wrong in unreadable(columns, names, self.catalogue):
            query = exp.select(column(ROW), column(place)).from_(exp.to_table(f"raw {name}", quoted=True))
            found = self.run(query.where(wrong).limit(1)).fetchone()
            if found:
                raise RecordsRefusedError(
                    _("%(place)s, column %(column)s: %(value)s is no %(kind)s"),
                    place=source.place(found[0]), column=place, value=repr(str(found[1])), kind=WORDS[kind],
                )  # fmt: skip
        self._vet(columns, name, source)

    def _vet(self, columns: Columns, name: str, source: Source) -> None:
        """Refuse a column of codes whose values give away people, whatever the column is called."""
        if self.subject is Subject.CONSIGNMENT:
            return
        for field_name, place in columns.fields.items():
            read = self.catalogue[field_name]
            if read.shape is None:
                continue
            query = exp.select(exp.cast(column(place), "text")).distinct()
            query = query.from_(exp.to_table(f"raw {name}", quoted=True))
            values = [row[0] for row in self.run(query.limit(SAMPLE)).fetchall() if row[0]]
            ground = protected_content(values, self.subject, places=field_name not in {"post", "office"})
            if ground is not None:
                raise RecordsRefusedError(
                    _(
                        "%(file)s, column %(column)s: what it holds gives away %(ground)s; "
                        "it cannot be read as %(field)s"
                    ),
                    file=source.path, column=place, ground=ground, field=field_name,
                )  # fmt: skip

    def _features(self, fields: list[str]) -> None:
        held = set(self._columns_of(RECORDS))
        wanted = [each for each in features.windows(fields, self.catalogue) if each.name not in held]
        pool = self._pool(wanted)
        own = features.own_windows(wanted)
        peers = features.peer_windows(wanted)
        plain = [each for each in fields if each in held]
        measured = exp.select(
            *(
                column(each)
                for each in dict.fromkeys([ROW, DAY, *plain, *(p.of for p in peers), *(p.by for p in peers)])
            ),
            *(exp.alias_(features.window_expression(window), name, quoted=True) for name, window in own),
        ).from_(exp.to_table(pool, quoted=True))
        made = exp.select("*").from_(measured.subquery("measured"))
        made = made.where(exp.GTE(this=column(ROW), expression=exp.Literal.number(0)))
        self.make(
            "TABLE", PREPARED, self._with_peers(made, peers, pool, [ROW, DAY, *plain, *(n for n, _ in own)])
        )

    def _with_peers(
        self,
        made: exp.Select,
        peers: Mapping[features.Peers, list[tuple[str, int]]],
        pool: str,
        kept: list[str],
    ) -> exp.Select:
        if not peers:
            return made
        inner = made.subquery("own")
        scores: list[exp.Expr] = []
        query = exp.select().from_(inner)
        for number, (each, wanted) in enumerate(peers.items()):
            self._daily(each, pool, wanted)
            name = f"peers_{number}"
            sums = features.peer_sums(each.table, wanted).subquery(name)
            on = exp.and_(
                exp.EQ(this=column(each.by), expression=exp.column("peer", name)),
                exp.EQ(this=features.day_number(), expression=exp.column("day_number", name)),
            )
            query = query.join(sums, on=on, join_type="left")
            scores += [
                exp.alias_(features.z_expression(field_name, each.of), field_name, quoted=True)
                for field_name, _ in wanted
            ]
        return query.select(*(column(each) for each in kept), *scores)

    def _daily(self, peers: features.Peers, pool: str, wanted: Sequence[tuple[str, int]]) -> None:
        if pool == RECORDS:
            self.make("TABLE", peers.table, features.daily_sums(RECORDS, peers))
            return
        # A few days of new records ask for a few sums of the history, not for those of each day.
        days = self.run(exp.select(exp.alias_(features.day_number(), "day_number")).distinct().from_(RECORDS))
        ends = features.ends_of([day for (day,) in days.fetchall() if day is not None], wanted)
        told = features.daily_sums(PEERS_POOL, peers, ends if len(ends) <= MOST_ENDS else ())
        self.make("TABLE", peers.table, told)

    def _pool(self, wanted: Sequence[Field]) -> str:
        """Return what windows look at: the records, or with them what of the history can matter to them."""
        if not self._has_history:
            return RECORDS
        own = [each for each in wanted if each.window and each.window.measure != "z"]
        peers = [each for each in wanted if each not in own]
        self.make("TABLE", POOL, self._with_history(own))
        self.make("VIEW", PEERS_POOL, self._with_history(peers))
        return POOL

    def _with_history(self, wanted: Sequence[Field]) -> exp.Expr:
        """Return the records and, with the row number -1, the earlier ones of the same keys; of these only
        what the windows look at."""
        held, earlier = [each for each in self._columns_of(RECORDS) if each != ROW], self._columns_of(HISTORY)
        windows = [each.window for each in wanted if each.window]
        keys = {window.by for window in windows}
        read = {AT, DAY, MOMENT, *keys, *(window.of for window in windows)}
        told = [
            column(each) if each in earlier and each in read else exp.alias_(exp.null(), each, quoted=True)
            for each in held
        ]
        minus = exp.alias_(exp.Literal.number(-1), ROW, quoted=True)
        same = [
            exp.In(this=column(key), query=exp.select(column(key)).from_(RECORDS).subquery())
            for key in sorted(keys)
        ]
        query = exp.select(minus, *told).from_(HISTORY).where(*self._reached(wanted))
        query = query.where(exp.or_(*same) if same else exp.false())
        new = exp.select(column(ROW), *(column(each) for each in held)).from_(RECORDS)
        return exp.union(new, query, distinct=False)

    def _reached(self, wanted: Sequence[Field]) -> list[exp.Expr]:
        """Return the conditions that keep the history to the moments that a window can see."""
        ends = exp.select(exp.Min(this=column(MOMENT)), exp.Max(this=column(MOMENT))).from_(RECORDS)
        low, high = self.run(ends).fetchone()
        if low is None:
            return [exp.false()]
        first = low - dt.timedelta(days=features.longest(wanted) + 1)
        limits = [exp.cast(exp.Literal.string(each.isoformat(" ")), "timestamp") for each in (first, high)]
        return [exp.Between(this=column(MOMENT), low=limits[0], high=limits[1])]

    def types_of(self, name: str) -> dict[str, str]:
        """Return the columns of a table or view with the engine's names of their types, in capitals."""
        told = self.run(exp.Describe(this=exp.to_table(name, quoted=True))).fetchall()
        return {row[0]: str(row[1]).upper() for row in told}

    def _columns_of(self, name: str) -> list[str]:
        return list(self.types_of(name))


def bits_of(chunk: Chunk, place: int) -> tuple[list[str], list[str], list[tuple[object, ...]]]:
    """Return names, types and rows of a table with the bit of each profile in a column of masks."""
    numbers = chunk.numbers[place * BITS : (place + 1) * BITS]
    return ["number", "bit"], ["SMALLINT", "BIGINT"], [(each, 1 << bit) for bit, each in enumerate(numbers)]


def _option(name: str, value: exp.Expr | None = None) -> exp.Expr:
    return exp.PropertyEQ(this=exp.to_identifier(name), expression=value or exp.true())


def _as_headed(first: Heading) -> list[exp.Expr]:
    """Return the options that read a csv file as its first row says, and nothing otherwise."""
    columns = exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.Literal.string(name), expression=exp.Literal.string("VARCHAR"))
            for name in first.names
        ]
    )
    quote = exp.Literal.string('"')
    given = {
        "delim": exp.Literal.string(first.separator),
        "quote": quote,
        "escape": quote,
        "columns": columns,
    }
    told = [_option(name, value.copy()) for name, value in given.items()]
    return [_option("header"), _option("auto_detect", exp.false()), *told]


def hits(engine: Engine) -> list[tuple[int, str]]:
    """Return all hits as row of the record and id of the profile, in order; for small files."""
    found = engine.run('SELECT "row number", number FROM hits ORDER BY ALL').fetchall()
    return [(row, engine.profiles[number].id) for row, number in found]


__all__ = ["AT", "ID", "Engine", "Source", "connect", "hits"]
