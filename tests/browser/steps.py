"""What visitors do on every journey, and what every page is asked."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize, expect

from chegara.config.demo.build import PASSWORD

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
TELEPHONE: ViewportSize = {"width": 390, "height": 844}


def type_credentials(page: Page, username: str, password: str) -> None:
    """Fill in the sign-in page and send it, by keyboard."""
    page.goto("/sign-in/")
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(password)
    page.keyboard.press("Enter")


def sign_in(page: Page, username: str) -> None:
    """Sign in as one of the demo's people."""
    type_credentials(page, username, PASSWORD)
    expect(page).to_have_url("/")


def menu_entry(page: Page, title: str) -> Locator:
    """Return an entry of the menu."""
    return page.get_by_role("navigation").get_by_role("link", name=title, exact=True)


def send(page: Page) -> None:
    """Press the button that sends the page's form."""
    page.locator("main button[type=submit]").click()


def broken_rules(page: Page) -> list[str]:
    """Return the rules of axe (WCAG 2.2 AA and good practice) that the page breaks, each with where."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {rule['help']}: {node['target']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def too_wide_for_a_telephone(page: Page) -> bool:
    """Tell whether a telephone's user must scroll the whole page sideways."""
    page.set_viewport_size(TELEPHONE)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.set_viewport_size(DESKTOP)
    return bool(wide)
