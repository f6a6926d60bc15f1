"""What the pages of plans share: the user, the plan or measure that a page is about, refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from chegara.accounts.models import User
from chegara.organisation.page_context import tried_unless, user_of
from chegara.organisation.visibility import Handled, agencies_of
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.models import Measure, Plan


def plan_for(request: HttpRequest, pk: int) -> Plan:
    """Return a plan that the user may see, else a page that says there is nothing."""
    plan: Plan = get_object_or_404(
        Plan.objects.visible_to(user_of(request)).select_related("country", "owner_agency", "compartment"),
        pk=pk,
    )
    return plan


def measure_for(request: HttpRequest, code: str) -> Measure:
    """Return a measure that the user may see, else a page that says there is nothing."""
    measure: Measure = get_object_or_404(Measure.objects.visible_to(user_of(request)).whole(), code=code)
    return measure


def is_own(handled: Handled, user: User) -> bool:
    """Tell whether a plan, measure or estimate is a record of one of the user's agencies."""
    return handled.owner_agency_id in set(agencies_of(user))


def may_approve(plan: Plan, user: User) -> bool:
    """Tell whether somebody may approve a plan of their agency, change it anew, or close it.

    A supervisor may; a plan in a compartment no supervisor need know of, so that an integrity officer enters
    there whose order approved it.
    """
    if not is_own(plan, user) or not user.has_perm("plans.approve"):
        return False
    return plan.compartment_id is not None or user.has_perm("plans.approve_open")


def require_approver(plan: Plan, user: User) -> None:
    """Refuse the page to whoever may not approve the plan."""
    if not may_approve(plan, user):
        raise PermissionDenied


def require_own(handled: Handled, user: User) -> None:
    """Refuse the page to whoever's record it is not."""
    if not is_own(handled, user):
        raise PermissionDenied


def tried(form: Any, act: Callable[[], object]) -> bool:
    """Do what a valid form asks for; say on the form why it can't be done, if so."""
    return tried_unless(form, act, PlanRefusedError)
