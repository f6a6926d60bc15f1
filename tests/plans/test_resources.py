"""Resources needed next year: from forecasts to booths, officers, gaps and money; who sees it; its pages."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.plans.world import Stage, estimate_values, make_measure, make_stage

from chegara.audit.models import AuditEntry
from chegara.evidence.forecasts import StoredResult
from chegara.evidence.models import StoredForecast
from chegara.organisation.models import CrossingPoint
from chegara.organisation.visibility import JointViewer, PublicViewer
from chegara.pages.models import Job, JobState
from chegara.plans.actions import resources
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.methods.queues import booths_needed
from chegara.plans.resource_document import document_of, workbook_of
from chegara.plans.resource_models import PointResources, ResourceEstimate
from chegara.plans.resource_report import ResourceParts, estimate_blocks, parts, result_of
from chegara.plans.resource_results import EstimateResult
from chegara.reporting.blocks import Callout, Paragraph, Table
from chegara.reporting.text import plain

pytestmark = pytest.mark.django_db

FLOW = 74_400  # 100 an hour in a month of 31 days


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def values(stage: Stage, **more: Any) -> dict[str, Any]:
    return estimate_values(stage.border, **more)


def certain(flow: float = FLOW, *, width: float = 0.0) -> StoredResult:
    """Return a forecast of the same flow each day of 2026, with its interval so wide to both sides."""
    from chegara.common.periods import Month

    months = tuple(Month(2026, month) for month in range(1, 13))
    value = tuple(flow * month.last_day.day / 31 for month in months)
    low, high = tuple(v * (1 - width) for v in value), tuple(v * (1 + width) for v in value)
    return StoredResult(
        months=months, values=value, lo80=low, hi80=high, lo95=low, hi95=high, naive=value, model="naive",
        mase=None, naive_mase=None, coverage80=None, origins=0,
    )  # fmt: skip


@pytest.fixture
def point(stage: Stage) -> CrossingPoint:
    return factories.make_point(stage.border.country, booths=6, hours="24/7")


def reported(stage: Stage, *points: CrossingPoint) -> None:
    """Let points' crossings of two years be reported."""
    rows = [
        ("persons.crossings", f"{year}-{month:02}", point.code, "", "", 70_000 + 100 * month)
        for point in points
        for year in (2024, 2025)
        for month in range(1, 13)
    ]
    columns = ("indicator", "month", "point", "citizenship", "direction", "value")
    factories.make_batch(factories.table_csv(columns, rows), by=stage.writer, agency=stage.border)


def estimated(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    forecast: StoredResult | None,
    *,
    officers: int | None = 30,
    **more: Any,
) -> ResourceEstimate:
    """Draw up and compute an estimate whose points all have the same forecast."""
    monkeypatch.setattr(resources, "make_forecasts", lambda *_args, **_more: 0)
    monkeypatch.setattr(resources, "stored_forecasts", lambda places: [forecast for _place in places])
    estimate = resources.create_estimate(by=stage.writer, **values(stage, **more))
    lines = {line.point_id: {"officers": officers} for line in estimate.points.all()}
    resources.set_available(estimate, lines, by=stage.writer)
    resources.compute(estimate, by=stage.writer, rng=np.random.default_rng(1))
    return estimate


def of_only_point(estimate: ResourceEstimate) -> Any:
    result = result_of(estimate)
    assert result is not None
    return result.points[0]


