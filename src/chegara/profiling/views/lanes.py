"""Pages of lanes and quotas, and of the seeds by which lots are drawn."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.organisation.models import Agency
from chegara.organisation.queries import agencies_to_act_for
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.profiling.actions import selections as actions
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.choices import GoodsSubject
from chegara.profiling.models import DrawingSeed, LanePolicy
from chegara.profiling.selection_forms import LanesForm
from chegara.profiling.views.common import invented_for, user_of

SEEDS = 40


@page("profiling.view")
def lane_policies(request: HttpRequest) -> HttpResponse:
    """Show control samples and quotas, and the seeds: the hash before the day, the seed after it."""
    user, today = user_of(request), timezone.localdate()
    held = LanePolicy.objects.visible_to(user).select_related("owner_agency", "by").prefetch_related("quotas")
    found = {(one.owner_agency_id, one.subject): one for one in held}
    own = Agency.objects.filter(pk__in=agencies_of(user)).order_by("code")
    rows = [
        (agency, subject, label, found.get((agency.pk, subject)))
        for agency in own
        for subject, label in GoodsSubject.choices
    ]
    seeds = DrawingSeed.objects.filter(agency__in=own).select_related("agency")[:SEEDS]
    return render(request, "profiling/lanes.html", {
        "title": _("Lanes and quotas"), "rows": rows, "invented": invented_for(user),
        "may_edit": user.has_perm("profiling.approve"),
        "seeds": [(one, one.seed if one.day < today else "") for one in seeds],
    })  # fmt: skip


@page("profiling.approve")
def lane_policy_edit(request: HttpRequest, agency: int, subject: str) -> HttpResponse:
    """Decide on the control sample and the quotas."""
    user = user_of(request)
    owner = get_object_or_404(agencies_to_act_for(user), pk=agency)
    if subject not in GoodsSubject.values:
        raise Http404
    policy = LanePolicy.objects.visible_to(user).filter(owner_agency=owner, subject=subject).first()
    form = LanesForm(request.POST or None, policy=policy)
    if request.method == "POST" and form.is_valid():
        made = policy or LanePolicy(owner_agency=owner, subject=subject)
        made.control_percent = form.cleaned_data["control_percent"]
        try:
            actions.save_policy(made, quotas=form.quotas(), by=user, reason=form.cleaned_data["reason"])
        except ProfilingError as error:
            form.add_error(None, str(error))
        else:
            return redirect("lane_policies")
    title = f"{GoodsSubject(subject).label}: " + _("lanes and quotas")
    return render(
        request, "profiling/lanes_form.html", {"form": form, "title": title, "back": reverse("lane_policies")}
    )
