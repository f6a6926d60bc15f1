"""The pages on which the texts of a plan or an estimate are put into another language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from chegara.organisation.page_context import invented, user_of
from chegara.organisation.wordings_page import wordings_page
from chegara.pages.access import page
from chegara.plans.actions.plans import set_wordings
from chegara.plans.resource_models import ResourceEstimate
from chegara.plans.views.common import plan_for, require_own
from chegara.plans.wordings import subject_of, texts_of, texts_of_estimate


@page("plans.change")
def plan_wordings(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the texts of a plan and of the measures that the user sees into another language."""
    user, plan = user_of(request), plan_for(request, pk)
    require_own(plan, user)
    return wordings_page(
        request, plan, subject=subject_of(plan), texts=texts_of(plan, user), context=invented(plan.country),
        keep=lambda language, words: set_wordings(plan, language=language, words=words, by=user),
    )  # fmt: skip


@page("plans.change")
def estimate_wordings(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the texts of an estimate of resources into another language."""
    user = user_of(request)
    seen = ResourceEstimate.objects.visible_to(user).select_related("country", "owner_agency", "compartment")
    estimate: ResourceEstimate = get_object_or_404(seen, pk=pk)
    require_own(estimate, user)
    return wordings_page(
        request, estimate, subject=subject_of(estimate), texts=texts_of_estimate(estimate),
        context=invented(estimate.country),
        keep=lambda language, words: set_wordings(estimate, language=language, words=words, by=user),
    )  # fmt: skip
