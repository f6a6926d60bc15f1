"""The same measure twice, in other words.

Source: the token-set ratio of RapidFuzz (after SeatGeek's fuzzywuzzy, 2011): the words of both texts as sets,
compared by normalised indel distance, so that order and additions count little.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

_WORD = re.compile(r"\w+")
SHORTEST_WORD = 3
"""Shorter words (of, at, и, на) say nothing about what a measure is."""


@dataclass(frozen=True)
class Pair:
    """Two texts by their positions, and how alike they are, 0 to 100."""

    first: int
    second: int
    likeness: float


def essence(text: str) -> str:
    """Return the words of a text that carry it: small, without ё, sorted.

    >>> essence("Training of dog handlers at the Ivzar point")
    'dog handlers ivzar point the training'
    """
    words = _WORD.findall(text.casefold().replace("ё", "е"))
    return " ".join(sorted(word for word in words if len(word) >= SHORTEST_WORD or word.isdigit()))


def alike(texts: Sequence[str], *, likeness: float) -> list[Pair]:
    """Return the pairs of texts that are at least so alike (0 to 100), most alike first.

    Texts without a word are like nothing. Numbers must agree: a post of 5 lanes is not one of 15.
    """
    reduced = [essence(text) for text in texts]
    scores = process.cdist(
        reduced, reduced, scorer=fuzz.token_set_ratio, score_cutoff=likeness, dtype=np.float32
    )
    pairs = [
        Pair(int(first), int(second), float(scores[first, second]))
        for first, second in zip(*np.nonzero(np.triu(scores, k=1)), strict=True)
        if reduced[first] and reduced[second] and _numbers(reduced[first]) == _numbers(reduced[second])
    ]
    return sorted(pairs, key=lambda pair: (-pair.likeness, pair.first, pair.second))


def _numbers(text: str) -> list[str]:
    return [word for word in text.split() if word.isdigit()]
