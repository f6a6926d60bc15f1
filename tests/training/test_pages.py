"""Pages of training: what they offer is what whoever looks may open."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.training import world

from chegara.accounts.models import Role
from chegara.training.registers import LISTED

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/training/[^"#]*)"')


ROLES = [Role.TRAINER, Role.SUPERVISOR, Role.ANALYST, Role.OVERSIGHT, Role.CANINE_MANAGER]


@pytest.mark.parametrize("role", ROLES)
def test_a_list_offers_nothing_that_is_refused(role: Role, client: Client):
    stage = world.make_stage()
    world.made_whole(stage.border, stage.trainer)
    client.force_login(factories.make_user("reader", agency=stage.border, roles=(role,)))

    offered = set()
    for register in LISTED:
        page = client.get(reverse("training_register", args=[register.name]))
        offered |= set(LINK.findall(page.content.decode()))

    answers = {address: client.get(address).status_code for address in offered}
    assert len(answers) > len(LISTED)
    assert {address: code for address, code in answers.items() if code != 200} == {}
