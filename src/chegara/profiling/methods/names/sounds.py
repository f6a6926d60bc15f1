"""How one word of a name sounds, whatever alphabet it is written in.

The letters are in `parameters/name_letters.toml`. A word becomes a string of sounds, each one character of
`ALPHABET`; words in scripts without a table (Chinese, Georgian …) become sounds that equal only themselves.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from chegara.profiling.methods.names.parameters import table

ALPHABET = "aeiouybpvfgGkqhHxdtzsJZCSclmnNrTDAWY"
"""The sounds; the position of each is its code, and codes from 40 on stand for foreign characters."""

VOWELS = "aeiou"
OTHER = 40
CODES = 96
"""Codes are below this; foreign characters share what lies above OTHER."""

APOSTROPHES = dict.fromkeys(map(ord, "‘’ʻʼ`´ʹʽ′‛ꞌʾʿ"), "'")
_MARKS = dict.fromkeys(
    [*range(0x064B, 0x0653), 0x0670, 0x0640, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF, 0x00AD]
)
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z\u00df-\u024f\u1e00-\u1eff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_COMPOSED = re.compile("[\x00-\x7f\u0400-\u0481\u048a-\u052f]+").fullmatch
"""Texts that Unicode leaves as they are: Latin letters without marks, Cyrillic ones that are one character each."""
_TO_CYRILLIC = str.maketrans("aceiopxykhbmt", "асеіорхукнвмт")
_TO_LATIN = str.maketrans("асеіорхукмт", "aceiopxykmt")
_DIGIT_IN_WORD = re.compile(r"(?<=[^\W\d])[01358]|[01358](?=[^\W\d])")
_AFTER_J = ("a", "e", "o", "u")
_Y_VOWEL = re.compile(r"(?<![aeiou])y(?![aeiou])|(?<=[^aeiou])y$")
_DOUBLED = re.compile(r"(.)\1+")
_FINAL_Y = re.compile(r"[iy]{2,}$")
_DIPHTHONG = re.compile(r"(?<=[aeou])i$")
ABDU = re.compile(
    r"^(?:abd|ebd|gabd|абд|әбд|габд)(?:[aeiouаоуиэеыіi]l?(?=[^\Waeiouаоуиэея])|[aeiouаоуиэеыі])(?=\w{3})"
)


@cache
def _groups(script: str) -> tuple[re.Pattern[str], dict[str, str]]:
    known = table("letters")[f"{script}_groups"]
    pattern = re.compile("|".join(sorted(map(re.escape, known), key=len, reverse=True)))
    return pattern, known


def normal(text: str) -> str:
    """Return a text composed, in lower case, its apostrophes and spaces of one kind, vowel marks off.

    >>> normal("O‘G‘LI  Ali")
    "o'g'li ali"
    """
    if text.isascii() or _COMPOSED(text):
        return " ".join(text.replace("`", "'").casefold().split())
    composed = unicodedata.normalize("NFKC", text).translate(APOSTROPHES).translate(_MARKS).casefold()
    return " ".join(unicodedata.normalize("NFC", composed.replace("i̇", "i")).split())


def is_abjad(word: str) -> bool:
    """Say whether a word is in Arabic script, which writes no short vowels."""
    return not word.isascii() and bool(_ARABIC.search(word))


@lru_cache(maxsize=1 << 16)
def sounds_of(word: str) -> str:
    """Return the sounds of one word in normal form.

    >>> sounds_of("хўжаев"), sounds_of("xo'jayev"), sounds_of("khodzhaev")
    ('HoZaev', 'xoJayev', 'HoJaev')
    >>> sounds_of("қасым"), sounds_of("kasym"), sounds_of("محمد")
    ('qasim', 'kasim', 'mhmd')
    """
    if is_abjad(word):
        letters = table("letters")["arabic"]
        return _once("".join(letters.get(letter, "") for letter in word))
    script = "latin"
    if not word.isascii() and _CYRILLIC.search(word):
        word = _one_script(word)
        script = "cyrillic" if _CYRILLIC.search(word) else "latin"
    if script == "latin" and not _LATIN.search(word):
        return "".join(letter for letter in word if letter.isalnum())
    if not word.isalpha():
        word = _DIGIT_IN_WORD.sub(lambda found: str(table("letters")["digits"][found[0]]), word)
    if word[1:2] in ("b", "б") or word[2:3] in ("b", "б"):
        word = ABDU.sub("абду" if script == "cyrillic" else "abdu", word)
    if word[1:2] == "j" and word[0] in "bfklmnprstvz" and word[2:3] in _AFTER_J:
        word = word[0] + "y" + word[2:]  # Fjodor, Tjan: in the letters of libraries j is no dzh
    pattern, groups = _groups(script)
    letters = _letters(script)
    heard = []
    position = 0
    for found in pattern.finditer(word):
        if found.start() > position:
            heard.append(word[position : found.start()].translate(letters))
        heard.append(groups[found[0]])
        position = found.end()
    heard.append(word[position:].translate(letters))
    return _smoothed("".join(heard))


class _Letters(dict[int, str]):
    """The sound of each letter of a script; of a letter with marks unknown to the table that of the bare one."""

    def __missing__(self, code: int) -> str:
        bare = unicodedata.normalize("NFKD", chr(code))[0]
        found = self[code] = self.get(ord(bare), bare if bare.isalnum() else "")
        return found


@cache
def _letters(script: str) -> _Letters:
    return _Letters({ord(letter): sound for letter, sound in table("letters")[script].items()})


def _once(heard: str) -> str:
    """Return sounds without their immediate repetition (a function in the place of a template, which costs thrice as much)."""
    return _DOUBLED.sub(lambda found: found[1], heard)


def _smoothed(heard: str) -> str:
    """Return sounds once each, y as a vowel where no vowel stands beside it."""
    heard = _once(heard)
    if heard[-2:-1] in ("i", "y"):
        heard = _FINAL_Y.sub("i", heard)
    if heard[-1:] == "i":
        heard = _DIPHTHONG.sub("y", heard)
    return _once(_Y_VOWEL.sub("i", heard)) if "y" in heard else heard


def _one_script(word: str) -> str:
    """Return a word whose few letters of the other script were typing errors in one script."""
    if not _LATIN.search(word):
        return word
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    return word.translate(_TO_CYRILLIC if cyrillic >= latin else _TO_LATIN)


class _Codes(dict[int, str]):
    """The code of each sound as a letter; foreign characters share the codes above OTHER."""

    def __missing__(self, letter: int) -> str:
        found = self[letter] = chr(OTHER + letter % (CODES - OTHER))
        return found


_CODES = _Codes({ord(sound): chr(code) for code, sound in enumerate(ALPHABET)})


def codes(heard: str) -> bytes:
    """Return sounds as codes below CODES, at most 28 of them."""
    return heard[:28].translate(_CODES).encode("latin-1")
