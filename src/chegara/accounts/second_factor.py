"""Second factors: who has one, and who must have one before anything else opens."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import models

from chegara.accounts.models import Factor, Role, SecondFactorRule, User
from chegara.accounts.permissions import held

RECOMMENDED = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.OVERSIGHT})
FEW_CODES = 5
"""From so many printed codes left on, their holder is told to print a new sheet."""


def factors_of(user: User) -> list[Any]:
    """Return somebody's factors, oldest first, as allauth keeps them."""
    return list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))


def factors_of_each() -> models.QuerySet[Any]:
    """Return the factors of each user of a query around this one."""
    found: models.QuerySet[Any] = Authenticator.objects.filter(user=models.OuterRef("pk"))
    return found


def codes_left(authenticator: Any) -> int:
    """Return how many of somebody's printed codes the database holds as not used yet."""
    authenticator.refresh_from_db(fields=["data"])
    return len(authenticator.wrap().get_unused_codes())


def describe(authenticator: Any) -> str:
    """Return what a factor is called: its kind, and a key's own name."""
    kind = str(Factor(authenticator.type).label)
    return f"{kind}: {authenticator.wrap().name}" if authenticator.type == Factor.KEY else kind


def has_second_factor(user: User) -> bool:
    """Tell whether somebody proves more than the password; a sheet whose codes are used up proves nothing."""
    found = factors_of(user)
    return any(each.type != Factor.CODES or codes_left(each) for each in found)


def required_roles() -> frozenset[str]:
    """Return the roles whose holders must sign in with a second factor."""
    return frozenset(SecondFactorRule.objects.values_list("role", flat=True))


def must_enrol(user: User) -> bool:
    """Tell whether somebody holds a role that asks for a second factor, and has none."""
    asked = any(asks for _role, _agency, asks in held(user))
    return asked and not has_second_factor(user)
