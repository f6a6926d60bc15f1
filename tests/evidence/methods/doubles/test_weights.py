"""Evidence in bits: prior and levels are found again from pairs of which nobody knows which are doubles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.evidence.methods.doubles.compare import FIELDS
from chegara.evidence.methods.doubles.weights import (
    NOTHING,
    Level,
    estimate_levels,
    estimate_prior,
    load_parameters,
    log_odds,
    probability,
)

TRUE = {
    "day": (Level("same", 0.7, 0.2), Level("one", 0.2, 0.4), Level("two", 0.1, 0.4)),
    "place": (Level("same", 0.8, 0.05), Level("alike", 0.15, 0.05), Level("differ", 0.05, 0.9)),
    "quantity": (Level("equal", 0.6, 0.02), Level("near", 0.3, 0.08), Level("differ", 0.1, 0.9)),
    "kind": (Level("same", 0.95, 0.25), Level("differ", 0.05, 0.75)),
}


def pairs(number: int, share: float, rng: np.random.Generator, blank: float = 0.1) -> np.ndarray:
    """Draw the levels of pairs, a share of which are doubles."""
    double = rng.random(number) < share
    columns = []
    for levels in TRUE.values():
        m, u = (np.array([getattr(level, name) for level in levels]) for name in ("m", "u"))
        drawn = np.where(
            double, rng.choice(len(levels), number, p=m), rng.choice(len(levels), number, p=u)
        ).astype(np.int8)
        drawn[rng.random(number) < blank] = NOTHING
        columns.append(drawn)
    return np.stack(columns, axis=1)


def bits_of(levels: np.ndarray) -> np.ndarray:
    total = np.zeros(len(levels))
    for column, of_field in enumerate(TRUE.values()):
        table = np.array([*(level.bits for level in of_field), 0.0])
        total += table[levels[:, column]]
    return total


@pytest.mark.parametrize("share", [0.3, 0.05, 0.005])
def test_the_share_of_doubles_is_found_again(share: float):
    number, rng = 200_000, np.random.default_rng(11)

    found = estimate_prior(bits_of(pairs(number, share, rng)), number, prior=0.0003, prior_pairs=100)

    assert found == pytest.approx(share, abs=5 * math.sqrt(share / number))


def test_no_share_of_doubles_is_made_up_where_there_are_none():
    bits = bits_of(pairs(100_000, 0.0, np.random.default_rng(12)))

    assert estimate_prior(bits, len(bits), prior=0.0003, prior_pairs=3000) < 0.0005


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=20), st.integers(20, 10_000))
def test_the_prior_is_the_highest_point_of_the_likelihood(bits: list[float], number: int):
    ratio = np.exp2(bits)

    def log_likelihood(share: float) -> float:
        others = number - len(bits) + 3000 * (1 - 0.001)
        doubles = 3000 * 0.001
        return float(
            np.log(share * ratio + 1 - share).sum() + others * math.log(1 - share) + doubles * math.log(share)
        )

    found = estimate_prior(np.array(bits), number, prior=0.001, prior_pairs=3000)

    best = log_likelihood(found)
    assert best >= log_likelihood(min(found * 1.05, 0.9999)) - 1e-6
    assert best >= log_likelihood(found * 0.95) - 1e-6


def test_the_levels_are_found_again_by_em():
    levels = pairs(300_000, 0.05, np.random.default_rng(13))
    guess = {
        name: tuple(Level(level.name, 1 / len(of), level.u) for level in of) for name, of in TRUE.items()
    }
    guess["place"] = tuple(
        Level(level.name, m, level.u) for level, m in zip(TRUE["place"], (0.5, 0.3, 0.2), strict=True)
    )

    found, share = estimate_levels(levels, guess, prior=0.01)

    assert share == pytest.approx(0.05, abs=0.004)
    for name, of_field in TRUE.items():
        for level, true in zip(found[name], of_field, strict=True):
            assert level.m == pytest.approx(true.m, abs=0.04), (name, level.name)


@given(st.floats(1e-6, 1 - 1e-6))
def test_odds_and_probability_are_one_thing(share: float):
    assert float(probability(log_odds(share))) == pytest.approx(share)


@pytest.mark.parametrize("field", FIELDS)
def test_the_shipped_levels_of_a_field_are_probabilities(field: str):
    levels = load_parameters().fields[field]

    assert sum(level.m for level in levels) == pytest.approx(1)
    assert sum(level.u for level in levels) == pytest.approx(1, abs=0.01)
    assert levels[0].bits == max(level.bits for level in levels[:1])
    assert levels[-1].bits < 0


def test_every_field_that_is_compared_has_its_levels():
    assert set(FIELDS) == set(load_parameters().fields)
