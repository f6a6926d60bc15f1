from __future__ import annotations

import math

import numpy as np
import pytest

from chegara.elicitation.methods.distributions import Pert, from_three
from chegara.plans.methods.selection import Measure, Problem, best_sets
from chegara.plans.methods.uncertain_selection import Fixed, Together, UncertainEffect, rerank

EFFECTS = (
    UncertainEffect(measure="scanner", risk="smuggling", on_likelihood=Pert(least=0.1, mode=0.4, most=0.8)),
    UncertainEffect(
        measure="dogs",
        risk="smuggling",
        on_likelihood=Pert(least=0.2, mode=0.3, most=0.4),
        on_impact=from_three(0.01, 0.05, 0.2, upper=1),
    ),
    UncertainEffect(measure="fence", risk="crossing", on_likelihood=Pert(least=0, mode=0.5, most=0.9)),
)
PROBLEM = Problem(
    harm={"smuggling": 100.0, "crossing": 60.0},
    measures=(Measure(name="scanner", cost=5), Measure(name="dogs", cost=5), Measure(name="fence", cost=5)),
    effects=tuple(effect.expected() for effect in EFFECTS),
)
SETS = best_sets(PROBLEM, 5, count=4)


def ranked(**changes):
    arguments = {"rng": np.random.default_rng(20261125), "draws": 20_000} | changes
    return rerank(PROBLEM, SETS, EFFECTS, **arguments)


def test_the_mean_that_a_set_leaves_is_that_of_its_mean_effects():
    """Effects are independent, so that the mean of their product is the product of their means."""
    for found in ranked().sets:
        assert found.mean_left == pytest.approx(found.choice.harm_left, abs=4 * found.error + 1e-9)


def test_sets_come_by_the_mean_that_they_leave():
    means = [found.mean_left for found in ranked().sets]

    assert means == sorted(means)
    assert {found.choice.measures for found in ranked().sets} == {choice.measures for choice in SETS}


def test_the_probability_of_beating_the_runner_up_is_that_of_the_difference():
    found = ranked()
    first, second = found.sets[0].choice.measures, found.sets[1].choice.measures
    rng = np.random.default_rng(1)
    shares = {
        effect.measure: 1
        - np.prod(
            [1 - s.sample(50_000, rng) for s in (effect.on_likelihood, effect.on_impact) if s is not None],
            axis=0,
        )
        for effect in EFFECTS
    }
    harm = {"scanner": 100, "dogs": 100, "fence": 60}

    def saved(chosen):
        return sum(harm[name] * shares[name] for name in chosen)

    expected = (saved(first) > saved(second)).mean()
    assert found.beats_runner_up == pytest.approx(expected, abs=4 * (found.error + 0.5 / math.sqrt(50_000)))
    assert found.error == pytest.approx(math.sqrt(expected * (1 - expected) / 20_000), rel=0.05)


def test_every_world_has_a_best_set():
    assert sum(found.best_in for found in ranked().sets) >= 1


def test_the_residual_of_each_risk_has_its_interval():
    found = ranked()

    total = sum(mean for mean, _ in found.residual.values())
    assert total == pytest.approx(found.sets[0].mean_left)
    for mean, interval in found.residual.values():
        assert interval.low <= mean <= interval.high


def test_harm_that_is_uncertain_is_carried_through():
    harm = np.random.default_rng(5).lognormal(4, 1, size=20_000)

    with_harm, without = ranked(harm={"smuggling": harm}), ranked()

    def width(one):
        interval = one.sets[-1].interval
        return interval.high - interval.low

    assert width(with_harm) > width(without)


def test_certain_effects_make_a_certain_choice():
    certain = [
        UncertainEffect(measure=e.measure, risk=e.risk, on_likelihood=Pert(least=x, mode=x, most=x + 1e-9))
        for e, x in zip(EFFECTS, (0.5, 0.4, 0.1), strict=True)
    ]

    found = rerank(PROBLEM, SETS, certain, rng=np.random.default_rng(1), draws=100)

    assert found.sets[0].choice.measures == ("scanner",)
    assert found.beats_runner_up == 1
    assert found.error == 0


def test_one_set_has_no_runner_up():
    found = rerank(PROBLEM, SETS[:1], EFFECTS, rng=np.random.default_rng(1), draws=100)

    assert found.beats_runner_up is None


class Beyond:
    mean = 1.5

    def sample(self, size, rng):
        return np.full(size, 1.5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rerank(PROBLEM, [], EFFECTS, rng=np.random.default_rng(1)), "sets of measures"),
        (lambda: ranked(harm={"smuggling": np.ones(3)}), "20000 values"),
        (
            lambda: rerank(
                PROBLEM,
                SETS,
                [UncertainEffect(measure="dogs", risk="smuggling", on_impact=Beyond())],
                rng=np.random.default_rng(1),
            ),
            "share from 0 to 1",
        ),
    ],
    ids=["no set", "harm of other worlds", "more than all"],
)
def test_what_cannot_be_ranked_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("shares", "mean"),
    [((), 0.0), ((Fixed(0.5),), 0.5), ((Fixed(0.5), Fixed(0.5)), 0.75), ((Fixed(1.0), Fixed(0.2)), 1.0)],
    ids=["none", "one", "two halves leave a quarter", "one that ends it"],
)
def test_shares_together_lower_what_the_others_leave(shares: tuple[Fixed, ...], mean: float):
    together = Together(shares)

    assert together.mean == pytest.approx(mean)
    assert together.sample(3, np.random.default_rng(1)) == pytest.approx([mean] * 3)


def test_uncertain_shares_together_have_the_mean_of_their_draws():
    together = Together((Pert(least=0.0, mode=0.2, most=0.6), Pert(least=0.1, mode=0.3, most=0.4)))

    drawn = together.sample(100_000, np.random.default_rng(2))

    assert abs(drawn.mean() - together.mean) < 4 * drawn.std() / math.sqrt(len(drawn))
    assert 0 <= drawn.min() <= drawn.max() <= 1
