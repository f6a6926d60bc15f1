"""What programs ask and get: grounds first, candidates that explain themselves, traces of each condition."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from tests import factories
from tests.profiling.world import (
    CONDITIONS,
    activate,
    agency_and_users,
    in_days,
    make_profile,
    make_watchlist,
)

from chegara.accounts.models import AccessToken, Role, User
from chegara.audit.models import AuditEntry
from chegara.organisation.actions import make_token, revoke_tokens
from chegara.profiling.models import Check
from chegara.profiling.queries import figures

pytestmark = pytest.mark.django_db

GROUNDS = {"purpose": "terrorism", "legal_basis": "Border law, article 7", "case": "XA-P1/1"}
KARIMOV = {
    "surname": "KARIMOV", "given_names": "RUSTAM", "birth": "1974-08-12", "sex": "M", "number": "L898902C3",
    "issuer": "UTO", "nationality": "UTO",
}  # fmt: skip
ZONE = "P<UTOKARIMOV<<RUSTAM<<<<<<<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122M3104159ZE184226B<<<<<10"


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    cache.clear()


def asking(user: User, scopes: tuple[str, ...] = ("screen", "select")) -> Any:
    """Return a function that asks in somebody's name."""
    until = timezone.localdate() + timedelta(days=9)
    _kept, secret = make_token(title="Booth 3", scopes=list(scopes), expires_on=until, by=user)
    headers = {"Authorization": f"Bearer {secret}"}

    def ask(what: str, body: dict[str, Any], language: str = "en") -> Any:
        return Client().post(
            f"/api/{what}/", json.dumps(body), content_type="application/json",
            headers=headers | {"Accept-Language": language},
        )  # fmt: skip

    return ask


def post() -> tuple[Any, Any]:
    """An agency with a list in force, and a function that asks in an officer's name."""
    agency, analyst, officer, _second = agency_and_users()
    make_watchlist(agency, analyst)
    return agency, asking(officer)


# --- one person ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [{"person": KARIMOV}, {"person": {"name": "Karimov Rustam", "birth": "12.08.1974"}}, {"zone": ZONE}],
    ids=["fields of the document", "name and date", "machine-readable zone"],
)
def test_a_listed_person_comes_back_as_a_candidate_with_rows_that_add_up_to_the_score(question):
    _agency, ask = post()

    answer = ask("screen", GROUNDS | question).json()

    (found,) = answer["candidates"]
    assert (found["name"], found["authority"]) == ("Karimov Rustam Anvarovich", "Ministry of the interior")
    assert found["score"] == pytest.approx(sum(row["points"] for row in found["rows"]), abs=1e-9)
    assert all(row["reason"] for row in found["rows"])
    assert "no identity" in answer["note"]


def test_a_zone_comes_back_as_it_was_read_with_what_departs_in_it():
    _agency, ask = post()

    answer = ask("screen", GROUNDS | {"zone": ZONE.replace("7408122", "7408123")}).json()

    assert answer["read"]["surname"] == "KARIMOV"
    assert answer["deviations"]


def test_explanations_stand_in_the_language_that_is_asked_for():
    _agency, ask = post()

    answer = ask("screen", GROUNDS | {"person": KARIMOV}, language="ru").json()

    assert any("а" <= letter <= "я" for letter in answer["candidates"][0]["rows"][0]["reason"])


def test_a_list_without_force_finds_nobody():
    agency, analyst, officer, _second = agency_and_users()
    make_watchlist(agency, analyst, authority="")

    answer = asking(officer)("screen", GROUNDS | {"person": KARIMOV}).json()

    assert (answer["lists"], answer["candidates"]) == ([], [])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"purpose": ""}, ""),
        ({"purpose": "curiosity"}, ""),
        ({"legal_basis": " "}, ""),
        ({"case": ""}, ""),
        ({"case": 7}, "case"),
        ({"agency": "XA-CUS"}, "agency"),
        ({"person": {}}, "person"),
        ({"person": "Karimov"}, "person"),
        ({"person": {"name": "K", "religion": "x"}}, "religion"),
        ({"person": {"name": "K" * 301}}, "name"),
        ({"person": {"name": "K", "birth": "soon"}}, "birth"),
        ({"person": {"name": "K", "sex": "man"}}, "sex"),
        ({"zone": ZONE}, "zone"),
        ({"person": None, "zone": None}, "zone"),
        ({"person": None, "zone": "no zone"}, "zone"),
        ({"decide": True}, "decide"),
    ],
    ids=str,
)
def test_a_question_that_is_not_as_it_must_be_is_refused_with_its_field(change, field):
    _agency, ask = post()
    entries = AuditEntry.objects.count()

    answer = ask("screen", GROUNDS | {"person": KARIMOV} | change)

    assert answer.status_code == 422, answer.content.decode()
    assert answer.json()["message"]
    assert answer.json().get("field", "") == field
    assert AuditEntry.objects.count() == entries


