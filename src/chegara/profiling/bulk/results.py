"""What came of a selection, read from its files: counts, records page by page, one record's trace, the draw."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import duckdb

from chegara.evidence.files import path_of
from chegara.profiling.methods.profiles.bundle import Bundle, read_bundle
from chegara.profiling.methods.profiles.closures import Decision
from chegara.profiling.methods.selection.sample import CONTROL, threshold
from chegara.profiling.methods.selection.selecting import trace_of
from chegara.profiling.models import Selection

MOST_OFFICES = 100
PLACE = "coalesce(CAST(v.office AS VARCHAR), CAST(v.post AS VARCHAR))"
_ROWS = """
SELECT d.*, d.file_row_number AS number, {place} AS place
FROM read_parquet($result, file_row_number = true) d
LEFT JOIN read_parquet($values, file_row_number = true) v ON v.file_row_number = d.file_row_number
"""


def _paths(selection: Selection) -> dict[str, str]:
    if selection.result is None or selection.values is None:
        raise ValueError(f"{selection} has no result")
    return {
        "result": str(path_of(selection.result.sha256)),
        "values": str(path_of(selection.values.sha256)),
    }


def _ask(query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(query, parameters).fetchall()


def place_of(columns: set[str]) -> str:
    """Return the expression of a record's office, as far as the records hold one."""
    held = [f"CAST(v.{name} AS VARCHAR)" for name in ("office", "post") if name in columns]
    return f"coalesce({', '.join(held)})" if held else "NULL"


def summary_of(result: Path, values: Path, quotas: list[dict[str, Any]]) -> dict[str, Any]:
    """Count a selection's result: lanes, reasons, offices, and what became of each quota.

    Args:
        result, values: the files that `selecting.select` wrote.
        quotas: office, lane, capacity and expected_percent of each.
    """
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW v AS SELECT * FROM read_parquet('{values}')")  # noqa: S608 - own path
        columns = {row[0] for row in connection.execute("DESCRIBE v").fetchall()}
        query = _ROWS.format(place=place_of(columns))
        files = {"result": str(result), "values": str(values)}
        connection.execute(
            f"CREATE TEMP TABLE rows AS SELECT r.*, v.day FROM ({query}) r "  # noqa: S608 - own columns
            "LEFT JOIN read_parquet($values, file_row_number = true) v ON v.file_row_number = r.number",
            files,
        )

        def counts(column: str) -> dict[str, int]:
            return dict(connection.execute(f"SELECT {column}, count(*) FROM rows GROUP BY 1").fetchall())  # noqa: S608

        days = connection.execute("SELECT count(DISTINCT day), min(day), max(day) FROM rows").fetchone()
        offices = connection.execute(
            "SELECT place, count(*), count(DISTINCT day), count(*) FILTER (lane = 'red'), "
            "count(*) FILTER (lane = 'yellow'), count(*) FILTER (lane = 'blue'), count(*) FILTER (lane = 'green')"
            " FROM rows WHERE place IS NOT NULL GROUP BY place ORDER BY 2 DESC, 1 LIMIT $most",
            {"most": MOST_OFFICES},
        ).fetchall()
        names = ("office", "records", "days", "red", "yellow", "blue", "green")
        return {
            "lanes": counts("lane"),
            "reasons": counts("reason"),
            "control": sum(count for drawn, count in counts("control").items() if drawn),
            "days": days[0] if days else 0,
            "first": f"{days[1]:%d.%m.%Y}" if days and days[1] else "",
            "last": f"{days[2]:%d.%m.%Y}" if days and days[2] else "",
            "offices": [dict(zip(names, row, strict=True)) for row in offices],
            "quotas": [_quota(connection, quota, quotas) for quota in quotas],
        }


