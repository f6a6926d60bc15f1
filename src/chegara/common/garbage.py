"""Python's search for garbage, put off where much is made that is no garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def not_collected() -> Iterator[None]:
    """Put off the search for garbage while millions of small objects are made that stay.

    It would look through all of them again and again. What nobody holds any more is freed at once as always;
    only circles wait. Afterwards it goes on as before, also when something failed. Where several threads do
    so at once, the first that is done lets it go on for all: that costs time and nothing else.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
