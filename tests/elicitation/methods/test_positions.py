from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.elicitation.methods.positions import Tie, Voice, joint_position, median_position

LEVELS = st.lists(st.integers(1, 5), min_size=1, max_size=9)
TIES = st.sampled_from(list(Tie))


@pytest.mark.parametrize(
    ("scores", "tie", "level", "tied"),
    [
        ([3], Tie.HIGHER, 3, False),
        ([1, 2, 4], Tie.HIGHER, 2, False),
        ([1, 2, 3, 4], Tie.HIGHER, 3, True),
        ([1, 2, 3, 4], Tie.LOWER, 2, True),
        ([2, 2, 4, 4], Tie.LOWER, 2, True),
        ([2, 3, 3, 4], Tie.HIGHER, 3, False),
        ([None, 2, None, 3], Tie.HIGHER, 3, True),
    ],
    ids=["one", "odd", "even, higher", "even, lower", "split", "even, no tie", "some did not score"],
)
def test_an_agencys_position_is_its_experts_median(scores, tie, level, tied):
    position = median_position(scores, tie=tie)

    assert (position.level, position.is_tied) == (level, tied)


@pytest.mark.parametrize("scores", [[], [None, None]], ids=["nobody", "nobody scored"])
def test_without_scores_there_is_no_position(scores):
    assert median_position(scores, tie=Tie.HIGHER) is None
    assert joint_position({"border": Voice(scores=tuple(scores))}, tie=Tie.HIGHER) is None


def test_an_agency_with_many_experts_has_one_voice():
    voices = {
        "border": Voice(scores=(4, 4, 4, 4, 4, 4, 4)),
        "customs": Voice(scores=(2,)),
        "police": Voice(scores=(2, 2)),
    }

    assert joint_position(voices, tie=Tie.HIGHER).level == 2


def test_the_mandated_position_takes_the_place_of_the_experts():
    voice = Voice(scores=(1, 1), mandated=4)

    assert voice.position(Tie.LOWER).level == 4
    assert voice.scores == (1, 1)


@pytest.mark.parametrize(
    ("weights", "level", "tied"),
    [((1, 1, 1), 2, False), ((1, 1, 3), 4, False), ((2, 1, 3), 4, True), ((0.1, 0.2, 0.3), 4, True)],
    ids=["equal", "one outweighs", "weights split in half", "split in half nearly, as binary fractions do"],
)
def test_agencies_weigh_as_the_assessment_says(weights, level, tied):
    voices = {
        str(place): Voice(scores=(score,), weight=weight)
        for place, (score, weight) in enumerate(zip((1, 2, 4), weights, strict=True))
    }

    position = joint_position(voices, tie=Tie.HIGHER)

    assert (position.level, position.is_tied) == (level, tied)


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf")])
def test_a_weight_is_a_positive_number(weight):
    with pytest.raises(ValueError, match="weight of customs"):
        joint_position({"customs": Voice(scores=(1,), weight=weight)}, tie=Tie.HIGHER)


@given(LEVELS, TIES, st.randoms(use_true_random=False))
def test_the_order_of_experts_does_not_matter(scores, tie, random):
    shuffled = scores.copy()
    random.shuffle(shuffled)

    assert median_position(shuffled, tie=tie) == median_position(scores, tie=tie)


@given(LEVELS, TIES, st.data())
def test_who_raises_a_score_never_lowers_the_position(scores, tie, data):
    place = data.draw(st.integers(0, len(scores) - 1))
    raised = scores.copy()
    raised[place] += 1

    assert median_position(raised, tie=tie).level >= median_position(scores, tie=tie).level


@given(LEVELS, TIES)
def test_the_position_is_one_that_somebody_took(scores, tie):
    assert median_position(scores, tie=tie).level in scores


@given(LEVELS, TIES, st.floats(0.1, 10))
def test_equal_weights_of_any_size_are_no_weights(scores, tie, weight):
    voices = {str(place): Voice(scores=(score,), weight=weight) for place, score in enumerate(scores)}

    assert joint_position(voices, tie=tie) == median_position(scores, tie=tie)
