"""DuckDB and the Python closures decide alike: every operator, nasty values, random profiles, history."""

import datetime as dt
import random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.profiling.methods.profile_world import (
    CATALOGUE,
    LISTS,
    nasty_records,
    profile_of,
    random_condition,
    random_tree,
)

from chegara.profiling.methods.profiles.closures import Ruleset
from chegara.profiling.methods.profiles.tree import Condition, Operator, fields_read
from chegara.profiling.methods.selection.duck import Engine, Source, connect, hits
from chegara.profiling.methods.selection.history import with_history

TYPES = {
    "id": "VARCHAR", "time": "TIMESTAMP", "hs": "VARCHAR", "origin": "VARCHAR", "departure": "VARCHAR",
    "importer": "VARCHAR", "description": "VARCHAR", "value": "DOUBLE", "net_mass": "DECIMAL(18,4)",
    "invoice_date": "DATE", "container": "BOOLEAN",
}  # fmt: skip


def write(records, path, form="parquet"):
    """Write records with DuckDB itself, nulls and all."""
    names = list(TYPES)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE r ({', '.join(f'{name} {TYPES[name]}' for name in names)})")
        for record in records:
            cells = [record[name] for name in names]
            connection.execute(f"INSERT INTO r VALUES ({', '.join('?' * len(names))})", cells)  # noqa: S608
        connection.execute(f"COPY r TO '{path}' (FORMAT {form})")
        read = connection.execute("SELECT * FROM r").fetchall()
    return [dict(zip(names, row, strict=True)) for row in read]


def by_duckdb(profiles, path, history=None):
    engine = Engine(connect(threads=1), profiles, CATALOGUE, LISTS)
    engine.read(Source(path=path), history=Source(path=history) if history else None)
    engine.prepare()
    engine.decide()
    return hits(engine)


def by_closures(profiles, records):
    rules = Ruleset(profiles, CATALOGUE, LISTS)
    return [
        (row, profile.id)
        for row, record in enumerate(records)
        for profile in sorted(rules.hits(record), key=lambda each: each.id)
    ]


EVERY = [
    pytest.param(name, operator, id=f"{name} {operator}")
    for name in (
        "hs",
        "description",
        "value",
        "net_mass",
        "unit_value",
        "route",
        "invoice_date",
        "container",
        "importer",
    )
    for operator in sorted(CATALOGUE[name].operators())
]


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    path = tmp_path_factory.mktemp("records") / "nasty.parquet"
    return path, write(nasty_records(150, random.Random(1)), path)  # noqa: S311


def test_every_operator_is_asked_of_some_field():
    assert {case.values[1] for case in EVERY} == set(Operator)


def test_each_operator_decides_nasty_values_alike(nasty):
    path, records = nasty
    rng = random.Random(2)  # noqa: S311
    profiles = [
        profile_of(random_condition(rng, *case.values), number)
        for number, case in enumerate(case for case in EVERY for _ in range(4))
    ]

    found = by_duckdb(profiles, path)

    assert found == by_closures(profiles, records)
    assert len({profile for _, profile in found}) > len(profiles) / 2


@settings(max_examples=2, deadline=None)
@given(st.integers(0, 2**32))
def test_random_profiles_are_decided_alike(nasty, seed):
    path, records = nasty
    rng = random.Random(seed)  # noqa: S311
    profiles = [profile_of(random_tree(rng), number) for number in range(500)]

    assert by_duckdb(profiles, path) == by_closures(profiles, records)


def test_the_trace_and_the_decision_agree(nasty):
    _, records = nasty
    rng = random.Random(4)  # noqa: S311
    rules = Ruleset([profile_of(random_tree(rng), number) for number in range(100)], CATALOGUE, LISTS)

    for record in records[:40]:
        fired = {profile.id for profile in rules.hits(record)}
        assert fired == {each.profile.id for each in rules.traces(record) if each.fired}


def test_a_csv_file_is_decided_as_the_parquet_file(nasty, tmp_path):
    _, records = nasty
    # A blank of a csv file is missing, and so is "": both are the same to a profile.
    path = tmp_path / "nasty.csv"
    write(records, path, "csv")
    rng = random.Random(5)  # noqa: S311
    profiles = [profile_of(random_tree(rng), number) for number in range(200)]

    assert by_duckdb(profiles, path) == by_closures(profiles, records)


WINDOWS = [
    ("importer.lines_30d", (0, 1, 2)),
    ("importer.lines_7d", (0, 1)),
    ("importer.value_90d", (0.0, 100.0, 1000.1)),
    ("importer.codes_60d", (0, 1)),
    ("hs.unit_value_z_180d", (-1.5, 0.0, 1.0)),
]
WINDOW_PROFILES = [
    profile_of(Condition(name, operator, float(limit)), number)
    for number, (name, operator, limit) in enumerate(
        (name, operator, limit)
        for name, limits in WINDOWS
        for limit in limits
        for operator in (Operator.MORE, Operator.AT_MOST)
    )
]


def trading(count, rng):
    """Few importers and codes, so that there is history."""
    return [
        {
            **record,
            "importer": rng.choice(["I1", "I2", "I3", None]),
            "hs": rng.choice(["080810", "080820", None]),
            "value": rng.choice([0.0, 10.005, 99.99, 1000.1, None, 20.0, 5.0]),
            "net_mass": rng.choice([1, 2.5, None, 0, 7]),
        }
        for record in nasty_records(count, rng)
    ]


def oracle(records, earlier):
    names = {name for profile in WINDOW_PROFILES for name in fields_read(profile.when)}
    return by_closures(WINDOW_PROFILES, [with_history(each, earlier, names, CATALOGUE) for each in records])


def test_windows_know_only_what_was_before(tmp_path):
    path = tmp_path / "records.parquet"
    records = write(trading(220, random.Random(6)), path)  # noqa: S311

    found = by_duckdb(WINDOW_PROFILES, path)

    assert found == oracle(records, records)
    assert {profile for _, profile in found} == {profile.id for profile in WINDOW_PROFILES}


def test_new_records_against_history_are_decided_as_all_at_once(tmp_path):
    everything = sorted(trading(260, random.Random(7)), key=lambda each: each["time"])  # noqa: S311
    day = dt.datetime(2026, 11, 1)  # noqa: DTZ001
    old = write([each for each in everything if each["time"] < day], tmp_path / "old.parquet")
    new = write([each for each in everything if each["time"] >= day], tmp_path / "new.parquet")
    assert old
    assert len(new) > 20

    found = by_duckdb(WINDOW_PROFILES, tmp_path / "new.parquet", tmp_path / "old.parquet")

    assert found == oracle(new, [*old, *new])
