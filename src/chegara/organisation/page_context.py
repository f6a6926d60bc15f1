"""What pages of any slice begin with: who looks, and whether the country is invented."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chegara.accounts.models import User
from chegara.organisation.models import State
from chegara.organisation.queries import countries_of


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def invented(country: State | None) -> dict[str, Any]:
    """Return the template context that makes each page say that its country is invented."""
    return {"invented": country.name if country and country.invented else ""}


def invented_of_mine(request: HttpRequest) -> dict[str, Any]:
    """Return the same for a list: the invented country among the user's, if there is one."""
    return invented(countries_of(user_of(request)).filter(invented=True).first())


def edit_page(request: HttpRequest, *, title: str, form: Any, back: str, **more: Any) -> HttpResponse:
    """Show a form on a page of its own."""
    return render(request, "pages/edit.html", {"title": title, "form": form, "back": back, **more})
