"""How django-allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: an administrator makes each account."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Refuse every visitor."""
        return False
