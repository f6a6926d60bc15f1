"""What departs in a machine-readable zone, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chegara.profiling.methods.mrz.deviations import Deviation, Kind
from chegara.profiling.methods.mrz.reading import Reading

FIELDS = {
    "document_code": _("document code"),
    "issuer": _("issuing state"),
    "names": _("name"),
    "number": _("document number"),
    "nationality": _("nationality"),
    "birth": _("date of birth"),
    "sex": _("sex"),
    "expiry": _("date of expiry"),
    "optional": _("optional data"),
    "composite": _("composite check digit"),
}

SENTENCES = {
    Kind.EMPTY: _("there is nothing to read"),
    Kind.LINES: _(
        "no document has lines of %(found)s characters; cards have 3 of 30, passports 2 of 44, others 2 of 36"
    ),
    Kind.LINE_SHORT: _("%(found)s characters instead of %(expected)s: something is missing"),
    Kind.LINE_LONG: _("%(found)s characters instead of %(expected)s: the surplus was cut off"),
    Kind.CHARACTER: _("“%(found)s” may not stand in a machine-readable zone"),
    Kind.LOWER_CASE: _("small letters were read as capitals"),
    Kind.KEYBOARD: _("the reader typed under a Cyrillic keyboard layout; the text was turned back"),
    Kind.LOOK_ALIKE: _("Cyrillic letters that look like Latin ones were read as these"),
    Kind.DOCUMENT_CODE: _("“%(found)s” is no code of such a document"),
    Kind.STATE_UNKNOWN: _("“%(found)s” is no code of a state or organisation"),
    Kind.STATE_WITHDRAWN: _("“%(found)s” is the code of a state that is no more or has another code now"),
    Kind.STATE_GERMANY: _("Germany's documents hold D, not DEU"),
    Kind.NAME_EMPTY: _("there is no name"),
    Kind.NAME_DIGIT: _("“%(found)s” may not stand in a name"),
    Kind.NAME_LEADING_FILLER: _("the name begins with a filler"),
    Kind.NAME_SEPARATOR: _("a second double filler; one parts surname and given names, and no more"),
    Kind.NUMBER_EMPTY: _("there is no document number"),
    Kind.LONG_NUMBER: _("the long document number is not completed in the optional data"),
    Kind.DATE_LETTER: _("“%(found)s” is no date: figures, or pairs of fillers for what is unknown"),
    Kind.DATE_IMPOSSIBLE: _("there is no such day: %(found)s"),
    Kind.DATE_ZEROS: _("zeros stand for what is unknown of the date (%(found)s); fillers should"),
    Kind.DATE_UNKNOWN: _("the date of expiry is not whole (%(found)s)"),
    Kind.SEX: _("“%(found)s” stands where M, F or a filler may"),
    Kind.CHECK_DIGIT: _("the check digit is %(found)s; %(expected)s would fit"),
    Kind.CHECK_DIGIT_MISSING: _("a filler stands for the check digit; it should be %(expected)s"),
}


def sentence(deviation: Deviation) -> str:
    """One departure as a sentence, with its place where it has one."""
    words = str(SENTENCES[deviation.kind]) % {"found": deviation.found, "expected": deviation.expected}
    field = str(FIELDS[deviation.field]) if deviation.field else ""
    if deviation.place:
        place = gettext("line %(line)s, character %(place)s") % {
            "line": deviation.line,
            "place": deviation.place,
        }
    elif deviation.line:
        place = gettext("line %(line)s") % {"line": deviation.line}
    else:
        place = ""
    where = ", ".join(part for part in (field, place) if part)
    return f"{where}: {words}" if where else words


def document_of(reading: Reading) -> dict[str, Any]:
    """Return the fields of a zone in the shape that a check keeps."""
    return {
        "code": reading.document_code, "issuer": reading.issuer, "surname": reading.surname,
        "given_names": reading.given_names, "number": reading.number, "nationality": reading.nationality,
        "birth": str(reading.birth), "sex": reading.sex, "expiry": str(reading.expiry),
        "optional": reading.optional, "truncated": reading.truncated, "layout": reading.layout,
        "check_digit_wrong": any(one.kind is Kind.CHECK_DIGIT for one in reading.deviations),
    }  # fmt: skip
