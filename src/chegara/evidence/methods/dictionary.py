"""The one dictionary: what is counted, in what unit, and the words that agencies use for it.

Definitions, vocabularies and headings are dated data with their sources in `evidence/parameters/*.toml`;
names of countries in six languages are Unicode CLDR's territories, as Babel brings them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from babel import Locale
from babel.core import get_global

PARAMETERS = Path(__file__).parent.parent / "parameters"
LANGUAGES_OF_COUNTRY_NAMES = ("en", "ru", "kk", "ky", "uz", "uz_Cyrl", "tg", "tk")
STATELESS = "XXA"

Form = Literal["statistic", "event"]

_LOOK_ALIKES = str.maketrans(
    {
        "ё": "е",
        "Ё": "е",
        "‘": "'",
        "’": "'",
        "ʻ": "'",
        "ʼ": "'",
        "`": "'",
        "−": "-",
        "–": "-",
        "—": "-",
        "\ufeff": "",
    }
)
_EDGES = ' .,:;!*"«»“”'


def normalise(text: str) -> str:
    """Return a word as it is compared: lower case, one kind of space, dash and apostrophe, ё as е.

    >>> normalise(" Отчётный  период: ")
    'отчетный период'
    """
    return " ".join(text.translate(_LOOK_ALIKES).casefold().split()).strip(_EDGES)


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One thing that is counted.

    `names` and `definition` are by language (en, ru). `unit` is what the value counts, `quantity_unit` the
    usual unit of what was seized. `kind` names the vocabulary of its kinds (empty: none). `denominators`
    are codes of the indicators that it can be divided by. `source` is a key of `Dictionary.sources`, and
    `source_code` the indicator's number there.
    """

    code: str
    category: str
    names: Mapping[str, str]
    definition: Mapping[str, str]
    unit: str
    quantity_unit: str
    form: Form
    dimensions: tuple[str, ...]
    kind: str
    denominators: tuple[str, ...]
    source: str
    source_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Term:
    """One word of a vocabulary; `indicator` is set where the word belongs to another indicator."""

    code: str
    names: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    indicator: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """The terms of one dimension, found by any of their names."""

    name: str
    terms: Mapping[str, Term]
    codes: Mapping[str, str]

    def code(self, word: str) -> str | None:
        """Return the code that a word stands for, None if nobody knows the word."""
        return self.codes.get(normalise(word))

    @classmethod
    def of(cls, name: str, terms: Iterable[Term]) -> Vocabulary:
        """Index terms by code, names and aliases; the first term to claim a word keeps it."""
        by_code = {term.code: term for term in terms}
        codes: dict[str, str] = {}
        for term in by_code.values():
            for word in (term.code, *term.names.values(), *term.aliases):
                codes.setdefault(normalise(word), term.code)
        return cls(name, by_code, codes)


@dataclass(frozen=True)
class Phrase:
    """A phrase of headings.toml; a token that ends in * matches any ending."""

    tokens: tuple[str, ...]
    meaning: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Territories:
    """Countries by any name or code of theirs, in the nominative or the Russian genitive."""

    codes: Mapping[str, str]
    world_regions: frozenset[str]

    def code(self, word: str) -> str | None:
        """Return the ISO 3166-1 alpha-2 code of a country or nationality (XXA: stateless), None if unknown.

        >>> load_dictionary().territories.code("граждане Узбекистана")
        'UZ'
        """
        name = normalise(word)
        while name:
            if name in self.codes:
                return self.codes[name]
            shorter = _CITIZENS.sub("", name)
            if shorter == name:
                return None
            name = shorter
        return None


_CITIZENS = re.compile(
    r"^(?:граждан[а-я]*|гр-н[а-я]*|гр\.?|подданн[а-я]*|citizens?|nationals?|of|the|республик[аи]) +"
    r"| +(?:fuqarolari|фуқаролари|азаматтары|жарандары|citizens?|nationals?|respublikasi|республикасы)$"
)


