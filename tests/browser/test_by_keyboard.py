"""A mouse is never needed."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser.conftest import Words
from tests.browser.steps import TELEPHONE, menu_entry, sign_in


def focused(page: Page) -> str:
    """Return the text of what has the focus."""
    return str(page.evaluate("document.activeElement.textContent")).strip()


def test_the_first_key_leads_past_the_menu(page: Page, words: Words) -> None:
    sign_in(page, "analyst")

    page.keyboard.press("Tab")
    assert focused(page) == words("Skip to the content")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_menu_is_gone_through_from_top_to_bottom(page: Page) -> None:
    sign_in(page, "analyst")
    page.goto("/")
    entries = [text.strip() for text in page.locator("nav .nav-link").all_text_contents()]

    page.locator(".navbar-brand").focus()
    visited = []
    for _entry in entries:
        page.keyboard.press("Tab")
        visited.append(focused(page))

    assert visited == entries


def test_a_telephone_opens_its_menu_by_keyboard(page: Page, words: Words) -> None:
    page.set_viewport_size(TELEPHONE)
    sign_in(page, "analyst")

    page.get_by_role("button", name=words("Open the menu")).focus()
    page.keyboard.press("Enter")

    expect(menu_entry(page, words("Imports"))).to_be_visible()


def test_the_focus_is_always_seen(page: Page) -> None:
    sign_in(page, "analyst")
    page.goto("/evidence/imports/new/")

    for _step in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const style = getComputedStyle(document.activeElement);
                const shown = style.outlineStyle !== "none" || style.boxShadow !== "none";
                return shown || document.activeElement === document.body;
            }"""
        )
        assert seen, focused(page)


def test_the_language_is_switched_and_stays(page: Page) -> None:
    sign_in(page, "analyst")

    page.get_by_role("button", name="Русский").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.goto("/evidence/")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.get_by_role("button", name="English").press("Enter")

    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_traveller_is_checked_from_the_reader_to_the_judgement_without_a_mouse(page: Page) -> None:
    sign_in(page, "officer")
    page.goto("/checkpoint/checks/new/")

    page.keyboard.type("P<UTOVARANOV<<TIMUR".ljust(44, "<"))
    page.keyboard.press("Enter")
    page.keyboard.type("SX12044717UTO7408122M3104150".ljust(42, "<") + "00")
    page.keyboard.press("Enter")  # the reader's last Enter begins the check
    # The first check of a new installation waits until the comparison of names is compiled.
    expect(page).to_have_url(re.compile(r"/checks/\d+/$"), timeout=60_000)
    page.keyboard.press("2")  # the second of the own views
    page.keyboard.press("Enter")

    judge = page.get_by_role("link", name=re.compile("Варанов"))
    expect(judge).to_be_focused()
    judge.press("Enter")
    expect(page.locator("input[name=judged]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Name and day of birth agree")
    page.keyboard.press("Control+Enter")
    expect(page.locator("input[name=decision]").first).to_be_focused()
