"""Agencies sign a contingency plan before it is approved; a dissenting opinion is kept and printed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests import factories
from tests.contingency.world import Stage, approve, make_stage, sign_all, task

from chegara.accounts.models import Role, User
from chegara.contingency.actions import plans
from chegara.contingency.actions.agreements import sign, signs_for, stands_of
from chegara.contingency.actions.common import ContingencyError
from chegara.contingency.models import PlanSignature
from chegara.contingency.report.plan import instruction
from chegara.reporting.render import render

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


@pytest.fixture
def customs_head(stage: Stage) -> User:
    return factories.make_user("customs-head", agency=stage.customs, roles=[Role.SUPERVISOR])


def test_a_plan_is_approved_only_when_every_agency_has_signed(stage: Stage, customs_head: User) -> None:
    sign(stage.plan, agency=stage.border, stand="agreed", by=stage.head)
    with pytest.raises(ContingencyError, match=f"Not signed yet: {stage.customs.short}"):
        plans.approve(stage.plan, basis="No. 1", by=stage.head)

    stage.plan.refresh_from_db()
    sign(stage.plan, agency=stage.customs, stand="agreed", by=customs_head)
    revision = plans.approve(stage.plan, basis="No. 1", by=stage.head)

    assert [(one["agency"], one["stand"]) for one in revision.agreed] == [
        (stage.border.code, "agreed"),
        (stage.customs.code, "agreed"),
    ]


def test_a_dissenting_opinion_is_written_kept_and_printed(stage: Stage, customs_head: User) -> None:
    with pytest.raises(ContingencyError, match="Write the dissenting opinion"):
        sign(stage.plan, agency=stage.customs, stand="dissenting", dissent=" ", by=customs_head)

    opinion = "One lane is not enough for goods."
    sign(stage.plan, agency=stage.customs, stand="dissenting", dissent=opinion, by=customs_head)
    sign(stage.plan, agency=stage.border, stand="agreed", by=stage.head)

    assert opinion in render(instruction(stage.plan, stage.head, "en"), "html").decode()
    assert plans.approve(stage.plan, basis="No. 1", by=stage.head).agreed[1]["dissent"] == opinion


def test_what_is_changed_after_signing_is_signed_anew(stage: Stage) -> None:
    sign_all(stage.plan, by=stage.head)
    task(stage.plan, by=stage.head, agency=stage.border)

    assert {one.stand for one in stands_of(stage.plan)} == {"pending"}


def test_what_stays_as_it_was_keeps_its_signatures(stage: Stage) -> None:
    sign_all(stage.plan, by=stage.head)
    level = stage.plan.levels.get(rank=2)
    plans.save_part(level, by=stage.head)

    assert {one.stand for one in stands_of(stage.plan)} == {"agreed"}


def test_a_revision_begins_without_signatures(stage: Stage) -> None:
    approve(stage.plan, by=stage.head)
    plans.revise(stage.plan, by=stage.head, reason="a new road")

    assert not PlanSignature.objects.exists()


def test_an_agency_without_users_signs_on_a_paper_that_is_named(stage: Stage) -> None:
    with pytest.raises(ContingencyError, match="name the paper"):
        sign(stage.plan, agency=stage.customs, stand="agreed", by=stage.head)

    one = sign(stage.plan, agency=stage.customs, stand="agreed", letter="No. 12 of 01.06.2026", by=stage.head)

    assert (one.letter, one.signed_by) == ("No. 12 of 01.06.2026", stage.head)
    assert one.signed_at.date() >= date(2026, 1, 1)


def test_nobody_signs_for_another_agency_or_under_a_frozen_plan(stage: Stage, customs_head: User) -> None:
    with pytest.raises(PermissionDenied):
        sign(stage.plan, agency=stage.border, stand="agreed", by=customs_head)
    with pytest.raises(PermissionDenied):
        sign(stage.plan, agency=stage.border, stand="agreed", by=stage.stranger)
    assert signs_for(stage.plan, stage.officer) == set()

    approve(stage.plan, by=stage.head)
    with pytest.raises(ContingencyError, match="frozen"):
        sign(stage.plan, agency=stage.customs, stand="agreed", by=customs_head)


def test_a_plan_is_signed_by_clicks(stage: Stage, customs_head: User) -> None:
    client = Client()
    client.force_login(customs_head)
    url = f"/contingency/{stage.plan.pk}/agree/{stage.customs.pk}/"
    assert url in client.get(stage.plan.get_absolute_url()).content.decode()

    refused = client.post(url, {"stand": "dissenting", "dissent": ""})
    assert "Write the dissenting opinion" in refused.content.decode()
    client.post(url, {"stand": "dissenting", "dissent": "Too few lanes."})

    page = client.get(stage.plan.get_absolute_url()).content.decode()
    assert "Too few lanes." in page
    other = f"/contingency/{stage.plan.pk}/agree/{stage.border.pk}/"
    assert client.get(other).status_code == 404

    approve(stage.plan, by=stage.head)
    frozen = client.post(url, {"stand": "agreed"})
    assert "frozen" in frozen.content.decode()
    assert url not in client.get(stage.plan.get_absolute_url()).content.decode()
