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

from chegara.pages.access import page
from chegara.pages.lists import show_list
from chegara.training.actions.records import remove, save_record
from chegara.training.forms import RemoveForm, form_class
from chegara.training.models import Part, Shared
from chegara.training.presenters import facts_of, heading, rows_of
from chegara.training.registers import LISTED, PARENTS, REGISTERS, Register
from chegara.training.tables import filters_of, table_class
from chegara.training.views.common import (
    edit_page,
    fill,
    invented,
    invented_of_mine,
    is_own,
    of_register,
    record_for,
    register_for,
    tried,
    user_of,
)
from chegara.training.views.links import links_of, list_links

MOST_PARTS = 200
"""Rows of a part that the page of its whole shows."""


@page("training.view")
def register_list(request: HttpRequest, register: str) -> HttpResponse:
    """List a register."""
    user, about = user_of(request), register_for(register)
    if about not in LISTED:
        raise Http404
    rows = of_register(about, user)
    return show_list(
        request,
        title=str(about.title),
        table_class=table_class(about),
        rows=rows,
        filterset=filters_of(about, request.GET or None, rows, user),
        template="training/register.html",
        export_name=about.name,
        empty=_("Nothing is entered yet, or nothing was released to your agency."),
        context={"register": about, "links": list_links(request, about.name), **invented_of_mine(request)},
    )


@page("training.view")
def record_detail(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Show a record with its parts, what can be done with it, and its history."""
    about = register_for(register)
    one = record_for(request, about, pk)
    shared = isinstance(one, Shared)
    own = shared or is_own(one, request)
    return render(
        request,
        "training/record.html",
        {
            "title": str(one),
            "register": about,
            "one": one,
            "own": own,
            "shared": shared,
            "up": _up(one),
            "facts": facts_of(about, one, own=own),
            "links": links_of(request, one, own=own),
            "parts": [_part(REGISTERS[name], one) for name in about.parts],
            **({} if shared else invented(one.country)),
        },
    )


def _part(register: Register, one: Any) -> dict[str, Any]:
    names = [
        field.name
        for field in register.model._meta.concrete_fields
        if field.many_to_one and field.name in register.columns
    ]
    rows = register.model.objects.filter(**{register.model.whole: one}).select_related(*names)
    return {
        "register": register,
        "headings": [heading(register, name) for name in register.columns],
        "rows": rows_of(register, rows[:MOST_PARTS]),
        "more": max(0, rows.count() - MOST_PARTS),
    }


def _up(one: Any) -> tuple[str, str]:
    """Return where a record stands: the list of its register, or what it belongs to."""
    if isinstance(one, Part):
        return str(one.belongs_to), one.belongs_to.get_absolute_url()
    register = REGISTERS[one.register]
    return str(register.title), reverse("training_register", args=[register.name])


@page("training.change")
def record_new(request: HttpRequest, register: str) -> HttpResponse:
    """Enter a record that stands by itself."""
    about = register_for(register)
    if about.is_part:
        raise Http404
    return _edit(request, about, about.model(), title=str(about.new))


@page("training.change")
def part_new(request: HttpRequest, register: str, pk: int, part: str) -> HttpResponse:
    """Add a part to a record."""
    whole, about = register_for(register), register_for(part)
    if PARENTS.get(part) != whole.name or not about.entered:
        raise Http404
    one = record_for(request, whole, pk)
    if not is_own(one, request):
        raise PermissionDenied
    return _edit(request, about, about.model(**{about.model.whole: one}), title=str(about.new))


@page("training.change")
def record_edit(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Change a record or part."""
    about = register_for(register)
    one = record_for(request, about, pk)
    if not about.entered or not (isinstance(one, Shared) or is_own(one, request)):
        raise PermissionDenied
    return _edit(request, about, one, title=f"{_('Change')}: {one}")


def _edit(request: HttpRequest, register: Register, one: Any, *, title: str) -> HttpResponse:
    user = user_of(request)
    form = form_class(register)(request.POST or None, instance=one, user=user)  # type: ignore[call-arg]
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        reason, releases = values.pop("reason"), values.pop("releases", None)
        # The form has put its values into `one` to look at them; what is stored goes through the action.
        stored = type(one).objects.get(pk=one.pk) if one.pk else one
        linked = fill(stored, values)
        if tried(form, lambda: save_record(stored, by=user, reason=reason, releases=releases, linked=linked)):
            return redirect(_up(stored)[1] if isinstance(stored, Part) else stored.get_absolute_url())
    known = isinstance(one, Part) or one.pk
    return edit_page(
        request,
        title=title,
        form=form,
        back=one.get_absolute_url() if one.pk else _up(one)[1],
        **(invented(one.country) if known and not isinstance(one, Shared) else invented_of_mine(request)),
    )


@page("training.change")
def record_remove(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Remove a record or a part for good, saying why."""
    about = register_for(register)
    one = record_for(request, about, pk)
    if not about.entered or not (isinstance(one, Shared) or is_own(one, request)):
        raise PermissionDenied
    form = RemoveForm(request.POST or None)
    back = _up(one)[1]
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: remove(one, by=user_of(request), reason=form.cleaned_data["reason"]))
    ):
        messages.success(request, _("Removed."))
        return redirect(back)
    return edit_page(
        request,
        title=f"{capfirst(pgettext('button', 'Remove'))}: {one}",
        form=form,
        back=reverse("training_record", args=[about.name, pk]),
        submit=pgettext("button", "Remove"),
        explanation=_(
            "It is removed for good, with all that belongs to it; the audit log keeps what it said."
        ),
        **({} if isinstance(one, Shared) else invented(one.country)),
    )
