"""What the pages of risk analyses share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from chegara.accounts.models import User
from chegara.reporting.blocks import Block
from chegara.reporting.html import render_fragment
from chegara.risk.actions.common import takes_part
from chegara.risk.models import Assessment, Risk
from chegara.risk.presenters import language
from chegara.risk.queries import assessments_of


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def own_assessment(request: HttpRequest, pk: int) -> Assessment:
    """Return an assessment that the user may see, else a page that says there is nothing."""
    return get_object_or_404(assessments_of(user_of(request)), pk=pk)


def own_risk(request: HttpRequest, pk: int) -> Risk:
    """Return a risk that the user may see."""
    visible = Risk.objects.visible_to(user_of(request)).select_related(
        "assessment__country", "assessment__owner_agency", "carried_from"
    )
    risk: Risk = get_object_or_404(visible, pk=pk)
    return risk


def changing(request: HttpRequest, assessment: Assessment) -> Assessment:
    """Return the assessment, or say that there is nothing, to whoever takes no part in it."""
    if not takes_part(assessment, user_of(request)):
        raise Http404
    return assessment


def context(assessment: Assessment, **more: Any) -> dict[str, Any]:
    """Return what each page of an assessment needs."""
    country = assessment.country
    return {"assessment": assessment, "invented": country.name if country.invented else "", **more}


def told_as_html(blocks: Sequence[Block]) -> SafeString:
    """Return blocks of a document as part of a page."""
    return mark_safe(render_fragment(blocks, language()))  # noqa: S308 - reporting escapes every text it is given


def form_page(
    request: HttpRequest, assessment: Assessment, form: forms.BaseForm, *, back: str = "", **more: Any
) -> HttpResponse:
    """Show a form of an assessment."""
    back = back or reverse("assessment_detail", args=[assessment.pk])
    return render(request, "pages/edit.html", context(assessment, form=form, back=back, **more))
