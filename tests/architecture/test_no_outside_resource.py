"""Nothing that a page shows comes from outside, and a page's policy forbids it besides."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "chegara"
OWN = [
    path
    for pattern in ("*/templates/**/*.html", "*/static/**/*.css", "*/static/**/*.js", "*/static/**/*.svg")
    for path in sorted(SOURCE.glob(pattern))
    if "vendor" not in path.parts
]
LOADED = re.compile(
    r"""(?:\b(?:src|href|action|data|poster|srcset)\s*=\s*["']?|url\(\s*["']?|@import\s+["']|\bfetch\(\s*["'`]|import\(\s*["'])"""
    r"""\s*(?:https?:)?//(?!www\.w3\.org/)""",
    re.IGNORECASE,
)
INLINE = re.compile(r"""\son[a-z]+\s*=\s*["']|<script(?![^>]*\bsrc=)|<style|\sstyle\s*=""", re.IGNORECASE)


@pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_is_loaded_from_outside(path: Path):
    assert not LOADED.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js">', "<img src=//host/x.png>", "background: url('http://x/y')",
        '@import "https://fonts.example/a.css"', 'fetch("https://x.example")',
    ],
)  # fmt: skip
def test_what_is_loaded_from_outside_would_be_found(text: str):
    assert LOADED.search(text)


@pytest.mark.parametrize(
    "path", [path for path in OWN if path.suffix == ".html"], ids=lambda path: str(path.relative_to(SOURCE))
)
def test_templates_hold_no_inline_script_or_style(path: Path):
    assert not INLINE.search(path.read_text(encoding="utf-8"))
