"""Sign-ins, which Django and allauth announce by signals."""

from __future__ import annotations

from typing import Any

from chegara.accounts.models import User
from chegara.audit.actions import record


def signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    """Record that somebody signed in."""
    record(by=user, action="accounts.signed_in", on=user)


def sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """Record that somebody tried a name with a wrong password."""
    record(by=str(credentials.get("username") or "?")[:60], action="accounts.sign_in_failed")