def _quota(connection: Any, quota: dict[str, Any], quotas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a quota with the most that a day's lane held, how many were held back and drawn up."""
    own = [each["office"] for each in quotas if each["lane"] == quota["lane"] and each["office"] != "*"]
    found = connection.execute(
        "SELECT coalesce(max(taken), 0), coalesce(sum(held), 0), coalesce(sum(drawn), 0) FROM (SELECT place, day, "
        "count(*) FILTER (lane = $lane) AS taken, count(*) FILTER (held_back_from = $lane) AS held, "
        "count(*) FILTER (lane = $lane AND reason = 'quota') AS drawn FROM rows "
        "WHERE CASE WHEN $office = '*' THEN place IS NULL OR place NOT IN (SELECT unnest($own::VARCHAR[])) "
        "ELSE place = $office END GROUP BY ALL)",
        {"lane": quota["lane"], "office": quota["office"], "own": own},
    ).fetchone()
    most, held, drawn = found
    return {**quota, "most": most, "held_back": held, "drawn": drawn}


@dataclass(frozen=True)
class Wanted:
    """Which records of a selection are listed; blank says all."""

    lane: str = ""
    reason: str = ""
    place: str = ""
    profile: str = ""
    id: str = ""

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """Return the condition in SQL and its parameters."""
        found: dict[str, Any] = {name: value for name, value in vars(self).items() if value}
        told = {
            "lane": "lane = $lane", "reason": "reason = $reason", "place": "place = $place", "id": "id = $id",
            "profile": "list_contains(string_split(profiles, ' '), $profile)",
        }  # fmt: skip
        return " AND ".join(told[name] for name in found) or "true", found


@dataclass(frozen=True)
class SelectedRecords:
    """The records of a selection in their order, or by another column; read from its file page by page."""

    selection: Selection
    wanted: Wanted = field(default_factory=Wanted)
    order: str = "number"

    model: ClassVar[type[Selection]] = Selection
    sortable: ClassVar[bool] = True

    def _query(self, what: str, end: str = "", **more: Any) -> list[tuple[Any, ...]]:
        condition, parameters = self.wanted.conditions()
        with duckdb.connect() as connection:
            files = _paths(self.selection)
            held = connection.execute("SELECT name FROM parquet_schema($values)", {"values": files["values"]})
            place = place_of({name for (name,) in held.fetchall()})
            rows = _ROWS.format(place=place)
            query = f"SELECT {what} FROM ({rows}) WHERE {condition} {end}"  # noqa: S608 - own words
            return connection.execute(query, files | parameters | more).fetchall()

    def count(self) -> int:
        """Return how many there are."""
        return int(self._query("count(*)")[0][0])

    __len__ = count

    def order_by(self, *names: str) -> SelectedRecords:
        """Return them in the order of a column."""
        known = {"number", "lane", "reason", "place", "id"}
        return replace(self, order=names[0]) if names and names[0].lstrip("-") in known else self

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self[0 : self.count()])

    def __getitem__(self, wanted: slice) -> list[dict[str, Any]]:
        names = ("number", "id", "lane", "reason", "profiles", "place", "held_back_from", "probability")
        falling = " DESC" if self.order.startswith("-") else ""
        start = wanted.start or 0
        found = self._query(
            ", ".join(names), f"ORDER BY {self.order.lstrip('-')}{falling}, number LIMIT $most OFFSET $start",
            most=(self.count() if wanted.stop is None else wanted.stop) - start, start=start,
        )  # fmt: skip
        return [dict(zip(names, row, strict=True)) | {"selection": self.selection.pk} for row in found]


def record_of(selection: Selection, number: int) -> dict[str, Any] | None:
    """Return what was decided of the record with this number, counted from 0, or None."""
    files = _paths(selection)
    return _one(
        "SELECT * FROM read_parquet($result, file_row_number = true) WHERE file_row_number = $number",
        {"result": files["result"], "number": number},
    )


