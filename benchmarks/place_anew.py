"""Decide on a spelling that very many rows have: place them anew, add them up anew, take the decision back.

A csv of invented events is brought in; then one crossing point's name is decided to be none of ours, which
moves its rows from the point to the country, and the decision is taken back.

    python benchmarks/place_anew.py                    # a fresh home, removed at the end
    python benchmarks/place_anew.py --events 100000
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from pathlib import Path

from import_events import EVENTS, NAME, bring_in, prepare, write_csv
from measuring import Stopwatch, machine, verdict

MOST_SECONDS = 30


def measure(home: Path, events: int) -> bool:
    """Run it all in a fresh home and say whether the target is met."""
    path = home / "events.csv"
    writing = multiprocessing.get_context("spawn").Process(target=write_csv, args=(path, events))
    writing.start()
    writing.join()
    prepare(home)
    from django.db.models import Sum

    from chegara.accounts.models import User
    from chegara.evidence.actions import places
    from chegara.evidence.models import MonthlySummary, Record, WrittenPlace

    print(machine())
    bring_in(path, Stopwatch())
    user, watch = User.objects.get(username=NAME), Stopwatch()
    most = WrittenPlace.objects.filter(column="point").order_by("-rows").first()
    assert most is not None
    country = most.batch.country
    with watch.step(f"decide on {most.rows:,} rows"):
        decision = places.decide(
            country=country, column="point", text=most.text, place=None, by=user, reason="benchmark"
        )
    nowhere = Record.objects.filter(point=None).count()
    summed = MonthlySummary.objects.filter(point=None).aggregate(total=Sum("rows"))["total"]
    assert nowhere == summed == most.rows, (nowhere, summed, most.rows)
    with watch.step("take it back"):
        places.take_back(decision, by=user, reason="benchmark")
    assert not Record.objects.filter(point=None).exists()
    return verdict("slowest of both", max(cpu for _, cpu in watch.steps.values()), MOST_SECONDS, "s CPU")


def main() -> int:
    """Measure; exit with 1 where the target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=EVENTS, help=f"rows of the file ({EVENTS:,})")
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measure(Path(folder), parser.parse_args().events) else 1


if __name__ == "__main__":
    sys.exit(main())
