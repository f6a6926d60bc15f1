"""Forecasts of evidence, kept under the digest of the series that they were made from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from chegara.common.periods import Month
from chegara.evidence.models import Category, Indicator, StoredForecast
from chegara.evidence.queries import Series, indicators_reported, series
from chegara.organisation.models import CrossingPoint, State
from chegara.organisation.visibility import Viewer

HORIZON = 12
# The flow whose points are forecast one by one, since booths and officers are planned by point.
FORECAST_BY_POINT = "persons.crossings"


class Progress(Protocol):
    """Hears how many series are done of how many."""

    def __call__(self, done: int, total: int) -> None:
        """Say how far the work is."""


@dataclass(frozen=True)
class StoredResult:
    """A forecast as it is kept: twelve months with bounds, or the code of the reason why there is none.

    `naive` repeats last year's months. `mase` and `naive_mase` are the mean errors of both in the back-test, in
    units of the series' usual change from year to year; `coverage80` is the share of past values that lay within
    their 80 % intervals; `origins` the number of times that the past was forecast.
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
        return cls(**{**content, **lists, "months": tuple(Month.parse(month) for month in content["months"])})


def stored_forecast(own: Series) -> StoredResult | None:
    """Return the forecast kept for exactly this series, None where none was made yet."""
    kept = StoredForecast.objects.filter(series_digest=own.digest).first()
    return StoredResult.from_json(kept.result) if kept else None


def make_forecasts(
    country: State,
    viewer: Viewer,
    *,
    last: Month | None = None,
    indicator: str = "",
    progress: Progress | None = None,
) -> int:
    """Forecast the series of a country that were not forecast yet, as `viewer` sees them; return how many.

    National series of flows, violations and seizures, and the main flow point by point. `last` is the last month of
    the series, such as December of a report's year; by default the last one reported.
    """
    wanted = [
        own for own in _series(country, viewer, last, indicator)
        if own.months and not StoredForecast.objects.filter(series_digest=own.digest).exists()
    ]  # fmt: skip
    for done, batch in enumerate(_in_batches(wanted)):
        for own, result in zip(batch, _forecast(batch), strict=True):
            StoredForecast.objects.update_or_create(
                series_digest=own.digest,
                defaults={
                    "country": country, "indicator": own.indicator, "result": result.as_json(),
                    "point": own.place if isinstance(own.place, CrossingPoint) else None,
                },
            )  # fmt: skip
        if progress:
            progress(min(len(wanted), (done + 1) * BATCH), len(wanted))
    return len(wanted)


BATCH = 8


def _in_batches(wanted: Sequence[Series]) -> list[Sequence[Series]]:
    return [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]


def _series(country: State, viewer: Viewer, last: Month | None, indicator: str) -> list[Series]:
    found: list[Series] = []
    chosen: Any = indicators_reported(country, viewer).exclude(category=Category.EFFORT)
    if indicator:
        chosen = Indicator.objects.filter(pk=indicator)
    for one in chosen:
        found.append(series(one, country, viewer, last=last))
        if one.pk == FORECAST_BY_POINT:
            found += [
                series(one, point, viewer, last=last)
                for point in CrossingPoint.objects.filter(country=country)
            ]
    return found


def _forecast(batch: Sequence[Series]) -> list[StoredResult]:
    raise NotImplementedError
