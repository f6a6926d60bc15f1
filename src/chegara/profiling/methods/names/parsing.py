"""What each word of a name is: given, father's, family name, by-name; what only links or honours.

A name is read in any order and script. Link words (уулу, кызы, oʻgʻli, ibn, bint, теги) and endings (-ович,
-ов, -зода) tell the roles; fields of a document or list, where given, tell more. Articles and titles go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from chegara.profiling.methods.names.endings import (
    BY_NAME,
    FAMILY,
    FATHER,
    GIVEN,
    UNKNOWN,
    Ending,
    ending_of,
)
from chegara.profiling.methods.names.parameters import table
from chegara.profiling.methods.names.sounds import is_abjad, normal, sounds_of

_SPLIT = re.compile(r"[\s\-‐‑‒–—_/.·•]+")
_NOISE = re.compile(r"[^\w\s'<,\-‐‑‒–—/.·•]")
_INITIAL = re.compile(r"(?<!\w)([^\W\d_])(?:(?<!b)\.|\.(?!\s*\w{3}))")
"""A letter with its stop, but for the b. of bin before a father's name."""
_ROLE_OF_FIELD = {"family": FAMILY, "given": GIVEN, "father": FATHER}
MOST_WORDS = 8
_LATER = (UNKNOWN, UNKNOWN, FATHER, GIVEN)
_ASSIMILATED = (
    "ad",
    "an",
    "ar",
    "as",
    "at",
    "az",
    "ud",
    "ur",
    "us",
    "ад",
    "ан",
    "ар",
    "ас",
    "ат",
    "аз",
    "уд",
    "ур",
)
_ARTICLE_LATIN = re.compile(r"^(?:al|el)'?(?=[^\W\d]{5})$")


class Part(NamedTuple):
    """One word of a name: as written, in normal form, its role, and its ending's kind."""

    written: str
    word: str
    role: int


class Name(NamedTuple):
    """A name taken apart; `sex` is what its links and endings tell: M, F or blank."""

    parts: tuple[Part, ...]
    sex: str = ""


@cache
def _links() -> dict[str, tuple[str, str]]:
    """Return for each link word what it does and which sex it tells."""
    found: dict[str, tuple[str, str]] = {}
    for kind, words in table("words")["links"].items():
        base, _, sex = kind.rpartition("_")
        does, told = (base, sex.upper()) if sex in ("m", "f") else (kind, "")
        for word in words:
            found.setdefault(normal(word), (does, told))
            if base in ("after_father", "after_zoda") and len(heard := sounds_of(normal(word))) > 2:
                found.setdefault(f"/{heard}", (does, told))  # spelt in many ways
    return found


def _link(word: str) -> tuple[str, str]:
    """Return what a word does and which sex it tells; blank where it is no link.

    In an abjad's letters a link must stand as it is known: by its sound ولی, the name Wali, would be a son's uly.
    """
    heard = "" if is_abjad(word) else f"/{sounds_of(word)}"
    return _links().get(word) or _links().get(heard, ("", ""))


@cache
def _titles() -> frozenset[str]:
    """Return the titles, and how the longer ones sound: they are spelt in many ways."""
    words = frozenset(normal(word) for word in table("words")["titles"]["words"])
    return words | {f"/{heard}" for word in words if len(heard := sounds_of(word)) > 3}


def parse(text: str, *, family: str = "", given: str = "", father: str = "") -> Name:
    """Take a name apart.

    Args:
        text: the whole name; "FAMILY, Given" and the machine-readable "FAMILY<<GIVEN" are understood.
        family: where the source keeps it apart; then `given` and `father` too, and `text` is not read.
        given: given names.
        father: the father's name or patronymic.

    >>> from chegara.profiling.methods.names.endings import ROLE_NAMES
    >>> [(part.word, ROLE_NAMES[part.role]) for part in parse("Каримов Азиз Рустамович").parts]
    [('каримов', 'family'), ('азиз', 'given'), ('рустамович', 'father')]
    >>> from chegara.profiling.methods.names.endings import ROLE_NAMES
    >>> [(part.word, ROLE_NAMES[part.role]) for part in parse("Nurlanbek Turgunbek uulu").parts]
    [('nurlanbek', 'given'), ('turgunbek', 'father')]
    """
    return parse_fields(tuple(fields_of(text, family, given, father).items()))


