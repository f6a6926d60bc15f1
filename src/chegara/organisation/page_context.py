"""What pages of any slice share: who looks, whether the country is invented, a form and its refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
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


def tried_unless(form: Any, act: Callable[[], object], *refusals: type[Exception]) -> bool:
    """Do what a valid form asks for; say on the form why it can't be done, if so.

    Args:
        form: valid and bound.
        act: what to do.
        refusals: exceptions whose message tells the user why it can't be done.
    """
    try:
        act()
    except refusals as error:
        form.add_error(None, str(error))
        return False
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, problems in found.items():
            form.add_error(name if name in form.fields else None, problems)
        return False
    return True


def edit_page(request: HttpRequest, *, title: str, form: Any, back: str, **more: Any) -> HttpResponse:
    """Show a form on a page of its own."""
    return render(request, "pages/edit.html", {"title": title, "form": form, "back": back, **more})
