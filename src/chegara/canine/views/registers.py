"""Pages of the canine registers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chegara.canine.views.book import BOOK
from chegara.organisation.registers import pages
from chegara.pages.access import page


@page("canine.view")
def register_list(request: HttpRequest, register: str) -> HttpResponse:
    """List a register."""
    return pages.show_register(request, BOOK, register)


@page("canine.aids")
def aid_list(request: HttpRequest) -> HttpResponse:
    """List the training aids, to whoever keeps them."""
    return pages.show_register(request, BOOK, "aids")


@page("canine.view")
def record_detail(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Show a record with its parts, what can be done with it, and its history."""
    return pages.show_record(request, BOOK, register, pk)


@page("canine.change")
def record_new(request: HttpRequest, register: str) -> HttpResponse:
    """Enter a record; who may is told by its register."""
    return pages.new_record(request, BOOK, register)


@page("canine.record")
def part_new(request: HttpRequest, register: str, pk: int, part: str) -> HttpResponse:
    """Add a part to a record; who may is told by its register."""
    return pages.new_part(request, BOOK, register, pk, part)


@page("canine.record")
def record_edit(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Change a record or part; who may is told by its register."""
    return pages.edit_record(request, BOOK, register, pk)


@page("canine.record")
def record_remove(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Remove a record or part for good, saying why; who may is told by its register."""
    return pages.remove_record(request, BOOK, register, pk)
