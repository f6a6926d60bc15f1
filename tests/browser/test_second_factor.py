"""A hardware key in a real browser, with the virtual key of the browser's own tools; the sheet on paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.parse import urlsplit

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import LOCALES, Watch, Words
from tests.browser.steps import (
    DESKTOP,
    broken_rules,
    send,
    sign_in,
    too_wide_for_a_telephone,
    type_credentials,
)

from chegara.config.demo.build import PASSWORD

VIRTUAL_KEY = {
    "protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def page(browser: Browser, site: str, language: str) -> Iterator[Page]:
    """A page with a key plugged in, at a name: keys know no site by an address such as 127.0.0.1."""
    address = f"http://localhost:{urlsplit(site).port}"
    context = browser.new_context(locale=LOCALES[language], viewport=DESKTOP, base_url=address)
    opened = context.new_page()
    tools = context.new_cdp_session(opened)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})
    watch = Watch(opened, address)
    yield opened
    context.close()
    assert watch.strange == []


def prove(page: Page) -> None:
    """Type the password again where the page asks for it."""
    if "/confirm/" in page.url:
        page.locator("#id_password").fill(PASSWORD)
        send(page)


def be_readable(page: Page) -> None:
    assert broken_rules(page) == []
    assert not too_wide_for_a_telephone(page)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_key_is_added_used_and_removed(page: Page, words: Words) -> None:
    sign_in(page, "migration")
    page.goto("/second-factor/")
    be_readable(page)
    page.get_by_role("link", name=words("Add a hardware key")).click()
    be_readable(page)
    prove(page)
    be_readable(page)
    page.get_by_role("button", name=words("Add the key")).click()
    expect(page).to_have_url("/second-factor/")
    page.get_by_role("button", name=words("Sign out")).click()

    type_credentials(page, "migration", PASSWORD)
    expect(page).to_have_url("/second-factor/sign-in/")
    be_readable(page)
    page.get_by_role("button", name=words("Use the key")).click()
    expect(page).to_have_url("/")

    page.goto("/second-factor/")
    page.locator("main .list-group-item a").click()
    prove(page)
    send(page)
    expect(page).to_have_url("/second-factor/")
    assert page.locator("main .list-group-item").count() == 0


def test_a_sheet_of_codes_fits_one_page_of_paper(page: Page, words: Words) -> None:
    sign_in(page, "migration")
    page.goto("/second-factor/codes/")
    prove(page)
    send(page)
    be_readable(page)

    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = paper.pages[0].extract_text()

    assert len(paper.pages) == 1
    assert text.count("40.") == 1
    page.goto("/second-factor/")
    page.locator("main .list-group-item a").click()
    send(page)
    expect(page).to_have_url("/second-factor/")


def test_the_secret_of_a_token_can_be_read_on_every_screen(page: Page) -> None:
    sign_in(page, "migration")
    page.goto("/second-factor/token/")
    prove(page)

    be_readable(page)
    assert page.locator(".qr-code").evaluate("image => image.naturalWidth") > 0