def fields_of(text: str, family: str, given: str, father: str) -> dict[str, str]:
    """Return the texts of a name's fields by their names; the arguments are those of `parse`."""
    if family and (given or father):
        return {"family": family, "given": given, "father": father}
    if "<<" in text:
        family, _, given = text.partition("<<")
        return {"family": family.replace("<", " "), "given": given.replace("<", " ")}
    head, comma, rest = text.partition(",")
    if comma and head.strip() and rest.strip() and "," not in rest:
        return {"family": head, "given": rest}
    return {"": text.replace(",", " ").replace("<", " ")}


@lru_cache(maxsize=1 << 14)
def parse_fields(fields: tuple[tuple[str, str], ...]) -> Name:
    """Take a name apart whose fields (`fields_of`) are given as pairs."""
    parts: list[Part] = []
    sexes: list[str] = []
    for field, text in fields:
        if text:
            found = _parts(text, _ROLE_OF_FIELD.get(field, UNKNOWN), sexes)
            # Of several given names the later ones may be the father's.
            givens = [at for at, part in enumerate(found) if part.role == GIVEN]
            for at in givens[1:]:
                found[at] = Part(found[at].written, found[at].word, _LATER[ending_of(found[at].word).role])
            parts += found
    parts = _settled(parts[:MOST_WORDS], sexes)
    if len(parts) == 1 and parts[0].role == BY_NAME:
        parts[0] = Part(parts[0].written, parts[0].word, UNKNOWN)
    return Name(tuple(parts), sexes[0] if sexes else "")


@dataclass
class _Reader:
    """Reads the words of one field from left to right; what a link says waits for its word."""

    role: int
    sexes: list[str]
    parts: list[Part]
    pending: int = -1
    prefix: str = ""

    def take(self, written: str, token: Token, last: bool) -> None:
        if token.does:
            self._last_word, does = token.bare, token.does
            handler = getattr(self, f"_{does}", None)
            if handler is not None and not (self.prefix and does == "joins_previous") and handler(last):
                if sex := _link(token.bare)[1]:
                    self.sexes.append(sex)
                return
            if does in ("by_name", "servant") and not last:
                self.prefix, self.pending = (
                    self.prefix + token.bare,
                    BY_NAME if does == "by_name" else self.pending,
                )
                return
        self._word(written, token.bare)

    def _articles(self, last: bool) -> bool:
        return not last or bool(self.parts)

    def _after_father(self, last: bool) -> bool:
        return self._mark(FATHER)

    def _after_family(self, last: bool) -> bool:
        return self._mark(FAMILY)

    def _after_zoda(self, last: bool) -> bool:
        if not self.parts:
            return False
        before = self.parts.pop()
        self.parts.append(Part(f"{before.written} зода", before.word + "zoda", FAMILY))
        return True

    def _before_father(self, last: bool) -> bool:
        if last or not self.parts:
            return False
        if self.pending < 0 and len(self.parts) == 1 and self.parts[0].role == UNKNOWN:
            self.parts[0] = Part(self.parts[0].written, self.parts[0].word, GIVEN)
        self.pending = FATHER
        return True

    def _joins_previous(self, last: bool) -> bool:
        if not self.parts or self.parts[-1].role == FAMILY:  # Popova Alla
            return False
        before = self.parts.pop()
        abjad = is_abjad(before.word)
        faith = any(letter in self._last_word for letter in "dдد")  # of al-din and -ullah only one has a d
        word = ("دین" if abjad else "uddin") if faith else ("الله" if abjad else "ullah")
        self.parts.append(Part(f"{before.written} {self._last_word}", before.word + word, before.role))
        return True

    _last_word: str = ""

    def _mark(self, role: int) -> bool:
        if not self.parts:
            return False
        self.parts[-1] = Part(self.parts[-1].written, self.parts[-1].word, role)
        return True

    def _word(self, written: str, word: str) -> None:
        if self.prefix:
            written, word = f"{self.prefix} {written}", _compound(self.prefix, word)
        role = self.role if self.pending < 0 else self.pending
        self.parts.append(_part(written, word, ending_of(word), role, self.sexes))
        self.prefix, self.pending = "", -1


def _compound(prefix: str, word: str) -> str:
    """Return Abd al-X and Abu X as one word, spelt as if always joined."""
    if is_abjad(word):
        return prefix.removesuffix("ال") + word.removeprefix("ال")
    cyrillic = bool(re.search("[а-я]", word))
    if not prefix.startswith(("abd", "абд")):
        return prefix + word
    start = "абду" if cyrillic else "abdu"
    if word[:1] in "aeiouаоуиэея":
        if word.startswith(("all", "алл")):  # Abd Allah
            word = word[2:]
        else:
            start += "л" if cyrillic else "l"
    return start + word


