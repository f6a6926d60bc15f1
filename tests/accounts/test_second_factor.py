"""The second step of signing in: app or token, printed codes; who must have one, who takes it away."""

from __future__ import annotations

import base64
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import translation
from tests.factories import PASSWORD, make_agency, make_user

from chegara.accounts.adapter import SecondFactorAdapter
from chegara.accounts.forms import AddTokenForm
from chegara.accounts.models import Role, User
from chegara.accounts.second_factor import codes_left, factors_of, must_enrol
from chegara.audit.models import AuditEntry
from chegara.audit.queries import verify
from chegara.organisation.actions import (
    print_codes,
    remove_factor,
    require_second_factor,
    reset_factors,
)

pytestmark = pytest.mark.django_db
OWN_SECRET = b"12345678901234567890"
"""The secret of the test values of RFC 6238, appendix B, for SHA-1."""


@pytest.fixture(autouse=True)
def _no_failures_yet() -> None:
    cache.clear()


def audited(username: str) -> list[str]:
    return list(AuditEntry.objects.filter(actor=username).values_list("action", flat=True).order_by("pk"))


def code_now(secret: str, periods: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def first_step(client: Client, username: str = "analyst") -> Any:
    return client.post("/sign-in/", {"login": username, "password": PASSWORD})


def second_step(client: Client, code: str) -> Any:
    return client.post("/second-factor/sign-in/", {"code": code})


def signed_in(client: Client) -> bool:
    return client.get("/evidence/").status_code == 200


def with_codes(username: str = "analyst") -> list[str]:
    return print_codes(make_user(username, agency=make_agency()))


def with_token(capture: Any, client: Client, username: str = "analyst") -> str:
    """Set up a token through its page, and sign out; return its secret."""
    make_user(username, agency=make_agency())
    first_step(client, username)
    client.post("/second-factor/confirm/", {"password": PASSWORD})
    page = client.get("/second-factor/token/").content.decode()
    secret = re.sub(r"\s", "", re.search(r'class="secret"><code>([A-Z2-7 ]+)<', page)[1])  # type: ignore[index]
    with capture(execute=True):
        answer = client.post("/second-factor/token/", {"code": code_now(secret, -1), "own_secret": ""})
    assert answer.headers["Location"] == "/second-factor/", answer.content.decode()
    client.post("/sign-out/")
    return secret


# --- app or token -------------------------------------------------------------------------------------------


def test_a_token_is_asked_for_after_the_password(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    secret = with_token(django_capture_on_commit_callbacks, client)

    assert first_step(client).headers["Location"] == "/second-factor/sign-in/"
    assert not signed_in(client)
    second_step(client, code_now(secret))

    assert signed_in(client)
    assert audited("analyst") == ["accounts.signed_in", "accounts.factor_added", "accounts.signed_in"]


def test_the_page_shows_the_secret_as_picture_and_as_text(client: Client) -> None:
    make_user("analyst", agency=make_agency())
    first_step(client)
    client.post("/second-factor/confirm/", {"password": PASSWORD})

    page = client.get("/second-factor/token/").content.decode()

    assert 'src="data:image/svg+xml;base64,' in page
    assert re.search(r"<code>(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}</code>", page)


def test_a_token_with_a_secret_of_its_own_is_taken(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    make_user("analyst", agency=make_agency())
    first_step(client)
    client.post("/second-factor/confirm/", {"password": PASSWORD})
    base32 = base64.b32encode(OWN_SECRET).decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/second-factor/token/", {"own_secret": OWN_SECRET.hex(), "code": code_now(base32, -1)})
    client.post("/sign-out/")
    first_step(client)
    second_step(client, code_now(base32))

    assert signed_in(client)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ", OWN_SECRET, id="Base32 in groups"),
        pytest.param("gezdgnbvgy3tqojqgezdgnbvgy3tqojq", OWN_SECRET, id="small letters"),
        pytest.param(OWN_SECRET.hex().upper(), OWN_SECRET, id="hexadecimal"),
        pytest.param("31-32-33-34-35-36-37-38-39-30-31-32-33-34-35-36", OWN_SECRET[:16], id="with dashes"),
        pytest.param("", None, id="none: the app's"),
    ],
)
def test_a_tokens_secret_is_read_as_its_maker_writes_it(typed: str, expected: bytes | None, rf: Any) -> None:
    form = token_form(typed, rf)
    offered = form.secret
    form.is_valid()

    assert "own_secret" not in form.errors
    assert base64.b32decode(form.secret) == (expected or base64.b32decode(offered))


@pytest.mark.parametrize("typed", ["123456", "GEZDGNBV", "not a secret at all!", "ключ", "0" * 31])
def test_what_is_no_tokens_secret_is_refused_with_what_to_do(typed: str, rf: Any) -> None:
    form = token_form(typed, rf)

    assert not form.is_valid()
    assert "Base32" in form.errors["own_secret"][0]


def token_form(typed: str, rf: Any) -> AddTokenForm:
    from allauth.core import context

    request = rf.get("/")
    request.session = {}
    with context.request_context(request):
        form = AddTokenForm(
            {"own_secret": typed, "code": "000000"}, user=make_user("analyst", agency=make_agency())
        )
        form.full_clean()
    return form


def test_a_code_that_was_taken_is_not_taken_again(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    secret = with_token(django_capture_on_commit_callbacks, client)
    code = code_now(secret)
    first_step(client)
    second_step(client, code)
    cache.delete(f"allauth.mfa.totp.used?user={User.objects.get().pk}&code={code}")

    other = Client()
    first_step(other)
    second_step(other, code)

    assert signed_in(client)
    assert not signed_in(other)


@pytest.mark.parametrize(("periods", "taken"), [(-3, False), (-1, True), (1, True), (3, False)])
def test_a_tokens_clock_may_be_half_a_minute_off(
    periods: int, taken: bool, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    secret = with_token(django_capture_on_commit_callbacks, client)
    cache.clear()
    first_step(client)

    second_step(client, code_now(secret, periods))

    assert signed_in(client) == taken


# --- printed codes ------------------------------------------------------------------------------------------


def test_a_sheet_of_printed_codes_is_a_second_factor_by_itself(client: Client) -> None:
    codes = with_codes()

    assert first_step(client).headers["Location"] == "/second-factor/sign-in/"
    second_step(client, f"{codes[7][:4]} {codes[7][4:]}")

    assert signed_in(client)
    assert audited("analyst")[-2:] == ["accounts.printed_code_used", "accounts.signed_in"]
    assert AuditEntry.objects.get(action="accounts.printed_code_used").after == {"codes_left": 39}


def test_a_printed_code_opens_once(client: Client) -> None:
    codes = with_codes()
    first_step(client)
    second_step(client, codes[0])
    client.post("/sign-out/")

    first_step(client)
    second_step(client, codes[0])

    assert not signed_in(client)


def test_the_codes_of_a_sheet_are_forty_and_differ() -> None:
    codes = with_codes()

    assert len(set(codes)) == 40
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)


def test_a_new_sheet_makes_the_old_one_void(client: Client) -> None:
    old = with_codes()
    print_codes(User.objects.get())

    first_step(client)
    second_step(client, old[0])

    assert not signed_in(client)
    assert codes_left(factors_of(User.objects.get())[0]) == 40


def test_the_sheet_is_shown_once_as_the_answer_to_the_button(client: Client) -> None:
    make_user("analyst", agency=make_agency())
    first_step(client)
    client.post("/second-factor/confirm/", {"password": PASSWORD})

    before = client.get("/second-factor/codes/").content.decode()
    sheet = client.post("/second-factor/codes/").content.decode()
    after = client.get("/second-factor/codes/").content.decode()

    code = re.compile(r"<code>\d{4} \d{4}</code>")
    assert [len(code.findall(page)) for page in (before, sheet, after)] == [0, 40, 0]
    assert "no-store" in client.post("/second-factor/codes/").headers["Cache-Control"]


def test_codes_never_reach_the_log(client: Client) -> None:
    codes = with_codes()
    first_step(client)
    second_step(client, codes[0])

    logged = repr(list(AuditEntry.objects.values()))
    assert not [code for code in codes if code in logged]
    assert verify() is None


def test_who_runs_out_of_codes_is_told(client: Client) -> None:
    codes = with_codes()
    sheet = Authenticator.objects.get()
    for code in codes[:34]:
        sheet.wrap().validate_code(code)
        sheet.refresh_from_db()

    first_step(client)
    answer = client.post("/second-factor/sign-in/", {"code": codes[34]}, follow=True)

    assert "5 printed codes are left: print a new sheet." in answer.content.decode()


# --- wrong codes --------------------------------------------------------------------------------------------


def test_a_wrong_code_opens_nothing_and_leaves_an_entry(client: Client) -> None:
    with_codes()
    first_step(client)

    answer = second_step(client, "00000000")

    assert answer.status_code == 200
    assert not signed_in(client)
    assert audited("analyst")[-1] == "accounts.second_factor_failed"


def test_five_wrong_codes_lock_the_second_step_even_for_the_right_one(client: Client) -> None:
    codes = with_codes()
    first_step(client)
    for _ in range(5):
        second_step(client, "00000000")

    second_step(client, codes[0])

    assert not signed_in(client)


def test_four_wrong_codes_do_not_lock(client: Client) -> None:
    codes = with_codes()
    first_step(client)
    for _ in range(4):
        second_step(client, "00000000")

    second_step(client, codes[0])

    assert signed_in(client)


def test_the_second_step_opens_to_nobody_without_the_first(client: Client) -> None:
    codes = with_codes()

    assert second_step(client, codes[0]).headers["Location"] == "/sign-in/"
    assert not signed_in(client)


def test_the_second_step_asks_in_russian() -> None:
    with_codes()
    client = Client(headers={"accept-language": "ru"})
    first_step(client)

    page = second_step(client, "00000000").content.decode()

    assert "Неверный код." in page
    assert "Второй шаг входа" in page


# --- who must have one --------------------------------------------------------------------------------------


def administrator() -> User:
    return make_user("admin", agency=make_agency(code="XA-ADM"), roles=[Role.ADMINISTRATOR])


def test_whoever_must_have_one_sets_it_up_before_anything_else_opens(client: Client) -> None:
    require_second_factor([Role.ANALYST], by=administrator(), reason="order 5")
    user = make_user("analyst", agency=make_agency())
    first_step(client)

    assert client.get("/evidence/").headers["Location"] == "/second-factor/"
    assert "Your role asks for a second factor" in client.get("/second-factor/").content.decode()
    print_codes(user)

    assert signed_in(client)


@pytest.mark.parametrize(
    ("required", "roles", "must"),
    [
        pytest.param([Role.SUPERVISOR], [Role.ANALYST], False, id="another role"),
        pytest.param([Role.SUPERVISOR], [Role.ANALYST, Role.SUPERVISOR], True, id="one of two roles"),
        pytest.param([], [Role.ADMINISTRATOR], False, id="a new site asks nobody"),
    ],
)
def test_a_second_factor_is_required_by_role(required: list[Role], roles: list[Role], must: bool) -> None:
    if required:
        require_second_factor(required, by=administrator(), reason="order 5")

    assert must_enrol(make_user("somebody", agency=make_agency(), roles=roles)) == must


def test_a_sheet_that_is_used_up_is_no_second_factor() -> None:
    require_second_factor([Role.ANALYST], by=administrator(), reason="order 5")
    user = make_user("analyst", agency=make_agency())
    codes = print_codes(user)
    sheet = Authenticator.objects.get()
    assert not must_enrol(user)

    for code in codes:
        sheet.wrap().validate_code(code)
        sheet.refresh_from_db()

    assert must_enrol(user)


def test_the_administrator_decides_with_a_reason_and_sees_who_has_none(client: Client) -> None:
    admin = administrator()
    make_user("boss", agency=make_agency(), roles=[Role.SUPERVISOR])
    client.force_login(admin)

    client.post("/organisation/second-factor/", {"roles": ["supervisor"], "reason": "order 5"})
    page = client.get("/organisation/second-factor/").content.decode()

    entry = AuditEntry.objects.get(action="accounts.second_factor_required")
    assert (entry.reason, entry.after) == ("order 5", {"required_of": ["Supervisor"]})
    assert "Name of boss" in page
    assert "Name of admin" not in page.partition("Without one yet")[2]


def test_a_decision_that_changes_nothing_leaves_no_entry() -> None:
    admin = administrator()
    require_second_factor([Role.SUPERVISOR], by=admin, reason="order 5")
    require_second_factor([Role.SUPERVISOR], by=admin, reason="again")

    assert AuditEntry.objects.filter(action="accounts.second_factor_required").count() == 1


# --- lost and removed ---------------------------------------------------------------------------------------


def test_an_administrator_takes_a_lost_factor_away_with_a_reason(client: Client) -> None:
    with_codes()
    user = User.objects.get(username="analyst")
    admin = Client()
    admin.force_login(administrator())

    refused = admin.post(f"/organisation/users/{user.pk}/second-factor/", {"reason": ""})
    admin.post(f"/organisation/users/{user.pk}/second-factor/", {"reason": "the sheet was lost"})

    assert refused.status_code == 200
    entry = AuditEntry.objects.get(action="accounts.factors_reset")
    assert (entry.object_label, entry.reason) == ("Name of analyst", "the sheet was lost")
    assert entry.before == {"factors": ["Printed codes"]}
    first_step(client)
    assert signed_in(client)


def test_nothing_to_take_away_leaves_no_entry() -> None:
    user = make_user("analyst", agency=make_agency())

    assert reset_factors(user, by="command line", reason="asked") == 0
    assert not AuditEntry.objects.filter(action="accounts.factors_reset").exists()


def test_one_removes_ones_own_factor_after_proving_who_one_is(client: Client) -> None:
    codes = with_codes()
    factor = Authenticator.objects.get()
    first_step(client)
    second_step(client, codes[0])

    asked = client.get(f"/second-factor/{factor.pk}/remove/")
    client.post("/second-factor/confirm/", {"password": PASSWORD})
    client.post(f"/second-factor/{factor.pk}/remove/")

    assert asked.headers["Location"].startswith("/second-factor/confirm/")
    assert not Authenticator.objects.exists()
    assert audited("analyst")[-1] == "accounts.factor_removed"


def test_nobody_removes_anothers_factor(client: Client) -> None:
    with_codes()
    factor = Authenticator.objects.get()
    other = make_user("other", agency=make_agency(code="XA-CUS"))
    first_step(client, "other")
    client.post("/second-factor/confirm/", {"password": PASSWORD})

    assert client.post(f"/second-factor/{factor.pk}/remove/").status_code == 404
    with pytest.raises(PermissionDenied):
        remove_factor(factor, by=other)
    assert Authenticator.objects.exists()


@pytest.mark.parametrize("address", ["token", "key", "codes"])
def test_setting_one_up_asks_for_the_password_again(address: str, client: Client) -> None:
    make_user("analyst", agency=make_agency())
    first_step(client)

    answer = client.get(f"/second-factor/{address}/")

    assert answer.headers["Location"].startswith("/second-factor/confirm/")


# --- how secrets are kept -----------------------------------------------------------------------------------


def test_secrets_lie_enciphered_in_the_database(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    secret = with_token(django_capture_on_commit_callbacks, client)

    assert secret not in repr(list(Authenticator.objects.values()))


def test_a_secret_of_another_site_fits_no_code(settings: Any) -> None:
    adapter = SecondFactorAdapter()
    enciphered = adapter.encrypt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    assert adapter.decrypt(enciphered) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    settings.SECRET_KEY = "another"
    first, second = adapter.decrypt(enciphered), adapter.decrypt(enciphered)

    assert "GEZDGNBV" not in {first[:8], second[:8]}
    assert first != second
    assert len(base64.b32decode(first)) >= 20


def test_the_page_of_ones_own_factors_speaks_russian(client: Client) -> None:
    make_user("analyst", agency=make_agency())
    first_step(client)

    with translation.override("ru"):
        page = Client(headers={"accept-language": "ru"})
        page.cookies = client.cookies
        html = page.get("/second-factor/").content.decode()

    assert "Мой второй фактор" in html
