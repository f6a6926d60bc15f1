"""Vega-Lite to pictures: without a network, in our own fonts, each picture drawn once a process."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import vl_convert

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Chegara Sans"  # Noto Sans with the minus sign and arrows that it lacks: see fonts/README.md
DPI = 216  # of a picture in Word
PIXELS_PER_INCH = 96  # of a specification's own pixels, so that 12 px is 9 pt in print
_PATH = re.compile(r' d="[^"]*"')
_DIGITS = re.compile(r"(\.\d\d)\d+")
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


_SMALLEST = json.dumps({"mark": "bar", "data": {"values": []}})


class _Painters:
    """Processes that draw, and what they were given to draw."""

    def __init__(self) -> None:
        number = os.cpu_count() or 1
        # A forked process would inherit locks that the site's other threads hold: a new one starts clean.
        self.pool = ProcessPoolExecutor(number, mp_context=get_context("spawn"))
        self.drawn: dict[str, Future[tuple[str, bytes]]] = {}
        for _ in range(number):
            self.pool.submit(_draw_svg, _SMALLEST)  # the first picture of a process takes half a second more

    def take(self, canonical: str) -> None:
        if canonical not in self.drawn:
            self.drawn[canonical] = self.pool.submit(_draw, canonical)

    def give(self, canonical: str) -> tuple[str, bytes] | None:
        """Return a picture that was taken on; None where its process is no more."""
        try:
            return self.drawn[canonical].result() if canonical in self.drawn else None
        except BrokenExecutor:
            return None


_at_work: ContextVar[_Painters | None] = ContextVar("painters", default=None)


@contextmanager
def side_by_side() -> Iterator[None]:
    """Within it, what `draw_ahead` is given is drawn on all processors while the caller goes on.

    The processes start at once and are gone at the end. (Threads would not do: who draws lets no other draw.)
    """
    painters = _Painters()
    token = _at_work.set(painters)
    try:
        yield
    finally:
        _at_work.reset(token)
        # Waits for a picture under way at most: a program that ends before its painters do fails on 3.11.
        painters.pool.shutdown(wait=True, cancel_futures=True)


def draw_ahead(specs: Iterable[dict[str, Any]]) -> None:
    """Let pictures be drawn before they are asked for; does nothing outside `side_by_side`.

    What Vega cannot draw is reported by `svg` when it is asked for.

    Raises:
        ValueError: a specification holds NaN.
    """
    painters = _at_work.get()
    if painters is not None:
        for spec in specs:
            painters.take(_canonical(spec))


def _draw(canonical: str) -> tuple[str, bytes]:
    drawn = _draw_svg(canonical)
    return drawn, _draw_png(drawn, DPI)


def _draw_svg(canonical: str) -> str:
    _register_fonts()
    # An empty list of allowed addresses refuses every one: data must lie in the specification.
    drawn = vl_convert.vegalite_to_svg(canonical, allowed_base_urls=[])
    # A hundredth of a pixel is enough for a path; Vega writes fifteen digits.
    return _PATH.sub(lambda path: _DIGITS.sub(r"\1", path[0]), drawn)


def _draw_png(drawn: str, dpi: int) -> bytes:
    return vl_convert.svg_to_png(drawn, scale=dpi / PIXELS_PER_INCH)


def _drawn_ahead(canonical: str) -> tuple[str, bytes] | None:
    painters = _at_work.get()
    return painters.give(canonical) if painters is not None else None


@lru_cache(maxsize=128)
def _svg(canonical: str) -> str:
    ahead = _drawn_ahead(canonical)
    return ahead[0] if ahead else _draw_svg(canonical)


@lru_cache(maxsize=64)
def _png(canonical: str, dpi: int) -> bytes:
    ahead = _drawn_ahead(canonical) if dpi == DPI else None
    return ahead[1] if ahead else _draw_png(_svg(canonical), dpi)


def _canonical(spec: dict[str, Any]) -> str:
    return json.dumps(spec, sort_keys=True, ensure_ascii=False, allow_nan=False)


def svg(spec: dict[str, Any]) -> str:
    """Return the picture of a Vega-Lite specification as SVG.

    Raises:
        ValueError: the specification is wrong, holds NaN, or asks for data from elsewhere.
    """
    return _svg(_canonical(spec))


def png(spec: dict[str, Any], dpi: int = DPI) -> bytes:
    """Return the picture as PNG; raises what `svg` raises."""
    return _png(_canonical(spec), dpi)


def size_in_inches(spec: dict[str, Any]) -> tuple[float, float]:
    """Return the picture's width and height in print."""
    found = _SIZE.search(svg(spec))
    if found is None:
        raise ValueError("the drawn picture has no size")
    return float(found[1]) / PIXELS_PER_INCH, float(found[2]) / PIXELS_PER_INCH
