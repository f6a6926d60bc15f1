"""Estimates of resources: drawing one up, saying what there is, computing what is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, Marking, User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.common.periods import Month
from chegara.evidence.explorer.reading import series_by_place
from chegara.evidence.forecasts import HORIZON, Progress, StoredResult, make_forecasts, stored_forecasts
from chegara.organisation.models import CrossingPoint, Release
from chegara.organisation.visibility import AgencyViewer
from chegara.plans.actions.guards import PlanRefusedError, require_handling, require_own
from chegara.plans.methods.opening import open_hours
from chegara.plans.methods.queues import TooManyBoothsError
from chegara.plans.methods.resources import (
    HOURS,
    Array,
    Gap,
    MonthFlow,
    Requirement,
    Staffing,
    Triangular,
    WaitTarget,
    gap,
    needed_of,
    requirement,
    shortfall,
)
from chegara.plans.resource_models import PointResources, ResourceEstimate, Times
from chegara.plans.resource_results import EstimateResult, PointResult, Span, Totals, point_result

DRAWS = 500
LEVEL = 0.8
"""Of the forecast's interval that is carried through."""


@transaction.atomic
def create_estimate(
    *, by: User, releases: Sequence[Release] = (), reason: str = "", **values: Any
) -> ResourceEstimate:
    """Draw up an estimate, with a line for each crossing point of the country.

    Booths are taken over from what the organisation says of its points.

    Raises:
        PermissionDenied: the agency is not the user's.
        PlanRefusedError: the compartment or a release is not the user's to use.
        ValidationError: a value is not as it must be.
    """
    estimate = ResourceEstimate(by=by, **values)
    require_own(estimate, by)
    require_handling(estimate, estimate.compartment, releases, by)
    estimate.full_clean()
    estimate.save()
    estimate.releases.set(releases)
    PointResources.objects.bulk_create(
        PointResources(estimate=estimate, point=point, booths=point.booths)
        for point in CrossingPoint.objects.filter(country=estimate.country)
    )
    _audit("estimate_made", estimate, by, after=_told(estimate), reason=reason)
    return estimate


@transaction.atomic
def change_estimate(estimate: ResourceEstimate, *, values: Mapping[str, Any], by: User, reason: str) -> None:
    """Change an estimate's norms or handling; what was computed no longer holds and is taken away."""
    require_own(estimate, by)
    stored = ResourceEstimate.objects.get(pk=estimate.pk)
    values = dict(values)
    releases = values.pop("releases", None)
    require_handling(estimate, values.get("compartment"), releases or (), by)
    before = _told(stored)
    for name, value in values.items():
        setattr(estimate, name, value)
    estimate.full_clean()
    if releases is not None:
        estimate.releases.set(releases)
    old, new = changed_fields(before, _told(estimate))
    _outdate(estimate)
    if new:
        _audit(
            "estimate_changed", estimate, by, before=old, after=new, reason=reason, closed=stored.compartment
        )


@transaction.atomic
def set_available(
    estimate: ResourceEstimate, lines: Mapping[int, Mapping[str, int | None]], *, by: User, reason: str = ""
) -> None:
    """Say what there is at each point, by the point's key: booths, officers, booths always open."""
    require_own(estimate, by)
    known = {line.point_id: line for line in estimate.points.select_related("point")}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for key, values in lines.items():
        line = known[key]
        old = snapshot(line)
        for name, value in values.items():
            setattr(line, name, value)
        line.full_clean()
        line.save()
        was, becomes = changed_fields(old, snapshot(line))
        before |= _of_point(line, was)
        after |= _of_point(line, becomes)
    if after:
        _outdate(estimate)
        _audit("resources_set", estimate, by, before=before, after=after, reason=reason)


@transaction.atomic
def change_point(line: PointResources, *, values: Mapping[str, Any], by: User, reason: str = "") -> None:
    """Say how service and the day at one point differ from the norm."""
    require_own(line.estimate, by)
    before = snapshot(PointResources.objects.get(pk=line.pk))
    for name, value in values.items():
        setattr(line, name, value)
    line.full_clean()
    line.save()
    old, new = changed_fields(before, snapshot(line))
    if new:
        _outdate(line.estimate)
        _audit(
            "resources_set", line.estimate, by, reason=reason,
            before=_of_point(line, old), after=_of_point(line, new),
        )  # fmt: skip


