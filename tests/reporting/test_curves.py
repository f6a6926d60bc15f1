"""Curves over an amount."""

from __future__ import annotations

import pytest

from chegara.reporting.charts import About
from chegara.reporting.curves import ROWS, Axis, Curve, Point, curves
from chegara.reporting.drawing import svg

ABOUT = About(caption="Harm", description="More than 10 in 5 %.", source="tests", language="en")
POINTS = tuple(Point(10.0**n, 1 - n / 10, 0.9 - n / 10, 1.0) for n in range(6))


def test_a_curve_can_be_drawn_with_its_band_and_a_mark():
    figure = curves(
        ABOUT, [Curve("", POINTS)], x=Axis(title="harm", logarithmic=True), y=Axis(title="share", share=True),
        mark_at=(100.0, "the budget"),
    )  # fmt: skip

    assert "<svg" in svg(figure.spec)


def test_an_amount_of_nothing_has_no_place_on_a_logarithmic_axis():
    figure = curves(
        ABOUT, [Curve("", (Point(0.0, 1.0), *POINTS))], x=Axis(title="harm", logarithmic=True),
        y=Axis(title="share", share=True),
    )  # fmt: skip

    assert all(row["x"] > 0 for row in figure.spec["data"]["values"])


def test_the_table_shows_some_of_many_points_with_their_interval():
    many = tuple(Point(float(n), n / 1000, n / 1000, n / 900) for n in range(1, 500))
    figure = curves(ABOUT, [Curve("", many)], x=Axis(title="harm"), y=Axis(title="share", share=True))

    assert figure.data is not None
    assert 6 <= len(figure.data.rows) <= ROWS
    assert [column.heading for column in figure.data.columns] == ["harm", "share", "Interval"]


def test_an_unknown_height_is_a_dash_and_no_zero():
    figure = curves(
        ABOUT,
        [Curve("left", (Point(0.0, None), Point(1.0, 2.0)))],
        x=Axis(title="budget"),
        y=Axis(title="harm"),
    )

    assert figure.data is not None
    assert [row[1] for row in figure.data.rows] == ["–", "2.00"]


@pytest.mark.parametrize("lines", [[], [Curve("", ())], [Curve(str(n), POINTS) for n in range(8)]])
def test_nothing_and_too_much_are_refused(lines: list[Curve]):
    with pytest.raises(ValueError, match="at most seven"):
        curves(ABOUT, lines, x=Axis(title="x"), y=Axis(title="y"))
