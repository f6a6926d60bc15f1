"""A moment is kept in UTC and told in local time: between midnight and dawn its day there is another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src" / "chegara"
IN_UTC = re.compile(r"\b(?:at|\w+_at)(?:\.date\(\)|:%[dYmH])")


def told_in_utc(line: str) -> bool:
    """Say whether a line takes the day of a record's moment as it is kept."""
    return bool(IN_UTC.search(line))


def test_no_record_tells_its_day_in_utc():
    found = [
        f"{path.relative_to(SOURCES)}:{number}"
        for path in sorted(SOURCES.rglob("*.py"))
        if "methods" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if told_in_utc(line)
    ]

    assert found == [], "write timezone.localtime(…) or timezone.localdate(…)"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('return f"{self.at:%d.%m.%Y}"', True),
        ("day_words(one.signed_at.date(), language)", True),
        ('return f"{timezone.localtime(self.at):%d.%m.%Y}"', False),
        ("timezone.localdate(one.at)", False),
        ('f"{self.answered_on:%d.%m.%Y}"', False),
    ],
)
def test_the_walk_knows_what_it_looks_for(line: str, expected: bool):
    assert told_in_utc(line) is expected
