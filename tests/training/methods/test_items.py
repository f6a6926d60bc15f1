"""How good the questions are."""

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from chegara.training.methods.items import item_statistics

tests = st.tuples(st.integers(1, 15), st.integers(1, 8)).flatmap(
    lambda size: st.lists(
        st.lists(st.booleans(), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


def test_a_test_of_four_persons_comes_out_as_on_paper():
    # A perfect scale: totals 3, 2, 1, 0; p = ¾, ½, ¼; Σpq = 0.625; variance 1.25; KR-20 = 1.5 · (1 − ½).
    found = item_statistics([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]])

    assert [one.difficulty for one in found.items] == [0.75, 0.5, 0.25]
    assert [one.discrimination for one in found.items] == [1, 1, 1]
    assert found.kr20 == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("answers", "discrimination", "point_biserial", "kr20"),
    [
        pytest.param([[1, 0]], None, None, None, id="a single person"),
        pytest.param([[1], [0]], 1.0, None, None, id="a single item has no rest and no reliability"),
        pytest.param([[1, 1], [1, 1]], None, None, None, id="all right"),
        pytest.param([[1, 1], [0, 0]], 1.0, 1.0, 1.0, id="items that agree are wholly reliable"),
    ],
)
def test_where_nothing_varies_nothing_is_known(answers, discrimination, point_biserial, kr20):
    found = item_statistics(answers)
    first = found.items[0]

    for value, expected in [
        (first.discrimination, discrimination),
        (first.point_biserial, point_biserial),
        (found.kr20, kr20),
    ]:
        assert value == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize("answers", [[], [[]], [[1, 0], [1]]])
def test_a_test_needs_persons_items_and_whole_rows(answers):
    with pytest.raises(ValueError, match=r"needs? "):
        item_statistics(answers)


def test_another_library_and_cronbachs_alpha_agree():
    rng = np.random.default_rng(6)
    skill = rng.normal(size=(60, 1))
    right = (skill + rng.normal(size=(60, 10)) > rng.normal(size=10)).astype(bool)

    found = item_statistics(right.tolist())
    covariance = np.cov(right.T.astype(float))
    alpha = 10 / 9 * (1 - np.trace(covariance) / covariance.sum())

    assert found.kr20 == pytest.approx(alpha)
    for number, item in enumerate(found.items):
        rest = right.sum(axis=1) - right[:, number]
        expected = scipy.stats.pointbiserialr(right[:, number], rest).statistic
        assert item.point_biserial == pytest.approx(expected)


@given(tests, st.randoms(use_true_random=False))
def test_the_order_of_the_list_means_nothing_and_figures_stay_in_range(answers, random):
    found = item_statistics(answers)
    random.shuffle(answers)
    again = item_statistics(answers)

    for one, other in zip(found.items, again.items, strict=True):
        assert one.difficulty == pytest.approx(other.difficulty)
        assert (one.discrimination is None) == (other.discrimination is None)
        if one.discrimination is not None:
            assert one.discrimination == pytest.approx(other.discrimination)
            assert -1 - 1e-9 <= one.discrimination <= 1 + 1e-9
        assert one.point_biserial is None or -1 - 1e-9 <= one.point_biserial <= 1 + 1e-9
    assert found.kr20 is None or found.kr20 <= 1 + 1e-9
