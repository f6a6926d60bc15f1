"""What a trainer has taught, as their page in the register says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests import factories
from tests.training import world

from chegara.organisation.registers.actions import save_record
from chegara.training.deliveries import SHEETS_AT_LEAST, deliveries_of
from chegara.training.models import Feedback, Registration, Trainer

pytestmark = pytest.mark.django_db
AT = world.START + timedelta(days=100)


@pytest.fixture
def stage() -> world.Stage:
    return world.make_stage()


def make_trainer(stage: world.Stage) -> Trainer:
    topic = world.make_topic(stage.trainer)
    person = world.make_person(stage.border, "T-1", by=stage.trainer)
    trainer = Trainer(owner_agency=stage.border, person=person, level=2, languages="ru")
    return world.saved(trainer, by=stage.trainer, topics=[topic])


def test_hours_learners_and_feedback_are_counted_once_each(stage: world.Stage):
    trainer = make_trainer(stage)
    learners = [world.make_person(stage.border, f"L-{n}", by=stage.trainer) for n in (1, 2, 3)]
    stated = world.make_course(stage.border, by=stage.trainer, hours=24)
    silent = world.make_course(stage.border, by=stage.trainer, title="Hours not stated")
    first = world.make_session(stated, by=stage.trainer, trainers=[trainer.person], learners=learners[:2])
    world.make_session(silent, by=stage.trainer, trainers=[trainer.person], learners=learners[1:])
    for mark in (5, 4, 5, 4, 5):
        world.saved(Feedback(session=first, taught=mark), by=stage.trainer)

    found = deliveries_of(trainer, stage.trainer, at=AT)

    assert (found.sessions, found.hours, found.without_hours, found.learners) == (2, 24, 1, 3)
    assert found.last == first.end
    assert found.taught.value == pytest.approx(4.6)
    assert found.sheets == SHEETS_AT_LEAST


def test_what_is_still_to_be_held_and_who_was_absent_do_not_count(stage: world.Stage):
    trainer = make_trainer(stage)
    course = world.make_course(stage.border, by=stage.trainer, hours=8)
    absent = world.make_person(stage.border, "L-1", by=stage.trainer)
    held = world.make_session(course, by=stage.trainer, trainers=[trainer.person])
    world.saved(Registration(session=held, person=absent), by=stage.trainer)
    world.make_session(course, by=stage.trainer, trainers=[trainer.person], start=AT)

    found = deliveries_of(trainer, stage.trainer, at=AT)

    assert (found.sessions, found.hours, found.learners) == (1, 8, 0)


@pytest.mark.parametrize(("sheets", "told"), [(4, False), (5, True)], ids=["four", "five"])
def test_of_few_sheets_no_mean_is_told(sheets: int, told: bool, stage: world.Stage):
    trainer = make_trainer(stage)
    course = world.make_course(stage.border, by=stage.trainer)
    held = world.make_session(course, by=stage.trainer, trainers=[trainer.person])
    for _ in range(sheets):
        world.saved(Feedback(session=held, taught=4), by=stage.trainer)

    found = deliveries_of(trainer, stage.trainer, at=AT)

    assert (found.sheets, found.taught is not None) == (sheets, told)


def test_sessions_that_a_reader_may_not_know_of_are_not_counted_for_them(stage: world.Stage, client: Client):
    trainer = make_trainer(stage)
    course = world.make_course(stage.border, by=stage.trainer, hours=8)
    world.make_session(course, by=stage.trainer, trainers=[trainer.person])
    release = factories.make_release(stage.border, to_all=True)
    save_record(trainer, by=stage.trainer, releases=[release])
    client.force_login(stage.stranger)

    assert deliveries_of(trainer, stage.stranger, at=AT).sessions == 0
    assert "Sessions taught" in client.get(trainer.get_absolute_url()).content.decode()
