"""Pages of any register: its list, a record, entering, changing and removing one.

A slice's views call these with its book; each view names its own permission:

    BOOK = Book(label="canine", registers=REGISTERS, change="canine.change", choices_of=choices_of)

    @page("canine.view")
    def register_list(request, register):
        return pages.show_register(request, BOOK, register)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.accounts.models import User
from chegara.organisation.page_context import edit_page, invented, invented_of_mine, tried_unless, user_of
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.organisation.registers.described import Book, Register
from chegara.organisation.registers.forms import RemoveForm, form_class
from chegara.organisation.registers.models import Part, Shared
from chegara.organisation.registers.presenters import facts_of, heading, rows_of
from chegara.organisation.registers.tables import filters_of, table_class
from chegara.organisation.visibility import own_agencies
from chegara.pages.lists import show_list

MOST_PARTS = 200
"""Rows of a part that the page of its whole shows."""


def register_for(request: HttpRequest, book: Book, name: str) -> Register:
    """Return a register by its name in addresses.

    Raises:
        Http404: there is none.
        PermissionDenied: it is not the user's to open.
    """
    found = book.by_name.get(name)
    if found is None:
        raise Http404
    if found.view and not user_of(request).has_perm(found.view):
        raise PermissionDenied
    return found


def of_register(register: Register, user: User) -> Any:
    """Return the rows of a register that somebody may see, with what its list reads."""
    model = register.model
    names = [field.name for field in model._meta.concrete_fields if field.many_to_one and field.name != "by"]
    if "owner_agency" in names:
        names.append("owner_agency__country")
    if register.is_part:
        names.append(f"{_way_up(model)}owner_agency__country")
    names.extend(register.reads)
    lists = [field.name for field in model._meta.many_to_many if field.name in register.columns]
    return model.objects.visible_to(user).select_related(*names).prefetch_related(*lists)


def _way_up(model: Any) -> str:
    """Return the way from a part to the record that it belongs to, as a prefix of column names."""
    prefix = ""
    while issubclass(model, Part):
        prefix += f"{model.whole}__"
        model = model.whole_model()
    return prefix


def record_for(request: HttpRequest, register: Register, pk: int) -> Any:
    """Return a record that the user may see, else a page that says there is nothing."""
    return get_object_or_404(of_register(register, user_of(request)), pk=pk)


def is_own(one: Any, user: User) -> bool:
    """Tell whether a record is of one of the user's agencies."""
    return one.owner_agency_id in own_agencies(user)


def may_change(book: Book, register: Register, user: User) -> bool:
    """Tell whether somebody's role lets them enter and change rows of a register."""
    return register.entered and user.has_perm(register.change or book.change)


def _may_change_it(book: Book, register: Register, user: User, one: Any) -> bool:
    whose = isinstance(one, Shared) or is_own(one, user) or book.lets_change(one, user)
    return whose and may_change(book, register, user)


def _may_add_to(book: Book, register: Register, user: User, whole: Any) -> bool:
    whose = isinstance(whole, Shared) or is_own(whole, user)
    return register.entered and (
        book.lets_add(register, user) or (whose and may_change(book, register, user))
    )


def tried(form: Any, act: Callable[[], object], *refusals: type[Exception]) -> bool:
    """Do what a valid form asks for; say on the form why it can't be done, if so."""
    return tried_unless(form, act, RecordRefusedError, *refusals)


def show_register(request: HttpRequest, book: Book, name: str) -> HttpResponse:
    """List a register."""
    user, about = user_of(request), register_for(request, book, name)
    if not about.has_list:
        raise Http404
    rows = of_register(about, user)
    enter = about.stands_alone and may_change(book, about, user)
    return show_list(
        request,
        title=str(about.title),
        table_class=table_class(about),
        rows=rows,
        filterset=filters_of(about, request.GET or None, rows, user),
        template=book.list_template,
        export_name=about.name,
        empty=_("Nothing is entered yet, or nothing was released to your agency."),
        context={
            "register": about,
            "links": book.list_links(request, about),
            "new_url": reverse(f"{book.label}_new", args=[about.name]) if enter else "",
            **invented_of_mine(request),
        },
    )


def show_record(request: HttpRequest, book: Book, name: str, pk: int) -> HttpResponse:
    """Show a record with its parts, what can be done with it, and its history."""
    user, about = user_of(request), register_for(request, book, name)
    one = record_for(request, about, pk)
    shared = isinstance(one, Shared)
    own = shared or is_own(one, user)
    change = _may_change_it(book, about, user, one)
    return render(
        request,
        book.record_template,
        {
            "title": str(one),
            "register": about,
            "one": one,
            "own": own,
            "shared": shared,
            "up": _up(book, one),
            "facts": facts_of(about, one, own=own),
            "links": book.record_links(request, one),
            "edit_url": reverse(f"{book.label}_edit", args=[about.name, pk]) if change else "",
            "remove_url": reverse(f"{book.label}_remove", args=[about.name, pk]) if change else "",
            "parts": [_part(book, book.by_name[part], about, one, user) for part in about.parts],
            **({} if shared else invented(one.country)),
            **book.more(request, one),
        },
    )


