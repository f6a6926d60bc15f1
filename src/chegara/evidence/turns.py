"""Writing much while others write too: short turns, and a pause between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

LONGEST_TURN = 0.25
"""Seconds after which a turn should end."""

PAUSE = 0.12
"""Seconds for others. SQLite lets one writer in at a time; who waits looks again every tenth of a second."""

NOTICEABLE = 0.05
"""Seconds of a turn below which nobody needs a pause."""


class Turns:
    """Transactions of one long piece of writing, between which others get in."""

    def __init__(self) -> None:
        self._free_since = 0.0
        self._held = 0.0

    @contextmanager
    def turn(self) -> Iterator[Callable[[], bool]]:
        """Open a transaction, and give a function that tells when it should come to its end."""
        if self._held > NOTICEABLE and connection.vendor == "sqlite":
            time.sleep(max(0.0, self._free_since + PAUSE - time.monotonic()))
        with transaction.atomic():
            began = time.monotonic()
            yield lambda: time.monotonic() - began > LONGEST_TURN
        self._free_since = time.monotonic()
        self._held = self._free_since - began
