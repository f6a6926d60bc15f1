"""The five ways to look at a selection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from chegara.evidence.explorer import chart, effort, levels, places, table
from chegara.evidence.explorer.reading import read
from chegara.evidence.explorer.selection import By, Selection
from chegara.evidence.explorer.shown import Shown, Teller
from chegara.evidence.models import Indicator
from chegara.organisation.models import CrossingPoint
from chegara.organisation.visibility import Viewer

SHOWS = {
    "table": _("Table"),
    "chart": _("Chart"),
    "map": _("Map"),
    "levels": _("Changes of level"),
    "effort": _("Effort and rate"),
}
_PLAIN: dict[str, Callable[[Teller], Shown]] = {
    "table": table.show,
    "chart": chart.show,
    "map": places.show,
    "levels": levels.show,
}


def look(
    show: str, selection: Selection, viewer: Viewer, language: str, denominators: list[Indicator]
) -> tuple[Teller, Shown]:
    """Return one of the ways to look at a selection, and who tells of it.

    Raises:
        KeyError: there is no such way.
    """
    if show not in SHOWS:
        raise KeyError(show)
    if show == "map":
        selection = replace(selection, by=_mapped_by(selection))
    elif show in {"levels", "effort"}:
        selection = replace(selection, by=By.MONTH)
    teller = Teller(read(selection, viewer), language)
    if show == "effort":
        return teller, effort.show(teller, viewer, denominators)
    return teller, _PLAIN[show](teller)


def _mapped_by(selection: Selection) -> By:
    """Return by what places a map shows a selection: as asked, else points if most have a position."""
    if selection.by in places.MAPPED:
        return selection.by
    latitudes = list(
        CrossingPoint.objects.filter(country=selection.country).values_list("latitude", flat=True)
    )
    located = sum(latitude is not None for latitude in latitudes)
    return By.POINT if 2 * located >= len(latitudes) else By.DIVISION
