"""What every test of the site shares: dictionary, a folder of the test's own, work done at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

# A test is not judged by its time: on a machine that has other work a deadline fails what is right.
hypothesis.settings.register_profile("chegara", deadline=None)
hypothesis.settings.load_profile("chegara")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues of translations before any test, and any worker, reads them."""
    if not hasattr(config, "workerinput"):
        from chegara.config.translations import compile_catalogues

        compile_catalogues()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests that drive a browser."""
    if "browser" in item.path.parts:
        item.add_marker(pytest.mark.browser)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep tests of one file, on one worker, which sets up once; most of the browser share one site.

    Walks over all pages take minutes each: whichever worker is free takes the next.

    xdist's own groups are lost with this pytest, which no longer reads the name that they are written into.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.split("::")[0]
            if path == "tests/browser/test_every_page.py":
                return nodeid
            return "browser" if path.startswith("tests/browser/") else path

    return ByFile(config, log)


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Make the tests' tables from the models, as a new database gets them."""
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Protect the audit log, and load the dictionary of indicators, without which no file can be read."""
    from chegara.config.new_database import protect_the_log
    from chegara.evidence.actions.dictionary import load_indicators

    with django_db_blocker.unblock():
        protect_the_log()
        load_indicators(by="system")


@pytest.fixture(autouse=True)
def _no_language_left_over() -> Iterator[None]:
    """Forget the language of a test's last page, which Django keeps for the thread."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _site_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Keep files apart, hash passwords quickly, do background work at once."""
    settings.HOME = tmp_path
    settings.FILES = tmp_path / "files"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
