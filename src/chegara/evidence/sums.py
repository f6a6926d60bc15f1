"""Forecasts of crossing points, border sections and the country that add up, from those that are stored.

A place is divided into its parts only where all of them are known: each has a forecast that begins in the
same month, is reported without a gap since its first month, and in every month the parts add up to the whole.
Where one of these fails the place is kept whole, and it is said which one, of which part.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from chegara.common.periods import Month
from chegara.evidence.explorer.reading import series_by_place
from chegara.evidence.forecasts import HORIZON, StoredResult, stored_forecasts
from chegara.evidence.methods.backtest import STEP, naive_scale
from chegara.evidence.methods.reconciliation import Hierarchy, reconcile_tested
from chegara.evidence.models import Indicator
from chegara.evidence.queries.series import Place, Series, series
from chegara.organisation.models import BorderSection, CrossingPoint, State
from chegara.organisation.visibility import Viewer

TOLERANCE = 1e-6
"""Counts add up exactly; weights with decimals up to so small a share of the sum."""


class Why(StrEnum):
    """Why a place is not divided into its parts."""

    NOT_FORECAST = "not_forecast"
    REFUSED = "refused"
    ENDS_EARLIER = "ends_earlier"
    GAPS = "gaps"
    NOT_THE_SUM = "not_the_sum"


@dataclass(frozen=True)
class Undivided:
    """A place whose parts are not known well enough, and the part or month that shows it."""

    place: Place
    why: Why
    part: Place | None = None
    month: Month | None = None


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A place's forecast before and after it was made to agree with the others.

    `depth` is 0 for the country. `mase` and `base_mase` are the mean absolute errors at the same earlier
    dates, in units of the usual change from year to year; `half80`, `half95` half the widths of intervals.
    """

    place: Place
    depth: int
    base: tuple[float, ...]
    values: tuple[float, ...]
    half80: tuple[float, ...]
    half95: tuple[float, ...]
    base_mase: float
    mase: float
    coverage80: float

    def bounds(self, half: Sequence[float]) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return the lower limits, never negative, and the upper ones."""
        pairs = list(zip(self.values, half, strict=True))
        return tuple(max(v - h, 0.0) for v, h in pairs), tuple(v + h for v, h in pairs)


@dataclass(frozen=True)
class Sums:
    """What came of making an indicator's forecasts agree; no place where there was nothing to agree upon."""

    whole: Series
    """The country's own series of the indicator."""
    months: tuple[Month, ...]
    places: tuple[Agreed, ...]
    undivided: tuple[Undivided, ...]
    forecast: bool
    """Whether all forecasts that are needed are stored."""


@dataclass(frozen=True)
class _Node:
    place: Place
    series: Series
    forecast: StoredResult | None
    children: tuple[_Node, ...] = ()


def sums(country: State, indicator: Indicator, viewer: Viewer) -> Sums:
    """Return an indicator's forecasts by place, made to agree as far as the parts are known."""
    root = _tree(country, indicator, viewer)
    everything = _all_of(root)
    made = all(node.forecast for node in everything if node.series.months)
    undivided: list[Undivided] = []
    usable = _usable(root, undivided) if made else root
    if not made or not usable.children or usable.forecast is None:
        return Sums(root.series, (), (), tuple(undivided), made)
    nodes = _all_of(usable)
    return Sums(root.series, usable.forecast.months, _agreed(usable, nodes), tuple(undivided), made)


def _tree(country: State, indicator: Indicator, viewer: Viewer) -> _Node:
    national = series(indicator, country, viewer)
    # A place of which nothing but zeros were ever reported has no part in the sum.
    by_place = [own for own in series_by_place(indicator, country, viewer) if _any(own)]
    kept = stored_forecasts([national, *by_place])
    nodes = [_Node(own.place, own, made) for own, made in zip([national, *by_place], kept, strict=True)]
    points = [node for node in nodes if isinstance(node.place, CrossingPoint)]
    sections = [
        _Node(
            node.place,
            node.series,
            node.forecast,
            tuple(point for point in points if _section_of(point) == node.place.pk),
        )
        for node in nodes
        if isinstance(node.place, BorderSection)
    ]
    known = {section.place.pk for section in sections}
    alone = [point for point in points if _section_of(point) not in known]
    return _Node(country, national, kept[0], (*sections, *alone))


def _any(own: Series) -> bool:
    return any(value > 0 for value in own.values if not math.isnan(value))


def _section_of(node: _Node) -> int | None:
    return node.place.section_id if isinstance(node.place, CrossingPoint) else None


