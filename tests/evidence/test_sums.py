"""Forecasts of points, sections and the country add up where all parts are known, and say why where not."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pytest
from django.test import Client
from tests import factories
from tests.factories import statistics_csv

from chegara.accounts.models import User
from chegara.common.periods import Month
from chegara.evidence import forecasts
from chegara.evidence.forecasts import make_forecasts
from chegara.evidence.methods.forecast import MonthlySeries, forecast
from chegara.evidence.methods.forecasters import Model, seasonal_naive
from chegara.evidence.models import Indicator
from chegara.evidence.sums import Sums, Why, sums
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, State

pytestmark = pytest.mark.django_db
FLOW = "persons.crossings"
FIRST, MONTHS = Month(2021, 1), 48


@pytest.fixture(autouse=True)
def _quick_forecasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forecast by two plain methods: what is proved here is what becomes of forecasts."""

    def by_two(values, horizon):
        naive = seasonal_naive(values, horizon)
        return {
            Model.SEASONAL_LEVEL: naive * values[-6:].mean() / values[-18:-12].mean(),
            Model.SEASONAL_NAIVE: naive,
        }

    def quick(series: dict[str, MonthlySeries], *, horizon: int):
        for name, own in series.items():
            yield name, forecast(own, horizon=horizon, by_all=by_two)

    monkeypatch.setattr(forecasts, "forecast_many", quick)


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def country(agency: Agency) -> State:
    return agency.country


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


@pytest.fixture
def points(country: State) -> list[CrossingPoint]:
    """Two points at one section, one at another, and an airport."""
    neighbour = factories.make_state("XB", home=False)
    north, south = (factories.make_section(country, neighbour, code=code) for code in ("XA-N", "XA-S"))
    return [
        factories.make_point(country, code=f"XA-P{number}", section=section)
        for number, section in enumerate((north, north, south, None), start=1)
    ]


def figures(number: int) -> list[int]:
    rng = np.random.default_rng(number)
    season = 1 + 0.3 * np.sin(np.arange(MONTHS) * 2 * np.pi / 12 + number)
    return [int(figure) for figure in rng.poisson(100 * (number + 1) * season)]


def report(
    by: User, agency: Agency, points: list[CrossingPoint], *, left_out: dict[int, range] | None = None,
    nowhere: int = 0,
) -> None:  # fmt: skip
    """Bring in four years of crossings by point, without the months left out of some."""
    rows = [
        (FLOW, str(FIRST + month), point.code, "", "entry", figure)
        for number, point in enumerate(points)
        for month, figure in enumerate(figures(number))
        if month not in (left_out or {}).get(number, ())
    ]
    rows += [(FLOW, str(FIRST + month), "", "", "entry", nowhere) for month in range(MONTHS) if nowhere]
    factories.make_batch(statistics_csv(rows), by=by, agency=agency)


def found_by(country: State, viewer: User) -> Sums:
    make_forecasts(country, viewer, indicator=FLOW)
    return sums(country, Indicator.objects.get(pk=FLOW), viewer)


def test_points_add_up_to_their_section_and_sections_to_the_country(
    country: State, agency: Agency, analyst: User, points: list[CrossingPoint]
):
    report(analyst, agency, points)

    found = found_by(country, analyst)

    by_code = {each.place.code: np.array(each.values) for each in found.places}
    assert found.undivided == ()
    assert [each.depth for each in found.places] == [0, 1, 2, 2, 1, 2, 1]
    assert by_code["XA-N"] == pytest.approx(by_code["XA-P1"] + by_code["XA-P2"])
    assert by_code["XA-S"] == pytest.approx(by_code["XA-P3"])
    assert by_code["XA"] == pytest.approx(by_code["XA-N"] + by_code["XA-S"] + by_code["XA-P4"])
    base = {each.place.code: np.array(each.base) for each in found.places}
    assert base["XA"] != pytest.approx(base["XA-N"] + base["XA-S"] + base["XA-P4"])


