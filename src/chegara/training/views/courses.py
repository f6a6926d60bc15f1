"""Pages of courses: results, cascade, attendance, tests, Moodle, certificates."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import date
from typing import Any

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from chegara.organisation.page_context import edit_page, invented, user_of
from chegara.organisation.papers import paper, show_paper
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.organisation.registers.pages import is_own
from chegara.organisation.registers.presenters import day, language
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.training.actions.courses import (
    check_in,
    earned_by,
    enter_answers,
    enter_grades,
    issue_certificates,
    note_attendance,
    revoke,
    set_questions,
)
from chegara.training.forms import AnswersForm, CheckInForm, CodeForm, FileForm, GradesForm
from chegara.training.keys import public_key
from chegara.training.methods.moodle import (
    Option,
    Question,
    QuestionsRefusedError,
    read_gift,
    read_xml,
    write_gift,
    write_xml,
)
from chegara.training.methods.signed_code import CodeRefusedError, check_code
from chegara.training.models import Certificate, Course, Session, Test
from chegara.training.queries import cascade_of, days_of
from chegara.training.report.cascade import cascade_report
from chegara.training.report.course import course_results
from chegara.training.report.papers import attendance_sheet, certificate_paper
from chegara.training.session_sheets import (
    attendance_workbook,
    moodle_users,
    read_answers,
    read_attendance,
    read_grades,
)
from chegara.training.views.common import tried
from chegara.training.wordings import spoken

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEY_BYTES = 32


def _seen(request: HttpRequest, model: Any, pk: int, *names: str) -> Any:
    return get_object_or_404(model.objects.visible_to(user_of(request)).select_related(*names), pk=pk)


def _own_session(request: HttpRequest, pk: int) -> Session:
    session: Session = _seen(request, Session, pk, "course__owner_agency__country")
    if not is_own(session, user_of(request)):
        raise PermissionDenied
    return session


def _file(content: bytes | str, name: str, kind: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


# --- results and cascade ------------------------------------------------------------------------------------


@page("training.view")
@spoken
def results(request: HttpRequest, pk: int, format_name: str = "") -> HttpResponse:
    """Show what a course achieved, or hand it out as a file."""
    course = _seen(request, Course, pk, "owner_agency__country")
    document = course_results(course, language())
    if format_name:
        return paper(document, f"course-{pk}", format_name)
    return show_paper(
        request,
        document,
        countries=[course.country],
        back=(str(course), course.get_absolute_url()),
        files=[
            (name, reverse("course_results_file", args=[pk, form]))
            for form, name in (("docx", "Word"), ("pdf", "PDF"))
        ],
    )


@page("training.view")
@spoken
def one_session_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one session achieved."""
    session = _seen(request, Session, pk, "course__owner_agency__country")
    document = course_results(session.course, language(), session=session)
    return show_paper(
        request, document, countries=[session.country], back=(str(session), session.get_absolute_url())
    )


@page("training.view")
@spoken
def cascade(request: HttpRequest, pk: int, format_name: str = "") -> HttpResponse:
    """Show a course's cascade, or hand it out as a file."""
    course = _seen(request, Course, pk, "owner_agency__country")
    at = timezone.localdate()
    facts = cascade_of(course, user_of(request), at=at)
    document = cascade_report(course, facts, language(), at=at, picture=True)
    if format_name:
        return paper(document, f"cascade-{pk}", format_name)
    return show_paper(
        request,
        document,
        countries=[course.country],
        back=(str(course), course.get_absolute_url()),
        files=[
            (name, reverse("course_cascade_file", args=[pk, form]))
            for form, name in (("docx", "Word"), ("pdf", "PDF"))
        ],
    )


# --- attendance ---------------------------------------------------------------------------------------------


