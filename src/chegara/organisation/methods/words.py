"""The words that say what kind of place is meant, and what is left of a spelling without them.

"Таможенный комплекс “Айритом”" is a post called Айритом; "Чалдыбар железнодорожный" one on rails;
"Surkhandar'inskaya oblast'" a region whose name is an adjective.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from chegara.common.transliteration import APOSTROPHES, sound

PARAMETERS = Path(__file__).parent.parent / "parameters" / "place_words.toml"
LEVELS = ("region", "district", "city", "settlement")
MODES = ("road", "rail", "air", "river", "sea")

OF_AN_ENDING, OF_A_PART = 0.01, 0.22
"""What it costs to take a name without an ending, or by its last word alone, for the name."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]*)*")
_QUOTED = re.compile(r"[«“„\"]([^«»“”„\"]{2,})[»”“\"]")
_BETWEEN_READINGS = re.compile(r"\s*[,;()\n]\s*|\s+[-–—/|]\s+|(?<=\w{3})\.\s+(?=[^\W\d_]{3})")
_ADJECTIVE = re.compile(r"(?<=..)([sc])k(?:a|i|oe|oi|aja|ij|ogo|om|oo)?$")
_AFTER_ADJECTIVE = re.compile(r"(?<=...)(?:i?n|ov|ev|i|u)$")
_LAST_VOWEL = re.compile(r"(?<=...)[aeiou]$")


@dataclass(frozen=True)
class GenericWords:
    """Generic words by their sound: whole ones and beginnings, each with what kind of evidence it is."""

    whole: Mapping[str, tuple[str, str]]
    beginnings: tuple[tuple[str, str, str], ...]
    grown: tuple[tuple[str, str, str], ...]
    phrases: Mapping[str, str]

    def meaning(self, key: str) -> tuple[str, str] | None:
        """Return the family and the value that a word's sound is evidence of, None for a name."""
        found = self.whole.get(key)
        if found:
            return found
        return next(
            ((family, value) for start, family, value in self.beginnings if key.startswith(start)), None
        )


@cache
def generic_words() -> GenericWords:
    """Return the words of `parameters/place_words.toml`, read once."""
    with PARAMETERS.open("rb") as file:
        content = tomllib.load(file)
    whole: dict[str, tuple[str, str]] = {}
    beginnings: list[tuple[str, str, str]] = []
    grown: list[tuple[str, str, str]] = []
    for family, values in content.items():
        if family in {"version", "phrases"}:
            continue
        for value, words in values.items():
            for word in words:
                key = sound(word.rstrip("*+"))
                if word.endswith("*"):
                    beginnings.append((key, family, value))
                    continue
                whole.setdefault(key, (family, value))
                if word.endswith("+"):
                    grown.append((key, family, value))
    return GenericWords(whole, tuple(beginnings), tuple(grown), content["phrases"])