def test_screening_is_on_record_with_its_grounds_and_without_the_person():
    _agency, ask = post()

    entry = ask("screen", GROUNDS | {"person": KARIMOV}).json()["entry"]

    kept = AuditEntry.objects.get(pk=entry)
    assert (kept.action, kept.object_label, kept.agency) == ("profiling.person_asked", "XA-P1/1", "XA-BOR")
    assert kept.after["purpose"] == "terrorism"
    assert kept.after["candidates"] == 1
    assert kept.after["token"].startswith("Booth 3 (chg_")
    assert kept.reason == "Border law, article 7"
    assert "KARIMOV" not in str(kept.after).upper()
    assert not Check.objects.exists(), "who it was stays with the program that asked"


def test_oversight_counts_what_programs_asked_in_whose_name():
    _agency, ask = post()
    ask("screen", GROUNDS | {"person": KARIMOV})
    ask("screen", GROUNDS | {"person": KARIMOV})
    overseer = factories.make_user("overseer", agency=_agency, roles=[Role.OVERSIGHT])
    today = timezone.localdate()

    who = figures(overseer, today, today, today).who

    assert [(purpose, count) for _name, purpose, count in who] == [("Terrorism", 2)]


# --- one record ---------------------------------------------------------------------------------------------


def selecting() -> tuple[Any, Any]:
    agency, analyst, first, second = agency_and_users()
    activate(make_profile(agency, analyst), analyst, (first, second))
    return agency, asking(first)


def test_a_record_is_decided_with_the_value_that_each_condition_read():
    _agency, ask = selecting()
    record = {condition["field"]: True for condition in CONDITIONS}

    answer = ask("select", GROUNDS | {"subject": "person", "record": record}).json()

    (profile,) = answer["profiles"]
    assert (answer["lane"], answer["selected"], profile["code"]) == ("second_line", True, "P-ROUTE")
    assert [(each["field"], each["read"], each["fired"]) for each in profile["conditions"]] == [
        (condition["field"], True, True) for condition in CONDITIONS
    ]


def test_what_the_record_does_not_hold_is_named_as_missing_and_selects_nobody():
    _agency, ask = selecting()

    answer = ask("select", GROUNDS | {"subject": "person", "record": {CONDITIONS[0]["field"]: True}}).json()

    assert (answer["lane"], answer["selected"]) == ("first_line", False)
    assert answer["missing"] == [CONDITIONS[1]["field"]]
    assert [each["known"] for each in answer["profiles"][0]["conditions"]] == [True, False]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"subject": "ship"}, "subject"),
        ({"record": {}}, "record"),
        ({"record": {"religion": "x"}}, "religion"),
        ({"record": {"shoe_size": 1}}, "record"),
        ({"record": {"nationality": ["UTO"]}}, "record"),
        ({"record": {CONDITIONS[0]["field"]: "perhaps"}}, ""),
        ({"record": {"time": "yesterday", CONDITIONS[0]["field"]: True}}, "time"),
        ({"case": ""}, ""),
    ],
    ids=str,
)
def test_a_record_that_is_not_as_it_must_be_is_refused(change, field):
    _agency, ask = selecting()

    answer = ask("select", GROUNDS | {"subject": "person", "record": {"nationality": "UTO"}} | change)

    assert answer.status_code == 422, answer.content.decode()
    assert answer.json().get("field", "") == field


@pytest.mark.parametrize(("language", "why"), [("en", "religion or belief"), ("ru", "религия или убеждения")])
def test_a_protected_attribute_in_a_record_is_refused_with_the_reason(language, why):
    _agency, ask = selecting()

    answer = ask("select", GROUNDS | {"subject": "person", "record": {"religion": "x"}}, language)

    assert answer.json()["error"] == "refused"
    assert why in answer.json()["message"]


def test_a_question_about_a_record_is_on_record_too():
    _agency, ask = selecting()
    record = {condition["field"]: True for condition in CONDITIONS}

    entry = ask("select", GROUNDS | {"subject": "person", "record": record}).json()["entry"]

    assert AuditEntry.objects.get(pk=entry).after["profiles"] == ["P-ROUTE"]


