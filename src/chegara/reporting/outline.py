"""Numbers and anchors of headings, tables and figures, the same in Word, PDF and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chegara.reporting.blocks import Block, Figure, Heading, Table


@dataclass(frozen=True)
class Placed:
    """A block where it stands: its number ("2.1", "7", or empty) and an anchor unique in the document."""

    block: Block
    number: str = ""
    anchor: str = ""


def place(blocks: Iterable[Block], prefix: str = "") -> list[Placed]:
    """Number the headings, tables and figures; `prefix` keeps anchors apart when pages hold several texts.

    A heading that skips a level (a 3 under a 1) is numbered as if the level between were there once.

    >>> [(p.number, p.anchor) for p in place([Heading("A"), Heading("B", 2), Heading("C", numbered=False)])]
    [('1', 'section-1'), ('1.1', 'section-2'), ('', 'section-3')]
    """
    counters = [0, 0, 0]
    counts = {"section": 0, "table": 0, "figure": 0}
    placed = []
    for block in blocks:
        number = ""
        kind = _kind(block)
        if kind is None:
            placed.append(Placed(block))
            continue
        counts[kind] += 1
        if isinstance(block, Heading):
            if block.numbered:
                number = _next_number(counters, block.level)
        else:
            number = str(counts[kind])
        placed.append(Placed(block, number, f"{prefix}{kind}-{counts[kind]}"))
    return placed


def _kind(block: Block) -> str | None:
    match block:
        case Heading():
            return "section"
        case Table():
            return "table"
        case Figure():
            return "figure"
        case _:
            return None


def _next_number(counters: list[int], level: int) -> str:
    counters[level - 1] += 1
    for above in range(level - 1):
        counters[above] = max(counters[above], 1)
    counters[level:] = [0] * (3 - level)
    return ".".join(str(counter) for counter in counters[:level])


def headings(placed: Sequence[Placed]) -> list[tuple[Heading, str, str]]:
    """Return heading, number and anchor of each entry of the contents."""
    return [(p.block, p.number, p.anchor) for p in placed if isinstance(p.block, Heading)]
