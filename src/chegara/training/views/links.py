"""What leads on from a list or a record of training: buttons with their addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.organisation.page_context import user_of
from chegara.organisation.registers.described import Links, Register
from chegara.organisation.registers.models import Shared
from chegara.organisation.registers.pages import is_own
from chegara.organisation.visibility import own_agencies
from chegara.training.models import ActivityList
from chegara.training.wordings import RECORDS


def list_links(request: HttpRequest, register: Register) -> Links:
    """Return what leads on from a register's list for whoever looks at it."""
    match register.name:
        case "activities":
            reading = [(_("Read in a list"), reverse("activity_list_new"))]
            return [
                *(reading + _waiting(request) if request.user.has_perm("training.change") else ()),
                (_("Programme report"), reverse("programme_report")),
                (_("Calendar (ics)"), reverse("training_calendar")),
            ]
        case "trainers" | "requests":
            return [(_("Plan of cooperation"), reverse("cooperation_plan"))]
        case "certificates":
            return [
                (_("Expiring"), reverse("training_expiring")),
                (_("Check a code"), reverse("certificate_check")),
            ]
        case "requirements":
            return [(_("Ranked needs"), reverse("training_needs"))]
        case "vignettes" if request.user.has_perm("training.change"):
            return [(_("Results of groups"), reverse("practice_groups"))]
    return []


def _waiting(request: HttpRequest) -> Links:
    """Return the lists of activities that were read in and wait to be settled or taken over."""
    user = user_of(request)
    lists = ActivityList.objects.visible_to(user).filter(owner_agency__in=own_agencies(user), taken_at=None)
    return [
        (_("Waiting: %(list)s") % {"list": one.name}, reverse("activity_list", args=[one.pk]))
        for one in lists.order_by("-pk")[:3]
    ]


def record_links(request: HttpRequest, one: Any) -> Links:
    """Return what can be done with a record by whoever looks at it."""
    user, found = user_of(request), LINKS.get(one.register)
    may_change = user.has_perm("training.change") and (isinstance(one, Shared) or is_own(one, user))
    links = found(request, one, may_change) if found else []
    if may_change and isinstance(one, RECORDS):
        links.append(
            (_("Texts in another language"), reverse("training_wordings", args=[one.register, one.pk]))
        )
    return links


def _recommendation(request: HttpRequest, one: Any, may_change: bool) -> Links:
    if one.measure_id and request.user.has_perm("plans.view"):
        return [(one.measure.code, one.measure.get_absolute_url())]
    if may_change and request.user.has_perm("plans.change"):
        return [(_("Make a measure of it"), reverse("recommendation_plan", args=[one.pk]))]
    return []


def _course(_request: HttpRequest, one: Any, _may_change: bool) -> Links:
    return [
        (_("Results"), reverse("course_results", args=[one.pk])),
        (_("Cascade"), reverse("course_cascade", args=[one.pk])),
    ]


def _session(_request: HttpRequest, one: Any, may_change: bool) -> Links:
    found = [(_("Results"), reverse("session_results", args=[one.pk]))]
    if may_change:
        found += [
            (_("Attendance"), reverse("session_attendance", args=[one.pk])),
            (_("Answers to a test"), reverse("session_answers", args=[one.pk])),
            (_("Grades from Moodle"), reverse("session_grades", args=[one.pk])),
            (_("Accounts for Moodle (csv)"), reverse("session_users", args=[one.pk])),
            (_("Issue certificates"), reverse("certificates_issue", args=[one.pk])),
        ]
    return found


def _test(_request: HttpRequest, one: Any, may_change: bool) -> Links:
    found = []
    if may_change:
        found.append((_("Read questions in (GIFT, Moodle XML)"), reverse("test_questions", args=[one.pk])))
    if one.questions:
        found += [(name, reverse("test_file", args=[one.pk, name.lower()])) for name in ("GIFT", "XML")]
    return found


def _certificate(_request: HttpRequest, one: Any, may_change: bool) -> Links:
    found = [
        (name, reverse("certificate_file", args=[one.pk, form]))
        for form, name in (("pdf", "PDF"), ("docx", "Word"))
    ]
    if may_change and one.revoked_on is None:
        found.append((_("Revoke"), reverse("certificate_revoke", args=[one.pk])))
    return found


LINKS: dict[str, Callable[[HttpRequest, Any, bool], Links]] = {
    "recommendations": _recommendation,
    "courses": _course,
    "sessions": _session,
    "tests": _test,
    "certificates": _certificate,
}
