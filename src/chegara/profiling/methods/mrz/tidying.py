"""From what was typed, pasted, sent by a reader that acts as a keyboard, or cut from a file, to the lines of
a zone.

What is mended is said: spaces and the ends of lines are not worth a word, small letters, a reader that typed
under a Russian or Kazakh keyboard layout (Б for the filler, З for P) and Cyrillic look-alikes (А for A) are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chegara.profiling.methods.mrz.deviations import Deviation, Kind
from chegara.profiling.methods.mrz.layouts import Layout, layout_of

LINE_ENDS = re.compile(r"\\r\\n|\\n|[\r\n\v\f\t\x1c-\x1f\x85\u2028\u2029|]+")
IGNORED = re.compile(r"[\s\x00-\x08\x0e-\x1b\x7f\u200b-\u200f\u2060\ufeff]+")
FILLERS = str.maketrans({"«": "<<", "‹": "<", "〈": "<", "≤": "<", "⟨": "<"})
LAYOUT_RUSSIAN = dict(zip("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬБ", "QWERTYUIOPASDFGHJKLZXCVBNM<", strict=True))
LAYOUT_KAZAKH_DIGITS = dict(zip('"ӘІҢҒ,.ҮҰҚ', "1234567890", strict=True))
LOOK_ALIKES = dict(zip("АВЕЅІЈКМНОРСТУХ", "ABESIJKMHOPCTYX", strict=True))
TOLERANCE = 3
"""Characters by which a line may be too long or short and still be taken for its kind."""

TOTALS = {90: (3, 30), 88: (2, 44), 72: (2, 36)}


@dataclass(frozen=True)
class Tidied:
    """The joined lines, their layout (None: no kind of zone fits), and what departs so far."""

    joined: str
    layout: Layout | None
    deviations: tuple[Deviation, ...]


def tidy(text: str) -> Tidied:
    """Return the lines of the zone in `text`, joined."""
    mended: list[Deviation] = []
    folded = unicodedata.normalize("NFKC", text).translate(FILLERS)
    lines = [IGNORED.sub("", line) for line in LINE_ENDS.split(folded)]
    lines = [_mend(line, mended) for line in lines if line]
    if not lines:
        return Tidied("", None, (Deviation(Kind.EMPTY),))
    lines = _split(lines)
    layout, widths = _fit(lines)
    if layout is None:
        found = " + ".join(str(len(line)) for line in lines)
        return Tidied("".join(lines), None, (*mended, Deviation(Kind.LINES, found=found)))
    return Tidied("".join(widths), layout, (*mended, *_wrong_widths(lines, layout)))


def _mend(line: str, mended: list[Deviation]) -> str:
    upper = line.upper()
    kinds = {deviation.kind for deviation in mended}
    cyrillic = {character for character in upper if "\u0400" <= character <= "\u04ff"}
    if cyrillic - LOOK_ALIKES.keys():
        table = str.maketrans(LAYOUT_RUSSIAN | LAYOUT_KAZAKH_DIGITS)
        kind = Kind.KEYBOARD
    elif cyrillic:
        table, kind = str.maketrans(LOOK_ALIKES), Kind.LOOK_ALIKE
    elif upper != line:
        table, kind = {}, Kind.LOWER_CASE
    else:
        return line
    if kind not in kinds:
        mended.append(Deviation(kind))
    return upper.translate(table)


def _split(lines: list[str]) -> list[str]:
    """Cut one long line, as some readers send it, where its length tells how."""
    if len(lines) > 1 or len(lines[0]) not in TOTALS:
        return lines
    count, width = TOTALS[len(lines[0])]
    return [lines[0][number * width : (number + 1) * width] for number in range(count)]


def _fit(lines: list[str]) -> tuple[Layout | None, list[str]]:
    """The layout whose width is nearest to all lines, and the lines cut or filled to it."""
    visa = lines[0].startswith("V")
    candidates = [
        (max(abs(len(line) - width) for line in lines), layout)
        for width in (30, 36, 44)
        if (layout := layout_of(len(lines), width, visa=visa)) is not None
    ]
    if not candidates:
        return None, lines
    distance, layout = min(candidates, key=lambda candidate: candidate[0])
    if distance > TOLERANCE:
        return None, lines
    return layout, [line[: layout.width].ljust(layout.width, "<") for line in lines]


def _wrong_widths(lines: list[str], layout: Layout) -> list[Deviation]:
    return [
        Deviation(
            Kind.LINE_SHORT if len(line) < layout.width else Kind.LINE_LONG,
            line=number,
            found=str(len(line)),
            expected=str(layout.width),
        )
        for number, line in enumerate(lines, 1)
        if len(line) != layout.width
    ]
