from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.common.intervals import Interval
from chegara.common.verbal import load_yardstick, yardsticks


@pytest.mark.parametrize(
    ("code", "word", "per_cent"),
    [
        ("icd-203", "almost_no_chance", (1, 5)),
        ("icd-203", "very_unlikely", (5, 20)),
        ("icd-203", "unlikely", (20, 45)),
        ("icd-203", "roughly_even_chance", (45, 55)),
        ("icd-203", "likely", (55, 80)),
        ("icd-203", "very_likely", (80, 95)),
        ("icd-203", "almost_certain", (95, 99)),
        ("phia", "remote_chance", (0, 5)),
        ("phia", "highly_unlikely", (10, 20)),
        ("phia", "unlikely", (25, 35)),
        ("phia", "realistic_possibility", (40, 50)),
        ("phia", "likely", (55, 75)),
        ("phia", "highly_likely", (80, 90)),
        ("phia", "almost_certain", (95, 100)),
    ],
)
def test_a_word_has_the_range_that_its_yardstick_prints(code, word, per_cent):
    assert load_yardstick(code).band(word).per_cent == per_cent


@pytest.mark.parametrize(
    ("code", "probability", "word"),
    [
        ("icd-203", 0.6, "likely"),
        ("icd-203", 0.55, "likely"),
        ("icd-203", 0.2, "unlikely"),
        ("icd-203", 0.001, "almost_no_chance"),
        ("icd-203", 0.999, "almost_certain"),
        ("phia", 0.08, "highly_unlikely"),
        ("phia", 0.06, "remote_chance"),
        ("phia", 0.075, "highly_unlikely"),
        ("phia", 0.225, "unlikely"),
        ("phia", 0.925, "highly_likely"),
        ("unhcr-ppre", 0.81, "very_likely"),
    ],
    ids=[
        "inside", "on a shared limit the higher", "on a lower shared limit the higher", "below the lowest",
        "above the highest", "in a gap, nearer the higher", "in a gap, nearer the lower",
        "midway in a low gap", "midway in the next gap", "midway in a high gap", "five words",
    ],
)  # fmt: skip
def test_a_probability_is_spoken_of_by_its_band(code, probability, word):
    assert load_yardstick(code).band_of(probability).code == word


def test_an_interval_is_spoken_of_by_every_word_that_it_spans():
    words = [band.code for band in load_yardstick("icd-203").bands_of(Interval(0.3, 0.7))]

    assert words == ["unlikely", "roughly_even_chance", "likely"]


@pytest.mark.parametrize("code", yardsticks())
def test_a_yardstick_rises_cites_its_source_and_speaks_both_languages(code):
    yardstick = load_yardstick(code)

    assert yardstick.source
    assert yardstick.valid_from.year > 2000
    for band in yardstick.bands:
        assert band.low < band.high
        assert band.words["en"]
        assert band.words["ru"]
    for lower, higher in pairwise(yardstick.bands):
        assert lower.high <= higher.low


@pytest.mark.parametrize("code", yardsticks())
@pytest.mark.parametrize("probability", [0, 1, -0.1, 1.2, float("nan")])
def test_what_is_impossible_or_certain_has_no_word_for_its_likelihood(code, probability):
    with pytest.raises(ValueError, match="between 0 and 1"):
        load_yardstick(code).band_of(probability)


def test_a_word_of_another_yardstick_is_refused():
    with pytest.raises(KeyError, match="realistic_possibility"):
        load_yardstick("icd-203").band("realistic_possibility")


@given(
    st.sampled_from(sorted(yardsticks())),
    st.floats(0, 1, exclude_min=True, exclude_max=True),
    st.floats(0, 1, exclude_min=True, exclude_max=True),
)
def test_what_is_likelier_never_gets_a_lesser_word(code, first, second):
    yardstick = load_yardstick(code)
    low, high = sorted((first, second))

    places = [yardstick.bands.index(yardstick.band_of(p)) for p in (low, high)]

    assert places[0] <= places[1]
