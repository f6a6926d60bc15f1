from __future__ import annotations

import math
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.plans.methods.selection import (
    Effect,
    InfeasibleError,
    Measure,
    Problem,
    TooManyMeasuresError,
    best_sets,
    budget_curve,
    choose,
    with_harm,
)


def problem(rng: np.random.Generator, risks: int, measures: int, touching: int = 4, **conditions) -> Problem:
    """A problem with random costs, harms and effects; conditions by place of the measure."""
    names = [f"m{n}" for n in range(measures)]
    effects = [
        Effect(
            measure=names[m],
            risk=f"r{r}",
            on_likelihood=float(rng.uniform(0, 0.7)),
            on_impact=float(rng.uniform(0, 0.5)),
        )
        for r in range(risks)
        for m in rng.choice(measures, min(touching, measures), replace=False)
    ]
    return Problem(
        harm={f"r{r}": float(rng.lognormal(2, 1)) for r in range(risks)},
        measures=tuple(
            Measure(name=name, cost=float(rng.integers(1, 20)), **conditions.get(name, {})) for name in names
        ),
        effects=tuple(effects),
    )


def by_brute_force(task: Problem, budget: float) -> list[tuple[float, frozenset[str]]]:
    """Every allowed set with what it leaves, the best first."""
    names = [measure.name for measure in task.measures]
    every = chain.from_iterable(combinations(names, k) for k in range(len(names) + 1))
    return sorted(
        (math.fsum(task.residual(s).values()), frozenset(s)) for s in every if task.allows(s, budget)
    )


def left_of_all_sets(task: Problem, budget: float) -> float:
    """The least harm over all 2^n sets, by arrays: for tasks without conditions."""
    count = len(task.measures)
    taken = (np.arange(1 << count)[:, None] >> np.arange(count)) & 1 == 1
    places = {measure.name: n for n, measure in enumerate(task.measures)}
    left = {risk: np.full(len(taken), harm) for risk, harm in task.harm.items()}
    for effect in task.effects:
        left[effect.risk] *= np.where(taken[:, places[effect.measure]], effect.left, 1.0)
    costs = taken @ np.array([measure.cost for measure in task.measures])
    return float(np.sum(list(left.values()), axis=0)[costs <= budget].min())


@pytest.mark.parametrize(("risks", "measures"), [(5, 6), (8, 12), (12, 16)])
@pytest.mark.parametrize("share", [0.2, 0.5])
def test_the_optimum_is_that_of_trying_every_set(risks, measures, share):
    task = problem(np.random.default_rng(measures), risks, measures)
    budget = share * task.cost(measure.name for measure in task.measures)

    found = choose(task, budget)

    assert found.is_proven
    assert found.cost <= budget
    assert found.harm_left == pytest.approx(left_of_all_sets(task, budget), rel=1e-6)


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "m0": st.just({"must_have": True}),
        "m1": st.just({"requires": frozenset({"m2"})}),
        "m3": st.just({"excludes": frozenset({"m2"})}),
        "m4": st.just({"requires": frozenset({"m0", "m1"})}),
    },
)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), CONDITIONS, st.floats(0.1, 0.9))
def test_conditions_are_kept_and_the_optimum_is_that_of_trying_every_allowed_set(seed, conditions, share):
    task = problem(np.random.default_rng(seed), 4, 6, touching=3, **conditions)
    budget = share * task.cost(measure.name for measure in task.measures)
    allowed = by_brute_force(task, budget)

    if not allowed:
        with pytest.raises(InfeasibleError):
            choose(task, budget)
        return
    found = choose(task, budget)

    assert task.allows(found.measures, budget)
    assert found.harm_left == pytest.approx(allowed[0][0], rel=1e-6)


def test_the_best_sets_come_in_order_and_each_is_another():
    task = problem(np.random.default_rng(3), 5, 7)

    found = best_sets(task, 30, count=5)

    expected = [left for left, _ in by_brute_force(task, 30)[:5]]
    assert [choice.harm_left for choice in found] == pytest.approx(expected, rel=1e-6)
    assert len({choice.measures for choice in found}) == 5


def test_where_fewer_sets_exist_fewer_are_given():
    task = Problem(harm={"r": 10.0}, measures=(Measure(name="m", cost=1),), effects=())

    assert len(best_sets(task, 1, count=10)) == 2


