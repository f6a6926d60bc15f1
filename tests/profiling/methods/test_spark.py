"""Spark decides as DuckDB does; run where pyspark and Java are."""

import random
import shutil
import warnings

import pytest
from tests.profiling.methods.profile_world import (
    CATALOGUE,
    LISTS,
    nasty_records,
    profile_of,
    random_condition,
    random_tree,
)
from tests.profiling.methods.test_engines_agree import EVERY, WINDOW_PROFILES, by_duckdb, trading, write

from chegara.profiling.methods.profiles.tree import Operator
from chegara.profiling.methods.selection.duck import Source

pytest.importorskip("pyspark", reason="the extra [spark] is not installed")
if shutil.which("java") is None:
    pytest.skip("Java is not installed", allow_module_level=True)

RANDOM = 1000
"""Random profiles that are asked in one run; a minute, only where pyspark and Java are."""

COLUMNS = 17
"""Columns of masks a statement: with 63 profiles each, one statement asks all."""

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    from chegara.profiling.methods.selection.spark import session

    # Many short statements: what the second compiler of Java would win it takes longer to compile.
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
        running = session(tmp_path_factory.mktemp("spark"))
    running.conf.set("spark.sql.shuffle.partitions", "1")
    running.conf.set("spark.sql.adaptive.enabled", "false")
    # So many conditions in one statement are more than Java compiles; over few records they are interpreted.
    running.conf.set("spark.sql.codegen.wholeStage", "false")
    yield running
    running.stop()


def by_spark(spark, profiles, path, folder, history=None):
    import duckdb

    from chegara.profiling.methods.selection.spark import SparkEngine

    engine = SparkEngine(spark, profiles, CATALOGUE, LISTS)
    engine.read(Source(path=path), history=Source(path=history) if history else None)
    engine.prepare()
    found = []
    for each in engine.hits_to(folder):
        found += duckdb.execute("SELECT id, number FROM read_parquet($1)", [f"{each}/*.parquet"]).fetchall()
    return sorted((int(name[1:]), profiles[number].id) for name, number in found)


def test_each_operator_and_random_trees_are_decided_alike(spark, tmp_path, monkeypatch):
    monkeypatch.setattr("chegara.profiling.methods.selection.spark.COLUMNS", COLUMNS)
    path = tmp_path / "nasty.parquet"
    write(nasty_records(150, random.Random(1)), path)  # noqa: S311
    rng = random.Random(2)  # noqa: S311
    trees = [random_condition(rng, *case.values) for case in EVERY]
    trees += [random_tree(rng) for _ in range(RANDOM)]
    profiles = [profile_of(tree, number) for number, tree in enumerate(trees)]

    found = by_spark(spark, profiles, path, tmp_path)

    assert found == by_duckdb(profiles, path)
    assert len({name for _, name in found}) > RANDOM / 2
    assert {case.values[1] for case in EVERY} == set(Operator)


def test_windows_are_decided_alike(spark, tmp_path):
    path = tmp_path / "records.parquet"
    write(trading(220, random.Random(6)), path)  # noqa: S311

    assert by_spark(spark, WINDOW_PROFILES, path, tmp_path) == by_duckdb(WINDOW_PROFILES, path)