def _part(book: Book, register: Register, about: Register, one: Any, user: User) -> dict[str, Any]:
    names = [
        field.name
        for field in register.model._meta.concrete_fields
        if field.many_to_one and field.name in register.columns
    ]
    lists = [field.name for field in register.model._meta.many_to_many if field.name in register.columns]
    # Rows of a part may be fewer than their whole shows: what is hidden in an exercise, for one.
    rows = register.model.objects.visible_to(user).filter(**{register.model.whole: one})
    enter = _may_add_to(book, register, user, one)
    return {
        "register": register,
        "headings": [heading(register, name) for name in register.columns],
        "rows": rows_of(register, rows.select_related(*names).prefetch_related(*lists)[:MOST_PARTS]),
        "more": max(0, rows.count() - MOST_PARTS),
        "new_url": reverse(f"{book.label}_part", args=[about.name, one.pk, register.name]) if enter else "",
    }


def _up(book: Book, one: Any) -> tuple[str, str]:
    """Return where a record stands: the list of its register, or what it belongs to."""
    register = book.by_name[one.register]
    if not register.stands_alone:
        return str(one.belongs_to), one.belongs_to.get_absolute_url()
    return str(register.title), reverse(f"{book.label}_register", args=[register.name])


def new_record(request: HttpRequest, book: Book, name: str) -> HttpResponse:
    """Enter a record."""
    about = register_for(request, book, name)
    if not about.stands_alone:
        raise Http404
    if not may_change(book, about, user_of(request)):
        raise PermissionDenied
    return _edit(request, book, about, about.model(), title=str(about.new))


def new_part(request: HttpRequest, book: Book, name: str, pk: int, part: str) -> HttpResponse:
    """Add a part to a record."""
    whole, about = register_for(request, book, name), register_for(request, book, part)
    if book.parents.get(part) != whole.name:
        raise Http404
    one = record_for(request, whole, pk)
    if not _may_add_to(book, about, user_of(request), one):
        raise PermissionDenied
    return _edit(request, book, about, about.model(**{about.model.whole: one}), title=f"{about.new}: {one}")


def edit_record(request: HttpRequest, book: Book, name: str, pk: int) -> HttpResponse:
    """Change a record or part."""
    about = register_for(request, book, name)
    one = record_for(request, about, pk)
    _require_change(book, about, user_of(request), one)
    return _edit(request, book, about, one, title=_("Change") + f": {one}")


def _require_change(book: Book, register: Register, user: User, one: Any) -> None:
    if not _may_change_it(book, register, user, one):
        raise PermissionDenied


def _edit(request: HttpRequest, book: Book, register: Register, one: Any, *, title: str) -> HttpResponse:
    user = user_of(request)
    form = form_class(book, register)(request.POST or None, request.FILES or None, instance=one, user=user)  # type: ignore[call-arg]
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        reason, releases = values.pop("reason"), values.pop("releases", None)
        # The form has put its values into `one` to look at them; what is stored goes through the action.
        stored = type(one).objects.get(pk=one.pk) if one.pk else one
        linked = _fill(stored, values)

        def act() -> object:
            return book.save(stored, by=user, reason=reason, releases=releases, linked=linked)

        if tried(form, act, *book.refusals):
            return redirect(_after(book, register, stored))
    known = one.pk or (isinstance(one, Part) and getattr(one, f"{one.whole}_id"))
    return edit_page(
        request,
        title=title,
        form=form,
        back=one.get_absolute_url() if one.pk else _up(book, one)[1],
        **(invented(one.country) if known and not isinstance(one, Shared) else invented_of_mine(request)),
    )


def _after(book: Book, register: Register, one: Any) -> str:
    """Return the page to go to after something was stored: of a part without parts that of its whole."""
    return str(_up(book, one)[1] if register.is_part and not register.parts else one.get_absolute_url())


def _fill(one: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Put a form's values into a record; return those of its lists, which are stored after it."""
    linked = {}
    for name, value in values.items():
        if one._meta.get_field(name).many_to_many:
            linked[name] = list(value)
        else:
            setattr(one, name, value)
    return linked


def remove_record(request: HttpRequest, book: Book, name: str, pk: int) -> HttpResponse:
    """Remove a record or a part for good, saying why."""
    about = register_for(request, book, name)
    one = record_for(request, about, pk)
    user = user_of(request)
    _require_change(book, about, user, one)
    form = RemoveForm(request.POST or None)
    back = _up(book, one)[1]
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: book.remove(one, by=user, reason=form.cleaned_data["reason"]), *book.refusals)
    ):
        messages.success(request, _("Removed."))
        return redirect(back)
    return edit_page(
        request,
        title=capfirst(pgettext("button", "Remove")) + f": {one}",
        form=form,
        back=one.get_absolute_url(),
        submit=pgettext("button", "Remove"),
        explanation=_(
            "It is removed for good, with all that belongs to it; the audit log keeps what it said."
        ),
        **({} if isinstance(one, Shared) else invented(one.country)),
    )
