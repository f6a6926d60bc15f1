"""Text against practice: what is prescribed, what is done, and what interviews leave open."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Cell(StrEnum):
    """The four cells, and what does not lie in any of them."""

    LIVES = "lives"
    DEAD = "dead"
    INFORMAL = "informal"
    NEITHER = "neither"
    OPEN = "open"


def cell_of(*, prescribed: bool, said: Iterable[bool | None]) -> Cell:
    """Return in which cell a function lies, by what interviews said of it.

    More who say that it is done than that it is not make it done, and the other way round; without
    statements, with only "don't know", or with as many on both sides it is open: unknown is not "no".

    >>> cell_of(prescribed=True, said=[False, None]), cell_of(prescribed=False, said=[True, True, False])
    (<Cell.DEAD: 'dead'>, <Cell.INFORMAL: 'informal'>)
    """
    statements = list(said)
    yes, no = statements.count(True), statements.count(False)
    if yes == no:
        return Cell.OPEN
    if yes > no:
        return Cell.LIVES if prescribed else Cell.INFORMAL
    return Cell.DEAD if prescribed else Cell.NEITHER
