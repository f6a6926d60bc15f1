"""Stated totals are compared with the rows, wherever they stand and however they nest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.evidence.methods.reading.totals import Difference, Sums, TotalColumn

FIGURES = st.lists(st.integers(0, 10**6), min_size=1, max_size=4)
GROUPS = st.lists(FIGURES, min_size=1, max_size=4)
CALM = settings(max_examples=60, deadline=None)


def differences(lines: list[int | tuple[str, int]]) -> list[Difference]:
    """Read one column: numbers are rows, ("total", n) is a row of totals."""
    sums = Sums()
    for number, line in enumerate(lines, start=1):
        if isinstance(line, tuple):
            sums.total(number, {1: float(line[1])})
        else:
            sums.add(1, float(line))
    return list(sums.differences())


def drawn(groups: list[list[int]], *, above: bool) -> list[int | tuple[str, int]]:
    """Return groups with a subtotal each and a grand total, above their rows or below them."""
    lines: list[int | tuple[str, int]] = []
    for group in groups:
        total = [("total", sum(group))]
        lines += [*total, *group] if above else [*group, *total]
    grand = [("total", sum(map(sum, groups)))]
    return [*grand, *lines] if above else [*lines, *grand]


@given(GROUPS, st.booleans())
@CALM
def test_totals_that_are_sums_are_never_doubted(groups: list[list[int]], above: bool):
    assert differences(drawn(groups, above=above)) == []


@given(GROUPS, st.booleans(), st.integers(10**7, 10**8))
@CALM
def test_a_grand_total_that_is_no_sum_is_told_with_both_numbers(
    groups: list[list[int]], above: bool, wrong: int
):
    lines = drawn(groups, above=above)
    place = 0 if above else len(lines) - 1
    lines[place] = ("total", wrong)

    [found] = differences(lines)

    assert (found.row, found.told) == (place + 1, wrong)
    assert found.added in {sum(map(sum, groups)), sum(groups[0])}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([5, 6, ("total", 12)], [Difference(3, 1, 12, 11)], id="below its rows"),
        pytest.param([("total", 12), 5, 6], [Difference(1, 1, 12, 11)], id="above its rows"),
        pytest.param(
            [5, ("total", 5), 6, ("total", 7)], [Difference(4, 1, 7, 6)], id="of the second group"
        ),
        pytest.param([("total", 12)], [], id="a total of nothing is no difference"),
        pytest.param([], [], id="nothing at all"),
        pytest.param(
            [1, ("total", 1), 2, ("total", 2), 3, ("total", 5), ("total", 6)], [],
            id="half-years within a year: the last two groups, then all three",
        ),
    ],
)  # fmt: skip
def test_each_place_of_a_total(lines: list[int | tuple[str, int]], expected: list[Difference]):
    assert differences(lines) == expected


def test_fractions_agree_to_a_thousandth_and_counts_exactly():
    assert differences([("total", 0)]) == []
    sums = Sums()
    for figure in (1.25, 2.5):
        sums.add(1, figure)
    sums.total(3, {1: 3.751})
    assert list(sums.differences()) == []


def test_figures_in_two_units_are_not_compared_with_a_total():
    sums = Sums()
    sums.add(1, 1.5, "kg")
    sums.add(1, 200, "g")
    sums.total(3, {1: 1.7})
    assert list(sums.differences()) == []


@pytest.mark.parametrize(
    ("figures", "told", "added"),
    [
        pytest.param({2: 5.0, 3: 6.0}, 11, None, id="agrees"),
        pytest.param({2: 5.0, 3: 6.0}, 12, 11, id="differs"),
        pytest.param({2: 5.0, 3: None}, 12, None, id="an unknown part may be the rest"),
        pytest.param({2: 5.0, 3: None}, 4, 5, id="known parts exceed the total"),
        pytest.param({}, 4, None, id="nothing is known"),
    ],
)
def test_a_column_of_totals(figures: dict[int, float | None], told: float, added: float | None):
    found = TotalColumn(4, (2, 3)).difference(7, told, figures)
    assert found == (None if added is None else Difference(7, 4, told, added))
