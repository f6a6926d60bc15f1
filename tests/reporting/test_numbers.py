"""Numbers and dates as each language writes them."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.common.periods import Month
from chegara.reporting import numbers


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "1,234,567.5"),
        ("ru", "1\u202f234\u202f567,5"),
        ("kk", "1\u202f234\u202f567,5"),
        ("uz", "1\u202f234\u202f567,5"),
        ("nonsense-tag", "1,234,567.5"),
    ],
)
def test_thousands_and_decimals_follow_the_language(language: str, expected: str) -> None:
    assert numbers.decimal(1234567.5, language) == expected


@pytest.mark.parametrize("unknown", [None, math.nan, math.inf], ids=["None", "NaN", "infinite"])
@pytest.mark.parametrize(
    "write", [numbers.integer, numbers.decimal, numbers.percent, numbers.signed, numbers.signed_percent]
)
def test_unknown_is_a_dash_and_never_zero(write: object, unknown: float | None) -> None:
    assert write(unknown, "ru") == "–"  # type: ignore[operator]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(12, 18, "12–18"), (-3, 5, "−3…5"), (-5, -3, "−5…−3"), (0, 0, "0–0"), (None, 5, "–")],
)
def test_an_interval_is_never_mistaken_for_a_minus(
    low: float | None, high: float | None, expected: str
) -> None:
    assert numbers.interval(low, high, "en") == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0.4, "0"), (-0.4, "0"), (0.6, "+1"), (-0.6, "−1"), (1200, "+1\u202f200")]
)
def test_a_change_that_rounds_to_nothing_has_no_sign(value: float, expected: str) -> None:
    assert numbers.signed(value, "ru") == expected


@pytest.mark.parametrize("language", ["en", "ru", "kk", "ky", "tg", "tk", "uz"])
def test_every_language_names_twelve_months(language: str) -> None:
    assert len(set(numbers.month_names(language))) == 12
    assert numbers.month(Month(2015, 3), language).endswith("2015")


def test_days_are_written_day_first_in_english_too() -> None:
    assert numbers.day(date(2015, 3, 1), "en") == "1 March 2015"


@given(st.integers(-(10**12), 10**12), st.sampled_from(["en", "ru", "kk", "tk"]))
def test_no_number_can_break_over_two_lines_or_lose_a_digit(value: int, language: str) -> None:
    written = numbers.integer(value, language)

    assert " " not in written
    assert "-" not in written
    digits = "".join(character for character in written if character.isdigit())
    assert int(digits) == abs(value)
    assert written.startswith("−") == (value < 0)
