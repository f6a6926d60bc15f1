"""Last year's analysis checked by what happened."""

from __future__ import annotations

from typing import Any

import pytest
from tests import factories
from tests.plans.world import make_plan

from chegara.accounts.models import Role, User
from chegara.evidence.forecasts import StoredResult, make_forecasts
from chegara.evidence.models import Indicator, StoredForecast
from chegara.organisation.models import Agency
from chegara.plans.actions import progress
from chegara.plans.actions.measures import propose_measure
from chegara.plans.choices import Status
from chegara.plans.models import Measure
from chegara.reporting.blocks import Paragraph, Table
from chegara.risk.actions import assessments, risks, treatments
from chegara.risk.harm import joint_viewer
from chegara.risk.hindsight import checked_forecasts, measures_of_last_year
from chegara.risk.models import Assessment, AssessmentVersion, EvidenceLink
from chegara.risk.report.hindsight import hindsight_blocks
from chegara.risk.versions import content_of

pytestmark = pytest.mark.django_db
INDICATOR = "refusals"


@pytest.fixture
def border() -> Agency:
    return factories.make_agency()


@pytest.fixture
def chair(border: Agency) -> User:
    return factories.make_user("chair", agency=border, roles=(Role.SUPERVISOR,))


def count(border: Agency, by: User, rows: list[tuple[str, int]]) -> None:
    content = factories.statistics_csv((INDICATOR, month, "", "", "", number) for month, number in rows)
    releases = [factories.make_release(border, to_all=True)]
    factories.make_batch(content, by=by, agency=border, releases=releases)


@pytest.fixture
def before(border: Agency, chair: User) -> Assessment:
    """The analysis of 2025, whose one risk rests on three years of refusals."""
    count(border, chair, [(f"{year}-{m:02}", 20 + m) for year in (2023, 2024, 2025) for m in range(1, 13)])
    found = factories.make_assessment(border, by=chair)
    risk = factories.make_risk(found, "Forged visas", by=chair)
    risks.link_evidence(EvidenceLink(risk=risk, indicator=Indicator.objects.get(pk=INDICATOR)), by=chair)
    return found


def approve_and_go_on(before: Assessment, chair: User) -> Assessment:
    AssessmentVersion.objects.create(
        assessment=before, number=1, basis="Order 1", content=content_of(before), by=chair
    )
    Assessment.objects.filter(pk=before.pk).update(state="approved")
    before.refresh_from_db()
    return assessments.begin_next_year(before, title="Risks 2026", by=chair)


def promised() -> StoredResult:
    return StoredResult.from_json(StoredForecast.objects.get(indicator=INDICATOR).result)


def test_a_forecast_is_checked_month_by_month_by_what_was_then_counted(
    before: Assessment, border: Agency, chair: User
):
    make_forecasts(before.country, joint_viewer(before), indicator=INDICATOR)
    then = promised()
    following = approve_and_go_on(before, chair)
    # Two months as expected, one far above its interval; of the other nine nothing is reported.
    counted = [round(then.values[0]), round(then.values[1]), round(then.hi95[2]) + 50]
    count(border, chair, list(zip(("2026-01", "2026-02", "2026-03"), counted, strict=True)))

    (found,) = checked_forecasts(following)

    assert (found.months, found.inside) == (3, 2)
    assert found.counted == sum(counted)
    assert found.expected == pytest.approx(sum(then.values[:3]))


def test_what_the_approval_froze_is_checked_not_what_was_forecast_later(
    before: Assessment, border: Agency, chair: User
):
    make_forecasts(before.country, joint_viewer(before), indicator=INDICATOR)
    then = promised()
    following = approve_and_go_on(before, chair)
    StoredForecast.objects.all().delete()
    count(border, chair, [("2026-01", 20)])

    (found,) = checked_forecasts(following)

    assert found.expected == pytest.approx(then.values[0])


def test_a_forecast_of_which_nothing_is_counted_yet_is_unknown_not_wrong(before: Assessment, chair: User):
    make_forecasts(before.country, joint_viewer(before), indicator=INDICATOR)
    following = approve_and_go_on(before, chair)

    (found,) = checked_forecasts(following)

    assert (found.expected, found.counted, found.months, found.inside) == (None, None, 0, 0)
    table = next(
        block
        for block in hindsight_blocks(following, chair, "en")
        if isinstance(block, Table) and "forecast" in block.caption
    )
    assert table.rows[0][2:] == ("–",) * 4


def test_where_no_forecast_was_frozen_the_page_says_so(before: Assessment, chair: User):
    following = approve_and_go_on(before, chair)

    told = [block.text for block in hindsight_blocks(following, chair, "en") if isinstance(block, Paragraph)]

    assert checked_forecasts(following) == []
    assert "Last year's analysis froze no forecast that could be checked." in told


def test_the_first_analysis_has_nothing_to_look_back_on(before: Assessment, chair: User):
    assert checked_forecasts(before) == []
    assert measures_of_last_year(before, chair) == []
    assert hindsight_blocks(before, chair, "en") == []


def propose(border: Agency, chair: User, title: str, **more: Any) -> Measure:
    plan = make_plan(chair, border, releases=[factories.make_release(border, to_all=True)])
    return propose_measure(
        plan=plan,
        origin="",
        title=title,
        kind="detection",
        by=chair,
        owner_agency=border,
        lead=border,
        **more,
    )


def test_last_year_s_measures_are_shown_with_what_became_of_them_the_dropped_ones_too(
    before: Assessment, border: Agency, chair: User
):
    dropped = propose(
        border, chair, "Fence", indicator="Crossings a month", unit="cases", baseline=22, target=10
    )
    treatments.treat(before.risks.get(), component="threat", measure=dropped, by=chair)
    progress.move_measure(dropped, to=Status.DROPPED, by=chair, reason="the flood")
    following = approve_and_go_on(before, chair)

    (treatment,) = measures_of_last_year(following, chair)
    table = next(
        block
        for block in hindsight_blocks(following, chair, "en")
        if isinstance(block, Table) and "measures" in block.caption
    )

    assert treatment.measure == dropped
    assert table.rows == (
        ("R1", "Fence", "Agency XA-BOR, –", "Dropped", "Crossings a month, cases: 22, – (10)"),
    )


def test_a_measure_that_the_reader_may_not_know_of_is_not_shown(
    before: Assessment, border: Agency, chair: User
):
    kept = propose(border, chair, "Kept to ourselves", releases=[])
    treatments.treat(before.risks.get(), component="threat", measure=kept, by=chair)
    following = approve_and_go_on(before, chair)

    assert measures_of_last_year(following, joint_viewer(following)) == []
    assert [one.measure for one in measures_of_last_year(following, chair)] == [kept]
