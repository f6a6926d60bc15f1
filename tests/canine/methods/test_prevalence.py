"""What an alert means in the field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.canine.methods.prevalence import by_prevalence, predictive_value, prevalence_behind, same_share
from chegara.common.detection import Answers

inside = st.floats(0.01, 0.99)


@pytest.mark.parametrize(
    ("prevalence", "value"),
    [
        pytest.param(0.5, 0.94, id="every other"),
        pytest.param(0.1, 0.65, id="one in ten"),
        pytest.param(0.01, 0.14, id="one in a hundred"),
        pytest.param(0.0, 0.0, id="never"),
        pytest.param(1.0, 1.0, id="always"),
    ],
)
def test_the_rates_of_jezierski_give_the_domain_pages_values(prevalence, value):
    assert predictive_value(0.877, 0.053, prevalence) == pytest.approx(value, abs=0.005)


def test_counting_a_thousand_vehicles_gives_the_same_value():
    # 100 with drugs, 80 alerts; 900 without, 90 alerts.
    assert predictive_value(0.8, 0.1, 0.1) == pytest.approx(80 / 170)


def test_a_dog_that_never_alerts_has_no_value():
    assert predictive_value(0, 0, 0.3) is None


def test_one_share_of_finds_fits_a_good_dog_and_a_poor_one():
    good, poor = same_share(0.5, [(0.95, 0.05), (0.6, 0.3)])

    assert predictive_value(0.95, 0.05, good[2]) == pytest.approx(0.5)
    assert predictive_value(0.6, 0.3, poor[2]) == pytest.approx(0.5)
    assert poor[2] > 6 * good[2]


@given(inside, inside, inside)
def test_the_prevalence_behind_a_share_is_the_one_that_gave_it(sensitivity, false_alerts, prevalence):
    share = predictive_value(sensitivity, false_alerts, prevalence)

    assert prevalence_behind(share, sensitivity, false_alerts) == pytest.approx(prevalence)


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_the_value_grows_with_prevalence_and_lies_in_its_interval(hits, misses, false, right):
    low, high = by_prevalence(Answers(hits, misses, false, right), [0.05, 0.5])

    assert low.after_alert < high.after_alert
    assert low.clean_after_silence > high.clean_after_silence
    for one in (low, high):
        assert one.after_alert in one.after_alert_interval
        assert one.clean_after_silence in one.clean_after_silence_interval


@pytest.mark.parametrize(
    ("answers", "prevalence"),
    [
        pytest.param(Answers(hits=5), 0.1, id="no blanks"),
        pytest.param(Answers(false_alarms=5), 0.1, id="no hides"),
        pytest.param(Answers(1, 1, 1, 1), 0.0, id="nothing to find"),
        pytest.param(Answers(1, 1, 1, 1), 1.5, id="no share"),
    ],
)
def test_without_known_truth_or_prevalence_there_is_no_value(answers, prevalence):
    with pytest.raises(ValueError, match=r"blank|prevalence"):
        by_prevalence(answers, [prevalence])


def test_percentages_are_refused():
    with pytest.raises(ValueError, match=r"87\.7 is not a share"):
        predictive_value(87.7, 0.05, 0.1)
