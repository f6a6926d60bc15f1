"""A table or figure as a picture that stands by itself."""

from __future__ import annotations

import struct

import pytest

from chegara.common.periods import Month
from chegara.reporting.blocks import Column, Table
from chegara.reporting.charts import About, Line, monthly_lines
from chegara.reporting.picture import picture

TABLE = Table("Seizures", (Column("Month"), Column("Number", "end")), (("March", "3"),), source="The agency")
FIGURE = monthly_lines(
    About(caption="C", description="D", source="S", language="en"),
    [Line("x", Month(2015, 1), [1, 2])],
    unit="",
)


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("block", [TABLE, FIGURE], ids=["table", "figure"])
def test_a_picture_grows_with_what_is_printed_in_it(block):
    bare = picture(block, "png", language="en")
    marked = picture(block, "png", language="en", marking="For official use", banner="Invented data")

    assert bare.startswith(b"\x89PNG")
    assert size_of(marked)[0] == size_of(bare)[0]
    assert size_of(marked)[1] > size_of(bare)[1]


def test_a_longer_table_makes_a_higher_picture_and_no_second_page():
    long = Table("Seizures", TABLE.columns, TABLE.rows * 60)

    assert (
        size_of(picture(long, "png", language="ru"))[1] > 5 * size_of(picture(TABLE, "png", language="ru"))[1]
    )
    assert picture(long, "svg", language="ru").count(b"<svg") == 1


def test_the_same_picture_has_the_same_bytes():
    assert picture(TABLE, "svg", language="en") == picture(TABLE, "svg", language="en")


def test_there_is_no_other_format():
    with pytest.raises(ValueError, match="choose from png, svg"):
        picture(TABLE, "gif", language="en")  # type: ignore[arg-type]
