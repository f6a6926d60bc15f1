"""Pages of any register: its list, a record, entering, changing and removing one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chegara.organisation.registers import pages
from chegara.organisation.registers.described import Book
from chegara.pages.access import page
from chegara.training.forms import choices_of
from chegara.training.registers import REGISTERS
from chegara.training.views.links import list_links, record_links

BOOK = Book(
    label="training",
    registers=tuple(REGISTERS.values()),
    change="training.change",
    choices_of=choices_of,
    list_links=list_links,
    record_links=record_links,
)


@page("training.view")
def register_list(request: HttpRequest, register: str) -> HttpResponse:
    """List a register."""
    return pages.show_register(request, BOOK, register)


@page("training.view")
def record_detail(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Show a record with its parts, what can be done with it, and its history."""
    return pages.show_record(request, BOOK, register, pk)


@page("training.change")
def record_new(request: HttpRequest, register: str) -> HttpResponse:
    """Enter a record that stands by itself."""
    return pages.new_record(request, BOOK, register)


@page("training.change")
def part_new(request: HttpRequest, register: str, pk: int, part: str) -> HttpResponse:
    """Add a part to a record."""
    return pages.new_part(request, BOOK, register, pk, part)


@page("training.change")
def record_edit(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Change a record or part."""
    return pages.edit_record(request, BOOK, register, pk)


@page("training.change")
def record_remove(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Remove a record or a part for good, saying why."""
    return pages.remove_record(request, BOOK, register, pk)
