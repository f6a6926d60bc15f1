"""A walk over all addresses that answer programs: by token alone, with one permission and one scope each."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.pages.addresses import patterns
from tests.pages.test_every_page import MAY
from tests.profiling.world import made_checkpoint

from chegara.accounts.models import AccessToken, Role, User
from chegara.accounts.tokens import SCOPES, digest, drawn
from chegara.audit.models import AuditEntry
from chegara.organisation.actions import make_token, require_second_factor, revoke_tokens

pytestmark = pytest.mark.django_db

GROUNDS = {"purpose": "terrorism", "legal_basis": "Border law, article 7", "case": "XA-P1/1"}
QUESTIONS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "interface": ("GET", {}, {}),
    "interface_unknown": ("GET", {"rest": "nothing/"}, {}),
    "interface_fields": ("GET", {"subject": "person"}, {}),
    "interface_screen": ("POST", {}, {**GROUNDS, "person": {"name": "Karimov Rustam"}}),
    "interface_select": ("POST", {}, {**GROUNDS, "subject": "person", "record": {"nationality": "UTO"}}),
}
"""One question for each address."""
PATTERNS = {
    pattern.name: pattern for pattern in patterns() if hasattr(pattern.callback, "interface_permission")
}


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    cache.clear()


def scopes_of_each() -> list[str]:
    return sorted(SCOPES)


def token_for(user: User, scopes: list[str] | None = None, **changes: Any) -> str:
    """A token made as its page makes it; roles that may make none get one in the database."""
    until = timezone.localdate() + timedelta(days=30)
    kept = AccessToken(user=user, title="Reader", expires_on=until, beginning="chg_", digest="")
    wanted = scopes_of_each() if scopes is None else scopes
    if user.has_perm("profiling.check") and wanted:
        kept, secret = make_token(title="Reader", scopes=wanted, expires_on=until, by=user)
    else:
        secret = drawn()
        kept.digest, kept.scopes = digest(secret), wanted
        kept.save()
    AccessToken.objects.filter(pk=kept.pk).update(**changes)
    return secret


def ask(client: Client, name: str, secret: str = "", **headers: str) -> Any:
    method, arguments, body = QUESTIONS[name]
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    url = reverse(name, kwargs=arguments)
    if method == "GET":
        return client.get(url, headers=headers)
    return client.post(url, json.dumps(body), content_type="application/json", headers=headers)


def test_every_address_under_api_is_walked_and_answers_programs_alone():
    under = {p.name for p in patterns() if p.name and p.name.startswith("interface")}

    assert under == set(QUESTIONS) == set(PATTERNS)


@pytest.mark.parametrize("role", Role)
def test_an_address_answers_the_roles_of_its_permission_and_no_other(role: Role, client: Client):
    agency = factories.make_agency()
    secret = token_for(factories.make_user("walker", agency=agency, roles=[role]))

    for name, pattern in PATTERNS.items():
        answer = ask(client, name, secret)
        may = role in MAY[pattern.callback.interface_permission]
        wanted = (404 if name == "interface_unknown" else 200) if may else 403
        assert answer.status_code == wanted, (name, answer.content.decode())
        assert answer.headers["Content-Type"] == "application/json"
        if wanted != 200:
            assert set(answer.json()) >= {"error", "message"}


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_signed_in_user_without_a_token_gets_no_answer(name: str, client: Client):
    client.force_login(factories.make_user("walker", agency=factories.make_agency(), roles=list(Role)))

    answer = ask(client, name)

    assert (answer.status_code, answer.json()["error"]) == (401, "no_token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def yesterday() -> Any:
    return timezone.localdate() - timedelta(days=1)


@pytest.mark.parametrize("kind", ["unknown", "expired", "revoked", "inactive user"])
@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_token_that_is_not_in_force_opens_nothing(name: str, kind: str, client: Client):
    user = factories.make_user("walker", agency=factories.make_agency(), roles=list(Role))
    secret = token_for(user, **({"expires_on": yesterday()} if kind == "expired" else {}))
    if kind == "unknown":
        secret = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    if kind == "revoked":
        revoke_tokens(user, by=user)
    if kind == "inactive user":
        User.objects.update(is_active=False)

    answer = ask(client, name, secret)

    assert (answer.status_code, answer.json()["error"]) == (401, "token")


@pytest.mark.parametrize("name", sorted(name for name, each in PATTERNS.items() if each.callback.scope))
def test_a_token_answers_only_what_it_was_made_for(name: str, client: Client):
    user = factories.make_user("walker", agency=factories.make_agency(), roles=[Role.OFFICER])
    others = sorted(set(SCOPES) - {PATTERNS[name].callback.scope})

    answer = ask(client, name, token_for(user, others))

    assert (answer.status_code, answer.json()["error"]) == (403, "scope")


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_whoever_must_have_a_second_factor_first_sets_one_up(name: str, client: Client):
    user = factories.make_user("walker", agency=factories.make_agency(), roles=[Role.OFFICER])
    secret = token_for(user)
    require_second_factor([Role.OFFICER], by=user, reason="order 1")

    assert ask(client, name, secret).json()["error"] == "second_factor"


@pytest.mark.parametrize("name", sorted(set(PATTERNS) - {"interface_unknown"}))
def test_the_other_method_is_refused_with_the_one_that_is_meant(name: str, client: Client):
    user = factories.make_user("walker", agency=factories.make_agency(), roles=[Role.OFFICER])
    headers = {"Authorization": f"Bearer {token_for(user)}"}
    method, arguments, _body = QUESTIONS[name]

    answer = client.put(reverse(name, kwargs=arguments), headers=headers)

    assert (answer.status_code, answer.headers["Allow"]) == (405, method)


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"{", 400), (b"[]", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b" " * 100_001, 413)],
    ids=["no JSON", "no object", "no UTF-8", "nested without end", "too large"],
)
@pytest.mark.parametrize("name", ["interface_screen", "interface_select"])
def test_what_is_no_question_is_refused_in_words(name: str, content: bytes, status: int, client: Client):
    user = factories.make_user("walker", agency=factories.make_agency(), roles=[Role.OFFICER])
    headers = {"Authorization": f"Bearer {token_for(user)}"}

    answer = client.post(reverse(name), content, content_type="application/json", headers=headers)

    assert answer.status_code == status
    assert answer.json()["message"]


def test_a_token_that_asks_too_often_waits_and_others_do_not(client: Client, settings: Any, monkeypatch: Any):
    settings.INTERFACE_CALLS_A_MINUTE = 3
    monkeypatch.setattr("chegara.pages.rates.time", SimpleNamespace(time=lambda: 60_000.0))
    agency = factories.make_agency()
    one, other = (
        token_for(factories.make_user(name, agency=agency, roles=[Role.OFFICER])) for name in ("one", "other")
    )

    answers = [ask(client, "interface", one) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert ask(client, "interface", other).status_code == 200


def test_an_unforeseen_fault_is_answered_in_json_without_its_inside(client: Client, monkeypatch: Any):
    user = factories.make_user("walker", agency=factories.make_agency(), roles=[Role.OFFICER])
    monkeypatch.setattr("chegara.profiling.views.interface.addresses", lambda: 1 / 0)

    answer = ask(client, "interface", token_for(user))

    assert (answer.status_code, answer.json()["error"]) == (500, "failed")
    assert "division" not in answer.content.decode()


def test_errors_stand_in_the_language_that_the_program_asks_for(client: Client):
    answer = client.get(reverse("interface"), headers={"Accept-Language": "ru"})

    assert "ключ" in answer.json()["message"]


def test_a_question_that_is_refused_leaves_no_entry(client: Client):
    user = factories.make_user("walker", agency=factories.make_agency(), roles=[Role.OFFICER])
    secret = token_for(user, ["select"])
    before = AuditEntry.objects.count()

    ask(client, "interface_screen", secret)

    assert AuditEntry.objects.count() == before


def test_another_agencys_lists_and_profiles_are_betrayed_by_no_answer(client: Client):
    agency = factories.make_agency()
    keeper = factories.make_user("keeper", agency=agency, roles=[Role.ANALYST, Role.SUPERVISOR])
    point = factories.make_point(agency.country)
    made_checkpoint(agency, keeper, point)
    stranger = factories.make_agency(agency.country, code="XA-CUS")
    secret = token_for(factories.make_user("stranger", agency=stranger, roles=[Role.OFFICER]))

    answers = {name: ask(client, name, secret).content.decode() for name in PATTERNS}

    assert "Wanted" not in str(answers)
    assert "P-ROUTE" not in str(answers)
    assert json.loads(answers["interface_screen"])["candidates"] == []
