"""Amounts judged by three numbers, and agencies' answers pooled."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.elicitation.methods.amounts import Amounts, AmountVoice, pooled
from chegara.elicitation.methods.distributions import ImpossibleAnswersError


def three(low: float, middle: float, high: float) -> Amounts:
    return Amounts(low=low, middle=middle, high=high)


@pytest.mark.parametrize(
    "word",
    ["", "1/2", "1/2/3/4", "a/b/c", "0/1/2", "-1/2/3", "3/2/1", "1/1/2", "1/2/inf", "1/nan/3"],
    ids=["nothing", "two", "four", "letters", "zero", "negative", "falling", "equal", "endless", "no number"],
)
def test_what_are_no_three_rising_amounts_is_refused(word: str):
    with pytest.raises(ImpossibleAnswersError):
        Amounts.read(word)


def test_one_answer_alone_keeps_its_three_quantiles():
    pool = pooled({"A": AmountVoice(answers=(three(2, 10, 100),))})

    assert pool is not None
    assert pool.quantile([0.05, 0.5, 0.95]) == pytest.approx([2, 10, 100])


def test_experts_of_an_agency_share_its_weight():
    small, large = three(1, 2, 3), three(10, 20, 30)
    pool = pooled({"A": AmountVoice(answers=(small, small, small)), "B": AmountVoice(answers=(large,))})

    assert pool is not None
    assert pool.mean == pytest.approx((small.distribution.mean + large.distribution.mean) / 2)


def test_what_the_head_laid_down_stands_in_place_of_the_experts():
    pool = pooled({"A": AmountVoice(answers=(three(1, 2, 3),), mandated=three(10, 20, 30))})

    assert pool is not None
    assert float(pool.quantile(0.5)) == pytest.approx(20)


def test_an_agency_that_can_not_judge_does_not_pull_the_pool_to_zero():
    judged = {"A": AmountVoice(answers=(three(1, 2, 3),))}

    assert pooled(judged | {"B": AmountVoice()}) == pooled(judged)
    assert pooled({"B": AmountVoice()}) is None


@given(
    st.lists(st.tuples(st.floats(0.1, 10), st.floats(1.1, 5), st.floats(1.1, 5)), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
@settings(max_examples=25, deadline=None)
def test_the_order_of_experts_and_agencies_does_not_matter(given_: list[tuple[float, float, float]], random):
    answers = [three(low, low * up, low * up * more) for low, up, more in given_]
    mixed = answers[:]
    random.shuffle(mixed)

    one = pooled({"A": AmountVoice(answers=tuple(answers)), "B": AmountVoice(answers=(answers[0],))})
    other = pooled({"B": AmountVoice(answers=(answers[0],)), "A": AmountVoice(answers=tuple(mixed))})

    assert one is not None
    assert other is not None
    assert other.mean == pytest.approx(one.mean)
    assert other.probability(3.0) == pytest.approx(float(one.probability(3.0)))


@given(st.floats(0.001, 1e6), st.floats(1.01, 50), st.floats(1.01, 50))
@settings(max_examples=50, deadline=None)
def test_a_kept_answer_reads_as_it_was_given(low: float, up: float, more: float):
    kept = three(low, low * up, low * up * more).word

    assert Amounts.read(kept).word == kept
    assert np.isclose(Amounts.read(kept).low, low)
