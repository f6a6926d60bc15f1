"""Excess interaction: exact tails, shares of false rejections, planted pairs, and what cannot be tested."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from chegara.integrity.methods.interaction import (
    CannotBeTestedError,
    Declarations,
    Roster,
    Rule,
    excess_interaction,
    hypergeometric_sum_tail,
    poisson_binomial_tail,
)
from chegara.integrity.methods.multiple import benjamini_hochberg, discrete_step_up
from chegara.integrity.methods.power import chances_of, power

OFFICERS, DECLARANTS, CELLS, ON_DUTY = 12, 20, 60, 5


def make_port(rng, *, files=1500, planted=None, share=0.0):
    """Simulate a port whose files are drawn by chance from the shift, but for a planted pair's share."""
    duty = np.argsort(rng.random((CELLS, OFFICERS)), axis=1)[:, :ON_DUTY]
    cell = rng.integers(0, CELLS, files)
    declarant = rng.integers(0, DECLARANTS, files)
    officer = duty[cell, rng.integers(0, ON_DUTY, files)]
    if planted is not None:
        theirs = (declarant == planted[1]) & (duty[cell] == planted[0]).any(axis=1)
        officer[theirs & (rng.random(files) < share)] = planted[0]
    roster = Roster(cell=np.repeat(np.arange(CELLS), ON_DUTY), officer=duty.ravel())
    return Declarations(cell=cell, officer=officer, declarant=declarant), roster


def enumerated(chances, least):
    """The tail by walking through all outcomes."""
    found = 0.0
    for outcome in product((0, 1), repeat=len(chances)):
        if sum(outcome) >= least:
            found += np.prod([p if one else 1 - p for p, one in zip(chances, outcome, strict=True)])
    return found


def convolved(pmfs, least):
    """The tail by convolving whole distributions."""
    whole = np.ones(1)
    for pmf in pmfs:
        whole = np.convolve(whole, pmf)
    return whole[least:].sum()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.integers(0, 10))
@settings(max_examples=60, deadline=None)
def test_the_tail_of_unequal_chances_is_that_of_all_outcomes_one_by_one(chances, least):
    assert poisson_binomial_tail(chances, least) == pytest.approx(enumerated(chances, least), abs=1e-12)


def test_the_tail_of_unequal_chances_equals_the_exact_convolution():
    chances = np.random.default_rng(5).uniform(0.01, 0.6, 150)
    pmfs = [np.array([1 - p, p]) for p in chances]
    for least in (1, 20, 45, 60, 90):
        assert poisson_binomial_tail(chances, least) == pytest.approx(convolved(pmfs, least), rel=1e-9)


def test_a_tiny_tail_keeps_its_digits():
    assert poisson_binomial_tail(np.full(100, 0.05), 60) == pytest.approx(
        stats.binom.sf(59, 100, 0.05), rel=1e-9, abs=0
    )


@pytest.mark.parametrize(
    ("chances", "least", "tail"),
    [([], 0, 1.0), ([], 1, 0.0), ([0.3], 0, 1.0), ([0.3], 1, 0.3), ([0.3], 2, 0.0), ([1.0, 1.0], 2, 1.0)],
    ids=[
        "nothing drawn, none wanted",
        "nothing drawn",
        "none wanted",
        "one",
        "more than there are",
        "certain",
    ],
)
def test_edges_of_the_tail(chances, least, tail):
    assert poisson_binomial_tail(chances, least) == tail


def test_no_chance_exceeds_one():
    with pytest.raises(ValueError, match="between 0 and 1"):
        poisson_binomial_tail([1.2], 1)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5),
    st.integers(0, 20),
)
@settings(max_examples=60, deadline=None)
def test_draws_without_return_equal_the_convolution_of_hypergeometric_counts(urns, least):
    sizes = [size for size, _, _ in urns]
    marked = [round(size * share) for size, share, _ in urns]
    drawn = [round(size * share) for size, _, share in urns]
    pmfs = [
        stats.hypergeom.pmf(np.arange(n + 1), size, k, n)
        for size, k, n in zip(sizes, marked, drawn, strict=True)
    ]
    assert hypergeometric_sum_tail(sizes, marked, drawn, least) == pytest.approx(
        convolved(pmfs, least), abs=1e-12
    )


