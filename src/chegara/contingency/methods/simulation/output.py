"""Results as plain rows, and rows as csv, xlsx or json."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from openpyxl import Workbook

from chegara.contingency.methods.simulation.comparison import Comparison
from chegara.contingency.methods.simulation.statistics import Estimate, Key

Row: TypeAlias = Sequence[str | float | int | None]

FORMATS = (".csv", ".xlsx", ".json")
COLUMNS = (
    "plan", "about", "code", "name", "hour", "measure", "unit", "mean", "low", "high", "day_low", "day_high",
    "difference", "difference_low", "difference_high", "replications",
)  # fmt: skip
DIGITS = 6


def rows_of(comparison: Comparison) -> Iterator[Row]:
    """Yield a row a number: plan by plan, what it is about, hour by hour.

    The hour is that of the run, from 0 on; blank means the whole run. What is unknown is blank.
    """
    names = _names(comparison)
    for result in comparison.results:
        for key in sorted(result.found, key=_order):
            found = result.found[key]
            differs = (result.difference or {}).get(key)
            yield (
                result.plan, key.about, key.code, names.get((key.about, key.code), key.code), key.hour,
                key.measure, key.unit, *_numbers(found, "mean", "low", "high", "day_low", "day_high"),
                *(_numbers(differs, "mean", "low", "high") if differs else (None, None, None)),
                found.replications,
            )  # fmt: skip


def write_rows(
    path: Path, columns: Sequence[str], rows: Iterable[Row], *, error: type[Exception] = OSError
) -> None:
    """Write rows in the format that the file's name ends in.

    Raises:
        error: the file cannot be written.
    """
    kept = list(rows)
    try:
        if path.suffix == ".xlsx":
            _workbook(columns, kept).save(path)
        elif path.suffix == ".json":
            objects = [dict(zip(columns, row, strict=True)) for row in kept]
            path.write_text(json.dumps(objects, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        else:
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(kept)
            path.write_text(text.getvalue(), encoding="utf-8", newline="")
    except OSError as problem:
        raise error(f"{path} cannot be written: {problem.strerror}") from problem


def _workbook(columns: Sequence[str], rows: list[Row]) -> Workbook:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("simulation")
    sheet.append(list(columns))
    for row in rows:
        sheet.append(list(row))
    return book


def _numbers(estimate: Estimate, *fields: str) -> tuple[float | None, ...]:
    return tuple(_rounded(getattr(estimate, field)) for field in fields)


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else float(f"{value:.{DIGITS}g}")


def _order(key: Key) -> tuple[str, str, int, str]:
    return key.about, key.code, -1 if key.hour is None else key.hour, key.measure


def _names(comparison: Comparison) -> dict[tuple[str, str], str]:
    scenario = comparison.study.plans[0].scenario
    return {("flow", flow.code): flow.name for flow in scenario.flows} | {
        ("station", station.code): station.name for station in scenario.stations
    }
