"""The organisation as pages show it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.organisation.models import BorderSection, CrossingPoint, Division, Release, State
from chegara.reporting.base_maps import base_map, feature_name

HIDDEN = {"id", "name_en", "name_ru", "code", "outline"}


def facts_of(instance: models.Model) -> list[tuple[str, str]]:
    """Return a record's fields as pairs of label and value; what is not known says so."""
    facts = []
    for field in instance._meta.concrete_fields:
        if field.name in HIDDEN:
            continue
        display = getattr(instance, f"get_{field.name}_display", None)
        value = display() if display else getattr(instance, field.name)
        text = _("not known") if value in (None, "") else str(value)
        facts.append((capfirst(str(field.verbose_name)), text))
    return facts


def recipients(release: Release) -> str:
    """Say to whom a release opens records, widest circle first."""
    if release.to_public:
        return _("the public")
    if release.to_all:
        return _("every agency of the country")
    return "; ".join(agency.short for agency in release.to_agencies.all())


def map_features(country: State) -> dict[str, Any]:
    """Return a country's outline, divisions and points as a GeoJSON FeatureCollection.

    A country without a map of its own is shown on that of its region. Points without coordinates are left
    out: their position is not known.
    """
    base = country.outline or base_map()
    features = [_area(feature, country) for feature in base.get("features", [])]
    features += [_point(division, "division") for division in Division.objects.filter(country=country)]
    features += [
        _point(point, "point")
        for point in CrossingPoint.objects.filter(country=country).select_related("section")
    ]
    return {"type": "FeatureCollection", "features": [f for f in features if f]}


def _area(feature: dict[str, Any], country: State) -> dict[str, Any]:
    properties = dict(feature["properties"])
    if properties.get("kind") == "country" and properties.get("code") != country.pk:
        properties["kind"] = "neighbour"
    return {**feature, "properties": properties | {"name": feature_name(feature, get_language() or "en")}}


def _point(place: CrossingPoint | Division, role: str) -> dict[str, Any]:
    if place.latitude is None or place.longitude is None:
        return {}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": {"role": role, "name": place.name, "detail": _detail(place)},
    }


def _detail(place: CrossingPoint | Division | BorderSection) -> str:
    if isinstance(place, CrossingPoint):
        return " · ".join(filter(None, [place.get_kind_display(), str(place.section or ""), place.hours]))
    return ""


def invented_banner(country: State) -> str:
    """Return what each page of a document on an invented country says; empty for a real one."""
    return _("Invented data: %(name)s does not exist.") % {"name": country.name} if country.invented else ""
