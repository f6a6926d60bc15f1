"""Power said from the design: bounds, order, and what cannot be found at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from chegara.integrity.methods.interaction import Declarations, Roster, Rule
from chegara.integrity.methods.power import chances_of, critical_count, detectable_share, power

LEVEL = 0.05 / 240


@pytest.mark.parametrize(
    ("files", "chance", "share"),
    [(31, 0.2, 0.5), (127, 0.2, 0.25), (40, 0.05, 0.3)],
    ids=["few files", "more files", "many on duty"],
)
def test_with_equal_chances_power_is_that_of_the_binomial(files, chance, share):
    critical = stats.binom.isf(LEVEL, files, chance) + 1
    assert critical_count(np.full(files, chance), LEVEL) == critical
    assert power(np.full(files, chance), share, LEVEL) == pytest.approx(
        stats.binom.sf(critical - 1, files, share + (1 - share) * chance)
    )


@given(st.lists(st.floats(0.02, 0.9), min_size=5, max_size=40), st.floats(0, 0.9), st.floats(0.01, 0.1))
@settings(max_examples=40, deadline=None)
def test_who_takes_more_is_found_more_surely_and_who_takes_nothing_hardly(chances, share, more):
    assert power(chances, 0.0, LEVEL) <= LEVEL
    assert power(chances, share, LEVEL) <= power(chances, share + more, LEVEL) + 1e-12


def test_the_share_that_can_be_found_is_the_least_with_the_wanted_power():
    chances = np.full(100, 0.2)
    found = detectable_share(chances, LEVEL)

    assert power(chances, found, LEVEL) >= 0.8 > power(chances, found - 0.001, LEVEL)


def test_with_few_files_nothing_can_be_found():
    assert detectable_share([0.5] * 6, LEVEL) is None


def test_files_of_shifts_without_the_officer_add_nothing():
    chances = [0.2] * 40
    assert power([*chances, *([0.0] * 100)], 0.5, LEVEL) == pytest.approx(power(chances, 0.5, LEVEL))


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [(Rule.RANDOM, [2 / 3, 2 / 3, 0.0]), (Rule.EVEN, [1 / 2, 1 / 2, 0.0])],
    ids=["by the roster", "by the loads"],
)
def test_chances_follow_the_rule_and_leave_out_shifts_without_a_roster(rule, wanted):
    files = Declarations(
        cell=np.array([0, 0, 1, 2]), officer=np.array([0, 1, 1, 0]), declarant=np.zeros(4, dtype=np.int64)
    )
    roster = Roster(cell=np.array([0, 0, 0, 1]), officer=np.array([0, 0, 1, 1]))
    assert chances_of(files, roster, rule=rule, declarant=0, officer=0) == pytest.approx(wanted)


@pytest.mark.parametrize("level", [0, 1, -0.1])
def test_a_level_lies_between_nothing_and_certainty(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        critical_count([0.5], level)
    with pytest.raises(ValueError, match="between 0 and 1"):
        power([0.5], 1.5, 0.05)
