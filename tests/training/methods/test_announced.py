from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.training.methods.announced import DatesRefusedError, Days, Fault, read_days


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("28–30 March 2018", (2018, 3, 28), (2018, 3, 30)),
        ("27 February – 1 March 2018", (2018, 2, 27), (2018, 3, 1)),
        ("29 January – 2 February 2018", (2018, 1, 29), (2018, 2, 2)),
        ("March 03–05, 2018", (2018, 3, 3), (2018, 3, 5)),
        ("2 апреля 2018 г.", (2018, 4, 2), (2018, 4, 2)),
        ("27 февраля – 1 марта 2018 г.", (2018, 2, 27), (2018, 3, 1)),
        ("1-3 мая 2018", (2018, 5, 1), (2018, 5, 3)),
        ("28.03.2018 – 30.03.2018", (2018, 3, 28), (2018, 3, 30)),
        ("29 February 2024", (2024, 2, 29), (2024, 2, 29)),
        ("30 December – 2 January 2019", (2018, 12, 30), (2019, 1, 2)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_announcement_is_read_as_it_is_written(text, first, last):
    assert read_days(text) == Days(date(*first), date(*last))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("28–30 February 2018", Fault.NO_SUCH_DAY),
        ("29 February 2018", Fault.NO_SUCH_DAY),
        ("31.04.2018", Fault.NO_SUCH_DAY),
        ("28–30 March", Fault.NO_YEAR),
        ("30–28 March 2018", Fault.REVERSED),
        ("in spring", Fault.UNREADABLE),
        ("March 2018", Fault.UNREADABLE),
        ("1, 3 and 5 March 2018", Fault.UNREADABLE),
        ("01.13.2018", Fault.UNREADABLE),
        ("", Fault.UNREADABLE),
    ],
    ids=lambda value: str(value) or "nothing",
)
def test_what_is_no_day_is_refused_and_never_moved(text, fault):
    with pytest.raises(DatesRefusedError) as refused:
        read_days(text)

    assert refused.value.fault == fault


def test_a_refusal_says_which_day_does_not_exist():
    with pytest.raises(DatesRefusedError) as refused:
        read_days("28–30 February 2018")

    assert (refused.value.day, refused.value.month, refused.value.last) == (30, 2, 28)


def test_a_beginning_on_saturday_is_told_and_one_on_friday_is_not():
    assert read_days("March 03–05", year=2018).weekend == (date(2018, 3, 3),)
    assert read_days("March 02–05", year=2018).weekend == ()


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 60))
def test_days_that_are_written_out_are_read_back(first, length):
    last = first + timedelta(days=length)

    assert read_days(f"{first:%d.%m.%Y} – {last:%d.%m.%Y}") == Days(first, last)
    if first.year == last.year:
        months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        text = f"{first.day} {months[first.month - 1]} – {last.day} {months[last.month - 1]} {last.year}"
        assert read_days(text) == Days(first, last)
