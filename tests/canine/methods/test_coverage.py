"""What was never tested."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.canine.methods.coverage import Search, coverage, mass_band, pairs

DAY = dt.date(2026, 3, 1)
DIMENSIONS = {"odour": ["heroin", "hashish"], "area": ["truck", "room"], "weather": ["dry", "rain"]}


def search(odour, area, weather="dry", on=DAY):
    return Search(on, {"odour": odour, "area": area, "weather": weather})


def test_the_cells_never_tested_are_named():
    found = coverage(
        [
            search("heroin", "room"),
            search("heroin", "room", on=DAY + dt.timedelta(9)),
            search("hashish", "truck"),
        ],
        {"odour": DIMENSIONS["odour"], "area": DIMENSIONS["area"]},
    )

    assert found.never() == [("heroin", "truck"), ("hashish", "room")]
    assert found.share == 0.5
    assert found.tested["heroin", "room"].trials == 2
    assert found.not_since(DAY + dt.timedelta(1)) == [("hashish", "truck")]


def test_the_last_date_is_the_latest_in_whatever_order_searches_come():
    found = coverage(
        [search("heroin", "room", on=DAY + dt.timedelta(9)), search("heroin", "room")], DIMENSIONS
    )

    assert found.tested["heroin", "room", "dry"].last == DAY + dt.timedelta(9)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"odour": "heroin"}, id="area unknown"),
        pytest.param({"odour": "heroin", "area": "ship", "weather": "dry"}, id="area in no list"),
    ],
)
def test_a_search_that_fits_no_cell_fills_none(values):
    found = coverage([Search(DAY, values)], DIMENSIONS)

    assert found.placed_nowhere == 1
    assert len(found.never()) == found.cells == 8


def test_each_pair_of_dimensions_has_its_own_matrix():
    found = pairs([search("heroin", "room")], DIMENSIONS)

    assert list(found) == [("odour", "area"), ("odour", "weather"), ("area", "weather")]
    assert all(one.share == 0.25 for one in found.values())


@pytest.mark.parametrize("dimensions", [{}, {"odour": ["heroin", "heroin"]}])
def test_a_matrix_needs_dimensions_with_values_that_differ(dimensions):
    with pytest.raises(ValueError, match="dimension"):
        coverage([], dimensions)


def test_a_dimension_without_values_has_no_share():
    assert coverage([], {"odour": []}).share is None


searches = st.lists(
    st.builds(search, *(st.sampled_from([*values, "other"]) for values in DIMENSIONS.values()))
)


@given(searches)
def test_each_cell_is_either_tested_or_named_and_each_search_counted_once(done):
    found = coverage(done, DIMENSIONS)

    assert {*found.never(), *found.tested} == set(itertools.product(*DIMENSIONS.values()))
    assert len(found.never()) + len(found.tested) == found.cells
    assert sum(one.trials for one in found.tested.values()) + found.placed_nowhere == len(done)


@pytest.mark.parametrize(("grams", "limits"), [(0, [1]), (-1, [1]), (float("nan"), [1]), (5, [10, 1])])
def test_masses_are_positive_and_limits_rise(grams, limits):
    with pytest.raises(ValueError, match=r"mass|rise"):
        mass_band(grams, limits)


def test_searches_that_a_database_has_counted_fill_cells_as_single_ones_do():
    single = [search("heroin", "room")] * 3 + [search("unlisted", "room")] * 2
    counted = [
        Search(DAY, {"odour": "heroin", "area": "room", "weather": "dry"}, trials=3),
        Search(DAY, {"odour": "unlisted", "area": "room", "weather": "dry"}, trials=2),
    ]

    assert coverage(counted, DIMENSIONS) == coverage(single, DIMENSIONS)
