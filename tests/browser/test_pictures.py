"""The manual's pictures: what they show is there; with CHEGARA_PICTURES=1 they are taken anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.steps import sign_in

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


@pytest.mark.parametrize(
    ("name", "address", "shown"),
    [
        ("overview", "/evidence/?country=XS&year=2023", "table.matrix td.yes"),
        ("forecast", "/evidence/series/?country=UZ&indicator=seizures.drugs", "figure svg"),
        ("import", "/evidence/imports/1/", "text=SHA-256"),
    ],
    ids=["overview", "forecast", "import"],
)
def test_a_picture_shows_the_site_as_it_is(page: Page, name: str, address: str, shown: str) -> None:
    sign_in(page, "analyst")

    page.goto(address)

    expect(page.locator(shown).first).to_be_visible()
    if os.environ.get("CHEGARA_PICTURES") == "1":
        page.screenshot(path=PICTURES / f"{name}.png")
