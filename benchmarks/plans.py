"""How long the pages of a plan with many measures take, and its workbook and checks.

Usage: python benchmarks/plans.py [measures]

Bounds: the plan's page and the checks with 1,000 measures under 2 s each, its list under 0.3 s, its workbook
under 5 s, of CPU time of this process. The database is a new SQLite file in a temporary folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
BOUNDS = {"list": 0.3, "plan": 2.0, "tasks": 2.0, "checks": 2.0, "workbook out": 5.0, "workbook in": 10.0}
WORDS = ("scanner", "training", "patrol", "agreement", "camera", "reader", "exercise", "lane", "dog", "radio")
PLACES = ("Ivzar", "Lundava", "Gorvan", "Dolmin", "Arnava", "Pelin", "Ordesh", "Merzan", "Kestra", "Ostash")


def main() -> None:
    """Make the plan, time each, print figure and bound."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHEGARA_HOME"] = folder
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from chegara.config.runtime import prepare_database, start

        start()
        prepare_database()
        _measure()


def _measure() -> None:
    from django.test import Client
    from tests.plans.world import make_measure, make_stage

    from chegara.plans.workbook.reading import load
    from chegara.plans.workbook.writing import export

    stage = make_stage()
    begun = time.process_time()
    for number in range(COUNT):
        title = f"{WORDS[number % 10]} {PLACES[number // 10 % 10]} No. {number}"
        need = {"agency": stage.border, "kind": "staff", "what": "officers", "needed": 2, "available": 1}
        make_measure(
            stage, title, deadline=date(2026, 3, 1) + timedelta(days=number % 900), needs=[need], cost=number
        )
    print(f"{COUNT} measures proposed: {time.process_time() - begun:.1f} s of CPU")
    client = Client(headers={"host": "localhost"})
    client.force_login(stage.writer)
    content = b""

    def out() -> None:
        nonlocal content
        content = export(stage.plan, stage.writer)

    work = {
        "list": lambda: client.get("/plans/measures/"),
        "plan": lambda: client.get(f"/plans/{stage.plan.pk}/"),
        "tasks": lambda: client.get("/plans/tasks/?agency=all"),
        "checks": lambda: client.get("/checks/"),
        "workbook out": out,
        "workbook in": lambda: load(stage.plan, content, by=stage.writer, reason="benchmark"),
    }
    client.get("/plans/")
    for name, act in work.items():
        begun, clock = time.process_time(), time.perf_counter()
        act()
        took, passed = time.process_time() - begun, time.perf_counter() - clock
        scale = COUNT / 1000
        bound = BOUNDS[name] * max(1.0, scale)
        print(f"{name}: {took:.2f} s of CPU, {passed:.2f} s on the clock (bound {bound:.1f} s of CPU)")


if __name__ == "__main__":
    main()
