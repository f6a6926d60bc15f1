"""A real site with the demo in it, and a browser that tells of outside requests and refused content."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import ConsoleMessage, Page, Response
from tests.browser.steps import DESKTOP

LOCALES = {"en": "en-GB", "ru": "ru-RU"}
NO_NETWORK = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SECONDS_TO_END = 20

Words = Callable[[str], str]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the demo; its folder."""
    home = os.environ.get("CHEGARA_BROWSER_HOME") or str(tmp_path_factory.mktemp("home"))
    subprocess.run(
        [sys.executable, "-m", "chegara", "demo", "--quiet"],
        env={**os.environ, "CHEGARA_HOME": home}, check=True,
    )  # fmt: skip
    return home


@pytest.fixture(scope="session")
def site(home: str) -> Iterator[str]:
    """Serve the demo as its users do; the address. Ends as Ctrl-C would end it, and must end well."""
    environment = {**os.environ, "CHEGARA_HOME": home}
    chegara = [sys.executable, "-m", "chegara"]
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with subprocess.Popen(
        [*chegara, "serve", "--port", str(port)], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "Chegara is at" in process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        assert process.wait(SECONDS_TO_END) == 0


@pytest.fixture(scope="session", autouse=True)
def _database_for_the_tests_that_follow(site: str) -> None:
    """Let later tests of this worker use the database: the browser's event loop runs on in their thread.

    Django takes the loop for an asynchronous caller and refuses every query. The site does not inherit this.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    """What pages are opened relative to."""
    return site


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Drive Debian's chromium, cut off from every network but this machine."""
    executable = shutil.which("chromium")
    assert executable, "the browser tests need chromium (on Debian: apt install chromium)"
    return {"executable_path": executable, "args": list(NO_NETWORK)}


@pytest.fixture
def language() -> str:
    """The language of the visitor's browser; tests parametrise it."""
    return "en"


@pytest.fixture
def words(language: str) -> Words:
    """What a page says for an English message in the visitor's language."""

    def say(message: str) -> str:
        with translation.override(language):
            return gettext(message)

    return say


class Watch:
    """Notes what a page does that no page may do."""

    def __init__(self, page: Page, site: str) -> None:
        self.host = urlsplit(site).netloc
        self.strange: list[str] = []
        page.on("request", lambda request: self._asked(request.url))
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.strange.append(f"script error: {error}"))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self.host:
            self.strange.append(f"asked somebody else: {url}")

    def _answered(self, response: Response) -> None:
        part = response.request.resource_type != "document"
        if response.status >= (400 if part else 500):
            self.strange.append(f"{response.status} for {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # What failed to load is noted by its status; the rest is a refused style, script or worse.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.strange.append(f"console: {message.text}")


@pytest.fixture
def page(new_context: Callable[..., Any], site: str, language: str) -> Iterator[Page]:
    """A visitor's page; at the end, nothing strange must have happened on it."""
    context = new_context(locale=LOCALES[language], viewport=DESKTOP, accept_downloads=True)
    opened = context.new_page()
    watch = Watch(opened, site)
    yield opened
    assert watch.strange == []
