"""Whether a team may serve: its certificate, its dog's health; and what runs out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.canine import plans, world

from chegara.canine.actions.certificates import withdraw_certificate
from chegara.canine.actions.field import deploy
from chegara.canine.models import Deployment, Maintenance, VetRecord
from chegara.canine.queries.readiness import reminders, standings, why_blocked
from chegara.organisation.registers.actions import RecordRefusedError

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def stage() -> world.Stage:
    return world.make_stage()


def blocked(team: world.Team, on: date | None = None) -> str:
    return "; ".join(why_blocked([team], on=on or timezone.localdate()).get(team.pk, ()))


def test_a_certified_team_with_a_fit_and_vaccinated_dog_may_serve(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)
    world.make_certificate(team, by=stage.manager)

    assert blocked(team) == ""


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ("no certificate", "no certificate"),
        ("failed", "no certificate"),
        ("expired", "certificate expired"),
        ("withdrawn", "certificate expired"),
        ("unfit", "the dog is unfit"),
        ("not vaccinated", "no vaccination"),
        ("vaccination expired", "rabies expired"),
        ("suspended", "the dog is suspended"),
        ("handler left", "the handler has left"),
        ("ended", "the team has ended"),
    ],
)
def test_a_team_is_blocked_by(spoil: str, why: str, stage: world.Stage):
    today, by = timezone.localdate(), stage.manager
    dog = world.make_dog(
        stage.border, by=by, vaccinated=spoil not in {"not vaccinated", "vaccination expired"},
        status="suspended" if spoil == "suspended" else "operational",
    )  # fmt: skip
    handler = world.make_handler(
        stage.border, by=by, left_on=today - DAY if spoil == "handler left" else None
    )
    team = world.make_team(
        stage.border, by=by, dog=dog, handler=handler, until=today - DAY if spoil == "ended" else None
    )
    if spoil == "failed":
        world.make_certificate(
            team, by=by, counts={"comprehensive": (5, 5, 0, 5), "recognition": (5, 5, 0, 5)}
        )
    elif spoil != "no certificate":
        on = today - timedelta(days=400) if spoil == "expired" else today - timedelta(days=30)
        certificate = world.make_certificate(team, by=by, on=on)
        if spoil == "withdrawn":
            withdraw_certificate(certificate, on=today, by=by, reason="A new handler")
    if spoil == "unfit":
        world.saved(VetRecord(dog=dog, kind="injury", on=today, fitness="unfit"), by=by)
    if spoil == "vaccination expired":
        world.saved(VetRecord(dog=dog, kind="rabies", on=today - 400 * DAY, valid_until=today - DAY), by=by)

    assert why in blocked(team)


def test_the_last_judgement_of_fitness_holds(stage: world.Stage):
    today = timezone.localdate()
    team = world.make_team(stage.border, by=stage.manager)
    for days, fitness in ((3, "unfit"), (1, "fit")):
        world.saved(
            VetRecord(dog=team.dog, kind="examination", on=today - days * DAY, fitness=fitness),
            by=stage.manager,
        )

    assert standings([team], on=today - 2 * DAY)[team.pk].fitness == "unfit"
    assert standings([team], on=today)[team.pk].fitness == "fit"


def test_a_blocked_team_is_not_sent_on_duty(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)

    with pytest.raises(RecordRefusedError, match="blocked: no certificate"):
        deploy(Deployment(team=team, on=timezone.localdate()), by=stage.handler)


def test_a_past_day_on_duty_is_kept_and_says_that_the_team_was_blocked(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)

    deployment = deploy(Deployment(team=team, on=timezone.localdate() - DAY), by=stage.handler)

    assert "no certificate" in deployment.blocked


def test_standings_take_the_same_queries_however_many_teams(stage: world.Stage, django_assert_num_queries):
    teams = [world.make_team(stage.border, by=stage.manager) for _ in range(5)]

    with django_assert_num_queries(2):
        standings(teams, on=timezone.localdate())


def test_reminders_name_what_runs_out_the_most_pressing_first(stage: world.Stage):
    today, by = timezone.localdate(), stage.manager
    soon, later = (world.make_team(stage.border, by=by) for _ in range(2))
    world.make_certificate(soon, by=by, on=today - timedelta(days=350))
    world.make_certificate(later, by=by, on=today)
    set_up = world.make_exercise(stage.border, by=by)
    last_month = today.replace(day=1) - DAY
    for team in (soon, later):
        world.make_performance(team, set_up, by=by, worked_at=timezone.now() - DAY)
        world.saved(Maintenance(team=team, on=last_month, hours=16), by=by)

    found = [(one.team, one.what) for one in reminders([soon, later], stage.manager, on=today)]

    assert found == [(soon, "certificate")]


def test_hours_below_the_norm_and_a_missing_double_blind_trial_are_reminded_of(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)
    world.make_certificate(team, by=stage.manager, on=timezone.localdate())

    found = [one.what for one in reminders([team], stage.manager, on=timezone.localdate())]

    assert found[0] == "double-blind trial"
    assert "usual (no standard): 16" in found[1]


def test_hours_are_measured_by_the_services_own_norm_where_it_has_one(stage: world.Stage):
    team, by = world.make_team(stage.border, by=stage.manager), stage.manager
    plans.make_duty_norm(stage.border, by=by, hours_a_month=8)
    last_month = timezone.localdate().replace(day=1) - DAY

    def lacking() -> list[str]:
        found = reminders([team], by, on=timezone.localdate())
        return [one.what for one in found if "maintenance" in one.what]

    assert "0 of 8 h" in lacking()[0]
    world.saved(Maintenance(team=team, on=last_month, hours=8), by=by)
    assert lacking() == []


# --- certificates -------------------------------------------------------------------------------------------


def test_a_certificate_holds_for_a_year(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)

    found = world.make_certificate(team, by=stage.manager, on=date(2026, 3, 15))

    assert (found.passed, found.valid_until) == (True, date(2027, 3, 14))


def test_a_certificate_of_more_than_a_year_is_refused(stage: world.Stage):
    team = world.make_team(stage.border, by=stage.manager)

    with pytest.raises(RecordRefusedError, match=r"14\.03\.2027"):
        world.make_certificate(team, by=stage.manager, on=date(2026, 3, 15), valid_until=date(2027, 3, 15))


@pytest.mark.parametrize("who", ["the handler", "a named trainer", "who trained it lately"])
def test_who_trains_a_team_may_not_assess_it(who: str, stage: world.Stage):
    by, today = stage.manager, timezone.localdate()
    trainer = world.make_handler(stage.border, by=by, role="instructor")
    named = [trainer] if who == "a named trainer" else []
    team = world.make_team(stage.border, by=by, trainers=named)
    if who == "who trained it lately":
        world.saved(Maintenance(team=team, on=today - 60 * DAY, hours=4, trainer=trainer), by=by)
    judge = team.handler if who == "the handler" else trainer

    with pytest.raises(RecordRefusedError, match=judge.code):
        world.make_certificate(team, by=by, assessors=[judge, world.make_handler(stage.border, by=by)])


def test_the_form_offers_no_trainer_as_assessor_and_enters_the_counts(stage: world.Stage, client: Client):
    trainer, judge = (world.make_handler(stage.border, by=stage.manager) for _ in range(2))
    team = world.make_team(stage.border, by=stage.manager, trainers=[trainer])
    client.force_login(stage.manager)
    url = reverse("team_certify", args=[team.pk])

    shown = client.get(url).content.decode()
    answer = client.post(
        url,
        {
            "number": "A-1", "standard": "SWGDOG", "on": "15.03.2026", "assessors": [judge.pk],
            "recognition_hits": 10, "recognition_misses": 0, "double_blind_hits": 9, "double_blind_misses": 1,
            "double_blind_correct_rejections": 5,
        },
    )  # fmt: skip

    assert answer.status_code == 302
    assert f">\n{trainer.code}" not in shown.replace(" ", "")
    assert judge.code in shown
    found = team.certifications.get()
    assert (found.passed, found.valid_until, found.components.count()) == (True, date(2027, 3, 14), 2)


def test_a_team_of_two_agencies_is_refused(stage: world.Stage):
    customs = stage.stranger.memberships.first().agency
    dog = world.make_dog(customs, by=stage.stranger)
    with pytest.raises(ValidationError):
        world.make_team(stage.border, by=stage.manager, dog=dog)


def test_names_of_dogs_and_people_stay_at_home(stage: world.Stage, client: Client):
    release = factories.make_release(stage.border, to_all=True)
    dog = world.make_dog(stage.border, by=stage.manager, call_name="Barsik", microchip="900108000000001")
    handler = world.make_handler(stage.border, by=stage.manager, full_name="Sarvan Sarvanov")
    for one in (dog, handler):
        one.releases.add(release)

    def told(user, one) -> str:
        client.force_login(user)
        return client.get(one.get_absolute_url()).content.decode()

    assert "Barsik" in told(stage.manager, dog)
    assert "Sarvanov" in told(stage.manager, handler)
    abroad = told(stage.stranger, dog) + told(stage.stranger, handler)
    assert dog.code in abroad
    assert not [word for word in ("Barsik", "900108000000001", "Sarvanov") if word in abroad]
