"""Names of what a breakdown is by, and of its categories; shared by all documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from chegara.evidence.dictionary import kind_word, state_name, word
from chegara.evidence.models import Indicator
from chegara.evidence.queries.breakdowns import Share
from chegara.evidence.queries.series import Dimension
from chegara.organisation.models import BorderSection, CrossingPoint, Division, State


def by_words(by: str) -> str:
    """Return "by kind" and so on, as captions say it."""
    return {
        "kind": _("by kind"),
        "division": _("by division"),
        "section": _("by border section"),
        "point": _("by crossing point"),
        "citizenship": _("by citizenship"),
        "direction": _("by direction"),
    }[by]


def by_heading(by: str) -> str:
    """Return "Kind" and so on, as columns are headed."""
    return {
        "kind": _("Kind"),
        "division": _("Division"),
        "section": _("Border section"),
        "point": _("Crossing point"),
        "citizenship": _("Citizenship"),
        "direction": _("Direction"),
    }[by]


def places_of(country: State, by: Dimension) -> dict[int, str]:
    """Return the names of a country's points, sections or divisions by their keys."""
    model: Any = {"point": CrossingPoint, "section": BorderSection, "division": Division}.get(by)
    return {place.pk: place.name for place in model.objects.filter(country=country)} if model else {}


def category_name(
    indicator: Indicator, by: Dimension, key: Any, places: dict[int, str], language: str
) -> str:
    """Return the name of one category of a breakdown."""
    if key in (None, ""):
        return _("not stated")
    if by in {"point", "section", "division"}:
        return places.get(key, str(key))
    if by == "citizenship":
        return state_name(key, language)
    if by == "direction":
        return word("direction", key, language)
    return kind_word(indicator.pk, key, language)


def over_units(shares: Iterable[Share]) -> dict[Any, Share]:
    """Return shares by their keys, summed over units, since they count alike."""
    merged: dict[Any, Share] = {}
    for share in shares:
        old = merged.get(share.key)
        merged[share.key] = (
            share
            if old is None
            else Share(share.key, old.value + share.value, None, "", old.rows + share.rows)
        )
    return merged
