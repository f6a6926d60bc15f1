"""Pages of aids in custody, deployments, finds, and versions from two telephones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.canine.actions.aids import countersign, move_aid
from chegara.canine.actions.field import deploy, link_find, settle_conflict
from chegara.canine.choices import ChangeState
from chegara.canine.forms import CountersignForm, DeploymentForm, LinkForm, MoveForm, SettleForm
from chegara.canine.models import Deployment, FieldChange
from chegara.canine.presenters import versions
from chegara.canine.views.training import own
from chegara.evidence.models import Record
from chegara.organisation.page_context import edit_page, invented, invented_of_mine, user_of
from chegara.organisation.registers.pages import is_own, tried
from chegara.organisation.registers.presenters import day, number
from chegara.organisation.visibility import own_agencies
from chegara.pages.access import page

NEAR = timedelta(days=3)


@page("canine.aids")
def aid_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Weigh an aid and note its movement as the first person."""
    aid, user = own(request, "aids", pk), user_of(request)
    form = MoveForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(form, lambda: move_aid(aid, by=user, **data)):
            messages.info(request, _("It counts once a second person has weighed the aid and signed."))
            return redirect(aid.get_absolute_url())
    return edit_page(
        request, title=_("Weigh and move: %s") % aid, form=form, back=aid.get_absolute_url(),
        **invented(aid.country),
    )  # fmt: skip


@page("canine.aids")
def movement_countersign(request: HttpRequest, pk: int) -> HttpResponse:
    """Weigh an aid as the second person, without the first one's figure, and sign."""
    movement, user = own(request, "movements", pk), user_of(request)
    if movement.second_id is not None:
        raise Http404
    form = CountersignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        weight = form.cleaned_data["weight_g"]
        if tried(form, lambda: countersign(movement, weight_g=weight, by=user)):
            movement.refresh_from_db()
            _tell_difference(request, movement)
            return redirect(movement.aid.get_absolute_url())
    return edit_page(
        request, title=_("Countersign: %s") % movement, form=form, back=movement.aid.get_absolute_url(),
        submit=_("Sign"), **invented(movement.country),
    )  # fmt: skip


def _tell_difference(request: HttpRequest, movement: Any) -> None:
    words = {"first": number(movement.weight_g, 2), "second": number(movement.second_weight_g, 2)}
    if movement.difference_g > movement.aid.tolerance_g + 1e-9:
        messages.warning(
            request,
            _("Signed, but the weighings differ: %(first)s g and %(second)s g. Weigh again together.")
            % words,
        )
    else:
        messages.success(request, _("Signed: %(first)s g and %(second)s g.") % words)


@page("canine.record")
def team_deploy(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a team on duty, or enter a day on which it served; a blocked team is refused."""
    team, user = own(request, "teams", pk), user_of(request)
    form = DeploymentForm(
        request.POST or None,
        user=user,
        initial={"on": timezone.localdate(), "point": team.point_id},
        instance=Deployment(team=team),
    )
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        if tried(form, lambda: deploy(made, by=user)):
            return redirect(made.get_absolute_url())
    return edit_page(
        request, title=_("Send team %s on duty") % team, form=form, back=team.get_absolute_url(),
        **invented(team.country),
    )  # fmt: skip


@page("canine.record")
def find_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a find to the event in the statistics that tells of it."""
    find, user = own(request, "finds", pk), user_of(request)
    on = timezone.localdate(find.search.searched_at)
    events = (
        known_events(user)
        .counting()
        .filter(event=True, start__range=(on - NEAR, on + NEAR), batch__country=find.country)
        .select_related("indicator", "point")
        .order_by("start")[:500]
    )
    offered = Record.objects.filter(pk__in=[event.pk for event in events]).select_related(
        "indicator", "point"
    )
    form = LinkForm(request.POST or None, events=offered, initial={"event": find.event_id})
    if request.method == "POST" and form.is_valid():
        event = form.cleaned_data["event"]
        if tried(form, lambda: link_find(find, event, by=user)):
            return redirect(find.get_absolute_url())
    return edit_page(
        request, title=_("Link to an event: %s") % find, form=form, back=find.get_absolute_url(),
        explanation=_("Searched on %(day)s: %(found)s.") % {"day": day(on), "found": find.substance},
        **invented(find.country),
    )  # fmt: skip


def known_events(user: User) -> Any:
    """Return the events that somebody may link a find to.

    Who answers for the service need not read the statistics: the own agency's events are enough.
    """
    seen = Record.objects.visible_to(user)
    if user.has_perm("evidence.view"):
        return seen
    return seen.filter(batch__owner_agency__in=own_agencies(user) if user.has_perm("canine.certify") else ())


def _conflicts(request: HttpRequest) -> Any:
    rows = FieldChange.objects.visible_to(user_of(request)).filter(became=ChangeState.CONFLICT)
    return rows.select_related("team__owner_agency__country", "search", "performance", "by")


@page("canine.view")
def conflict_list(request: HttpRequest) -> HttpResponse:
    """List records of which two devices hold different versions."""
    return render(
        request,
        "canine/conflicts.html",
        {"title": _("Versions to be settled"), "rows": _conflicts(request), **invented_of_mine(request)},
    )


@page("canine.record")
def conflict_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two versions of a record side by side, and decide which holds."""
    kept, user = get_object_or_404(_conflicts(request), pk=pk), user_of(request)
    if not is_own(kept, user):
        raise Http404
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        choose, reason = form.cleaned_data["choice"] == "other", form.cleaned_data["reason"]
        if tried(form, lambda: settle_conflict(kept, choose=choose, reason=reason, by=user)):
            messages.success(request, _("Settled."))
            return redirect((kept.search or kept.performance).get_absolute_url())
    return render(
        request,
        "canine/conflict.html",
        {
            "title": _("Which version holds? %s") % kept,
            "kept": kept,
            "versions": versions(kept),
            "form": form,
            **invented(kept.country),
        },
    )
