"""Who may open a page: each view names its permission, and a test walks all addresses to see that it does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from chegara.accounts.second_factor import must_enrol

View = Callable[..., HttpResponseBase]


def page(permission: str, *, second_factor: bool = True) -> Callable[[View], View]:
    """Let only holders of `permission` open the view; send the others to sign in, or refuse them.

    Whoever must have a second factor and has none is sent to set one up, unless the view is a step of that:
    those say `second_factor=False`. The permission is kept on the view as `permission`, so that navigation
    and tests can read it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_perm(permission):
                raise PermissionDenied
            if second_factor and must_enrol(request.user):
                return redirect("mfa_index")
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
