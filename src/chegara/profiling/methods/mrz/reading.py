"""Read one machine-readable zone: every field, and every departure from Doc 9303 by its name.

Source: ICAO Doc 9303, 8th edition, 2021, parts 3 to 7. Nothing is refused: a zone that no kind fits is
returned with the reason and no fields, a wrong check digit leaves the field as it stands. What a departure
means for the traveller, a person decides at the document itself.
"""

from __future__ import annotations

from datetime import date
from operator import itemgetter
from typing import Literal, NamedTuple

from chegara.profiling.methods.mrz import states
from chegara.profiling.methods.mrz.checkdigits import DIGITS, NOT_ALLOWED, VALUES, check_digit, values_of
from chegara.profiling.methods.mrz.dates import NOTHING, PartialDate, read_date
from chegara.profiling.methods.mrz.deviations import MENDED, Deviation, Kind
from chegara.profiling.methods.mrz.layouts import LAYOUTS, MRV_A, MRV_B, TD1, TD2, TD3, Layout
from chegara.profiling.methods.mrz.tidying import tidy

FIRST_LETTERS = {"TD1": "ACI", "TD2": "ACI", "TD3": "P", "MRV-A": "V", "MRV-B": "V"}
COMPOSITES = {
    layout.name: itemgetter(*layout.composite_of) for layout in LAYOUTS.values() if layout.composite_of
}
CONFUSED = {
    "0": "ODQ", "1": "IL", "2": "Z", "5": "S", "6": "G", "8": "B",
    "O": "0", "D": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8",
}  # fmt: skip
"""Characters that readers and eyes take for each other."""