@pytest.mark.parametrize(("number", "what"), [(0, "screen"), (1, "select")])
def test_the_manuals_examples_are_answered(number, what):
    _agency, ask = post()
    manual = Path(__file__).parents[2] / "docs" / "reference" / "interface.md"
    examples = re.findall(r"```json\n(.*?)```", manual.read_text(encoding="utf-8"), re.DOTALL)

    answer = ask(what, json.loads(examples[number]))

    assert answer.status_code == 200, answer.content.decode()


# --- tokens -------------------------------------------------------------------------------------------------


def officer() -> User:
    return factories.make_user("officer", agency=factories.make_agency(), roles=[Role.OFFICER])


def signed_in(user: User) -> Client:
    """Sign in, and give the password once more: a token is made by whoever just did."""
    client = Client()
    client.post("/sign-in/", {"login": user.username, "password": factories.PASSWORD})
    client.post("/second-factor/confirm/", {"password": factories.PASSWORD})
    return client


def test_a_token_is_shown_once_and_kept_as_a_hash():
    user = officer()
    client = signed_in(user)

    page = client.post(
        "/access-tokens/new/",
        {"title": "Booth 3", "scopes": ["screen"], "expires_on": f"{in_days(30):%d.%m.%Y}"},
    ).content.decode()

    kept = AccessToken.objects.get()
    (secret,) = [word for word in page.replace("<", " ").replace(">", " ").split() if word.startswith("chg_")]
    assert kept.scopes == ["screen"]
    assert secret not in str(vars(kept)) + client.get("/access-tokens/").content.decode()
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/", headers=headers).json()["may"] == ["screen"]
    entry = AuditEntry.objects.get(action="accounts.token_made")
    assert secret not in str(entry.after)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"expires_on": f"{date(2099, 1, 1):%d.%m.%Y}"}, "year"),
        ({"expires_on": "01.01.2020"}, "year"),
        ({"scopes": []}, "required"),
        ({"scopes": ["everything"]}, "everything"),
        ({"title": ""}, "required"),
    ],
    ids=["too long", "in the past", "no scope", "unknown scope", "no program"],
)
def test_a_token_names_its_program_its_scopes_and_its_end(change, error):
    client = signed_in(officer())
    asked = {"title": "Booth 3", "scopes": ["screen"], "expires_on": f"{timezone.localdate():%d.%m.%Y}"}

    page = client.post("/access-tokens/new/", asked | change).content.decode()

    assert error in page
    assert not AccessToken.objects.exists()


def test_whose_roles_allow_nothing_makes_no_token():
    analyst = factories.make_user("analyst", agency=factories.make_agency(), roles=[Role.ANALYST])

    with pytest.raises(PermissionDenied):
        make_token(title="x", scopes=["screen"], expires_on=in_days(1), by=analyst)
    assert signed_in(analyst).get("/access-tokens/new/").headers["Location"] == "/access-tokens/"


def test_a_role_taken_away_takes_the_token_with_it():
    _agency, ask = post()
    user = User.objects.get(username="first")
    user.memberships.update(valid_from=in_days(-9), valid_until=in_days(-1))

    assert ask("screen", GROUNDS | {"person": KARIMOV}).status_code == 403


def test_ones_own_token_is_revoked_on_its_page_and_another_users_is_not_there():
    user = officer()
    make_token(title="Booth 3", scopes=["screen"], expires_on=in_days(9), by=user)
    kept = AccessToken.objects.get()
    other = factories.make_user("other", agency=user.memberships.get().agency, roles=[Role.OFFICER])

    assert signed_in(other).post(f"/access-tokens/{kept.pk}/revoke/").status_code == 404
    with pytest.raises(PermissionDenied):
        revoke_tokens(user, by=other)
    signed_in(user).post(f"/access-tokens/{kept.pk}/revoke/")

    kept.refresh_from_db()
    assert kept.revoked_at is not None
    assert AuditEntry.objects.filter(action="accounts.token_revoked", actor="officer").exists()


def test_an_administrator_revokes_all_tokens_of_somebody_with_a_reason():
    user = officer()
    for title in ("Booth 3", "Booth 4"):
        make_token(title=title, scopes=["screen"], expires_on=in_days(9), by=user)
    administrator = factories.make_user(
        "admin", agency=user.memberships.get().agency, roles=[Role.ADMINISTRATOR]
    )
    client = signed_in(administrator)

    assert "Booth 4" in client.get(f"/organisation/users/{user.pk}/").content.decode()
    client.post(f"/organisation/users/{user.pk}/tokens/", {"reason": "lost computer"})

    assert not AccessToken.objects.filter(revoked_at=None).exists()
    assert AuditEntry.objects.filter(action="accounts.token_revoked", reason="lost computer").count() == 2
