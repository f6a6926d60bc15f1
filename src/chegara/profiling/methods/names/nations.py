"""Countries as documents and lists write them: codes of two and three letters, names in the region's languages."""

from __future__ import annotations

from functools import cache

from babel import Locale

from chegara.profiling.methods.names.parameters import table

LANGUAGES = ("en", "ru", "kk", "ky", "uz", "tg", "tk", "fr", "tr", "fa", "ar")


@cache
def _known() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(name.casefold(), code)
                found.setdefault(code.casefold(), code)
    told = table("countries")
    found.update({code.casefold(): country for code, country in told["codes"].items()})
    found.update(told["names"])
    return found


@cache
def nation(text: str) -> str:
    """Return the code of two letters of a country, or the text itself in lower case where none is known.

    >>> nation("Кыргызстан"), nation("KGZ"), nation("kg"), nation("Kyrgyz Republic")
    ('KG', 'KG', 'KG', 'KG')
    """
    bare = " ".join(text.strip(" <.").casefold().split())
    return _known().get(bare, bare)
