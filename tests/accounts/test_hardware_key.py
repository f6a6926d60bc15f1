"""A hardware key as the second step of signing in."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from tests.accounts.soft_key import SoftKey
from tests.factories import PASSWORD, make_agency, make_user

from chegara.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
OPTIONS = re.compile(r'<script id="key-options" type="application/json">(.*?)</script>', re.DOTALL)
ADD, SECOND_STEP, CONFIRM = "/second-factor/key/", "/second-factor/sign-in/", "/second-factor/confirm/"


@pytest.fixture(autouse=True)
def _no_failures_yet() -> None:
    cache.clear()


def options_of(client: Client, address: str) -> dict[str, Any]:
    found = OPTIONS.search(client.get(address).content.decode())
    assert found is not None, address
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


def first_step(client: Client, username: str = "analyst") -> Any:
    return client.post("/sign-in/", {"login": username, "password": PASSWORD})


def add(client: Client, key: SoftKey, name: str = "Blue key") -> Any:
    client.post(CONFIRM, {"password": PASSWORD})
    answer = key.made(options_of(client, ADD)["creation_options"])
    return client.post(ADD, {"name": name, "credential": answer})


def with_key(client: Client) -> SoftKey:
    make_user("analyst", agency=make_agency())
    key = SoftKey()
    first_step(client)
    assert add(client, key).headers["Location"] == "/second-factor/"
    client.post("/sign-out/")
    return key


def touch(client: Client, key: SoftKey) -> Any:
    answer = key.asked(options_of(client, SECOND_STEP)["request_options"])
    return client.post(SECOND_STEP, {"credential": answer})


def signed_in(client: Client) -> bool:
    return client.get("/evidence/").status_code == 200


def test_a_key_is_asked_for_after_the_password(client: Client) -> None:
    key = with_key(client)

    assert first_step(client).headers["Location"] == SECOND_STEP
    assert not signed_in(client)
    touch(client, key)

    assert signed_in(client)


def test_a_key_is_recorded_under_its_name(client: Client) -> None:
    with_key(client)

    entry = AuditEntry.objects.get(action="accounts.factor_added")

    assert entry.after == {"factor": "Hardware key: Blue key"}
    assert str(Authenticator.objects.get()) == "Blue key"


def test_another_key_opens_nothing(client: Client) -> None:
    with_key(client)
    first_step(client)

    answer = touch(client, SoftKey())

    assert "not one of your keys" in answer.content.decode()
    assert not signed_in(client)


def test_the_answer_to_an_older_question_opens_nothing(client: Client) -> None:
    key = with_key(client)
    first_step(client)
    old = key.asked(options_of(client, SECOND_STEP)["request_options"])
    client.get(SECOND_STEP)

    client.post(SECOND_STEP, {"credential": old})

    assert not signed_in(client)


def test_a_site_that_pretends_to_be_this_one_gets_nothing_that_opens_it(client: Client) -> None:
    key = with_key(client)
    first_step(client)
    key.host = "testserver.example"

    touch(client, key)

    assert not signed_in(client)


@pytest.mark.parametrize("credential", ["", "{", "{}", "[]", '"x"', '{"id": 1}'])
def test_what_is_no_keys_answer_is_refused_without_a_fault(client: Client, credential: str) -> None:
    with_key(client)
    first_step(client)
    client.get(SECOND_STEP)

    answer = client.post(SECOND_STEP, {"credential": credential})

    assert answer.status_code == 200
    assert not signed_in(client)


@pytest.mark.parametrize("credential", ["", "{", "{}", "[]", '{"id": 1}'])
def test_what_is_no_new_keys_answer_is_refused_without_a_fault(client: Client, credential: str) -> None:
    make_user("analyst", agency=make_agency())
    first_step(client)
    client.post(CONFIRM, {"password": PASSWORD})
    client.get(ADD)

    answer = client.post(ADD, {"name": "Blue key", "credential": credential})

    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_five_wrong_answers_lock_the_key_too(client: Client) -> None:
    key = with_key(client)
    first_step(client)
    for _ in range(5):
        touch(client, SoftKey())

    touch(client, key)

    assert not signed_in(client)


def test_two_keys_may_be_set_up_and_each_opens(client: Client) -> None:
    first, second = with_key(client), SoftKey()
    first_step(client)
    touch(client, first)
    add(client, second, "Red key")
    client.post("/sign-out/")

    first_step(client)
    touch(client, second)

    assert signed_in(client)
    assert Authenticator.objects.count() == 2


def test_who_has_no_key_is_not_asked_to_touch_one(client: Client) -> None:
    from chegara.organisation.actions import print_codes

    print_codes(make_user("analyst", agency=make_agency()))
    first_step(client)

    assert not re.search('id="key-form"', client.get(SECOND_STEP).content.decode())
