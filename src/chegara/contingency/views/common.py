"""What the pages of contingency plans share: the record that a page is about, refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from chegara.accounts.models import User
from chegara.contingency.actions.common import ContingencyError, owns, takes_part
from chegara.contingency.models import Activation, ContingencyPlan, Exercise, WarningSign
from chegara.contingency.wordings import in_words_of
from chegara.organisation.page_context import invented, tried_unless, user_of
from chegara.plans.actions.guards import PlanRefusedError

PAPER_FORMATS = (("docx", "Word"), ("pdf", "PDF"), ("html", "HTML"))


def plan_for(request: HttpRequest, pk: int) -> ContingencyPlan:
    """Return a plan that the user may see, else a page that says there is nothing."""
    plan: ContingencyPlan = get_object_or_404(
        ContingencyPlan.objects.visible_to(user_of(request)).whole(), pk=pk
    )
    return plan


def sign_for(request: HttpRequest, pk: int) -> WarningSign:
    """Return a warning sign that the user may see."""
    signs = WarningSign.objects.visible_to(user_of(request)).select_related(
        "plan__country",
        "plan__owner_agency",
        "plan__compartment",
        "plan__point",
        "plan__section",
        "series",
        "point",
        "section",
    )
    sign: WarningSign = get_object_or_404(signs, pk=pk)
    return sign


def activation_for(request: HttpRequest, pk: int) -> Activation:
    """Return an activation that the user may see."""
    found = Activation.objects.visible_to(user_of(request)).select_related(
        "plan__country", "plan__owner_agency", "plan__compartment", "plan__point", "plan__section"
    )
    activation: Activation = get_object_or_404(found, pk=pk)
    return activation


def exercise_for(request: HttpRequest, pk: int) -> Exercise:
    """Return an exercise that the user may see."""
    found = Exercise.objects.visible_to(user_of(request)).select_related(
        "plan__country",
        "plan__owner_agency",
        "plan__compartment",
        "plan__point",
        "plan__section",
        "activation",
    )
    exercise: Exercise = get_object_or_404(found, pk=pk)
    return exercise


def own(request: HttpRequest, plan: ContingencyPlan) -> User:
    """Return the user, or refuse the page to whoever's plan it is not."""
    user = user_of(request)
    if not owns(plan, user):
        raise PermissionDenied
    return user


def taking_part(request: HttpRequest, plan: ContingencyPlan) -> User:
    """Return the user, or refuse the page to whoever's agency takes no part."""
    user = user_of(request)
    if not takes_part(plan, user):
        raise PermissionDenied
    return user


def tried(form: Any, act: Callable[[], object]) -> bool:
    """Do what a valid form asks for; say on the form why it can't be done, if so."""
    return tried_unless(form, act, ContingencyError, PlanRefusedError)


def form_page(
    request: HttpRequest, plan: ContingencyPlan, form: Any, *, title: str, back: str, exercise: bool = False,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Show a form that belongs to a plan: what stands around it and what it offers in the reader's language.

    What the form holds was read before: it is changed in the words in which it was written.
    """
    context = {"title": title, "form": form, "back": back, "plan": plan, "exercise": exercise, **more}
    with in_words_of(user_of(request)):
        return render(request, "contingency/edit.html", context | invented(plan.country))


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page read free texts in the reader's language; what is sent is dealt with as it was written."""

    @wraps(view)
    def saying(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        with in_words_of(user_of(request)):
            return view(request, *args, **kwargs)

    return saying