def traces(selection: Selection, number: int) -> list[Decision]:
    """Return the trace of every profile over one record: each condition, the value read, whether it fired."""
    values = _one(
        "SELECT * FROM read_parquet($values, file_row_number = true) WHERE file_row_number = $number",
        {"values": _paths(selection)["values"], "number": number},
    )
    bundle = bundle_of(selection)
    return trace_of(values, bundle.profiles, bundle.catalogue, bundle.lists) if values else []


def _one(query: str, parameters: dict[str, Any]) -> dict[str, Any] | None:
    with duckdb.connect() as connection:
        answer = connection.execute(query, parameters)
        names = [each[0] for each in answer.description]
        row = answer.fetchone()
    return dict(zip(names, row, strict=True)) if row else None


def bundle_of(selection: Selection) -> Bundle:
    """Return the profiles and lists as they were when the selection was begun."""
    return read_bundle(path_of(selection.bundle.sha256).read_bytes())


@dataclass(frozen=True)
class Redrawn:
    """The control sample drawn again by the seed: how many, and how many records differ from the file."""

    drawn: int
    differ: int


def redraw(selection: Selection) -> Redrawn:
    """Draw the control sample again, as anybody can once the seed is shown."""
    drawn, differ = _ask(
        "SELECT count(*) FILTER (again), count(*) FILTER (again <> (control = 1)) FROM (SELECT control, "
        "substr(sha256($seed || ':' || $arm || ':' || id), 1, 8) < $below AS again FROM read_parquet($result))",
        {
            "seed": selection.seed.seed, "arm": CONTROL, "result": _paths(selection)["result"],
            "below": threshold(selection.policy.get("control_percent", 0.0)),
        },
    )[0]  # fmt: skip
    return Redrawn(int(drawn), int(differ))


def written(selection: Selection, what: str, suffix: str) -> Any:
    """Return an open file of the decisions or the hits as csv or Parquet; it is gone once it is closed."""
    source = selection.result if what == "lanes" else selection.hits
    if source is None:
        raise ValueError(f"{selection} has no {what}")
    stored = path_of(source.sha256)
    if suffix == "parquet":
        return stored.open("rb")
    target = tempfile.TemporaryFile()  # noqa: SIM115 - whoever hands it out closes it
    with tempfile.TemporaryDirectory(prefix="chegara-") as folder:
        place = Path(folder) / "out.csv"
        with duckdb.connect() as connection:
            connection.read_parquet(str(stored)).write_csv(str(place))
        with place.open("rb") as file:
            shutil.copyfileobj(file, target)
    target.seek(0)
    return target


def findings_of(selection: Selection, findings: Path) -> dict[str, Any]:
    """Count what examiners found: for each profile, for all and for the control sample, examined and confirmed.

    Args:
        selection: whose records were examined.
        findings: a csv with the columns id and found (1 or 0); `unknown` is an id that is not of the selection.
    """
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TEMP TABLE joined AS SELECT r.*, f.found FROM read_parquet($result) r JOIN "
            "read_csv($findings, header = true, all_varchar = true) f ON f.id = r.id",
            {"result": _paths(selection)["result"], "findings": str(findings)},
        )
        unknown = connection.execute(
            "SELECT min(f.id) FROM read_csv($findings, header = true, all_varchar = true) f "
            "ANTI JOIN read_parquet($result) r ON f.id = r.id",
            {"result": _paths(selection)["result"], "findings": str(findings)},
        ).fetchone()
        rows = connection.execute(
            "SELECT selected_by, control, found = '1', count(*) FROM joined GROUP BY ALL"
        ).fetchall()
    told: dict[str, list[int]] = {"": [0, 0], "*": [0, 0]}
    for selected_by, control, found, count in rows:
        arms = ["*"] if control else []
        arms += ["", *selected_by.split(" ")] if selected_by else []
        for arm in arms:
            counts = told.setdefault(arm, [0, 0])
            counts[0] += count
            counts[1] += count if found else 0
    return {
        "unknown": unknown[0] if unknown else None,
        "all": told.pop(""), "control": told.pop("*"), "profiles": told,
    }  # fmt: skip
