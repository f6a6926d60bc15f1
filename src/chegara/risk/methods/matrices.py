"""Matrices that say which level two levels make together.

A matrix is a table that people have agreed on: nothing is computed. It must rise with either component, so
that a graver threat never makes a lower risk. A step of more than one level between neighbouring cells is
allowed, but told: there one step of one score, which is within anybody's error, moves the result by two.

Sources:
    IEC 31010:2019, Risk assessment techniques, B.10.3 (consequence/likelihood matrix).
    L. A. Cox, "What's wrong with risk matrices?", Risk Analysis 28, 2008 (weak consistency, betweenness).
    `risk/parameters/matrices.toml` holds the matrices that are shipped.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.risk.methods.components import EXPOSURE, RISK, THREAT

Levels: TypeAlias = NDArray[np.int64]

_FILE = Path(__file__).parent.parent / "parameters" / "matrices.toml"


class BrokenMatrixError(ValueError):
    """A cell is missing or no level of the scale, or the matrix falls where a component rises."""


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Which level (1 for the lowest) a row's and a column's level make; `result`, `rows`, `columns` are
    codes.

    Raises:
        BrokenMatrixError: the cells are no square table of levels that rises along rows and columns.
    """

    result: str
    rows: str
    columns: str
    cells: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        """Refuse what is no matrix."""
        size = len(self.cells)
        if not size or any(len(row) != size for row in self.cells):
            raise BrokenMatrixError(f"matrix {self.result}: each of its {size} rows needs {size} cells")
        table = self.table
        if table.min() < 1 or table.max() > size:
            raise BrokenMatrixError(f"matrix {self.result}: a cell is a level from 1 to {size}")
        for along, name in ((1, self.columns), (0, self.rows)):
            fallen = np.argwhere(np.diff(table, axis=along) < 0)
            if len(fallen):
                row, column = (int(place) + 1 for place in fallen[0])
                raise BrokenMatrixError(
                    f"matrix {self.result}: after row {row}, column {column} "
                    f"the level falls while {name} rises"
                )

    @property
    def table(self) -> Levels:
        """The cells as an array, rows x columns."""
        return np.asarray(self.cells, dtype=np.int64)

    def level(self, row: int, column: int) -> int:
        """Return the level of two levels, 1 for the lowest.

        Raises:
            KeyError: one of them is no level of the scale.
        """
        size = len(self.cells)
        if not (1 <= row <= size and 1 <= column <= size):
            raise KeyError(f"matrix {self.result} has levels 1 to {size}, not {row} and {column}")
        return self.cells[row - 1][column - 1]

    def leaps(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield neighbouring cells that differ by more than one level: row, column, next row, next column."""
        for down, right in ((0, 1), (1, 0)):
            steps = np.abs(np.diff(self.table, axis=right))
            for row, column in np.argwhere(steps > 1) + 1:
                yield int(row), int(column), int(row) + down, int(column) + right


@dataclass(frozen=True, kw_only=True)
class MatrixSet:
    """The three chained matrices of one scale; `version` is their day, `source` who proposed them."""

    code: str
    scale: str
    version: date
    source: str
    threat: Matrix
    exposure: Matrix
    risk: Matrix

    def __post_init__(self) -> None:
        """Refuse matrices of different scales."""
        if len({len(matrix.cells) for matrix in (self.threat, self.exposure, self.risk)}) > 1:
            raise BrokenMatrixError(f"the matrices of {self.code} have scales of different length")

    @property
    def levels(self) -> int:
        """How many levels the scale has."""
        return len(self.threat.cells)


@cache
def matrix_sets() -> Mapping[str, MatrixSet]:
    """Return the matrices that are shipped, by code: three, four, five."""
    with _FILE.open("rb") as file:
        content = tomllib.load(file)
    version, source = content.pop("version"), content.pop("source")
    return {
        code: MatrixSet(
            code=code,
            scale=entry["scale"],
            version=version,
            source=source,
            threat=_matrix(THREAT, entry),
            exposure=_matrix(EXPOSURE, entry),
            risk=_matrix(RISK, entry),
        )
        for code, entry in content.items()
    }


def load_matrices(code: str) -> MatrixSet:
    """Return one of the sets that are shipped.

    Raises:
        KeyError: there is none of that code.
    """
    return matrix_sets()[code]


def _matrix(result: str, entry: Mapping[str, Any]) -> Matrix:
    one = entry[result]
    return Matrix(
        result=result,
        rows=one["rows"],
        columns=one["columns"],
        cells=tuple(tuple(row) for row in one["cells"]),
    )
