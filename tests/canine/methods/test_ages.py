"""The age pyramid and retirements."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.canine.methods.ages import Animal, full_years, pyramid, retirements

TODAY = dt.date(2026, 6, 15)
days = st.dates(dt.date(2005, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("born", "age"),
    [
        pytest.param(dt.date(2020, 6, 15), 6, id="birthday today"),
        pytest.param(dt.date(2020, 6, 16), 5, id="birthday tomorrow"),
        pytest.param(TODAY, 0, id="born today"),
    ],
)
def test_full_years(born, age):
    assert full_years(born, TODAY) == age


def test_the_pyramid_counts_by_age_and_sex_and_leaves_no_age_out():
    found = pyramid(
        [
            Animal(dt.date(2024, 1, 1), "m"),
            Animal(dt.date(2024, 3, 1), "f"),
            Animal(dt.date(2022, 1, 1), "m"),
            Animal(None, "f"),
        ],
        TODAY,
    )

    assert found.by_age == (Counter(), Counter(), Counter(m=1, f=1), Counter(), Counter(m=1))
    assert found.unknown == 1
    assert found.median == 2


def test_a_service_without_dogs_has_no_median():
    assert pyramid([], TODAY).by_age == ()
    assert pyramid([Animal(None)], TODAY).median is None


def test_dogs_past_the_age_retire_in_the_first_year():
    assert retirements([12, 8, 7, 5, 5, 2], retiring_age=8, years=5) == [3, 0, 2, 0, 0]


def test_a_dog_not_yet_born_has_no_age():
    with pytest.raises(ValueError, match="born"):
        full_years(TODAY + dt.timedelta(1), TODAY)


@pytest.mark.parametrize(("ages", "years"), [([-1], 5), ([3], 0)])
def test_what_cannot_be_is_refused(ages, years):
    with pytest.raises(ValueError, match="ages"):
        retirements(ages, 8, years)


@given(st.lists(st.builds(Animal, st.none() | days, st.sampled_from(["m", "f", ""])), max_size=30))
def test_each_dog_is_counted_once_and_retires_once(animals):
    found = pyramid(animals, TODAY)
    ages = [full_years(one.born, TODAY) for one in animals if one.born]

    assert sum(each.total() for each in found.by_age) + found.unknown == len(animals)
    assert sum(retirements(ages, 8, 30)) == len(ages)
