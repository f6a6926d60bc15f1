"""Forecasts of evidence, kept under the digest of the series that they were made from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from chegara.common.periods import Month
from chegara.evidence.explorer.reading import series_by_place
from chegara.evidence.methods.forecast import Forecast, MonthlySeries, forecast_many
from chegara.evidence.models import Category, Indicator, StoredForecast
from chegara.evidence.queries.presence import indicators_reported
from chegara.evidence.queries.series import Series, series
from chegara.organisation.models import CrossingPoint, State
from chegara.organisation.visibility import Viewer

HORIZON = 12
# The flow whose points and sections are forecast one by one, since booths and officers are planned by point.
FORECAST_BY_POINT = "persons.crossings"


class Progress(Protocol):
    """Hears how many series are done of how many."""

    def __call__(self, done: int, total: int) -> None:
        """Say how far the work is."""


@dataclass(frozen=True)
class StoredResult:
    """A forecast as it is kept: twelve months with bounds, or the code of the reason why there is none.

    `naive` repeats last year's months. `mase` and `naive_mase` are the mean errors of both in the back-test,
    in units of the series' usual change from year to year; `coverage80` is the share of past values that
    lay within their 80 % intervals; `origins` the number of times that the past was forecast; `errors` are
    actual less forecast at each of these (the latest first, every third month), by months ahead.
    """

    months: tuple[Month, ...]
    values: tuple[float, ...]
    lo80: tuple[float, ...]
    hi80: tuple[float, ...]
    lo95: tuple[float, ...]
    hi95: tuple[float, ...]
    naive: tuple[float | None, ...]
    model: str
    mase: float | None
    naive_mase: float | None
    coverage80: float | None
    origins: int
    reason: str = ""
    errors: tuple[tuple[float | None, ...], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values; NaN becomes null."""
        content = asdict(self)
        content["months"] = [str(month) for month in self.months]
        content["naive"] = [None if value is None or math.isnan(value) else value for value in self.naive]
        return content

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> StoredResult:
        """Return the result that `as_json` wrote."""
        lists = {name: tuple(content[name]) for name in ("values", "lo80", "hi80", "lo95", "hi95", "naive")}
        months = tuple(Month.parse(month) for month in content["months"])
        errors = tuple(tuple(row) for row in content["errors"])
        return cls(**{**content, **lists, "months": months, "errors": errors})


def stored_forecast(own: Series) -> StoredResult | None:
    """Return the forecast kept for exactly this series, None where none was made yet."""
    kept = StoredForecast.objects.filter(series_digest=own.digest).first()
    return StoredResult.from_json(kept.result) if kept else None


def stored_forecasts(all_series: Iterable[Series]) -> list[StoredResult | None]:
    """Return the forecasts kept for these series, in their order, by one question to the database."""
    digests = [own.digest for own in all_series]
    kept = StoredForecast.objects.filter(series_digest__in=digests)
    found = {each.series_digest: StoredResult.from_json(each.result) for each in kept}
    return [found.get(digest) for digest in digests]


def make_forecasts(
    country: State,
    viewer: Viewer,
    *,
    last: Month | None = None,
    indicator: str = "",
    by_place: bool = False,
    sections: bool = True,
    progress: Progress | None = None,
) -> int:
    """Forecast the series of a country that were not forecast yet, as `viewer` sees them; return how many.

    National series of flows, violations and seizures, or that of a single `indicator`; of that, each crossing
    point's and border section's too, if wished or if it is the main flow; without `sections` the
    points only. `last` is the last month of the series, such as December of a report's year; by default the
    last one reported.
    """
    by_place = by_place or indicator == FORECAST_BY_POINT
    wanted = [
        own
        for own in _series(country, viewer, last, indicator, by_place=by_place, sections=sections)
        if own.months and not StoredForecast.objects.filter(series_digest=own.digest).exists()
    ]
    monthly = {str(number): _monthly(own) for number, own in enumerate(wanted)}
    for done, (number, found) in enumerate(forecast_many(monthly, horizon=HORIZON), start=1):
        own = wanted[int(number)]
        StoredForecast.objects.update_or_create(
            series_digest=own.digest,
            defaults={
                "country": country,
                "indicator": own.indicator,
                "result": _stored(found).as_json(),
                "point": own.place if isinstance(own.place, CrossingPoint) else None,
            },
        )
        if progress:
            progress(done, len(wanted))
    return len(wanted)


def _series(
    country: State, viewer: Viewer, last: Month | None, indicator: str, *, by_place: bool, sections: bool
) -> list[Series]:
    if not indicator:
        reported = indicators_reported(country, viewer).exclude(category=Category.EFFORT)
        return [series(one, country, viewer, last=last) for one in reported]
    one = Indicator.objects.get(pk=indicator)
    national = series(one, country, viewer, last=last)
    places = series_by_place(one, country, viewer, last=last) if by_place else []
    return [national, *(own for own in places if sections or isinstance(own.place, CrossingPoint))]


def _monthly(own: Series) -> MonthlySeries:
    return MonthlySeries(own.months[0], tuple(None if math.isnan(value) else value for value in own.values))


def _stored(found: Forecast) -> StoredResult:
    tested = found.backtest
    return StoredResult(
        months=found.months,
        values=found.values,
        lo80=found.lo80,
        hi80=found.hi80,
        lo95=found.lo95,
        hi95=found.hi95,
        naive=found.naive,
        model=found.model.value if found.model else "",
        mase=_finite(tested.mase) if tested else None,
        naive_mase=_finite(tested.naive_mase) if tested else None,
        coverage80=_finite(tested.coverage80) if tested else None,
        origins=tested.origins if tested else 0,
        reason=found.refusal.value if found.refusal else "",
        errors=tested.errors if tested else (),
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
