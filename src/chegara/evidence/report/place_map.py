"""A map of where things were counted, on the country's own outline or the region's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from chegara.evidence.queries.series import Dimension
from chegara.organisation.models import CrossingPoint, Division, State
from chegara.reporting import charts, maps
from chegara.reporting.base_maps import Point, base_map
from chegara.reporting.blocks import Figure

MAPPED: dict[Dimension, type[Model]] = {"point": CrossingPoint, "division": Division}
LEAST_MAPPED = 3


def located(country: State, by: Dimension, figures: Mapping[Any, float]) -> list[Point]:
    """Return the places of which something was reported and the position is known."""
    places: Any = MAPPED[by].objects.filter(  # type: ignore[attr-defined]
        country=country, pk__in=[key for key in figures if key], latitude__isnull=False
    )
    return [Point(place.name, place.longitude, place.latitude, figures[place.pk]) for place in places]


def largest_words(points: list[Point]) -> str:
    """Say in words what the map shows."""
    largest = sorted(points, key=lambda point: -(point.value or 0))[:3]
    return _("Map: the largest circles are %(names)s.") % {"names": ", ".join(p.name for p in largest)}


def place_map(
    country: State, points: list[Point], about: charts.About, unit: str, notes: tuple[str, ...]
) -> Figure:
    """Return the map; without an outline of the country, of the places alone."""
    base: dict[str, Any] = country.outline or base_map()
    focus: str | None = country.pk
    if not any(feature["properties"].get("code") == country.pk for feature in base["features"]):
        base, focus = {"type": "FeatureCollection", "features": []}, None
        notes = (*notes, _("This server has no outline of the country: the map shows the places alone."))
    figure = maps.symbol_map(about, points, unit=unit, base=base, focus=focus)
    return replace(figure, notes=(*notes, *figure.notes))
