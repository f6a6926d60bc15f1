from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.elicitation.methods.positions import Tie, median_position
from chegara.risk.methods.components import SCORED, Component
from chegara.risk.methods.matrices import load_matrices
from chegara.risk.methods.rules import (
    ChainedMatrices,
    MedianRule,
    MultipliedOrdinalsError,
    WeightedSum,
    combine,
    load_rule,
    weight_sensitivity,
)

FOUR = load_matrices("four")
RULES = {
    f"{code} of {scale}": load_rule(code, load_matrices(scale))
    for code, scale in product(("matrices", "median", "weighted_sum"), ("three", "four", "five"))
}


def scores(magnitude, likelihood, vulnerability, impact):
    return dict(zip(SCORED, (magnitude, likelihood, vulnerability, impact), strict=True))


def test_matrices_are_chained_and_each_cell_is_shown():
    found = combine(ChainedMatrices(FOUR), scores(3, 4, 2, 3))

    assert [(step.result, dict(step.inputs), step.level) for step in found.steps] == [
        ("threat", {"magnitude": 3, "likelihood": 4}, 4),
        ("exposure", {"threat": 4, "vulnerability": 2}, 3),
        ("risk", {"exposure": 3, "impact": 3}, 3),
    ]
    assert found.level == 3


def test_the_median_is_the_middle_one_of_threat_vulnerability_and_impact():
    found = combine(MedianRule(FOUR), scores(3, 4, 1, 2))

    assert dict(found.steps[-1].inputs) == {"threat": 4, "vulnerability": 1, "impact": 2}
    assert found.level == 2


@pytest.mark.parametrize(
    ("levels", "weights", "level"),
    [
        ((1, 2, 3, 4), (1, 1, 1, 1), 3),
        ((1, 1, 2, 2), (1, 1, 1, 1), 2),
        ((1, 1, 1, 2), (1, 1, 1, 1), 1),
        ((1, 1, 1, 4), (0, 0, 0, 1), 4),
        ((4, 1, 1, 1), (0.1, 0.1, 0.1, 0.3), 2),
    ],
    ids=["2.5 up", "1.5 up", "1.25 down", "one component alone", "1.5 of binary fractions up"],
)
def test_the_weighted_sum_is_a_mean_with_halves_up(levels, weights, level):
    rule = WeightedSum(4, dict(zip(SCORED, weights, strict=True)))

    assert combine(rule, scores(*levels)).level == level


@pytest.mark.parametrize("name", RULES)
def test_all_the_lowest_make_the_lowest_and_all_the_highest_the_highest(name):
    rule = RULES[name]

    assert combine(rule, scores(1, 1, 1, 1)).level == 1
    assert combine(rule, scores(*[rule.levels] * 4)).level == rule.levels


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_monotone_in_each_component(name):
    rule = RULES[name]
    table = rule.apply(np.array(list(product(range(1, rule.levels + 1), repeat=4))))
    cube = table.reshape((rule.levels,) * 4)

    for axis in range(4):
        assert (np.diff(cube, axis=axis) >= 0).all()


@pytest.mark.parametrize("name", RULES)
def test_many_risks_at_once_get_what_each_gets_alone(name):
    rule = RULES[name]
    everything = list(product(range(1, rule.levels + 1), repeat=4))

    alone = [rule.steps(scores(*levels))[-1].level for levels in everything]

    assert rule.apply(np.array(everything)).tolist() == alone


@pytest.mark.parametrize("name", RULES)
@given(data=st.data())
def test_an_unknown_component_gives_every_level_that_it_could_make(name, data):
    rule = RULES[name]
    known = st.none() | st.integers(1, rule.levels)
    given_scores = {component: data.draw(known) for component in SCORED}

    found = combine(rule, given_scores)

    worst = {c: level or rule.levels for c, level in given_scores.items()}
    best = {c: level or 1 for c, level in given_scores.items()}
    assert found.high == combine(rule, worst).level
    assert found.low == combine(rule, best).level
    assert found.level == (found.low if found.low == found.high else None)


def test_an_unknown_component_is_not_low():
    found = combine(
        ChainedMatrices(FOUR), {Component.MAGNITUDE: 4, Component.LIKELIHOOD: 4, Component.IMPACT: 4}
    )

    assert (found.level, found.low, found.high) == (None, 3, 4)


@pytest.mark.parametrize("code", ["product", "multiplication", "multiply"])
def test_levels_are_not_multiplied(code):
    with pytest.raises(MultipliedOrdinalsError, match="choose matrices, median or weighted_sum"):
        load_rule(code, FOUR)


def test_a_rule_that_nobody_wrote_is_refused():
    with pytest.raises(KeyError):
        load_rule("gut feeling", FOUR)


@pytest.mark.parametrize("level", [0, 5, -1])
def test_a_level_outside_the_scale_is_refused(level):
    with pytest.raises(KeyError, match="scale has 1 to 4"):
        combine(ChainedMatrices(FOUR), scores(1, 1, level, 1))
    with pytest.raises(KeyError, match="levels 1 to 4"):
        MedianRule(FOUR).apply(np.array([1, 1, level, 1]))


@pytest.mark.parametrize(
    "weights",
    [{Component.IMPACT: 1.0}, dict.fromkeys(SCORED, 0.0), dict.fromkeys(SCORED, -1.0)],
    ids=["a component without weight", "all nothing", "negative"],
)
def test_weights_that_weigh_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weight"):
        WeightedSum(4, weights)


def test_the_sensitivity_of_a_weighted_sum_names_the_weight_that_decides():
    found = weight_sensitivity(WeightedSum(4), scores(1, 2, 3, 4))

    assert found.mean == 2.5
    assert found.level == 3
    assert found.by_weight == {
        Component.MAGNITUDE: (3, 2),
        Component.LIKELIHOOD: (3, 2),
        Component.VULNERABILITY: (2, 3),
        Component.IMPACT: (2, 3),
    }
    assert (found.low, found.high) == (2, 3)


def test_where_all_components_agree_weights_decide_nothing():
    found = weight_sensitivity(WeightedSum(4), scores(3, 3, 3, 3))

    assert (found.low, found.high) == (3, 3)


@pytest.mark.parametrize("shift", [0, 1, -0.2])
def test_a_weight_moves_by_a_share(shift):
    with pytest.raises(ValueError, match="between 0 and 1"):
        weight_sensitivity(WeightedSum(4), scores(1, 1, 1, 1), shift=shift)


def level_of_experts(rule, experts) -> int:
    """The level by a rule of experts' positions; an expert is four scores."""
    columns = zip(*experts, strict=True)
    positions = [median_position(column, tie=Tie.HIGHER).level for column in columns]
    return combine(rule, dict(zip(SCORED, positions, strict=True))).level


@pytest.mark.parametrize("name", RULES)
@given(data=st.data())
def test_the_order_of_experts_does_not_matter_and_a_higher_score_never_lowers_the_risk(name, data):
    rule = RULES[name]
    one = st.lists(st.integers(1, rule.levels), min_size=4, max_size=4)
    experts = data.draw(st.lists(one, min_size=1, max_size=6))
    who, what = data.draw(st.integers(0, len(experts) - 1)), data.draw(st.integers(0, 3))
    raised = [list(expert) for expert in experts]
    raised[who][what] = min(raised[who][what] + 1, rule.levels)

    level = level_of_experts(rule, experts)

    assert level_of_experts(rule, data.draw(st.permutations(experts))) == level
    assert level_of_experts(rule, raised) >= level
