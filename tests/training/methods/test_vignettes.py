"""Paired vignettes."""

import dataclasses

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.common.intervals import wilson
from chegara.training.methods.vignettes import Answer, Pairs, discrimination, pair_up, result

counts = st.integers(0, 60)


def answers_of(pairs, risk=True):
    """The answers, one trainee, that give these counts."""
    kinds = [(True, True)] * pairs.both + [(True, False)] * pairs.only_compared
    kinds += [(False, True)] * pairs.only_reference + [(False, False)] * pairs.neither
    return [
        Answer("t", str(number), compared, risk, flagged)
        for number, (one, other) in enumerate(kinds)
        for compared, flagged in ((True, one), (False, other))
    ]


def test_mcnemars_exact_test_is_a_sign_test_of_the_pairs_answered_differently():
    found = discrimination(Pairs(both=10, only_compared=9, only_reference=1, neither=20))

    assert found.difference == pytest.approx(8 / 40)
    assert found.p_value == pytest.approx(2 * 11 / 1024)
    assert found.shown


@pytest.mark.parametrize(
    ("pairs", "difference", "p_value"),
    [
        pytest.param(Pairs(5, 0, 0, 5), 0, 1, id="all answered alike"),
        pytest.param(Pairs(0, 4, 4, 0), 0, 1, id="as many one way as the other"),
        pytest.param(Pairs(0, 1, 0, 0), 1, 1, id="a single pair proves nothing"),
        pytest.param(Pairs(0, 0, 6, 0), -1, 2 / 64, id="always against the reference"),
        pytest.param(Pairs(7, 0, 0, 0), 0, 1, id="all flagged"),
    ],
)
def test_edges_of_discrimination(pairs, difference, p_value):
    found = discrimination(pairs)

    assert found.difference == difference
    assert found.p_value == pytest.approx(p_value)
    assert found.difference in found.interval


def test_alike_answers_leave_the_width_that_so_few_pairs_leave():
    # All flagged in both: φ = 0 and both shares are 1, so each side is the width of Wilson's interval.
    found = discrimination(Pairs(7, 0, 0, 0))

    assert found.interval.high == pytest.approx(1 - wilson(7, 7).low)
    assert found.interval.low == -found.interval.high


def test_the_interval_takes_in_how_alike_the_versions_are_answered():
    # φ = (10·20 − 9·1 − 40/2) / √(19·21·11·29) = 171 / 356.76; shares 19 of 40 and 11 of 40.
    interval = discrimination(Pairs(both=10, only_compared=9, only_reference=1, neither=20)).interval
    one, other, phi = wilson(19, 40), wilson(11, 40), 171 / 356.765
    a, b = 19 / 40 - one.low, other.high - 11 / 40
    c, d = one.high - 19 / 40, 11 / 40 - other.low

    assert interval.low == pytest.approx(0.2 - (a * a - 2 * phi * a * b + b * b) ** 0.5, abs=1e-5)
    assert interval.high == pytest.approx(0.2 + (c * c - 2 * phi * c * d + d * d) ** 0.5, abs=1e-5)


def test_no_pair_is_no_finding():
    found = result([Answer("t", "1", compared=True, risk=True, flagged=True)])

    assert (found.discrimination, found.unpaired) == (None, 1)
    with pytest.raises(ValueError, match="at least one pair"):
        discrimination(Pairs(0, 0, 0, 0))


def test_a_trainee_readier_to_flag_one_version_shows_a_lower_criterion_there():
    risky = answers_of(Pairs(6, 4, 0, 0))
    clean = [
        dataclasses.replace(one, pair=f"clean {one.pair}")
        for one in answers_of(Pairs(1, 5, 0, 4), risk=False)
    ]

    found = result([*risky, *clean])

    assert found.discrimination.pairs == Pairs(7, 9, 0, 4)
    assert found.compared.criterion < 0 < found.reference.criterion
    assert found.discrimination.shown


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        pytest.param([Answer("t", "1", True, True, True)] * 2, "twice", id="one version twice"),
        pytest.param(
            [Answer("t", "1", True, True, True), Answer("t", "1", False, False, True)],
            "different risk", id="another story",
        ),
    ],
)  # fmt: skip
def test_a_pair_is_one_story_told_once_in_each_version(answers, word):
    with pytest.raises(ValueError, match=word):
        result(answers)


def test_counts_are_not_negative():
    with pytest.raises(ValueError, match="negative"):
        Pairs(1, -1, 0, 0)


@settings(deadline=None)
@given(counts, counts, counts, counts)
def test_exchanging_the_versions_turns_the_finding_over(both, b, c, neither):
    if not both + b + c + neither:
        return
    one, other = discrimination(Pairs(both, b, c, neither)), discrimination(Pairs(both, c, b, neither))

    assert other.difference == pytest.approx(-one.difference)
    assert (other.interval.low, other.interval.high) == pytest.approx((-one.interval.high, -one.interval.low))
    assert one.p_value == pytest.approx(other.p_value)
    assert one.interval.low - 1e-9 <= one.difference <= one.interval.high + 1e-9


@given(st.lists(st.builds(Pairs, *[st.integers(0, 4)] * 4), max_size=3))
def test_the_pairs_of_several_trainees_add_up(groups):
    answers = [
        dataclasses.replace(one, trainee=str(number))
        for number, pairs in enumerate(groups)
        for one in answers_of(pairs)
    ]

    found, unpaired = pair_up(answers)

    assert unpaired == 0
    for name in ("both", "only_compared", "only_reference", "neither"):
        assert getattr(found, name) == sum(getattr(one, name) for one in groups)


def test_the_interval_covers_the_truth_about_as_often_as_it_says_and_the_test_keeps_its_level():
    rng = np.random.default_rng(12)
    drawn = rng.multinomial(50, [0.3, 0.2, 0.1, 0.4], 1500)
    equal = rng.multinomial(50, [0.3, 0.15, 0.15, 0.4], 1500)

    covered = [0.1 in discrimination(Pairs(*map(int, one))).interval for one in drawn]
    false = [scipy.stats.binomtest(int(b), int(b + c)).pvalue < 0.05 for _, b, c, _ in equal if b + c]

    assert 0.93 < np.mean(covered) < 0.985
    assert np.mean(false) < 0.05
