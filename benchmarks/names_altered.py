"""Ways in which a name and a birth come to be written another time, each under its own name.

The fit draws from them, and `names.py kinds` tells of each how many persons are still found. A way that a name gives no
room for (no long word to part, no third word to leave out) gives nothing back.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

from chegara.profiling.methods.names import invented
from chegara.profiling.methods.watchlists.entry import BirthDate

Words = list[str]
Way = Callable[[Words, random.Random], Words]

_SPELT = tuple(
    tuple(each.split(">"))
    for each in [
        "kh>h",
        "q>k",
        "ou>u",
        "ee>i",
        "sh>ch",
        "j>dj",
        "j>zh",
        "w>v",
        "y>i",
        "u>o",
        "aa>a",
        "ay>ai",
        "gh>g",
        "ph>f",
        "i>e",
        "ss>s",
        "c>k",
        "z>s",
        "iya>ia",
        "oo>u",
        "a>e",
        "h>kh",
        "k>q",
        "u>ou",
        "i>ee",
        "s>ss",
        "d>dh",
        "t>th",
        "ei>ay",
        "ch>tch",
        "dj>j",
        "zh>j",
        "ov>off",
        "ev>eff",
    ]
)
_BESIDE = dict(zip("abcdefghijklmnopqrstuvwxyz", "snvsdrtyuojhkmnbiwaryieczstx", strict=False))
"""A key beside each on the keyboard."""
_SEEN_AS = (
    ("rn", "m"),
    ("m", "rn"),
    ("o", "0"),
    ("i", "1"),
    ("l", "i"),
    ("cl", "d"),
    ("vv", "w"),
    ("u", "v"),
    ("h", "n"),
    ("e", "c"),
)
_ADDED = ["Mohammad", "Ahmad", "Ali", "Abdul", "Haji", "Said", "Hassan", "Omar", "Ibrahim"]
_LINKS = frozenset(
    [
        "bin",
        "ibn",
        "ben",
        "abu",
        "abou",
        "umm",
        "abd",
        "abdul",
        "abdel",
        "al",
        "el",
        "ur",
        "ul",
        "uulu",
        "uly",
        "kyzy",
        "o‘g‘li",
        "ugli",
        "بن",
        "عبد",
        "أبو",
    ]
)


def _any(words: Words, rng: random.Random, *, longest: int = 3) -> int:
    """Return the place of a word that is no link, longer words before others; -1 where there is none."""
    places = [at for at, word in enumerate(words) if len(word) >= longest and word.casefold() not in _LINKS]
    return rng.choice(places) if places else -1


def _dropped(words: Words, rng: random.Random) -> Words:
    at = rng.randrange(len(words))
    return words[:at] + words[at + 1 :] if len(words) > 2 else []


def _middle_dropped(words: Words, rng: random.Random) -> Words:
    return words[:1] + words[-1:] if len(words) > 3 else []


def _added(words: Words, rng: random.Random) -> Words:
    at = rng.randrange(len(words) + 1)
    return [*words[:at], rng.choice(_ADDED), *words[at:]]


def _turned(words: Words, rng: random.Random) -> Words:
    return (words[-1:] + words[:-1]) if rng.random() < 0.6 else (words[1:] + words[:1])


def _shuffled(words: Words, rng: random.Random) -> Words:
    return rng.sample(words, len(words)) if len(words) > 2 else words[::-1]


def _joined(words: Words, rng: random.Random) -> Words:
    if len(words) < 2:
        return []
    at = rng.randrange(len(words) - 1)
    return [*words[:at], "".join(words[at : at + 2]), *words[at + 2 :]]


def _parted(words: Words, rng: random.Random) -> Words:
    at = _any(words, rng, longest=7)
    if at < 0:
        return []
    cut = rng.randint(3, len(words[at]) - 3)
    return [*words[:at], words[at][:cut], words[at][cut:], *words[at + 1 :]]


def _initial(words: Words, rng: random.Random) -> Words:
    at = _any(words, rng)
    return [*words[:at], words[at][:1] + ".", *words[at + 1 :]] if at >= 0 and len(words) > 2 else []


def _cut(words: Words, rng: random.Random) -> Words:
    at = _any(words, rng, longest=7)
    return [*words[:at], words[at][: len(words[at]) - rng.randint(2, 3)], *words[at + 1 :]] if at >= 0 else []


def _cut_off(words: Words, rng: random.Random) -> Words:
    text = " ".join(words)
    return text[: len(text) - rng.randint(3, 6)].split() if len(text) > 18 else []


def _hyphens(words: Words, rng: random.Random) -> Words:
    if any("-" in word for word in words):
        return " ".join(words).replace("-", rng.choice((" ", ""))).split()
    if len(words) < 3:
        return []
    at = rng.randrange(len(words) - 1)
    return [*words[:at], "-".join(words[at : at + 2]), *words[at + 2 :]]


def _article(words: Words, rng: random.Random) -> Words:
    """Leave the article out, join it, write it another way, or give a last word one."""
    text = " ".join(words)
    for one in ("al-", "el-", "Al-", "El-", "AL-"):
        if one in text:
            return text.replace(one, rng.choice(("", "al ", "el ", "Al", "El-"))).split()
    return [*words[:-1], "al-" + words[-1]] if len(words) > 1 else []


def _linked(words: Words, rng: random.Random) -> Words:
    bare = [word for word in words if word.casefold() not in ("bin", "ibn", "ben", "بن")]
    if len(bare) < len(words):
        return bare
    return [words[0], rng.choice(("bin", "ibn", "ben")), *words[1:]] if len(words) > 2 else []


def _comma(words: Words, rng: random.Random) -> Words:
    return [words[-1].upper() + ",", *words[:-1]] if len(words) > 1 else []


def _respelt(words: Words, rng: random.Random) -> Words:
    text = " ".join(words).casefold()
    known = [pair for pair in _SPELT if pair[0] in text]
    for one, other in rng.sample(known, min(len(known), rng.choice((1, 2, 3)))):
        text = text.replace(one, other)
    return text.split()


def _cyrillic(words: Words, rng: random.Random) -> Words:
    return [invented._cyrillic(word) for word in words] if " ".join(words).isascii() else []  # noqa: SLF001


def _arabic(words: Words, rng: random.Random) -> Words:
    if not " ".join(words).isascii():
        return []
    return [_script(word.casefold(), rng) for word in words]


_SCRIPT = {
    "sh": "ش", "kh": "خ", "gh": "غ", "th": "ث", "dh": "ذ", "ch": "چ", "zh": "ژ", "ou": "و", "oo": "و", "ee": "ي", "aa": "ا",
    "ay": "ي", "ei": "ي", "al-": "ال", "el-": "ال", "b": "ب", "p": "ب", "t": "ت", "j": "ج", "d": "د", "r": "ر", "z": "ز",
    "s": "س", "f": "ف", "q": "ق", "k": "ك", "c": "ك", "g": "ج", "l": "ل", "m": "م", "n": "ن", "h": "ه", "v": "ف", "w": "و",
    "y": "ي", "x": "كس",
}  # fmt: skip
_LONG = {"a": "ا", "e": "ي", "i": "ي", "o": "و", "u": "و"}


def _script(word: str, rng: random.Random) -> str:
    """Return a word in Arabic script as a clerk hears it: short vowels seldom written, h and s and t of either kind."""
    heard = re.findall(r"al-|el-|sh|kh|gh|th|dh|ch|zh|ou|oo|ee|aa|ay|ei|.", word)
    told = []
    for at, sound in enumerate(heard):
        if sound in _LONG:
            if at == 0:
                told.append("ا" if sound == "a" else "ا" + rng.choice(("", _LONG[sound])))
            elif at == len(heard) - 1 or rng.random() < 0.5:
                told.append(_LONG[sound])
        elif at == 0 or sound != heard[at - 1]:
            mark = _SCRIPT.get(sound, "")
            told.append(
                rng.choice({"ه": "هح", "س": "سص", "ت": "تط", "ك": "كق"}.get(mark, (mark,)))
                if rng.random() < 0.3
                else mark
            )
    return "".join(told)


def _letters(change: Callable[[str, int, random.Random], str]) -> Way:
    """Return a way that changes one letter, never the first, of one word."""

    def changed(words: Words, rng: random.Random) -> Words:
        at = _any(words, rng)
        if at < 0:
            return []
        place = rng.randrange(1, len(words[at]))
        return [*words[:at], change(words[at], place, rng), *words[at + 1 :]]

    return changed


def _letter(like: str, rng: random.Random) -> str:
    found = rng.choice("абвгдеиклмнопрстуя" if "а" <= like.casefold() <= "я" else "abdefghiklmnoprstuyz")
    return found.upper() if like.isupper() else found


def _misseen(words: Words, rng: random.Random) -> Words:
    text = " ".join(words).casefold()
    known = [pair for pair in _SEEN_AS if pair[0] in text[1:]]
    if not known:
        return []
    one, other = rng.choice(known)
    return (text[:1] + text[1:].replace(one, other, 1)).split()


def _first_letter(words: Words, rng: random.Random) -> Words:
    at = _any(words, rng, longest=4)
    return [*words[:at], _letter(words[at][0], rng) + words[at][1:], *words[at + 1 :]] if at >= 0 else []


def _two(words: Words, rng: random.Random) -> Words:
    """Two slips of the hand."""
    return _slip(_slip(words, rng) or words, rng)


SLIPS: dict[str, Way] = {
    "letter swapped": _letters(lambda word, at, rng: word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]),
    "letter dropped": _letters(lambda word, at, rng: word[:at] + word[at + 1 :]),
    "letter doubled": _letters(lambda word, at, rng: word[:at] + word[at] + word[at:]),
    "letter inserted": _letters(lambda word, at, rng: word[:at] + _letter(word[at], rng) + word[at:]),
    "letter replaced": _letters(lambda word, at, rng: word[:at] + _letter(word[at], rng) + word[at + 1 :]),
    "key beside": _letters(lambda word, at, rng: word[:at] + _BESIDE.get(word[at].casefold(), word[at]) + word[at + 1 :]),
}  # fmt: skip


def _slip(words: Words, rng: random.Random) -> Words:
    return SLIPS[rng.choice(tuple(SLIPS))](words, rng)


NAMES: dict[str, tuple[float, Way]] = {
    **{name: (4.0, way) for name, way in SLIPS.items()},
    "two slips": (8.0, _two), "first letter": (1.5, _first_letter), "misread by a machine": (2.0, _misseen),
    "word dropped": (9.0, _dropped), "middle words dropped": (3.0, _middle_dropped), "word added": (4.0, _added),
    "turned round": (8.0, _turned), "shuffled": (4.0, _shuffled), "joined": (6.0, _joined), "parted": (3.0, _parted),
    "initial": (2.0, _initial), "word cut": (2.0, _cut), "cut off": (2.0, _cut_off), "hyphens": (3.0, _hyphens),
    "article": (3.0, _article), "bin": (2.0, _linked), "comma": (3.0, _comma), "respelt": (12.0, _respelt),
    "in Cyrillic": (6.0, _cyrillic), "in Arabic script": (2.0, _arabic),
}  # fmt: skip
"""How often, in parts, and how."""


def altered(text: str, rng: random.Random, kind: str = "") -> str:
    """Return a name written another time in one way (blank: any), or blank where it gives no room for that way."""
    words = text.replace(",", " ").split()
    if kind:
        return " ".join(NAMES[kind][1](words, rng))
    names, ways = zip(*NAMES.items(), strict=True)
    for _ in range(20):
        chosen = rng.choices(names, [each[0] for each in ways])[0]
        if found := " ".join(NAMES[chosen][1](words, rng)):
            return found
    return text


def _typed(number: int, rng: random.Random) -> int:
    """Return a number of two digits with one of them mistyped."""
    tens, ones = divmod(number, 10)
    return tens * 10 + rng.randint(0, 9) if rng.random() < 0.7 else rng.randint(0, 3) * 10 + ones


def _born(year: int, month: int, day: int, born: BirthDate) -> BirthDate:
    return BirthDate(year=year, month=month, day=day) if 1 <= month <= 12 and 1 <= day <= 28 else born


BIRTHS: dict[str, tuple[float, Callable[[BirthDate, random.Random], BirthDate]]] = {
    "the same": (60.0, lambda born, rng: born),
    "day and month swapped": (8.0, lambda born, rng: _born(born.year, born.day, born.month, born)),
    "year alone": (8.0, lambda born, rng: BirthDate(year=born.year)),
    "first of January": (5.0, lambda born, rng: BirthDate(year=born.year, month=1, day=1)),
    "year one off": (5.0, lambda born, rng: replace(born, year=born.year + rng.choice((-1, 1)))),
    "day one off": (4.0, lambda born, rng: _born(born.year, born.month, born.day + rng.choice((-1, 1)), born)),
    "day mistyped": (2.0, lambda born, rng: _born(born.year, born.month, _typed(born.day, rng), born)),
    "month mistyped": (2.0, lambda born, rng: _born(born.year, rng.randint(1, 12), born.day, born)),
    "year mistyped": (1.5, lambda born, rng: replace(born, year=born.year + rng.choice((-10, 10, -9, 9, -2, 2, 3, -3)))),
    "only the year right": (1.5, lambda born, rng: BirthDate(year=born.year, month=rng.randint(1, 12), day=rng.randint(1, 28))),
    "year alone, one off": (1.0, lambda born, rng: BirthDate(year=born.year + rng.choice((-1, 1)))),
}  # fmt: skip
"""How often, in parts, and how."""


def blurred(born: BirthDate, rng: random.Random, kind: str = "") -> BirthDate:
    """Return a birth, known to the day, as another register may have it."""
    chosen = kind or rng.choices(tuple(BIRTHS), [each[0] for each in BIRTHS.values()])[0]
    return BIRTHS[chosen][1](born, rng)
