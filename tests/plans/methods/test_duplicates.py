"""The same measure in other words: what the shipped threshold tells apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.plans.methods.duplicates import alike, essence
from chegara.plans.queries import thresholds

LIKENESS = thresholds()["duplicates"]["likeness"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Training of dog handlers at Ivzar", "Training of dog handlers at Ivzar"),
        ("Training of dog handlers at Ivzar", "Ivzar: training of the dog handlers"),
        ("Document readers for six small points", "Readers of documents at the six small points"),
        ("Обучение кинологов на пункте «Ивзар»", "Обучение кинологов пункта «Ивзар»"),
        ("Второй сканер для грузовиков в Ивзаре", "Второй сканер для грузовиков, Ивзар"),
        (
            "Joint shifts by night at Lundava",
            "Joint shifts of customs and border service by night at Lundava",
        ),
    ],
)
def test_the_same_in_other_words_is_found(first: str, second: str) -> None:
    assert [(pair.first, pair.second) for pair in alike([first, second], likeness=LIKENESS)] == [(0, 1)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Training of dog handlers at Ivzar", "Thermal cameras on the river Tavra"),
        ("Four booths more at Gorvan", "Eight thermal cameras at Gorvan"),
        ("Scanner No. 1 for Ivzar", "Scanner No. 2 for Ivzar"),
        ("Обучение кинологов", "Обучение таможенников досмотру грузовиков"),
        ("Patrols in border villages", "Border delegates of Kuvand: meetings every month"),
        ("", "Training of dog handlers"),
        ("of at", "of at"),
    ],
)
def test_what_differs_is_not_taken_for_the_same(first: str, second: str) -> None:
    assert alike([first, second], likeness=LIKENESS) == []


def test_the_most_alike_come_first() -> None:
    texts = [
        "Scanner for lorries at Ivzar",
        "Scanner for lorries at Ivzar",
        "A scanner for the lorries, Ivzar point",
    ]

    pairs = alike(texts, likeness=LIKENESS)

    assert (pairs[0].first, pairs[0].second) == (0, 1)
    assert [pair.likeness for pair in pairs] == sorted((p.likeness for p in pairs), reverse=True)


def test_nothing_is_alike_where_there_is_nothing() -> None:
    assert alike([], likeness=LIKENESS) == []
    assert alike(["alone"], likeness=LIKENESS) == []


WORDS = st.lists(st.sampled_from(["scanner", "lorry", "training", "дозор", "река", "пункт", "7"]), max_size=6)


@given(st.lists(WORDS.map(" ".join), max_size=6))
def test_the_order_of_words_and_of_texts_is_irrelevant(texts: list[str]) -> None:
    turned = [" ".join(reversed(text.split())) for text in texts]

    found = {(p.first, p.second) for p in alike(texts, likeness=LIKENESS)}
    last = len(texts) - 1

    assert found == {(p.first, p.second) for p in alike(turned, likeness=LIKENESS)}
    assert found == {
        (last - p.second, last - p.first) for p in alike(texts[::-1], likeness=LIKENESS)
    }  # fmt: skip


@given(WORDS.map(" ".join))
def test_a_text_with_a_word_is_like_itself(text: str) -> None:
    assert bool(alike([text, text], likeness=100)) == bool(essence(text))
