"""The event loop against a recursion that knows no events, and against itself uncompiled."""

from __future__ import annotations

import heapq
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from tests.contingency.methods.simulation.busy_point import busy_point, fingerprint
from tests.contingency.methods.simulation.models import flow, runs, scenario, station

from chegara.common.machine_code import IS_COMPILED
from chegara.contingency.methods.simulation.scenario import Duration


def kiefer_wolfowitz(arrivals, services, booths):
    """Return each wait of a first-come queue: who comes takes the booth that is free first (1955)."""
    free = [0.0] * booths
    waits = []
    for arrival, service in zip(arrivals, services, strict=True):
        begun = max(arrival, heapq.heappop(free))
        waits.append(begun - arrival)
        heapq.heappush(free, begun + service)
    return np.array(waits)


def test_200_random_queues_equal_the_recursion_to_the_last_bit():
    rng = np.random.default_rng(20261125)
    for case in range(200):
        booths = int(rng.integers(1, 12))
        minutes, use = rng.uniform(1, 30), rng.uniform(0.5, 1.3)
        service = Duration(minutes=minutes, cv=rng.uniform(0.1, 1.5))
        people = flow(use * booths * 60 / minutes, steps=(("line", service),))
        model = scenario([station(booths=booths)], [people], hours=4.0, run_off=100.0)

        day, outcome = next(runs(model, 1, seed=case))

        assert np.array_equal(outcome.wait, kiefer_wolfowitz(day.arrival, day.work, booths))


@pytest.mark.skipif(not IS_COMPILED, reason="needs both ways of running")
def test_the_uncompiled_source_gives_the_same_days_to_the_last_bit():
    code = "from tests.contingency.methods.simulation.busy_point import *; show()"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(["src", "."])},
        capture_output=True,
        text=True,
        check=True,
    )

    found = json.loads(answer.stdout)

    assert found["compiled"] is False
    assert found["days"] == fingerprint()


def test_the_point_of_that_test_uses_every_feature():
    model = busy_point()
    outcomes = [outcome for _, outcome in runs(model, 3)]

    ends = np.bincount(np.concatenate([each.outcome for each in outcomes]), minlength=4)
    assert (ends > 0).all()
    assert max(each.level.max() for each in outcomes) == 2
    assert len(set(np.concatenate([each.itinerary for each in outcomes]))) == 6
