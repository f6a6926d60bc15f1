"""Quantities that somebody should look at again: far from all others of their kind, or written in a wrong
unit.

Two rules:

- `far`: the modified z-score of the quantity's logarithm among the quantities of the same indicator, kind
  and unit lies beyond 3.5. It is 0.6745 (x − median) / MAD, MAD being the median of the absolute deviations
  from the median. Where more than half of the quantities are one and the same, MAD is 0 and the mean of the
  absolute deviations, times 1.2533, takes its place. Quantities are compared by their logarithms, since
  seizures are spread over many powers of ten and their logarithms evenly around the middle. A quantity must
  also be ten times off the median at least, as a slip of a unit or of the decimal mark is: where nearly all
  are one rifle, two are no error.
- `other_unit`: the same number of the same indicator and kind stands a few rows away in another unit of the
  same dimension (635 kg beside 635 g).

Sources:
    B. Iglewicz, D. C. Hoaglin, How to Detect and Handle Outliers, ASQC Quality Press 1993, section 3.3: the
    score, the bound of 3.5; they warn of less than 10 values. IBM SPSS Modeler, Algorithms Guide, "Modified
    z-score": the mean absolute deviation where MAD is 0.
"""

from __future__ import annotations

import math
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from chegara.common.units import UNITS
from chegara.evidence.methods.rows import ReportedRow

BOUND = 3.5
FEWEST = 10
LEAST_FACTOR = 10
NEIGHBOURS = 3
OF_MAD, OF_MEAN_DEVIATION = 0.6745, 1.253314

Group: TypeAlias = tuple[str, str, str]
"""Indicator, kind and the unit of totals."""


def modified_z_scores(values: Sequence[float] | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the modified z-score of each value; all 0 where the values do not differ.

    >>> [round(float(score), 2) for score in modified_z_scores([1, 2, 3, 4, 100])]
    [-1.35, -0.67, 0.0, 0.67, 65.43]
    """
    x = np.asarray(values, dtype=np.float64)
    if not x.size:
        return x
    deviations = x - np.median(x)
    mad = float(np.median(np.abs(deviations)))
    if mad > 0:
        return np.asarray(OF_MAD * deviations / mad, dtype=np.float64)
    mean = float(np.mean(np.abs(deviations)))
    return np.asarray(deviations / (OF_MEAN_DEVIATION * mean) if mean > 0 else deviations * 0.0)


@dataclass(frozen=True)
class Doubt:
    """A quantity to be asked about: where it stands, as it was reported, and what speaks against it.

    `code` is a problem's; `arguments` belong to its sentence. `strength` orders doubts, the strongest first.
    """

    code: str
    sheet: str
    row: int
    column: int
    indicator: str
    kind: str
    quantity: float
    unit: str
    arguments: Mapping[str, str | int | float]
    strength: float = math.inf


@dataclass
class _Column:
    """The quantities of one group, as they came."""

    amounts: array[float] = field(default_factory=lambda: array("d"))
    quantities: array[float] = field(default_factory=lambda: array("d"))
    rows: array[int] = field(default_factory=lambda: array("L"))
    columns: array[int] = field(default_factory=lambda: array("H"))
    units: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)


class Quantities:
    """Looks at the quantities of one file while its rows are read."""

    def __init__(self) -> None:
        self._groups: dict[Group, _Column] = {}
        self._last: deque[tuple[float, ReportedRow, float]] = deque(maxlen=NEIGHBOURS)
        self._other_unit: list[Doubt] = []

    @property
    def groups(self) -> Iterable[Group]:
        """The groups that have quantities."""
        return self._groups.keys()

    def add(self, row: ReportedRow, amount: float, unit: str) -> None:
        """Take a row with a quantity; `amount` is the same in `unit`, the unit of totals."""
        quantity = row.quantity
        if not quantity or amount <= 0:
            return
        group = self._groups.get((row.indicator, row.kind, unit))
        if group is None:
            group = self._groups[row.indicator, row.kind, unit] = _Column()
        group.amounts.append(amount)
        group.quantities.append(quantity)
        group.rows.append(row.row)
        group.columns.append(row.column)
        group.units.append(row.unit)
        group.sheets.append(row.sheet)
        for other_quantity, other, other_amount in self._last:
            if other_quantity == quantity and other.unit != row.unit and _is_another_unit_of(other, row):
                larger, smaller = (row, other) if amount > other_amount else (other, row)
                self._other_unit.append(_in_another_unit(larger, smaller))
        self._last.append((quantity, row, amount))

    def doubts(self, history: Mapping[Group, Sequence[float]]) -> Iterator[Doubt]:
        """Yield what should be asked about, each quantity once, the strongest doubts first.

        Args:
            history: earlier quantities by group, in the unit of totals.
        """
        far = [doubt for group, column in self._groups.items() for doubt in _far(group, column, history)]
        told = set()
        for doubt in (*self._other_unit, *sorted(far, key=lambda doubt: -doubt.strength)):
            cell = (doubt.sheet, doubt.row, doubt.column)
            if cell not in told:
                told.add(cell)
                yield doubt


def _is_another_unit_of(other: ReportedRow, row: ReportedRow) -> bool:
    one, two = UNITS.get(other.unit), UNITS.get(row.unit)
    return (
        one is not None and two is not None and one.dimension is two.dimension
        and (other.indicator, other.kind, other.sheet) == (row.indicator, row.kind, row.sheet)
    )  # fmt: skip


def _in_another_unit(larger: ReportedRow, smaller: ReportedRow) -> Doubt:
    return Doubt(
        "quantity_other_unit", larger.sheet, larger.row, larger.column, larger.indicator, larger.kind,
        larger.quantity or 0.0, larger.unit,
        {"quantity": larger.quantity or 0.0, "unit": larger.unit, "other_row": smaller.row,
         "other_unit": smaller.unit},
    )  # fmt: skip


def _far(group: Group, column: _Column, history: Mapping[Group, Sequence[float]]) -> Iterator[Doubt]:
    earlier = np.asarray(history.get(group, ()), dtype=np.float64)
    own = np.frombuffer(column.amounts, dtype=np.float64)
    logarithms = np.log10(np.concatenate([own, earlier[earlier > 0]]))
    if logarithms.size < FEWEST:
        return
    scores = modified_z_scores(logarithms)[: own.size]
    usual = float(10 ** np.median(logarithms))
    indicator, kind, unit = group
    factors = np.abs(logarithms[: own.size] - np.median(logarithms))
    for position in np.flatnonzero((np.abs(scores) > BOUND) & (factors >= np.log10(LEAST_FACTOR))):
        score = float(scores[position])
        yield Doubt(
            "quantity_far", column.sheets[position], column.rows[position], column.columns[position],
            indicator, kind,
            column.quantities[position], column.units[position],
            {
                "quantity": column.quantities[position], "unit": column.units[position],
                "usual": float(f"{usual:.3g}"),
                "usual_unit": unit, "times": round(10 ** float(factors[position])),
                "score": round(abs(score), 1), "known": int(logarithms.size),
            },
            strength=abs(score),
        )  # fmt: skip
