"""A strip of years by months, in which seasons and gaps are seen at a glance."""

from __future__ import annotations

from django.utils.translation import gettext

from chegara.common.periods import Month
from chegara.reporting.blocks import Column, Figure, Table
from chegara.reporting.charts import (
    INK,
    About,
    Line,
    Spec,
    as_figure,
    decimals_of,
    expression_list,
    sized,
)
from chegara.reporting.numbers import decimal, month_names
from chegara.reporting.text import clean
from chegara.reporting.words import speaking


def seasonal_strip(about: About, line: Line, *, unit: str) -> Figure:
    """Return years by months as cells, the darker the more; an unreported month is an empty cell with "–".

    Raises:
        ValueError: there is no month.
    """
    if not line.values:
        raise ValueError("a seasonal strip needs a month")
    with speaking(about.language):
        table = _strip_table(about, line)
        return as_figure(about, _strip_spec(line, unit, about.language), table)


def _strip_spec(line: Line, unit: str, language: str) -> Spec:
    values = [value for _, value in line.points if value is not None]
    digits = decimals_of(values)
    # Above this share of the range, white is easier to read on the cell than ink.
    dark = min(values) + 0.68 * (max(values) - min(values)) if values else 0.0
    rows = [
        {
            "year": month.year,
            "month": month.month,
            "value": value,
            "label": decimal(value, language, digits),
            "ink": "white" if value is not None and value > dark else INK,
        }
        for month, value in line.points
    ]
    names = expression_list(month_names(language))
    x = {
        "field": "month",
        "type": "ordinal",
        "scale": {"domain": list(range(1, 13))},
        "axis": {
            "title": None,
            "orient": "top",
            "labelAngle": 0,
            "domain": False,
            "ticks": False,
            "labelExpr": f"{names}[datum.value - 1]",
        },
    }
    y = {"field": "year", "type": "ordinal", "axis": {"title": None, "domain": False, "ticks": False}}
    colour = {
        "field": "value",
        "type": "quantitative",
        "scale": {"range": ["#eaf2f9", "#08457e"]},
        "legend": {
            "title": clean(unit),
            "orient": "bottom",
            "gradientLength": 200,
            "tickCount": 3,
            "format": ",~r",
        }
        if values
        else None,
    }
    longest = max(len(str(row["label"])) for row in rows)
    years = len({row["year"] for row in rows})
    return {
        **sized(90 + 30 * years),
        "data": {"values": rows},
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "transform": [{"filter": "isValid(datum.value)"}],
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {"color": colour},
            },
            {
                "transform": [{"filter": "!isValid(datum.value)"}],
                "mark": {"type": "rect", "fill": "white", "stroke": "#9aa5b1", "strokeDash": [3, 2]},
            },
            {
                "mark": {"type": "text", "fontSize": 11 if longest <= 6 else 9},
                "encoding": {
                    "text": {"field": "label", "type": "nominal"},
                    "color": {"field": "ink", "type": "nominal", "scale": None, "legend": None},
                },
            },
        ],
        "resolve": {"scale": {"color": "independent"}},
    }


def _strip_table(about: About, line: Line) -> Table:
    cells = dict(line.points)
    digits = decimals_of(cells.values())
    names = month_names(about.language)
    return Table(
        about.caption,
        (Column(gettext("Year")), *(Column(name, "end") for name in names)),
        tuple(
            (
                str(year),
                *(
                    decimal(cells[m], about.language, digits) if (m := Month(year, number)) in cells else ""
                    for number in range(1, 13)
                ),
            )
            for year in sorted({month.year for month in cells})
        ),
    )
