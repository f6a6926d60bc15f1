"""Protected attributes and what stands for them: found in names of fields and columns, and in what lists
hold.

The refusals are absolute: there is no argument that lifts them. They stand in the reader of profiles and of
the catalogue, so that form, import and programming interface all pass them.

Sources: parameters/protected_words.toml.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

PARAMETERS = Path(__file__).parents[2] / "parameters"
_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")


@dataclass(frozen=True)
class Ground:
    """Why something is refused."""

    code: str
    en: str
    ru: str

    def label(self, language: str) -> str:
        """Return what it is called in `en` or `ru`."""
        return self.ru if language == "ru" else self.en


@dataclass(frozen=True)
class _Words:
    ground: Ground
    subjects: frozenset[str]
    told: bool
    stems: tuple[str, ...]
    whole: frozenset[str]
    phrases: tuple[str, ...]

    def found_in(self, words: list[str]) -> bool:
        text = " ".join(words)
        return (
            any(word in self.whole or word.startswith(self.stems) for word in words)
            or any(f" {phrase}" in f" {text}" for phrase in self.phrases)
            or any(word.startswith(self.stems) for word in ("".join(words),))
        )


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    return tomllib.loads((PARAMETERS / "protected_words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[_Words, ...]:
    return tuple(
        _Words(
            ground=Ground(code, entry["en"], entry["ru"]),
            subjects=frozenset(entry["subjects"]),
            told=entry["told"],
            stems=tuple(_folded(each) for each in entry["stems"]),
            whole=frozenset(_folded(each) for each in entry["whole"]),
            phrases=tuple(_folded(each) for each in entry["phrases"]),
        )
        for code, entry in _told().items()
        if isinstance(entry, dict) and code != "content"
    )


def grounds() -> tuple[Ground, ...]:
    """Return what is refused whatever the reason, in the order of the word list."""
    return tuple(each.ground for each in _vocabulary())


def protected_ground(name: str, subject: str) -> Ground | None:
    """Return which protected attribute the name of a field or column gives away, or None.

    >>> protected_ground("passenger_mealCode", "person").code
    'meal'
    >>> protected_ground("document.number", "person") is None
    True
    """
    words = _words(name)
    for each in _vocabulary():
        if subject in each.subjects and each.found_in(words):
            return each.ground
    return None


def protected_in_text(text: str, subject: str) -> Ground | None:
    """Return which protected attribute a text for officers speaks of, or None; goods may be spoken of
    freely."""
    if subject == "consignment":
        return None
    words = _words(text)
    for each in _vocabulary():
        if each.told and each.found_in(words):
            return each.ground
    return Ground("people", "a people", "народ") if any(_is_people(word) for word in words) else None


def protected_content(values: Iterable[str], subject: str, *, places: bool = True) -> Ground | None:
    """Return what the entries of a list give away, or None.

    One name of a people, religion or patronymic link is enough (for goods: patronymics and names only);
    surnames, given names and villages count by their share. `places=False` where a list may hold places
    (crossing points).
    """
    entries = [(_words(value), value) for value in values]
    if not entries:
        return None
    of_people = subject != "consignment"
    for words, _ in entries:
        ground = _telling(words, of_people=of_people)
        if ground is not None:
            return ground
    if _share(entries, _is_surname) >= _content()["share"] and (of_people or len(entries) > 2):
        return Ground("surnames", "surnames", "фамилии")
    if _share(entries, _is_given_name) >= _content()["share"] and (of_people or len(entries) > 2):
        return Ground("given_names", "given names", "имена")
    if of_people and places and _share(entries, _is_place) >= _content()["share"]:
        return Ground("villages", "villages or towns", "сёла или города")
    return None


def _telling(words: list[str], *, of_people: bool) -> Ground | None:
    if len(words) > 1 and any(word in _kinship() for word in words):
        return Ground("patronymics", "patronymics", "отчества")
    if not of_people:
        return None
    if any(_is_people(word) for word in words):
        return Ground("peoples", "peoples", "народы")
    for each in _vocabulary():
        if each.ground.code in {"religion", "ethnicity"} and each.found_in(words):
            return each.ground
    return None


def _content() -> dict[str, Any]:
    content: dict[str, Any] = _told()["content"]
    return content


@lru_cache(maxsize=1)
def _kinship() -> frozenset[str]:
    return frozenset("".join(_words(each)) for each in _content()["kinship"])


def _share(entries: list[tuple[list[str], str]], looks: Callable[[list[str]], bool]) -> float:
    return sum(looks(words) for words, _ in entries) / len(entries)


def _is_people(word: str) -> bool:
    content = _content()
    return word.startswith(tuple(content["peoples"])) and not word.endswith(tuple(content["states"]))


def _is_surname(words: list[str]) -> bool:
    ends = tuple(_content()["surnames"])
    shortest = _content()["shortest"]
    return any(len(word) > shortest and word.endswith(ends) for word in words)


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    told = tomllib.loads((PARAMETERS / "name_variants.toml").read_text(encoding="utf-8"))
    shortest = _content()["shortest"]
    return frozenset(
        _folded(word) for names in told["sets"] for word in names.split() if len(word) >= shortest
    )


def _is_given_name(words: list[str]) -> bool:
    return any(word in _given_names() for word in words)


def _is_place(words: list[str]) -> bool:
    ends, whole, shortest = (tuple(_content()["places"]), _content()["place_words"], _content()["shortest"])
    named = len(words) > 1 and any(word in whole for word in words)
    return named or any(len(word) > shortest and word.endswith(ends) for word in words)


def _words(text: str) -> list[str]:
    return _WORD.findall(_folded(_HUMP.sub(" ", text).replace("_", " ")))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
