"""A random control sample that nobody can steer and everybody can check afterwards.

A secret seed of the day is drawn; its SHA-256 is shown before the first traveller, the seed after the last. A
record is of the sample when HMAC-SHA256(seed, key of the record), as a number from 0 to 1, is below the
share.

Sources: RFC 2104 (HMAC); US GAO-02-215R, on random samples that officers steer; DESIGN notes in
docs/explanation.
"""

from __future__ import annotations

import hashlib
import hmac

WIDTH = 8
RANGE = 1 << 8 * WIDTH


def commitment(seed: str) -> str:
    """The hash that is shown before the day begins; it gives the seed away to nobody."""
    return hashlib.sha256(seed.encode()).hexdigest()


def in_sample(seed: str, key: str, share: float) -> bool:
    """Whether the record `key` is of the sample of a day; `share` is 0 to 1.

    >>> in_sample("seed", "anything", 0.0), in_sample("seed", "anything", 1.0)
    (False, True)
    """
    digest = hmac.new(seed.encode(), key.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:WIDTH], "big") < share * RANGE
