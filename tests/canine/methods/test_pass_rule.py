"""What a certification proves."""

import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.canine.methods.pass_rule import chance_of_passing, lower_limit, proof, trials_needed, upper_limit


@pytest.mark.parametrize(
    ("failures", "trials"),
    [
        pytest.param(0, 29, id="29 of 29"),
        pytest.param(1, 46, id="45 of 46"),
        pytest.param(2, 61, id="59 of 61"),
        pytest.param(3, 76, id="73 of 76"),
    ],
)
def test_ninety_per_cent_is_proved_by_the_tables_counts_and_by_no_fewer(failures, trials):
    assert trials_needed(0.9, failures=failures) == trials
    assert lower_limit(trials - failures, trials) >= 0.9
    assert lower_limit(trials - 1 - failures, trials - 1) < 0.9


@pytest.mark.parametrize(
    ("trials", "limit"),
    [
        pytest.param(10, 0.26, id="10"),
        pytest.param(20, 0.14, id="20"),
        pytest.param(30, 0.095, id="30"),
        pytest.param(100, 0.030, id="100"),
    ],
)
def test_no_false_alert_in_few_blanks_leaves_much_open(trials, limit):
    assert upper_limit(0, trials) == pytest.approx(limit, abs=0.005)
    assert upper_limit(0, trials) == pytest.approx(1 - 0.05 ** (1 / trials))


def test_nine_of_ten_meets_the_norm_and_proves_sixty_per_cent():
    found = proof(9, 10, required=0.9)

    assert found.meets
    assert not found.proves
    assert found.proved == pytest.approx(0.606, abs=0.0005)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.596, 0.982), abs=0.0005)


@pytest.mark.parametrize(
    ("successes", "trials", "required", "level", "word"),
    [
        pytest.param(0, 0, 0.9, 0.95, "not a share", id="nothing tried"),
        pytest.param(3, 2, 0.9, 0.95, "not a share", id="more successes than trials"),
        pytest.param(1, 2, 1.0, 0.95, "between 0 and 1", id="certainty cannot be proved"),
        pytest.param(1, 2, 0.9, 1.0, "level", id="level one"),
        pytest.param(1, 2, 0.9, 0.5, "above one half", id="level of a coin"),
        pytest.param(1, 2, 0.0, 0.95, "required share", id="nothing required"),
    ],
)
def test_what_is_no_test_is_refused(successes, trials, required, level, word):
    with pytest.raises(ValueError, match=word):
        proof(successes, trials, required=required, level=level)


def test_negative_failures_are_refused():
    with pytest.raises(ValueError, match="failures"):
        trials_needed(0.9, failures=-1)


@settings(deadline=None)  # the first call loads scipy.stats
@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))))
def test_at_the_limit_so_many_successes_have_the_stated_chance(counts):
    successes, trials = counts

    assert scipy.stats.binom.sf(successes - 1, trials, lower_limit(successes, trials)) == pytest.approx(0.05)


def test_a_dog_that_finds_seven_in_ten_passes_nine_of_ten_in_one_test_of_seven():
    assert chance_of_passing(0.7, 10, needed=9) == pytest.approx(10 * 0.7**9 * 0.3 + 0.7**10)


@pytest.mark.parametrize(("share", "needed"), [(1.1, 5), (0.5, 11), (0.5, -1)])
def test_a_chance_of_passing_needs_a_share_and_a_test(share, needed):
    with pytest.raises(ValueError, match=r"no test|not a share"):
        chance_of_passing(share, 10, needed=needed)