def test_a_certain_flow_needs_the_booths_of_erlangs_formula(
    stage: Stage, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(stage, point)
    booths = int(booths_needed(100, 3 / 60, share=0.95, wait=5 / 60))

    found = of_only_point(estimated(stage, monkeypatch, certain()))

    assert {number for row in found.booths for number in row} == {booths}
    assert found.peak.median == found.peak.low == found.peak.high == booths
    assert found.officers.median == pytest.approx(booths * 24 * 365 / (1700 * 0.5))
    assert found.booths_missing.missing.median == booths - 6


def test_the_forecasts_uncertainty_is_carried_through_to_money(
    stage: Stage, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(stage, point)
    found = of_only_point(estimated(stage, monkeypatch, certain(width=0.4), officers=80))

    assert found.officers.low < found.officers.median < found.officers.high
    assert 0 < found.officers_missing.probability < 1
    cost = found.officers_missing.cost
    assert cost.high == pytest.approx(found.officers_missing.missing.high * 10_000)
    assert found.booths_missing.cost is None  # nobody said what a booth costs


def test_a_closed_point_needs_no_booth_at_night(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    point = factories.make_point(stage.border.country, hours="06:00-20:00")
    reported(stage, point)

    found = of_only_point(estimated(stage, monkeypatch, certain()))

    assert [sum(row) > 0 for row in found.booths] == [6 <= hour < 20 for hour in range(24)]


def test_what_is_unknown_has_no_gap(
    stage: Stage, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(stage, point)
    found = of_only_point(estimated(stage, monkeypatch, certain(), officers=None))

    assert found.officers is not None
    assert found.officers_missing is None


@pytest.mark.parametrize(
    ("forecast", "refusal"),
    [
        (None, "no_forecast"),
        (replace(certain(), reason="too_short"), "no_forecast"),
        (certain(10_000_000), "too_many"),
    ],
    ids=["never forecast", "series too short", "more than 500 booths"],
)
def test_what_cant_be_computed_says_why(
    stage: Stage,
    point: CrossingPoint,
    monkeypatch: pytest.MonkeyPatch,
    forecast: StoredResult | None,
    refusal: str,
) -> None:
    reported(stage, point)
    estimate = estimated(stage, monkeypatch, forecast)

    assert of_only_point(estimate).refusal == refusal
    assert [type(block).__name__ for block in estimate_blocks(estimate)].count("Bullets") == 2


def test_a_surplus_at_one_point_fills_no_gap_at_another(
    stage: Stage, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.make_point(stage.border.country, code="XA-P2", booths=100)
    reported(stage, point, other)
    result = result_of(estimated(stage, monkeypatch, certain()))

    assert result is not None
    first, second = result.points
    assert second.booths_missing.missing.median < 0
    assert result.totals.booths_missing.median == first.booths_missing.missing.median > 0


def test_what_is_kept_is_read_back_whole(
    stage: Stage, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(stage, point)
    estimate = estimated(stage, monkeypatch, certain(width=0.2))
    stored = ResourceEstimate.objects.get(pk=estimate.pk).result

    kept = EstimateResult.from_json(stored)

    assert json.loads(json.dumps(kept.as_json())) == stored
    assert kept == EstimateResult.from_json(json.loads(json.dumps(estimate.result)))


def test_forecasts_are_made_where_they_are_missing(stage: Stage, point: CrossingPoint) -> None:
    reported(stage, point)
    estimate = resources.create_estimate(by=stage.writer, **values(stage))

    resources.compute(estimate, by=stage.writer, rng=np.random.default_rng(1))

    assert of_only_point(estimate).months == tuple(f"2026-{month:02}" for month in range(1, 13))
    assert StoredForecast.objects.filter(point=point).count() == 1


def test_the_same_seed_gives_the_same_answer(
    stage: Stage, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(stage, point)
    first, second = (estimated(stage, monkeypatch, certain(width=0.3)) for _time in range(2))

    assert first.result == second.result


@pytest.mark.parametrize("change", ["norms", "available", "point"])
def test_a_change_takes_away_what_was_computed(
    stage: Stage, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    reported(stage, point)
    estimate = estimated(stage, monkeypatch, certain())
    line = PointResources.objects.select_related("point", "estimate").get(estimate=estimate)

    if change == "norms":
        resources.change_estimate(estimate, values={"minutes": 10}, by=stage.writer, reason="new order")
    elif change == "available":
        resources.set_available(estimate, {point.pk: {"booths": 9}}, by=stage.writer)
    else:
        own = {"profile": [0.0] * 23 + [1.0], "profile_source": "a count"}
        resources.change_point(line, values=own, by=stage.writer)

    assert ResourceEstimate.objects.get(pk=estimate.pk).result is None


def test_without_service_time_nothing_is_computed(stage: Stage, point: CrossingPoint) -> None:
    bare = dict.fromkeys(("service_low", "service_best", "service_high"))
    estimate = resources.create_estimate(by=stage.writer, **values(stage, **bare))

    with pytest.raises(PlanRefusedError, match="service time"):
        resources.compute(estimate, by=stage.writer, rng=np.random.default_rng(1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"service_low": 4}, "between the shortest and the longest"),
        ({"service_high": None}, "or none"),
        ({"service_source": ""}, "where the time comes from"),
        ({"profile": [1] * 23}, "24 hours"),
        ({"profile": [0] * 24}, "24 hours"),
        ({"profile": [-1] + [1] * 23}, "24 hours"),
        ({"profile_source": ""}, "where the spread comes from"),
        ({"share": 100}, "99"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_norms_that_make_no_sense_are_refused(stage: Stage, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        resources.create_estimate(by=stage.writer, **values(stage, **wrong))


def test_only_its_agency_changes_or_computes_an_estimate(
    stage: Stage, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(stage, point)
    estimate = estimated(stage, monkeypatch, certain(), releases=[stage.release])

    for act in (
        lambda: resources.change_estimate(estimate, values={}, by=stage.customs_writer, reason="x"),
        lambda: resources.set_available(estimate, {}, by=stage.customs_writer),
        lambda: resources.compute(estimate, by=stage.customs_writer, rng=np.random.default_rng(1)),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_others_see_an_estimate_only_when_it_is_released_and_the_public_never(
    stage: Stage, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(stage, point)
    country = stage.border.country
    mine = estimated(stage, monkeypatch, certain())

    assert not ResourceEstimate.objects.visible_to(stage.customs_writer).exists()
    assert parts(country, 2025, JointViewer(country)) == ResourceParts()

    resources.change_estimate(mine, values={"releases": [stage.release]}, by=stage.writer, reason="agreed")
    resources.compute(mine, by=stage.writer, rng=np.random.default_rng(1))

    assert ResourceEstimate.objects.visible_to(stage.customs_writer).exists()
    found = parts(country, 2025, JointViewer(country))
    answer = next(block.text for block in found.chapter if isinstance(block, Callout))
    assert [plain(block.text) for block in found.summary if isinstance(block, Paragraph)] == [
        f"{mine}: {plain(answer)}"
    ]
    assert parts(country, 2025, PublicViewer(country)) == ResourceParts()


def test_the_chapter_adds_money_by_source_and_equipment_of_measures(stage: Stage) -> None:
    make_measure(
        stage, funds="sought", cost="1000", currency="USD", releases=[stage.release],
        needs=[
            {"agency": stage.border, "kind": "equipment", "what": "scanner", "needed": 3, "available": 1},
            {"agency": stage.border, "kind": "staff", "what": "operators", "needed": 4, "available": 1},
        ],
    )  # fmt: skip
    country = stage.border.country
    found = parts(country, 2025, JointViewer(country))
    tables = [block for block in found.chapter if isinstance(block, Table)]

    assert ("Still sought", "1", "1,000 USD", "0") in [
        tuple(str(cell).replace("\u202f", ",") for cell in row) for row in tables[0].rows
    ]
    assert tables[-1].rows[0][1:] == ("Scanner", "3", "1", "2")
    said = [
        plain(block.text).replace("\u202f", ",") for block in found.summary if isinstance(block, Paragraph)
    ]
    assert said[-1].endswith("1 measure is still to be done. Not covered is 1 of them: 1,000 USD.")


def test_the_summary_says_how_much_of_what_is_not_covered_is_not_known(stage: Stage) -> None:
    make_measure(stage, funds="sought", cost="1000", currency="USD", releases=[stage.release])
    make_measure(stage, funds="sought", releases=[stage.release])
    make_measure(stage, funds="none_needed", releases=[stage.release])
    country = stage.border.country
    summary = parts(country, 2025, JointViewer(country)).summary

    assert (
        plain(summary[-1].text)
        .replace("\u202f", ",")
        .endswith(  # type: ignore[union-attr]
            "3 measures are still to be done. Not covered are 2 of them: 1,000 USD. "
            "The cost of 1 of these is not known."
        )
    )


def test_the_workbook_holds_points_and_hours(
    stage: Stage, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(stage, point)
    estimate = estimated(stage, monkeypatch, certain())
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(estimate)))

    assert [sheet.max_row for sheet in book] == [2, 1 + 24 * 12]
    assert book["points"].cell(2, 1).value == str(point)
    assert document_of(estimate, "ru").blocks


def test_an_estimate_is_begun_filled_in_and_computed_on_its_pages(
    stage: Stage,
    point: CrossingPoint,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    reported(stage, point)
    monkeypatch.setattr(resources, "make_forecasts", lambda *_args, **_more: 0)
    monkeypatch.setattr(resources, "stored_forecasts", lambda places: [certain() for _place in places])
    client.force_login(stage.writer)
    given = values(stage, country=stage.border.country_id, owner_agency=stage.border.pk,
                   indicator="persons.crossings", profile=" ".join(["1"] * 24))  # fmt: skip

    made = client.post(reverse("estimate_new"), given)
    estimate = ResourceEstimate.objects.get()
    assert made["Location"] == reverse("estimate_available", args=[estimate.pk])
    client.post(made["Location"], {f"booths_{point.pk}": "5", f"officers_{point.pk}": ""})
    assert estimate.points.get().booths == 5

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("estimate_compute", args=[estimate.pk]))
    job = Job.objects.get()
    assert (job.state, job.url) == (JobState.DONE, estimate.get_absolute_url()), job.message
    assert "Booths missing at the busiest hour" in client.get(job.url).content.decode()
    for name in ("xlsx", "docx", "pdf", "html"):
        assert client.get(reverse("estimate_file", args=[estimate.pk, name])).status_code == 200
    assert client.get(reverse("estimate_file", args=[estimate.pk, "exe"])).status_code == 404
    hours = client.get(reverse("estimate_point", args=[estimate.pk, point.pk])).content.decode()
    assert "more than the 5 that are there" in hours


@pytest.mark.parametrize("profile", ["1 2 3", "morning", " ".join(["0"] * 24)])
def test_a_day_that_has_not_24_hours_is_refused_beside_its_field(
    stage: Stage, client: Client, profile: str
) -> None:
    client.force_login(stage.writer)
    given = values(stage, country=stage.border.country_id, owner_agency=stage.border.pk,
                   indicator="persons.crossings", profile=profile)  # fmt: skip

    answer = client.post(reverse("estimate_new"), given)

    assert "24 numbers" in answer.content.decode()
    assert not ResourceEstimate.objects.exists()


def test_what_was_done_is_in_the_audit_log(
    stage: Stage, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(stage, point)
    estimated(stage, monkeypatch, certain())

    done = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(done)[-3:] == ["plans.estimate_made", "plans.resources_set", "plans.estimate_computed"]
