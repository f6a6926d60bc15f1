"""Selection of declarations by profiles: DuckDB, SQL by hand, peers, one record, new records against history.

Usage: python benchmarks/select_records.py [--records 10000000] [--part PART]

The declarations are invented and made by DuckDB (17 columns, 365 days, ten to an importer on average); the
100 profiles have 2 to 5 conditions, 20 of them join lists of 200 to 25,000 keys, 15 read history (30 and 7
days of an importer, 180 days of peers). Bounds on 2 cores for 10,000,000 × 100: with features 45 s and 8 GB,
60 s under a limit of 4 GB, rules alone 12 s; 1,000 profiles × 1,000,000 in 15 s; at most 1.3 times the same
SQL by hand; one record with full trace 1 ms; 30,000 new records against the history 1 s. Each part runs in a
process of its own.

The peers rule-engine and zen-engine are asked the profiles without lists and history over 2,000 records,
where they are installed (`pip install rule-engine zen-engine` in a throw-away environment), and must find
the same hits.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import Stopwatch, cpu_seconds, machine, peak_memory, verdict

from chegara.profiling.methods.profiles.closures import Ruleset
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import standard_catalogue
from chegara.profiling.methods.profiles.lists import NamedList
from chegara.profiling.methods.profiles.reader import read
from chegara.profiling.methods.profiles.tree import fields_read, lists_read
from chegara.profiling.methods.selection.duck import Engine, Source, connect
from chegara.profiling.methods.selection.plan import reads_windows

FULL = 10_000_000
PARTS = ("rules", "full", "memory", "many", "hand", "one", "new", "peers")
STATES = [one + two + "A" for one in string.ascii_uppercase for two in string.ascii_uppercase[:10]]
LISTED = {
    "watched-importers": "importer",
    "new-importers": "importer",
    "codes": "hs",
    "declarants": "declarant",
    "routes": "route",
}
DATA = """
COPY (
WITH drawn AS (
    SELECT i, hash(i * 11 + 1) a, hash(i * 13 + 2) b, hash(i * 17 + 3) c, hash(i * 19 + 4) d, hash(i * 23 +
    5) e,
        hash(i * 29 + 6) f
    FROM range({first}, {last}) t(i)
)
SELECT 'D' || lpad(i::VARCHAR, 9, '0') AS id,
    TIMESTAMP '2025-01-01' + to_seconds((i * 31536000 // {count} + a % 3600)::BIGINT) AS time,
    'OF' || lpad((a % 40)::VARCHAR, 2, '0') AS office,
    'IM40' AS procedure,
    lpad(((power((b % 1000003) / 1000003.0, 2) * 5000)::BIGINT * 197 % 999999)::VARCHAR, 6, '0') AS hs,
    chr((65 + c % 26)::INT) || chr((65 + c // 26 % 10)::INT) || 'A' AS origin,
    chr((65 + c // 260 % 26)::INT) || chr((65 + c // 6760 % 6)::INT) || 'A' AS departure,
    chr((65 + d % 5)::INT) || 'ZA' AS destination,
    'I' || (power((d % 1000003) / 1000003.0, 1.5) * {count} / 10)::BIGINT AS importer,
    'C' || (e % 2000) AS declarant,
    'K' || (f % 500) AS carrier,
    round(exp((a // 7 % 1000 + b // 7 % 1000 + c // 7 % 1000) / 300.0) * 10, 2) AS value,
    round(exp((d // 7 % 1000 + e // 7 % 1000) / 250.0), 1) AS net_mass,
    (f // 7 % 50)::DOUBLE AS tax_rate,
    (e // 11 % 100)::BIGINT AS packages,
    ['road', 'rail', 'air', 'sea'][(f // 11 % 4)::INT + 1] AS transport,
    CASE WHEN f % 20 = 0 THEN NULL ELSE f // 13 % 2 = 0 END AS container,
    ['fresh apples in cartons', 'used car parts', 'cotton carpets', 'mobile telephones', 'medicines in packs',
        'tyres for lorries'][(b // 13 % 6)::INT + 1] || ' ' || b % 97 AS description
FROM drawn) TO '{path}' (FORMAT parquet)
"""


def data(folder: Path, count: int) -> Path:
    """Make the declarations once; the newest 30,000 stand in a second file."""
    for name, first, last in (("old", 0, count - 30_000), ("new", count - 30_000, count), ("all", 0, count)):
        path = folder / f"{name}-{count}.parquet"
        if not path.exists():
            connect(threads=2).execute(DATA.format(first=first, last=last, count=count, path=path))
    return folder / f"all-{count}.parquet"


def lists(count: int, rng: random.Random) -> dict[str, NamedList]:
    """The five lists."""

    def importers(length: int) -> list[str]:
        return [f"I{rng.randrange(max(count // 10, 1))}" for _ in range(length)]

    return {
        "watched-importers": NamedList.of("watched-importers", importers(25_000)),
        "new-importers": NamedList.of("new-importers", importers(5000)),
        "codes": NamedList.of("codes", [f"{rng.randrange(999_999):06d}" for _ in range(2000)]),
        "declarants": NamedList.of("declarants", [f"C{each}" for each in rng.sample(range(2000), 200)]),
        "routes": NamedList.of("routes", [f"{rng.choice(STATES)}>{rng.choice(STATES)}" for _ in range(3000)]),
    }


def profiles(count: int, number: int) -> tuple[list[Profile], dict[str, NamedList]]:
    """The profiles: of each hundred 20 join a list, 15 read history, 5 hold an `or`, 3 look into the
    description."""
    rng = random.Random(5)  # noqa: S311 - a benchmark
    named = lists(count, rng)
    made = [_profile(each, rng) for each in range(number)]
    return [read(each, lists=named) for each in made], named


def _condition(field: str, operator: str, value: object) -> dict[str, object]:
    return {"field": field, "operator": operator, "value": value}


def _pool(rng: random.Random) -> list[Callable[[], dict[str, object]]]:
    return [
        lambda: _condition("hs", "beginsWith", f"{rng.randrange(10)}"),
        lambda: _condition(
            "hs", "in", list({f"{rng.randrange(999_999):06d}" for _ in range(rng.randrange(2, 30))})
        ),
        lambda: _condition("origin", "in", rng.sample(STATES, rng.randrange(5, 30))),
        lambda: _condition("departure", "notIn", rng.sample(STATES, rng.randrange(5, 30))),
        lambda: _condition("value", ">", rng.choice([50, 100, 500, 1000.5])),
        lambda: _condition("net_mass", "between", [rng.randrange(1, 50), rng.randrange(60, 900)]),
        lambda: _condition("unit_value", "<", rng.choice([0.5, 1, 2.25, 5])),
        lambda: _condition("tax_rate", ">=", rng.randrange(10, 45)),
        lambda: _condition("packages", "<=", rng.randrange(5, 60)),
        lambda: _condition("transport", "=", rng.choice(["road", "rail", "air", "sea"])),
        lambda: _condition("container", "=", rng.random() < 0.5),
        lambda: _condition("office", "in", [f"OF{each:02d}" for each in rng.sample(range(40), 8)]),
    ]


def _profile(number: int, rng: random.Random) -> dict[str, object]:
    kind, pool = number % 100, _pool(rng)
    rules: list[dict[str, object]] = [make() for make in rng.sample(pool, rng.randrange(2, 5))]
    if kind < 20:
        name = list(LISTED)[kind % 5]
        rules.append(_condition(LISTED[name], "inList", {"list": name}))
    elif kind < 35:
        windows = [
            _condition("importer.lines_30d", ">=", rng.randrange(2, 8)),
            _condition("importer.value_7d", ">", rng.choice([500, 3000])),
            _condition("hs.unit_value_z_180d", "<", -1.5),
        ]
        rules.append(windows[kind % 3])
    elif kind < 40:
        rules.append({"combinator": "or", "not": False, "rules": [make() for make in rng.sample(pool, 2)]})
    elif kind < 43:
        rules.append(_condition("description", "contains", rng.choice(["Apples", "car parts", "MOBILE"])))
    else:
        rules.append(_condition("value", ">", rng.choice([20, 200])))
    return {
        "schema": "chegara/profile/1",
        "id": f"P{number:04d}",
        "title": f"Rule {number}",
        "subject": "consignment",
        "purpose": "goods_smuggling",
        "owner": "unit",
        "author": "benchmark",
        "legal_basis": "none: invented",
        "rationale": "benchmark",
        "valid_from": "2025-01-01",
        "valid_to": "2026-01-01",
        "when": {
            "combinator": "and",
            "not": False,
            "rules": rules,
        },
        "then": {"lane": ("blue", "yellow", "red")[number % 3], "instruction": "check"},
    }


def run_engine(
    path: Path, chosen: list[Profile], named: dict[str, NamedList], **settings: Any
) -> tuple[Engine, Stopwatch]:
    """Read, prepare, decide; return the engine with its hits and the times."""
    watch = Stopwatch()
    history = settings.pop("history", None)
    engine = Engine(connect(threads=2, **settings), chosen, standard_catalogue(), named)
    with watch.step("open and check"):
        engine.read(Source(path=path), history=Source(path=history) if history else None)
    with watch.step("features"):
        engine.prepare()
    with watch.step("rules"):
        engine.decide()
    count = engine.run("SELECT count(*) FROM hits").fetchone()[0]
    print(f"{count} hits, most memory {peak_memory() / 1e9:.2f} GB")
    return engine, watch


def part_rules(folder: Path, count: int) -> bool:
    """100 profiles without history: rules alone."""
    path = data(folder, count)
    chosen, named = profiles(count, 120)
    catalogue = standard_catalogue()
    chosen = [each for each in chosen if not reads_windows(each, catalogue)][:100]
    _, watch = run_engine(path, chosen, named)
    return verdict(f"rules alone, {len(chosen)} profiles", watch.wall, 12 * count / FULL, "s")


def part_full(folder: Path, count: int, memory: str | None = None, bound: float = 45.0) -> bool:
    """100 profiles, 15 of them on history."""
    path = data(folder, count)
    chosen, named = profiles(count, 100)
    with tempfile.TemporaryDirectory(dir=folder) as spill:
        _, watch = run_engine(path, chosen, named, memory=memory, folder=Path(spill))
    met = verdict("with features", watch.wall, bound * count / FULL, "s")
    return verdict("memory", peak_memory() / 1e9, 4.0 if memory else 8.0, "GB") and met


def part_memory(folder: Path, count: int) -> bool:
    """The same in 4 GB: the limit is on DuckDB's buffers, so that it is set lower than the bound on the
    process."""
    return part_full(folder, count, memory="3GB", bound=60.0)


def part_many(folder: Path, count: int) -> bool:
    """1,000 profiles without history over a tenth of the declarations."""
    count //= 10
    path = data(folder, count)
    chosen, named = profiles(count, 1180)
    catalogue = standard_catalogue()
    chosen = [each for each in chosen if not reads_windows(each, catalogue)][:1000]
    _, watch = run_engine(path, chosen, named)
    return verdict(f"{len(chosen)} profiles", watch.wall, 15 * count * 10 / FULL, "s")


def by_hand(chosen: list[Profile], source: str) -> str:
    """The same rules as a good SQL engineer would write them: one scan, each list joined once (a hash join
    that yields a flag), what two rules share worked out once, a mask of each record, and only records with
    a hit kept."""
    told = [_by_hand(each) for each in chosen]
    mask = " | ".join(
        f"CASE WHEN {text} THEN {1 << place}::BIGINT ELSE 0 END" for place, text in enumerate(told)
    )
    asked = {name for each in chosen for _, name in lists_read(each.when)}
    flags = ", ".join(f'"in {name}"' for name in sorted(asked))
    joins = " ".join(
        f'LEFT JOIN "{name}" ON {LISTED[name] if name != "routes" else "r.route"} = "{name}".key'
        for name in sorted(asked)
    )
    derived = "*, value / nullif(net_mass, 0) AS unit_value, departure || '>' || origin AS route"
    inner = f"SELECT r.*{', ' if flags else ''}{flags} FROM (SELECT {derived} FROM {source}) r {joins}"  # noqa: S608 - a benchmark
    return f"SELECT id, mask FROM (SELECT id, {mask} AS mask FROM ({inner})) WHERE mask <> 0"  # noqa: S608 - a benchmark


def _by_hand(profile: Profile) -> str:
    def node(told: dict[str, Any]) -> str:
        if "rules" in told:
            joined = f" {told['combinator']} ".join(node(each) for each in told["rules"])
            return f"(NOT ({joined}))" if told["not"] else f"({joined})"
        field, operator, value = told["field"], told["operator"], told.get("value")
        if operator in {"in", "notIn"}:
            listed = ", ".join(f"'{each}'" for each in value)
            return f"{field} {'NOT ' if operator == 'notIn' else ''}IN ({listed})"
        if operator == "inList":
            return f'"in {value["list"]}"'
        if operator == "between":
            return f"{field} BETWEEN {value[0]} AND {value[1]}"
        if operator == "beginsWith":
            return f"{field} LIKE '{value}%'"
        if operator == "contains":
            return f"{field} ILIKE '%{value}%'"
        return f"{field} {operator} {value!r}".replace("True", "true").replace("False", "false")

    return node(profile.plain()["when"])  # type: ignore[arg-type]


def part_hand(folder: Path, count: int) -> bool:
    """The same 100 rules as SQL by hand: the best of several ways to write it, the same hits."""
    path = data(folder, count)
    chosen, named = profiles(count, 120)
    catalogue = standard_catalogue()
    chosen = [each for each in chosen if not reads_windows(each, catalogue)][:100]
    ours, watch = run_engine(path, chosen, named)
    told = {
        chosen[number].id: hits
        for number, hits in ours.run("SELECT number, count(*) FROM hits GROUP BY number").fetchall()
    }
    best, met = None, True
    for size in (13, 25, 50):
        other = Stopwatch()
        with other.step(f"by hand, {size} rules a statement"):
            found = hits_by_hand(path, chosen, named, size)
        print(f"hits of each profile {'equal' if found == told else 'DIFFERENT'}", flush=True)
        met = met and found == told
        best = other.cpu if best is None else min(best, other.cpu)
    return verdict("ours to the best SQL by hand", watch.cpu / best, 1.3, "times (CPU)") and met


def hits_by_hand(path: Path, chosen: list[Profile], named: dict[str, NamedList], size: int) -> dict[str, int]:
    """Ask the rules by hand, so many a statement; return the number of hits of each profile."""
    hand = connect(threads=2)
    hand.execute("SET preserve_insertion_order = false")
    for name, listed in named.items():
        hand.execute(
            f'CREATE TABLE "{name}" AS SELECT DISTINCT unnest($1::VARCHAR[]) AS key, true AS "in {name}"',
            [list(listed.periods)],
        )
    source = f"read_parquet('{path}')"
    found: dict[str, int] = {}
    for start in range(0, len(chosen), size):
        part = chosen[start : start + size]
        hand.execute(f"CREATE OR REPLACE TEMP TABLE m AS {by_hand(part, source)}")
        counts = ", ".join(f"sum((mask >> {place}) & 1)" for place in range(len(part)))
        told = hand.execute(f"SELECT {counts} FROM m").fetchone()  # noqa: S608
        found |= {each.id: int(count) for each, count in zip(part, told or (), strict=True) if count}
    return found


def part_one(folder: Path, count: int) -> bool:
    """One record, 100 profiles, full trace, features given."""
    chosen, named = profiles(1_000_000, 100)
    rules = Ruleset(chosen, standard_catalogue(), named)
    records = sample(data(folder, min(count, 1_000_000)), 2000)
    for record in records:
        record |= {"importer.lines_30d": 3.0, "importer.value_7d": 700.0, "hs.unit_value_z_180d": -1.0}
    took = {}
    for name, ask in (("trace", rules.traces), ("hits", rules.hits)):
        for record in records[:200]:
            ask(record)
        begun, clock = cpu_seconds(), time.perf_counter()
        for record in records:
            ask(record)
        took[name] = (time.perf_counter() - clock) / len(records) * 1000
        print(
            f"{name}: {took[name] * 1000:.0f} µs a record ({(cpu_seconds() - begun) / len(records) * 1e6:.0f} µs of CPU)"  # noqa: E501
        )
    return verdict("one record with full trace", took["trace"], 1.0, "ms")


def sample(path: Path, count: int) -> list[dict[str, Any]]:
    """Some declarations as Python values."""
    answer = connect().execute(f"SELECT * FROM '{path}' LIMIT {count}")  # noqa: S608
    names = [each[0] for each in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def part_new(folder: Path, count: int) -> bool:
    """30,000 new declarations against the history of the rest: features as of each one's time."""
    data(folder, count)
    chosen, named = profiles(count, 100)
    catalogue = standard_catalogue()
    chosen = [each for each in chosen if reads_windows(each, catalogue)]
    old, new = folder / f"old-{count}.parquet", folder / f"new-{count}.parquet"
    run_engine(new, chosen, named, history=old)  # the first run reads the file from disk
    _, watch = run_engine(new, chosen, named, history=old)
    return verdict("30,000 new against history", watch.wall, 1.0, "s")


def part_peers(folder: Path, count: int) -> bool:
    """rule-engine and zen-engine over 2,000 declarations, hits equal to those of the closures and of the
    bulk engine over 1,000,000."""
    chosen, _ = profiles(1_000_000, 100)
    catalogue = standard_catalogue()
    plain = [
        each
        for each in chosen
        if not reads_windows(each, catalogue)
        and not lists_read(each.when)
        and "description" not in fields_read(each.when)
    ]
    path = data(folder, min(count, 1_000_000))
    records = sample(path, 2000)
    engine, watch = run_engine(path, plain, {})
    bulk = engine.run("SELECT count(*) FROM records").fetchone()[0] / watch.wall
    in_bulk = engine.run('SELECT count(*) FROM hits WHERE "row number" < 2000').fetchone()[0]
    print(f"in bulk: {bulk:,.0f} records a second, {in_bulk} hits among the first 2,000 records")
    rules = Ruleset(plain, catalogue, {})
    begun = time.perf_counter()
    ours = sum(len(rules.hits(record)) for record in records)
    rate = len(records) / (time.perf_counter() - begun)
    print(f"closures: {rate:,.0f} records a second, {ours} hits, {len(plain)} profiles")
    met = ours == in_bulk
    for name, make in (("rule_engine", _rule_engine), ("zen", _zen)):
        if importlib.util.find_spec(name) is None:
            print(f"{name}: not installed, left out")
            continue
        ask = make(plain)
        for record in records:
            record["unit_value"] = record["value"] / record["net_mass"] if record["net_mass"] else None
        begun = time.perf_counter()
        found = sum(ask(record) for record in records)
        theirs = len(records) / (time.perf_counter() - begun)
        print(
            f"{name}: {theirs:,.0f} records a second, {found} hits; "
            f"we: {rate / theirs:.1f} times as fast one by one, {bulk / theirs:,.0f} times in bulk"
        )
        met = met and found == ours
    return met


def _expression(told: dict[str, Any], *, zen: bool) -> str:
    if "rules" in told:
        return (
            "(" + f" {told['combinator']} ".join(_expression(each, zen=zen) for each in told["rules"]) + ")"
        )
    field, operator, value = told["field"], told["operator"], told.get("value")
    if operator in {"in", "notIn"}:
        listed = "[" + ", ".join(f'"{each}"' for each in value) + "]"
        return (
            f"(not ({field} in {listed}))"
            if operator == "notIn" and not zen
            else (f"{field} not in {listed}" if operator == "notIn" else f"{field} in {listed}")
        )
    if operator == "between":
        return f"({field} >= {value[0]} and {field} <= {value[1]})"
    if operator == "beginsWith":
        return f'startsWith({field}, "{value}")' if zen else f'{field}.starts_with("{value}")'
    if isinstance(value, bool):
        return f"({field} == {str(value).lower()})"
    return f"{field} {'==' if operator == '=' else operator} " + (
        f'"{value}"' if isinstance(value, str) else str(value)
    )


def _rule_engine(chosen: list[Profile]) -> Callable[[dict[str, Any]], int]:
    import rule_engine  # type: ignore[import-not-found,unused-ignore]

    rules = [rule_engine.Rule(_expression(each.plain()["when"], zen=False)) for each in chosen]  # type: ignore[arg-type]
    return lambda record: sum(rule.matches(record) for rule in rules)


def _zen(chosen: list[Profile]) -> Callable[[dict[str, Any]], int]:
    import zen  # type: ignore[import-not-found,unused-ignore]

    rules = [zen.compile_expression(_expression(each.plain()["when"], zen=True)) for each in chosen]  # type: ignore[arg-type]

    def ask(record: dict[str, Any]) -> int:
        told = {name: value for name, value in record.items() if name != "time"}
        return sum(bool(rule.evaluate(told)) for rule in rules)

    return ask


def main() -> int:
    """Run the parts, each in its own process, and print figures with their bounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=FULL)
    parser.add_argument("--part", choices=("all", "data", *PARTS), default="all")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "chegara-select")
    arguments = parser.parse_args()
    arguments.folder.mkdir(exist_ok=True)
    if arguments.part == "data":
        data(arguments.folder, arguments.records)
        data(arguments.folder, arguments.records // 10)
        return 0
    if arguments.part != "all":
        met = globals()[f"part_{arguments.part}"](arguments.folder, arguments.records)
        return 0 if met else 1
    print(machine())
    worst = 0
    for part in PARTS:
        print(f"\n{part}", flush=True)
        told = ["--part", part, "--records", str(arguments.records), "--folder", str(arguments.folder)]
        worst = max(worst, subprocess.run([sys.executable, __file__, *told], check=False).returncode)
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
