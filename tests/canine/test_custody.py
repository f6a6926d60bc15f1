"""Custody of training aids: two persons weigh, and what does not add up is seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.canine import world

from chegara.accounts.models import Role
from chegara.canine.actions.aids import countersign, move_aid
from chegara.canine.models import TrainingAid
from chegara.canine.queries.custody import Balance, balances
from chegara.organisation.registers.actions import RecordRefusedError

pytestmark = pytest.mark.django_db


def moved(
    aid: TrainingAid, stage: world.Stage, *steps: tuple[str, float] | tuple[str, float, float]
) -> Balance:
    """Move an aid step by step (kind, weight, second weight) and return its account."""
    for number, (kind, weight, *second) in enumerate(steps):
        at = timezone.now() - timedelta(hours=len(steps) - number)
        movement = move_aid(aid, kind=kind, weight_g=weight, moved_at=at, by=stage.manager)
        countersign(movement, weight_g=second[0] if second else weight, by=stage.second)
    [balance] = balances([aid], on=timezone.localdate())
    return balance


@pytest.mark.parametrize(
    ("steps", "lost"),
    [
        pytest.param([("received", 10.0), ("out", 10.0), ("back", 10.0)], None, id="all came back"),
        pytest.param([("received", 10.0), ("out", 10.0), ("back", 9.97)], None, id="less by the tolerance"),
        pytest.param([("received", 10.0), ("out", 10.0), ("back", 9.0)], 1.0, id="a gram is missing"),
        pytest.param([("received", 10.0), ("weighed", 9.0), ("weighed", 7.5)], 1.5, id="the greatest loss"),
        pytest.param([("received", 10.0), ("destroyed", 0.0)], None, id="written off is no loss"),
        pytest.param([("received", 10.0), ("received", 5.0)], None, id="a new receipt begins anew"),
    ],
)
def test_a_loss_from_one_weighing_to_the_next_is_seen(steps, lost):
    stage = world.make_stage()
    aid = world.make_aid(stage.border, by=stage.manager, weighed=None)

    balance = moved(aid, stage, *steps)

    assert balance.lost_g == (None if lost is None else pytest.approx(lost))


def test_a_movement_counts_once_the_second_person_has_signed():
    stage = world.make_stage()
    aid = world.make_aid(stage.border, by=stage.manager, weighed=10)
    [before] = balances([aid], on=timezone.localdate())

    countersign(aid.movements.get(), weight_g=10, by=stage.second)

    [after] = balances([aid], on=timezone.localdate())
    assert (before.weight_g, before.waiting) == (None, aid.movements.get())
    assert (after.weight_g, after.waiting) == (10, None)


def test_two_weighings_that_differ_stay_on_record():
    stage = world.make_stage()
    aid = world.make_aid(stage.border, by=stage.manager, weighed=None)

    balance = moved(aid, stage, ("received", 10.0, 9.5))

    assert [one.difference_g for one in balance.disputed] == [pytest.approx(0.5)]


def test_who_weighed_first_cannot_sign_second():
    stage = world.make_stage()
    aid = world.make_aid(stage.border, by=stage.manager)

    with pytest.raises(RecordRefusedError, match="Two different persons"):
        countersign(aid.movements.get(), weight_g=10, by=stage.manager)


def test_nothing_moves_before_the_last_movement_is_countersigned():
    stage = world.make_stage()
    aid = world.make_aid(stage.border, by=stage.manager)

    with pytest.raises(RecordRefusedError, match="second signature"):
        move_aid(aid, kind="out", weight_g=10, by=stage.manager)


def test_the_page_of_the_second_weighing_does_not_tell_the_first_figure(client: Client):
    stage = world.make_stage()
    aid = world.make_aid(stage.border, by=stage.manager, weighed=7.31)
    client.force_login(stage.second)

    pages = [
        client.get(reverse("movement_countersign", args=[aid.movements.get().pk])).content.decode(),
        client.get(aid.get_absolute_url()).content.decode(),
        client.get(reverse("canine_custody")).content.decode(),
        client.get(aid.movements.get().get_absolute_url()).content.decode(),
    ]

    assert [page for page in pages if "7.31" in page] == []


def test_an_explosive_lies_in_a_closed_circle():
    stage = world.make_stage()
    tnt = world.make_odour(stage.manager, "tnt", "explosive")
    circle = factories.make_compartment("explosives", members=[stage.manager])

    with pytest.raises(ValidationError, match="closed circle"):
        world.make_aid(stage.border, by=stage.manager, odour=tnt)
    aid = world.make_aid(stage.border, by=stage.manager, odour=tnt, compartment=circle, weighed=None)

    assert list(TrainingAid.objects.visible_to(stage.manager)) == [aid]
    assert list(TrainingAid.objects.visible_to(stage.second)) == []


def test_who_need_not_know_of_aids_does_not_learn_that_they_exist():
    stage = world.make_stage()
    aid = world.make_aid(stage.border, by=stage.manager)
    trainer = factories.make_user("trainer", agency=stage.border, roles=(Role.TRAINER,))
    aid.releases.add(factories.make_release(stage.border, to_all=True))

    assert not TrainingAid.objects.visible_to(stage.handler).exists()
    assert not TrainingAid.objects.visible_to(trainer).exists()
    assert not TrainingAid.objects.visible_to(stage.stranger).exists()
    with pytest.raises(PermissionDenied):
        countersign(aid.movements.get(), weight_g=10, by=trainer)
