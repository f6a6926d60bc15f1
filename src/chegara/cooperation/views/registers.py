"""Pages of any register: its list, a record, entering, changing and removing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.cooperation.actions.records import (
    ADDED_BY_ALL,
    CooperationRefusedError,
    remove,
    save_part,
    save_record,
)
from chegara.cooperation.forms import DocumentForm, RemoveForm, form_class
from chegara.cooperation.models import MeasureFunction, Part
from chegara.cooperation.presenters import facts_of, heading, rows_of
from chegara.cooperation.queries import names_of, of_country
from chegara.cooperation.registers import PARENTS, REGISTERS, Register
from chegara.cooperation.tables import filters_of, table_class
from chegara.cooperation.views.common import (
    edit_page,
    fill,
    invented,
    invented_of_mine,
    is_own,
    record_for,
    register_for,
    tried,
    user_of,
)
from chegara.cooperation.views.extras import extras_of
from chegara.cooperation.wordings import spoken
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.lists import show_list

MOST_PARTS = 200
"""Rows of a part that the page of its whole shows."""


@page("cooperation.view")
@spoken
def register_list(request: HttpRequest, register: str) -> HttpResponse:
    """List a register."""
    user, about = user_of(request), register_for(register)
    if not about.listed:
        raise Http404
    if about.is_part:
        rows = about.model.objects.visible_to(user).select_related(*names_of(about.model))
    else:
        rows = of_country(about.model, None, user)
    return show_list(
        request,
        title=str(about.title),
        table_class=table_class(about),
        rows=rows,
        filterset=filters_of(about, request.GET or None, rows, user),
        template="cooperation/register.html",
        export_name=about.name,
        empty=_("Nothing is entered yet, or nothing was released to your agency."),
        context={"register": about, **invented_of_mine(request)},
    )


@page("cooperation.view")
@spoken
def record_detail(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Show a record with its parts, its documents and its history."""
    about = register_for(register)
    one = record_for(request, about, pk)
    own = is_own(one, request)
    document = DocumentForm(initial={"document_language": request.LANGUAGE_CODE}) if about.document else None
    return render(
        request,
        "cooperation/record.html",
        {
            "title": str(one),
            "register": about,
            "one": one,
            "own": own,
            "may_remove": own or _booked_by(request, one),
            "up": _up(one),
            "facts": facts_of(about, one),
            "parts": [_part(REGISTERS[name], one, own) for name in about.parts],
            "extras": extras_of(request, about, one, own=own),
            "document_form": document,
            **invented(one.country),
        },
    )


def _part(register: Register, one: Any, own: bool) -> dict[str, Any]:
    rows = register.model.objects.filter(**{register.model.whole: one}).select_related(
        *names_of(register.model)
    )
    return {
        "register": register,
        "headings": [heading(register, name) for name in register.columns],
        "rows": rows_of(register, rows[:MOST_PARTS]),
        "more": max(0, rows.count() - MOST_PARTS),
        "may_add": own or issubclass(register.model, ADDED_BY_ALL),
    }


def _up(one: Any) -> tuple[str, str]:
    """Return where a record stands: the list of its register, or what it belongs to."""
    if isinstance(one, Part) and not isinstance(one, MeasureFunction):
        return str(one.belongs_to), one.belongs_to.get_absolute_url()
    register = REGISTERS[one.register]
    return str(register.title), reverse("cooperation_register", args=[register.name])


def _booked_by(request: HttpRequest, one: Any) -> bool:
    return one.register == "bookings" and one.agency_id in set(agencies_of(user_of(request)))


@page("cooperation.change")
def record_new(request: HttpRequest, register: str) -> HttpResponse:
    """Enter a record that stands by itself."""
    about = register_for(register)
    if not about.listed:
        raise Http404
    return _edit(request, about, about.model(), title=str(about.new))


@page("cooperation.act")
def part_new(request: HttpRequest, register: str, pk: int, part: str) -> HttpResponse:
    """Add a part to a record."""
    user = user_of(request)
    whole_register, about = register_for(register), register_for(part)
    if PARENTS.get(part) != whole_register.name:
        raise Http404
    whole = record_for(request, whole_register, pk)
    may_change = is_own(whole, request) and user.has_perm("cooperation.change")
    if not may_change and not issubclass(about.model, ADDED_BY_ALL):
        raise PermissionDenied
    return _edit(request, about, about.model(**{about.model.whole: whole}), title=f"{about.new}: {whole}")


@page("cooperation.change")
def record_edit(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Change a record or a part."""
    about = register_for(register)
    one = record_for(request, about, pk)
    if not (is_own(one, request) or _booked_by(request, one)):
        raise PermissionDenied
    return _edit(request, about, one, title=str(one))


def _edit(request: HttpRequest, register: Register, one: Any, *, title: str) -> HttpResponse:
    user = user_of(request)
    form = form_class(register)(request.POST or None, request.FILES or None, instance=one, user=user)  # type: ignore[call-arg]
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        reason = values.pop("reason", "")
        releases = values.pop("releases", None)
        # The form has put its values into `one` to look at them; what is stored goes through the action.
        stored = type(one).objects.get(pk=one.pk) if one.pk else one
        linked = fill(stored, values)

        def act() -> object:
            if register.is_part:
                return save_part(stored, by=user, reason=reason)
            return save_record(stored, by=user, reason=reason, releases=releases, linked=linked)

        if tried(form, act):
            return redirect(_after(stored))
    return edit_page(
        request, title=title, form=form, back=_up(one)[1] if not one.pk else one.get_absolute_url(),
        **(invented(one.country) if one.pk or _whole_known(one) else invented_of_mine(request)),
    )  # fmt: skip


def _whole_known(one: Any) -> bool:
    return isinstance(one, Part) and getattr(one, f"{one.whole}_id") is not None


def _after(one: Any) -> str:
    """Return the page to go to after something was stored: a part's whole, else the record."""
    url = _up(one)[1] if isinstance(one, Part) else one.get_absolute_url()
    return str(url)


@page("cooperation.change")
def record_remove(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Remove a record or a part for good, saying why."""
    about = register_for(register)
    one = record_for(request, about, pk)
    if not (is_own(one, request) or _booked_by(request, one)):
        raise PermissionDenied
    form = RemoveForm(request.POST or None)
    _where, back = _up(one)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            remove(one, by=user_of(request), reason=reason)
        except CooperationRefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Removed."))
            return redirect(back)
    return edit_page(
        request,
        title=f"{capfirst(pgettext('button', 'Remove'))}: {one}",
        form=form,
        back=reverse("cooperation_record", args=[about.name, pk]),
        submit=pgettext("button", "Remove"),
        explanation=_(
            "It is removed for good, with all that belongs to it; the audit log keeps what it said."
        ),
        **invented(one.country),
    )
