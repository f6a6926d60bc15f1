"""Bars over time, and readings between baseline and target: picture, table and words say the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chegara.reporting.charts import About
from chegara.reporting.drawing import svg
from chegara.reporting.timelines import Bar, Dated, gantt, readings

LOOKS = {"waiting": "not begun", "running": "in progress", "done": "done", "late": "overdue"}
FIRST, LAST, TODAY = date(2026, 1, 1), date(2026, 12, 31), date(2026, 6, 1)


def about(language: str = "en", stamp: str = "") -> About:
    return About(caption="Plan", description="The plan", source="invented", language=language, stamp=stamp)


def bar(
    name: str = "Scanner", start: date | None = FIRST, end: date | None = TODAY, look: str = "running"
) -> Bar:
    return Bar(name=name, start=start, end=end, look=look, state="in progress", who="Customs")


def drawn(bars: list[Bar], **more: Any) -> Any:
    values: dict[str, Any] = {"first": FIRST, "last": LAST, "today": TODAY, "looks": LOOKS, **more}
    return gantt(about(), bars, **values)


def test_each_bar_stands_in_the_picture_and_in_the_table() -> None:
    figure = drawn([bar(), bar("Training", look="done")])
    picture = svg(figure.spec)

    assert figure.data is not None
    assert [row[0] for row in figure.data.rows] == ["Scanner", "Training"]
    assert figure.data.rows[0][2:4] == ("1 January 2026", "1 June 2026")
    assert all(word in picture for word in ("Scanner", "Training", "in progress", "done"))


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, TODAY), (FIRST, None), (None, None)],
    ids=["no beginning", "no deadline", "neither"],
)
def test_what_is_not_known_is_drawn_as_such_and_never_guessed(start: date | None, end: date | None) -> None:
    figure = drawn([bar(start=start, end=end)])
    row = figure.spec["data"]["values"][0]

    assert not row["known"]
    assert row["any"] == (start is not None or end is not None)
    assert figure.data is not None
    assert figure.data.rows[0][2:4].count("–") == (start is None) + (end is None)
    assert svg(figure.spec)


def test_today_is_drawn_only_where_it_lies_in_the_time_shown() -> None:
    def rules(figure: Any) -> int:
        return sum(layer["mark"]["type"] == "rule" for layer in figure.spec["layer"])

    assert rules(drawn([bar()])) == 1
    assert rules(drawn([bar()], today=date(2030, 1, 1))) == 0


def test_a_long_name_is_cut_in_the_picture_and_whole_in_the_table() -> None:
    name = "A measure whose name is far longer than any chart has room for at its side"
    figure = drawn([bar(name)])

    assert name not in svg(figure.spec)
    assert figure.data is not None
    assert figure.data.rows[0][0] == name


@pytest.mark.parametrize("name", ["It's a “name”", "back\\slash", "two\nlines", "<b>&amp;", "Имя"])
def test_any_name_can_be_drawn(name: str) -> None:
    assert svg(drawn([bar(name)]).spec)


def test_a_timeline_without_bars_or_time_is_refused() -> None:
    with pytest.raises(ValueError, match="a bar"):
        drawn([])
    with pytest.raises(ValueError, match="a time"):
        drawn([bar()], last=date(2025, 1, 1))


@pytest.mark.parametrize(("last", "labels"), [(date(2026, 12, 31), "04.2026"), (date(2031, 12, 31), "2029")])
def test_the_axis_names_quarters_of_a_short_time_and_years_of_a_long(last: date, labels: str) -> None:
    assert labels in svg(drawn([bar()], last=last).spec)


def test_an_invented_plan_says_so_inside_the_picture() -> None:
    figure = gantt(
        about(stamp="Invented data"), [bar()], first=FIRST, last=LAST, today=TODAY, looks=LOOKS
    )  # fmt: skip

    assert "Invented data" in svg(figure.spec)


def test_readings_stand_between_baseline_and_target() -> None:
    figure = readings(
        about(),
        [Dated(date(2026, 3, 31), 9.25, "report")],
        unit="%",
        baseline=Dated(FIRST, 8),
        target=Dated(LAST, 20),
    )

    assert figure.data is not None
    assert [(row[1], row[2]) for row in figure.data.rows] == [
        ("baseline", "8.00"), ("read", "9.25"), ("target", "20.00"),
    ]  # fmt: skip
    assert svg(figure.spec)


@pytest.mark.parametrize(
    ("values", "baseline", "target"),
    [
        pytest.param([Dated(FIRST, 0)], None, None, id="a reading of nought alone"),
        pytest.param([], Dated(FIRST, 1), Dated(LAST, 2), id="no reading yet"),
        pytest.param([], Dated(FIRST, 1), None, id="a baseline alone"),
    ],
)
def test_what_there_is_is_drawn(values: list[Dated], baseline: Dated | None, target: Dated | None) -> None:
    assert svg(readings(about(), values, unit="", baseline=baseline, target=target).spec)


def test_readings_without_anything_are_refused() -> None:
    with pytest.raises(ValueError, match="needs a value"):
        readings(about(), [], unit="", baseline=None, target=None)


def test_the_table_speaks_the_language_of_the_document() -> None:
    figure = readings(about("ru"), [Dated(FIRST, 3)], unit="", baseline=None, target=None)

    assert figure.data is not None
    assert figure.data.columns[0].heading == "День"
