"""What a competence matrix leaves undone: functions that nobody leads, that two lead, that several carry out.

The responsibility assignment matrix (RACI) asks for one who is accountable for each function; whoever else
is responsible, consulted or informed has a part of it. See PMI, A Guide to the Project Management Body of
Knowledge, "responsibility assignment matrix".
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Part: TypeAlias = Literal["A", "R", "C", "I"]


@dataclass(frozen=True)
class Line:
    """One agency's part in one function; `place` is None where the line holds at all places of its kind."""

    function: str
    where: str
    place: Hashable | None
    agency: str
    part: Part
    delimited: bool = False


@dataclass(frozen=True)
class Cell:
    """A function at a place, with the agencies by their part in it."""

    function: str
    where: str
    place: Hashable | None
    lead: frozenset[str]
    carry_out: frozenset[str]
    delimited: bool

    @property
    def overlap(self) -> bool:
        """Whether several agencies carry it out and nobody says which of them does what."""
        return len(self.carry_out) > 1 and not self.delimited


def cells(lines: Iterable[Line]) -> list[Cell]:
    """Return each function at each place that lines name, in the order of the first line.

    Lines for one place replace the general ones of that function there.
    """
    grouped: dict[tuple[str, str, Hashable | None], list[Line]] = {}
    for line in lines:
        grouped.setdefault((line.function, line.where, line.place), []).append(line)
    return [_cell(*key, found) for key, found in grouped.items()]


def _cell(function: str, where: str, place: Hashable | None, lines: list[Line]) -> Cell:
    return Cell(
        function, where, place,
        lead=frozenset(line.agency for line in lines if line.part == "A"),
        carry_out=frozenset(line.agency for line in lines if line.part == "R"),
        delimited=any(line.delimited for line in lines if line.part == "R"),
    )  # fmt: skip


def competent(lines: Iterable[Line], function: str | None = None) -> frozenset[str]:
    """Return the agencies that lead or carry out a function anywhere; any function, where none is named."""
    return frozenset(
        line.agency
        for line in lines
        if line.part in {"A", "R"} and (function is None or line.function == function)
    )
