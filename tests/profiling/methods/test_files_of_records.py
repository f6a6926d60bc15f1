"""What is wrong with a file of records is told with file, row and column; nothing is guessed."""

import duckdb
import pytest
from tests.profiling.methods.profile_world import CATALOGUE, profile_of
from tests.profiling.methods.test_engines_agree import by_duckdb

from chegara.profiling.methods.profiles.tree import Combinator, Condition, Group, Operator
from chegara.profiling.methods.selection.duck import Engine, Source, connect
from chegara.profiling.methods.selection.records import RecordsRefusedError, absent

DEAR = profile_of(
    Group(
        Combinator.AND,
        (Condition("value", Operator.MORE, 100.0), Condition("container", Operator.EQUAL, True)),
    )
)
GOOD = "id,time,value,container\nD1,2026-12-01,500,yes\nD2,2026-12-02,50,no\n"


@pytest.mark.parametrize(
    "text",
    [GOOD, GOOD.replace(",", ";"), GOOD.replace(",", "\t"), "\ufeff" + GOOD, GOOD.replace("\n", "\r\n")],
    ids=["commas", "semicolons", "tabs", "byte order mark", "rows of Windows"],
)
def test_the_first_row_tells_how_a_csv_file_is_read(tmp_path, text):
    path = tmp_path / "records.csv"
    path.write_bytes(text.encode())

    assert by_duckdb([DEAR], path) == [(0, DEAR.id)]


def test_a_file_of_names_only_holds_no_records(tmp_path):
    path = tmp_path / "records.csv"
    path.write_text(GOOD.splitlines()[0] + "\n")

    assert by_duckdb([DEAR], path) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("r.csv", b"", "r.csv, row 1: it is empty"),
        ("r.csv", b"id,time,,value\n", "r.csv, row 1: column 3 has no name"),
        ("r.csv", b"id,time,Value,value\n", "r.csv, row 1: the column value stands twice"),
        ("r.csv", GOOD.encode() + b"D3,2026-12-03\n", "r.csv, row 4: it has 2 cells, the first row 4"),
        ("r.csv", GOOD.encode() + b'D3,2026-12-03,"5,yes\n', "r.csv, row 4: a quotation mark"),
        ("r.csv", GOOD.encode() + "D3,2026-12-03,5,да\n".encode("cp1251"), "row 4: the text is not UTF-8"),
        ("r.csv", "имя,время\n".encode("cp1251"), "r.csv, row 1: the text is not UTF-8"),
        ("r.csv", GOOD.encode() + b'D3,2026-12-03,"1,5",yes\n', "row 4, column value: '1,5' is no number"),
        ("r.csv", GOOD.encode() + b"D3,03.12.2026,5,yes\n", "row 4, column time: '03.12.2026' is no moment"),
        ("r.csv", GOOD.encode() + b"D3,2026-12-03,5,perhaps\n", "column container: 'perhaps' is no flag"),
        ("r.csv", b"id,value\nD1,5\n", "no column holds the time"),
        ("r.parquet", b"no such thing", "r.parquet is no Parquet file"),
        ("r.xlsx", GOOD.encode(), "r.xlsx is neither csv nor Parquet"),
    ],
    ids=[
        "empty", "column without a name", "name twice", "cells missing", "open quotation mark",
        "other letters", "other letters in the names", "decimal comma", "date of another form", "no flag",
        "no time", "not Parquet", "a workbook",
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused_with_its_row(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(RecordsRefusedError, match=message):
        by_duckdb([DEAR], path)


@pytest.mark.parametrize(
    ("select", "message"),
    [
        ("'D1' AS id, 5 AS time, 5.0 AS value", "column time: its type INTEGER is no moment"),
        (
            "'D1' AS id, DATE '2026-12-01' AS time, [5] AS value",
            r"column value: its type INTEGER\[\] is no number",
        ),
        ("DATE '2026-12-01' AS time, DATE '2026-12-01' AS value", "its type DATE is no number"),
        (
            "'D1' AS id, DATE '2026-12-01' AS time, 7 AS container",
            "record 1, column container: '7' is no flag",
        ),
    ],
    ids=["number for a time", "list", "date for a number", "number for a flag"],
)
def test_a_parquet_column_of_another_type_is_refused(tmp_path, select, message):
    path = tmp_path / "r.parquet"
    duckdb.execute(f"COPY (SELECT {select}) TO '{path}'")

    with pytest.raises(RecordsRefusedError, match=message):
        by_duckdb([DEAR], path)


@pytest.mark.parametrize(
    ("columns", "fields", "missing"),
    [
        ("value", ["value", "origin"], ["origin"]),
        ("value, net_mass", ["unit_value"], []),
        ("value", ["unit_value"], ["unit_value"]),
        ("unit_value", ["unit_value"], []),
        ("value", ["importer.lines_30d"], ["importer.lines_30d"]),
        ("importer", ["importer.lines_30d"], []),
        ("post", ["office", "post"], []),
        ("value", ["office", "post"], ["office", "post"]),
    ],
    ids=["plain", "parts", "one part", "given", "window", "window's key", "one place", "no place"],
)
def test_a_field_is_absent_when_neither_it_nor_its_parts_are_there(tmp_path, columns, fields, missing):
    path = tmp_path / "records.csv"
    path.write_text(f"id,time,{columns}\n")
    engine = Engine(connect(), [DEAR], CATALOGUE, {})
    engine.fields = fields

    engine.read(Source(path=path))

    assert absent(engine.columns, fields, CATALOGUE) == missing
