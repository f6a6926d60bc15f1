"""Does knowledge reach the posts?"""

import datetime as dt

import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.training.methods.cascade import Session, cascade

DAY = dt.date(2026, 1, 1)


def day(number):
    return DAY + dt.timedelta(days=number)


TREE = [
    Session(day(0), ("master",), ("a", "b", "c", "d"), of_trainers=True),
    Session(day(30), ("a",), ("e", "f", "g")),
    Session(day(90), ("b",), ("h", "i", "j"), of_trainers=True),
    Session(day(200), ("h", "a"), ("k", "l")),
    Session(day(300), ("h",), ("m",)),
]


def test_the_tree_is_that_drawn_by_hand():
    found = cascade(TREE, at=day(360))

    assert found.generation_of == {
        "master": 0, **dict.fromkeys("abcd", 1), **dict.fromkeys("efghijkl", 2), "m": 3,
    }  # fmt: skip
    assert [one.persons for one in found.generations] == [1, 4, 8, 1]
    assert [one.qualified for one in found.generations] == [1, 4, 3, 0]
    assert [one.delivered for one in found.generations] == [1, 2, 1, 0]
    assert [one.multiplication for one in found.generations] == [None, 4, 2, pytest.approx(1 / 3)]
    assert (found.qualified, found.active) == (8, 4)


def test_the_time_to_the_first_delivery_counts_those_who_still_wait():
    # Seven qualified below the master: a after 30 days, b after 90, h after 110; c, d, i, j wait.
    found = cascade(TREE, at=day(360)).first_delivery

    assert (found.trainers, found.delivered, found.median) == (7, 3, None)
    assert found.by[90] == pytest.approx(2 / 7)
    assert found.by[180] == pytest.approx(3 / 7)
    assert found.by[365] is None  # nobody was watched for so long


def test_the_median_is_kaplan_and_meiers():
    # Waits 10, 20, 40 and one still waiting after 30: S = ¾, ½, then ½ · 0.
    sessions = [
        Session(day(0), ("m",), ("a", "b", "c"), of_trainers=True),
        Session(day(10), ("a",), ("x",)),
        Session(day(10), ("m",), ("d",), of_trainers=True),
        Session(day(20), ("b",), ("y",)),
        Session(day(40), ("c",), ("z",)),
    ]

    found = cascade(sessions, at=day(40), within=(15, 25, 40)).first_delivery

    assert found.median == 20
    assert [found.by[n] for n in (15, 25, 40)] == pytest.approx([0.25, 0.5, 1.0])


def test_the_dilution_is_the_difference_to_the_first_generation_with_welchs_interval():
    scores = {"a": 90, "b": 80, "c": 85, "d": 95, "e": 70, "f": 75, "g": 60, "h": 80, "m": 55}

    first, second, third = cascade(TREE, at=day(360), scores=scores).generations[1:]
    other = scipy.stats.ttest_ind([70, 75, 60, 80], [90, 80, 85, 95], equal_var=False)

    assert (first.mean_score, first.dilution) == (87.5, None)
    assert second.dilution == pytest.approx(-16.25)
    expected = other.confidence_interval(0.95)
    assert (second.dilution_interval.low, second.dilution_interval.high) == pytest.approx(
        (expected.low, expected.high)
    )
    assert (third.dilution, third.dilution_interval) == (-32.5, None)


@pytest.mark.parametrize(
    ("sessions", "persons"),
    [
        pytest.param([], [], id="no session"),
        pytest.param([Session(day(400), ("m",), ("a",))], [], id="not yet held"),
        pytest.param([Session(day(0), ("m",), ())], [1], id="nobody came"),
        pytest.param(
            [Session(day(0), ("m",), ("a",)), Session(day(1), ("a",), ("m",))],
            [1, 1],
            id="the pupil teaches the master",
        ),
        pytest.param(
            [Session(day(0), ("m",), ("a",)), Session(day(1), ("n",), ("a",))],
            [2, 1],
            id="trained twice, counted once",
        ),
    ],
)
def test_edges_of_a_cascade(sessions, persons):
    assert [one.persons for one in cascade(sessions, at=day(360)).generations] == persons


def test_a_trainer_who_has_not_delivered_for_a_year_is_not_active():
    sessions = [Session(day(0), ("m",), ("a",), of_trainers=True), Session(day(10), ("a",), ("b",))]

    assert cascade(sessions, at=day(364)).active == 2
    assert cascade(sessions, at=day(365)).active == 1
    assert cascade(sessions, at=day(375)).active == 0


@pytest.mark.parametrize(
    ("session", "word"),
    [
        pytest.param(Session(DAY, (), ("a",)), "no trainer", id="nobody trains"),
        pytest.param(Session(DAY, ("a",), ("a",)), "himself", id="one trains himself"),
    ],
)
def test_a_session_has_a_trainer_and_others_learn(session, word):
    with pytest.raises(ValueError, match=word):
        cascade([session], at=DAY)


people = st.sampled_from("abcdefgh")
sessions = st.lists(
    st.tuples(
        st.integers(0, 300),
        st.sets(people, min_size=1, max_size=2),
        st.sets(people, max_size=4),
        st.booleans(),
    ).map(lambda one: Session(day(one[0]), tuple(sorted(one[1])), tuple(sorted(one[2] - one[1])), one[3])),
    max_size=12,
)


@settings(deadline=None)
@given(sessions)
def test_each_person_is_one_generation_below_a_trainer_of_the_first_session(held):
    found = cascade(held, at=day(300))

    assert sum(one.persons for one in found.generations) == len(found.generation_of)
    assert sum(one.qualified for one in found.generations) == found.qualified
    assert found.active <= found.qualified
    seen = set()
    for session in sorted(held, key=lambda one: one.on):
        seen |= set(session.trainers)
        for learner in set(session.learners) - seen:
            lowest = min(found.generation_of[who] for who in session.trainers)
            assert found.generation_of[learner] == lowest + 1
        seen |= set(session.learners)
