from __future__ import annotations

import numpy as np
import pytest

from chegara.elicitation.methods.scales import load_scale
from chegara.risk.methods.matrices import BrokenMatrixError, Matrix, MatrixSet, load_matrices, matrix_sets


def matrix(*rows: tuple[int, ...]) -> Matrix:
    return Matrix(result="threat", rows="magnitude", columns="likelihood", cells=rows)


@pytest.mark.parametrize("code", matrix_sets())
@pytest.mark.parametrize("name", ["threat", "exposure", "risk"])
def test_a_shipped_matrix_spans_its_scale_without_leaps(code, name):
    one = getattr(load_matrices(code), name)
    size = len(load_scale(load_matrices(code).scale))

    assert one.table.shape == (size, size)
    assert one.level(1, 1) == 1
    assert one.level(size, size) == size
    assert list(one.leaps()) == []
    assert set(np.unique(one.table)) == set(range(1, size + 1))


@pytest.mark.parametrize("code", matrix_sets())
def test_matrices_are_dated_and_claim_nobodys_authority(code):
    found = load_matrices(code)

    assert found.version.year >= 2026
    assert "own proposal" in found.source


def test_a_cell_is_found_by_its_levels():
    assert load_matrices("four").threat.level(3, 4) == 4
    assert load_matrices("four").threat.level(4, 1) == 2


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (((1, 2), (2,)), "2 cells"),
        (((1, 3), (2, 2)), "from 1 to 2"),
        (((0, 1), (1, 2)), "from 1 to 2"),
        (((2, 1), (2, 2)), "row 1, column 1 the level falls while likelihood rises"),
        (((1, 2), (1, 1)), "row 1, column 2 the level falls while magnitude rises"),
        ((), "each of its 0 rows"),
    ],
    ids=["ragged", "above the scale", "below the scale", "falls along a row", "falls down a column", "empty"],
)
def test_a_table_that_is_no_matrix_is_refused_by_naming_the_cell(rows, message):
    with pytest.raises(BrokenMatrixError, match=message):
        matrix(*rows)


def test_a_leap_over_a_level_is_told():
    leaping = matrix((1, 1, 3), (1, 2, 3), (3, 3, 3))

    assert set(leaping.leaps()) == {(1, 2, 1, 3), (2, 1, 3, 1)}


@pytest.mark.parametrize(("row", "column"), [(0, 1), (1, 5), (-1, 1)])
def test_a_level_outside_the_scale_has_no_cell(row, column):
    with pytest.raises(KeyError, match="levels 1 to 4"):
        load_matrices("four").threat.level(row, column)


def test_matrices_of_different_scales_are_not_chained():
    three, four = load_matrices("three"), load_matrices("four")

    with pytest.raises(BrokenMatrixError, match="different length"):
        MatrixSet(
            code="mixed",
            scale="four",
            version=four.version,
            source="test",
            threat=three.threat,
            exposure=four.exposure,
            risk=four.risk,
        )
