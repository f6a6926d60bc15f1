"""The words and roles of a name, without what an explanation shows: what the patterns of names tell.

Roles follow from the fields of a name, from its words that bind or honour others, and from the endings of all other words.
The first name of a pattern is taken apart in full (`parse`); the next ones are told by it. Where words became one, there
is no such short way.
"""

from __future__ import annotations

from typing import NamedTuple

from chegara.profiling.methods.names.parsing import fields_of, parse_fields, tokens_of
from chegara.profiling.methods.watchlists.entry import ListedName

MOST_PATTERNS = 1 << 14


class Taken(NamedTuple):
    """The words of a name that stayed (positions among all of its words), their roles, and the sex that they tell: M, F or blank."""

    kept: tuple[int, ...]
    roles: tuple[int, ...]
    sex: str


Pattern = tuple[str | int, ...]
_known: dict[Pattern, Taken | None] = {}
"""What is known of each pattern, None where its words become one; all begins anew when there are MOST_PATTERNS."""


def words_of(name: ListedName) -> tuple[list[str], tuple[int, ...], str]:
    """Return the words of a listed name in normal form, their roles, and the sex that they tell: those of `parse`.

    >>> words_of(ListedName(text="Каримов Азиз угли"))
    (['каримов', 'азиз'], (3, 0), 'M')
    """
    fields = fields_of(name.text, name.family, name.given, name.father)
    words: list[str] = []
    pattern: list[str | int] = []
    for field, text in fields.items():
        pattern.append(f":{field}")
        for token in tokens_of(text):
            words.append(token.bare)
            pattern.append(token.pattern)
    key = tuple(pattern)
    if taken := _known.get(key):
        return [words[at] for at in taken.kept], taken.roles, taken.sex
    full = parse_fields(tuple(fields.items()))
    left, roles = [part.word for part in full.parts], tuple([part.role for part in full.parts])
    if key not in _known and len(set(words)) == len(words):
        if len(_known) >= MOST_PATTERNS:
            _known.clear()
        told = len(set(left)) == len(left) and set(left) <= set(words)
        _known[key] = Taken(tuple(map(words.index, left)), roles, full.sex) if told else None
    return left, roles, full.sex
