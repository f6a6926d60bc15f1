"""The widths of a printed table's columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.reporting.blocks import Column, Table
from chegara.reporting.columns import LINE, PADDING, column_shares


def table(*columns: Column, rows: tuple[tuple[str, ...], ...] = ()) -> Table:
    return Table("Caption", columns, rows)


def test_columns_are_as_wide_as_asked_for_where_every_word_fits():
    shares = column_shares(table(Column("State", width=3), Column("km", width=1)))

    assert shares == pytest.approx((0.75, 0.25))


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Протяжённость, км", "12"), ("км", "Протяжённость")],
    ids=["a long word in the heading", "a long word in a cell"],
)
def test_a_column_is_never_narrower_than_its_longest_word(heading: str, cell: str):
    shares = column_shares(table(Column("Участок", width=9), Column(heading, width=1), rows=(("a", cell),)))

    assert shares[1] >= (len("Протяжённость") + PADDING) / LINE[-1][1]
    assert sum(shares) == pytest.approx(1)


def test_where_words_fill_more_than_a_line_each_column_has_its_words_share():
    shares = column_shares(table(Column("a" * 58), Column("b" * 118)))

    assert shares == pytest.approx((60 / 180, 120 / 180))


def test_a_word_may_break_after_a_hyphen():
    hyphened = column_shares(table(Column("северо-западный", width=1), Column("x", width=99)))
    whole = column_shares(table(Column("северозападный", width=1), Column("x", width=99)))

    assert hyphened[0] < whole[0]


def test_a_hyphen_before_a_digit_breaks_no_line():
    file = "seizures-2011-2015.csv"
    shares = column_shares(table(Column("File", width=1), Column("x", width=99), rows=((file, ""),)))

    assert shares[0] == pytest.approx(
        (len(file.partition("-")[2]) + len("seizures-") + PADDING) / LINE[-1][1]
    )


@given(
    st.lists(st.tuples(st.text("абв ", max_size=30), st.floats(0.1, 9)), min_size=1, max_size=12),
    st.text("абв ", max_size=60),
)
def test_shares_fill_the_line_and_no_word_that_can_fit_is_cut(headings: list[tuple[str, float]], cell: str):
    columns = tuple(Column(heading, width=width) for heading, width in headings)
    content = table(*columns, rows=((cell, *("" for _ in columns[1:])),))

    shares = column_shares(content)

    assert sum(shares) == pytest.approx(1)
    line = next(characters for above, characters in LINE if len(columns) > above)
    words = [[*heading.split(), ""] for heading, _width in headings]
    words[0] += cell.split()
    needs = [(max(map(len, of_column)) + PADDING) / line for of_column in words]
    if sum(needs) < 1:
        assert all(share >= need - 1e-9 for share, need in zip(shares, needs, strict=True))