def test_intervals_hold_the_forecast_and_are_never_negative(
    country: State, agency: Agency, analyst: User, points: list[CrossingPoint]
):
    report(analyst, agency, points)

    for each in found_by(country, analyst).places:
        low, high = each.bounds(each.half80)
        wide_low, wide_high = each.bounds(each.half95)
        assert all(0 <= w <= lo <= v <= hi <= wh for w, lo, v, hi, wh in
                   zip(wide_low, low, each.values, high, wide_high, strict=True))  # fmt: skip
        assert each.mase > 0
        assert 0.5 <= each.coverage80 <= 1


def test_a_point_that_opened_later_is_known_since_then(
    country: State, agency: Agency, analyst: User, points: list[CrossingPoint]
):
    report(analyst, agency, points, left_out={1: range(9)})

    assert found_by(country, analyst).undivided == ()


@pytest.mark.parametrize(
    ("left_out", "nowhere", "place", "why", "depths"),
    [
        ({1: range(20, 22)}, 0, "XA-N", Why.GAPS, [0, 1, 1, 2, 1]),
        ({0: range(45, 48)}, 0, "XA-N", Why.ENDS_EARLIER, [0, 1, 1, 2, 1]),
        ({2: range(40)}, 0, "XA-S", Why.REFUSED, []),
        ({}, 9, "XA", Why.NOT_THE_SUM, []),
    ],
    ids=["a gap", "ends earlier", "too short", "crossings at no known point"],
)
def test_a_place_whose_parts_are_not_all_known_is_kept_whole_and_it_is_said_why(
    left_out: dict[int, range], nowhere: int, place: str, why: Why, depths: list[int],
    country: State, agency: Agency, analyst: User, points: list[CrossingPoint],
):  # fmt: skip
    report(analyst, agency, points, left_out=left_out, nowhere=nowhere)

    found = found_by(country, analyst)

    assert (place, why) in [(each.place.code, each.why) for each in found.undivided]
    assert [each.depth for each in found.places] == depths


def test_before_they_are_made_there_is_nothing_to_agree_upon(
    country: State, agency: Agency, analyst: User, points: list[CrossingPoint]
):
    report(analyst, agency, points)

    found = sums(country, Indicator.objects.get(pk=FLOW), analyst)

    assert (found.places, found.forecast) == ((), False)


def test_places_of_other_indicators_are_forecast_where_asked(
    country: State, agency: Agency, analyst: User, points: list[CrossingPoint]
):
    report(analyst, agency, points)

    assert make_forecasts(country, analyst) == 1
    assert make_forecasts(country, analyst, indicator=FLOW, by_place=True) == len(points) + 2
    assert BorderSection.objects.count() == 2


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_begins_the_forecasts_and_shows_them(
    language: str, client: Client, country: State, agency: Agency, analyst: User,
    points: list[CrossingPoint], django_capture_on_commit_callbacks: Any,
):  # fmt: skip
    report(analyst, agency, points)
    client.force_login(analyst)
    client.cookies["django_language"] = language

    before = client.get("/evidence/forecasts/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/evidence/forecasts/start/?country=XA&indicator={FLOW}")
    after = client.get("/evidence/forecasts/").content.decode()

    assert "/evidence/forecasts/start/" in before
    assert "/evidence/forecasts/start/" not in after
    assert "Point XA-P1" in after


def test_the_file_has_a_row_a_place_and_month(
    client: Client, country: State, agency: Agency, analyst: User, points: list[CrossingPoint]
):
    report(analyst, agency, points)
    make_forecasts(country, analyst, indicator=FLOW)
    client.force_login(analyst)

    answer = client.get("/evidence/forecasts/data.csv").content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(answer)))
    assert len(rows) == 7 * 12
    assert {row["Marking"] for row in rows} == {"For official use"}
    january = {row["Code"]: float(row["Forecast made to agree"]) for row in rows if row["Month"] == "2025-01"}
    assert january["XA-N"] == pytest.approx(january["XA-P1"] + january["XA-P2"])
