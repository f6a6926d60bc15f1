"""The manual's pictures: what their captions say is there; with CHEGARA_PICTURES=1 they are taken anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.steps import sign_in

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SERIES = "/evidence/series/?country=UZ&indicator=seizures.drugs"


def take(shown: Page | Locator, name: str) -> None:
    if os.environ.get("CHEGARA_PICTURES") == "1":
        shown.screenshot(path=PICTURES / f"{name}.png")


@pytest.mark.parametrize(
    ("name", "address", "shown"),
    [
        ("overview", "/evidence/?country=UZ&year=2015", "table.matrix >> text=?"),
        ("import", "/evidence/imports/1/", "text=SHA-256"),
    ],
    ids=["the overview of 2015, with months in doubt", "an import"],
)
def test_a_picture_shows_the_site_as_it_is(page: Page, name: str, address: str, shown: str) -> None:
    sign_in(page, "analyst")

    page.goto(address)

    expect(page.locator(shown).first).to_be_visible()
    take(page, name)


def test_the_picture_of_the_forecast_shows_the_next_twelve_months(page: Page) -> None:
    sign_in(page, "analyst")
    page.goto(SERIES)
    button = page.get_by_role("button", name="Forecast")
    if button.is_visible():
        button.click()

    chart = page.locator("figure", has_text="The next twelve months")
    expect(chart).to_be_visible(timeout=60_000)
    take(chart, "forecast")
