"""A small invented country: seizures by events, refusals by statistics, no flows, two agencies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from tests import factories

from chegara.accounts.models import User
from chegara.evidence import forecasts
from chegara.evidence.methods.forecast import BackTest, Forecast, MonthlySeries
from chegara.evidence.methods.forecasters import Model
from chegara.organisation.models import Agency, State

YEAR = 2025


@dataclass
class World:
    """Who is there."""

    country: State
    border: Agency
    customs: Agency
    analyst: User
    customs_analyst: User


@pytest.fixture
def quick_forecasts(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, MonthlySeries]]:
    """Forecast by the last value instead of by models; return what was asked for, call by call."""
    asked: list[dict[str, MonthlySeries]] = []

    def quick(
        series: Mapping[str, MonthlySeries], *, horizon: int, **_more: Any
    ) -> Iterator[tuple[str, Forecast]]:
        asked.append(dict(series))
        for name, one in series.items():
            level = next(value for value in reversed(one.values) if value is not None)
            flat = (level,) * horizon
            start = one.first + len(one.values)
            yield name, Forecast(
                observed=len(one.values), months=tuple(start + n for n in range(horizon)), values=flat,
                lo80=flat, hi80=flat, lo95=flat, hi95=flat, naive=flat, model=Model.THETA,
                backtest=BackTest(origins=9, mase=0.8, naive_mase=1.0, coverage80=0.8, errors=()),
            )  # fmt: skip

    monkeypatch.setattr(forecasts, "forecast_many", quick)
    return asked


def drugs(year: int, count: int) -> list[tuple[object, ...]]:
    return [
        (f"{1 + n % 27:02d}.{1 + n % 12:02d}.{year}", "seizures.drugs", f"P{1 + n % 3}",
         ("heroin", "opium", "hashish")[n % 3], str(1 + n), "kg", "", str(n))
        for n in range(count)
    ]  # fmt: skip


def refusals(year: int, level: int) -> list[tuple[object, ...]]:
    return [
        ("refusals", f"{year}-{month:02d}", "P1", citizenship, "entry", level + month % 3)
        for month in range(1, 13)
        for citizenship in ("KZ", "KG")
    ]


@pytest.fixture
def world() -> World:
    country = factories.make_state("XA", name="Aland")
    neighbour = factories.make_state("XB", name="Bland", home=False)
    for state, russian in ((country, "Аланд"), (neighbour, "Бланд")):
        state.name_ru = russian
        factories.actions.save(state, by="tests")
    agencies = []
    for code, kind, russian in (
        ("XA-BOR", "border", "Пограничная служба"),
        ("XA-CUS", "customs", "Таможня"),
    ):
        agency = factories.make_agency(country, code=code, kind=kind)
        agency.name_ru = russian
        factories.actions.save(agency, by="tests")
        agencies.append(agency)
    section = factories.make_section(country, neighbour)
    section.name_ru = "Аланд – Бланд"
    factories.actions.save(section, by="tests")
    for number in (1, 2, 3):
        factories.make_point(
            country, code=f"P{number}", name_ru=f"Пункт {number}", latitude=40.0 + number,
            longitude=60.0 + number, section=section,
        )  # fmt: skip
    border, customs = agencies
    analyst = factories.make_user("analyst", agency=border)
    customs_analyst = factories.make_user("customs", agency=customs)
    to_all = factories.make_release(border, to_all=True)
    for name, content in (
        ("drugs.csv", factories.events_csv([*drugs(2024, 30), *drugs(2025, 75)])),
        (
            "refusals.csv",
            factories.statistics_csv(
                [row for year, level in ((2023, 11), (2024, 12), (2025, 12)) for row in refusals(year, level)]
            ),
        ),
    ):
        factories.make_batch(content, by=analyst, agency=border, releases=[to_all], name=name, synthetic=True)
    return World(country, border, customs, analyst, customs_analyst)
