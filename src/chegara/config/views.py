"""The start page, the language switch and one's own password."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.i18n import set_language as django_set_language

from chegara.audit.actions import record
from chegara.pages.access import page
from chegara.pages.forms import style

set_language = django_set_language


@page("pages.use")
def home(request: HttpRequest) -> HttpResponse:
    """Show what there is to do for this user's roles."""
    return render(request, "config/home.html", {"title": _("Where the work stands")})


@page("pages.use")
def password_change(request: HttpRequest) -> HttpResponse:
    """Let somebody change the own password."""
    form = PasswordChangeForm(request.user, request.POST or None)  # type: ignore[arg-type]
    style(form)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)
        record(by=user, action="accounts.password_changed", on=user)
        return redirect("home")
    return render(
        request,
        "pages/edit.html",
        {"title": _("Change password"), "form": form, "submit": _("Change password")},
    )
