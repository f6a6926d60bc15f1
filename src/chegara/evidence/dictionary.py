"""The common dictionary as this site uses it: the shipped one with the site's own states."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

from chegara.evidence.methods.dictionary import Dictionary, load_dictionary
from chegara.organisation.models import State


def dictionary() -> Dictionary:
    """Return the dictionary, with the names of states that CLDR does not know."""
    words = []
    for state in State.objects.order_by("code"):
        names = [state.name_en, state.name_ru, *state.aliases.splitlines()]
        words.append((state.code, tuple(filter(None, names))))
    return _with_states(tuple(words))


@lru_cache(maxsize=4)
def _with_states(states: tuple[tuple[str, tuple[str, ...]], ...]) -> Dictionary:
    return load_dictionary({name: code for code, names in states for name in names})


def word(vocabulary: str, code: str, language: str | None = None) -> str:
    """Return a code's word in a language (by default the page's), or the code where it is the file's own.

    >>> word("direction", "", "en")
    ''
    """
    known = load_dictionary().vocabularies.get(vocabulary)
    term = known.terms.get(code) if known else None
    if term is None:
        return code
    language = (language or get_language() or "en")[:2]
    return term.names.get(language) or term.names["en"]


def indicator_name(code: str, language: str | None = None) -> str:
    """Return what an indicator is called, or its code where the dictionary does not know it."""
    known = load_dictionary().indicators.get(code)
    if known is None:
        return code
    return known.names.get((language or get_language() or "en")[:2]) or known.names["en"]


def source_words(code: str) -> str:
    """Return where a definition comes from, in the language of the page, without what is cited there."""
    source = load_dictionary().sources.get(code, {})
    return (source.get((get_language() or "en")[:2]) or source.get("en", code)).partition(": ")[0]


def kind_word(indicator: str, code: str, language: str | None = None) -> str:
    """Return the word for a kind of an indicator (a substance, a vehicle, a document)."""
    known = load_dictionary().indicators.get(indicator)
    return word(known.kind, code, language) if known and known.kind else code


def state_name(
    code: str, language: str | None = None, invented: Mapping[str, tuple[str, str]] | None = None
) -> str:
    """Return the name of a state by its code, or the text itself where it is no code.

    Whoever names many passes `invented_states()`, which costs a query.
    """
    language = (language or get_language() or "en")[:2]
    own = (invented_states() if invented is None else invented).get(code)
    if own:
        return (own[1] if language == "ru" else "") or own[0]
    # The region's own usage first: CLDR has "Киргизия" where the state calls itself "Кыргызстан".
    known = word("territory", code, language)
    if known == code and len(code) == 2 and code.isupper():
        return _territories(language).get(code, code)
    return known


def invented_states() -> dict[str, tuple[str, str]]:
    """Return the names, English and Russian, of the states that CLDR can't know."""
    return {state.code: (state.name_en, state.name_ru) for state in State.objects.filter(invented=True)}


@lru_cache(maxsize=8)
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(language).territories)