class Token(NamedTuple):
    """What is known of one word before its neighbours are: without its article, what it does, whether it is a title."""

    word: str
    bare: str
    does: str
    title: bool
    slipped: str
    """The link that it is, but for a slip of the hand, where another word follows."""
    ending: Ending
    plain: bool
    """Neither links nor honours: a name's own word."""
    pattern: str | int
    """All that it tells of the roles of its name: a plain word by its ending, as a number; another as itself."""


@lru_cache(maxsize=1 << 15)
def _token(raw: str) -> Token | None:
    links = _links()
    word = raw if "'" not in raw else stripped if (stripped := raw.strip("'")) in links else raw.lstrip("'")
    if not _told(word):
        return None
    bare = word if word in links else _without_article(word)
    does, title, slipped = _link(bare)[0], _is_title(word), _known(word)
    ending = ending_of(bare)
    plain = not (does or title) and slipped == word
    return Token(word, bare, does, title, slipped, ending, plain, _ends(bare, ending) if plain else word)


_SEXES, _ZOD = ("", "M", "F"), ("зод", "zod")


def _ends(bare: str, ending: Ending) -> int:
    return ending.role + 8 * _SEXES.index(ending.sex) + 32 * bare.endswith(_ZOD)


def _as_name(token: Token) -> Token:
    """Return a word that neither links nor honours here."""
    return token._replace(does="", title=False, plain=True, pattern=_ends(token.bare, token.ending))


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text with what is known of each before its neighbours are."""
    heard = normal(text)
    if heard.replace(" ", "").isalpha():
        return _articles_told([token for raw in heard.split() if (token := _token(raw))])
    whole = _NOISE.sub(" ", heard)
    tokens = [token for raw in _SPLIT.split(whole) if raw and (token := _token(raw))]
    if "." in whole:
        initials = set(_INITIAL.findall(whole))
        tokens = [_as_name(token) if token.bare in initials else token for token in tokens]
    return _articles_told(tokens)


def _articles_told(tokens: list[Token]) -> list[Token]:
    """Return words of which those that only look like an article are names."""
    if all(token.plain for token in tokens):
        return tokens
    following = [*(token.bare for token in tokens[1:]), ""]
    return [
        _as_name(token) if token.does == "articles" and not _is_article(token.bare, after) else token
        for token, after in zip(tokens, following, strict=False)
    ]


def _is_article(word: str, following: str) -> bool:
    """Say whether a word that may be an article is one: never the last; one like an- only before its own letter, so that An
    is a family name of Koreans.
    """
    if not following:
        return False
    return word not in _ASSIMILATED or following[0] == word[1]


def _is_title(word: str) -> bool:
    return word in _titles() or f"/{sounds_of(word)}" in _titles()


def _parts(text: str, role: int, sexes: list[str]) -> list[Part]:
    tokens = tokens_of(text)
    written = [each for each in _SPLIT.split(_NOISE.sub(" ", text)) if each and _told(each)]
    if len(written) != len(tokens):
        written = [token.word for token in tokens]
    if all(token.plain for token in tokens):  # nothing binds the words: each is what its ending says
        told = zip(written, tokens, strict=True)
        return [_part(shown, token.bare, token.ending, role, sexes) for shown, token in told]
    for at in range(len(tokens) - 1):
        if tokens[at].slipped != tokens[at].word:
            tokens[at] = _token(tokens[at].slipped) or tokens[at]
    kept = list(zip(written, tokens, strict=True))
    plain = [pair for pair in kept if not pair[1].title]
    if len(plain) >= 2:
        kept = plain
    if len(kept) > 1 and kept[-1][1].does in ("by_name", "servant"):
        kept = [kept[-1], *kept[:-1]]  # the words went round: Obaida Abu is Abu Obaida
    if len(kept) > 2 and kept[0][1].does in ("after_father", "after_family"):
        kept = kept[1:]  # its word was cut off
    reader = _Reader(role, sexes, [])
    last = len(kept) - 1
    for position, (shown, token) in enumerate(kept):
        if token.title and last > 0:
            reader.parts.append(Part(shown, token.word, BY_NAME))
        else:
            reader.take(shown, token, position == last)
    return reader.parts


def _part(written: str, word: str, ending: Ending, role: int, sexes: list[str]) -> Part:
    """Return a word in its role, which its ending may tell; the sex that the ending tells is added."""
    if ending.role == FATHER or (ending.role == FAMILY and role == UNKNOWN):
        role = ending.role
    if ending.sex and role in (FATHER, FAMILY):
        sexes.append(ending.sex)
    return Part(written, word, role)


_ABDUL = re.compile(r"^(?:.bd|a.d|ab.)u[lr]$|^.bdel$|^(?:abudl|adbul|abdlu|badul|abedl|adbel|abdle)$")
_TWICE = re.compile(r"(.)\1+")


def _known(word: str) -> str:
    """Return a linking word without its slip of the hand: Abdull, Abudl and Abrul before a word are Abdul."""
    if word in _links() or len(word) < 4:
        return word
    if word[:2] in _beginnings():
        once = _TWICE.sub(r"\1", word)
        if once != word and _links().get(once, ("",))[0] in ("servant", "by_name"):
            return once
    return "abdul" if len(word) == 5 and _ABDUL.match(word) else word


@cache
def _beginnings() -> frozenset[str]:
    """Return how the words begin that make one name with the next, their first letter once or twice."""
    binding = [word for word, (does, _) in _links().items() if does in ("servant", "by_name")]
    return frozenset(each for word in binding for each in (word[:2], word[:1] * 2))


def _told(word: str) -> bool:
    return word.isalnum() or any(each.isalnum() for each in word)


_RUSSIAN_ENDS = ("وف", "ویچ", "ويچ", "ونا", "وفا", "اوا", "یوا")
"""Ends of Russian family names and patronymics in Persian letters: Aliev has no article."""


@cache
def _whole() -> frozenset[str]:
    """Return the words in Arabic script that begin like an article and have none."""
    return frozenset(normal(word) for word in table("words")["whole"]["words"])


def _without_article(word: str) -> str:
    """Return an Arabic word without the article written to it."""
    if word.startswith("ال") and len(word) > 4 and word not in _whole() and not word.endswith(_RUSSIAN_ENDS):
        return word[2:]
    if word.startswith(("al'", "el'")) and len(word) > 5:
        return word[3:]
    return word


def _settled(parts: list[Part], sexes: list[str]) -> list[Part]:
    """Give the one word that is left its role, where the others have theirs."""
    unknown = [position for position, part in enumerate(parts) if part.role == UNKNOWN]
    _unturn(parts)
    roles = {part.role for part in parts}
    if [part.role for part in parts].count(FAMILY) == 1 and FATHER in roles and not roles & {GIVEN, UNKNOWN}:
        # Nurbekov Mirlan uulu: the father's name was left out, and the link stands after the own.
        for position, part in enumerate(parts):
            if part.role == FATHER and ending_of(part.word).role != FATHER:
                parts[position] = Part(part.written, part.word, UNKNOWN)
    elif len(unknown) == 1 and roles & {FAMILY, FATHER} and GIVEN not in roles:
        part = parts[unknown[0]]
        parts[unknown[0]] = Part(part.written, part.word, GIVEN)
    if len(parts) > 1 and FAMILY in roles and not unknown and GIVEN not in roles:
        # Two words with family endings: the one that is not last has a given name's place.
        families = [position for position, part in enumerate(parts) if part.role == FAMILY]
        if len(families) > 1:
            # Sherzod and Behzod are given names beside a family name with another ending.
            zods = [at for at in families if parts[at].word.endswith(_ZOD)]
            chosen = zods[0] if len(zods) == 1 else families[0]
            parts[chosen] = Part(
                parts[chosen].written, parts[chosen].word, GIVEN if len(zods) == 1 else UNKNOWN
            )
    return parts


def _unturn(parts: list[Part]) -> None:
    """Turn round fields that were filled the wrong way: a family name's ending among given names, none before."""
    families = [at for at, part in enumerate(parts) if part.role == FAMILY]
    if not families:
        return
    turned = [
        at for at, part in enumerate(parts) if part.role == GIVEN and ending_of(part.word).role == FAMILY
    ]
    if len(turned) != 1 or any(ending_of(parts[at].word).role for at in families):
        return
    for at in families:
        parts[at] = Part(parts[at].written, parts[at].word, GIVEN)
    parts[turned[0]] = Part(parts[turned[0]].written, parts[turned[0]].word, FAMILY)


def roles_of(named: Sequence[Part]) -> Mapping[int, int]:
    """Return how many words have each role."""
    counted: dict[int, int] = {}
    for part in named:
        counted[part.role] = counted.get(part.role, 0) + 1
    return counted
