"""Pages of tests: answers, grades, accounts and questions, also for Moodle."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chegara.organisation.page_context import edit_page, invented, user_of
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.organisation.registers.pages import is_own
from chegara.pages.access import page
from chegara.training.actions.courses import (
    enter_answers,
    enter_grades,
    set_questions,
)
from chegara.training.forms import AnswersForm, FileForm, GradesForm
from chegara.training.methods.moodle import (
    Option,
    Question,
    QuestionsRefusedError,
    read_gift,
    read_xml,
    write_gift,
    write_xml,
)
from chegara.training.models import Session, Test
from chegara.training.session_sheets import (
    moodle_users,
    read_answers,
    read_grades,
)
from chegara.training.views.common import handed_out, own_session, seen, tried, upload
from chegara.training.wordings import spoken


@page("training.change")
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Read in answers to a test."""

    def act(session: Session, form: Any) -> None:
        data = form.cleaned_data
        rows = read_answers(session, data["file"].read(), data["file"].name)
        enter_answers(session, data["test"], data["moment"], rows, by=user_of(request))

    return upload(
        request,
        pk,
        AnswersForm,
        act,
        _("Answers to a test"),
        session=own_session(request, pk),
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

    return upload(request, pk, GradesForm, act, _("Grades from Moodle"))


@page("training.change")
def users(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the accounts of a session for Moodle."""
    session = own_session(request, pk)
    return handed_out(moodle_users(session), f"moodle-users-{pk}.csv", "text/csv; charset=utf-8")


@page("training.change")
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Read questions into a test, from GIFT or Moodle XML."""
    test: Test = seen(request, Test, pk, "course__owner_agency__country")
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
    test: Test = seen(request, Test, pk)
    found = [
        Question(
            one["name"], one["text"], tuple(Option(each["text"], each["right"]) for each in one["options"])
        )
        for one in test.questions
    ]
    if format_name == "gift":
        return handed_out(write_gift(found), f"test-{pk}.gift", "text/plain; charset=utf-8")
    if format_name == "xml":
        return handed_out(write_xml(found), f"test-{pk}.xml", "application/xml")
    raise Http404
