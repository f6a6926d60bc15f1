"""How wide a table's columns are in print: as asked for, but never narrower than their longest word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chegara.reporting.blocks import Table
from chegara.reporting.text import plain

# Characters of bold Noto Sans in a line of text, by the size that the renderers take for so many columns.
LINE = ((9, 100), (6, 88), (0, 82))
PADDING = 2
# Neither a no-break space (between thousands) nor a hyphen before a digit (UAX 14, LB 25) breaks a line.
_WORD = re.compile(r"(?:[^ \t\n-]|-(?=\d))+-?")


def column_shares(table: Table) -> tuple[float, ...]:
    """Return each column's share of the line's width, together 1.

    A column gets what it asks for in `Column.width` unless a word of its heading or cells would not fit; what
    it lacks comes from the others, in proportion to what they have to spare. Where the longest words of all
    columns fill more than a line, each column has its longest word's share of them.
    """
    line = next(characters for above, characters in LINE if len(table.columns) > above)
    needs = [
        (_longest_word(column.heading, *(plain(row[index]) for row in table.rows)) + PADDING) / line
        for index, column in enumerate(table.columns)
    ]
    if sum(needs) >= 1:
        return tuple(need / sum(needs) for need in needs)
    asked = sum(column.width for column in table.columns) or 1.0
    wishes = [column.width / asked for column in table.columns]
    spare = [max(0.0, wish - need) for wish, need in zip(wishes, needs, strict=True)]
    lacking = sum(max(0.0, need - wish) for wish, need in zip(wishes, needs, strict=True))
    given = lacking / sum(spare) if lacking else 0.0
    return tuple(
        max(wish, need) - given * free for wish, need, free in zip(wishes, needs, spare, strict=True)
    )


def lines_of_rows(table: Table, shares: Sequence[float]) -> list[int]:
    """Return about how many lines each row takes in print, rather too many than too few.

    A row has a line to spare, for the room above and below it.
    """
    line = next(characters for above, characters in LINE if len(table.columns) > above)
    widths = [max(1, int(share * line) - PADDING) for share in shares]
    return [1 + max(map(_lines, map(plain, row), widths)) for row in table.rows]


def lines_around(table: Table) -> int:
    """Return about how many lines a table's caption and notes take in print."""
    line = next(characters for above, characters in LINE if len(table.columns) > above)
    return sum(_lines(text, line) for text in (table.caption, table.source, *table.notes))


def _lines(text: str, width: int) -> int:
    return sum(1 + len(part) // width for part in text.split("\n"))


def _longest_word(*texts: str) -> int:
    return max((len(word) for text in texts for word in _WORD.findall(text)), default=0)