@page("training.change")
@spoken
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick who was present on which day, in the room or from the paper list."""
    session = _own_session(request, pk)
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
    session = _own_session(request, pk)
    if format_name == "xlsx":
        return _file(attendance_workbook(session), f"attendance-{pk}.xlsx", XLSX)
    return paper(attendance_sheet(session, language(), named=True), f"attendance-{pk}", format_name)


@page("training.change")
def attendance_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Read in the sheet that was filled in without a network."""

    def act(session: Session, form: Any) -> None:
        file = form.cleaned_data["file"]
        note_attendance(session, read_attendance(session, file.read(), file.name), by=user_of(request))

    return _upload(request, pk, FileForm, act, _("Read in the sheet of attendance"))


@page("training.change")
@spoken
def attend(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the holder of a card is here today."""
    session = _own_session(request, pk)
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
    return edit_page(
        request,
        title=_("Read the cards"),
        form=form,
        submit=_("Here"),
        back=reverse("session_attendance", args=[pk]),
        explanation=_("Hold each card under the scanner; it notes the holder for today."),
        **invented(session.country),
    )


@page("training.change")
@spoken
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a card with a QR code for each registered person, to print and cut."""
    session = _own_session(request, pk)
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


# --- tests and Moodle ---------------------------------------------------------------------------------------


def _upload(
    request: HttpRequest,
    pk: int,
    form_class: Any,
    act: Callable[[Session, Any], None],
    title: str,
    explanation: str = "",
    **more: Any,
) -> HttpResponse:
    session = _own_session(request, pk)
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


@page("training.change")
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Read in answers to a test."""

    def act(session: Session, form: Any) -> None:
        data = form.cleaned_data
        rows = read_answers(session, data["file"].read(), data["file"].name)
        enter_answers(session, data["test"], data["moment"], rows, by=user_of(request))

    return _upload(
        request,
        pk,
        AnswersForm,
        act,
        _("Answers to a test"),
        session=_own_session(request, pk),
        explanation=_(
            "xlsx or csv: the pseudonym in the first column, then one column a question: 1 right, 0 wrong."
        ),
    )


@page("training.change")
def grades(request: HttpRequest, pk: int) -> HttpResponse:
    """Read in a grade book exported by Moodle."""

    def act(session: Session, form: Any) -> None:
        file = form.cleaned_data["file"]
        scores = read_grades(session, file.read(), file.name)
        enter_grades(session, form.cleaned_data["moment"], scores, by=user_of(request))

    return _upload(request, pk, GradesForm, act, _("Grades from Moodle"))


@page("training.change")
def users(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the accounts of a session for Moodle."""
    session = _own_session(request, pk)
    return _file(moodle_users(session), f"moodle-users-{pk}.csv", "text/csv; charset=utf-8")


@page("training.change")
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Read questions into a test, from GIFT or Moodle XML."""
    test: Test = _seen(request, Test, pk, "course__owner_agency__country")
    if not is_own(test, user_of(request)):
        raise PermissionDenied
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if tried(form, lambda: set_questions(test, _questions(file.read(), file.name), by=user_of(request))):
            messages.success(request, _("Read in."))
            return redirect(test)
    return edit_page(
        request,
        title=_("Read questions in (GIFT, Moodle XML)"),
        form=form,
        submit=_("Read in"),
        back=test.get_absolute_url(),
        explanation=_("Questions with one right answer among several, and true or false."),
        **invented(test.country),
    )


def _questions(content: bytes, name: str) -> list[Question]:
    try:
        return read_xml(content) if content.lstrip()[:1] == b"<" else read_gift(content.decode("utf-8-sig"))
    except QuestionsRefusedError as error:
        why = {
            "no_answers": _("it has no answers"),
            "other_kind": _("it is of another kind than one right answer among several"),
            "not_one_right": _("it has not exactly one right answer"),
        }[error.fault]
        raise RecordRefusedError(
            _("%(name)s, question %(number)s (“%(question)s”): %(why)s.")
            % {"name": name, "number": error.number, "question": error.name, "why": why}
        ) from error
    except ValueError as error:
        raise RecordRefusedError(
            _("“%(name)s” is neither GIFT in UTF-8 nor Moodle XML.") % {"name": name}
        ) from error


@page("training.view")
@spoken
def test_file(request: HttpRequest, pk: int, format_name: str) -> HttpResponse:
    """Hand out a test's questions."""
    test: Test = _seen(request, Test, pk)
    found = [
        Question(
            one["name"], one["text"], tuple(Option(each["text"], each["right"]) for each in one["options"])
        )
        for one in test.questions
    ]
    if format_name == "gift":
        return _file(write_gift(found), f"test-{pk}.gift", "text/plain; charset=utf-8")
    if format_name == "xml":
        return _file(write_xml(found), f"test-{pk}.xml", "application/xml")
    raise Http404


# --- certificates -------------------------------------------------------------------------------------------


@page("training.certify")
@spoken
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue certificates to all who earned one."""
    session = _own_session(request, pk)
    form = ReasonForm(request.POST or None)
    del form.fields["reason"]
    today = timezone.localdate()
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: issue_certificates(session, by=user_of(request), on=today))
    ):
        return redirect(session)
    earned = ", ".join(str(each) for each in earned_by(session))
    return edit_page(
        request,
        title=_("Issue certificates"),
        form=form,
        submit=_("Issue"),
        back=session.get_absolute_url(),
        explanation=_("Present on all days and, where there is a pass mark, at or above it: %(who)s")
        % {"who": earned or _("nobody")},
        **invented(session.country),
    )


def _certificate(request: HttpRequest, pk: int) -> Certificate:
    found: Certificate = _seen(
        request, Certificate, pk, "person__owner_agency", "session__course__owner_agency__country"
    )
    return found


@page("training.view")
@spoken
def certificate_file(request: HttpRequest, pk: int, format_name: str) -> HttpResponse:
    """Hand out a certificate; the name stands on it for the own agency alone."""
    found = _certificate(request, pk)
    named = found.person.owner_agency_id == found.owner_agency_id and is_own(found, user_of(request))
    return paper(certificate_paper(found, language(), named=named), found.number, format_name)


@page("training.certify")
def certificate_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a certificate, saying why."""
    found = _certificate(request, pk)
    if not is_own(found, user_of(request)):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    today = timezone.localdate()
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(
            form, lambda: revoke(found, by=user_of(request), on=today, reason=form.cleaned_data["reason"])
        )
    ):
        return redirect(found)
    return edit_page(
        request,
        title=f"{_('Revoke')}: {found}",
        form=form,
        submit=_("Revoke"),
        back=found.get_absolute_url(),
        **invented(found.country),
    )


