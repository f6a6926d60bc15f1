"""What an agency did not release is betrayed by no page, list, file or telephone of the canine service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.canine import world
from tests.pages.addresses import words_of

from chegara.accounts.models import Role, User
from chegara.canine.models import Dog, Exercise, Handler, Team, TrainingAid
from chegara.canine.registers import REGISTERS

pytestmark = pytest.mark.django_db
SECRET = "Zanzibar"


@pytest.fixture
def kept() -> tuple[world.Whole, User]:
    """Enter a record of each kind that the border service keeps; name somebody of customs with every role."""
    stage = world.make_stage()
    whole = world.make_whole(stage.border)
    for number, model in enumerate((Dog, Handler, Team, Exercise, TrainingAid)):
        for one in model.objects.filter(owner_agency=stage.border):
            model.objects.filter(pk=one.pk).update(code=f"{SECRET}-{number}-{one.pk}")
    customs = stage.stranger.memberships.first().agency
    return whole, factories.make_user("every-role", agency=customs, roles=list(Role))


def open_to_all() -> Iterator[str]:
    names = (
        "canine", "canine_readiness", "canine_reminders", "canine_comparison", "canine_field",
        "canine_custody", "canine_conflicts", "canine_phone", "canine_phone_data", "canine_worker",
        "audit_log", "home",
    )  # fmt: skip
    yield from map(reverse, names)
    for name in ("readiness", "reminders", "comparison", "field", "custody"):
        yield reverse(f"canine_{name}_file", args=["html"])
    for register in REGISTERS:
        if register.has_list:
            url = reverse("canine_register", args=[register.name])
            yield from (url, f"{url}?_export=csv")


def addresses_of(whole: world.Whole) -> Iterator[str]:
    team, set_up = whole.team, whole.set_up
    records = (
        team, team.dog, team.handler, set_up.exercise, set_up, set_up.placements.first(), whole.on_paper,
        whole.certification, whole.movement.aid, whole.movement, whole.search, whole.search.deployment,
    )  # fmt: skip
    for one in records:
        for name in ("canine_record", "canine_edit", "canine_remove"):
            yield reverse(name, args=[one.register, one.pk])
    for name, one in (
        ("team_performance", team), ("team_certify", team), ("team_deploy", team),
        ("certification_withdraw", whole.certification), ("exercise_set_up", set_up.exercise),
        ("set_up_score", set_up), ("performance_correct", whole.on_paper),
        ("performance_read_back", whole.on_paper), ("aid_move", whole.movement.aid),
        ("movement_countersign", whole.movement), ("find_link", whole.search.finds.get()),
        ("canine_conflict", whole.kept),
    ):  # fmt: skip
        yield reverse(name, args=[one.pk])
    for name, one in (("team_performance_file", team), ("set_up_form", set_up)):
        yield reverse(name, args=[one.pk, "html"])


def test_lists_reports_files_and_telephones_say_nothing_of_it(kept: tuple[world.Whole, User], client: Client):
    _whole, stranger = kept
    owner = User.objects.get(username="k9-manager")

    def said_to(user: User) -> dict[str, str]:
        client.force_login(user)
        answers = {url: client.get(url) for url in open_to_all()}
        return {url: words_of(answer) for url, answer in answers.items() if answer.status_code == 200}

    assert [url for url, text in said_to(stranger).items() if SECRET in text] == []
    assert sum(SECRET in text for text in said_to(owner).values()) > 10


def test_no_address_of_it_opens_for_another_agency(kept: tuple[world.Whole, User], client: Client):
    whole, stranger = kept
    client.force_login(stranger)

    answers = {url: client.get(url).status_code for url in addresses_of(whole)}

    assert {url: code for url, code in answers.items() if code not in {403, 404}} == {}
    assert 404 in answers.values()
