"""The map of corruption risks as a picture: bands in the colours of the pages, risks by their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.organisation.presenters import invented_banner
from chegara.reporting.blocks import Figure, Table
from chegara.reporting.charts import INK, MUTED, Spec, house

COLOURS = {1: "#ffffff", 3: "#f3cf9a", 5: "#de8787"}
"""By the pages' numbers of colours for levels; a cell says its band in words too, for a grey copy."""
CELL_WIDTH, CELL_HEIGHT = 104, 46


def map_figure(one: Mapping[str, Any], data: Table, *, country: Any, language: str) -> Figure:
    """Return a map of `corruption_presenters.map_tables` as a picture, with its table behind it."""
    cells = list(_cells(one))
    placed = "; ".join(
        f"{cell['risks']}: {cell['row']}, {cell['column']} ({cell['band']})"
        for cell in cells
        if cell["risks"]
    )
    return Figure(
        caption=data.caption,
        spec=house(_spec(one, cells), language, invented_banner(country)),
        description=_("Risks by likelihood and impact. %(placed)s")
        % {"placed": placed or _("None is judged yet.")},
        source=data.source,
        data=data,
    )


def _cells(one: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for row in one["rows"]:
        for column, cell in zip(one["columns"], row["cells"], strict=True):
            yield {
                "row": f"{row['level']} {row['words']}", "column": column, "band": cell["words"],
                "colour": COLOURS[cell["colour"]],
                "risks": ", ".join(f"№ {risk.number}" for risk in cell["risks"]),
            }  # fmt: skip


def _spec(one: Mapping[str, Any], cells: list[dict[str, Any]]) -> Spec:
    rows = [f"{row['level']} {row['words']}" for row in one["rows"]]
    plain = {"domain": False, "ticks": False, "grid": False}
    across = {
        "field": "column", "type": "nominal", "sort": list(one["columns"]),
        "axis": {**plain, "title": pgettext("corruption risk", "Impact"), "labelAngle": 0},
    }  # fmt: skip
    up = {"field": "row", "type": "nominal", "sort": rows, "axis": {**plain, "title": _("Likelihood")}}
    place = {"x": across, "y": up}
    return {
        "data": {"values": cells},
        "width": CELL_WIDTH * len(one["columns"]), "height": CELL_HEIGHT * len(rows),
        "layer": [
            {
                "mark": {"type": "rect", "stroke": MUTED, "strokeWidth": 0.75},
                "encoding": {**place, "color": {"field": "colour", "type": "nominal", "scale": None}},
            },
            {
                "mark": {"type": "text", "dy": -12, "fontSize": 10, "color": INK},
                "encoding": {**place, "text": {"field": "band"}},
            },
            {
                "mark": {"type": "text", "dy": 7, "fontSize": 13, "fontWeight": "bold", "color": INK},
                "encoding": {**place, "text": {"field": "risks"}},
            },
        ],
    }  # fmt: skip
