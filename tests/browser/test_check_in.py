"""Cards are read while the network is cut, and arrive when it is back: each once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.losses import Network
from tests.browser.steps import TELEPHONE, broken_rules, sign_in, too_wide_for_a_telephone

CODES = ("XS-080", "XS-081", "XS-082")


@pytest.fixture
def network(site: str) -> Iterator[Network]:
    found = Network(site)
    yield found
    found.mend()


@pytest.fixture
def door(browser: Browser, network: Network) -> Iterator[Page]:
    """Open the page that reads cards, of a session that is held today and has three persons."""
    context = browser.new_context(base_url=network.address, viewport=TELEPHONE, locale="ru-RU")
    page = context.new_page()
    sign_in(page, "trainer")
    page.goto("/training/courses/1/sessions/new/")
    for name in ("start", "end"):
        page.fill(f"[name={name}]", f"{datetime.now(UTC).astimezone():%d.%m.%Y}")
    page.click("main button[type=submit]")
    session = page.url
    for code in CODES:
        page.goto(f"{session}registrations/new/")
        page.select_option("[name=person]", label=code)
        page.click("main button[type=submit]")
    page.goto(f"{session}here/")
    yield page
    context.close()


def read_card(page: Page, code: str) -> None:
    """Do as a scanner does: it types what it reads, and a line break."""
    page.locator("[name=code]").press_sequentially(f"{code}\n")


def test_what_is_read_without_a_network_is_kept_and_sent_once_it_is_back(
    door: Page, network: Network
) -> None:
    read_card(door, CODES[0])
    expect(door.locator("#read li")).to_have_count(1)
    network.cut()
    for code in (*CODES[1:], CODES[1], "XS-999"):
        read_card(door, code)
    expect(door.locator("#waiting")).to_contain_text("4")
    assert broken_rules(door) == []
    assert not too_wide_for_a_telephone(door)

    network.mend()
    door.evaluate("window.dispatchEvent(new Event('online'))")

    expect(door.locator("#waiting")).to_be_hidden()
    expect(door.locator("#read li")).to_have_count(5)
    expect(door.locator("#read .state-bad")).to_have_count(1)
    door.goto(door.url.replace("/here/", "/attendance/"))
    assert door.locator("input[type=checkbox]:checked").count() == len(CODES)


def test_what_was_kept_is_sent_when_the_page_is_opened_again(door: Page, network: Network) -> None:
    network.cut()
    read_card(door, CODES[0])
    expect(door.locator("#waiting")).to_contain_text("1")
    address = door.url
    network.mend()

    door.goto("/")
    door.goto(address)

    expect(door.locator("#read li")).to_have_count(1)
    expect(door.locator("#waiting")).to_be_hidden()
