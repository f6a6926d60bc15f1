"""Accounts, roles for a time and releases: what the pages refuse, and what the database itself refuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests import factories

from chegara.accounts.models import Role, User
from chegara.audit.models import AuditEntry
from chegara.evidence.models import Batch
from chegara.organisation import actions
from chegara.organisation.models import Agency, Membership, Release
from chegara.organisation.visibility import JointViewer, agencies_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def boss(agency: Agency) -> User:
    return factories.make_user("boss", agency=agency, roles=[Role.ADMINISTRATOR, Role.SUPERVISOR])


@pytest.fixture
def client(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def everything_logged() -> str:
    return repr(list(AuditEntry.objects.values()))


def account(**more: Any) -> dict[str, Any]:
    return {
        "username": "Clerk", "full_name": "A. Clerk", "clearance": "open", "is_active": "on",
        "password": "blue mountain 4711",
    } | more  # fmt: skip


def test_an_administrator_makes_an_account_that_can_sign_in(client: Client):
    client.post("/organisation/users/new/", account())

    assert authenticate(username="clerk", password="blue mountain 4711") == User.objects.get(username="clerk")


def test_no_password_ever_reaches_the_audit_log(client: Client):
    client.post("/organisation/users/new/", account())
    user = User.objects.get(username="clerk")
    first_hash = user.password
    client.post(f"/organisation/users/{user.pk}/", account(password="green valley 4712", reason="forgotten"))
    user.refresh_from_db()

    logged = everything_logged()
    assert user.password != first_hash
    for secret in ("blue mountain", "green valley", first_hash, user.password):
        assert secret not in logged


@pytest.mark.parametrize("password", ["short", "password1234", "471147114711", ""])
def test_a_weak_first_password_makes_no_account(password: str, client: Client):
    answer = client.post("/organisation/users/new/", account(password=password))

    assert answer.status_code == 200
    assert not User.objects.filter(username="clerk").exists()


@pytest.mark.parametrize(
    "changed",
    [{"username": "two words"}, {"username": "mountaineers", "password": "mountaineers1"}],
    ids=["a name with a space", "a password like the name"],
)
def test_what_the_account_cannot_have_is_told_on_the_page(changed: dict[str, str], client: Client):
    answer = client.post("/organisation/users/new/", account(**changed))

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert User.objects.count() == 1


def test_a_user_name_is_given_once_whatever_its_capitals(client: Client):
    factories.make_user("clerk")

    answer = client.post("/organisation/users/new/", account(username="CLERK"))

    assert "Somebody has this user name already." in answer.content.decode()


def test_a_closed_account_neither_signs_in_nor_stays_in_nor_sees_anything(client: Client, agency: Agency):
    user = factories.make_user("clerk", agency=agency)
    factories.receive_batch(by=user, agency=agency)
    own = Client()
    own.force_login(user)
    assert own.get("/").status_code == 200

    client.post(f"/organisation/users/{user.pk}/", account(is_active="", password="", reason="left"))

    user = User.objects.get(pk=user.pk)
    assert authenticate(username="clerk", password=factories.PASSWORD) is None
    assert own.get("/").status_code == 302
    assert not Batch.objects.visible_to(user).exists()
    assert not user.has_perm("evidence.view")


def test_a_role_given_on_the_page_holds_until_it_is_ended_there(client: Client, agency: Agency):
    user = factories.make_user("clerk")

    client.post(
        f"/organisation/users/{user.pk}/roles/",
        {"agency": agency.pk, "role": "analyst", "reason": "letter 5"},
    )
    assert User.objects.get(pk=user.pk).has_perm("evidence.import")

    membership = Membership.objects.get(user=user)
    client.post(f"/organisation/roles/{membership.pk}/end/", {"reason": "letter 6"})
    assert not User.objects.get(pk=user.pk).has_perm("evidence.import")


def test_a_role_that_would_end_before_it_begins_is_told_on_the_page(client: Client, agency: Agency):
    user = factories.make_user("clerk")

    answer = client.post(
        f"/organisation/users/{user.pk}/roles/",
        {
            "agency": agency.pk, "role": "analyst", "reason": "letter 5", "valid_from": "02.02.2026",
            "valid_until": "01.02.2026",
        },
    )  # fmt: skip

    assert "A role can&#x27;t end before it begins." in answer.content.decode()
    assert not Membership.objects.filter(user=user).exists()


@pytest.mark.parametrize("days", [-1, 0], ids=["ended yesterday", "ends today"])
def test_who_left_an_agency_does_not_see_its_records_any_more(days: int, agency: Agency):
    today = timezone.localdate()
    user = factories.make_user("clerk")
    factories.make_membership(
        user, agency, valid_from=today - timedelta(30), valid_until=today + timedelta(days)
    )

    assert list(agencies_of(user)) == ([] if days < 0 else [agency.pk])


def test_the_same_role_granted_again_is_prolonged_not_doubled(agency: Agency):
    user = factories.make_user("clerk")
    factories.make_membership(user, agency, valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31))

    factories.make_membership(user, agency, valid_until=date(2099, 12, 31))

    membership = Membership.objects.get(user=user)
    assert (membership.valid_from, membership.valid_until) == (date(2025, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "missing",
    [{"letter_number": ""}, {"letter_date": None}, {"signatory": ""},
     {"basis": "publication"}, {"basis": "hearsay"}],
    ids=["no number", "no date", "no signatory", "a publication without citation", "another basis"],
)  # fmt: skip
def test_the_database_itself_refuses_a_release_without_a_basis(missing: dict[str, Any], agency: Agency):
    whole = {
        "from_agency": agency, "to_all": True, "letter_number": "7", "letter_date": date(2026, 1, 20),
        "signatory": "A. B.",
    }  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(**(whole | missing))


def test_a_release_asked_for_on_the_page_without_its_letter_is_refused_there(client: Client, agency: Agency):
    answer = client.post(
        "/organisation/releases/new/", {"from_agency": agency.pk, "to_all": "on", "letter_number": "7"}
    )

    assert answer.status_code == 200
    assert not Release.objects.exists()


def test_what_was_released_is_seen_until_the_release_is_withdrawn(agency: Agency, boss: User):
    analyst = factories.make_user("clerk", agency=agency)
    release = factories.make_release(agency, to_all=True)
    batch = factories.receive_batch(by=analyst, agency=agency, releases=[release])
    other = factories.make_user(
        "other", agency=factories.make_agency(agency.country, code="XA-CUS", kind="customs")
    )
    joint = JointViewer(agency.country)
    assert [list(Batch.objects.visible_to(viewer)) for viewer in (other, joint)] == [[batch], [batch]]

    actions.withdraw_release(release, by=boss, reason="letter 8")

    assert [list(Batch.objects.visible_to(viewer)) for viewer in (other, joint)] == [[], []]
    assert list(Batch.objects.visible_to(analyst)) == [batch]