def _key(text: str) -> bytes | None:
    try:
        key = base64.urlsafe_b64decode(text)
    except (ValueError, binascii.Error):
        return None
    return key if len(key) == KEY_BYTES else None


def _day_of(content: dict[str, Any] | None, name: str) -> date | None:
    """Return a day that a code's content names; another installation's may name none, or no day."""
    try:
        return date.fromisoformat(str((content or {}).get(name, "")))
    except ValueError:
        return None


@page("training.view")
def certificate_check(request: HttpRequest) -> HttpResponse:
    """Check the code of a certificate against the issuer's public key, without a network."""
    form = CodeForm(request.POST or None)
    own = base64.urlsafe_b64encode(public_key()).decode()
    content: dict[str, Any] | None = None
    revoked: Certificate | None = None
    if request.method == "POST" and form.is_valid():
        key = _key(form.cleaned_data["key"] or own)
        if key is None:
            form.add_error("key", _("This is no public key."))
        else:
            try:
                content = check_code(form.cleaned_data["code"], key)
            except CodeRefusedError:
                form.add_error("code", _("This is no certificate of this issuer, or it was changed."))
        if content is not None:
            number = str(content.get("number", ""))
            revoked = Certificate.objects.filter(number=number, revoked_on__isnull=False).first()
    until = _day_of(content, "until")
    return render(
        request,
        "training/check.html",
        {
            "title": _("Check a code"),
            "form": form,
            "key": own,
            "content": content,
            "revoked": revoked,
            "issued": _day_of(content, "issued"),
            "until": until,
            "expired": until is not None and until < timezone.localdate(),
        },
    )
