"""The page on architecture beside the folders."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_slice_stands_in_the_table() -> None:
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text("utf-8")
    slices = {path.parent.name for path in (ROOT / "src" / "chegara").glob("*/__init__.py")}

    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == slices
