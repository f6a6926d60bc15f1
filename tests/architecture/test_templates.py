"""What every template keeps to."""

from __future__ import annotations

import re
from pathlib import Path

from django.template import engines

SOURCE = Path(__file__).parents[2] / "src" / "chegara"
ATTRIBUTE = re.compile(r'\b(?:value|href|id|for|name|action|data-[a-z-]+)="([^"]*)"')
NUMBER = re.compile(r"\{\{ *[\w.]*\b(?:pk|\w+_id|number|year|previous_page_number|next_page_number) *\}\}")
# Of a form's field these are words.
WORDS = re.compile(r"\.(?:auto_id|html_id|widget_id)\b")


def test_a_number_for_a_program_has_no_thousands_separator() -> None:
    bare = [
        f"{path.relative_to(SOURCE)}: {number[0]}"
        for path in sorted(SOURCE.rglob("templates/**/*.html"))
        for attribute in ATTRIBUTE.finditer(path.read_text("utf-8"))
        for number in NUMBER.finditer(attribute[1])
        if not WORDS.search(number[0])
    ]

    assert bare == []


def test_unlocalized_is_known_in_every_template() -> None:
    template = engines["django"].from_string("{{ key }} {{ key|unlocalized }}")

    assert template.render({"key": 10632}) == "10,632 10632"
