"""What the pages of plans share: the user, the plan or measure that a page is about, refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from chegara.accounts.models import User
from chegara.organisation.models import State
from chegara.organisation.queries import countries_of
from chegara.organisation.visibility import Handled, agencies_of
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.models import Measure, Plan


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


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


def require_own(handled: Handled, user: User) -> None:
    """Refuse the page to whoever's record it is not."""
    if not is_own(handled, user):
        raise PermissionDenied


def invented(country: State | None) -> dict[str, Any]:
    """Return the template context that makes each page say that its country is invented."""
    return {"invented": country.name if country and country.invented else ""}


def invented_of_mine(request: HttpRequest) -> dict[str, Any]:
    """Return the same for a list: the invented country among the user's, if there is one."""
    return invented(countries_of(user_of(request)).filter(invented=True).first())


def tried(form: Any, act: Callable[[], object]) -> bool:
    """Do what a valid form asks for; say on the form why it can't be done, if so."""
    try:
        act()
    except PlanRefusedError as error:
        form.add_error(None, str(error))
        return False
    except ValidationError as error:
        for name, problems in _by_field(error).items():
            form.add_error(name if name in form.fields else None, problems)
        return False
    return True


def _by_field(error: ValidationError) -> dict[str, list[Any]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def tried_at_once(request: HttpRequest, act: Callable[[], object]) -> None:
    """Do what a button asks for; tell on the next page why it can't be done, if so."""
    try:
        act()
    except PlanRefusedError as error:
        messages.error(request, str(error))


def edit_page(request: HttpRequest, *, title: str, form: Any, back: str, **more: Any) -> HttpResponse:
    """Show a form on a page of its own."""
    return render(request, "pages/edit.html", {"title": title, "form": form, "back": back, **more})
