from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.common.periods import Month
from chegara.evidence.methods.change_points import (
    LEAST_MONTHS,
    LEAST_SEGMENT,
    Unjudged,
    change_points,
    segmentations,
    simulate,
)

START = Month(2011, 1)
SEED = 20261125


def season(months: int) -> np.ndarray:
    return 1 + 0.5 * np.sin(2 * np.pi * np.arange(months) / 12)


def steps(months: int, *levels: tuple[int, float]) -> np.ndarray:
    """Levels, each from a month on: (0, 40), (30, 60)."""
    found = np.zeros(months)
    for first, level in levels:
        found[first:] = level
    return found


def by_month(counts: np.ndarray) -> dict[Month, float | None]:
    return {START + ahead: None if np.isnan(count) else float(count) for ahead, count in enumerate(counts)}


def drawn(means: np.ndarray, rng, *, dispersion: float = 2.0, dependence: float = 0.0) -> np.ndarray:
    return simulate(means[None, :], dispersion, dependence, rng)[0]


# -- the search is the best of all -------------------------------------------------------------------------


def likelihood(counts, weights, borders):
    total = 0.0
    for first, last in pairwise(borders):
        events, exposure = counts[first:last].sum(), weights[first:last].sum()
        total += events * np.log(events / exposure) if events else 0.0
    return total


def best_of_all(counts, weights, changes, least):
    """Try every segmentation."""
    tried = [
        (0, *ends, len(counts))
        for ends in combinations(range(1, len(counts)), changes)
        if all(last - first >= least for first, last in pairwise((0, *ends, len(counts))))
    ]
    return max(likelihood(counts, weights, borders) for borders in tried)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from([0.5, 1.0, 2.0])), min_size=6, max_size=11),
    st.integers(1, 3),
)
def test_no_other_segmentation_is_likelier(months, least):
    counts = np.array([count for count, _ in months], dtype=float)
    weights = np.array([weight for _, weight in months])

    found = segmentations(counts[None, :], weights[None, :], 3, least)

    for changes, ends in enumerate(found.ends):
        borders = (0, *(int(end) for end in ends[0]))
        assert all(last - first >= least for first, last in pairwise(borders))
        assert likelihood(counts, weights, borders) == pytest.approx(
            best_of_all(counts, weights, changes, least)
        )


def test_many_series_are_searched_as_each_by_itself():
    rng = np.random.default_rng(SEED)
    counts = rng.poisson(20, (5, 30)).astype(float)
    weights = np.ones_like(counts)

    together = segmentations(counts, weights, 3).ends

    for row in range(5):
        alone = segmentations(counts[row : row + 1], weights[:1], 3).ends
        assert all(np.array_equal(a[0], t[row]) for a, t in zip(alone, together, strict=True))


# -- false alarms and power --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dispersion", "dependence"),
    [(1.0, 0.0), (3.0, 0.0), (2.0, 0.5)],
    ids=["Poisson", "scatter", "dependent"],
)
def test_a_series_without_a_change_is_called_changed_as_seldom_as_promised(dispersion, dependence):
    """At a significance of 10 %; `benchmarks/change_points.py` says it more sharply."""
    rng = np.random.default_rng(SEED)
    series, promised = 50, 0.1
    means = 30 * season(60)

    called = [
        bool(change_points(by_month(counts), rng=rng, draws=39, significance=promised + 1e-9).changes)
        for counts in simulate(np.broadcast_to(means, (series, 60)), dispersion, dependence, rng)
    ]

    tolerance = 3 * np.sqrt(promised * (1 - promised) / series)
    assert np.mean(called) == pytest.approx(promised, abs=tolerance)


def test_a_step_by_a_half_is_found_and_dated():
    rng = np.random.default_rng(SEED)
    means = steps(60, (0, 40), (33, 60)) * season(60)

    found = [change_points(by_month(drawn(means, rng)), rng=rng, draws=59) for _ in range(25)]

    assert np.mean([len(each.changes) == 1 for each in found]) >= 0.85
    first = [each.changes[0] for each in found if each.changes]
    held = [change.earliest <= START + 33 <= change.latest for change in first]
    assert np.mean(held) >= 0.85
    assert np.mean([change.ratio for change in first]) == pytest.approx(1.5, rel=0.08)
    assert np.mean([change.interval.low <= 1.5 <= change.interval.high for change in first]) >= 0.85


