"""Pages that take an operation on, and turn a gap into a measure."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chegara.cooperation.actions.joint import close_gap, move_operation
from chegara.cooperation.choices import OPERATION_TRANSITIONS
from chegara.cooperation.forms import GapForm, OperationMoveForm
from chegara.cooperation.models import Operation
from chegara.cooperation.registers import REGISTERS
from chegara.organisation.page_context import edit_page, invented, user_of
from chegara.organisation.registers.pages import is_own, record_for, tried
from chegara.pages.access import page
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.models import Measure


@page("cooperation.change")
def operation_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an operation to its next state, with what that asks for."""
    user = user_of(request)
    operation = record_for(request, REGISTERS["operations"], pk)
    if not is_own(operation, user):
        raise PermissionDenied
    if not OPERATION_TRANSITIONS[operation.state]:
        raise Http404
    form = OperationMoveForm(request.POST or None, instance=operation)
    if request.method == "POST" and form.is_valid():
        stored = Operation.objects.get(pk=pk)
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        if tried(
            form,
            lambda: move_operation(stored, to=to, values=form.needed(), by=user, reason=reason),
            PlanRefusedError,
        ):
            return redirect(stored)
    return edit_page(
        request, title=_("Take on: %(operation)s") % {"operation": operation}, form=form,
        back=operation.get_absolute_url(), **invented(operation.country),
    )  # fmt: skip


@page("plans.change")
def gap_measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a measure of a plan that closes a gap of the self-assessment."""
    user = user_of(request)
    one = record_for(request, REGISTERS["assessments"], pk)
    if not is_own(one, user):
        raise PermissionDenied
    form = GapForm(
        request.POST or None,
        user=user,
        assessment=one,
        initial={"title": one.gap.splitlines()[0][:300] if one.gap else ""},
    )
    if request.method == "POST" and form.is_valid():
        made: list[Measure] = []
        if tried(form, lambda: made.append(close_gap(one, by=user, **form.cleaned_data)), PlanRefusedError):
            return redirect(made[0])
    return edit_page(
        request, title=_("Propose a measure"), form=form, back=one.get_absolute_url(),
        explanation=f"{one}: {one.gap}", **invented(one.country),
    )  # fmt: skip
