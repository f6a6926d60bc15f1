from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.elicitation.methods.spread import spread


@pytest.mark.parametrize(
    ("scores", "hinges", "middle", "discuss"),
    [
        ([2], (2, 2), 2, False),
        ([1, 2, 2, 3], (1.5, 2.5), 2, False),
        ([1, 1, 3, 3], (1, 3), 2, True),
        ([1, 2, 3, 4, 5], (2, 4), 3, True),
        ([2, 2, 2, 2, 2, 5], (2, 2), 2, False),
    ],
    ids=["one", "close", "two camps", "everywhere", "one stands alone"],
)
def test_the_middle_half_says_whether_to_talk(scores, hinges, middle, discuss):
    found = spread(scores)

    assert (found.lower_hinge, found.upper_hinge) == hinges
    assert found.middle == middle
    assert found.calls_for_discussion is discuss


def test_who_did_not_score_is_counted_apart():
    found = spread([None, 3, None, 1])

    assert (found.given, found.missing, found.steps_apart) == (2, 2, 2)
    assert found.counts == {1: 1, 3: 1}


def test_where_nobody_scored_there_is_no_spread():
    assert spread([]) is None
    assert spread([None]) is None


@given(st.lists(st.integers(1, 5), min_size=1, max_size=12))
def test_hinges_lie_in_order_between_the_ends(scores):
    found = spread(scores)

    assert found.lowest <= found.lower_hinge <= found.middle <= found.upper_hinge <= found.highest
    assert sum(found.counts.values()) == len(scores)
