"""Nearly the same texts: all pairs that brute force finds, and no others."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.integrity.methods.near_duplicates import near_duplicates, pieces, plain

WORDS = [
    "контроль",
    "контроля",
    "товар",
    "товаров",
    "пост",
    "поста",
    "учёт",
    "осмотр",
    "осмотра",
    "вести",
    "проводить",
    "ведёт",
]


def brute_force(texts: list[str], threshold: float) -> list[tuple[int, int, float]]:
    """Cosines of all pairs of different texts by the formula, in plain Python."""
    different: dict[str, int] = {}
    for place, text in enumerate(texts):
        if plain(text):
            different.setdefault(plain(text), place)
    counts = [Counter(pieces(text)) for text in different]
    n = len(counts)
    df = Counter(piece for one in counts for piece in one)
    vectors = [{p: (1 + math.log(c)) * (1 + math.log(n / df[p])) for p, c in one.items()} for one in counts]
    lengths = [math.sqrt(sum(w * w for w in one.values())) for one in vectors]
    places = list(different.values())
    found = []
    for i in range(n):
        for j in range(i + 1, n):
            dot = sum(w * vectors[j].get(p, 0) for p, w in vectors[i].items())
            if dot / lengths[i] / lengths[j] > threshold:
                found.append((places[i], places[j], dot / lengths[i] / lengths[j]))
    return found


@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), max_size=12),
    threshold=st.sampled_from([0.3, 0.5, 0.8]),
)
@settings(max_examples=120, deadline=None)
def test_all_pairs_of_brute_force_are_found_and_no_others(texts: list[str], threshold: float):
    expected = {(i, j): cosine for i, j, cosine in brute_force(texts, threshold)}
    found = {(i, j): cosine for i, j, cosine in near_duplicates(texts, threshold)}
    # A cosine that is the threshold but for rounding may fall on either side.
    for pair in expected.keys() ^ found.keys():
        assert math.isclose((expected | found)[pair], threshold, abs_tol=1e-9)
    for pair in expected.keys() & found.keys():
        assert math.isclose(expected[pair], found[pair], abs_tol=1e-9)


def test_the_endings_of_an_inflected_language_do_not_hide_a_double():
    texts = [
        "3.1. Осуществляет таможенный контроль товаров и транспортных средств на границе;",
        "осуществление таможенного контроля за товарами и транспортными средствами на границах",
        "ведёт учёт личного состава и организует обучение кинологов",
    ]

    assert [(i, j) for i, j, _cosine in near_duplicates(texts, 0.4)] == [(0, 1)]


@pytest.mark.parametrize(
    "texts", [[], ["", "  "], ["один"], ["Один!", "1. один", "один"], ["—", "·"]],
    ids=["none", "empty", "one", "the same but for number and case", "no words"],
)  # fmt: skip
def test_nothing_to_compare_gives_nothing(texts: list[str]):
    assert near_duplicates(texts) == []


@pytest.mark.parametrize("threshold", [0.0, 1.0, -1.0])
def test_a_threshold_outside_is_refused(threshold: float):
    with pytest.raises(ValueError, match="threshold"):
        near_duplicates(["a"], threshold)
