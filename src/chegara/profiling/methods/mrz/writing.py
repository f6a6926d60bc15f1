"""Write a machine-readable zone, for specimens, exercises and tests.

Source: ICAO Doc 9303, 8th edition, parts 3 to 7. Names are given in the letters of a zone.
"""

from __future__ import annotations

from chegara.profiling.methods.mrz.checkdigits import check_digit, values_of
from chegara.profiling.methods.mrz.layouts import LAYOUTS, Layout


def write(
    layout_name: str,
    *,
    document_code: str,
    issuer: str,
    surname: str,
    given_names: str,
    number: str,
    nationality: str,
    birth: str,
    sex: str,
    expiry: str,
    optional: str = "",
    optional_2: str = "",
) -> str:
    """Return the lines of a zone, dates given as YYMMDD; names too long for their field are cut at its end.

    Raises:
        ValueError: where a number or the optional data do not fit.
    """
    layout = LAYOUTS[layout_name]
    zone = ["<"] * layout.length
    long = len(number) > 9
    if long and not layout.takes_long_numbers:
        raise ValueError(f"{layout.name} takes document numbers of at most 9 characters, not {number}")
    _put(zone, layout.code, document_code)
    _put(zone, layout.issuer, issuer)
    name = f"{surname}  {given_names}" if given_names else surname
    _put(zone, layout.names, name.replace(" ", "<")[: layout.names.stop - layout.names.start])
    _put(zone, layout.nationality, nationality)
    zone[layout.sex] = sex or "<"
    _put(zone, layout.optional_2, optional_2)
    _put(zone, layout.number, number[:9])
    if long:
        optional = f"{number[9:]}{check_digit(values_of(number))}<{optional}".rstrip("<") + "<"
    else:
        zone[layout.number.stop] = str(check_digit(values_of("".join(zone[layout.number]))))
    _put(zone, layout.optional, optional)
    for at, value in ((layout.birth, birth), (layout.expiry, expiry)):
        _put(zone, at, value)
        zone[at.stop] = str(check_digit(values_of(value)))
    _finish(zone, layout)
    return "\n".join("".join(zone[at : at + layout.width]) for at in range(0, layout.length, layout.width))


def _put(zone: list[str], at: slice, value: str) -> None:
    if len(value) > at.stop - at.start:
        raise ValueError(f"{value} is longer than the {at.stop - at.start} characters of its field")
    zone[at.start : at.start + len(value)] = value


def _finish(zone: list[str], layout: Layout) -> None:
    if layout.optional_check is not None:
        zone[layout.optional_check] = str(check_digit(values_of("".join(zone[layout.optional]))))
    if layout.composite is not None:
        text = "".join(zone)
        zone[layout.composite] = str(check_digit(values_of("".join(text[at] for at in layout.composite_of))))
