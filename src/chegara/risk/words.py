"""Components, levels and likelihoods in words; a likelihood never without its range."""

from __future__ import annotations

from django.utils.translation import get_language, gettext_noop, override
from django.utils.translation import gettext as _

from chegara.common.verbal import load_yardstick, yardsticks
from chegara.elicitation.methods.scales import Scale, load_scale
from chegara.risk.methods.components import EXPOSURE, RISK, SCORED, THREAT, Component

LANGUAGES = ("en", "ru")
COMPONENTS: dict[str, str] = {
    Component.MAGNITUDE: gettext_noop("Magnitude of the threat"),
    Component.LIKELIHOOD: gettext_noop("Likelihood of the threat"),
    Component.VULNERABILITY: gettext_noop("Vulnerability"),
    Component.IMPACT: gettext_noop("Impact"),
    THREAT: gettext_noop("Threat"),
    EXPOSURE: gettext_noop("Threat and vulnerability together"),
    RISK: gettext_noop("Level of the risk"),
}
CRITERION = "harm"
HARM_OF_A_CASE = gettext_noop("Harm of one case")

SOURCES = (gettext_noop("Chegara, 2026, the project's own proposal"),)
"""Who proposed the matrices that are shipped, for the translator."""


def component_name(code: str) -> str:
    """Return what a component is called in the language of the page."""
    return _(COMPONENTS[code])


def criterion_name(code: str) -> str:
    """Return what a panel of a risk analysis judges by, or its code where it is another slice's."""
    names = {**COMPONENTS, CRITERION: HARM_OF_A_CASE}
    return _(names[code]) if code in names else code


def criteria() -> list[dict[str, str]]:
    """Return the components that experts score, with their names in each language."""
    return [{"code": component.value, **in_each_language(COMPONENTS[component])} for component in SCORED]


def in_each_language(message: str) -> dict[str, str]:
    """Return a message of the catalogue in each language, by the language."""
    names = {}
    for language in LANGUAGES:
        with override(language):
            names[language] = _(message)
    return names


def _language() -> str:
    return "ru" if (get_language() or "en").startswith("ru") else "en"


def level_name(scale: Scale | str, level: int | None) -> str:
    """Return the name of a level, a dash where there is none."""
    of = load_scale(scale) if isinstance(scale, str) else scale
    return of.level(level).names[_language()] if level is not None else "–"


def likelihood_words(yardstick: str, code: str) -> str:
    """Return a word for probability with its range, as in "likely (55–80 %)"; empty where none was chosen."""
    if not code:
        return ""
    band = load_yardstick(yardstick).band(code)
    low, high = band.per_cent
    return f"{band.words[_language()]} ({low}–{high} %)"


def band_word(code: str) -> str:
    """Return a word for probability without a range: the history does not know of which list it is."""
    known = [
        band.words[_language()] for of in yardsticks().values() for band in of.bands if band.code == code
    ]
    return known[0] if known else code


def likelihood_choices(yardstick: str) -> list[tuple[str, str]]:
    """Return the words of a yardstick, the least likely first, each with its range."""
    return [(band.code, likelihood_words(yardstick, band.code)) for band in load_yardstick(yardstick).bands]
