"""Do the totals that a file states agree with its rows? They are never counted, only compared.

A row of totals may stand below its rows or above them, and be a subtotal or the sum of several groups, so
that it agrees if any run of groups that ends or begins at it adds up to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chegara.evidence.methods.dictionary import Dictionary
from chegara.evidence.methods.reading.mapping import Mapping as TableMapping
from chegara.evidence.methods.reading.tables import Table
from chegara.evidence.methods.rows import Field

MOST_GROUPS = 200
TOLERANCE_OF_FRACTIONS = 0.001


def agree(told: float, added: float) -> bool:
    """Say whether a stated total is the sum: exactly for counts, to a thousandth where either has a fraction.

    >>> agree(10, 10), agree(10, 11), agree(12.35, 12.346)
    (True, False, True)
    """
    if float(told).is_integer() and float(added).is_integer():
        return told == added
    return abs(told - added) <= TOLERANCE_OF_FRACTIONS * max(1.0, abs(told))


@dataclass(frozen=True)
class Difference:
    """A stated total that its rows do not add up to."""

    row: int
    column: int
    told: float
    added: float


@dataclass
class _Stated:
    """A stated total that no run of groups above it adds up to, so that its rows may follow."""

    row: int
    told: float
    above: float
    has_rows_above: bool
    below: list[float] = field(default_factory=list)


@dataclass(slots=True)
class _Column:
    """One column's sums: of the rows since the last total, and of the groups before it, newest first."""

    unit: str = ""
    units_differ: bool = False
    group: float = 0.0
    rows: int = 0
    groups: list[float] = field(default_factory=list)
    waiting: list[_Stated] = field(default_factory=list)

    def close(self) -> None:
        """End a group: what waits for its rows may find them in it, or in it and those before."""
        if self.rows:
            for stated in self.waiting:
                stated.below.append((stated.below[-1] if stated.below else 0.0) + self.group)
            self.groups = [self.group, *self.groups[: MOST_GROUPS - 1]]
        self.group, self.rows = 0.0, 0


class Sums:
    """Adds up the figures of each column as they are read."""

    def __init__(self) -> None:
        self.columns: dict[int, _Column] = {}

    def add(self, column: int, figure: float | None, unit: str = "") -> None:
        """Count a figure; an unknown one adds nothing, and one in another unit makes sums meaningless."""
        if figure is None:
            return
        sums = self.columns.get(column)
        if sums is None:
            sums = self.columns[column] = _Column(unit)
        if unit != sums.unit:
            sums.units_differ = True
        sums.group += figure
        sums.rows += 1

    def total(self, row: int, stated: Mapping[int, float]) -> None:
        """Take note of a row of totals."""
        for column, told in stated.items():
            sums = self.columns.setdefault(column, _Column())
            has_rows, above = bool(sums.rows), sums.group
            sums.close()
            runs, run = [], 0.0
            for group in sums.groups:
                run += group
                runs.append(run)
            if not any(agree(told, each) for each in runs):
                sums.waiting.append(_Stated(row, told, above if has_rows else run, has_rows or bool(runs)))

    def differences(self) -> Iterator[Difference]:
        """Yield, when all is read, the stated totals that nothing adds up to."""
        for column, sums in sorted(self.columns.items()):
            sums.close()
            if sums.units_differ:
                continue
            for one in sums.waiting:
                if any(agree(one.told, each) for each in one.below):
                    continue
                if one.has_rows_above or one.below:
                    added = one.above if one.has_rows_above else one.below[0]
                    yield Difference(one.row, column, one.told, added)


@dataclass(frozen=True)
class TotalColumn:
    """A column of totals, and the columns that it adds up."""

    column: int
    parts: tuple[int, ...]

    def difference(self, row: int, told: float, figures: Mapping[int, float | None]) -> Difference | None:
        """Return how a row's total differs from its parts, None if it agrees or parts are unknown."""
        parts = [figures.get(column) for column in self.parts]
        known = [part for part in parts if part is not None]
        added = sum(known)
        if len(known) < len(parts) and added <= told:
            return None
        return None if agree(told, added) else Difference(row, self.column, told, added)


def total_columns(table: Table, mapping: TableMapping, dictionary: Dictionary) -> Sequence[TotalColumn]:
    """Return the columns of totals that a mapping leaves out, each with its parts.

    A column "Въезд / всего" adds up the figures under "Въезд"; a column "Всего" adds up all.
    """
    used = {column.column for column in mapping.columns}
    figures = [column.column for column in mapping.columns_of(Field.VALUE)]
    found = []
    for number, heading in enumerate(table.headings, start=1):
        if number in used or not any(dictionary.is_total(part) for part in heading):
            continue
        shared = [part for part in heading if not dictionary.is_total(part)]
        parts = tuple(column for column in figures if set(shared) <= set(table.headings[column - 1]))
        if len(parts) > 1:
            found.append(TotalColumn(number, parts))
    return found
