"""Texts that are nearly the same: cosine of TF-IDF weights over the four-letter pieces of their words.

Pieces of words stand the endings of an inflected language without a dictionary of it. All pairs above the
threshold are found, none is missed: cosines are first added up over each text's rarest pieces alone. What is
left out of a text has a length below LEFT times the threshold, and so adds less than that (Cauchy and
Schwarz); a pair that is further below the threshold can't reach it, and the others are computed whole
(prefix filtering: Bayardo, Ma, Srikant, "Scaling up all pairs similarity search", WWW 2007).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

PIECE = 4
ROWS_AT_ONCE = 1024
LEFT = 0.5
"""The larger, the fewer pieces are added up first, and the more pairs computed whole; a matter of speed."""
_WORDS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"^\s*(?:\d+[.)]\s*)+|^\s*\w[.)]\s+|^\s*[-–—•*]\s+")


def plain(text: str) -> str:
    """Return a text without its number, punctuation, case, and with ё as е.

    >>> plain("3.1. Ведёт учёт  товаров;")
    'ведет учет товаров'
    """
    return " ".join(_WORDS.findall(_NUMBER.sub("", text).lower().replace("ё", "е")))


def pieces(text: str) -> Iterator[str]:
    """Return the four-letter pieces of a plain text's words, each word with its ends marked.

    >>> list(pieces("вид на"))
    ['·вид', 'вид·', '·на·']
    """
    for word in text.split():
        marked = f"·{word}·"
        for start in range(max(1, len(marked) - PIECE + 1)):
            yield marked[start : start + PIECE]


def weights(texts: Sequence[str]) -> csr_array:
    """Return TF-IDF vectors of length 1, a row a text; columns by rising frequency, the rarest first.

    tf is 1 + ln(count); idf is 1 + ln(n / df), of Salton and Buckley's family, never zero. A text without
    words has an empty row.
    """
    numbers: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for row, text in enumerate(texts):
        for piece in pieces(plain(text)):
            rows.append(row)
            columns.append(numbers.setdefault(piece, len(numbers)))
    shape = (len(texts), max(1, len(numbers)))
    counts = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    counts.sum_duplicates()
    frequency = np.bincount(counts.indices, minlength=shape[1])
    order = np.argsort(frequency, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    idf = 1 + np.log(len(texts) / np.maximum(1, frequency))
    counts.data = (1 + np.log(counts.data)) * idf[counts.indices]
    counts.indices = place[counts.indices].astype(counts.indices.dtype)
    counts.has_sorted_indices = False
    counts.sort_indices()
    lengths = np.sqrt(_row_sums(counts, counts.data**2))
    counts.data /= np.repeat(np.where(lengths, lengths, 1), np.diff(counts.indptr))
    return counts


def _row_sums(matrix: csr_array, data: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.concatenate(([0.0], np.cumsum(data)))
    return np.asarray(sums[matrix.indptr[1:]] - sums[matrix.indptr[:-1]])


def _rarest(vectors: csr_array, left: float) -> csr_array:
    """Return the vectors' rarest pieces: what is left out of a row is shorter than `left`."""
    ends = np.repeat(vectors.indptr[1:], np.diff(vectors.indptr))
    squares = np.concatenate(([0.0], np.cumsum(vectors.data**2)))
    # The length of the row from each piece to its end: once it is short enough, the rest may go.
    rest = squares[ends] - squares[:-1]
    keep = rest >= max(0.0, left - 1e-6) ** 2
    starts = np.concatenate(([0], np.cumsum(keep)))[vectors.indptr]
    return csr_array((vectors.data[keep], vectors.indices[keep], starts), shape=vectors.shape)


def near_duplicates(texts: Sequence[str], threshold: float = 0.8) -> list[tuple[int, int, float]]:
    """Return all pairs of different texts whose cosine is above the threshold, the most alike first.

    Texts that are the same but for number, case and punctuation count as one, and the first of them stands
    for all: that they are the same needs no similarity.

    Returns:
        (first, second, cosine), places in `texts`, first < second.

    Raises:
        ValueError: the threshold does not lie between 0 and 1.
    """
    if not 0 < threshold < 1:
        raise ValueError("the threshold lies between 0 and 1")
    first: dict[str, int] = {}
    for place, text in enumerate(texts):
        first.setdefault(plain(text), place)
    first.pop("", None)
    if not first:
        return []
    places = np.fromiter(first.values(), dtype=np.int64, count=len(first))
    vectors = weights(list(first))
    rare = _rarest(vectors, LEFT * threshold)
    turned = rare.T.tocsr()
    found: list[tuple[int, int, float]] = []
    for start in range(0, len(places), ROWS_AT_ONCE):
        block = (rare[start : start + ROWS_AT_ONCE] @ turned).tocoo()
        one, other = block.row + start, block.col
        keep = (one < other) & (block.data > (1 - LEFT) * threshold - 1e-6)
        one, other = one[keep], other[keep]
        for begin in range(0, len(one), 100_000):
            left, right = one[begin : begin + 100_000], other[begin : begin + 100_000]
            cosine = np.asarray(vectors[left].multiply(vectors[right]).sum(axis=1)).ravel()
            close = cosine > threshold
            found += zip(
                places[left[close]].tolist(), places[right[close]].tolist(), cosine[close].tolist(),
                strict=True,
            )  # fmt: skip
    return sorted(found, key=lambda each: (-each[2], each[0], each[1]))
