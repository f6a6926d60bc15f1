"""Cards read at the door: sent at once, or later from a device that had no network."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.training import world

from chegara.audit.models import AuditEntry
from chegara.training.models import Registration

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def stage() -> world.Stage:
    return world.make_stage()


@pytest.fixture
def session(stage: world.Stage) -> Any:
    course = world.make_course(stage.border, by=stage.trainer)
    made = world.make_session(course, by=stage.trainer, start=YESTERDAY, days=3)
    person = world.make_person(stage.border, "L-1", by=stage.trainer)
    world.saved(Registration(session=made, person=person), by=stage.trainer)
    return made


def send(client: Client, session: Any, **card: str) -> Any:
    return client.post(reverse("session_check_ins", args=[session.pk]), card)


def test_a_card_that_was_kept_counts_for_the_day_on_which_it_was_read(
    stage: world.Stage, session: Any, client: Client
):
    client.force_login(stage.trainer)

    told = send(client, session, code=" L-1 ", on=YESTERDAY.isoformat()).json()

    assert told == {"here": True, "message": f"L-1, {YESTERDAY:%d.%m.%Y}"}
    assert Registration.objects.get().present == [YESTERDAY.isoformat()]


def test_a_card_that_is_sent_twice_changes_nothing_and_leaves_no_second_entry(
    stage: world.Stage, session: Any, client: Client
):
    client.force_login(stage.trainer)
    before = AuditEntry.objects.filter(action="training.attendance_noted").count()

    told = [send(client, session, code="L-1", on=TODAY.isoformat()).json()["here"] for _ in range(3)]

    assert told == [True, True, True]
    assert Registration.objects.get().present == [TODAY.isoformat()]
    assert AuditEntry.objects.filter(action="training.attendance_noted").count() == before + 1


@pytest.mark.parametrize(
    ("card", "why"),
    [
        ({"code": "L-9", "on": TODAY.isoformat()}, "not registered"),
        ({"code": "L-1", "on": (TODAY + timedelta(days=2)).isoformat()}, "clock of this device"),
        ({"code": "L-1", "on": (YESTERDAY - timedelta(days=1)).isoformat()}, "not one of this session"),
        ({}, "not registered"),
    ],
    ids=["a stranger's card", "a day to come", "a day before the session", "nothing"],
)
def test_a_card_that_can_not_count_is_refused_in_words(
    card: dict[str, str], why: str, stage: world.Stage, session: Any, client: Client
):
    client.force_login(stage.trainer)

    told = send(client, session, **card).json()

    assert not told["here"]
    assert why in told["message"]
    assert Registration.objects.get().present is None


def test_without_a_day_a_card_counts_for_today(stage: world.Stage, session: Any, client: Client):
    client.force_login(stage.trainer)

    message = send(client, session, code="L-1").json()["message"]

    assert message == f"L-1, {timezone.localdate():%d.%m.%Y}"


def test_another_agency_checks_nobody_in(stage: world.Stage, session: Any, client: Client):
    client.force_login(stage.stranger)

    assert send(client, session, code="L-1").status_code == 404
    assert Registration.objects.get().present is None
