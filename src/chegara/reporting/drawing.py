"""Vega-Lite to pictures: without a network, in our own fonts, each picture drawn once a process."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import vl_convert

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Chegara Sans"  # Noto Sans with the minus sign and arrows that it lacks: see fonts/README.md
PIXELS_PER_INCH = 96  # of a specification's own pixels, so that 12 px is 9 pt in print
_PATH = re.compile(r' d="[^"]*"')
_DIGITS = re.compile(r"(\.\d\d)\d+")
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


@lru_cache(maxsize=128)
def _svg(canonical: str) -> str:
    _register_fonts()
    # An empty list of allowed addresses refuses every one: data must lie in the specification.
    drawn = vl_convert.vegalite_to_svg(canonical, allowed_base_urls=[])
    # A hundredth of a pixel is enough for a path; Vega writes fifteen digits.
    return _PATH.sub(lambda path: _DIGITS.sub(r"\1", path[0]), drawn)


@lru_cache(maxsize=64)
def _png(canonical: str, dpi: int) -> bytes:
    return vl_convert.svg_to_png(_svg(canonical), scale=dpi / PIXELS_PER_INCH)


def _canonical(spec: dict[str, Any]) -> str:
    return json.dumps(spec, sort_keys=True, ensure_ascii=False, allow_nan=False)


def svg(spec: dict[str, Any]) -> str:
    """Return the picture of a Vega-Lite specification as SVG.

    Raises:
        ValueError: the specification is wrong, holds NaN, or asks for data from elsewhere.
    """
    return _svg(_canonical(spec))


def png(spec: dict[str, Any], dpi: int = 216) -> bytes:
    """Return the picture as PNG; raises what `svg` raises."""
    return _png(_canonical(spec), dpi)


def draw_ahead(specs: Sequence[dict[str, Any]], *, as_png: bool = False) -> None:
    """Draw pictures side by side on all processors, so that `svg` and `png` find them drawn.

    A specification that is wrong is left to `svg`, which says so.
    """
    draw = png if as_png else svg

    def drawn(spec: dict[str, Any]) -> None:
        with suppress(ValueError):
            draw(spec)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(drawn, specs))


def size_in_inches(spec: dict[str, Any]) -> tuple[float, float]:
    """Return the picture's width and height in print."""
    found = _SIZE.search(svg(spec))
    if found is None:
        raise ValueError("the drawn picture has no size")
    return float(found[1]) / PIXELS_PER_INCH, float(found[2]) / PIXELS_PER_INCH
