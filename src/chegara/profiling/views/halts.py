"""Pages of the kill switch: all profiles stopped at once, switched on again by two persons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.profiling.actions import halts as actions
from chegara.profiling.forms import StopAllForm
from chegara.profiling.halts import halt_words, halts_for
from chegara.profiling.methods.profiles.document import APPROVERS
from chegara.profiling.models import Halt
from chegara.profiling.views.common import form_page, user_of
from chegara.profiling.wordings import spoken


@page("profiling.stop")
def halt_new(request: HttpRequest) -> HttpResponse:
    """Stop all profiles of an agency at once."""
    user = user_of(request)
    return form_page(
        request, StopAllForm(request.POST or None, user=user),
        lambda data: actions.stop_all(data["agency"], reason=data["reason"], by=user),
        title=_("Stop all profiles at once"), back=reverse("profile_list"),
        to=lambda made: made.get_absolute_url(), submit=_("Stop all profiles"),
        explanation=_("From this moment no profile of the agency selects: at posts, in files of records, for other programs. Two supervisors switch on again."),
    )  # fmt: skip


def _halt(request: HttpRequest, pk: int) -> Halt:
    user = user_of(request)
    own = Halt.objects.visible_to(user).select_related("agency__country", "by")
    used = next((one for one in halts_for(user) if one.pk == pk), None)
    found: Halt = used or get_object_or_404(own, pk=pk)
    return found


@page("profiling.view")
@spoken
def halt_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show why all profiles are stopped, and who has consented to switch on again."""
    halt, user = _halt(request, pk), user_of(request)
    signers = [one.by_id for one in halt.signatures.all()]
    return render(request, "profiling/halt.html", {
        "title": _("Stop of all profiles"), "halt": halt,
        "invented": halt.agency.country.name if halt.agency.country.invented else "",
        "missing": 0 if halt.lifted_at else APPROVERS - len(signers),
        "may_consent": halt.lifted_at is None and user.has_perm("profiling.approve") and user.pk not in signers
        and halt.agency_id in set(agencies_of(user)),
    })  # fmt: skip


@page("profiling.approve")
def halt_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent to switch on again."""
    halt, user = _halt(request, pk), user_of(request)
    return form_page(
        request, ReasonForm(request.POST or None),
        lambda data: actions.switch_on(halt, reason=data["reason"], by=user),
        title=_("Consent to switch on again"), back=halt.get_absolute_url(), submit=_("Consent"),
        explanation=halt_words(halt) if halt.lifted_at is None else "",
    )  # fmt: skip
