"""How long the page of a cascade takes: 10,000 persons over four generations.

Usage: python benchmarks/cascade.py [persons]

Bound: 1 s a page, of CPU time of this process, when it is opened for the first time and again.
The database is a new SQLite file in a temporary folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

PERSONS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
BOUND = 1.0
CLASS = 20
SHARES = (0.01, 0.09, 0.3, 0.6)
"""Of all persons, those of each generation after the first trainers."""


def main() -> None:
    """Make the cascade, time its page, print figure and bound."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHEGARA_HOME"] = folder
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from chegara.config.runtime import prepare_database, start

        start()
        prepare_database()
        _measure()


def _measure() -> None:
    from django.test import Client
    from tests.training import world

    from chegara.training.models import Person, Registration, Session, Sitting

    stage = world.make_stage()
    course = world.make_course(stage.border, by=stage.trainer, valid_months=24)
    more = {"owner_agency": stage.border, "by": stage.trainer}
    people = Person.objects.bulk_create(
        Person(code=f"P-{n:05}", sex="fm"[n % 3 > 0], office=f"Post {n % 40}", **more) for n in range(PERSONS)
    )
    teachers, rest, day = people[:5], people[5:], date(2024, 1, 8)
    for share in SHARES:
        learners, rest = rest[: round(share * PERSONS)], rest[round(share * PERSONS) :]
        for number, first in enumerate(range(0, len(learners), CLASS)):
            start = day + timedelta(days=number % 180)
            session = Session.objects.create(course=course, start=start, end=start, by=stage.trainer)
            session.trainers.add(teachers[number % len(teachers)])
            group = learners[first : first + CLASS]
            Registration.objects.bulk_create(
                Registration(session=session, person=one, present=[start.isoformat()], by=stage.trainer)
                for one in group
            )
            Sitting.objects.bulk_create(
                Sitting(session=session, person=one, moment="after", score=60 + n % 40, by=stage.trainer)
                for n, one in enumerate(group)
            )
        teachers, day = learners, day + timedelta(days=190)
    client = Client(headers={"host": "localhost"})
    client.force_login(stage.trainer)
    # What the first such page of a process loads: statistics, the drawing of pictures.
    small = world.make_course(stage.border, by=stage.trainer, title="Small")
    world.make_session(small, by=stage.trainer, trainers=teachers[:1], learners=people[:3])
    begun = time.process_time()
    client.get(f"/training/courses/{small.pk}/cascade/")
    print(f"cascade of 4 persons, first page of the process: {time.process_time() - begun:.2f} s of CPU")
    for name in ("first", "again"):
        begun, clock = time.process_time(), time.perf_counter()
        response = client.get(f"/training/courses/{course.pk}/cascade/")
        assert response.status_code == 200, response.status_code
        spent, waited = time.process_time() - begun, time.perf_counter() - clock
        verdict = "within" if spent <= BOUND else "ABOVE"
        print(
            f"cascade of {PERSONS} persons, {name}: {spent:.2f} s of CPU, {waited:.2f} s; {verdict} {BOUND} s"
        )


if __name__ == "__main__":
    main()
