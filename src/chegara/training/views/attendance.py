"""Pages of attendance: ticked, by card, by a sheet that is filled in without a network."""

from __future__ import annotations

from datetime import date
from typing import Any

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.organisation.page_context import invented, user_of
from chegara.organisation.papers import paper
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.organisation.registers.presenters import day, language
from chegara.pages.access import page
from chegara.training.actions.courses import (
    check_in,
    note_attendance,
)
from chegara.training.forms import CheckInForm, FileForm
from chegara.training.models import Session
from chegara.training.queries import days_of
from chegara.training.report.papers import attendance_sheet
from chegara.training.session_sheets import (
    attendance_workbook,
    read_attendance,
)
from chegara.training.views.common import handed_out, own_session, upload
from chegara.training.wordings import spoken

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("training.change")
@spoken
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick who was present on which day, in the room or from the paper list."""
    session = own_session(request, pk)
    days = days_of(session)
    rows = list(session.registrations.select_related("person").filter(withdrawn=False))
    if request.method == "POST":
        present: dict[int, list[date]] = {
            one.person_id: [each for each in days if f"{one.pk}:{each.isoformat()}" in request.POST]
            for one in rows
        }
        note_attendance(session, present, by=user_of(request))
        messages.success(request, _("Attendance noted."))
        return redirect(session)
    ticked = [
        (
            one,
            [
                (f"{one.pk}:{each.isoformat()}", each, each.isoformat() in (one.present or ()))
                for each in days
            ],
        )
        for one in rows
    ]
    return render(
        request,
        "training/attendance.html",
        {
            "title": _("Attendance"),
            "session": session,
            "days": days,
            "rows": ticked,
            "form": CheckInForm(),
            "upload": FileForm(),
            **invented(session.country),
        },
    )


@page("training.change")
@spoken
def attendance_file(request: HttpRequest, pk: int, format_name: str) -> HttpResponse:
    """Hand out the list to sign, or the sheet that is filled in without a network."""
    session = own_session(request, pk)
    if format_name == "xlsx":
        return handed_out(attendance_workbook(session), f"attendance-{pk}.xlsx", XLSX)
    return paper(attendance_sheet(session, language(), named=True), f"attendance-{pk}", format_name)


@page("training.change")
def attendance_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Read in the sheet that was filled in without a network."""

    def act(session: Session, form: Any) -> None:
        file = form.cleaned_data["file"]
        note_attendance(session, read_attendance(session, file.read(), file.name), by=user_of(request))

    return upload(request, pk, FileForm, act, _("Read in the sheet of attendance"))


@page("training.change")
@spoken
def attend(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the holder of a card is here today."""
    session = own_session(request, pk)
    form = CheckInForm(request.POST or None)
    today = timezone.localdate()
    if request.method == "POST" and form.is_valid():
        try:
            found = check_in(session, form.cleaned_data["code"], on=today, by=user_of(request))
        except RecordRefusedError as error:
            form.add_error("code", str(error))
        else:
            messages.success(
                request, _("%(person)s is here, %(day)s.") % {"person": found.person, "day": day(today)}
            )
            return redirect("session_check_in", pk=pk)
    return render(
        request,
        "training/check_in.html",
        {
            "title": _("Read the cards"),
            "session": session,
            "form": form,
            "words": {
                "waiting": _("Read and not sent yet"),
                "noNetwork": _("There is no network; they are sent when it is back."),
                "signIn": _("The site does not take them: sign in again and open this page anew."),
                "here": _("is here"),
                "refused": _("refused"),
            },
            **invented(session.country),
        },
    )


@require_POST
@page("training.change")
def check_ins(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a card that was read, perhaps a while ago without a network; sent twice it changes nothing."""
    session, today = own_session(request, pk), timezone.localdate()
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        on = today
    if on > today:
        return _not_here(_("The clock of this device is wrong: %s is still to come.") % day(on))
    try:
        found = check_in(session, request.POST.get("code", ""), on=on, by=user_of(request))
    except RecordRefusedError as error:
        return _not_here(str(error))
    return JsonResponse({"here": True, "message": f"{found.person}, {day(on)}"})


def _not_here(why: str) -> JsonResponse:
    return JsonResponse({"here": False, "message": why})


@page("training.change")
@spoken
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a card with a QR code for each registered person, to print and cut."""
    session = own_session(request, pk)
    persons = [one.person for one in session.registrations.select_related("person").filter(withdrawn=False)]
    return render(
        request,
        "training/cards.html",
        {
            "title": _("Cards"),
            "session": session,
            "cards": [(each, _svg(each.code)) for each in persons],
            **invented(session.country),
        },
    )


def _svg(text: str) -> str:
    image = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, box_size=12, border=2)
    drawn = image.to_string().decode()
    safe: str = mark_safe(drawn.replace("<?xml version='1.0' encoding='UTF-8'?>\n", ""))  # noqa: S308 - squares only
    return safe
