"""Forecast monthly series from a csv file.

The file has the columns series, month (2015-03) and value; a blank value or an absent month is unknown, which
is not zero. The output has the columns series, month, forecast, lo80, hi80, reason: one row a month ahead,
where lo80 to hi80 is the 80 per cent interval, or a single row with the reason why there is no forecast.

Example:
    chegara forecast crossings.csv --horizon 12 --out forecast.csv
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from chegara.common.periods import Month
from chegara.config.cli import CommandError
from chegara.evidence.methods.forecast import (
    HORIZON,
    LONGEST_HORIZON,
    Forecast,
    MonthlySeries,
    Refusal,
    forecast_many,
)

COLUMNS = ("series", "month", "value")
OUT_COLUMNS = ("series", "month", "forecast", "lo80", "hi80", "reason")

REASONS = {
    Refusal.ALL_MISSING: "no value is known",
    Refusal.FEWER_THAN_TWO_SEASONS: "fewer than two full seasons: at least 24 months must be known",
    Refusal.TOO_MANY_GAPS: "more than a third of the months between the first and the last are unknown",
    Refusal.CONSTANT: "all known values are the same",
    Refusal.NEGATIVE: "a value is negative: counts and amounts are expected",
}

_DIGITS = 7


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file, the horizon and the output."""
    parser.add_argument("file", type=Path, metavar="FILE", help="csv with the columns series, month, value")
    parser.add_argument(
        "--horizon",
        type=int,
        default=HORIZON,
        metavar="MONTHS",
        help=f"months ahead, 1 to {LONGEST_HORIZON} (default {HORIZON})",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="csv to write")


def run(arguments: argparse.Namespace) -> int:
    """Read, forecast, write.

    Raises:
        CommandError: the horizon or a file is not as it must be; nothing was written then.
    """
    if not 1 <= arguments.horizon <= LONGEST_HORIZON:
        raise CommandError(f"--horizon is 1 to {LONGEST_HORIZON} months, not {arguments.horizon}")
    if arguments.out.resolve() == arguments.file.resolve():
        raise CommandError(f"--out would overwrite {arguments.file}: name another file")
    series = read(arguments.file)
    forecasts = forecast_many(series, horizon=arguments.horizon, workers=os.cpu_count() or 1)
    rows = [row for name, made in _with_progress(forecasts, len(series)) for row in rows_of(name, made)]
    write(arguments.out, rows)
    return 0


def read(path: Path) -> dict[str, MonthlySeries]:
    """Return the series of a file in the order in which they first appear.

    Raises:
        CommandError: the file cannot be read, or a row or column is not as it must be.
    """
    values: dict[str, dict[Month, float | None]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, cells in _numbered_rows(path, file):
                name, month, value = _read_row(f"{path}, row {number}", cells)
                months = values.setdefault(name, {})
                if month in months:
                    raise CommandError(
                        f"{path}, row {number}, column month: {month} stands twice in series {name!r}"
                    )
                months[month] = value
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not in UTF-8: save it as csv in UTF-8") from error
    except csv.Error as error:
        raise CommandError(f"{path} is not a csv file: {error}") from error
    if not values:
        raise CommandError(f"{path} holds no row below its headings")
    return {name: MonthlySeries.of(months) for name, months in values.items()}


def rows_of(name: str, made: Forecast) -> list[tuple[str, ...]]:
    """Return the output rows of one series."""
    if made.refusal is not None:
        return [(name, "", "", "", "", REASONS[made.refusal])]
    return [
        (name, str(month), _number(value), _number(low), _number(high), "")
        for month, value, low, high in zip(made.months, made.values, made.lo80, made.hi80, strict=True)
    ]


def write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """Write the output.

    Raises:
        CommandError: the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(OUT_COLUMNS)
            writer.writerows(rows)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error


def _numbered_rows(path: Path, file: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row that is not blank with its number as a spreadsheet shows it."""
    reader = csv.reader(file, strict=True)
    headings = [heading.strip() for heading in next(reader, [])]
    if not any(headings):
        raise CommandError(f"{path} is empty: its first row must be {','.join(COLUMNS)}")
    for column in COLUMNS:
        if headings.count(column) != 1:
            problem = "is missing" if column not in headings else "stands twice"
            raise CommandError(
                f"{path}, row 1: column {column} {problem}; the first row must name {', '.join(COLUMNS)}, "
                f"separated by commas, and is {','.join(headings)!r}"
            )
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(headings):
            raise CommandError(f"{path}, row {number}: {len(cells)} cells for {len(headings)} columns")
        yield number, dict(zip(headings, cells, strict=True))


def _read_row(place: str, cells: Mapping[str, str]) -> tuple[str, Month, float | None]:
    name = cells["series"].strip()
    if not name:
        raise CommandError(f"{place}, column series: the series has no name")
    try:
        month = Month.parse(cells["month"])
    except ValueError as error:
        raise CommandError(
            f"{place}, column month: {cells['month']!r} is not a month such as 2015-03"
        ) from error
    return name, month, _read_value(f"{place}, column value", cells["value"].strip())


def _read_value(place: str, text: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise CommandError(
            f"{place}: {text!r} is not a number; write it with digits and a decimal point, or leave it blank"
        )
    return value


def _number(value: float) -> str:
    return np.format_float_positional(value, precision=_DIGITS, unique=True, fractional=False, trim="-")


def _with_progress(forecasts: Iterator[tuple[str, Forecast]], total: int) -> Iterator[tuple[str, Forecast]]:
    """Count on a terminal, and be silent in a pipe."""
    shown = sys.stderr.isatty()
    for number, each in enumerate(forecasts, start=1):
        if shown:
            print(f"\r{number} of {total} series", end="", file=sys.stderr, flush=True)
        yield each
    if shown:
        print(file=sys.stderr)
