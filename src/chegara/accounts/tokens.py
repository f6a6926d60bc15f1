"""Access tokens of other programs: drawn once, kept as a hash, limited to what is ticked and to what their
user may do."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from chegara.accounts.models import AccessToken, User

PREFIX = "chg_"
SHOWN = len(PREFIX) + 6
"""So many letters of a token are kept, so that its owner tells it from another."""
BYTES = 32


@dataclass(frozen=True)
class Scope:
    """One thing that a token may be used for: its words, and the permission that its user must hold."""

    words: Any
    permission: str


SCOPES: dict[str, Scope] = {}
"""Filled by the slices that answer other programs."""
FEEDS: dict[str, Any] = {}
"""Words of what a token in an address may open, filled by the slices that have such addresses."""


def drawn() -> str:
    """Return a new token: 256 bits of the system's randomness, so that a plain hash of it tells nothing."""
    return PREFIX + secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """Return what is kept of a token.

    >>> len(digest("chg_x"))
    64
    """
    return hashlib.sha256(token.encode()).hexdigest()


def scopes_of(user: User) -> dict[str, Scope]:
    """Return what somebody's roles let a token be used for."""
    return {name: scope for name, scope in SCOPES.items() if user.has_perm(scope.permission)}


def words_of(token: AccessToken) -> list[Any]:
    """Return in words what a token was made for."""
    known = FEEDS | {name: scope.words for name, scope in SCOPES.items()}
    return [known[name] for name in token.scopes if name in known]


def find(token: str, day: date) -> AccessToken | None:
    """Return the token in force on a day with its user, who must be active; None where there is none."""
    return _find(token, day, in_address=False)


def find_in_address(token: str, day: date, feed: str) -> AccessToken | None:
    """Return the token that opens a feed on a day, as `find` does those that programs send in a header."""
    found = _find(token, day, in_address=True)
    return found if found and feed in found.scopes else None


def _find(token: str, day: date, *, in_address: bool) -> AccessToken | None:
    found: AccessToken | None = (
        AccessToken.objects.in_force(day)
        .filter(digest=digest(token), in_address=in_address, user__is_active=True)
        .select_related("user")
        .first()
    )
    return found
