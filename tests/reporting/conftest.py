"""A document with a block of every kind, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from chegara.reporting.blocks import Document


@pytest.fixture(scope="session", params=["en", "ru"])
def sample(request: pytest.FixtureRequest) -> Document:
    from tests.reporting.sample import sample

    return sample(request.param)
