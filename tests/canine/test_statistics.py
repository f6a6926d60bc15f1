"""The statistics of a service: counted in the database, computed by the methods, released by code."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import factories
from tests.canine import plans, world
from tests.canine.test_papers import row, words

from chegara.accounts.models import Role
from chegara.canine.choices import Blinding
from chegara.canine.methods.performance import Blinding as Kind
from chegara.canine.methods.performance import Outcome, performance
from chegara.canine.models import Deployment, Maintenance, Search
from chegara.canine.queries.comparison import plans_beside, services_beside
from chegara.canine.queries.statistics import Scope, service_of
from chegara.canine.report.comparison import plans_compared, services_compared
from chegara.canine.report.statistics import service_statistics

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return world.make_stage()


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.get_current_timezone())


def scope(stage=None, **more) -> Scope:
    today = timezone.localdate()
    values = {"agency": stage.border if stage else None, "discipline": "", "first": date(2026, 1, 1)}
    return Scope(**{**values, "last": today, **more})


def make_trials(stage, team, *, hits=3, missed=1, false=0, right=4, blinding=Blinding.DOUBLE, worked_at=None):
    """Work one exercise whose units give these outcomes."""
    hides, blanks = hits + missed, false + right
    odour = world.make_odour(stage.manager)
    made = world.make_exercise(
        stage.border,
        by=stage.manager,
        hides=dict.fromkeys(range(1, hides + 1), odour),
        units=hides + blanks,
        blinding=blinding,
    )
    answers = ["alert"] * hits + ["none"] * missed + ["alert"] * false + ["none"] * right
    when = {"worked_at": worked_at} if worked_at else {}
    return world.make_performance(team, made, dict(enumerate(answers, 1)), by=stage.manager, **when)


def test_figures_of_the_service_are_those_of_its_trials_counted_together(stage):
    teams = [world.make_team(stage.border, by=stage.manager) for _n in range(2)]
    make_trials(stage, teams[0], hits=3, missed=1, false=1, right=3)
    make_trials(stage, teams[1], hits=5, missed=0, right=2)
    make_trials(stage, teams[1], hits=4, missed=0, blinding=Blinding.KNOWN)

    service = service_of(scope(stage), stage.manager)

    assert service.all.headline == performance(
        {Outcome.HIT: 8, Outcome.MISS: 1, Outcome.FALSE_ALERT: 1, Outcome.CORRECT_REJECTION: 5}
    )
    assert service.all.kinds[Kind.KNOWN].sensitivity.of == 4
    assert {one.double_blind.of for one in service.teams} == {4, 5}
    assert service.coverage.tested[str(world.make_odour(stage.manager).pk), "car_out"].trials == 13


def test_only_trials_of_the_days_asked_for_count(stage):
    team = world.make_team(stage.border, by=stage.manager)
    make_trials(stage, team, worked_at=moment(2025, 12, 31, 23, 30))
    make_trials(stage, team, hits=2, missed=0, worked_at=moment(2026, 1, 1, 0, 30))

    assert service_of(scope(stage), stage.manager).all.headline.sensitivity.of == 2


def test_what_came_from_paper_and_was_not_read_back_is_in_no_figure(stage):
    team = world.make_team(stage.border, by=stage.manager)
    made = world.make_exercise(stage.border, by=stage.manager)
    world.make_performance(team, made, by=stage.manager, recorded_on="paper")

    assert service_of(scope(stage), stage.manager).all.headline is None


def test_a_team_that_begins_to_miss_gives_an_alarm(stage):
    good, poor = (world.make_team(stage.border, by=stage.manager) for _n in range(2))
    make_trials(stage, good, hits=20, missed=0)
    make_trials(stage, poor, hits=4, missed=16)

    document = service_statistics(service_of(scope(stage), stage.manager), "en")

    told = words(document)
    assert f"misses have become more frequent: {poor.code}." in told
    listed = next(
        one.rows for one in document.blocks if getattr(one, "caption", "").startswith("Teams, those")
    )
    assert [line[0] for line in listed] == [poor.code, good.code]


def test_teams_whose_intervals_overlap_share_a_group(stage):
    teams = [world.make_team(stage.border, by=stage.manager) for _n in range(3)]
    for team, hits in zip(teams, (30, 28, 2), strict=True):
        make_trials(stage, team, hits=hits, missed=30 - hits)

    tiers = service_of(scope(stage), stage.manager).tiers

    assert [[one.team.code for one in tier] for tier in tiers] == [
        [teams[0].code, teams[1].code],
        [teams[2].code],
    ]


def test_hours_are_held_against_the_services_own_norm_or_none(stage):
    team = world.make_team(stage.border, by=stage.manager)
    assert service_of(scope(stage), stage.manager).with_hours is None

    plans.make_duty_norm(stage.border, by=stage.manager, hours_a_month=8)
    last_month = timezone.localdate().replace(day=1) - timedelta(days=1)
    world.saved(Maintenance(team=team, on=last_month, hours=8), by=stage.manager)
    found = service_of(scope(stage), stage.manager).with_hours
    assert (found.count, found.of) == (1, 1)


def test_an_alert_of_which_nobody_knows_the_outcome_is_in_no_share(stage):
    team = world.make_team(stage.border, by=stage.manager)
    day = Deployment(team=team, on=date(2026, 3, 1), minutes_on_duty=600)
    world.saved(day, by=stage.manager)
    for found in (True, False, None):
        world.saved(
            Search(
                deployment=day,
                searched_at=moment(2026, 3, 1, 9),
                area="truck",
                alert=True,
                by_hand=True,
                found=found,
            ),
            by=stage.manager,
        )

    field = service_of(scope(stage), stage.manager).field

    assert (field.counts.alerts, field.alerts_with_find.count, field.alerts_with_find.of) == (3, 1, 2)
    assert field.hours == 10


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_page_without_any_trial_says_that_nothing_is_known(stage, language):
    world.make_team(stage.border, by=stage.manager)

    document = service_statistics(service_of(scope(stage), stage.manager), language)

    assert document.banner
    assert " 0%" not in words(document)


def test_services_stand_side_by_side_under_codes_as_far_as_they_released_their_teams(stage):
    customs = stage.stranger.memberships.first().agency
    release = factories.make_release(stage.border, to=[customs])
    handler = world.make_handler(stage.border, by=stage.manager, full_name="Akmal Rashidov")
    shown = world.make_team(stage.border, by=stage.manager, handler=handler)
    hidden = world.make_team(stage.border, by=stage.manager)
    world.saved(shown, by=stage.manager, releases=[release])
    make_trials(stage, shown)
    make_trials(stage, hidden)

    own = service_of(scope(stage), stage.manager)
    theirs = service_of(scope(stage), stage.stranger)
    told = words(services_compared(services_beside(scope(), stage.stranger), scope(), "en"))

    assert len(own.teams) == 2
    assert [one.team.code for one in theirs.teams] == [shown.code]
    assert "Akmal" not in told + words(service_statistics(theirs, "en"))
    assert "3 of 4" in told


def test_a_service_beside_others_has_the_figures_of_its_own_page(stage):
    customs = stage.stranger.memberships.first().agency
    teams = [world.make_team(stage.border, by=stage.manager) for _n in range(2)]
    world.make_certificate(teams[0], by=stage.manager)
    for team in teams:
        make_trials(stage, team, false=1)
        world.saved(team, by=stage.manager, releases=[factories.make_release(stage.border, to=[customs])])
    world.make_team(customs, by=stage.stranger)

    beside = {one.agency: one for one in services_beside(scope(), stage.stranger)}

    assert set(beside) == {stage.border, customs}
    alone, found = service_of(scope(stage), stage.stranger), beside[stage.border]
    assert (found.teams, found.certified, found.ready) == (len(alone.teams), alone.certified, alone.ready)
    assert found.trials == alone.all
    assert found.covered == alone.coverage.share


def test_the_queries_of_the_comparison_do_not_grow_with_the_services(stage):
    def ask(viewer):
        with CaptureQueriesContext(connection) as asked:
            found = services_beside(scope(), viewer)
        return len(found), len(asked)

    make_trials(stage, world.make_team(stage.border, by=stage.manager))
    few = ask(stage.manager)
    for number in range(4):
        agency = factories.make_agency(stage.border.country, code=f"XA-S{number}")
        head = factories.make_user(f"head-{number}", agency=agency, roles=(Role.CANINE_MANAGER,))
        team = world.make_team(agency, by=head)
        world.saved(team, by=head, releases=[factories.make_release(agency, to=[stage.border])])
    many = ask(stage.manager)

    assert (few[0], many[0]) == (1, 5)
    assert many[1] == few[1]


def test_plans_stand_side_by_side_with_what_is_required_and_what_is_certified(stage):
    plans.make_duty_norm(stage.border, by=stage.manager)
    plans.make_post(stage.border, by=stage.manager)
    world.make_certificate(world.make_team(stage.border, by=stage.manager), by=stage.manager)
    today = timezone.localdate()

    document = plans_compared(plans_beside([stage.border], stage.manager, on=today), today, "en")

    # One team at once in three shifts every day: 3 · 365.25 / 210 = 5.2, so 6 teams; one is certified.
    line = row(
        document, "Required teams and certified ones", f"{stage.border.country.name}: {stage.border.name}"
    )
    assert line[1:5] == ("Drugs", "6", "1", "5")
    assert "courses of past years" in words(document)


def test_of_another_service_no_plan_is_seen_that_it_did_not_release(stage):
    plans.make_duty_norm(stage.border, by=stage.manager)

    assert plans_beside([stage.border], stage.stranger, on=timezone.localdate()) == []


def test_the_queries_do_not_grow_with_the_teams(stage, django_assert_max_num_queries):
    def ask(most):
        with django_assert_max_num_queries(most) as asked:
            service_statistics(service_of(scope(stage), stage.manager), "en")
        return len(asked)

    make_trials(stage, world.make_team(stage.border, by=stage.manager))
    few = ask(60)
    for _n in range(4):
        make_trials(stage, world.make_team(stage.border, by=stage.manager))
    assert ask(few) == few


def test_groups_of_the_table_name_the_standing(stage):
    world.make_certificate(world.make_team(stage.border, by=stage.manager), by=stage.manager)
    world.make_team(stage.border, by=stage.manager)

    document = service_statistics(service_of(scope(stage), stage.manager), "en")

    caption = next(
        one.caption for one in document.blocks if getattr(one, "caption", "").startswith("How the service")
    )
    assert row(document, caption, "Certificate in force")[1] == "1 of 2"
