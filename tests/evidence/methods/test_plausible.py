"""Quantities that somebody should look at again."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from chegara.common.periods import PeriodKind
from chegara.common.units import in_base_unit
from chegara.evidence.methods.plausible import BOUND, FEWEST, Doubt, Quantities, modified_z_scores
from chegara.evidence.methods.rows import ReportedRow

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


def rows_of(quantities: list[tuple[float, str]], kind: str = "heroin", sheet: str = "S") -> list[ReportedRow]:
    return [
        ReportedRow(
            indicator="seizures.drugs", start=date(2025, 1, 1), period=PeriodKind.DAY, value=1.0,
            quantity=quantity, unit=unit, kind=kind,
            sheet=sheet, row=number, column=4,
        )
        for number, (quantity, unit) in enumerate(quantities, start=2)
    ]  # fmt: skip


def doubts(
    rows: list[ReportedRow], history: dict[tuple[str, str, str], list[float]] | None = None
) -> list[Doubt]:
    found = Quantities()
    for row in rows:
        found.add(row, *in_base_unit(row.quantity or 0.0, row.unit))
    return list(found.doubts(history or {}))


def test_the_score_is_iglewicz_and_hoaglin_s_formula():
    assert modified_z_scores([1, 2, 3, 4, 100]) == pytest.approx([-1.349, -0.6745, 0, 0.6745, 65.4265])


@given(VALUES)
def test_the_score_agrees_with_scipy_s_median_of_absolute_deviations(values: list[float]):
    x = np.array(values)
    mad = scipy.stats.median_abs_deviation(x)
    if mad > 1e-9:
        assert modified_z_scores(x) == pytest.approx(0.6745 * (x - np.median(x)) / mad)


@given(
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=40), st.integers(-1000, 1000), st.integers(1, 64)
)
def test_the_score_does_not_change_with_origin_and_unit(values: list[int], shift: int, scale: int):
    x = np.array(values, dtype=np.float64)

    assert modified_z_scores(x * scale + shift) == pytest.approx(modified_z_scores(x), abs=1e-9)


def test_where_most_values_are_the_same_the_mean_deviation_takes_the_place_of_mad():
    scores = modified_z_scores([5, 5, 5, 5, 5, 5, 105])

    assert scores[-1] == pytest.approx(100 / (1.253314 * 100 / 7))


@pytest.mark.parametrize("values", [[], [7], [7, 7, 7]], ids=["none", "one", "all the same"])
def test_what_does_not_differ_has_no_score(values: list[float]):
    assert not modified_z_scores(values).any()


def test_the_same_number_in_another_unit_a_few_rows_away_is_asked_about():
    (doubt,) = doubts(rows_of([(635, "g"), (2, "kg"), (635, "kg")]))

    assert (doubt.code, doubt.row, doubt.quantity, doubt.unit) == ("quantity_other_unit", 4, 635, "kg")
    assert (doubt.arguments["other_row"], doubt.arguments["other_unit"]) == (2, "g")


@pytest.mark.parametrize(
    "rows",
    [
        rows_of([(635, "g"), (1, "g"), (2, "g"), (3, "g"), (635, "kg")]),
        rows_of([(635, "g"), (635, "tablet")]),
        rows_of([(635, "g"), (0.635, "kg")]),
        rows_of([(635, "g"), (635, "g")]),
        rows_of([(635, "g")]) + rows_of([(635, "kg")], kind="opium"),
        rows_of([(635, "g")]) + rows_of([(635, "kg")], sheet="T"),
    ],
    ids=[
        "far below",
        "does not convert",
        "the same weight",
        "the same unit",
        "another kind",
        "another sheet",
    ],
)
def test_what_is_no_other_unit_of_the_same_is_not_asked_about(rows: list[ReportedRow]):
    assert doubts(rows) == []


# UNODC, Individual Drug Seizures: heroin in Kyrgyzstan, 2011 and 2012, kg.
REAL = [
    5.488,
    0.995,
    4.465,
    2.049,
    0.531,
    2.321,
    0.949,
    4.344,
    1.484,
    0.243,
    26.431,
    0.221,
    0.967,
    0.222,
    10.158,
    2.121,
    0.496,
    4.968,
    6.946,
    3.093,
    4.0,
    5.8,
    10.8,
    2.0,
]


def test_a_quantity_far_outside_the_history_of_its_kind_is_asked_about():
    history = {("seizures.drugs", "heroin", "kg"): REAL}

    (doubt,) = doubts(rows_of([(1.2, "kg"), (635, "kg"), (800, "g")]), history)

    assert (doubt.code, doubt.row) == ("quantity_far", 3)
    assert doubt.arguments["score"] > BOUND
    assert doubt.arguments["usual"] == pytest.approx(float(np.median([*REAL, 1.2, 635, 0.8])), rel=0.02)


def test_a_quantity_far_below_is_asked_about_too():
    (doubt,) = doubts(rows_of([(0.0005, "g")]), {("seizures.drugs", "heroin", "kg"): REAL})

    assert doubt.arguments["times"] > 100


@pytest.mark.parametrize("known", [0, FEWEST - 2], ids=["none", "one less than needed"])
def test_with_too_little_history_nothing_is_called_implausible(known: int):
    history = {("seizures.drugs", "heroin", "kg"): REAL[:known]}

    assert doubts(rows_of([(100_000, "kg")]), history) == []


def test_what_another_kind_usually_weighs_says_nothing():
    assert doubts(rows_of([(635, "kg")], kind="opium"), {("seizures.drugs", "heroin", "kg"): REAL}) == []


def test_two_where_all_the_others_are_one_is_no_error():
    assert doubts(rows_of([(1, "piece")] * 30 + [(2, "piece")], kind="rifle")) == []


def test_each_quantity_is_asked_about_once_the_strongest_first():
    rows = rows_of([(q, "kg") for q in REAL] + [(500, "kg"), (500, "g"), (500, "kg"), (90_000, "kg")])

    found = doubts(rows)

    cells = [(doubt.sheet, doubt.row, doubt.column) for doubt in found]
    assert len(cells) == len(set(cells))
    assert [doubt.code for doubt in found] == ["quantity_other_unit"] * 2 + ["quantity_far"]


@given(st.lists(st.floats(0.001, 1e6), max_size=30))
def test_only_quantities_beyond_the_bound_are_asked_about(quantities: list[float]):
    found = doubts(rows_of([(quantity, "kg") for quantity in quantities]))

    x = np.log10(quantities) if quantities else np.array([])
    far = (np.abs(modified_z_scores(x)) > BOUND) & (np.abs(x - np.median(x)) >= 1) if quantities else x
    expected = int(far.sum()) if len(quantities) >= FEWEST else 0
    assert len(found) == expected
