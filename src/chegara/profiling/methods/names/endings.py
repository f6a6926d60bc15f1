"""What the end of a word tells: family name or patronymic, whose, of a man or of a woman."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from chegara.profiling.methods.names.parameters import table
from chegara.profiling.methods.names.sounds import ABDU, normal, sounds_of

UNKNOWN, GIVEN, FATHER, FAMILY, BY_NAME = range(5)
ROLE_NAMES = ("unknown", "given", "father", "family", "by_name")
ENDINGS = ("none", "family", "ski", "father", "zoda", "tegi", "jon", "bek", "khon", "shoh", "servant")


class Ending(NamedTuple):
    """What a word ends with: kind (a position in ENDINGS), role, sex, and the stem before it."""

    kind: int
    role: int
    sex: str
    stem: str


@cache
def _endings() -> dict[str, tuple[tuple[str, int, int, str], ...]]:
    """Return by its last two letters what a word may end with, the longest first."""
    found = []
    for told in table("words")["endings"]:
        role = {"family": FAMILY, "father": FATHER}.get(told["role"], UNKNOWN)
        for sex, key in (("M", "m"), ("F", "f"), ("", "any")):
            found += [(normal(text), ENDINGS.index(told["class"]), role, sex) for text in told.get(key, ())]
    found.sort(key=lambda each: -len(each[0]))
    return {each[0][-2:]: tuple(one for one in found if one[0][-2:] == each[0][-2:]) for each in found}


@lru_cache(maxsize=1 << 16)
def ending_of(word: str) -> Ending:
    """Return the ending of a word in normal form; at least three sounds stay before it.

    >>> ending_of("рахмонов").stem, ending_of("sharipovich").stem, ending_of("ali").kind
    ('рахмон', 'sharip', 0)
    """
    if word.endswith(_TURNED) and len(sounds_of(word[:-3])) >= 3:
        return Ending(ENDINGS.index("family"), FAMILY, "F", word[:-3])
    for text, kind, role, sex in _endings().get(word[-2:], ()):
        if word.endswith(text):
            stem = word.removesuffix(text).rstrip("'")
            if (
                text in ("uly", "uli", "ulı", "ouly", "ouli", "улы", "ули")
                and stem.rstrip("o")[-1:] in "gqkгқк"
            ):
                continue  # Gurbanguly: the end is guly, the servant of
            if len(sounds_of(stem)) >= 3 and _follows(text, stem):
                return Ending(kind, role, sex, stem)
    if slipped := _SLIPPED.search(word):
        stem = word[: slipped.start()]
        if len(sounds_of(stem)) >= 4:
            return Ending(ENDINGS.index("father"), FATHER, "F" if slipped[0][-1] in "анan" else "M", stem)
    stem = _served(word)
    return Ending(ENDINGS.index("servant") if stem != word else 0, UNKNOWN, "", stem)


def _served(word: str) -> str:
    """Return what stands after Abd al- in a compound, so that Abdul Jabbar may be called Jabbar; else the word."""
    if word.startswith("عبد"):
        stem = word[3:].removeprefix("ال")
    else:
        stem = word[found.end() :] if (found := ABDU.match(word)) else word
    return stem if len(sounds_of(stem)) >= 4 else word


_TURNED = ("оав", "еав", "oav", "eav")
"""A woman's -ова with its last two letters turned round, which would be a man's."""
_SLIPPED = re.compile(
    "(?:"
    "[ое]{2,}вич|[ое]вв+ич|[ое]ви{2,}ч|[ое]вичч|в[ое]ич|[ое]ивч|[ое]вчи|[ое]в[^и]ч|[ое][бгжзпфхцчшщуя]ич|[ое]вч|[ое]ич|вич"
    "|[ое]{2,}вна|[ое]вв+на|[ое]внн+а|[ое]внаа|[ое]нва|[ое]вн|вна"
    "|[oe]{2,}vich|[oe]vv+ich|[oe]vi{2,}ch|[oe]vicch|[oe]vichh|v[oe]ich|[oe]ivch|[oe]vcih|[oe]vihc|[oe]v[^i]ch|[oe]vi[^tc]h"
    "|[oe]vch|[oe]ich|[oe]vih|vich"
    "|[oe]{2,}vna|[oe]vv+na|[oe]vnn+a|[oe]vnaa|[oe]nva|[oe]vn|vna"
    ")$"
)
"""A patronymic's ending with a slip of the hand: a letter twice, another, missing, or two turned round."""

_VOWELS, _DULL = "aeiouyäöüаеиоуыэюяөүі", "ptkqsfhcçşпткқсшчфхц"


def _follows(text: str, stem: str) -> bool:
    """Say whether the Kyrgyz genitive may follow a stem: Садыр-дын, Канат-тын, Мамбеталы-нын, but not Фари-дун nor Зор-дун."""
    if text[-1] not in "nн" or text[0] not in "tdnтдн" or len(text) != 3:
        return True
    last = next((each for each in reversed(stem) if each in _VOWELS), "")
    if (text[1] in "uу" and last not in "ouоу") or (text[1] in "üү" and last not in "öüөүou"):
        return False
    if text[0] in "nн":
        return stem[-1] in _VOWELS
    return (stem[-1] in _DULL) == (text[0] in "tт") and stem[-1] not in _VOWELS and len(sounds_of(stem)) > 3
