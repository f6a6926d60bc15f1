"""Room that comparisons work in, and the rows of evidence that they write there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chegara.common.machine_code import compiled
from chegara.profiling.methods.names.evidence import FEATURES
from chegara.profiling.methods.names.likeness import Marks, Numbers
from chegara.profiling.methods.names.parsing import MOST_WORDS
from chegara.profiling.methods.names.words import LONGEST

ROW_BASE, ROW_AGREES, ROW_CONTRADICTS, ROW_MISSING_A, ROW_MISSING_B, ROW_ORDER, ROW_SEX, ROW_BORN, ROW_NATION, \
    ROW_PLACE, ROW_DOCUMENT = range(11)  # fmt: skip
MOST_ROWS = 3 * MOST_WORDS + 8
REMEMBERED = 1 << 15
"""Pairs of words whose likeness is remembered while a batch of names is compared with a list; a power of two."""
MOST_TURNS = 1 << 6


class Scratch(NamedTuple):
    """Room that a comparison works in: made once, used by each.

    `numbers`: line 0 gathers the evidence in the order of FEATURES; lines LIKE on are the likeness of each word to
    each; LINES on are the lines of `distance`; PARTS on the rows' likeness and contribution in log-odds.
    `marks`: lines 0 and 1 say which words are used; RULES on the rule of each word with each; PAIRS on the words
    paired; ROWS on the rows' kind, word of one, word of the other, rule, and the second of two words joined. `joint`: sounds of two words as one.
    `known` remembers pairs of words that were compared: in line 0 which, in line 1 the rule; `known_like` how alike.
    """

    numbers: npt.NDArray[np.float32]
    marks: npt.NDArray[np.int32]
    joint: npt.NDArray[np.uint8]
    known: npt.NDArray[np.int64]
    known_like: npt.NDArray[np.float32]


LIKE, LINES, PARTS = 1, 1 + MOST_WORDS, 4 + MOST_WORDS
RULES, PAIRS, ROWS = 2, 2 + MOST_WORDS, 2 + 2 * MOST_WORDS


def scratch() -> Scratch:
    """Return new room."""
    return Scratch(
        np.zeros((PARTS + MOST_ROWS, max(2 * LONGEST + 8, len(FEATURES))), np.float32),
        np.zeros((ROWS + MOST_ROWS, MOST_WORDS), np.int32),
        np.zeros((1, 2 * LONGEST), np.uint8),
        np.zeros((2, REMEMBERED), np.int64),
        np.zeros(REMEMBERED, np.float32),
    )


@compiled
def add(numbers: Numbers, weights: Numbers, row: int, feature: int, size: float) -> None:
    """Add to a row, and to the evidence of all, so much of a feature."""
    numbers[0, feature] += size
    numbers[PARTS + row, 1] += weights[feature] * size


@compiled
def open_row(
    numbers: Numbers, marks: Marks, row: int, kind: int, i: int, j: int, rule: int, like: float
) -> int:
    """Begin a row of evidence; return the number of the next."""
    marks[ROWS + row, 0] = kind
    marks[ROWS + row, 1] = i
    marks[ROWS + row, 2] = j
    marks[ROWS + row, 3] = rule
    numbers[PARTS + row, 0] = like
    numbers[PARTS + row, 1] = 0.0
    return row + 1


@compiled
def remembered(turn: int, word: int, other: int, crossed: int) -> tuple[int, int]:
    """Return the number of a pair of words in a batch, and where its likeness is remembered."""
    pair = (((turn << 25) | word) << 32) | (other << 1) | crossed
    return pair, ((pair * 0x9E3779B1) >> 20 ^ word) & (REMEMBERED - 1)


@compiled
def total(numbers: Numbers, rows: int) -> float:
    """Return the log-odds of a comparison: the sum of its rows."""
    found = 0.0
    for row in range(rows):
        found += numbers[PARTS + row, 1]
    return found
