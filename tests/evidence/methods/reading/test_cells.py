"""Numbers, dates and periods read back however they are written, and nothing else is taken for one."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.common.periods import PeriodKind
from chegara.evidence.methods.reading.cells import (
    BadCellError,
    ColumnStyle,
    decimal_mark_of,
    from_serial,
    looks_like_data,
    parse_month,
    parse_number,
    parse_period,
    parse_quarter,
    parse_year,
    style_of,
)

DAY, MONTH, QUARTER = PeriodKind.DAY, PeriodKind.MONTH, PeriodKind.QUARTER
HALF, YEAR = PeriodKind.HALF_YEAR, PeriodKind.YEAR


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("0", "", 0.0),
        ("1234", "", 1234.0),
        ("1 234", "", 1234.0),
        ("1\u00a0234\u00a0567", "", 1234567.0),
        ("1\u202f234,5", "", 1234.5),
        ("1'234.5", "", 1234.5),
        ("1.234,56", "", 1234.56),
        ("1,234.56", "", 1234.56),
        ("1.234.567", "", 1234567.0),
        ("1,234", "", 1234.0),
        ("1,234", ",", 1.234),
        ("1,234", ".", 1234.0),
        ("0,125", "", 0.125),
        ("12345,678", "", 12345.678),
        (",5", "", 0.5),
        ("−3", "", -3.0),
        ("+7", "", 7.0),
        ("1,5E+03", "", 1500.0),
        ("5.4879999999999995", "", 5.4879999999999995),
    ],
)
def test_a_number_is_read_in_every_usual_style(text, decimal, number):
    assert parse_number(text, decimal) == number


@pytest.mark.parametrize(
    "text", ["", "-", "abc", "12 34", "1,23,4", "1.234.56", "1.2.3", "12 кг", "1e999", "=1+1", "1 2345", "١٢"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(BadCellError, match="not_a_number"):
        parse_number(text)


def test_a_number_that_contradicts_its_column_is_refused():
    with pytest.raises(BadCellError, match="decimal_mark_mixed"):
        parse_number("12,5", ".")


@pytest.mark.parametrize(
    ("cell", "start", "kind"),
    [
        ("2015-03-12", date(2015, 3, 12), DAY),
        ("2015-03-12T10:30:00Z", date(2015, 3, 12), DAY),
        ("12.03.2015", date(2015, 3, 12), DAY),
        ("12.03.2015 г.", date(2015, 3, 12), DAY),
        ("12.03.2015 08:15", date(2015, 3, 12), DAY),
        ("1/2/2015", date(2015, 2, 1), DAY),
        ("12 марта 2015 г.", date(2015, 3, 12), DAY),
        ("МАРТА 12, 2015", date(2015, 3, 12), DAY),
        ("March 12, 2015", date(2015, 3, 12), DAY),
        ("12-Mar-2015", date(2015, 3, 12), DAY),
        (datetime(2015, 3, 12, 23, 59), date(2015, 3, 12), DAY),  # noqa: DTZ001 - spreadsheets know no zones
        (date(2015, 3, 12), date(2015, 3, 12), DAY),
        (42075, date(2015, 3, 12), DAY),
        (42075.99, date(2015, 3, 12), DAY),
        ("42075", date(2015, 3, 12), DAY),
        ("2015-03", date(2015, 3, 1), MONTH),
        ("03.2015", date(2015, 3, 1), MONTH),
        ("Январь 2015", date(2015, 1, 1), MONTH),
        ("за январь 2015 года", date(2015, 1, 1), MONTH),
        ("янв.15", date(2015, 1, 1), MONTH),
        ("Sept 2015", date(2015, 9, 1), MONTH),
        ("сен 2015", date(2015, 9, 1), MONTH),
        ("қаңтар 2015", date(2015, 1, 1), MONTH),
        ("yanvar 2015", date(2015, 1, 1), MONTH),
        ("1 кв. 2015", date(2015, 1, 1), QUARTER),
        ("III квартал 2015 г.", date(2015, 7, 1), QUARTER),
        ("2-й квартал 2015", date(2015, 4, 1), QUARTER),
        ("2015 Q4", date(2015, 10, 1), QUARTER),
        ("Q4 2015", date(2015, 10, 1), QUARTER),
        ("II полугодие 2015", date(2015, 7, 1), HALF),
        ("2015", date(2015, 1, 1), YEAR),
        ("за 2015 год", date(2015, 1, 1), YEAR),
        (2015, date(2015, 1, 1), YEAR),
    ],
)
def test_a_period_is_read_however_it_is_written(cell, start, kind):
    period = parse_period(cell)
    assert (period.start, period.kind) == (start, kind)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31.02.2015", "no_such_day"),
        ("2015-02-30", "no_such_day"),
        ("31 апреля 2015", "no_such_day"),
        ("13.2015", "no_such_month"),
        ("2015-00", "no_such_month"),
        ("5 кв. 2015", "no_such_month"),
        ("вчера", "not_a_date"),
        ("январь", "not_a_date"),
        ("I квартал", "not_a_date"),
        ("12", "not_a_date"),
        (0, "not_a_date"),
        (float("nan"), "not_a_date"),
        (True, "not_a_date"),
        ("1" * 100, "not_a_date"),
    ],
)
def test_what_no_calendar_has_is_refused_by_name(cell, code):
    with pytest.raises(BadCellError, match=code):
        parse_period(cell)


def test_two_digit_years_serials_and_slashes_are_questioned():
    doubts = [parse_period(cell).doubt for cell in ("янв.15", "01.02.15", 42075, "3/4/2015", "13/4/2015")]
    assert doubts == ["two_digit_year", "two_digit_year", "date_from_number", "day_first", ""]


def test_the_1904_system_lies_1462_days_later():
    assert (from_serial(40000, uses_1904=True) - from_serial(40000)).days == 1462


@pytest.mark.parametrize(
    ("parse", "cell", "number"),
    [
        (parse_year, 2015.0, 2015),
        (parse_year, "2015 г.", 2015),
        (parse_month, "03", 3),
        (parse_month, 3.0, 3),
        (parse_month, "Марта", 3),
        (parse_quarter, "II", 2),
        (parse_quarter, "3 кв.", 3),
        (parse_quarter, "Q4", 4),
        (parse_quarter, 1, 1),
    ],
)
def test_parts_of_a_date_stand_alone(parse, cell, number):
    assert parse(cell) == number


@pytest.mark.parametrize(("parse", "cell"), [(parse_month, 13), (parse_quarter, "5"), (parse_year, "март")])
def test_parts_that_do_not_exist_are_refused(parse, cell):
    with pytest.raises(BadCellError):
        parse(cell)


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (["1,234", "5,678"], ""),
        (["1,234", "0,5"], ","),
        (["1,234", "1,234.5"], "."),
        (["1.5", "2.5", "3,5"], "."),
        (["12", None, "нет", 5], ""),
    ],
)
def test_the_decimal_mark_is_decided_by_the_column(cells, decimal):
    assert style_of(cells).decimal == decimal


def test_a_column_is_month_first_only_if_nothing_contradicts():
    assert style_of(["03/04/2015", "03/25/2015"]).month_first
    assert not style_of(["03/25/2015", "25/03/2015"]).month_first
    assert parse_period("03/04/2015", ColumnStyle(has_second_above_12=True)).start == date(2015, 3, 4)


def test_figures_and_days_are_data_and_years_and_months_are_headings():
    assert all(map(looks_like_data, ("12.03.2015", 17, "1 234,5", date(2015, 3, 12))))
    assert not any(map(looks_like_data, (2015, "2015", "январь 2015", "Дата", None, date(2015, 3, 1))))


GROUPINGS = [" ", "\u00a0", "\u202f", "'", ""]


@given(
    st.integers(-(10**9), 10**9),
    st.integers(0, 4),
    st.integers(0, 9999),
    st.sampled_from([*((mark, group) for mark in ",." for group in GROUPINGS), (",", "."), (".", ",")]),
)
def test_a_number_formatted_in_any_style_reads_back(whole, places, fraction, style):
    mark, group = style
    digits = str(fraction).zfill(4)[:places]
    text = f"{whole:,}".replace(",", group) + (mark + digits if places else "")
    expected = float(f"{whole}" + (f".{digits}" if places else ""))
    assert parse_number(text, mark) == expected
    assert decimal_mark_of(text) in {"", mark}


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]))
def test_a_day_written_in_any_order_reads_back(day, layout):
    assert parse_period(day.strftime(layout)).start == day
