"""The scale-out engine: the same plan, told in Spark's SQL, by the extra `[spark]` (pyspark 4 and Java).

Spark reads the records, works out the features and asks the profiles, which is what takes long; its hits
then go through the same lanes as DuckDB's. Decisions are identical: the trees are the same expressions, all
sums are of whole numbers, and where Spark says a thing otherwise, the difference stands in `_spoken`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlglot import exp

from chegara.common.refusals import gettext_noop as _
from chegara.profiling.methods.selection.duck import HITS, Engine, Progress, Source, bits_of, connect
from chegara.profiling.methods.selection.files import heading
from chegara.profiling.methods.selection.plan import ROW, mask_name, plan
from chegara.profiling.methods.selection.records import ID, Columns, RecordsRefusedError
from chegara.profiling.methods.selection.selecting import Request, Summary, check_present, chosen, finish

COLUMNS = 1
"""Columns of masks a statement: Spark compiles each, and what grows beyond 64 KB of code it interprets."""


TOLD_ROWS = 500
"""So many rows are told as values in a statement; more are handed over."""


class SparkAbsentError(RuntimeError):
    """pyspark or Java is not installed."""


def session(folder: Path) -> Any:
    """Return a session on this machine's cores, with its warehouse in `folder`.

    Raises:
        SparkAbsentError: with what to install.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkAbsentError(
            "--engine spark needs pyspark and Java: pip install 'chegara[spark]'; "
            "DuckDB, the default, decides the same"
        ) from error
    builder = SparkSession.builder.appName("chegara select").config("spark.sql.session.timeZone", "UTC")
    settings = {
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "8",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        made = builder.getOrCreate()
    except (OSError, RuntimeError) as error:
        raise SparkAbsentError("Spark does not start: is Java 17 or newer installed?") from error
    made.sparkContext.setLogLevel("ERROR")
    return made


class _Answer:
    """An answer in the manner of DuckDB's."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame

    def fetchall(self) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.frame.collect()]

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(iter(self.fetchall()), None)


class SparkEngine(Engine):
    """The engine's steps with Spark's views in the place of tables."""

    def __init__(self, spark: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(None, *arguments, **named)
        self.spark = spark

    def sql(self, expression: exp.Expr | str) -> str:
        """Return an expression as Spark's SQL."""
        return expression if isinstance(expression, str) else expression.transform(_spoken).sql("spark")

    def run(self, expression: exp.Expr | str) -> Any:
        """Run a query; the answer can be fetched."""
        return _Answer(self.spark.sql(self.sql(expression)))

    @contextmanager
    def unordered(self) -> Iterator[None]:
        """Do nothing: Spark keeps no order anyhow."""
        yield

    def make(self, kind: str, name: str, query: exp.Expr) -> None:
        """Make a view of a query, kept in memory and on disk where it stands for a table."""
        frame = self.spark.sql(self.sql(query))
        (frame.cache() if kind == "TABLE" else frame).createOrReplaceTempView(_safe(name))

    def fill(
        self, name: str, names: Sequence[str], types: Sequence[str], rows: Sequence[tuple[object, ...]]
    ) -> None:
        """Make a view of rows; a few stand in the statement itself, without a job of Python workers."""
        typed = [(each, _TYPES.get(of, of)) for each, of in zip(names, types, strict=True)]
        if 0 < len(rows) <= TOLD_ROWS:
            frame = self.spark.sql(_told(typed, rows).sql("spark"))
        else:
            frame = self.spark.createDataFrame(list(rows), ", ".join(f"`{each}` {of}" for each, of in typed))
        frame.createOrReplaceTempView(_safe(name))

    def types_of(self, name: str) -> dict[str, str]:
        """Return the columns of a view with Spark's names of their types, in capitals."""
        return {each: held.upper() for each, held in self.spark.table(_safe(name)).dtypes}

    def open_raw(self, source: Source, name: str) -> None:
        """Make the file's own columns, with a row number, a view."""
        from pyspark.sql.functions import monotonically_increasing_id

        path = str(source.path.resolve())
        if source.is_parquet:
            frame = self.spark.read.parquet(path)
        else:
            frame = self.spark.read.csv(
                path, sep=heading(source.path).separator, header=True, quote='"', escape='"', multiLine=True
            )
        frame.withColumn(ROW, monotonically_increasing_id()).createOrReplaceTempView(_safe(name))

    def check(self, columns: Columns, name: str, source: Source) -> None:
        """Nothing: DuckDB has checked the file before."""

    def hits_to(self, folder: Path, progress: Progress | None = None) -> list[Path]:
        """Write the hits of each statement as Parquet: id of the record and number of the profile."""
        made = []
        chunks = plan(self.profiles, self.catalogue, columns=COLUMNS)
        for done, chunk in enumerate(chunks):
            if progress:
                progress(done, len(chunks))
            self.make("TABLE", "masks", self.asking(chunk).query(self.of(chunk)))
            for place in range(chunk.columns()):
                self.fill("bits", *bits_of(chunk, place))
                found = self.spark.sql(
                    f"SELECT r.`{ID}` AS id, b.number "  # noqa: S608 - names of our own
                    f"FROM masks m JOIN bits b ON (m.`{mask_name(place)}` & b.bit) <> 0 "
                    f"JOIN records r ON r.`{ROW}` = m.`{ROW}`"
                )
                made.append(folder / f"hits-{done}-{place}")
                found.write.mode("overwrite").parquet(str(made[-1]))
        return made


_TYPES = {"VARCHAR": "STRING"}


def _told(typed: Sequence[tuple[str, str]], rows: Sequence[tuple[object, ...]]) -> exp.Select:
    """Return the statement that tells rows as values, each column of its type."""
    names = [f"c{number}" for number in range(len(typed))]
    values = exp.values([tuple(map(_value, row)) for row in rows], alias="told", columns=names)
    return exp.select(
        *(
            exp.alias_(exp.cast(exp.column(at), of, dialect="spark"), each, quoted=True)
            for at, (each, of) in zip(names, typed, strict=True)
        )
    ).from_(values)


def _value(value: object) -> exp.Expr:
    # Dates as ISO text that the cast reads: a year below 1000 would lose its noughts.
    return exp.convert(value.isoformat() if isinstance(value, date) else value)


def _safe(name: str) -> str:
    return name.replace(" ", "_").replace(".", "_")


def _spoken(node: exp.Expr) -> exp.Expr:
    """Return a part of a query as Spark says it."""
    if isinstance(node, exp.Table):
        node.set("this", exp.to_identifier(_safe(node.name), quoted=True))
    elif isinstance(node, exp.Column) and isinstance(node.args.get("table"), exp.Identifier):
        node.set("table", exp.to_identifier(_safe(node.table), quoted=True))
    elif isinstance(node, exp.TableAlias) and isinstance(node.this, exp.Identifier):
        node.set("this", exp.to_identifier(_safe(node.name), quoted=True))
    elif isinstance(node, exp.Anonymous) and node.name == "EPOCH_US":
        return exp.Anonymous(this="UNIX_MICROS", expressions=node.expressions)
    elif isinstance(node, exp.Window) and isinstance(node.this.this, exp.Distinct):
        # Spark counts no distinct values in a window; a set of those seen is as long.
        seen = node.copy()
        seen.set("this", exp.Anonymous(this="COLLECT_SET", expressions=node.this.this.expressions))
        return exp.Anonymous(this="SIZE", expressions=[seen])
    return node


def select_by_spark(request: Request, progress: Callable[[int, int], None] | None = None) -> Summary:
    """Select as `selecting.select` does, features and rules by Spark.

    Raises:
        SparkAbsentError: pyspark or Java is missing.
        RecordsRefusedError: as with DuckDB, and where an id stands twice.
        SelectionRefusedError, PolicyRefusedError: as with DuckDB.
    """
    profiles = chosen(request.bundle, request.subject, trial=request.trial)
    places = bool(request.policy.quotas)
    arguments = (profiles, request.bundle.catalogue, request.bundle.lists)
    with tempfile.TemporaryDirectory(prefix="chegara-") as told, connect(folder=Path(told)) as connection:
        folder = Path(told)
        spark = session(folder)
        engine = Engine(connection, *arguments, places=places)
        engine.read(request.records, history=request.history)
        check_present(engine, request)
        twice = engine.run("SELECT id FROM records GROUP BY id HAVING count(*) > 1 LIMIT 1").fetchone()
        if twice:
            raise RecordsRefusedError(
                _("%(file)s: the id %(id)s stands twice; Spark needs ids"),
                file=request.records.path, id=twice[0],
            )  # fmt: skip
        other = SparkEngine(spark, *arguments, places=places)
        other.read(request.records, history=request.history)
        other.prepare()
        engine.run('CREATE TEMP TABLE hits ("row number" BIGINT, number SMALLINT)')
        for path in other.hits_to(folder, progress):
            connection.execute(
                'INSERT INTO hits SELECT r."row number", h.number '
                "FROM read_parquet($1) h JOIN records r USING (id)",
                [f"{path}/*.parquet"],
            )
        if request.traced:
            engine.prepare()
        return finish(engine, request)


__all__ = ["HITS", "SparkAbsentError", "SparkEngine", "select_by_spark", "session"]
