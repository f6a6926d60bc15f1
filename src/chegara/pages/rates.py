"""How often something may be asked for: counted in the cache, by whole minutes or hours."""

from __future__ import annotations

import time

from django.core.cache import cache


def within(key: str, *, most: int, seconds: int) -> bool:
    """Count a call in its span of time; tell whether it is one of the `most` allowed.

    A few more may slip through where several come at the same instant.
    """
    kept = f"{key}:{int(time.time() // seconds)}"
    cache.add(kept, 0, 2 * seconds)
    return bool(cache.incr(kept) <= most)
