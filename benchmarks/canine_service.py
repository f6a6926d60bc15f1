"""How long the statistics page of a canine service takes: 200,000 trials of 2,000 teams.

Usage: python benchmarks/canine_service.py [trials] [teams]

Bound: 2 s for every statistic of the page, of CPU time of this process, queries and methods together; the
rest of the page (sentences, tables, HTML) is printed beside it. The database is a new SQLite file in a
temporary folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from measuring import machine, verdict

TRIALS = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
TEAMS = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
BOUND = 2.0
UNITS = 10


def main() -> None:
    """Make the service, time its statistics and its page, print figures and bound."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHEGARA_HOME"] = folder
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from chegara.config.runtime import prepare_database, start

        start()
        prepare_database()
        print(machine())
        _measure()


def _measure() -> None:
    from django.test import Client
    from django.utils import timezone, translation
    from tests.canine import world

    from chegara.canine.methods.learning import learning_curve
    from chegara.canine.queries.statistics import Scope, service_of
    from chegara.canine.report.statistics import service_statistics
    from chegara.reporting.html import render_fragment

    stage = world.make_stage()
    _invent(stage, np.random.default_rng(8))
    learning_curve([True] * 9)  # loads what a running site has loaded already
    today = timezone.localdate()
    scope = Scope(stage.border, "", today - timedelta(days=1500), today)
    for name in ("first", "again"):
        begun, clock = time.process_time(), time.perf_counter()
        service = service_of(scope, stage.manager)
        spent = time.process_time() - begun
        print(f"every statistic, {name}: {time.perf_counter() - clock:.2f} s on the wall")
        verdict(f"every statistic, {name}", spent, BOUND, "s CPU")
    begun = time.process_time()
    with translation.override("en"):
        document = service_statistics(service, "en")
        render_fragment(document.blocks, "en", top=2)
    print(f"sentences, tables and HTML: {time.process_time() - begun:.2f} s CPU")
    client = Client(headers={"host": "localhost"})
    client.force_login(stage.manager)
    begun = time.process_time()
    response = client.get(f"/canine/statistics/?agency={stage.border.pk}&first=01.01.2022")
    print(f"whole page: {response.status_code}, {time.process_time() - begun:.2f} s CPU")


def _invent(stage: Any, rng: np.random.Generator) -> None:
    """Fill the tables in bulk: teams, exercises of three kinds in several areas, performances, trials."""
    from django.utils import timezone
    from tests.canine import world

    from chegara.canine.choices import Area, Blinding, Outcome
    from chegara.canine.models import Dog, Exercise, Handler, Performance, SetUp, Team, Trial

    own = {"owner_agency": stage.border, "by": stage.manager}
    today = timezone.now()
    odours = [world.make_odour(stage.manager, f"odour-{n}") for n in range(10)]
    dogs = Dog.objects.bulk_create(Dog(code=f"D-{n}", status="operational", **own) for n in range(TEAMS))
    handlers = Handler.objects.bulk_create(Handler(code=f"H-{n}", **own) for n in range(TEAMS))
    teams = Team.objects.bulk_create(
        Team(code=f"T-{n}", dog=dog, handler=handler, discipline="narcotics", since="2022-01-01", **own)
        for n, (dog, handler) in enumerate(zip(dogs, handlers, strict=True))
    )
    exercise = Exercise.objects.create(
        code="E", discipline="narcotics", goal="measure", on=today.date(), **own
    )
    set_ups = SetUp.objects.bulk_create(
        SetUp(exercise=exercise, version=n, blinding=blinding, area=area, units=UNITS, by=stage.manager)
        for n, (blinding, area) in enumerate(
            ((blinding, area) for blinding in Blinding for area in Area.values[:12]), 1
        )
    )
    performances = Performance.objects.bulk_create(
        (
            Performance(
                team=teams[int(team)],
                set_up=set_ups[int(made)],
                worked_at=today - timedelta(days=float(days)),
                by=stage.manager,
            )
            for team, made, days in zip(
                rng.integers(TEAMS, size=TRIALS // UNITS),
                rng.integers(len(set_ups), size=TRIALS // UNITS),
                rng.random(TRIALS // UNITS) * 1000,
                strict=True,
            )
        ),
        batch_size=5000,
    )

    def trials() -> Iterator[Trial]:
        for performance in performances:
            hide, right = rng.random(UNITS) < 0.6, rng.random(UNITS) < 0.9
            odour = odours[int(rng.integers(len(odours)))]
            for unit in range(UNITS):
                if hide[unit]:
                    outcome = Outcome.HIT if right[unit] else Outcome.MISS
                else:
                    outcome = Outcome.CORRECT if right[unit] else Outcome.FALSE_ALERT
                yield Trial(
                    performance=performance,
                    unit=unit + 1,
                    response="alert" if outcome in (Outcome.HIT, Outcome.FALSE_ALERT) else "none",
                    outcome=outcome,
                    odour=odour if hide[unit] else None,
                    by=stage.manager,
                )

    Trial.objects.bulk_create(trials(), batch_size=5000)


if __name__ == "__main__":
    main()
