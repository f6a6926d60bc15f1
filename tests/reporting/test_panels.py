"""Charts above one another, and changes of level, read from the drawn pictures."""

from __future__ import annotations

import re

import pytest

from chegara.common.periods import Month
from chegara.reporting import drawing
from chegara.reporting.charts import About, Gap, Line, monthly_lines
from chegara.reporting.panels import Panel, Plateau, Step, stacked, with_levels

START = Month(2015, 1)
ABOUT = About(caption="C", description="D", source="S", language="en", stamp="Invented data")


def panel(name: str = "seizures", **more) -> Panel:
    return Panel(line=Line(name, START, [3, None, 5, 4]), unit="a month", **more)


def words_in(figure) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawing.svg(figure.spec)))


def test_each_panel_has_its_name_and_unit_and_all_share_the_months():
    figure = stacked(ABOUT, [panel("seizures"), panel("checks")], gaps=[Gap(START + 1, START + 1)])

    assert {"seizures", "checks", "Invented data"} <= set(
        re.findall(r"[A-Z]?[a-z]+(?: data)?", words_in(figure))
    )
    widths = {part["width"] for part in figure.spec["vconcat"]}
    assert len(widths) == 1


def test_the_figures_behind_the_panels_say_unknown_as_unknown():
    bounded = panel("rate", low=[2, None, 4, 3], high=[4, None, 6, 5], decimals=1)

    table = stacked(ABOUT, [panel(), bounded]).data

    assert table is not None
    assert table.rows[0] == ("Jan 2015", "3", "3.0", "2.0–4.0")
    assert table.rows[1] == ("Feb 2015", "–", "–", "–")


def test_a_panel_that_begins_later_lies_below_its_months():
    late = Panel(line=Line("late", START + 2, [7, 8]), unit="")

    table = stacked(ABOUT, [panel(), late]).data

    assert table is not None
    assert [row[2] for row in table.rows] == ["–", "–", "7", "8"]


@pytest.mark.parametrize("bounds", [([1], [2]), ([1, 2, 3, 4], [1])], ids=["too short", "unequal"])
def test_bounds_must_match_the_months(bounds):
    with pytest.raises(ValueError, match="bounds"):
        panel(low=bounds[0], high=bounds[1])


def test_nothing_makes_no_stack():
    with pytest.raises(ValueError, match="panel"):
        stacked(ABOUT, [])


def test_a_change_of_level_is_drawn_with_the_months_in_which_it_may_have_begun():
    plain = monthly_lines(ABOUT, [Line("x", START, [1, 1, 4, 4])], unit="")

    marked = with_levels(
        plain,
        [Step(START + 2, START + 1, START + 2)],
        [Plateau(START, START + 1, 1.0), Plateau(START + 2, START + 3, 4.0)],
    )

    bands = marked.spec["layer"][0]["data"]["values"]
    assert bands == [{"month": "2015-01-31", "end": "2015-03-31"}]
    assert drawing.svg(marked.spec) != drawing.svg(plain.spec)
    assert with_levels(plain, [], []) is plain
