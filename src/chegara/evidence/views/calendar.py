"""The data calendar: recurring duties, what is due when, who is late, reminders."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.common.periods import Month
from chegara.evidence.actions import requests
from chegara.evidence.data_requests.calendar import counts, owed, reminders
from chegara.evidence.data_requests.letters import reminder
from chegara.evidence.methods.reporting_calendar import Standing
from chegara.evidence.presenters.delivery import NAMES, SIGNS, lateness_rows, owed_lines
from chegara.evidence.request_forms import DutyForm
from chegara.evidence.request_models import ReportingDuty
from chegara.evidence.views.common import invented, user_of
from chegara.evidence.views.requests import CONTENT_TYPES, download
from chegara.organisation.models import Agency
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.pages.access import page
from chegara.reporting import numbers
from chegara.reporting.render import RENDERERS
from chegara.reporting.render import render as rendered

FIRST_YEAR, LAST_YEAR = 1990, 2100


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() else timezone.localdate().year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


def _invented(request: HttpRequest) -> dict[str, str]:
    countries = countries_of(user_of(request))
    return invented(next((country for country in countries if country.invented), None))


@page("evidence.view")
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what is due when, month by month, and the duties that it follows from."""
    user, year = user_of(request), _year(request)
    today = timezone.localdate()
    # What falls due in a year ended in it or in the months before.
    found = [
        one for one in owed(user, Month(year - 1, 8), Month(year, 12), today=today) if one.due.year == year
    ]
    names = numbers.month_names((get_language() or "en")[:2], "wide")
    own = agencies_to_act_for(user)
    duties = ReportingDuty.objects.visible_to(user).select_related("agency", "to_agency")
    return render(
        request,
        "evidence/calendar.html",
        {
            "title": _("Data calendar"),
            "year": year,
            "years": (year - 1, year + 1),
            "months": [
                (capfirst(names[month - 1]), owed_lines([one for one in found if one.due.month == month]))
                for month in range(1, 13)
                if any(one.due.month == month for one in found)
            ],
            "this_month": capfirst(names[today.month - 1]) if today.year == year else "",
            "duties": duties.prefetch_related("indicators"),
            "own": set(own.values_list("pk", flat=True)),
            **_invented(request),
        },
    )


@page("evidence.view")
def lateness(request: HttpRequest) -> HttpResponse:
    """Show who is late: agency by period, with counts."""
    user, year = user_of(request), _year(request)
    today = timezone.localdate()
    found = [
        one
        for one in owed(user, Month(year, 1), Month(year, 12), today=today)
        if one.request or one.last.year == year
    ]
    languages = (get_language() or "en")[:2]
    waiting = {one.agency for one in reminders(user, today=today)}
    return render(
        request,
        "evidence/lateness.html",
        {
            "title": _("Who is late"),
            "year": year,
            "years": (year - 1, year + 1),
            "month_names": numbers.month_names(languages),
            "rows": lateness_rows(found, year),
            "requests": owed_lines([one for one in found if one.request]),
            "legend": [(SIGNS[standing], NAMES[standing]) for standing in Standing],
            "standings": [NAMES[standing] for standing in Standing],
            "counts": [
                (agency, [by[standing] for standing in Standing], agency in waiting)
                for agency, by in sorted(counts(found).items(), key=lambda item: item[0].code)
            ],
            **_invented(request),
        },
    )


def _edit(request: HttpRequest, duty: ReportingDuty) -> HttpResponse:
    stored = bool(duty.pk)
    names = (
        "agency", "to_agency", "title", "basis", "frequency", "days_after", "since", "until",
    )  # fmt: skip
    initial: dict[str, Any] = {"days_after": 10}
    if stored:
        initial = {name: getattr(duty, name) for name in names} | {"indicators": duty.indicators.all()}
    form = DutyForm(request.POST or None, user=user_of(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            requests.save_duty(
                form.filled(duty),
                indicators=form.cleaned_data["indicators"],
                by=user_of(request),
                reason=form.cleaned_data["reason"],
            )
        except requests.RequestRefusedError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("calendar")
    context = {
        "title": _("Change the duty") if stored else _("New reporting duty"), "form": form,
        "back": reverse("calendar"), **_invented(request),
    }  # fmt: skip
    return render(request, "pages/edit.html", context)


@page("evidence.request")
def duty_new(request: HttpRequest) -> HttpResponse:
    """Set a recurring duty."""
    return _edit(request, ReportingDuty())


@page("evidence.request")
def duty_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a recurring duty, or let it end."""
    duty = get_object_or_404(ReportingDuty.objects.visible_to(user_of(request)), pk=pk)
    if duty.to_agency not in agencies_to_act_for(user_of(request)):
        raise PermissionDenied
    return _edit(request, duty)


@page("evidence.view")
def reminder_page(request: HttpRequest) -> HttpResponse:
    """Show what is overdue or due soon, as a list to print, with a letter for each agency."""
    found = reminders(user_of(request))
    agencies = sorted({one.agency for one in found}, key=lambda agency: agency.code)
    return render(
        request,
        "evidence/reminders.html",
        {
            "title": _("Reminders"),
            "today": timezone.localdate(),
            "groups": [(a, owed_lines([one for one in found if one.agency == a])) for a in agencies],
            **_invented(request),
        },
    )


@page("evidence.view")
def reminder_letter(request: HttpRequest, agency: int, kind: str) -> HttpResponse:
    """Hand out the letter that reminds an agency of what it owes, as Word or PDF."""
    user = user_of(request)
    if kind not in CONTENT_TYPES or kind not in RENDERERS:
        raise Http404
    of = get_object_or_404(
        Agency.objects.filter(country__in=countries_of(user)).select_related("country"), pk=agency
    )
    found = [one for one in reminders(user) if one.agency == of]
    language = (get_language() or "en")[:2]
    document = reminder(of, found, language=language, today=timezone.localdate())
    return download(rendered(document, kind), f"reminder-{of.code}.{kind}", CONTENT_TYPES[kind])
