"""Read millions of zones of one kind at once.

The same rules as `reading.read`, over arrays: each zone gets its fields and a flag for each thing that is not
as Doc 9303 has it. Those few with a flag are then read one by one, which names what departs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntFlag, auto

import numpy as np
from numpy.typing import NDArray

from chegara.profiling.methods.mrz import states
from chegara.profiling.methods.mrz.checkdigits import NOT_ALLOWED, VALUES
from chegara.profiling.methods.mrz.layouts import Layout
from chegara.profiling.methods.mrz.reading import FIRST_LETTERS

CHUNK = 4_096
"""Zones worked on together: their characters stay in the processor's cache."""

FILLER = ord("<")
BASE = 37  # values 0 to 35 and the filler, which must not be taken for 0 where codes are compared


class Flag(IntFlag):
    """What is to be looked at in a zone."""

    CHARACTER = auto()
    DOCUMENT_CODE = auto()
    ISSUER = auto()
    NATIONALITY = auto()
    NAMES = auto()
    NUMBER = auto()
    BIRTH = auto()
    BIRTH_CHECK = auto()
    EXPIRY = auto()
    EXPIRY_CHECK = auto()
    OPTIONAL_CHECK = auto()
    SEX = auto()
    COMPOSITE = auto()


@dataclass(frozen=True)
class Bulk:
    """Zones read together.

    `flags`: for each the sum of its `Flag`s; 0: nothing departs. `birth`, `expiry`: days, NaT where a part is
    unknown or wrong. The other fields are cut from `zones` as asked for.
    """

    layout: Layout
    zones: NDArray[np.uint8]
    flags: NDArray[np.uint16]
    birth: NDArray[np.datetime64]
    expiry: NDArray[np.datetime64]

    def text(self, at: slice) -> NDArray[np.bytes_]:
        """One field of all zones, fillers at its end removed."""
        width = at.stop - at.start
        cut = np.ascontiguousarray(self.zones[:, at]).view(f"S{width}").ravel()
        return np.strings.rstrip(cut, b"<")


def as_zones(joined: bytes, layout: Layout) -> NDArray[np.uint8]:
    """The zones in `joined`, which holds them one behind the other without line ends; shape (zones,
    characters).

    Raises:
        ValueError: where the length is not a multiple of the layout's.
    """
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, layout.length)


def read_bulk(zones: NDArray[np.uint8], layout: Layout, *, on: date) -> Bulk:
    """Read zones of one kind, shape (zones, characters of all lines); `on` is the day of reading."""
    count = len(zones)
    flags = np.empty(count, dtype=np.uint16)
    birth = np.empty(count, dtype="datetime64[D]")
    expiry = np.empty(count, dtype="datetime64[D]")
    weights = _weights(layout)
    for start in range(0, count, CHUNK):
        part = slice(start, min(start + CHUNK, count))
        characters = np.ascontiguousarray(zones[part].T)
        flags[part], birth[part], expiry[part] = _read(characters, layout, weights, on)
    return Bulk(layout, zones, flags, birth, expiry)


def _checks(layout: Layout) -> list[tuple[Flag, tuple[slice, ...], int]]:
    """Each check digit: its flag, what it runs over, where it stands."""
    checks: list[tuple[Flag, tuple[slice, ...], int]] = [
        (Flag.NUMBER, (layout.number,), layout.number.stop),
        (Flag.BIRTH_CHECK, (layout.birth,), layout.birth.stop),
        (Flag.EXPIRY_CHECK, (layout.expiry,), layout.expiry.stop),
    ]
    if layout.optional_check is not None:
        checks.append((Flag.OPTIONAL_CHECK, (layout.optional,), layout.optional_check))
    if layout.composite is not None:
        checks.append((Flag.COMPOSITE, layout.composite_of, layout.composite))
    return checks


def _weights(layout: Layout) -> NDArray[np.float32]:
    """Weights 7, 3, 1 of each check digit in a row, 0 where it does not run; shape (digits, characters)."""
    checks = _checks(layout)
    weights = np.zeros((len(checks), layout.length), dtype=np.float32)
    for row, (_, parts, _) in enumerate(checks):
        places = np.concatenate([np.arange(part.start, part.stop) for part in parts])
        weights[row, places] = np.resize((7, 3, 1), len(places))
    return weights


