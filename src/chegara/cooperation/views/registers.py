"""Pages of any register: its list, a record, entering, changing and removing one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.cooperation.actions.records import ADDED_BY_ALL, remove, save_record
from chegara.cooperation.forms import DocumentForm, PartForm, RecordForm, choices_of
from chegara.cooperation.registers import REGISTERS
from chegara.cooperation.views.extras import extras_of
from chegara.cooperation.wordings import spoken
from chegara.organisation.registers import pages
from chegara.organisation.registers.described import Book, Links, Register
from chegara.organisation.visibility import own_agencies
from chegara.pages.access import page
from chegara.plans.actions.guards import PlanRefusedError


def list_links(_request: HttpRequest, register: Register) -> Links:
    """Return what leads on from a register's list."""
    match register.name:
        case "competences":
            return [(_("As a matrix"), reverse("competence_matrix"))]
        case "duties":
            return [(_("As a matrix"), reverse("exchange_matrix"))]
        case "assessments":
            return [(_("As a grid"), reverse("assessment_grid"))]
    return []


def record_links(_request: HttpRequest, one: Any) -> Links:
    """Return what can be done with a record."""
    return [("xlsx", reverse("passport_workbook", args=[one.pk]))] if one.register == "passports" else []


def more(request: HttpRequest, one: Any) -> dict[str, Any]:
    """Return what the page of a record shows beside its columns and parts."""
    form = DocumentForm(initial={"document_language": request.LANGUAGE_CODE})
    asks = REGISTERS[one.register].document
    return {"extras": extras_of(request, one), "document_form": form if asks else None}


def lets_change(one: Any, user: User) -> bool:
    """Tell whether somebody booked what is booked: they change and remove the booking."""
    return one.register == "bookings" and one.agency_id in own_agencies(user)


def lets_add(part: Register, user: User) -> bool:
    """Tell whether a part is added by everybody who sees what it belongs to."""
    return issubclass(part.model, ADDED_BY_ALL) and user.has_perm("cooperation.act")


BOOK = Book(
    label="cooperation",
    registers=tuple(REGISTERS.values()),
    change="cooperation.change",
    choices_of=choices_of,
    save=save_record,
    remove=remove,
    refusals=(PlanRefusedError,),
    lets_change=lets_change,
    lets_add=lets_add,
    list_links=list_links,
    record_links=record_links,
    more=more,
    record_form=RecordForm,
    part_form=PartForm,
    list_template="cooperation/register.html",
    record_template="cooperation/record.html",
)


@page("cooperation.view")
@spoken
def register_list(request: HttpRequest, register: str) -> HttpResponse:
    """List a register."""
    return pages.show_register(request, BOOK, register)


@page("cooperation.view")
@spoken
def record_detail(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Show a record with its parts, what can be done with it, and its history."""
    return pages.show_record(request, BOOK, register, pk)


@page("cooperation.change")
def record_new(request: HttpRequest, register: str) -> HttpResponse:
    """Enter a record that stands by itself."""
    return pages.new_record(request, BOOK, register)


@page("cooperation.act")
def part_new(request: HttpRequest, register: str, pk: int, part: str) -> HttpResponse:
    """Add a part to a record."""
    return pages.new_part(request, BOOK, register, pk, part)


@page("cooperation.change")
def record_edit(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Change a record or part."""
    return pages.edit_record(request, BOOK, register, pk)


@page("cooperation.change")
def record_remove(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Remove a record or a part for good, saying why."""
    return pages.remove_record(request, BOOK, register, pk)