@dataclass(frozen=True)
class Reading:
    """A spelling taken apart.

    `keys` are the sounds that its name may have, each with what it costs to take it for the name; `level`
    and `mode` are what generic words say of it (empty: nothing), `sides` what tells places of one name
    apart (north, upper), `numbers` the figures in it. `adjective` where the name had a Russian adjective's
    ending, `post` where it says that it is a post or crossing point.
    """

    keys: Mapping[str, float]
    level: str = ""
    mode: str = ""
    sides: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()
    adjective: bool = False
    post: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The sound of the name with all its endings."""
        return next(iter(self.keys), "")


def read(text: str) -> Reading:
    """Take a spelling apart.

    >>> reading = read("КПП «Чалдыбар» железнодорожный")
    >>> reading.name, reading.mode, reading.post
    ('Caldibar', 'rail', True)
    >>> reading = read("Surkhandar'inskaya oblast'")
    >>> reading.level, sorted(reading.keys)
    ('region', ['surhandar', 'surhandarin', 'surhandarins', 'surhandarinska'])
    """
    generic = generic_words()
    name: list[str] = []
    said: dict[str, dict[str, str]] = {}
    numbers: list[str] = []
    for word in _words(text, generic.phrases):
        key = sound(word)
        if any(letter.isdigit() for letter in key):
            numbers.append(key)
            continue
        meaning = generic.meaning(key)
        if meaning is None:
            key = _without_side(key, generic, said)
            name.append(key)
        else:
            said.setdefault(meaning[0], {}).setdefault(meaning[1], word)
    # Initials (Б. Конысбаева) are left out where a name remains; what is generic throughout is the name.
    name = [key for key in name if len(key) > 1] or name or _generic_name(text, generic.phrases)
    keys, adjective = _keys(name)
    levels, modes = said.get("level", {}), list(said.get("mode", {}))
    return Reading(
        keys=keys, level=_narrowest(levels), mode=modes[0] if len(modes) == 1 else "",
        sides=frozenset(said.get("side", {})), numbers=tuple(numbers), adjective=adjective,
        post=bool(said.get("post") or modes),
        words={value: word for family in ("level", "mode") for value, word in said.get(family, {}).items()},
    )  # fmt: skip


def _generic_name(text: str, phrases: Mapping[str, str]) -> list[str]:
    """Return the name of what is called by generic words only: the post "Речной порт"."""
    quoted = _QUOTED.search(text)
    words = map(sound, _words(quoted[1] if quoted else text, phrases))
    meaning = generic_words().meaning
    return [word for word in words if word.isalpha() and (meaning(word) or ("",))[0] != "other"]


def _narrowest(levels: Mapping[str, str]) -> str:
    """Return the narrowest level that was said; a single letter (г., ш.) only where no word says another."""
    said = [level for level, word in levels.items() if len(word) > 1] or list(levels)
    return max(said, key=LEVELS.index, default="")


def _words(text: str, phrases: Mapping[str, str]) -> list[str]:
    plain = " ".join(text.translate(APOSTROPHES).casefold().split())
    for phrase, word in phrases.items():
        if phrase in plain:
            plain = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)\.?", f" {word} ", plain)
    return _WORD.findall(plain)


def _without_side(key: str, generic: GenericWords, said: dict[str, dict[str, str]]) -> str:
    """Return a name without the side grown together with it: Нижнечирчикский is a lower Чирчикский."""
    for start, family, value in generic.grown:
        if key.startswith(start) and len(key) - len(start) >= 4:
            said.setdefault(family, {}).setdefault(value, key)
            return key[len(start) :]
    return key


def _keys(words: list[str]) -> tuple[dict[str, float], bool]:
    """Return what a name may sound like without its endings, and whether it was an adjective."""
    name = "".join(words)
    keys: dict[str, float] = {name: 0.0}
    stems = _stems(name)
    for stem in stems:
        keys.setdefault(stem, OF_AN_ENDING)
        keys.setdefault(_AFTER_ADJECTIVE.sub("", stem), 2 * OF_AN_ENDING)
    for stem in stems or [name]:
        keys.setdefault(_LAST_VOWEL.sub("", stem), (2 if stems else 1) * OF_AN_ENDING)
    if len(words) > 1:
        # Named after a person, a place is often called by the surname alone: worth offering, never sure.
        for stem in (words[-1], *_stems(words[-1])):
            keys.setdefault(stem, OF_A_PART)
    return keys, bool(stems)


def _stems(name: str) -> list[str]:
    """Return what a Russian adjective may be made of: Таласский and Ургутский hide an s and a t."""
    found = _ADJECTIVE.search(name)
    if not found:
        return []
    stem = name[: found.start()]
    return [stem, stem + ("t" if found[1] == "c" else "s")]


def parts(text: str) -> list[str]:
    """Return the parts of a spelling that may each name a place: within commas, brackets, quotation marks.

    >>> parts("Surkhandarya, Termez district")
    ['Surkhandarya', 'Termez district']
    >>> parts("Жамбылская область таможенный пост «Кордай»")
    ['Жамбылская область', 'таможенный пост «Кордай»']
    """
    found: list[str] = []
    for part in _BETWEEN_READINGS.split(text):
        found += [piece for piece in map(str.strip, _after_regions(part or "")) if piece]
    names = {read(piece).name for piece in found}
    found += [quoted.strip() for quoted in _QUOTED.findall(text) if read(quoted).name not in names]
    return list(dict.fromkeys(found))


def quoted_parts(pieces: list[str], text: str) -> list[str]:
    """Return of the parts of a spelling those that hold what it puts in quotation marks."""
    names = [quoted.strip() for quoted in _QUOTED.findall(text)]
    return [piece for piece in pieces if any(name in piece for name in names)]


def _after_regions(text: str) -> list[str]:
    """Split behind each word for a region, since what follows lies in it: Khatlon province Yavan district."""
    generic, found, start = generic_words(), [], 0
    for word in _WORD.finditer(text):
        if start < word.start() and generic.meaning(sound(word[0])) == ("level", "region"):
            end = word.end() + (text[word.end() : word.end() + 1] in {".", "'", "’"})
            found.append(text[start:end])
            start = end
    return [*found, text[start:]]
