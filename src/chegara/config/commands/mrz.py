"""Read the machine-readable zones of travel documents in a file.

Example:
  chegara mrz zones.txt --out read.csv
  chegara mrz crossings.csv --out read.csv --on 2026-11-25

FILE is a text file with one zone after another (2 or 3 lines each, or all in one line; blank lines between
them do no harm), or a csv file with a column "mrz" (lines parted by |) or columns line1, line2, line3. "-"
reads from the terminal, a reader that types included. Each zone gives one row, in the same order: its fields,
"sound" (yes or no), and each departure from ICAO Doc 9303 by its code (deviations) and in words (reason). The
columns of a csv file are kept in front.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from itertools import islice
from pathlib import Path

from chegara.common.csv_files import CsvError, csv_rows
from chegara.config.cli import CommandError
from chegara.config.runtime import start

CHUNK = 50_000
COLUMNS = ["mrz"], ["line1", "line2", "line3"], ["line1", "line2"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", help='a text or csv file, or "-" for the terminal')
    parser.add_argument("--out", type=Path, help="the csv file to write; without it the rows are printed")
    parser.add_argument(
        "--on",
        type=date.fromisoformat,
        default=None,
        help="the day of reading, which decides on centuries (today)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Read all zones and write a row for each; return 1 where there was none."""
    start()
    with ExitStack() as files:
        if arguments.file == "-":
            source: Iterable[str] = sys.stdin
        else:
            try:
                source = files.enter_context(Path(arguments.file).open(encoding="utf-8-sig", newline=""))
            except OSError as error:
                raise CommandError(f"{arguments.file}: {error.strerror}") from None
        is_table = arguments.file.lower().endswith(".csv")
        kept, records = _table(source, arguments.file) if is_table else ([], _text(source))
        if arguments.out:
            target = files.enter_context(arguments.out.open("w", encoding="utf-8", newline=""))
        else:
            target = sys.stdout
        try:
            return _write(records, kept, csv.writer(target), arguments.on or date.today())  # noqa: DTZ011
        except UnicodeDecodeError:
            raise CommandError(f"{arguments.file}: not in UTF-8; save it as UTF-8 text") from None
        except CsvError as error:
            raise CommandError(f"{arguments.file}, {error}") from None


def _text(source: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    from chegara.profiling.methods.mrz.many import zones_of

    return (([], zone) for zone in zones_of(source))


def _table(source: Iterable[str], name: str) -> tuple[list[str], Iterator[tuple[list[str], str]]]:
    reader = csv_rows(source, separators=",")
    header = next(reader, [])
    for wanted in COLUMNS:
        if set(wanted) <= set(header):
            places = [header.index(column) for column in wanted]
            break
    else:
        raise CommandError(
            f'{name}: no column "mrz" and no columns "line1", "line2" (found: {", ".join(header) or "none"})'
        )
    rows = (
        (row, "\n".join(row[at].replace("|", "\n") for at in places if at < len(row)))
        for row in reader
        if row
    )
    return header, rows


def _write(records: Iterator[tuple[list[str], str]], kept: list[str], writer: object, on: date) -> int:
    from chegara.profiling.methods.mrz.deviations import MENDED
    from chegara.profiling.methods.mrz.many import Row, read_many
    from chegara.profiling.presenters.mrz import sentence

    writerows = writer.writerows  # type: ignore[attr-defined]
    fields = [name if name not in kept else f"mrz_{name}" for name in Row._fields[:-1]]
    writerows([[*kept, *fields, "sound", "deviations", "reason"]])
    done = departing = 0
    while chunk := list(islice(records, CHUNK)):
        rows = read_many([zone for _, zone in chunk], on=on)
        writerows(
            [
                *before[: len(kept)],
                *[""] * (len(kept) - len(before)),
                *row[:-1],
                "yes" if all(deviation.kind in MENDED for deviation in row.deviations) else "no",
                " ".join(_code(deviation.kind, deviation.field) for deviation in row.deviations),
                "; ".join(sentence(deviation) for deviation in row.deviations),
            ]
            for (before, _), row in zip(chunk, rows, strict=True)
        )
        done += len(rows)
        departing += sum(bool(row.deviations) for row in rows)
        if sys.stderr.isatty():
            print(f"\r{done:,} zones", end="", file=sys.stderr, flush=True)
    print(f"{done:,} zones read, {departing:,} with something that departs", file=sys.stderr)
    return 0 if done else 1


def _code(kind: str, field: str) -> str:
    return f"{kind}:{field}" if field else kind