def simple(**changes) -> Problem:
    arguments = {
        "harm": {"smuggling": 100.0},
        "measures": (Measure(name="scanner", cost=5), Measure(name="dogs", cost=3)),
        "effects": (
            Effect(measure="scanner", risk="smuggling", on_likelihood=0.4),
            Effect(measure="dogs", risk="smuggling", on_likelihood=0.2, on_impact=0.25),
        ),
    }
    return Problem(**(arguments | changes))


def test_effects_of_measures_multiply():
    assert simple().residual({"scanner", "dogs"}) == {"smuggling": pytest.approx(100 * 0.6 * 0.8 * 0.75)}
    assert choose(simple(), 8).harm_left == pytest.approx(36)
    assert choose(simple(), 8).harm_before == 100


def test_a_measure_without_effect_is_not_bought_and_of_equals_the_cheaper_is():
    task = simple(
        measures=(
            Measure(name="scanner", cost=5),
            Measure(name="dogs", cost=3),
            Measure(name="poster", cost=1),
        ),
        effects=(
            Effect(measure="scanner", risk="smuggling", on_likelihood=0.4),
            Effect(measure="dogs", risk="smuggling", on_impact=0.4),
        ),
    )

    assert choose(task, 6).measures == ("dogs",)


def test_a_risk_that_nothing_treats_stays_as_it_is():
    found = choose(simple(harm={"smuggling": 100.0, "flood": 7.0}), 8)

    assert found.harm_before == 107
    assert found.harm_left == pytest.approx(43)


def test_what_more_money_buys_never_grows_and_starts_where_the_must_haves_are_paid():
    task = simple(
        measures=(Measure(name="scanner", cost=5, must_have=True), Measure(name="dogs", cost=3)),
    )

    curve = budget_curve(task, [4, 5, 7, 8, 100])

    assert curve[0] == (4, None)
    assert [choice.harm_left for _, choice in curve[1:]] == pytest.approx([60, 60, 36, 36])
    assert [choice.cost for _, choice in curve[1:]] == [5, 5, 8, 8]


def test_a_quantifications_harm_takes_the_place_of_the_problems():
    assert choose(with_harm(simple(), {"smuggling": 10.0}), 8).harm_left == pytest.approx(3.6)


@pytest.mark.parametrize(
    "measures",
    [
        (Measure(name="scanner", cost=5, must_have=True), Measure(name="dogs", cost=9, must_have=True)),
        (
            Measure(name="scanner", cost=1, must_have=True, excludes=frozenset({"dogs"})),
            Measure(name="dogs", cost=1, must_have=True),
        ),
        (
            Measure(name="scanner", cost=1, must_have=True, excludes=frozenset({"scanner"})),
            Measure(name="dogs", cost=1),
        ),
    ],
    ids=["beyond the budget", "exclude each other", "excludes itself"],
)
def test_must_haves_that_cannot_be_had_are_refused(measures):
    with pytest.raises(InfeasibleError, match="no set of measures"):
        choose(simple(measures=measures), 8)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"harm": {"smuggling": -1.0}}, "harm of smuggling"),
        ({"harm": {"other": 1.0}}, "does not exist"),
        ({"measures": (Measure(name="scanner", cost=5),)}, "does not exist"),
        ({"measures": (Measure(name="scanner", cost=-5), Measure(name="dogs", cost=1))}, "cost of scanner"),
        ({"measures": (Measure(name="dogs", cost=5), Measure(name="dogs", cost=1))}, "same name"),
        (
            {
                "measures": (
                    Measure(name="scanner", cost=5, requires=frozenset({"x"})),
                    Measure(name="dogs", cost=1),
                )
            },
            "names x",
        ),
        ({"effects": (Effect(measure="dogs", risk="smuggling", on_impact=1.1),)}, "share from 0 to 1"),
        ({"effects": (Effect(measure="dogs", risk="smuggling"),) * 2}, "two effects"),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        simple(**changes)


def test_a_risk_that_too_many_measures_treat_is_refused_with_what_to_do():
    measures = tuple(Measure(name=f"m{n}", cost=1) for n in range(13))
    effects = tuple(Effect(measure=m.name, risk="smuggling", on_impact=0.1) for m in measures)

    with pytest.raises(TooManyMeasuresError, match="join measures"):
        simple(measures=measures, effects=effects)