@dataclass(frozen=True, kw_only=True)
class Dictionary:
    """Indicators, vocabularies, headings and countries, read once and passed to whoever needs them."""

    version: date
    sources: Mapping[str, Mapping[str, str]]
    indicators: Mapping[str, Indicator]
    vocabularies: Mapping[str, Vocabulary]
    fields: tuple[Phrase, ...]
    kinds: tuple[Phrase, ...]
    indicator_phrases: tuple[Phrase, ...]
    totals: frozenset[str]
    parts: frozenset[str]
    unknown: frozenset[str]
    cumulative: frozenset[str]
    territories: Territories

    def indicator_code(self, text: str) -> str | None:
        """Return the indicator that a heading, title or cell names best, None if it names none."""
        if text.strip() in self.indicators:
            return text.strip()
        best = max(matches(text, self.indicator_phrases), key=lambda found: found[0], default=None)
        return best[1].meaning if best else None

    def kind_vocabulary(self, indicator: str) -> Vocabulary | None:
        """Return the vocabulary of an indicator's kinds."""
        known = self.indicators.get(indicator)
        return self.vocabularies.get(known.kind) if known and known.kind else None

    def is_total(self, text: str) -> bool:
        """Say whether a label announces a sum of other rows or columns: Итого, Всего по области, Total."""
        words = normalise(text)
        return words in self.totals or any(words.startswith(f"{total} ") for total in self.totals)

    def is_part(self, text: str) -> bool:
        """Say whether a label announces a part of what stands before it: в т.ч. женщины, of which minors."""
        words = normalise(text)
        return words in self.parts or any(
            words.startswith((f"{part} ", f"{part}. ", f"{part}: ")) for part in self.parts
        )

    def is_unknown(self, text: str) -> bool:
        """Say whether a cell says that nothing is known; 0 is known."""
        return normalise(text) in self.unknown


_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|№")


def tokens_of(text: str) -> list[str]:
    """Return the words of a heading: case, punctuation and underscores away."""
    return _TOKEN.findall(normalise(text.replace("_", " ")))


@dataclass(frozen=True, order=True)
class Match:
    """How well a phrase fits: `coverage` is the share of the heading's words that it explains, 0 to 1."""

    coverage: float
    length: int


def matches(text: str, phrases: Iterable[Phrase]) -> Iterator[tuple[Match, Phrase]]:
    """Yield the phrases found in a text as whole words, with how well each fits."""
    words = " ".join(tokens_of(text))
    count = words.count(" ") + 1
    for phrase in phrases:
        if words and phrase.pattern.search(words):
            yield Match(min(1.0, len(phrase.tokens) / count), len("".join(phrase.tokens))), phrase


def _phrase(text: str, meaning: str) -> Phrase:
    tokens = tuple(re.findall(r"[^\s()/.,]+", text.casefold().replace("ё", "е")))
    parts = [
        r"\S+" if token in {"*"} else re.escape(token.rstrip("*")) + (r"\S*" if token.endswith("*") else "")
        for token in tokens
    ]
    return Phrase(tokens, meaning, re.compile(r"(?<!\S)" + " ".join(parts) + r"(?!\S)"))


def _phrases(table: Mapping[str, list[str]]) -> tuple[Phrase, ...]:
    return tuple(_phrase(text, meaning) for meaning, texts in table.items() for text in texts)


