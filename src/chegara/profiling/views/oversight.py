"""Pages of oversight: does it work, does it discriminate, who looked at whom."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.profiling.actions import checks as check_actions
from chegara.profiling.actions import upkeep
from chegara.profiling.forms import (
    ConfirmForm,
    PeriodForm,
    PostSettingsForm,
)
from chegara.profiling.goods_oversight import goods_figures, proxies_found
from chegara.profiling.models import Halt, PostSettings
from chegara.profiling.presenters.oversight import ATTRIBUTES, comparison_rows, group_named, outcome_rows
from chegara.profiling.queries import figures, open_requests
from chegara.profiling.tongue import tongue
from chegara.profiling.views.common import form_page, invented_for, links, user_of
from chegara.profiling.wordings import spoken

SHOWN_HALTS = 5
SOON = timedelta(days=30)


@page("profiling.oversee")
@spoken
def oversight(request: HttpRequest) -> HttpResponse:
    """Show the statistics of a period."""
    user, today = user_of(request), timezone.localdate()
    usual = PeriodForm.usual(today)
    form = PeriodForm(request.GET or None, initial=usual)
    period = form.cleaned_data if form.is_bound and form.is_valid() else usual
    found = figures(user, period["first"], period["last"], today)
    return render(request, "profiling/oversight.html", {
        "title": _("Oversight"), "invented": invented_for(user), "form": form, "figures": found, "comparisons": comparison_rows(found),
        "goods": goods_figures(user, period["first"], period["last"]),
        "proxies": [group_named(one) | {"words": one["words"][tongue()]} for one in proxies_found(user)],
        "halts": Halt.objects.visible_to(user).select_related("agency", "by")[:SHOWN_HALTS],
        "outcomes": outcome_rows(found), "attributes": ATTRIBUTES, "requests": open_requests(user).count(),
        "settings": PostSettings.objects.visible_to(user).select_related("point"),
        "statistics": links("profiling_paper", "statistics"), "impact": links("profiling_paper", "impact"),
        "overdue": open_requests(user).filter(due_on__lt=today).count(),
    })  # fmt: skip


@page("profiling.oversee")
def retention(request: HttpRequest) -> HttpResponse:
    """Delete personal data whose time is over, told before it is done."""
    user, today = user_of(request), timezone.localdate()
    agencies = list(agencies_of(user))
    due = upkeep.due_for_deletion(today, agencies).count()
    return form_page(
        request, ConfirmForm(request.POST or None),
        lambda _data: upkeep.delete_due(by=user, today=today, agencies=agencies),
        title=_("Delete what is over its time"), back=reverse("oversight"), submit=_("Delete"),
        template="profiling/retention.html",
        due=due, soon=upkeep.due_for_deletion(today + SOON, agencies).count() - due,
        matches=upkeep.forgotten_matches(today, agencies).count(), days=SOON.days,
        still_open=upkeep.still_open(today, agencies).count(), kept=upkeep.kept_with_the_case(agencies).count(),
    )  # fmt: skip


@page("profiling.approve")
def post_settings(request: HttpRequest) -> HttpResponse:
    """Decide for a post: second line, random sample, retention."""
    user = user_of(request)
    key = request.GET.get("pk", "")
    visible: QuerySet[PostSettings] = PostSettings.objects.visible_to(user).filter(
        owner_agency__in=agencies_of(user)
    )
    instance = get_object_or_404(visible, pk=key) if key.isdigit() else None
    form = PostSettingsForm(request.POST or None, instance=instance, user=user)
    return form_page(
        request, form, lambda _data: check_actions.save_post_settings(form.save(commit=False), by=user),
        title=_("Settings of a post"), back=reverse("oversight"),
        explanation=_("The random sample of persons stays off until a legal article is entered. Nobody can steer it: the hash of the day's seed is shown from the morning, the seed the day after."),
    )  # fmt: skip
