"""Rows as an agency's answer corrects them; the file itself stays as it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from chegara.evidence.methods.rows import ReportedRow

T = TypeVar("T")


@dataclass(frozen=True)
class Correction:
    """What stands anew in one row of a file (by sheet, row and column, counted from 1; column 0: any).

    None leaves a field as it is. `remove` takes the row out.
    """

    sheet: str
    row: int
    column: int = 0
    start: date | None = None
    value: float | None = None
    quantity: float | None = None
    unit: str | None = None
    remove: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return plain values, without what stays as it is."""
        content = {
            "sheet": self.sheet, "row": self.row, "column": self.column, "value": self.value,
            "quantity": self.quantity, "unit": self.unit, "remove": self.remove or None,
            "start": self.start.isoformat() if self.start else None,
        }  # fmt: skip
        return {name: value for name, value in content.items() if value is not None}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Correction:
        """Return the correction that `as_json` wrote; what else is kept beside it is left alone."""
        known = {name: content[name] for name in cls.__dataclass_fields__ if name in content}
        if "start" in known:
            known["start"] = date.fromisoformat(known["start"])
        return cls(**known)

    def of(self, row: ReportedRow) -> ReportedRow | None:
        """Return the row as corrected, None where it is taken out.

        >>> from chegara.common.periods import PeriodKind
        >>> row = ReportedRow(
        ...     indicator="seizures.drugs", start=date(2025, 3, 1), period=PeriodKind.DAY, value=1,
        ...     quantity=635, unit="kg", row=7,
        ... )
        >>> Correction("", 7, unit="g").of(row).unit
        'g'
        """
        if self.remove:
            return None
        given = {
            name: value
            for name in ("start", "value", "quantity", "unit")
            if (value := getattr(self, name)) is not None
        }
        return replace(row, **given)


def corrected(
    rows: Iterable[ReportedRow | T], corrections: Sequence[Correction]
) -> Iterator[ReportedRow | T]:
    """Yield rows as corrected, in their order; whatever is no row passes through."""
    by_row: dict[tuple[str, int], list[Correction]] = {}
    for correction in corrections:
        by_row.setdefault((correction.sheet, correction.row), []).append(correction)
    for row in rows:
        if not isinstance(row, ReportedRow):
            yield row
            continue
        found: ReportedRow | None = row
        for correction in by_row.get((row.sheet[:100], row.row), ()):
            if found is not None and correction.column in {0, row.column}:
                found = correction.of(found)
        if found is not None:
            yield found