@pytest.mark.parametrize("rule", Rule, ids=str)
def test_under_the_rule_of_chance_false_rejections_stay_at_their_nominal_share_over_a_thousand_ports(rule):
    rng = np.random.default_rng(20180129)
    ports, any_rejected, small, tested = 1000, 0, 0, 0
    for _ in range(ports):
        found = excess_interaction(*make_port(rng), rule=rule, threads=1)
        any_rejected += bool((found.q <= 0.05).any())
        small += int((found.probability <= 0.05).sum())
        tested += found.tests
    # With no true pair, false discovery rate is the chance of any rejection. Three standard errors: 0.021.
    assert 0.01 < any_rejected / ports <= 0.05 + 3 * (0.05 * 0.95 / ports) ** 0.5
    assert 0.02 < small / tested <= 0.05  # counts are whole numbers: somewhat fewer than 1 in 20


@pytest.mark.parametrize(
    ("share", "files", "stated"),
    [(0.5, 1500, 0.82), (0.25, 6000, 0.88)],
    ids=["half passed on", "a quarter passed on, four times the files"],
)
def test_a_planted_pair_is_found_with_the_power_that_was_stated_before(share, files, stated):
    rng = np.random.default_rng(7)
    found_it, others, said, ports = 0, 0, 0.0, 300
    for _ in range(ports):
        declarations, roster = make_port(rng, files=files, planted=(3, 8), share=share)
        chances = chances_of(declarations, roster, rule=Rule.RANDOM, declarant=8, officer=3)
        said += power(chances, share, 0.05 / (OFFICERS * DECLARANTS)) / ports
        found = excess_interaction(declarations, roster, threads=1)
        rejected = found.q <= 0.05
        theirs = (found.officer == 3) & (found.declarant == 8)
        found_it += bool(rejected[theirs].any())
        others += int((rejected & ~theirs).sum())
    # Said from the design alone, by Bonferroni's level: a lower bound.
    assert said >= stated
    assert found_it / ports >= stated
    assert others / ports <= 0.15  # false discoveries beside a true one


def expected_by_hand(files, roster, levels):
    """How many pairs are expected at or below each level by chance, each pair's tails by convolution."""
    found = np.zeros(len(levels))
    for declarant in np.unique(files.declarant):
        for officer in range(OFFICERS):
            chances = chances_of(files, roster, rule=Rule.RANDOM, declarant=declarant, officer=officer)
            whole = np.ones(1)
            for p in chances[chances > 0]:
                whole = np.convolve(whole, [1 - p, p])
            tails = whole[::-1].cumsum()[::-1]
            for place, level in enumerate(levels):
                small = tails[tails <= level * (1 + 1e-9)]
                found[place] += small.max() if len(small) else 0.0
    return found


def test_pairs_are_called_by_what_their_counts_can_attain():
    files, roster = make_port(np.random.default_rng(6), files=900, planted=(3, 8), share=0.6)
    found = excess_interaction(files, roster, least_files=1, threads=2)
    small = found.probability[found.probability <= 0.05]
    levels, last = np.unique(small, return_counts=True)
    ratios = expected_by_hand(files, roster, levels) / 0.95 / last.cumsum()
    wanted = np.minimum.accumulate(ratios[::-1])[::-1]

    at = np.searchsorted(levels, small)
    assert found.q[found.probability <= 0.05] == pytest.approx(np.minimum(wanted[at], 1), rel=1e-6)


def test_what_counts_can_attain_lets_more_be_found_at_the_same_rate():
    files, roster = make_port(np.random.default_rng(6), files=900, planted=(3, 8), share=0.5)
    found = excess_interaction(files, roster)
    usual = benjamini_hochberg(found.probability, tests=found.tests)

    assert (found.q[found.probability <= 0.05] <= usual[found.probability <= 0.05]).all()
    assert (found.q < usual).any()


@pytest.mark.parametrize("rule", Rule, ids=str)
def test_reassignment_draws_agree_with_the_exact_tails(rule):
    rng = np.random.default_rng(11)
    found = excess_interaction(*make_port(rng), rule=rule, draws=4000, rng=rng)
    exact = found.probability
    error = np.sqrt(exact * (1 - exact) / 4000) + 1 / 4000
    assert (np.abs(found.reached - exact) / error).max() < 5
    assert found.expected.sum() == pytest.approx(found.met.sum(), rel=0.01)


