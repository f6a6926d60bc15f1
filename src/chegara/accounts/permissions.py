"""Predicates on who somebody is, from which each slice builds its permissions in its own `rules.py`."""

from __future__ import annotations

from typing import Any

import rules
from django.db import models

from chegara.accounts.models import Role, SecondFactorRule


def has_role(*roles: Role) -> Any:
    """Return the predicate that somebody holds one of these roles in any agency.

    Roles come from the slice that keeps memberships; `user.roles` is filled by it (see
    `organisation.models.Membership`) and empty for somebody without one.
    """
    wanted = frozenset(roles)

    @rules.predicate(f"has_role:{','.join(sorted(wanted))}")  # type: ignore[untyped-decorator]
    def predicate(user: Any) -> bool:
        return bool(wanted & roles_of(user))

    return predicate


def roles_of(user: Any) -> frozenset[str]:
    """Return the roles somebody holds today, read once a request."""
    if not getattr(user, "is_active", False) or not hasattr(user, "memberships"):
        return frozenset()
    cached: frozenset[str] | None = getattr(user, "_roles", None)
    if cached is None:
        cached = frozenset(role for role, _agency, _asks in held(user))
        user._roles = cached  # noqa: SLF001 - the request's user carries its own cache
    return cached


def held(user: Any) -> tuple[tuple[str, int, bool], ...]:
    """Return what somebody holds today, read once a request.

    Each is a role, its agency's key, and whether the role asks for a second factor.
    """
    cached: tuple[tuple[str, int, bool], ...] | None = getattr(user, "_held", None)
    if cached is None:
        asked = models.Exists(SecondFactorRule.objects.filter(role=models.OuterRef("role")))
        cached = tuple(user.memberships.current().values_list("role", "agency_id", asked))
        user._held = cached  # noqa: SLF001 - the request's user carries its own cache
    return cached


everybody = has_role(*Role)
