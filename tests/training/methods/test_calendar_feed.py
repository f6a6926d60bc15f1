from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.training.methods.calendar_feed import Event, calendar_file, fold

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_an_event_of_three_days_ends_on_the_day_after_its_last():
    text = calendar_file(
        [Event("1@x", date(2018, 3, 28), date(2018, 3, 30), "Risk analysis")], name="T", at=AT
    )

    assert b"DTSTART;VALUE=DATE:20180328\r\nDTEND;VALUE=DATE:20180331\r\n" in text
    assert text.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("a, b; c", rb"SUMMARY:a\, b\; c"),
        ("one\ntwo", rb"SUMMARY:one\ntwo"),
        ("back\\slash", rb"SUMMARY:back\\slash"),
    ],
    ids=["comma and semicolon", "line break", "backslash"],
)
def test_signs_that_mean_something_are_escaped(title, written):
    assert written in calendar_file(
        [Event("1@x", date(2018, 1, 1), date(2018, 1, 1), title)], name="T", at=AT
    )


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=300))
def test_a_folded_line_unfolds_to_itself_and_none_is_too_long(line):
    folded = fold(line)

    assert folded.replace(b"\r\n ", b"").decode() == line
    assert all(len(part) <= 75 for part in folded.split(b"\r\n"))
