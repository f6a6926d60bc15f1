"""Pages of any register: its list, a record, entering, changing and removing one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from chegara.organisation.page_context import invented, user_of
from chegara.organisation.registers import pages
from chegara.organisation.registers.actions import require_own
from chegara.organisation.registers.described import Book
from chegara.organisation.wordings_page import wordings_page
from chegara.pages.access import page
from chegara.training.deliveries import deliveries_of, told
from chegara.training.forms import choices_of
from chegara.training.models import Test, Trainer
from chegara.training.registers import REGISTERS
from chegara.training.views.links import list_links, record_links
from chegara.training.wordings import RECORDS, set_wordings, spoken, subject_of, texts_of


def _more(request: HttpRequest, one: Any) -> dict[str, Any]:
    match one:
        case Test():
            return {"questions": one.questions}
        case Trainer():
            return {"taught": told(deliveries_of(one, user_of(request), at=timezone.localdate()))}
    return {}


BOOK = Book(
    label="training",
    registers=tuple(REGISTERS.values()),
    change="training.change",
    choices_of=choices_of,
    list_links=list_links,
    record_links=record_links,
    more=_more,
    record_template="training/record.html",
)


@page("training.view")
@spoken
def register_list(request: HttpRequest, register: str) -> HttpResponse:
    """List a register."""
    return pages.show_register(request, BOOK, register)


@page("training.view")
@spoken
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


@page("training.change")
def record_wordings(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Put the texts of a record and of its parts into another language."""
    about = pages.register_for(request, BOOK, register)
    if about.model not in RECORDS:
        raise Http404
    user, one = user_of(request), pages.record_for(request, about, pk)
    require_own(one, user)
    return wordings_page(
        request, one, subject=subject_of(one), texts=texts_of(one), context=invented(one.country),
        keep=lambda language, words: set_wordings(one, language=language, words=words, by=user),
    )  # fmt: skip