def test_the_port_wide_chance_is_at_its_nominal_level_too():
    rng = np.random.default_rng(3)
    ports = 150
    rejected = sum(
        bool(
            (
                excess_interaction(*make_port(rng, files=900), draws=400, rng=rng, threads=1).family <= 0.05
            ).any()
        )
        for _ in range(ports)
    )
    assert 0 < rejected / ports <= 0.05 + 3 * (0.05 * 0.95 / ports) ** 0.5


def test_the_result_does_not_depend_on_the_number_of_threads_nor_on_the_order_of_files():
    files, roster = make_port(np.random.default_rng(2))
    turned = Declarations(cell=files.cell[::-1], officer=files.officer[::-1], declarant=files.declarant[::-1])
    one = excess_interaction(files, roster, draws=50, rng=np.random.default_rng(1), threads=1)
    two = excess_interaction(turned, roster, draws=50, rng=np.random.default_rng(1), threads=3)
    np.testing.assert_array_equal(one.probability, two.probability)
    np.testing.assert_array_equal(one.family, two.family)


def test_without_a_roster_nothing_can_be_tested():
    files, _ = make_port(np.random.default_rng(1))
    nobody = Roster(cell=np.zeros(0, dtype=np.int64), officer=np.zeros(0, dtype=np.int64))
    with pytest.raises(CannotBeTestedError):
        excess_interaction(files, nobody)


def test_what_is_left_out_is_counted():
    rng = np.random.default_rng(4)
    files, roster = make_port(rng)
    known = roster.cell != 0
    cut = Roster(cell=roster.cell[known], officer=roster.officer[known])
    outsider = int(np.flatnonzero(files.cell == 1)[0])
    officer = files.officer.copy()
    officer[outsider] = OFFICERS
    declarant = files.declarant.copy()
    rare = np.flatnonzero(files.cell > 1)[:7]
    declarant[rare] = DECLARANTS

    found = excess_interaction(
        Declarations(cell=files.cell, officer=officer, declarant=declarant), cut, least_files=30
    )

    assert found.without_roster == (files.cell == 0).sum()
    assert found.off_roster == 1
    assert found.too_few == 7
    assert DECLARANTS not in found.declarant
    left = found.without_roster + found.off_roster + found.too_few
    assert found.met.sum() == len(files.cell) - left


def test_an_officer_at_half_load_is_expected_half_as_often():
    cell = np.zeros(90, dtype=np.int64)
    roster = Roster(cell=np.zeros(3, dtype=np.int64), officer=np.array([0, 0, 1]))
    files = Declarations(cell=cell, officer=np.tile([0, 0, 1], 30), declarant=cell)
    assert excess_interaction(files, roster).expected.tolist() == pytest.approx([60, 30])


def test_with_loads_kept_a_declarant_alone_in_its_cell_says_nothing():
    cell = np.zeros(40, dtype=np.int64)
    files = Declarations(cell=cell, officer=np.repeat([0, 1], 20), declarant=cell)
    roster = Roster(cell=np.zeros(2, dtype=np.int64), officer=np.array([0, 1]))
    found = excess_interaction(files, roster, rule=Rule.EVEN)
    assert found.probability.tolist() == pytest.approx([1, 1])
    assert found.excess_share.tolist() == [0, 0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
@settings(max_examples=50, deadline=None)
def test_adjusted_probabilities_equal_those_of_scipy(probabilities):
    assert benjamini_hochberg(probabilities) == pytest.approx(stats.false_discovery_control(probabilities))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
@settings(max_examples=50, deadline=None)
def test_where_every_level_can_be_attained_the_discrete_step_up_is_the_usual_one_but_for_its_bound(
    probabilities,
):
    many = len(probabilities)
    found = discrete_step_up(probabilities, lambda levels: levels * many, tests=many, level=0.05)
    usual = benjamini_hochberg(probabilities)
    assert (found <= 0.05).sum() <= (usual <= 0.05).sum()
    assert ((usual <= 0.05 * 0.95) <= (found <= 0.05 + 1e-12)).all()
