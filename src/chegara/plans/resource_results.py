"""What was computed of an estimate of resources, as it is kept and as pages and documents read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from chegara.plans.methods.resources import Gap, Needed, Requirement


@dataclass(frozen=True)
class Span:
    """A median over drawn years and the interval that holds 90 per cent of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, needed: Needed) -> Span:
        """Return what a method computed."""
        return cls(needed.median, needed.interval.low, needed.interval.high)


@dataclass(frozen=True)
class Missing:
    """What is missing against what there is: how much, how probably anything, and at what cost if known."""

    available: int
    missing: Span
    probability: float
    cost: Span | None

    @classmethod
    def of(cls, gap: Gap, *, costed: bool) -> Missing:
        """Return what a method computed; without a price there is no cost."""
        return cls(
            int(gap.available), Span.of(gap.missing), gap.probability, Span.of(gap.cost) if costed else None
        )


@dataclass(frozen=True)
class PointResult:
    """What one point needs; with a `refusal` (the code of a reason) nothing could be computed.

    `flow` is of each month, with its 80 % interval; `booths` are hours x months, medians; `booths_high` their
    95th percentiles.
    """

    point: int
    refusal: str = ""
    months: tuple[str, ...] = ()
    flow: tuple[float, ...] = ()
    flow_low: tuple[float, ...] = ()
    flow_high: tuple[float, ...] = ()
    booths: tuple[tuple[int, ...], ...] = ()
    booths_high: tuple[tuple[int, ...], ...] = ()
    peak: Span | None = None
    officers: Span | None = None
    booths_missing: Missing | None = None
    officers_missing: Missing | None = None


@dataclass(frozen=True)
class Totals:
    """What all points need together; `*_points` are those of which it is known what there is.

    What is missing adds the gaps of single points: a surplus elsewhere fills none.
    """

    officers: Span
    booths: Span
    booths_points: int
    officers_points: int
    booths_missing: Span | None
    officers_missing: Span | None
    booths_cost: Span | None
    officers_cost: Span | None


@dataclass(frozen=True)
class EstimateResult:
    """All that was computed, with what it takes to compute it again."""

    seed: int
    draws: int
    points: tuple[PointResult, ...]
    totals: Totals | None

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> EstimateResult:
        """Return the result that `as_json` wrote."""
        return cls(
            seed=content["seed"],
            draws=content["draws"],
            points=tuple(_point(each) for each in content["points"]),
            totals=_totals(content["totals"]) if content["totals"] else None,
        )


def point_result(point: int, found: Requirement, flows: Any, booths: Gap | None, officers: Gap | None, *,
                 booths_costed: bool, officers_costed: bool) -> PointResult:  # fmt: skip
    """Return what was computed of a point, as it is kept."""
    return PointResult(
        point=point,
        months=tuple(str(month) for month in found.months),
        flow=tuple(flow.expected for flow in flows),
        flow_low=tuple(flow.low for flow in flows),
        flow_high=tuple(flow.high for flow in flows),
        booths=tuple(tuple(int(number) for number in row) for row in found.booths),
        booths_high=tuple(tuple(int(number) for number in row) for row in found.booths_high),
        peak=Span.of(found.peak),
        officers=Span.of(found.officers),
        booths_missing=Missing.of(booths, costed=booths_costed) if booths else None,
        officers_missing=Missing.of(officers, costed=officers_costed) if officers else None,
    )


def _span(content: dict[str, Any] | None) -> Span | None:
    return Span(**content) if content else None


def _missing(content: dict[str, Any] | None) -> Missing | None:
    if not content:
        return None
    spans = {"missing": Span(**content["missing"]), "cost": _span(content["cost"])}
    return Missing(**{**content, **spans})


def _point(content: dict[str, Any]) -> PointResult:
    lists = {name: tuple(content[name]) for name in ("months", "flow", "flow_low", "flow_high")}
    tables = {name: tuple(tuple(row) for row in content[name]) for name in ("booths", "booths_high")}
    spans = {name: _span(content[name]) for name in ("peak", "officers")}
    gaps = {name: _missing(content[name]) for name in ("booths_missing", "officers_missing")}
    return PointResult(**{**content, **lists, **tables, **spans, **gaps})


def _totals(content: dict[str, Any]) -> Totals:
    names = (
        "officers", "booths", "booths_missing", "officers_missing", "booths_cost", "officers_cost",
    )  # fmt: skip
    return Totals(**{**content, **{name: _span(content[name]) for name in names}})
