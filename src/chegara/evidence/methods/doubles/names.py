"""Spellings of one place brought together: two scripts, endings, typing errors.

Cyrillic is written in Latin letters by a plain table (letters that Central Asia's alphabets add included),
words that only say what kind of place it is are dropped, and vowels, which transliterations differ most in,
with them. What is left is compared letter by letter for two places to be called alike; where it differs, the
Dice coefficient of its pairs of letters says how far.

Source: L. R. Dice, "Measures of the amount of ecologic association between species", Ecology 26, 1945.
"""

from __future__ import annotations

import re
import unicodedata

_LATIN = str.maketrans(
    "абвгдежзийклмнопрстуфхцчшщыэюяёґєіїўқғҳҷӣӯәңөұүһ",
    "abvgdejziiklmnoprstufhccssieuaegeiiukghjiuanouuh",
    "ъь",
)
_SAME = (
    ("dzh", "j"), ("kh", "h"), ("zh", "j"), ("ts", "c"), ("ch", "c"), ("sh", "s"), ("gh", "g"), ("q", "k"),
    ("w", "v"), ("x", "h"), ("y", "i"),
)  # fmt: skip
_KIND_OF_PLACE = re.compile(
    r"\b(?:пункт\w*|пропуска|кпп|апп|мапп|пп|пост\w*|тамож\w*|област\w*|обл|район\w*|р-н|вилоят\w*|велаят\w*"
    r"|город|г|аэропорт\w*|станци\w*|ст|участок\w*|трасс\w*|point|post|crossing|border|checkpoint|bcp|customs"
    r"|region|province|oblast\w*|district|city|airport|station|viloyati?|tumani?|of|the|km|км)\b"
)
_WORD = re.compile(r"[^\W_]+")
_VOWELS = re.compile(r"[aeiou]")


def skeleton(text: str) -> str:
    """Return the consonants by which two spellings of a place are compared; digits stay.

    >>> skeleton("Сурхандарьинская область"), skeleton("Surkhandar'inskaya oblast'")
    ('srhndrnsk', 'srhndrnsk')
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub("['’‘ʻʼ`]", "", plain)
    words = _WORD.findall(_KIND_OF_PLACE.sub(" ", plain)) or _WORD.findall(plain)
    latin = "".join(words).translate(_LATIN)
    latin = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    for written, sounded in _SAME:
        latin = latin.replace(written, sounded)
    consonants = re.sub(r"(.)\1+", r"\1", _VOWELS.sub("", latin))
    return consonants or latin


def likeness(one: str, other: str) -> float:
    """Return the Dice coefficient, 0 to 1, of the pairs of neighbouring letters of two skeletons.

    >>> likeness("srhndrnsk", "srhndrnsk"), likeness("drsk", "mlt")
    (1.0, 0.0)
    """
    if one == other:
        return 1.0
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second))


def _pairs(word: str) -> set[tuple[str, int]]:
    """Return pairs of letters, the word's edges included, each occurrence apart."""
    framed = f"^{word}$"
    found: set[tuple[str, int]] = set()
    counts: dict[str, int] = {}
    for place in range(len(framed) - 1):
        pair = framed[place : place + 2]
        counts[pair] = counts.get(pair, 0) + 1
        found.add((pair, counts[pair]))
    return found
