"""Compiling the catalogues of translations, which are kept as text, at set-up."""

from __future__ import annotations

from pathlib import Path

import polib

PACKAGE = Path(__file__).parent.parent


def catalogues() -> list[Path]:
    """Return the `.po` files of all slices."""
    return sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"))


def compile_catalogues() -> int:
    """Compile each `.po` whose `.mo` is missing or older; return how many were compiled."""
    compiled = 0
    for source in catalogues():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            compiled += 1
    return compiled