def test_a_level_that_falls_and_comes_back_is_two_changes():
    rng = np.random.default_rng(SEED)
    means = steps(60, (0, 50), (24, 15), (34, 50)) * season(60)

    found = change_points(by_month(drawn(means, rng)), rng=rng)

    assert [change.month for change in found.changes] == [START + 24, START + 34]
    assert [change.ratio for change in found.changes] == pytest.approx([0.3, 1 / 0.3], rel=0.2)
    assert [level.first for level in found.levels] == [START, START + 24, START + 34]


def test_season_alone_is_no_change():
    counts = np.tile([10, 12, 20, 35, 60, 80, 90, 85, 50, 30, 15, 10], 5)

    assert change_points(by_month(counts.astype(float)), rng=np.random.default_rng(SEED)).changes == ()


# -- months that nobody reported ---------------------------------------------------------------------------


def test_unreported_months_are_no_change():
    rng = np.random.default_rng(SEED)
    counts = drawn(40 * season(60), rng)
    counts[20:30] = np.nan

    found = change_points(by_month(counts), rng=rng)

    assert found.changes == ()
    assert found.months == 50


def test_a_change_during_unreported_months_is_dated_to_all_of_them():
    rng = np.random.default_rng(SEED)
    counts = drawn(steps(60, (0, 40), (25, 120)) * season(60), rng)
    counts[25:29] = np.nan

    (change,) = change_points(by_month(counts), rng=rng).changes

    assert change.month == START + 29
    assert change.earliest <= START + 25
    assert change.latest >= START + 29


# -- what is not judged ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "unjudged"),
    [
        ([], Unjudged.TOO_SHORT),
        ([5.0] * (LEAST_MONTHS - 1), Unjudged.TOO_SHORT),
        ([5.0] * (LEAST_MONTHS - 1) + [np.nan] * 9, Unjudged.TOO_SHORT),
        ([1.0, 0.0] * 24, Unjudged.TOO_FEW),
        ([0.0] * 48, Unjudged.TOO_FEW),
        ([2.5] * 48, Unjudged.NOT_COUNTS),
        ([5.0] * LEAST_MONTHS, None),
    ],
    ids=["nothing", "35 months", "35 known months", "24 cases", "no case", "amounts", "constant"],
)
def test_what_says_too_little_is_not_searched(counts, unjudged):
    found = change_points(by_month(np.array(counts)), rng=np.random.default_rng(SEED), draws=19)

    assert found.unjudged is unjudged
    assert found.changes == ()


def test_ten_years_are_searched_and_no_more():
    rng = np.random.default_rng(SEED)
    counts = drawn(steps(150, (0, 200), (20, 40)) * season(150), rng)

    found = change_points(by_month(counts), rng=rng, draws=39)

    assert found.months == 120
    assert found.changes == ()


@pytest.mark.parametrize("count", [-1.0, np.inf])
def test_what_is_no_count_is_refused(count):
    with pytest.raises(ValueError, match="count"):
        change_points({START: count}, rng=np.random.default_rng(SEED))


@pytest.mark.parametrize("significance", [0.0, 1.0, -0.1])
def test_a_significance_is_a_share(significance):
    with pytest.raises(ValueError, match="share"):
        change_points({}, rng=np.random.default_rng(SEED), significance=significance)


def test_the_same_draws_give_the_same_answer_whatever_the_order_of_months():
    counts = by_month(drawn(steps(48, (0, 20), (24, 35)), np.random.default_rng(SEED)))

    there = change_points(counts, rng=np.random.default_rng(1), draws=39)
    back = change_points(dict(reversed(counts.items())), rng=np.random.default_rng(1), draws=39)

    assert there == back


def test_every_level_lasts_as_long_as_a_level_must():
    rng = np.random.default_rng(SEED)
    counts = drawn(steps(60, (0, 30), (10, 90), (20, 30), (30, 90), (45, 30)), rng, dispersion=1)

    found = change_points(by_month(counts), rng=rng, draws=39)

    assert len(found.changes) >= 3
    assert all(level.last - level.first + 1 >= LEAST_SEGMENT for level in found.levels)


# -- simulated series --------------------------------------------------------------------------------------


@pytest.mark.parametrize("dependence", [0.0, 0.6])
@pytest.mark.parametrize("dispersion", [1.0, 4.0])
def test_simulated_counts_have_the_moments_asked_for(dispersion, dependence):
    rng = np.random.default_rng(SEED)
    means = np.full((400, 60), 25.0)

    counts = simulate(means, dispersion, dependence, rng)

    scores = (counts - 25) / np.sqrt(25 * dispersion)
    assert counts.mean() == pytest.approx(25, rel=0.03)
    assert counts.var() == pytest.approx(25 * dispersion, rel=0.06)
    assert (scores[:, 1:] * scores[:, :-1]).mean() == pytest.approx(dependence, abs=0.05)
