"""The check digit of a machine-readable zone.

Source: ICAO Doc 9303 part 3, 4.9: weights 7, 3, 1 from the left, A = 10 … Z = 35, the filler 0, modulo 10.
"""

from __future__ import annotations

NOT_ALLOWED = 255
DIGITS = "0123456789"
ALPHABET = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_table = bytearray([NOT_ALLOWED] * 256)
for _value, _character in enumerate(ALPHABET):
    _table[ord(_character)] = _value
_table[ord("<")] = 0
VALUES = bytes(_table)
"""A table for `bytes.translate`: from a character's code to its value, `NOT_ALLOWED` for what no zone may
hold."""


def values_of(text: str) -> bytes:
    """The value of each character; `NOT_ALLOWED` for one that a zone may not hold."""
    return text.encode("latin-1", "replace").translate(VALUES)


def check_digit(values: bytes) -> int:
    """The check digit, 0 to 9, over the values of a field's characters.

    The example of part 3, appendix A:

    >>> check_digit(values_of("520727")), check_digit(values_of("AB2134<<<"))
    (3, 5)
    """
    return (7 * sum(values[::3]) + 3 * sum(values[1::3]) + sum(values[2::3])) % 10
