"""Pages of second factors: one's own, and the administrator's decisions about them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.accounts.models import Factor, User
from chegara.accounts.second_factor import (
    FEW_CODES,
    codes_left,
    describe,
    factors_of,
    has_second_factor,
    must_enrol,
    required_roles,
)
from chegara.organisation import actions
from chegara.organisation.forms import SecondFactorForm
from chegara.organisation.models import Membership
from chegara.organisation.views import _user
from chegara.pages.access import View, page
from chegara.pages.forms import ReasonForm

confirmed: Callable[[View], View] = reauthentication_required(app="allauth.mfa")
"""Asks for password, code or key again before something delicate, unless that was just done."""


@dataclass(frozen=True)
class Own:
    """One of somebody's factors, as the page lists it."""

    pk: int
    title: str
    since: datetime
    last_used: datetime | None
    remark: str
    short: bool


def _own(authenticator: Any) -> Own:
    left = codes_left(authenticator) if authenticator.type == Factor.CODES else None
    remark = (
        ""
        if left is None
        else ngettext("%(n)s code left", "%(n)s codes left", left) % {"n": left}
    )  # fmt: skip
    return Own(
        pk=authenticator.pk,
        title=describe(authenticator),
        since=authenticator.created_at,
        last_used=authenticator.last_used_at,
        remark=remark,
        short=left is not None and left <= FEW_CODES,
    )


@page("pages.use", second_factor=False)
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show one's own second factors, and the ways to set up another."""
    user = _user(request)
    found = factors_of(user)
    kinds = {each.type for each in found}
    return render(
        request,
        "organisation/second_factor.html",
        {
            "title": _("My second factor"),
            "factors": [_own(each) for each in found],
            "has_token": Factor.TOKEN in kinds,
            "has_codes": Factor.CODES in kinds,
            "must": must_enrol(user),
        },
    )


@page("pages.use", second_factor=False)
@confirmed
def codes_new(request: HttpRequest) -> HttpResponse:
    """Ask whether to print a new sheet of one-time codes; show it once, as the answer."""
    user = _user(request)
    if request.method == "POST":
        codes = [" ".join(re.findall("....", code)) for code in actions.print_codes(user)]
        context = {
            "title": _("One-time codes"),
            "codes": codes,
            "person": user,
            "host": request.get_host(),
            "made": timezone.localtime(),
        }
        return render(request, "organisation/codes.html", context)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("One-time codes"),
            "explanation": _(
                "A sheet of codes to print, for a place without telephone or key. Each code opens your "
                "account once, after the password. The sheet is shown this once and never again; an older "
                "sheet becomes void."
            ),
            "form": "",
            "submit": _("Make a sheet of codes"),
            "back": reverse("mfa_index"),
        },
    )


@page("pages.use", second_factor=False)
@confirmed
def factor_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away one of one's own second factors."""
    user = _user(request)
    authenticator = get_object_or_404(Authenticator, pk=pk, user=user)
    if request.method == "POST":
        actions.remove_factor(authenticator, by=user)
        messages.success(request, _("The second factor was removed."))
        return redirect("mfa_index")
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Remove a second factor"),
            "explanation": describe(authenticator),
            "form": "",
            "submit": pgettext("button", "Remove"),
            "back": reverse("mfa_index"),
        },
    )


@page("accounts.manage")
def factors_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the second factors of somebody who lost them."""
    person = get_object_or_404(User, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reset_factors(person, by=_user(request), reason=form.cleaned_data["reason"])
        return redirect("user_detail", pk=pk)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Take away the second factors"),
            "explanation": _(
                "%(person)s then signs in with the password alone, and sets up a new second factor if the "
                "role asks for one. Make sure who asks you for it."
            )
            % {"person": person},
            "form": form,
            "submit": _("Take away the second factors"),
            "back": reverse("user_detail", args=[pk]),
        },
    )


@page("accounts.manage")
def second_factor_rules(request: HttpRequest) -> HttpResponse:
    """Decide which roles sign in with a second factor; show who of them has none yet."""
    roles = required_roles()
    form = SecondFactorForm(request.POST or None, initial={"roles": sorted(roles)})
    if request.method == "POST" and form.is_valid():
        actions.require_second_factor(
            form.cleaned_data["roles"], by=_user(request), reason=form.cleaned_data["reason"]
        )
        return redirect("second_factor_rules")
    holders = Membership.objects.current().filter(role__in=roles, user__is_active=True)
    people = User.objects.filter(pk__in=holders.values("user"))
    return render(
        request,
        "organisation/second_factor_rules.html",
        {
            "title": _("Second factor"),
            "form": form,
            "required": bool(roles),
            "without": [person for person in people if not has_second_factor(person)],
        },
    )
