from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.elicitation.methods.agreement import Metric, agreement, agreement_interval

NAN = np.nan


def table(*rows: str) -> np.ndarray:
    return np.array([[NAN if word == "." else float(word) for word in row.split()] for row in rows])


# Krippendorff 2011, "Computing Krippendorff's alpha-reliability": A (two observers, binary: they agree on 0
# five times, on 1 once, and differ four times), B (two observers, nominal, a to e as 1 to 5), C (four
# observers, missing scores).
BINARY = table("0 1 0 0 0 0 0 0 0 0", "1 1 1 0 0 1 0 1 0 0")
NOMINAL = table("1 1 2 2 4 3 3 3 5 4 4 1", "2 1 2 2 2 3 3 3 5 4 4 4")
MISSING = table(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . .",
    ". 3 3 3 2 3 4 2 2 5 1 3",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
# The example of the encyclopaedia: three coders, fifteen units.
THREE_CODERS = table(
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
)


@pytest.mark.parametrize(
    ("scores", "metric", "alpha"),
    [
        (BINARY, Metric.NOMINAL, 0.095),
        (NOMINAL, Metric.NOMINAL, 0.692),
        (MISSING, Metric.NOMINAL, 0.743),
        (MISSING, Metric.ORDINAL, 0.815),
        (MISSING, Metric.INTERVAL, 0.849),
        (THREE_CODERS, Metric.NOMINAL, 0.691),
        (THREE_CODERS, Metric.INTERVAL, 0.811),
    ],
    ids=[
        "two observers, binary", "two observers, nominal", "missing, nominal", "missing, ordinal",
        "missing, interval", "three coders, nominal", "three coders, interval",
    ],
)  # fmt: skip
def test_alpha_is_what_krippendorff_prints(scores, metric, alpha):
    assert agreement(scores, metric=metric).alpha == pytest.approx(alpha, abs=6e-4)


def test_an_item_with_one_score_is_not_compared():
    found = agreement(MISSING)

    assert (found.items, found.scores) == (11, 40)


@pytest.mark.parametrize(
    "scores",
    [table(". ."), table("1 2 3"), table("2 2 2", "2 2 2"), table("1 .", ". 2"), np.empty((0, 0))],
    ids=["no score", "one person", "nothing varies", "no item scored twice", "nothing"],
)
def test_where_chance_agreement_is_full_or_nothing_compared_alpha_is_undefined(scores):
    assert agreement(scores).alpha is None


def test_full_agreement_is_one_and_opposition_below_zero():
    assert agreement(table("1 2 3 4", "1 2 3 4")).alpha == 1
    assert agreement(table("1 4 1 4", "4 1 4 1")).alpha < 0


def by_pairs(scores: np.ndarray, metric: Metric) -> float:
    """Alpha by its definition: each pair of scores, one after the other."""
    columns = [[v for v in column if not np.isnan(v)] for column in scores.T]
    columns = [column for column in columns if len(column) > 1]
    everything = [value for column in columns for value in column]

    def squared(a: float, b: float) -> float:
        if metric is Metric.NOMINAL:
            return float(a != b)
        if metric is Metric.INTERVAL:
            return (a - b) ** 2
        low, high = min(a, b), max(a, b)
        between = sum(low <= value <= high for value in everything)
        return (between - (everything.count(a) + everything.count(b)) / 2) ** 2 if a != b else 0.0

    observed = sum(
        2 * squared(a, b) / (len(column) - 1) for column in columns for a, b in combinations(column, 2)
    ) / len(everything)
    expected = sum(2 * squared(a, b) for a, b in combinations(everything, 2)) / (
        len(everything) * (len(everything) - 1)
    )
    return 1 - observed / expected


SCORES = st.lists(
    st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, NAN]), min_size=6, max_size=6), min_size=2, max_size=5
).map(np.array)


@settings(max_examples=60, deadline=None)
@given(SCORES, st.sampled_from(list(Metric)))
def test_alpha_is_what_going_through_the_pairs_gives(scores, metric):
    found = agreement(scores, metric=metric).alpha

    if found is not None:
        assert found == pytest.approx(by_pairs(scores, metric))


@settings(max_examples=60, deadline=None)
@given(SCORES, st.sampled_from(list(Metric)), st.randoms(use_true_random=False))
def test_the_order_of_people_and_items_does_not_matter(scores, metric, random):
    people, items = list(range(scores.shape[0])), list(range(scores.shape[1]))
    random.shuffle(people)
    random.shuffle(items)

    shuffled = agreement(scores[people][:, items], metric=metric).alpha

    assert shuffled == pytest.approx(agreement(scores, metric=metric).alpha)


@settings(max_examples=40, deadline=None)
@given(SCORES)
def test_ordinal_alpha_takes_only_the_order_of_the_levels(scores):
    renamed = np.select([scores == level for level in (1, 2, 3, 4)], [1, 5, 6, 60], NAN)

    assert agreement(renamed).alpha == pytest.approx(agreement(scores).alpha)


def scored(rng: np.random.Generator, items: int, people: int, noise: float) -> np.ndarray:
    truth = rng.integers(1, 5, size=items)
    return np.clip(truth + rng.normal(0, noise, size=(people, items)).round(), 1, 4)


def test_the_interval_covers_the_alpha_of_many_items_about_as_often_as_it_says():
    rng = np.random.default_rng(20261125)
    truth = agreement(scored(rng, 20_000, 4, 0.8)).alpha

    covered = [
        truth in agreement_interval(scored(rng, 50, 4, 0.8), rng=rng, resamples=300).interval
        for _ in range(200)
    ]

    # Percentile intervals of 50 items are a little narrow; one that resamples pairs would cover about 60 per
    # cent.
    assert 0.87 <= np.mean(covered) <= 0.99


def test_the_interval_narrows_with_more_items():
    rng = np.random.default_rng(20261125)
    few, many = (agreement_interval(scored(rng, n, 4, 0.8), rng=rng).interval for n in (15, 150))

    assert many.high - many.low < few.high - few.low


def test_no_interval_is_given_where_hardly_a_resample_varies():
    scores = table("1 1 1 1 1 1 1 1 1 1 1 2", "1 1 1 1 1 1 1 1 1 1 1 2")
    nothing = agreement_interval(scores[:, :11], rng=np.random.default_rng(1), resamples=50)

    assert nothing.interval is None
    assert nothing.undefined == 50


@pytest.mark.parametrize(
    "call",
    [
        lambda: agreement([1, 2, 3]),
        lambda: agreement_interval([[1, 2], [1, 2]], rng=np.random.default_rng(1), level=95),
    ],
    ids=["no table", "per cent instead of a share"],
)
def test_what_is_no_table_or_level_is_refused(call):
    with pytest.raises(ValueError, match=r"row for each person|between 0 and 1"):
        call()
