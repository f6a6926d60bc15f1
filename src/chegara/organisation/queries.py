"""Reading the organisation."""

from __future__ import annotations

from typing import Any

from django.db import models

from chegara.accounts.models import User
from chegara.organisation.models import (
    Agency,
    BorderSection,
    CrossingPoint,
    Division,
    State,
)
from chegara.organisation.visibility import AgencyViewer, JointViewer, PublicViewer, Viewer, agencies_of


def countries_of(viewer: Viewer) -> models.QuerySet[State]:
    """Return the countries of the agencies that somebody belongs to."""
    if isinstance(viewer, JointViewer | PublicViewer):
        return State.objects.filter(pk=viewer.country.pk)
    if isinstance(viewer, AgencyViewer):
        return State.objects.filter(pk=viewer.agency.country_id)
    if not isinstance(viewer, User):
        return State.objects.none()
    return State.objects.filter(agencies__in=agencies_of(viewer)).distinct()


def agencies_to_act_for(user: User) -> models.QuerySet[Agency]:
    """Return the agencies in whose name somebody may bring in files or release them."""
    return Agency.objects.filter(pk__in=agencies_of(user))


def spelling(text: str) -> str:
    """Return the form in which two spellings of a place are compared: case and spaces do not count."""
    return " ".join(text.casefold().replace("ё", "е").split())


class Places:
    """Finds the crossing point, section or division that a file's words name, by name, code or alias.

    Only exact spellings (but for case, spaces and ё) are taken; an ambiguous one finds nothing.
    """

    def __init__(self, country: State) -> None:
        self._points = _index(CrossingPoint.objects.filter(country=country))
        self._sections = _index(BorderSection.objects.filter(country=country).select_related("neighbour"))
        self._divisions = _index(Division.objects.filter(country=country))

    def point(self, text: str) -> int | None:
        """Return the key of the crossing point called so, or None."""
        return self._points.get(spelling(text))

    def section(self, text: str) -> int | None:
        """Return the key of the border section called so, or None."""
        return self._sections.get(spelling(text))

    def division(self, text: str) -> int | None:
        """Return the key of the division called so, or None."""
        return self._divisions.get(spelling(text))


def _index(places: models.QuerySet[Any]) -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for place in places:
        names = [place.name_en, place.name_ru, place.code, *place.aliases.splitlines()]
        for name in filter(None, names):
            found.setdefault(spelling(name), set()).add(place.pk)
    return {name: keys.pop() for name, keys in found.items() if len(keys) == 1}
