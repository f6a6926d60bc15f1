"""The calendar feed: opened by the token in its address alone, holding its owner's days and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.pages.addresses import patterns
from tests.pages.test_every_page import PUBLIC
from tests.training import world

from chegara.accounts.models import AccessToken, Role, User
from chegara.accounts.tokens import FEEDS
from chegara.audit.models import AuditEntry
from chegara.organisation.actions import (
    end_membership,
    make_feed,
    make_token,
    require_second_factor,
    revoke_tokens,
)
from chegara.training.models import Participation, Registration
from chegara.training.own import FEED
from chegara.training.views import mine

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=20)


@pytest.fixture(autouse=True)
def _nobody_has_read_yet() -> None:
    cache.clear()


@dataclass
class Learner:
    """An officer registered for a session whose course is open, with a feed switched on."""

    stage: world.Stage
    user: User
    person: Any
    session: Any
    token: str

    @property
    def address(self) -> str:
        return reverse("training_feed", args=[self.token])


@pytest.fixture
def learner() -> Learner:
    stage = world.make_stage()
    user = factories.make_user("learner", agency=stage.border, roles=(Role.OFFICER,))
    person = world.make_person(stage.border, "L-1", by=stage.trainer, account=user, full_name="Salim Own")
    teacher = world.make_person(stage.border, "T-77", by=stage.trainer, full_name="Vera Teacher")
    course = world.make_course(stage.border, by=stage.trainer, title="Open course", marking="open")
    session = world.make_session(course, by=stage.trainer, trainers=[teacher], start=SOON)
    world.saved(Registration(session=session, person=person), by=stage.trainer)
    other = world.make_person(stage.border, "L-22", by=stage.trainer, full_name="Oleg Other")
    world.saved(Registration(session=session, person=other), by=stage.trainer)
    return Learner(stage, user, person, session, feed_of(user))


def feed_of(user: User) -> str:
    _made, token = make_feed(
        title="phone", feed=FEED, expires_on=timezone.localdate() + timedelta(days=90), by=user
    )
    return token


def read(address: str, program: str = "Thunderbird", **more: Any) -> Any:
    """Read as a calendar program does: without cookies."""
    return Client().get(address, HTTP_USER_AGENT=program, **more)


def text_of(address: str) -> str:
    answer = read(address)
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\r\n ", "")


def test_a_feed_holds_ones_own_days_and_names_nobody(learner: Learner):
    others = world.make_course(learner.stage.border, by=learner.stage.trainer, title="Course of others")
    world.make_session(others, by=learner.stage.trainer, start=SOON)

    answer, text = read(learner.address), text_of(learner.address)

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    assert text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Open course" in text
    assert f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}" in text
    for hidden in ("Course of others", "L-1", "L-22", "T-77", "Own", "Other", "Teacher"):
        assert hidden not in text


def test_of_what_is_for_official_use_the_days_alone_are_told(learner: Learner):
    type(learner.session).objects.update(place="Depot 9")
    learner.session.course.__class__.objects.update(marking="official_use")

    text = text_of(learner.address)

    assert "Open course" not in text
    assert "Depot 9" not in text
    assert "SUMMARY:Training" in text
    assert f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}" in text


def test_what_lies_in_a_compartment_is_not_in_a_feed_even_of_its_member(learner: Learner):
    closed = factories.make_compartment(members=[learner.user])
    learner.session.course.__class__.objects.update(compartment=closed)

    assert "VEVENT" not in text_of(learner.address)


def test_activities_stand_in_it_too_and_a_withdrawn_registration_does_not(learner: Learner):
    activity = world.make_activity(
        learner.stage.border, by=learner.stage.trainer, title="Visit", marking="open", start=SOON, end=SOON
    )
    world.saved(Participation(activity=activity, person=learner.person), by=learner.stage.trainer)
    Registration.objects.update(withdrawn=True)

    text = text_of(learner.address)

    assert "SUMMARY:Visit" in text
    assert "Open course" not in text


def test_whoever_teaches_sees_the_session_as_well(learner: Learner):
    learner.session.trainers.set([learner.person])
    Registration.objects.all().delete()

    assert "SUMMARY:Open course" in text_of(learner.address)


@pytest.mark.parametrize("role", Role)
def test_every_role_may_switch_a_feed_on_and_gets_its_own_days_alone(role: Role, learner: Learner):
    user = factories.make_user("walker", agency=learner.stage.border, roles=[role])

    assert "VEVENT" not in text_of(reverse("training_feed", args=[feed_of(user)]))


@pytest.mark.parametrize(
    "kind", ["unknown", "expired", "revoked", "inactive", "without a role", "for programs"]
)
def test_an_address_that_is_not_in_force_opens_nothing(kind: str, learner: Learner):
    address = learner.address
    if kind == "unknown":
        address = reverse("training_feed", args=["chg_" + "x" * 43])
    elif kind == "expired":
        AccessToken.objects.update(expires_on=date(2020, 1, 1))
    elif kind == "revoked":
        revoke_tokens(learner.user, by=learner.user)
    elif kind == "inactive":
        User.objects.filter(pk=learner.user.pk).update(is_active=False)
    elif kind == "without a role":
        for each in learner.user.memberships.all():
            end_membership(each, by=learner.stage.trainer, reason="left")
    elif kind == "for programs":
        _made, token = make_token(title="x", scopes=["screen"], expires_on=SOON, by=learner.user)
        address = reverse("training_feed", args=[token])

    answer = read(address)

    assert answer.status_code == 404
    assert b"VCALENDAR" not in answer.content


def test_the_token_of_a_feed_opens_no_other_address(learner: Learner):
    answer = Client().get(reverse("interface"), headers={"Authorization": f"Bearer {learner.token}"})

    assert answer.status_code == 401
    for name in ("home", "training_mine", "training_calendar"):
        assert Client().get(reverse(name), {"token": learner.token}).status_code == 302


def test_it_is_known_as_the_one_page_besides_sign_in_that_opens_without_it():
    opened = {each.name for each in patterns() if hasattr(each.callback, "opened_by")}

    assert opened == {"training_feed"} <= set(PUBLIC)
    assert {each.callback.opened_by for each in patterns() if each.name in opened} == set(FEEDS)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_feed_is_read_and_not_written(method: str, learner: Learner):
    assert getattr(Client(), method)(learner.address).status_code == 405


def test_the_secret_is_kept_as_a_hash(learner: Learner):
    kept = AccessToken.objects.get()

    assert learner.token not in str(vars(kept))
    assert learner.token not in str(list(AuditEntry.objects.values_list("after", "before")))


def test_the_first_use_of_each_program_stands_in_the_log_and_no_later_one(learner: Learner):
    for program in ("Thunderbird", "Thunderbird", "iOS", "Thunderbird"):
        read(learner.address, program)
    read(learner.address, "iOS", REMOTE_ADDR="10.9.8.7")

    told = [one.after["client"] for one in AuditEntry.objects.filter(action="accounts.feed_client")]
    assert sorted(told) == ["Thunderbird (127.0.0.0/24)", "iOS (10.9.8.0/24)", "iOS (127.0.0.0/24)"]


def test_an_address_that_is_read_too_often_waits(learner: Learner, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mine, "READS_AN_HOUR", 3)
    monkeypatch.setattr("chegara.pages.rates.time", SimpleNamespace(time=lambda: 36_000.0))

    answers = [read(learner.address) for _ in range(5)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].headers["Retry-After"] == "3600"


def test_an_address_that_went_round_admits_no_more_programs(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mine, "MOST_CLIENTS", 2)

    answers = [read(learner.address, program).status_code for program in ("A", "B", "C", "A")]

    assert answers == [200, 200, 403, 200]


def test_whoever_must_have_a_second_factor_first_sets_one_up(learner: Learner):
    require_second_factor([Role.OFFICER], by=learner.stage.trainer, reason="order 1")

    assert read(learner.address).status_code == 403


def test_a_person_switches_it_on_sees_the_address_once_and_revokes_it(learner: Learner, client: Client):
    client.force_login(learner.user)
    client.post("/second-factor/confirm/", {"password": factories.PASSWORD})
    until = timezone.localdate() + timedelta(days=30)

    shown = client.post(
        reverse("training_feed_new"), {"title": "desk", "expires_on": f"{until:%d.%m.%Y}"}
    ).content.decode()
    address = shown.partition("http://testserver")[2].partition("<")[0].partition("?")[0]

    assert read(address).status_code == 200
    page = client.get(reverse("training_mine")).content.decode()
    assert "desk" in page
    assert address.split("/")[-1].removesuffix(".ics") not in page
    client.post(reverse("token_revoke", args=[AccessToken.objects.get(title="desk").pk]))
    assert read(address).status_code == 404


def test_my_training_shows_ones_own_and_another_ones_is_not_there(learner: Learner, client: Client):
    client.force_login(learner.user)
    own = client.get(reverse("training_mine")).content.decode()
    client.force_login(factories.make_user("other", agency=learner.stage.border, roles=(Role.OFFICER,)))
    others = client.get(reverse("training_mine")).content.decode()

    assert "Open course" in own
    assert "Open course" not in others
    assert "ask your training centre" in others


def test_the_account_of_a_person_belongs_to_the_persons_agency_and_is_not_told_elsewhere(
    learner: Learner, client: Client
):
    with pytest.raises(ValidationError, match="does not belong"):
        world.make_person(
            learner.stage.border, "L-9", by=learner.stage.trainer, account=learner.stage.stranger
        )
    told = str(list(AuditEntry.objects.filter(action="training.saved").values_list("after", flat=True)))
    assert '"account"' not in told
    assert "'account'" not in told


def test_the_feed_speaks_the_language_of_its_address(learner: Learner):
    learner.session.course.__class__.objects.update(marking="official_use")

    assert "SUMMARY:Обучение" in text_of(f"{learner.address}?language=ru")
