"""The development plan of a service worked by hand, its gaps, and the year in figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from tests import factories
from tests.canine import plans, world
from tests.canine.test_papers import row, words

from chegara.canine.models import Cost, Deployment, SearchShare
from chegara.canine.queries.development import YEARS, development_of
from chegara.canine.queries.yearly import year_of
from chegara.canine.report.development import development_plan, proposals
from chegara.canine.report.procedure import deployment_procedure
from chegara.canine.report.yearly import yearly_report
from chegara.risk.actions.assessments import set_wordings

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return world.make_stage()


def today() -> date:
    return timezone.localdate()


def years_ago(years: float) -> date:
    return today() - timedelta(days=round(365.25 * years) + 2)


def make_service(stage, *, ages=(3, 3, 7)):
    """Make a service of three certified teams with one post, a school that certifies half, and prices."""
    by, border = stage.manager, stage.border
    for age in ages:
        dog = world.make_dog(border, by=by, born_on=years_ago(age), sex="m")
        team = world.make_team(border, by=by, dog=dog, since=years_ago(2))
        world.make_certificate(team, by=by)
    plans.make_duty_norm(border, by=by)
    plans.make_post(border, by=by)
    plans.make_intake(border, today().year, 4, 2, by=by)
    for ahead in range(1, YEARS + 1):
        plans.make_intake(border, today().year + ahead, 2, by=by)
    plans.make_cost(border, "keep of a team", "team", 1000, by=by)
    plans.make_cost(border, "kennel heating", "year", 500, by=by)


def test_the_plan_of_a_service_comes_out_as_on_paper(stage):
    make_service(stage)

    found = development_of(stage.border, "narcotics", stage.manager, on=today())

    # 240 vehicles in 24 hours, a fifth searched, 15 minutes each: 30 minutes an hour, which one dog works.
    assert found.posts[0].traffic.minutes_an_hour == pytest.approx(30)
    assert found.need.teams == 6  # 1 · 3 · 365 / 210 = 5.21
    assert (found.teams, found.certified, found.gap) == (3, 3, 3)
    assert found.retiring == (1, 0, 0, 0, 2)
    assert (found.qualify.events, found.qualify.exposed) == (2, 4)
    assert found.attrition.events == 0
    assert found.attrition.exposed == pytest.approx(6, abs=0.1)
    assert found.planned == (2,) * YEARS
    assert len(found.years) == YEARS
    assert found.costs[0].total == pytest.approx(1000 * found.years[0].expected + 500)
    assert not found.lacks


def test_what_is_not_entered_is_named_and_nothing_is_guessed(stage):
    found = development_of(stage.border, "narcotics", stage.manager, on=today())

    assert found.need is None
    assert found.gap is None
    assert found.years == ()
    assert found.costs == ()
    told = words(development_plan(found, "en"))
    for lack in ("duty norm", "posts", "teams of past years", "courses of past years", "lines of the budget"):
        assert lack in told


def test_the_level_of_the_risk_sets_the_share_that_is_searched(stage):
    by, border = stage.manager, stage.border
    analyst = factories.make_user("analyst", agency=border, roles=("analyst", "supervisor"))
    risk = factories.make_risk(
        factories.make_assessment(border, by=analyst), by=analyst, level_set=3, level_reason="as last year"
    )
    for level, share in ((2, 0.05), (3, 0.4)):
        world.saved(
            SearchShare(
                owner_agency=border, discipline="narcotics", level=level, share=share, basis=plans.ORDER
            ),
            by=by,
        )
    plans.make_post(border, by=by, share=None, risk=risk)

    (post,) = development_of(border, "narcotics", by, on=today()).posts

    assert (post.level, post.share) == (3, 0.4)
    assert post.risk == str(risk)


def test_the_risk_of_a_post_is_called_as_its_reader_s_language_has_it(stage):
    analyst = factories.make_user("analyst", agency=stage.border, roles=("analyst", "supervisor"))
    assessment = factories.make_assessment(stage.border, by=analyst)
    risk = factories.make_risk(assessment, "Heroin by road", by=analyst)
    set_wordings(assessment, language="ru", words={risk.title: "Героин автотранспортом"}, by=analyst)
    plans.make_post(stage.border, by=stage.manager, risk=risk)

    with translation.override("ru"):
        (post,) = development_of(stage.border, "narcotics", stage.manager, on=today()).posts

    assert "Героин автотранспортом" in post.risk


def test_a_risk_that_the_reader_may_not_know_of_is_not_named(stage):
    by, border = stage.manager, stage.border
    customs = stage.stranger.memberships.first().agency
    analyst = factories.make_user("analyst", agency=customs, roles=("analyst", "supervisor"))
    risk = factories.make_risk(
        factories.make_assessment(customs, by=analyst), by=analyst, level_set=3, level_reason="as last year"
    )
    plans.make_post(border, by=by, risk=risk)

    (post,) = development_of(border, "narcotics", by, on=today()).posts

    assert (post.risk, post.level) == ("", None)


def test_losses_are_counted_without_retirements(stage):
    by, border = stage.manager, stage.border
    for status in ("retired", "deceased"):
        dog = world.make_dog(border, by=by, status=status, left_on=years_ago(1))
        world.make_team(border, by=by, dog=dog, since=years_ago(3), until=years_ago(1))

    rate = development_of(border, "narcotics", by, on=today()).attrition

    assert rate.events == 1
    assert rate.exposed == pytest.approx(4, abs=0.1)


def test_a_dog_of_unknown_birth_is_in_no_forecast_and_the_plan_says_so(stage):
    by, border = stage.manager, stage.border
    make_service(stage)
    world.make_certificate(world.make_team(border, by=by, since=years_ago(1)), by=by)

    found = development_of(border, "narcotics", by, on=today())

    assert (found.certified, found.unknown_births, found.pyramid.unknown) == (4, 1, 1)
    assert "the birth of 1 dogs" in words(development_plan(found, "en"))


def test_costs_in_two_currencies_are_not_added(stage):
    make_service(stage)
    plans.make_cost(stage.border, "van", "once", 30_000, by=stage.manager, currency="EUR")

    found = development_of(stage.border, "narcotics", stage.manager, on=today())

    assert found.costs == ()
    assert any("EUR, XSD" in lack for lack in found.lacks)


def test_proposals_follow_from_the_figures(stage):
    make_service(stage)

    found = development_of(stage.border, "narcotics", stage.manager, on=today())
    titles = [one.title for one in proposals(found)]

    assert titles[0] == "Certify 3 more teams: Drugs"
    assert titles[1].startswith(f"Train {found.wanted.pupils} teams a year from {today().year + 2} on")
    assert titles[2] == f"Replace 1 dog that retires until the end of {today().year + 2}"


def test_a_stranger_sees_nothing_of_the_plan(stage):
    make_service(stage)

    found = development_of(stage.border, "narcotics", stage.stranger, on=today())

    assert (found.teams, found.norm, found.posts, found.lines) == (0, None, (), ())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_plan_prints_what_it_rests_on_with_its_sources(stage, language):
    make_service(stage)

    document = development_plan(
        development_of(stage.border, "narcotics", stage.manager, on=today()), language
    )

    told = words(document)
    assert plans.ORDER in told
    assert "counted in May" in told
    assert document.banner


def test_the_yearly_report_sets_the_year_beside_the_one_before(stage):
    by, border = stage.manager, stage.border
    team = world.make_team(border, by=by, since=date(2024, 1, 1))
    for day, minutes in ((date(2025, 5, 1), 60), (date(2025, 5, 2), 60), (date(2024, 5, 1), 60)):
        world.saved(Deployment(team=team, on=day, minutes_on_duty=minutes), by=by)
    world.saved(
        Cost(owner_agency=border, kind="feed", on=date(2025, 3, 1), amount=250, currency="XSD"), by=by
    )
    this, before = (year_of(border, year, by, today=date(2026, 2, 1)) for year in (2025, 2024))

    report = yearly_report(this, before, "en")

    assert row(report, "Counts from the records", "Deployments")[1:] == ("2", "1")
    assert row(report, "Spent, by kind", "feed") == ("feed", "XSD", "250", "–")


def test_a_year_that_is_not_over_says_up_to_when(stage):
    this, before = (
        year_of(stage.border, year, stage.manager, today=date(2026, 2, 1)) for year in (2026, 2025)
    )

    assert "up to 01.02.2026" in yearly_report(this, before, "en").subtitle
    assert "up to" not in yearly_report(before, this, "en").subtitle


def test_the_procedure_prints_the_services_norm_and_none_of_its_own(stage):
    bare = words(deployment_procedure(stage.border, "narcotics", stage.manager, "en", at=today()))
    assert "no duty norm is entered" in bare
    assert "After 30 minutes" not in bare

    plans.make_duty_norm(stage.border, by=stage.manager)
    told = words(deployment_procedure(stage.border, "narcotics", stage.manager, "en", at=today()))
    assert "After 30 minutes of search the dog rests for 30 minutes." in told
    assert plans.ORDER in told


def test_where_explosives_are_sought_no_telephone_is_carried(stage):
    told = words(deployment_procedure(stage.border, "explosives", stage.manager, "en", at=today()))

    assert "telephones and radios stay outside" in told
    assert "nothing is touched or opened" in told
