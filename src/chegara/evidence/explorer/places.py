"""A selection as a map: what was counted at each crossing point, or in each division."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.evidence.explorer.selection import By
from chegara.evidence.explorer.shown import Data, Shown, Teller, Total, total_of_series
from chegara.organisation.models import CrossingPoint, Division, State
from chegara.reporting import maps
from chegara.reporting.base_maps import Point, base_map

MAPPED: dict[By, Any] = {By.POINT: CrossingPoint, By.DIVISION: Division}


def show(teller: Teller) -> Shown:
    """Return a map of a selection that is broken down by crossing points or by divisions."""
    places = {
        place.pk: place
        for place in MAPPED[teller.selection.by].objects.filter(country=teller.selection.country)
    }
    found = {
        part.key: total_of_series(part.series, teller.selection.months)
        for part in teller.explored.parts
        if part.key in places
    }
    told = {key: total for key, total in found.items() if total.known or teller.explored.undecided}
    data = Data(
        (_("Place"), _("Code"), _("Latitude"), _("Longitude"), teller.unit, _("Months known"),
         _("Months in the period")),
        tuple(
            (
                places[key].name, places[key].code, places[key].latitude, places[key].longitude,
                total.value, total.known, total.months,
            )
            for key, total in told.items()
        ),
    )  # fmt: skip
    points = [
        Point(places[key].name, places[key].longitude, places[key].latitude, total.value)
        for key, total in told.items()
        if places[key].latitude is not None and places[key].longitude is not None
    ]
    notes = _notes(teller, told, places, len(points))
    if teller.explored.undecided or not points:
        return Shown(None, notes, data)
    return Shown(_map(teller, points, notes), (), data)


def _notes(teller: Teller, told: dict[Any, Total], places: dict[Any, Any], placed: int) -> tuple[str, ...]:
    if teller.explored.undecided:
        return (teller.undecided_note(),)
    notes = []
    total = total_of_series(teller.explored.total, teller.selection.months)
    shown = sum(total.value or 0 for key, total in told.items() if places[key].latitude is not None)
    if total.value and not teller.explored.shares_only:
        notes.append(
            _("%(placed)s of %(total)s have a place with a known position.")
            % {"placed": teller.voice.number(shown), "total": teller.voice.number(total.value)}
        )
    without = sorted(places[key].name for key in told if places[key].latitude is None)
    if without:
        notes.append(
            ngettext(
                "The position of %(number)s place is not known: %(names)s.",
                "The positions of %(number)s places are not known: %(names)s.",
                len(without),
            )
            % {"number": len(without), "names": ", ".join(without)}
        )
    partly = sum(not total.whole for total in told.values())
    if partly:
        notes.append(
            ngettext(
                "Of %(number)s place not all months are known: its circle stands for the others.",
                "Of %(number)s places not all months are known: their circles stand for the others.",
                partly,
            )
            % {"number": partly}
        )
    return tuple(notes)


def _map(teller: Teller, points: list[Point], notes: tuple[str, ...]) -> Any:
    largest = sorted(points, key=lambda point: -(point.value or 0))[:3]
    about = teller.about(
        teller.caption(),
        _("Map: the largest circles are %(names)s.") % {"names": ", ".join(point.name for point in largest)},
    )
    base, focus, more = _base(teller.selection.country)
    figure = maps.symbol_map(about, points, unit=teller.unit, base=base, focus=focus)
    return replace(figure, notes=(*notes, *more, *figure.notes))


def _base(country: State) -> tuple[dict[str, Any], str | None, tuple[str, ...]]:
    """Return the country's own outline or that of Central Asia; none where neither has the country."""
    base: dict[str, Any] = country.outline or base_map()
    if any(feature["properties"].get("code") == country.pk for feature in base["features"]):
        return base, country.pk, ()
    nothing = {"type": "FeatureCollection", "features": []}
    return nothing, None, (_("This server has no outline of the country: the map shows the places alone."),)
