"""Pages of courses: results by session, the cascade."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from chegara.organisation.page_context import user_of
from chegara.organisation.papers import paper, show_paper
from chegara.organisation.registers.presenters import language
from chegara.pages.access import page
from chegara.training.models import Course, Session
from chegara.training.queries import cascade_of
from chegara.training.report.cascade import cascade_report
from chegara.training.report.course import course_results
from chegara.training.views.common import seen
from chegara.training.wordings import spoken


@page("training.view")
@spoken
def results(request: HttpRequest, pk: int, format_name: str = "") -> HttpResponse:
    """Show what a course achieved, or hand it out as a file."""
    course = seen(request, Course, pk, "owner_agency__country")
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
    session = seen(request, Session, pk, "course__owner_agency__country")
    document = course_results(session.course, language(), session=session)
    return show_paper(
        request, document, countries=[session.country], back=(str(session), session.get_absolute_url())
    )


@page("training.view")
@spoken
def cascade(request: HttpRequest, pk: int, format_name: str = "") -> HttpResponse:
    """Show a course's cascade, or hand it out as a file."""
    course = seen(request, Course, pk, "owner_agency__country")
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
