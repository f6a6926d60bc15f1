"""What the pages of training share: whose session it is, files in and out, refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from chegara.organisation.page_context import edit_page, invented, user_of
from chegara.organisation.registers import pages
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.organisation.registers.pages import is_own
from chegara.plans.actions.guards import PlanRefusedError
from chegara.training.activity_sheet import SheetRefusedError
from chegara.training.models import Session

REFUSALS = (RecordRefusedError, PlanRefusedError, SheetRefusedError)


def tried(form: Any, act: Callable[[], object]) -> bool:
    """Do what a valid form asks for; say on the form why it can't be done, if so."""
    return pages.tried(form, act, *REFUSALS)


def seen(request: HttpRequest, model: Any, pk: int, *names: str) -> Any:
    """Return a record that the user may see, with what it names, else a page that says there is nothing."""
    return get_object_or_404(model.objects.visible_to(user_of(request)).select_related(*names), pk=pk)


def own_session(request: HttpRequest, pk: int) -> Session:
    """Return a session of one of the user's agencies."""
    session: Session = seen(request, Session, pk, "course__owner_agency__country")
    if not is_own(session, user_of(request)):
        raise PermissionDenied
    return session


def handed_out(content: bytes | str, name: str, kind: str) -> HttpResponse:
    """Return a file to be saved."""
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def upload(
    request: HttpRequest,
    pk: int,
    form_class: Any,
    act: Callable[[Session, Any], None],
    title: str,
    explanation: str = "",
    **more: Any,
) -> HttpResponse:
    """Take a file about a session; `act` reads it in."""
    session = own_session(request, pk)
    form = form_class(request.POST or None, request.FILES or None, **more)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: act(session, form)):
        messages.success(request, _("Read in."))
        return redirect(session)
    return edit_page(
        request,
        title=title,
        form=form,
        submit=_("Read in"),
        back=session.get_absolute_url(),
        explanation=explanation,
        **invented(session.country),
    )
