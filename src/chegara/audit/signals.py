"""Sign-ins and second factors, which Django and allauth announce by signals."""

from __future__ import annotations

from typing import Any

from chegara.accounts.models import Factor, User
from chegara.accounts.second_factor import codes_left, describe
from chegara.audit.actions import record


def signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    """Record that somebody signed in."""
    record(by=user, action="accounts.signed_in", on=user)


def sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """Record that somebody tried a name with a wrong password."""
    record(by=str(credentials.get("username") or "?")[:60], action="accounts.sign_in_failed")


def factor_added(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Record that somebody set up an app, a token or a key."""
    record(by=user, action="accounts.factor_added", on=user, after={"factor": describe(authenticator)})


def factor_used(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Record that somebody used up a printed code; the use of an app or key shows as the sign-in."""
    if authenticator.type == Factor.CODES:
        after = {"codes_left": codes_left(authenticator)}
        record(by=user, action="accounts.printed_code_used", on=user, after=after)


def second_step_failed(sender: Any, user: User, **kwargs: Any) -> None:
    """Record that somebody knew the password and gave a wrong code."""
    record(by=user, action="accounts.second_factor_failed", on=user)