class Reading(NamedTuple):
    """What a zone says. Names and numbers are without fillers; unknown parts of dates are None.

    `optional` and `optional_2` are the optional data, where a state may keep a personal number. `truncated`:
    the name's field is full to its last character, so that the name may go on (part 3, 4.6.3). `joined` is
    the zone as read, all lines in one.
    """

    layout: str
    document_code: str
    issuer: str
    surname: str
    given_names: str
    number: str
    nationality: str
    birth: PartialDate
    sex: str
    expiry: PartialDate
    optional: str
    optional_2: str
    truncated: bool
    deviations: tuple[Deviation, ...]
    joined: str

    @property
    def sound(self) -> bool:
        """Whether nothing departs from Doc 9303, but for how the text came in."""
        return all(deviation.kind in MENDED for deviation in self.deviations)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the zone, mended and of full width; empty where no kind of zone fits."""
        layout = LAYOUTS.get(self.layout)
        if layout is None:
            return ()
        return tuple(self.joined[at : at + layout.width] for at in range(0, layout.length, layout.width))


def read(text: str, *, on: date) -> Reading:
    """Read the zone in `text`, one, two or three lines as they were typed, pasted or sent; `on` is the day of
    reading.

    The specimen of part 4, appendix B:

    >>> reading = read('''P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
    ... L898902C36UTO7408122F1204159ZE184226B<<<<<10''', on=date(2012, 1, 1))
    >>> reading.surname, reading.given_names, str(reading.birth), reading.deviations
    ('ERIKSSON', 'ANNA MARIA', '1974-08-12', ())
    """
    layout, joined = plain(text)
    if layout is not None:
        values = joined.encode().translate(VALUES)
        if NOT_ALLOWED not in values:
            return _read(joined, values, layout, on, [])
    tidied = tidy(text)
    if tidied.layout is None:
        return _unread(tidied.joined, tidied.deviations)
    return _read(
        tidied.joined, values_of(tidied.joined), tidied.layout, on, list(tidied.deviations), mended=True
    )


def plain(text: str) -> tuple[Layout | None, str]:
    """The layout and the joined lines of a zone that came in as the standard writes it; (None, "") for any
    other text."""
    if len(text) == 89 and text[44] == "\n":
        return (MRV_A if text[0] == "V" else TD3), text[:44] + text[45:]
    if len(text) == 92 and text[30] == "\n" and text[61] == "\n":
        return TD1, text[:30] + text[31:61] + text[62:]
    if len(text) == 73 and text[36] == "\n":
        return (MRV_B if text[0] == "V" else TD2), text[:36] + text[37:]
    return None, ""


def _unread(joined: str, deviations: tuple[Deviation, ...]) -> Reading:
    return Reading("", "", "", "", "", "", "", NOTHING, "", NOTHING, "", "", False, deviations, joined)


def _read(
    joined: str, values: bytes, layout: Layout, on: date, found: list[Deviation], *, mended: bool = False
) -> Reading:
    if mended:
        values = _foreign_characters(joined, values, layout, found)
    code = joined[0] if joined[1] == "<" else joined[:2].rstrip("<")
    if code[:1] not in FIRST_LETTERS[layout.name] or not code:
        found.append(Deviation(Kind.DOCUMENT_CODE, "document_code", 1, 1, joined[:2]))
    issuer, nationality = joined[layout.issuer], joined[layout.nationality]
    if issuer not in states.VALID:
        issuer = _state(issuer, layout.issuer, "issuer", layout, found)
    if nationality not in states.VALID:
        nationality = _state(nationality, layout.nationality, "nationality", layout, found)
    surname, given_names, truncated = _names(joined[layout.names], layout, found)
    number, optional = _number(joined, values, layout, found)
    today = (on.year, on.month, on.day)
    birth = _date(joined, values, layout.birth, "birth", today, layout, found)
    expiry = _date(joined, values, layout.expiry, "expiry", today, layout, found)
    sex = joined[layout.sex]
    if sex not in "MF<":
        found.append(Deviation(Kind.SEX, "sex", *layout.where(layout.sex), sex, "M, F, <"))
    optional_2 = joined[layout.optional_2].rstrip("<")
    if layout.composite is not None:
        _composite(joined, values, layout, found)
    return Reading(
        layout.name, code, issuer, surname, given_names, number, nationality, birth,
        "" if sex == "<" else sex, expiry, optional, optional_2, truncated, tuple(found), joined,
    )  # fmt: skip


def _foreign_characters(joined: str, values: bytes, layout: Layout, found: list[Deviation]) -> bytes:
    for at, value in enumerate(values):
        if value == NOT_ALLOWED:
            found.append(Deviation(Kind.CHARACTER, "", *layout.where(at), joined[at]))
    return values.replace(bytes((NOT_ALLOWED,)), b"\0")


def _state(raw: str, at: slice, field: str, layout: Layout, found: list[Deviation]) -> str:
    code = raw.rstrip("<")
    if code in states.VALID:
        return code
    place = layout.where(at.start)
    if code == "DEU":
        found.append(Deviation(Kind.STATE_GERMANY, field, *place, raw, "D<<"))
    elif code in states.WITHDRAWN:
        found.append(Deviation(Kind.STATE_WITHDRAWN, field, *place, raw))
    else:
        found.append(Deviation(Kind.STATE_UNKNOWN, field, *place, raw))
    return code


def _names(raw: str, layout: Layout, found: list[Deviation]) -> tuple[str, str, bool]:
    trimmed = raw.rstrip("<")
    primary, _, secondary = trimmed.partition("<<")
    first = layout.names.start
    if not trimmed:
        found.append(Deviation(Kind.NAME_EMPTY, "names", *layout.where(first), raw[:1]))
    elif raw[0] == "<":
        found.append(Deviation(Kind.NAME_LEADING_FILLER, "names", *layout.where(first), "<"))
    if "<<" in secondary or secondary[:1] == "<":
        at = first + len(primary) + 2 + max(secondary.find("<<"), 0)
        found.append(Deviation(Kind.NAME_SEPARATOR, "names", *layout.where(at), "<<"))
    if not trimmed.replace("<", "A").isalpha() and trimmed:
        at = next(
            place for place, character in enumerate(trimmed) if not (character.isalpha() or character == "<")
        )
        found.append(Deviation(Kind.NAME_DIGIT, "names", *layout.where(first + at), trimmed[at]))
    return (
        primary.replace("<", " ").strip(),
        secondary.replace("<", " ").strip(),
        len(trimmed) == len(raw),
    )


def _number(joined: str, values: bytes, layout: Layout, found: list[Deviation]) -> tuple[str, str]:
    """The document number and what of the optional data is not part of it."""
    at, check_at = layout.number, layout.number.stop
    number, optional = joined[at].rstrip("<"), joined[layout.optional].rstrip("<")
    if layout.takes_long_numbers and joined[check_at] == "<" and optional and optional[0] != "<" and number:
        return _long_number(joined, values, layout, found)
    if not number:
        found.append(Deviation(Kind.NUMBER_EMPTY, "number", *layout.where(at.start)))
    _check(joined, values[at], at, check_at, "number", layout, found)
    if layout.optional_check is not None:
        checked = layout.optional_check
        # Without optional data the check digit may be a filler as well as 0 (part 4, 4.2.2.2).
        if optional or joined[checked] not in "<0":
            _check(joined, values[layout.optional], layout.optional, checked, "optional", layout, found)
    return number.replace("<", "-") if "<" in number else number, optional


def _long_number(joined: str, values: bytes, layout: Layout, found: list[Deviation]) -> tuple[str, str]:
    """A number over nine characters goes on in the optional data, its check digit last, then a filler (5,
    note j)."""
    start = layout.optional.start
    rest, _, optional = joined[layout.optional].partition("<")
    last = start + len(rest) - 1
    number = joined[layout.number] + rest[:-1]
    if len(rest) < 2:
        found.append(Deviation(Kind.LONG_NUMBER, "number", *layout.where(start), rest))
        return number.rstrip("<"), joined[layout.optional].rstrip("<")
    digit = check_digit(values[layout.number] + values[start:last])
    if joined[last] != str(digit):
        found.append(Deviation(Kind.CHECK_DIGIT, "number", *layout.where(last), joined[last], str(digit)))
    return number, optional.rstrip("<")


def _date(
    joined: str,
    values: bytes,
    at: slice,
    field: Literal["birth", "expiry"],
    today: tuple[int, int, int],
    layout: Layout,
    found: list[Deviation],
) -> PartialDate:
    raw = joined[at]
    read, kind, digit = read_date(raw, today, field)
    if kind is not None:
        found.append(Deviation(kind, field, *layout.where(at.start), raw))
    if joined[at.stop] != digit:
        _check(joined, values[at], at, at.stop, field, layout, found)
    return read


def _check(
    joined: str, values: bytes, at: slice, check_at: int, field: str, layout: Layout, found: list[Deviation]
) -> None:
    digit = DIGITS[check_digit(values)]
    stands = joined[check_at]
    if stands == digit:
        return
    if stands == "<":
        found.append(Deviation(Kind.CHECK_DIGIT_MISSING, field, *layout.where(check_at), "<", digit))
        return
    found.append(
        Deviation(
            Kind.CHECK_DIGIT, field, *layout.where(check_at), stands, _would_fit(joined[at], stands) or digit
        )
    )


def _would_fit(raw: str, digit: str) -> str:
    """The field with one character that is easily misread read the other way, if that alone makes the digit
    fit."""
    fits = [
        changed
        for at, character in enumerate(raw)
        for other in CONFUSED.get(character, "")
        if str(check_digit(values_of(changed := raw[:at] + other + raw[at + 1 :]))) == digit
    ]
    return fits[0].rstrip("<") if len(fits) == 1 else ""


def _composite(joined: str, values: bytes, layout: Layout, found: list[Deviation]) -> None:
    place = layout.composite
    assert place is not None  # noqa: S101 - asked by the caller
    digit = DIGITS[check_digit(b"".join(COMPOSITES[layout.name](values)))]
    stands = joined[place]
    if stands != digit:
        kind = Kind.CHECK_DIGIT_MISSING if stands == "<" else Kind.CHECK_DIGIT
        found.append(Deviation(kind, "composite", *layout.where(place), stands, digit))
