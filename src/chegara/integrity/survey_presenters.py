"""Words and display values of a survey's results."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from chegara.integrity.corruption_choices import factor_choices
from chegara.integrity.methods.perception import Index, Share
from chegara.integrity.methods.scales import in_language, zones
from chegara.integrity.survey_results import SurveyResults
from chegara.reporting.numbers import decimal

HIDDEN = "–"


def share_words(found: Share | None) -> str:
    """Return a share in whole per cent with its interval, a bound where nearly all answered alike."""
    if found is None:
        return HIDDEN
    percent = f"{round(found.value * 100)} %"
    low, high = round(found.interval.low * 100), round(found.interval.high * 100)
    if found.bound:
        percent = (_("at least %(share)s") if found.value > 0.5 else _("at most %(share)s")) % {
            "share": percent
        }
    return f"{percent} ({low}–{high})"


def index_words(found: Index | None) -> str:
    """Return an index with its interval."""
    if found is None:
        return HIDDEN
    interval = f" ({found.interval.low:.0f}–{found.interval.high:.0f})" if found.interval else ""
    return f"{found.value:.0f}{interval}"


def result_tables(results: SurveyResults, language: str) -> dict[str, Any]:
    """Return a survey's results as tables of words."""
    names = dict(factor_choices(language))
    return {
        "index": index_words(results.index),
        "alpha": decimal(results.alpha, language, 2) if results.alpha is not None else HIDDEN,
        "parts": [(part.name, part.answers, index_words(part.index)) for part in results.parts],
        "statements": [
            (
                in_language(one.statement.words, language),
                _("speaks against integrity") if one.statement.against else "",
                share_words(one.whole),
                [share_words(part) for part in one.parts],
            )
            for one in results.statements
        ],
        "zones": [
            (in_language(zones()[code], language), share_words(found)) for code, found in results.zones
        ],
        "factors": [(names[code], share_words(found)) for code, found in results.factors],
    }
