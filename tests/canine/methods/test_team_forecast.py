"""The forecast of teams, on a service worked by hand and against simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.canine.methods.team_forecast import Rate, School, Team, forecast_teams

TEAMS = [Team(3)] * 4 + [Team(6)] * 3 + [Team(7)] * 2
TENTH = Rate.known(0.1)
SCHOOL = School((2, 2, 2, 2, 2), Rate.known(0.5), entry_age=2)


def forecast(teams=TEAMS, school=SCHOOL, attrition=TENTH, required=6, **more):
    return forecast_teams(teams, school, attrition=attrition, retiring_age=8, required=required, **more)


def test_the_expected_teams_are_those_worked_by_hand():
    # Of 4 aged 3, 3 aged 6, 2 aged 7, a tenth is lost a year and dogs leave at 8; one pupil of two qualifies.
    # 1: 7·0.9 + 1 · 2: 4·0.81 + 1 + 0.9 · 3: 4·0.729 + 2.71 · 4: 4·0.6561 + 3.439 · 5: 4.0951 graduates alone
    years = forecast()

    assert [round(one.expected, 4) for one in years] == [7.3, 5.14, 5.626, 6.0634, 4.0951]
    assert [round(one.lost, 4) for one in years] == [0.9, 0.73, 0.514, 0.5626, 0.6063]
    assert [round(one.retiring, 4) for one in years] == [1.8, 2.43, 0, 0, 2.3620]
    assert [one.joining for one in years] == [1] * 5


def test_the_books_balance_each_year():
    before = float(len(TEAMS))
    for one in forecast(attrition=Rate(3, 40)):
        assert one.expected == pytest.approx(before - one.lost - one.retiring + one.joining)
        before = one.expected


def test_a_simulated_service_has_the_same_distribution():
    rng = np.random.default_rng(11)
    runs = 20_000
    sizes = np.zeros((runs, 5), dtype=int)
    ages = [np.full(runs, team.dog_age) for team in TEAMS]
    alive = [np.ones(runs, dtype=bool) for _ in TEAMS]
    for year in range(5):
        ages = [age + 1 for age in ages]
        alive = [one & (rng.random(runs) >= 0.1) & (age < 8) for one, age in zip(alive, ages, strict=True)]
        for _ in range(2):
            ages.append(np.full(runs, 2))
            alive.append(rng.random(runs) < 0.5)
        sizes[:, year] = np.sum(alive, axis=0)

    for one, size in zip(forecast(), sizes.T, strict=True):
        # Four standard errors of 20,000 runs are below 0.05 teams and 1.5 points.
        assert one.expected == pytest.approx(size.mean(), abs=0.06)
        assert one.enough == pytest.approx((size >= 6).mean(), abs=0.015)
        assert abs(one.interval.low - np.quantile(size, 0.025, method="inverted_cdf")) <= 1
        assert abs(one.interval.high - np.quantile(size, 0.975, method="inverted_cdf")) <= 1


def test_a_rate_seen_on_few_teams_widens_the_interval():
    sure = forecast(teams=[Team(2)] * 60, attrition=Rate.known(0.1))
    unsure = forecast(teams=[Team(2)] * 60, attrition=Rate(2, 20))

    for a, b in zip(sure, unsure, strict=True):
        assert b.interval.high - b.interval.low > a.interval.high - a.interval.low


def test_graduates_retire_as_others_do():
    school = School((4, 0, 0), Rate.known(0.5), entry_age=6)

    assert [one.expected for one in forecast([], school, Rate.known(0.0))] == [2, 2, 0]


def test_the_nodes_of_a_seen_rate_have_the_mean_of_jeffreys_distribution():
    assert Rate(3, 40).nodes().mean() == pytest.approx(3.5 / 41, rel=0.01)


@pytest.mark.parametrize(
    ("teams", "pupils", "attrition", "expected"),
    [
        pytest.param([], (0, 0), 0.1, [0, 0], id="an empty service stays empty"),
        pytest.param([Team(2)], (0, 0), 0.0, [1, 1], id="without losses nobody goes"),
        pytest.param([Team(2)], (0, 0), 1.0, [0, 0], id="all are lost"),
        pytest.param([Team(12)], (0, 0), 0.0, [0, 0], id="a dog past the age leaves in the first year"),
        pytest.param([Team(2, handler_leaves_in=2)], (0, 0), 0.0, [1, 0], id="the handler leaves first"),
        pytest.param([], (0, 4), 0.0, [0, 2], id="the school begins next year"),
    ],
)
def test_edges_of_a_service(teams, pupils, attrition, expected):
    school = School(pupils, Rate.known(0.5), entry_age=2)

    years = forecast(teams, school, Rate.known(attrition))

    assert [one.expected for one in years] == pytest.approx(expected)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.builds(Team, st.integers(0, 12), st.none() | st.integers(0, 6)), max_size=15),
    st.lists(st.integers(0, 5), min_size=1, max_size=6),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_one_more_young_dog_helps_and_figures_stay_possible(teams, pupils, lost, qualify):
    school = School(tuple(pupils), Rate.known(qualify), entry_age=2)

    years = forecast(teams, school, Rate.known(lost))
    more = forecast([*teams, Team(2)], school, Rate.known(lost))

    for number, (one, other) in enumerate(zip(years, more, strict=True), 1):
        assert 0 <= one.interval.low <= one.interval.high <= len(teams) + sum(pupils[:number])
        assert 0 <= one.expected <= other.expected + 1e-9
        assert 0 <= one.enough <= other.enough + 1e-9
        assert one.retiring >= -1e-9


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda: Rate(5, 4), id="more events than exposed"),
        pytest.param(lambda: Rate(0, 0), id="nobody exposed"),
        pytest.param(lambda: forecast(level=1), id="level one"),
        pytest.param(lambda: forecast(required=-1), id="a negative need"),
        pytest.param(lambda: forecast([Team(-1)]), id="a dog not yet born"),
        pytest.param(lambda: forecast(school=School((1,), Rate.known(1), 9)), id="dogs enter after retiring"),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"rate|level|negative|retire"):
        wrong()