def _read(name: str) -> dict[str, Any]:
    with (PARAMETERS / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


FORM_OF_CATEGORY: Mapping[str, Form] = {"seizure": "event"}


def _indicators(content: Mapping[str, Any]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for category, entries in content.items():
        if category in {"version", "sources"}:
            continue
        for code, entry in entries.items():
            found[code] = Indicator(
                code=code,
                category=category,
                names=entry["names"],
                definition=entry["definition"],
                unit=entry["unit"],
                quantity_unit=entry.get("quantity_unit", ""),
                form=FORM_OF_CATEGORY.get(category, "statistic"),
                dimensions=tuple(entry["dimensions"]),
                kind=entry.get("kind", ""),
                denominators=tuple(entry.get("denominators", ())),
                source=entry["source"],
                source_code=entry.get("source_code", ""),
            )
    return found


def _vocabulary(name: str, entries: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary.of(
        name,
        (
            Term(
                code=code,
                names={"en": entry["en"], "ru": entry["ru"]},
                aliases=tuple(entry.get("aliases", ())),
                indicator=entry.get("indicator", ""),
            )
            for code, entry in entries.items()
        ),
    )


GENITIVES = (("ия", "ии"), ("я", "и"), ("а", "ы"), ("й", "я"), ("ь", "и"), ("ь", "я"))


def genitives(name: str) -> list[str]:
    """Return what the genitive of a one-word Russian country name may be: Узбекистана, России, Китая."""
    if name.endswith(tuple("бвгджзклмнпрстфхцчшщ")):
        return [name + "а"]
    found = [name[: -len(ending)] + genitive for ending, genitive in GENITIVES if name.endswith(ending)]
    if name.endswith(("ка", "га", "ха", "ша", "жа", "ча")):
        found.append(name[:-1] + "и")
    return found


def _territories(own: Vocabulary, extra: Mapping[str, str]) -> Territories:
    codes = {normalise(word): code for word, code in extra.items()}
    codes.update({normalise(code): code for code in extra.values()})
    for word, code in own.codes.items():
        codes.setdefault(word, code)
    regions: set[str] = set()
    for language in LANGUAGES_OF_COUNTRY_NAMES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) != 2:
                regions.add(normalise(name))
            elif code not in {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}:
                codes.setdefault(normalise(name), code)
                codes.setdefault(code.casefold(), code)
    for alpha3, code in _alpha_3().items():
        codes.setdefault(alpha3.casefold(), code)
    for name, code in list(codes.items()):
        for genitive in genitives(name) if " " not in name and re.fullmatch("[а-я-]{4,}", name) else ():
            codes.setdefault(genitive, code)
    return Territories(codes, frozenset(regions - codes.keys()))


def _alpha_3() -> dict[str, str]:
    """Return ISO 3166-1 alpha-3 → alpha-2 from CLDR's own table of aliases."""
    aliases = get_global("territory_aliases")
    return {
        alias: targets[0]
        for alias, targets in aliases.items()
        if len(alias) == 3 and alias.isalpha() and len(targets) == 1
    }


@cache
def _shipped() -> Dictionary:
    indicators, vocabularies, headings = _read("indicators"), _read("vocabularies"), _read("headings")
    words = headings["words"]
    known = {name: _vocabulary(name, entries) for name, entries in vocabularies.items() if name != "version"}
    by_code = _indicators(indicators)
    names = {code: [*indicator.names.values()] for code, indicator in by_code.items()}
    return Dictionary(
        version=indicators["version"],
        sources=indicators["sources"],
        indicators=by_code,
        vocabularies=known,
        fields=_phrases(headings["field"]),
        kinds=_phrases(headings["kind"]),
        indicator_phrases=_phrases(headings["indicator"]) + _phrases(names),
        totals=frozenset(map(normalise, words["total"])),
        parts=frozenset(map(normalise, words["part"])),
        unknown=frozenset(map(normalise, words["unknown"])),
        cumulative=frozenset(map(normalise, words["cumulative"])),
        territories=_territories(known["territory"], {}),
    )


def load_dictionary(extra_territories: Mapping[str, str] | None = None) -> Dictionary:
    """Return the dictionary as shipped, read once.

    `extra_territories` adds words (in any case) → codes of countries that CLDR does not have, such as
    invented ones; they take precedence.
    """
    if not extra_territories:
        return _shipped()
    shipped = _shipped()
    return replace(shipped, territories=_territories(shipped.vocabularies["territory"], extra_territories))