def _all_of(node: _Node) -> list[_Node]:
    return [node, *(below for child in node.children for below in _all_of(child))]


# -- which parts are known --------------------------------------------------------------------------------


def _usable(node: _Node, undivided: list[Undivided]) -> _Node:
    """Return the tree without the parts that are not known well enough; say which places stay whole."""
    children = tuple(_usable(child, undivided) for child in node.children)
    if children:
        trouble = _trouble(node, children)
        if trouble is not None:
            undivided.append(trouble)
            children = ()
    return _Node(node.place, node.series, node.forecast, children)


def _trouble(node: _Node, children: Sequence[_Node]) -> Undivided | None:
    for each in (node, *children):
        part = None if each is node else each.place
        if each.forecast is None:
            return Undivided(node.place, Why.NOT_FORECAST, part)
        if each.forecast.reason:
            return Undivided(node.place, Why.REFUSED, part)
        if node.forecast and each.forecast.months != node.forecast.months:
            return Undivided(node.place, Why.ENDS_EARLIER, part)
    for child in children:
        gap = _first_gap(child.series)
        if gap is not None:
            return Undivided(node.place, Why.GAPS, child.place, gap)
    wrong = _first_wrong_sum(node.series, [child.series for child in children])
    return Undivided(node.place, Why.NOT_THE_SUM, None, wrong) if wrong is not None else None


def _first_gap(own: Series) -> Month | None:
    """Return the first unknown month between the first and the last known one."""
    known = [m for m, v in zip(own.months, own.values, strict=True) if not math.isnan(v)]
    return next((m for m in own.missing if known[0] < m < known[-1]), None)


def _first_wrong_sum(whole: Series, parts: Sequence[Series]) -> Month | None:
    """Return the first month in which the known parts do not add up to the known whole."""
    for month, value in zip(whole.months, whole.values, strict=True):
        if math.isnan(value):
            continue
        found = sum(part for each in parts if not math.isnan(part := each.value(month)))
        if abs(found - value) > TOLERANCE * max(abs(value), 1.0):
            return month
    return None


# -- making them agree ------------------------------------------------------------------------------------


def _agreed(root: _Node, nodes: Sequence[_Node]) -> tuple[Agreed, ...]:
    name = {id(node): str(number) for number, node in enumerate(nodes)}
    children = {name[id(node)]: [name[id(child)] for child in node.children] for node in nodes}
    hierarchy = Hierarchy.of(children, name[id(root)])
    forecasts = [node.forecast for node in nodes if node.forecast is not None]
    base = np.array([made.values for made in forecasts])
    dates = min(len(made.errors) for made in forecasts)
    actual = np.array([_actual(node.series, dates) for node in nodes]).swapaxes(0, 1)
    errors = np.array([_floats(made.errors[:dates]) for made in forecasts]).swapaxes(0, 1)
    found = reconcile_tested(base, actual - errors, actual, hierarchy)
    depths = _depths(root, 0)
    scales = [naive_scale(np.array(_since_first(node.series))) for node in nodes]
    return tuple(
        Agreed(
            place=node.place,
            depth=depths[row],
            base=tuple(base[row].tolist()),
            values=tuple(found.values[row].tolist()),
            half80=tuple(found.half80[row].tolist()),
            half95=tuple(found.half95[row].tolist()),
            base_mase=_scaled(float(found.base_error[row]), scales[row]),
            mase=_scaled(float(found.error[row]), scales[row]),
            coverage80=found.coverage80[row],
        )
        for row, node in enumerate(nodes)
    )


def _scaled(error: float, scale: float) -> float:
    return error / scale if scale > 0 else math.nan


def _depths(node: _Node, depth: int) -> list[int]:
    return [depth, *(below for child in node.children for below in _depths(child, depth + 1))]


def _actual(own: Series, dates: int) -> NDArray[np.float64]:
    """Return what came at the earlier dates of the back-test, a row a date, the latest first."""
    last = max(m for m, v in zip(own.months, own.values, strict=True) if not math.isnan(v))
    return np.array(
        [
            [own.value(last + (ahead + 1 - STEP * (date + 1))) if ahead < STEP * (date + 1) else math.nan
             for ahead in range(HORIZON)]
            for date in range(dates)
        ]
    )  # fmt: skip


def _floats(rows: Sequence[Sequence[float | None]]) -> list[list[float]]:
    return [[math.nan if value is None else value for value in row] for row in rows]


def _since_first(own: Series) -> list[float]:
    known = [place for place, value in enumerate(own.values) if not math.isnan(value)]
    return list(own.values[known[0] : known[-1] + 1])
