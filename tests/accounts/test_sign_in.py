import re

import pytest
from django.core.cache import cache
from django.test import Client
from tests.factories import PASSWORD, make_agency, make_user

from chegara.audit.models import AuditEntry
from chegara.audit.queries import verify

pytestmark = pytest.mark.django_db
ADDRESS = "/sign-in/"


@pytest.fixture(autouse=True)
def _no_failures_yet():
    cache.clear()


def sign_in(client: Client, username: str, password: str):
    return client.post(ADDRESS, {"login": username, "password": password})


def actions_of(username: str) -> list[str]:
    return list(
        AuditEntry.objects.filter(actor=username).order_by("sequence").values_list("action", flat=True)
    )


def test_the_right_password_opens_the_start_page_and_leaves_an_entry(client: Client):
    make_user("analyst", agency=make_agency())

    answer = sign_in(client, "analyst", PASSWORD)

    assert answer.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert actions_of("analyst") == ["accounts.signed_in"]


def test_a_user_name_is_taken_in_any_case(client: Client):
    make_user("analyst", agency=make_agency())

    sign_in(client, "Analyst", PASSWORD)

    assert client.get("/").status_code == 200


def test_a_wrong_password_opens_nothing_and_leaves_an_entry_without_the_password(client: Client):
    make_user("analyst", agency=make_agency())

    answer = sign_in(client, "analyst", "not the password 4711")

    assert answer.status_code == 200
    assert client.get("/").status_code == 302
    assert actions_of("analyst") == ["accounts.sign_in_failed"]
    assert "4711" not in repr(AuditEntry.objects.filter(actor="analyst").values())
    assert verify() is None


def test_five_failures_lock_the_name_even_for_the_right_password(client: Client):
    make_user("analyst", agency=make_agency())
    for _ in range(5):
        sign_in(client, "analyst", "wrong")

    answer = sign_in(client, "analyst", PASSWORD)

    assert answer.status_code == 200
    assert client.get("/").status_code == 302
    assert "accounts.signed_in" not in actions_of("analyst")


def test_four_failures_do_not_lock_the_name(client: Client):
    make_user("analyst", agency=make_agency())
    for _ in range(4):
        sign_in(client, "analyst", "wrong")

    sign_in(client, "analyst", PASSWORD)

    assert client.get("/").status_code == 200


def test_a_locked_name_does_not_lock_its_neighbour(client: Client):
    agency = make_agency()
    make_user("locked", agency=agency)
    make_user("neighbour", agency=agency)
    for _ in range(5):
        sign_in(client, "locked", "wrong")

    sign_in(client, "neighbour", PASSWORD)

    assert client.get("/").status_code == 200


def test_a_closed_account_opens_nothing(client: Client):
    agency = make_agency()
    user = make_user("leaver", agency=agency)
    user.is_active = False
    user.save()

    sign_in(client, "leaver", PASSWORD)

    assert client.get("/").status_code == 302


@pytest.mark.parametrize("address", ["/sign-up/", "/reset/"])
def test_nobody_makes_an_account_or_resets_a_password_by_themselves(client: Client, address: str):
    assert client.get(address).headers["Location"] == ADDRESS


def test_a_new_password_is_recorded_without_saying_it(client: Client):
    client.force_login(make_user("analyst", agency=make_agency()))
    new = "quite another phrase"

    client.post("/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    assert actions_of("analyst")[-1] == "accounts.password_changed"
    assert new not in repr(AuditEntry.objects.values())
    assert sign_in(Client(), "analyst", new).status_code == 302


def test_a_short_password_is_refused(client: Client):
    client.force_login(make_user("analyst", agency=make_agency()))

    answer = client.post(
        "/password/", {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
    )

    assert answer.status_code == 200
    assert re.search("12", answer.content.decode())
    assert sign_in(Client(), "analyst", PASSWORD).status_code == 302
