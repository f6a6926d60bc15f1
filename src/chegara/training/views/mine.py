"""One's own training: days and certificates, and the calendar feed that a person switches on."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chegara.accounts.models import AccessToken
from chegara.accounts.second_factor import must_enrol
from chegara.accounts.tokens import find_in_address
from chegara.organisation.actions import make_feed, note_client, note_use
from chegara.organisation.factors import confirmed
from chegara.organisation.forms import FeedForm
from chegara.organisation.page_context import edit_page, invented_of_mine, user_of
from chegara.organisation.papers import paper
from chegara.organisation.readers import in_words_of
from chegara.organisation.registers.presenters import language
from chegara.pages.access import page
from chegara.pages.rates import within
from chegara.training.methods.calendar_feed import calendar_file
from chegara.training.own import (
    FEED,
    is_registered,
    own_activities,
    own_certificates,
    own_events,
    own_sessions,
)
from chegara.training.report.papers import certificate_paper
from chegara.training.wordings import NAMES, spoken

HOUR = 3600
READS_AN_HOUR = 30
"""Of one address; a calendar program reads a few times a day."""
MOST_CLIENTS = 50
"""Programs that may read one address; who shares it more widely than that has lost it."""
KEPT = timedelta(days=365)
"""For how long past days stay in the feed."""
AGAIN_AFTER_HOURS = 12


@page("pages.use")
@spoken
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own days and certificates, and the addresses of calendar feeds that are switched on."""
    user, today = user_of(request), timezone.localdate()
    feeds = AccessToken.objects.filter(user=user, in_address=True, revoked_at=None)
    return render(
        request,
        "training/mine.html",
        {
            "title": _("My training"),
            "registered": is_registered(user),
            "sessions": own_sessions(user),
            "activities": own_activities(user),
            "certificates": own_certificates(user),
            "feeds": [(each, each.expires_on < today) for each in feeds if FEED in each.scopes],
            "today": today,
            **invented_of_mine(request),
        },
    )


@page("pages.use")
@spoken
def own_certificate(request: HttpRequest, pk: int, format_name: str) -> HttpResponse:
    """Hand out one's own certificate."""
    found = get_object_or_404(own_certificates(user_of(request)), pk=pk)
    return paper(certificate_paper(found, language(), named=True), found.number, format_name)


@page("pages.use")
@confirmed
def feed_new(request: HttpRequest) -> HttpResponse:
    """Switch a calendar feed on; show its address once, as the answer."""
    form = FeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, token = make_feed(feed=FEED, **form.cleaned_data, by=user_of(request))
        address = request.build_absolute_uri(reverse("training_feed", args=[token]))
        return render(
            request,
            "training/feed.html",
            {"title": _("Calendar feed"), "made": made, "address": f"{address}?language={language()}"},
        )
    return edit_page(
        request,
        title=_("Switch on a calendar feed"),
        form=form,
        submit=_("Make the address"),
        back=reverse("training_mine"),
        explanation=_(
            "A calendar program reads your own days from an address that only you know, without signing in. "
            "It gets no names; of what is for official use it gets the days alone."
        ),
    )


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program that knows the address: its owner's own days, and nothing else.

    No cookie and no sign-in count here; ADR 0016 says why this address stands outside the second factor.
    """
    found = find_in_address(token, timezone.localdate(), FEED)
    if found is None or not found.user.has_perm("pages.use"):
        return _refused(_("This address is unknown, revoked or expired. Make a new one on the site."), 404)
    if must_enrol(found.user):
        return _refused(_("Your role asks for a second factor. Set one up on the site first."), 403)
    if not within(f"feed:{found.pk}", most=READS_AN_HOUR, seconds=HOUR):
        answer = _refused(_("This address was read too often. Wait an hour."), 429)
        answer.headers["Retry-After"] = str(HOUR)
        return answer
    client = _client(request)
    if client not in found.clients and len(found.clients) >= MOST_CLIENTS:
        return _refused(_("Too many programs read this address. Revoke it and make a new one."), 403)
    note_client(found, client)
    note_use(found, timezone.localdate())
    asked = request.GET.get("language", "")
    with (
        translation.override(asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE),
        in_words_of(found.user, *NAMES),
    ):
        events = own_events(
            found.user,
            since=timezone.localdate() - KEPT,
            host=request.get_host(),
            url=request.build_absolute_uri(reverse("training_mine")),
        )
        content = calendar_file(
            events, name=_("My training"), at=timezone.now(), again_after_hours=AGAIN_AFTER_HOURS
        )
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


feed.opened_by = FEED  # type: ignore[attr-defined] # for the tests that walk all addresses


def _refused(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _client(request: HttpRequest) -> str:
    """Return which program asks, as far as it says, and from which network."""
    program = request.headers.get("User-Agent", "")[:120] or "–"
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    network = ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False)
    return f"{program} ({network})"
