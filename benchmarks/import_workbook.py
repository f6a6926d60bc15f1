"""Import a workbook (.xlsx) of 100,000 invented events: how long until its preview, and until it counts.

The preview is there when the file is received, understood and read; confirming is a flip. The workbook is
written as programs write that export: a row at a time, without stating its dimensions.

    python benchmarks/import_workbook.py
    python benchmarks/import_workbook.py --events 10000      # smaller, first
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from import_events import bring_in, prepare, write_csv
from measuring import MEGABYTE, Stopwatch, machine, peak_memory, verdict

EVENTS = 100_000
MOST_SECONDS_TO_PREVIEW, MOST_SECONDS_TO_CONFIRM, MOST_MEGABYTES = 40, 20, 1024


def write_workbook(path: Path, events: int) -> None:
    """Write the file; in a process of its own, so that its memory is not counted as the import's."""
    from openpyxl import Workbook

    text = path.with_suffix(".csv")
    write_csv(text, events)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("2025")
    with text.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file, delimiter=";"):
            sheet.append([_cell(cell) for cell in row])
    book.save(path)


def _cell(text: str) -> object:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        pass
    try:
        return datetime.strptime(text, "%d.%m.%Y")  # noqa: DTZ007 - spreadsheets know no zones
    except ValueError:
        return text or None


def measure(home: Path, events: int) -> bool:
    """Run it in a fresh home and say whether every target is met."""
    path = home / "events.xlsx"
    writing = multiprocessing.get_context("spawn").Process(target=write_workbook, args=(path, events))
    writing.start()
    writing.join()
    prepare(home)
    print(f"{machine()}\n{events:,} events, {path.stat().st_size / MEGABYTE:.1f} MB of xlsx")
    watch = Stopwatch()
    batch = bring_in(path, watch)
    print(f"{batch.rows:,} rows, problems {batch.problems_found}")
    confirming = watch.steps["confirm"]
    # Where others load the machine, the processor's seconds tell what a quiet one would take.
    preview = min(watch.wall - confirming[0], watch.cpu - confirming[1])
    met = verdict("received to preview", preview, MOST_SECONDS_TO_PREVIEW, "s CPU")
    met &= verdict("confirm", min(confirming), MOST_SECONDS_TO_CONFIRM, "s CPU")
    return verdict("memory", peak_memory() / MEGABYTE, MOST_MEGABYTES, "MB") and met


def main() -> int:
    """Measure; exit with 1 where a target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=EVENTS, help=f"rows of the file ({EVENTS:,})")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measure(Path(folder), arguments.events) else 1


if __name__ == "__main__":
    sys.exit(main())
