"""Translations are compiled at set-up; tests do not rely on that having been done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chegara.config.translations import compile_catalogues

if TYPE_CHECKING:
    from chegara.reporting.blocks import Document


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


@pytest.fixture(scope="session", params=["en", "ru"])
def sample(request: pytest.FixtureRequest, _catalogues: None) -> Document:
    from tests.reporting.sample import sample

    return sample(request.param)
