"""The funnel of an analysis: officers as dots without a name, and the limits of what is ordinary."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import scipy.special
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.integrity.corruption_choices import QuestionKind
from chegara.integrity.models import DeclarationAnalysis
from chegara.integrity.words import language as page_language
from chegara.organisation.presenters import invented_banner
from chegara.reporting.blocks import Figure
from chegara.reporting.charts import BLUE, MUTED, VERMILION, WIDTH, Spec, house

LEVELS = (0.95, 0.998)
"""The two pairs of limits that funnel plots usually show (Spiegelhalter 2005)."""
STEPS = 60


def funnels(analysis: DeclarationAnalysis) -> list[Figure]:
    """Return a picture for each kind of result that was set on a funnel."""
    told = analysis.summary.get("tested", {})
    return [
        _figure(analysis, QuestionKind(kind), told[kind])
        for kind in (QuestionKind.OUTLIER, QuestionKind.OVERRIDE)
        if told.get(kind, {}).get("points")
    ]


def _figure(analysis: DeclarationAnalysis, kind: QuestionKind, told: dict[str, Any]) -> Figure:
    language = page_language()
    country = analysis.review.owner_agency.country
    caption = str(kind.label)
    return Figure(
        caption=caption,
        spec=house(_spec(told), language, invented_banner(country)),
        description=_(
            "%(n)d officers, each a dot without a name: how often the result came against how often it was expected. %(out)d stand out."
        )
        % {"n": len(told["points"]), "out": told["asked"]},
        source=_("declarations read in on %(day)s; the file was deleted")
        % {"day": f"{timezone.localtime(analysis.at):%d.%m.%Y}"},
        notes=(
            _(
                "Lines: where 95 %% and 99.8 %% of ordinary officers lie, the common spread of all (%(spread)s) allowed for. Orange diamond: a question is asked, after correction for many tests."
            )
            % {"spread": f"{told['spread']:.2f}".replace(".", "," if language == "ru" else ".")},
        ),
    )


def _spec(told: dict[str, Any]) -> Spec:
    points, spread = told["points"], told["spread"]
    across = {
        "field": "x", "type": "quantitative", "scale": {"zero": True},
        "axis": {"title": _("How much an officer's files can tell (E²/V, about the number expected)"), "grid": False},
    }  # fmt: skip
    up = {"field": "y", "type": "quantitative", "axis": {"title": _("Observed / expected")}}
    limits = {
        "data": {"values": list(_limits(max(x for x, _y, _asked in points), spread))},
        "mark": {"type": "line", "color": MUTED, "strokeWidth": 1.25, "clip": True},
        "encoding": {
            "x": across, "y": up, "detail": {"field": "line"},
            "strokeDash": {"field": "level", "type": "nominal", "legend": None, "scale": {"range": [[4, 3], [1, 0]]}},
        },
    }  # fmt: skip
    dots = {
        "data": {"values": [{"x": x, "y": y, "asked": bool(asked)} for x, y, asked in points]},
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 0.85},
        "encoding": {
            "x": across, "y": up,
            "color": {"field": "asked", "type": "nominal", "legend": None, "scale": {"domain": [False, True], "range": [BLUE, VERMILION]}},
            "shape": {"field": "asked", "type": "nominal", "legend": None, "scale": {"domain": [False, True], "range": ["circle", "diamond"]}},
        },
    }  # fmt: skip
    common = {"data": {"values": [{"y": 1}]}, "mark": {"type": "rule", "color": MUTED}, "encoding": {"y": up}}
    return {"width": WIDTH, "height": 300, "layer": [common, limits, dots]}


def _limits(most: float, spread: float) -> Iterator[dict[str, Any]]:
    """Yield the points of the limits: 1 ± z √(φ/ρ) at precision ρ, not under 0."""
    least = most / STEPS
    for level in LEVELS:
        half = float(scipy.special.ndtri((1 + level) / 2))
        for sign in (-1, 1):
            for step in range(1, STEPS + 1):
                at = least * step
                width = half * math.sqrt(spread / at)
                if width > 2:
                    continue
                yield {
                    "x": at,
                    "y": max(0.0, 1 + sign * width),
                    "level": str(level),
                    "line": f"{level}{sign}",
                }
