"""Pages of access tokens, by which other programs ask: one's own, and the administrator's switch."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.accounts.models import AccessToken, User
from chegara.accounts.tokens import scopes_of, words_of
from chegara.organisation import actions
from chegara.organisation.factors import confirmed
from chegara.organisation.forms import TokenForm
from chegara.organisation.views import _user
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm


@page("pages.use")
def token_list(request: HttpRequest) -> HttpResponse:
    """Show one's own access tokens: which program, what it may do, when it was last used."""
    user, today = _user(request), timezone.localdate()
    return render(
        request,
        "organisation/tokens.html",
        {
            "title": _("Access for programs"),
            "tokens": [
                (each, words_of(each), each.expires_on < today)
                for each in AccessToken.objects.filter(user=user, revoked_at=None)
            ],
            "may_make": bool(scopes_of(user)),
        },
    )


@page("pages.use")
@confirmed
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token; show it once, as the answer."""
    user = _user(request)
    if not scopes_of(user):
        return redirect("token_list")
    form = TokenForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        made, token = actions.make_token(**form.cleaned_data, by=user)
        context = {"title": _("Access token"), "made": made, "token": token}
        return render(request, "organisation/token.html", context)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("New access token"),
            "explanation": _(
                "A program that knows the token asks in your name, and each of its questions stands in the "
                "audit log under your name. It never may do more than you, and nothing that is not "
                "ticked here."
            ),
            "form": form,
            "submit": _("Make the token"),
            "back": reverse("token_list"),
        },
    )


@page("pages.use")
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's own tokens: from this moment it opens nothing."""
    user = _user(request)
    token = get_object_or_404(AccessToken, pk=pk, user=user, revoked_at=None)
    if request.method == "POST":
        actions.revoke_tokens(user, by=user, pk=pk)
        messages.success(request, _("The token is revoked: from now on it opens nothing."))
        return redirect("token_list")
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Revoke the access token"),
            "explanation": str(token),
            "form": "",
            "submit": pgettext("token", "Revoke"),
            "back": reverse("token_list"),
        },
    )


@page("accounts.manage")
def tokens_revoke_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke all tokens of somebody, for example of a computer that was lost."""
    person = get_object_or_404(User, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = actions.revoke_tokens(person, by=_user(request), reason=form.cleaned_data["reason"])
        told = ngettext("%(n)s token was revoked.", "%(n)s tokens were revoked.", count) % {"n": count}
        messages.success(request, told)
        return redirect("user_detail", pk=pk)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Revoke all access tokens"),
            "explanation": _("Programs that asked in the name of %(person)s get no answer any more.")
            % {"person": person},
            "form": form,
            "submit": _("Revoke all access tokens"),
            "back": reverse("user_detail", args=[pk]),
        },
    )