def _of_point(line: PointResources, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of a point as the audit log names them: each by the point's code and its column."""
    return {f"{line.point.code}: {name}": value for name, value in values.items()}


def compute(
    estimate: ResourceEstimate, *, by: User, rng: np.random.Generator, progress: Progress | None = None
) -> EstimateResult:
    """Compute what is needed of what the estimate's agency may see of the forecasts, and keep it.

    The forecasts that are missing are made first. In a drawn year all points miss their forecast on the same
    side: of the two assumptions this asks for more officers in all.

    Raises:
        PlanRefusedError: service time or the day's spread are not said.
    """
    require_own(estimate, by)
    lines = list(estimate.points.select_related("point"))
    if estimate.service is None or estimate.profile is None:
        raise PlanRefusedError(
            _("Fill in the service time and how a day's flow is spread over its hours first.")
        )
    viewer = AgencyViewer(estimate.owner_agency, Marking(estimate.marking))
    last = Month(estimate.year, 12)
    make_forecasts(
        estimate.country, viewer, last=last, indicator=estimate.indicator_id, by_place=True, sections=False
    )
    places = series_by_place(estimate.indicator, estimate.country, viewer, last=last)
    found = {
        own.place.pk: forecast
        for own, forecast in zip(places, stored_forecasts(places), strict=True)
        if isinstance(own.place, CrossingPoint)
    }
    seed = int(rng.integers(2**32))
    computed = []
    for done, line in enumerate(lines, start=1):
        computed.append(_computed(estimate, line, found.get(line.point_id), seed))
        if progress:
            progress(done, len(lines))
    result = EstimateResult(seed, DRAWS, tuple(one.result for one in computed), _totals(estimate, computed))
    with transaction.atomic():
        estimate.result, estimate.computed_at = result.as_json(), timezone.now()
        estimate.save(update_fields=["result", "computed_at"])
        _audit("estimate_computed", estimate, by, after={"draws": DRAWS, "seed": seed})
    return result


@dataclass(frozen=True)
class _Computed:
    """What was computed of a point, with the drawn years that totals are made of."""

    result: PointResult
    needed: Requirement | None = None
    booths: int | None = None
    officers: int | None = None


def _computed(
    estimate: ResourceEstimate, line: PointResources, forecast: StoredResult | None, seed: int
) -> _Computed:
    if forecast is None or forecast.reason or len(forecast.months) != HORIZON:
        return _Computed(PointResult(line.point_id, "no_forecast"))
    profile = _profile(line if line.profile else estimate, line.point)
    if not profile.any():
        return _Computed(PointResult(line.point_id, "closed"))
    low, best, high = line.service or estimate.service or (0, 0, 0)
    flows = _flows(forecast)
    try:
        needed = requirement(
            flows, profile,
            service_minutes=Triangular(low=low, best=best, high=high),
            target=WaitTarget(share=estimate.share / 100, minutes=estimate.minutes),
            staffing=Staffing(
                hours_a_year=estimate.hours_a_year, share_at_booths=estimate.share_at_booths / 100,
                officers_a_booth=estimate.officers_a_booth,
            ),
            rng=np.random.default_rng(seed), draws=DRAWS, least_booths=line.least_booths,
        )  # fmt: skip
    except TooManyBoothsError:
        return _Computed(PointResult(line.point_id, "too_many"))
    result = point_result(
        line.point_id, needed, flows,
        _gap(needed.peak_drawn, line.booths, estimate.booth_cost),
        _gap(needed.officers_drawn, line.officers, estimate.officer_cost),
        booths_costed=estimate.booth_cost is not None, officers_costed=estimate.officer_cost is not None,
    )  # fmt: skip
    return _Computed(result, needed, line.booths, line.officers)


def _flows(forecast: StoredResult) -> list[MonthFlow]:
    """Return months of flow; a bound that rounding put beyond the forecast is moved to it."""
    rows = zip(forecast.months, forecast.values, forecast.lo80, forecast.hi80, strict=True)
    found = []
    for month, value, low, high in rows:
        expected = max(value, 0.0)
        found.append(
            MonthFlow(month=month, expected=expected, low=max(0.0, min(low, expected)),
                      high=max(high, expected), level=LEVEL)
        )  # fmt: skip
    return found


def _profile(times: Times, point: CrossingPoint) -> Array:
    """Return the day's weights, with none while the point is closed."""
    weights = np.array(times.profile, dtype=np.float64)
    hours = open_hours(point.hours)
    if hours is not None:
        weights[[hour for hour in range(HOURS) if hour not in hours]] = 0.0
    return weights


def _gap(drawn: Array, available: int | None, cost: Any) -> Gap | None:
    return None if available is None else gap(drawn, available, cost_each=float(cost or 0))


def _totals(estimate: ResourceEstimate, computed: Sequence[_Computed]) -> Totals | None:
    known = [(one, one.needed) for one in computed if one.needed is not None]
    if not known:
        return None
    booths = [needed.peak_drawn - one.booths for one, needed in known if one.booths is not None]
    officers = [needed.officers_drawn - one.officers for one, needed in known if one.officers is not None]
    return Totals(
        officers=Span.of(needed_of(np.sum([needed.officers_drawn for _one, needed in known], axis=0))),
        booths=Span.of(needed_of(np.sum([needed.peak_drawn for _one, needed in known], axis=0))),
        booths_points=len(booths),
        officers_points=len(officers),
        booths_missing=_together(booths),
        officers_missing=_together(officers),
        booths_cost=_together(booths, estimate.booth_cost),
        officers_cost=_together(officers, estimate.officer_cost),
    )


_FREE = object()


def _together(missing: Sequence[Array], price: Any = _FREE) -> Span | None:
    if not missing or price is None:
        return None
    each = 1.0 if price is _FREE else float(price)
    return Span.of(shortfall([drawn * each for drawn in missing]))


def _outdate(estimate: ResourceEstimate) -> None:
    estimate.result, estimate.computed_at = None, None
    estimate.save()


def _told(estimate: ResourceEstimate) -> dict[str, Any]:
    """Return what the audit log keeps of an estimate: the questions, not the answers."""
    told = {
        name: value for name, value in snapshot(estimate).items() if name not in {"result", "computed_at"}
    }
    releases = [str(each) for each in estimate.releases.all()] if estimate.pk else []
    return told | {"releases": releases}


def _audit(
    action: str, on: ResourceEstimate, by: User, *, closed: Compartment | None = None, **more: Any
) -> None:
    compartment = on.compartment or closed
    record(
        by=by, action=f"plans.{action}", on=on, agency=on.owner_agency.code,
        compartment=compartment.code if compartment else "", **more,
    )  # fmt: skip
