"""Open the pages of evidence with a million events in the database, one client, thirty times each.

Requests go through Django's test client: the whole of Chegara's work (session, permissions, queries,
template), without a web server and a wire. Each page must answer in time with a million events, and ask the
database as many questions as with two thousand.

    python benchmarks/import_events.py --home var/million
    python benchmarks/lists.py --home var/million
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from import_events import NAME, measure
from measuring import machine

REQUESTS = 30
MOST_SECONDS = 0.3
FEW = 2_000


def pages() -> dict[str, str]:
    """Return the addresses to open, by what they show."""
    from chegara.evidence.models import Batch, Record
    from chegara.organisation.models import CrossingPoint, Division

    record = Record.objects.filter(event=True).order_by("pk")
    batch = Batch.objects.get()
    busy = CrossingPoint.objects.filter(pk__in=record.values("point")[:1]).get()
    quiet = Record.objects.order_by("value").values_list("point", flat=True).last()
    division = Division.objects.filter(pk__in=record.values("division")[:1]).get()
    events, drugs = "/evidence/events/", "indicator=seizures.drugs"
    explorer = f"/evidence/explorer/?{drugs}"
    return {
        "events": events,
        "events, one indicator": f"{events}?{drugs}",
        "events, indicator and period": f"{events}?{drugs}&since=01.03.2024&until=15.06.2024",
        "events, period": f"{events}?since=01.03.2024&until=15.06.2024",
        "events, one point": f"{events}?point={busy.pk}",
        "events, another point, a division": f"{events}?point={quiet}&division={division.pk}",
        "events, citizenship": f"{events}?citizenship=XN",
        "events, nothing found": f"{events}?kind=nothing",
        "events, oldest first": f"{events}?sort=start",
        "events, sorted by value": f"{events}?sort=value",
        "events, sorted by indicator": f"{events}?sort=indicator",
        "events, page 1000": f"{events}?page=1000",
        "events, indicator, page 1000": f"{events}?{drugs}&page=1000",
        "events, last page": f"{events}?page=999999",
        "statistics": "/evidence/statistics/",
        "one event, with its row of the file": f"/evidence/records/{record.reverse()[0].pk}/",
        "evidence received": "/evidence/",
        "series of the country": f"/evidence/series/?{drugs}",
        "series of one point": f"/evidence/series/?{drugs}&place=point-{busy.pk}",
        "explorer": f"{explorer}&by=month",
        "explorer, by point": f"{explorer}&by=point",
        "explorer, by citizenship": f"{explorer}&by=citizenship",
        "explorer, by division, one point": f"{explorer}&by=division&point={busy.pk}",
        "explorer, a division, a citizenship": f"{explorer}&division={division.pk}&citizenship=XN",
        "explorer, kilograms by section": f"{explorer}&by=section&unit=kg",
        "explorer, chart": f"{explorer}&by=point&show=chart",
        "explorer, map": f"{explorer}&show=map",
        "explorer, changes of level": f"{explorer}&show=levels",
        "explorer, effort and rate": f"{explorer}&show=effort",
        "explorer, table as csv": f"/evidence/explorer/table.csv?{drugs}&by=citizenship",
        "explorer, map as png": f"/evidence/explorer/map.png?{drugs}",
        "saved views": "/evidence/explorer/views/",
        "forecasts that add up": f"/evidence/forecasts/?{drugs}",
        "imports": "/evidence/imports/",
        "one import": f"/evidence/imports/{batch.pk}/",
        "home": "/",
    }


def quantile(values: list[float], share: float) -> float:
    """Return the smallest value that so large a share of the values does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def visit(requests: int) -> dict[str, tuple[int, list[float], list[float]]]:
    """Open each page and return its number of queries and the seconds of each request, by wall and CPU."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from chegara.accounts.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.get(username=NAME), backend=settings.AUTHENTICATION_BACKENDS[-1])
    found = {}
    for name, address in pages().items():
        _get(client, address)  # what a process does once: imports, templates, word lists
        with CaptureQueriesContext(connection) as queries:
            _get(client, address)
            count = len(queries)  # the next request forgets them
        walls, cpus = [], []
        for _ in range(requests):
            wall, cpu = time.perf_counter(), time.process_time()
            _get(client, address)
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
        found[name] = (count, walls, cpus)
    return found


def _get(client: Any, address: str) -> None:
    response = client.get(address)
    if response.status_code not in {200, 404} or (response.status_code == 404 and "page=" not in address):
        raise RuntimeError(f"{address}: {response.status_code}")


def run(home: Path, requests: int) -> dict[str, tuple[int, list[float], list[float]]]:
    """Start Chegara on a database and visit its pages."""
    os.environ["CHEGARA_HOME"] = str(home)
    from chegara.config.runtime import settle, start

    start()
    settle()  # as the web server does
    return visit(requests)


def queries_with_few() -> dict[str, int]:
    """Return the number of queries of each page with two thousand events."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--few", folder]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = (line.rsplit("\t", 1) for line in printed.splitlines() if "\t" in line)
    return {name: int(number) for name, number in lines}


def main() -> int:
    """Print the table; exit with 1 where a page is too slow or asks more with more events."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, help="the folder that import_events.py filled")
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--few", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.few:
        measure(arguments.few, FEW)
        for name, (queries, _walls, _cpus) in run(arguments.few, 0).items():
            print(f"{name}\t{queries}")
        return 0
    if not arguments.home or not (arguments.home / "chegara.sqlite3").exists():
        print("name the folder that import_events.py --home filled", file=sys.stderr)
        return 2
    few = queries_with_few()
    print(machine())
    print(f"{'page':38} {'queries':>7} {'few':>4} {'median':>8} {'p95':>8} {'p95 CPU':>8}")
    met = True
    for name, (queries, walls, cpus) in run(arguments.home.resolve(), arguments.requests).items():
        p95, cpu = quantile(walls, 0.95), quantile(cpus, 0.95)
        good = min(p95, cpu) <= MOST_SECONDS and queries == few.get(name)
        met &= good
        print(
            f"{name:38} {queries:7} {few.get(name, 0):4} {quantile(walls, 0.5) * 1000:5.0f} ms "
            f"{p95 * 1000:5.0f} ms {cpu * 1000:5.0f} ms{'' if good else '  MISSED'}",
            flush=True,
        )
    print(f"target: p95 at most {MOST_SECONDS * 1000:.0f} ms, queries as with {FEW:,} events:", end=" ")
    print("met" if met else "MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
