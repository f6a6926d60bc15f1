"""How many teams a service needs, on a service worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.canine.methods.required_teams import DutyCycle, Post, Traffic, required_teams

CYCLE = DutyCycle(work=30, rest=30, available_days=210)

posts = st.builds(
    Post,
    name=st.just("P"),
    shifts=st.integers(0, 4),
    days_a_week=st.integers(0, 7),
    search_minutes=st.floats(0, 300),
)


def test_a_service_of_three_posts_comes_out_as_on_paper():
    need = required_teams(
        [
            Post("Bridge", shifts=3, days_a_week=7, search_minutes=45),  # 2 at once · 3 · 365/210 = 10.43
            Post("Railway", shifts=2, days_a_week=5, search_minutes=30),  # 1 · 2 · (5/7)·365/210 = 2.48
            Post("Airport", shifts=2, days_a_week=7, search_minutes=20),  # 1 · 2 · 365/210 = 3.48
        ],
        CYCLE,
    )

    assert [one.at_once for one in need.posts] == [2, 1, 1]
    assert [round(one.teams, 2) for one in need.posts] == [10.43, 2.48, 3.48]
    assert need.teams == 17  # 16.39, rounded up once and not post by post (which would be 18)
    assert need.gap(certified=12) == 5


def test_a_place_filled_round_the_clock_takes_about_five_teams():
    (one,) = required_teams([Post("Bridge", 3, 7, 30)], CYCLE).posts

    assert one.teams == pytest.approx(5.214, abs=0.001)


@pytest.mark.parametrize(
    ("post", "teams"),
    [
        pytest.param(Post("closed", 0, 7, 30), 0, id="no shift"),
        pytest.param(Post("closed", 3, 0, 30), 0, id="no day"),
        pytest.param(Post("quiet", 3, 7, 0), 0, id="no search wanted"),
        pytest.param(Post("one day", 1, 7, 30.0), 2, id="exactly what one dog can work"),
        pytest.param(Post("one day", 1, 7, 30.1), 4, id="a little more takes a second dog"),
    ],
)
def test_edges_of_a_post(post, teams):
    assert required_teams([post], CYCLE).teams == teams


def test_traffic_and_the_share_searched_give_the_minutes_wanted():
    # 480 lorries in 16 hours are 30 an hour, 45 in the busiest; a fifth is searched, 6 minutes each.
    assert Traffic(480, 16, 0.2, 6, peak=1.5).minutes_an_hour == pytest.approx(54)


def test_no_post_needs_no_team():
    assert required_teams([], CYCLE).teams == 0


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda: Post("x", -1, 7, 30), id="shifts below nothing"),
        pytest.param(lambda: Post("x", 1, 8, 30), id="eight days a week"),
        pytest.param(lambda: Post("x", 1, 7, float("nan")), id="minutes unknown"),
        pytest.param(lambda: Traffic(-1, 24, 0.1, 10), id="fewer vehicles than none"),
        pytest.param(lambda: Traffic(100, 25, 0.1, 10), id="a day of 25 hours"),
        pytest.param(lambda: Traffic(100, 24, 1.1, 10), id="more searched than came"),
        pytest.param(lambda: Traffic(100, 24, 0.1, 10, peak=0.5), id="a peak below the mean"),
        pytest.param(lambda: DutyCycle(0, 30, 210), id="a dog that never works"),
        pytest.param(lambda: DutyCycle(30, 30, 0), id="a team never available"),
        pytest.param(lambda: DutyCycle(30, 30, 366), id="more days than a year has"),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"range|works|available"):
        wrong()


@given(st.lists(posts, max_size=6), posts)
def test_another_post_never_lowers_the_need_and_relief_is_shared(service, more):
    alone, joint = required_teams(service, CYCLE), required_teams([*service, more], CYCLE)

    assert alone.teams <= joint.teams <= alone.teams + required_teams([more], CYCLE).teams
