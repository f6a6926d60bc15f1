"""What the pages of evidence share: the user, the country and the import that a page is about."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from chegara.accounts.models import User
from chegara.evidence.models import Batch
from chegara.organisation.models import State
from chegara.organisation.queries import countries_of


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def chosen_country(request: HttpRequest) -> tuple[State | None, list[State]]:
    """Return the country asked for (by default the first of the user's) and all that could be asked for."""
    countries = list(countries_of(user_of(request)).order_by("code"))
    wanted = request.GET.get("country", "")
    if wanted and wanted not in {country.code for country in countries}:
        raise Http404
    return next((c for c in countries if c.code == wanted), countries[0] if countries else None), countries


def own_batch(request: HttpRequest, pk: int) -> Batch:
    """Return an import that the user may see, else a page that says there is nothing."""
    batch: Batch = get_object_or_404(
        Batch.objects.visible_to(user_of(request)).select_related(
            "owner_agency", "country", "file", "replaces"
        ),
        pk=pk,
    )
    return batch


def invented(country: State | None) -> dict[str, Any]:
    """Return the template context that makes each page say that its country is invented."""
    return {"invented": country.name if country and country.invented else ""}
