"""Dates of birth inside the personal numbers that Central Asian documents carry as optional data.

Sources: Kazakhstan, Law No. 223-III of 12.01.2007 on national registers of identification numbers (IIN:
YYMMDD, then a digit of century and sex); Kyrgyzstan, the personal identification number of the state register
(a digit of sex, then DDMMYYYY); Uzbekistan, PINFL (a digit of century and sex, then DDMMYY). Numbers of
another shape are left alone.
"""

from __future__ import annotations

KAZAKHSTAN, KYRGYZSTAN, UZBEKISTAN = "KAZ", "KGZ", "UZB"


def birth_in(personal_number: str, state: str) -> str | None:
    """The date of birth YYMMDD that a personal number of `state` holds; None where it holds none.

    >>> birth_in("20101199000123", "KGZ")
    '900101'
    """
    if not (personal_number.isascii() and personal_number.isdigit()):
        return None
    if state == KAZAKHSTAN and len(personal_number) == 12:
        return personal_number[:6]
    if state == KYRGYZSTAN and len(personal_number) == 14:
        return personal_number[7:9] + personal_number[3:5] + personal_number[1:3]
    if state == UZBEKISTAN and len(personal_number) == 14:
        return personal_number[5:7] + personal_number[3:5] + personal_number[1:3]
    return None


STATES = frozenset({KAZAKHSTAN, KYRGYZSTAN, UZBEKISTAN})
