"""Pages of watchlists."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.pages.lists import show_list
from chegara.profiling.actions import lists as actions
from chegara.profiling.choices import EntryQuality
from chegara.profiling.forms import ListFileForm, WatchlistForm
from chegara.profiling.models import Watchlist
from chegara.profiling.tables import ListedPersonTable, WatchlistTable
from chegara.profiling.views.common import form_page, invented, invented_for, user_of
from chegara.profiling.wordings import spoken

SHOWN_CHANGES = 20


@page("profiling.edit")
@spoken
def watchlist_list(request: HttpRequest) -> HttpResponse:
    """List the watchlists, and which of them may raise a hit."""
    rows = (
        Watchlist.objects.visible_to(user_of(request))
        .select_related("owner_agency")
        .annotate(latest=Max("versions__at"), person_count=Count("persons", distinct=True))
    )
    return show_list(
        request,
        title=_("Watchlists"),
        table_class=WatchlistTable,
        rows=rows,
        template="profiling/watchlists.html",
        export_name="watchlists",
        empty=_("No watchlist yet: describe one, then bring in its file."),
        context={"invented": invented_for(user_of(request))},
    )


@page("profiling.edit")
def watchlist_new(request: HttpRequest) -> HttpResponse:
    """Describe a watchlist."""
    user = user_of(request)
    form = WatchlistForm(request.POST or None, user=user)
    return form_page(
        request, form, lambda _data: actions.save_list(form.save(commit=False), by=user),
        title=_("New watchlist"), back=reverse("watchlist_list"), to=lambda made: made.get_absolute_url(),
    )  # fmt: skip


def _own(request: HttpRequest, pk: int) -> Watchlist:
    visible = Watchlist.objects.visible_to(user_of(request)).select_related("owner_agency__country")
    watchlist: Watchlist = get_object_or_404(visible, pk=pk)
    return watchlist


@page("profiling.edit")
@spoken
def watchlist_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list: its force, the quality of its entries, its versions with what changed, its persons."""
    watchlist = _own(request, pk)
    grades = dict(watchlist.persons.values_list("quality").annotate(count=Count("pk")))
    versions = list(watchlist.versions.select_related("by")[:10])
    rows = watchlist.persons.all()
    wanted = request.GET.get("name", "").strip()
    if wanted:
        rows = rows.filter(name__icontains=wanted)
    context: dict[str, Any] = {
        "watchlist": watchlist,
        "raises": watchlist.raises_hits(timezone.localdate()),
        "grades": [(label, grades.get(value, 0)) for value, label in EntryQuality.choices],
        "versions": [
            (one, [(kind, len(names), [name for _key, name in names[:SHOWN_CHANGES]])
                   for kind, names in ((_("new"), one.added), (_("changed"), one.changed), (_("gone"), one.removed))
                   if names])
            for one in versions
        ],
        "false_matches": watchlist.false_matches.filter(until__gte=timezone.localdate()).count(),
        "invented": invented(watchlist),
        "wanted": wanted,
    }  # fmt: skip
    return show_list(
        request, title=watchlist.title, table_class=ListedPersonTable, rows=rows,
        template="profiling/watchlist.html", export_name=f"watchlist-{pk}", context=context,
        empty=_("Nobody yet: bring in the list's file."),
    )  # fmt: skip


@page("profiling.edit")
def watchlist_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a list."""
    watchlist, user = _own(request, pk), user_of(request)
    form = WatchlistForm(request.POST or None, instance=watchlist, user=user)
    return form_page(
        request, form, lambda _data: actions.save_list(form.save(commit=False), by=user),
        title=watchlist.title, back=watchlist.get_absolute_url(),
    )  # fmt: skip


@page("profiling.edit")
def watchlist_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in the next version."""
    watchlist, user = _own(request, pk), user_of(request)
    form = ListFileForm(request.POST or None, request.FILES or None)
    return form_page(
        request,
        form,
        lambda data: actions.bring_in(
            watchlist, name=data["file"].name, content=data["file"].read(), by=user
        ),
        title=_("Bring in a version"),
        back=watchlist.get_absolute_url(),
        explanation=_("The file is the whole list: who is not in it is no longer listed."),
        submit=_("Bring in"),
    )


@page("profiling.edit")
def watchlist_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a list out of use."""
    watchlist, user = _own(request, pk), user_of(request)
    return form_page(
        request, ReasonForm(request.POST or None),
        lambda data: actions.withdraw(watchlist, by=user, reason=data["reason"]),
        title=_("Withdraw the list"), back=watchlist.get_absolute_url(), submit=_("Withdraw"),
    )  # fmt: skip
