"""Drawing by lot that can be checked afterwards and foreseen by nobody.

A record is drawn when the first eight hexadecimal digits of SHA-256 of `seed:arm:id` lie below the share of
2^32. The seed is secret while the day lasts; its own hash, the commitment, is published before, and the seed
itself after, so that anyone can draw again. The draw does not look at the record, so that nobody can steer
it, and it is the same in Python, DuckDB and Spark.

Source: the commitment scheme is the usual one (hash of a random secret of 256 bits); the test of a random
arm against targeted selection is that of US Customs' COMPEX (GAO-02-215R).
"""

from __future__ import annotations

import hashlib
import re
import secrets

CONTROL, QUOTA, SHARE, CAPACITY = "control", "quota", "share", "capacity"
_SEED = re.compile(r"[0-9a-f]{64}")
_DIGITS = 8
_HUNDRED = 100.0


class SeedRefusedError(ValueError):
    """The seed is not 64 hexadecimal digits."""


def new_seed() -> str:
    """Return a new secret seed from the system's source of randomness."""
    return secrets.token_hex(32)


def checked_seed(text: str) -> str:
    """Return a seed as it stands in a file.

    Raises:
        SeedRefusedError: it is not what `new_seed` makes; a word or a date could be guessed.
    """
    seed = text.strip()
    if not _SEED.fullmatch(seed):
        raise SeedRefusedError("a seed is 64 hexadecimal digits, as `chegara profiles seed` makes them")
    return seed


def commitment(seed: str) -> str:
    """Return what is published before the day begins: the hash of the seed."""
    return "sha256:" + hashlib.sha256(seed.encode()).hexdigest()


def threshold(percent: float) -> str:
    """Return the digits below which a record is drawn.

    >>> threshold(1.0)
    '028f5c28'
    """
    return f"{int(percent / _HUNDRED * 2**32):0{_DIGITS}x}" if percent < _HUNDRED else "g"


def lot(seed: str, arm: str, record: str) -> str:
    """Return the digits that a record drew for an arm: control, quota or `share:` and the id of a profile."""
    return hashlib.sha256(f"{seed}:{arm}:{record}".encode()).hexdigest()[:_DIGITS]


def drawn(seed: str, arm: str, record: str, percent: float) -> bool:
    """Return whether a record is drawn for an arm of so many per cent."""
    return lot(seed, arm, record) < threshold(percent)