def _read(
    characters: NDArray[np.uint8], layout: Layout, weights: NDArray[np.float32], on: date
) -> tuple[NDArray[np.uint16], NDArray[np.datetime64], NDArray[np.datetime64]]:
    """Flags and dates; `characters` has shape (characters, zones)."""
    values = np.frombuffer(characters.tobytes().translate(VALUES), dtype=np.uint8).reshape(characters.shape)
    flags = np.zeros(characters.shape[1], dtype=np.uint16)

    def flag(which: Flag, where: NDArray[np.bool_]) -> None:
        np.bitwise_or(flags, where * np.uint16(which), out=flags)

    flag(Flag.CHARACTER, values.max(axis=0) == NOT_ALLOWED)
    flag(
        Flag.DOCUMENT_CODE,
        ~np.isin(characters[0], np.frombuffer(FIRST_LETTERS[layout.name].encode(), np.uint8)),
    )
    issuer, nationality = (
        _codes(characters, values, layout.issuer),
        _codes(characters, values, layout.nationality),
    )
    flag(Flag.ISSUER, ~VALID[issuer])
    flag(Flag.NATIONALITY, ~VALID[nationality])
    flag(Flag.NAMES, _odd_names(characters[layout.names], values[layout.names]))
    flag(Flag.SEX, ~np.isin(characters[layout.sex], np.frombuffer(b"MF<", np.uint8)))
    flag(Flag.NUMBER, (characters[layout.number] == FILLER).all(axis=0))
    checked = slice(layout.number.start, layout.length if layout.lines == 2 else layout.names.start)
    digits = (weights[:, checked] @ values[checked].astype(np.float32)).astype(np.int32) % 10
    for row, (which, parts, place) in enumerate(_checks(layout)):
        wrong = characters[place] != digits[row] + ord("0")
        if which is Flag.OPTIONAL_CHECK:
            wrong &= (characters[place] != FILLER) | (characters[parts[0]] != FILLER).any(axis=0)
        flag(which, wrong)
    birth, odd_birth = _dates(characters[layout.birth], on, birth=True)
    expiry, odd_expiry = _dates(characters[layout.expiry], on, birth=False)
    flag(Flag.BIRTH, odd_birth)
    flag(Flag.EXPIRY, odd_expiry)
    return flags, birth, expiry


def _number_of(code: str) -> int:
    number = 0
    for character in code.ljust(3, "<"):
        number = number * BASE + (BASE - 1 if character == "<" else VALUES[ord(character)])
    return number


def _table(codes: frozenset[str]) -> NDArray[np.bool_]:
    table = np.zeros(BASE**3, dtype=bool)
    table[[_number_of(code) for code in codes]] = True
    return table


VALID = _table(states.VALID)


def _codes(characters: NDArray[np.uint8], values: NDArray[np.uint8], at: slice) -> NDArray[np.intp]:
    """Each state code as a number, 0 where it holds what no zone may hold."""
    parts = np.where(characters[at] == FILLER, BASE - 1, np.where(values[at] == NOT_ALLOWED, 0, values[at]))
    first, second, third = parts.astype(np.intp)
    return np.asarray((first * BASE + second) * BASE + third)


def _odd_names(characters: NDArray[np.uint8], values: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Names that are missing, begin with a filler, hold a digit, or more than one separator."""
    filler = characters == FILLER
    digit = ((values < 10) & ~filler).any(axis=0)
    pair_ends = filler[:-2] & filler[1:-1] & ~filler[2:]
    odd: NDArray[np.bool_] = digit | filler[0] | (np.add.reduce(pair_ends, axis=0, dtype=np.uint8) > 1)
    odd |= (filler[:-3] & pair_ends[1:]).any(axis=0)
    return odd


DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def _dates(
    characters: NDArray[np.uint8], on: date, *, birth: bool
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """Days, NaT where not a whole date; and which depart from the rule or must be read one by one."""
    figures = characters - np.uint8(ord("0"))
    whole = (figures <= 9).all(axis=0)
    short, month, day = (figures[::2].astype(np.int32) * 10 + figures[1::2]) * whole
    century = on.year // 100 * 100
    year = century + short
    if birth:
        year -= 100 * ((year * 100 + month) * 100 + day > (on.year * 100 + on.month) * 100 + on.day)
    else:
        year += 100 * (year <= on.year - 50) - 100 * (year > on.year + 50)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = DAYS[np.minimum(month, 12)] + (leap & (month == 2))
    good = whole & (month >= 1) & (month <= 12) & (day >= 1) & (day <= longest)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    dates = months.astype("datetime64[D]") + (day - 1)
    dates[~good] = np.datetime64("NaT")
    odd = ~good
    if birth:
        odd &= ~_partly_unknown(characters)
    return dates, odd


def _partly_unknown(characters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Dates of birth with pairs of fillers, the rest plausible enough to be no departure: year, or year and
    month, known."""
    filler = characters == FILLER
    figures = characters - np.uint8(ord("0"))
    known = figures <= 9
    month = figures[2].astype(np.int32) * 10 + figures[3]
    year_known, year_unknown = known[:2].all(axis=0), filler[:2].all(axis=0)
    month_known = known[2:4].all(axis=0) & (month >= 1) & (month <= 12)
    month_unknown, day_unknown = filler[2:4].all(axis=0), filler[4:].all(axis=0)
    result: NDArray[np.bool_] = (year_known | year_unknown) & (month_known | month_unknown) & day_unknown
    return result
