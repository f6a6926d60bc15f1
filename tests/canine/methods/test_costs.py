"""The cost of the coming years, on a budget worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.canine.methods.costs import Basis, CostLine, yearly_costs
from chegara.canine.methods.team_forecast import Year
from chegara.common.intervals import Interval

YEARS = [
    Year(1, 10, Interval(8, 12), retiring=1, lost=1, joining=2, enough=0.5),
    Year(2, 11, Interval(8, 13), retiring=0, lost=1, joining=2, enough=0.6),
]
LINES = [
    CostLine("keep of a team", Basis.TEAM, 1000),
    CostLine("course", Basis.PUPIL, 500),
    CostLine("equipment", Basis.JOINING, 200),
    CostLine("kennels' heating", Basis.YEAR, 3000),
    CostLine("a van", Basis.ONCE, 20_000),
]


def test_the_budget_is_that_worked_by_hand():
    first, second = yearly_costs(YEARS, [3, 4], LINES)

    assert first.lines == (10_000, 1500, 400, 3000, 20_000)
    assert first.total == 34_900
    assert first.interval == Interval(32_900, 36_900)  # two teams fewer or more, 1,000 each
    assert second.lines == (11_000, 2000, 400, 3000, 0)
    assert second.total == 16_400


def test_a_line_without_a_price_is_named_and_adds_nothing():
    (one,) = yearly_costs(YEARS[:1], [3], [LINES[0], CostLine("breeding", Basis.YEAR, None)])

    assert one.lines == (10_000, None)
    assert one.total == 10_000
    assert one.unknown == ("breeding",)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda: CostLine("x", Basis.TEAM, -1), id="less than nothing"),
        pytest.param(lambda: CostLine("x", Basis.TEAM, float("nan")), id="not a number"),
        pytest.param(lambda: yearly_costs(YEARS, [1], LINES), id="a year without pupils"),
    ],
)
def test_what_is_no_budget_is_refused(wrong):
    with pytest.raises(ValueError, match=r"cost|match"):
        wrong()


@given(st.lists(st.tuples(st.sampled_from(Basis), st.floats(0, 1e6)), max_size=6), st.floats(0.5, 20))
def test_in_another_currency_all_figures_change_by_the_rate(lines, rate):
    one = [CostLine("x", basis, cost) for basis, cost in lines]
    other = [CostLine("x", basis, cost * rate) for basis, cost in lines]

    for a, b in zip(yearly_costs(YEARS, [3, 4], one), yearly_costs(YEARS, [3, 4], other), strict=True):
        assert b.total == pytest.approx(a.total * rate)
        assert a.interval.low - 1e-6 <= a.total <= a.interval.high + 1e-6
        assert b.interval.high == pytest.approx(a.interval.high * rate)
