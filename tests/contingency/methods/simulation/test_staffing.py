"""The cheapest staffing by shift."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from tests.contingency.methods.simulation.models import flow, runs, scenario, station

from chegara.contingency.methods.simulation.scenario import Duration
from chegara.contingency.methods.simulation.staffing import (
    Aim,
    TooManyError,
    UnreachableError,
    cheapest,
    ratio,
    with_booths,
)

CHECK = Duration(minutes=4)


def point(booths=((0.0, 1), (8.0, 1), (16.0, 1)), peak=60):
    rates = tuple(10 + peak * (8 <= hour < 16) + 15 * (hour >= 16) for hour in range(24))
    return scenario([station(booths=booths)], [flow(rates, steps=(("line", CHECK),))])


def by_brute_force(model, aim, bounds, seed, days):
    """Try every staffing on every day; return the cheapest, of equals the best."""
    found = []
    for booths in product(*(range(low, high + 1) for low, high in bounds)):
        waits = np.concatenate([o.wait for _, o in runs(with_booths(model, "line", booths), days, seed=seed)])
        share = np.mean(waits <= aim.minutes / 60)
        if share >= aim.share:
            found.append((sum(booths) * 8, -share, booths))
    return min(found)[2]


@pytest.mark.parametrize(
    ("minutes", "share", "peak"),
    [(5, 0.95, 60), (15, 0.95, 60), (15, 0.8, 90), (0, 0.5, 30)],
    ids=["short", "usual", "crowded, modest aim", "half do not wait at all"],
)
@pytest.mark.parametrize("prune", [True, False], ids=["pruned", "whole"])
def test_the_search_finds_what_brute_force_finds(minutes, share, peak, prune):
    model, aim, bounds = point(peak=peak), Aim(minutes=minutes, share=share), [(1, 3), (3, 7), (1, 4)]

    search = cheapest(model, "line", aim, bounds=bounds, seed=5, screening=4, days=8, prune=prune)

    assert search.best.booths == by_brute_force(model, aim, bounds, 5, 8)
    assert search.best.low <= search.best.share <= search.best.high
    assert search.best.days == 8


def test_an_aim_out_of_reach_is_said():
    with pytest.raises(UnreachableError):
        cheapest(point(), "line", Aim(minutes=1, share=0.99), bounds=[(1, 1)] * 3, seed=1, days=2)


def test_too_many_staffings_are_refused_before_any_is_tried():
    with pytest.raises(TooManyError):
        cheapest(point(), "line", Aim(minutes=1), bounds=[(1, 60)] * 3, seed=1)


def test_a_dear_night_is_staffed_least():
    aim, bounds = Aim(minutes=15), [(1, 4), (3, 8), (1, 4)]

    cheap = cheapest(point(), "line", aim, bounds=bounds, seed=5, days=6, costs=[1, 1, 1])
    dear = cheapest(point(), "line", aim, bounds=bounds, seed=5, days=6, costs=[1, 1, 9])

    assert dear.best.booths[2] <= cheap.best.booths[2]


def test_the_aim_can_be_that_of_one_flow():
    flows = [
        flow(20, code="own", steps=(("line", CHECK),), priority=1),
        flow(20, code="others", steps=(("line", CHECK),), priority=2),
    ]
    model = scenario([station(booths=3)], flows)

    own = cheapest(model, "line", Aim(minutes=10, flow="own"), bounds=[(1, 8)], seed=5, days=4)
    everybody = cheapest(model, "line", Aim(minutes=10), bounds=[(1, 8)], seed=5, days=4)

    assert own.best.booths <= everybody.best.booths


def test_the_ratio_of_days_is_cochrans():
    share, error = ratio(np.array([9.0, 16.0]), np.array([10.0, 20.0]))

    assert share == pytest.approx(25 / 30)
    assert error == pytest.approx(np.sqrt(2 * ((9 - 10 * 25 / 30) ** 2 + (16 - 20 * 25 / 30) ** 2)) / 30)
