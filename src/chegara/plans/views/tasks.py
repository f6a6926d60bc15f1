"""The page of tasks: what is overdue, due soon, to be verified, to be read; for one's own agencies or all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.organisation.models import Agency
from chegara.organisation.page_context import invented_of_mine, user_of
from chegara.organisation.queries import countries_of
from chegara.organisation.readers import spoken
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.forms import StyledForm
from chegara.pages.lists import show_list
from chegara.plans.presenters import TASKS, language
from chegara.plans.queries import tasks_for
from chegara.plans.reminders import agencies_reminded, reminded_of, reminder
from chegara.plans.tables import TaskTable
from chegara.reporting.render import render

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class TaskFilter(StyledForm):
    """Which tasks are wanted."""

    agency = forms.ChoiceField(label=gettext_lazy("Agency"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Task"), required=False)

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            ("", _("my agencies")), ("all", _("all agencies")),
            *((str(agency.pk), agency.name) for agency in agencies),
        ]  # fmt: skip
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", "–"), *((kind.value, name) for kind, name in TASKS.items()),
        ]  # fmt: skip


@page("plans.view")
@spoken("plans", "risk")
def task_list(request: HttpRequest) -> HttpResponse:
    """List what there is to do about measures, the earliest due first."""
    user = user_of(request)
    agencies = Agency.objects.filter(country__in=countries_of(user))
    form = TaskFilter(request.GET or None, agencies=agencies)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    whose = asked.get("agency", "")
    limit = None if whose == "all" else [int(whose)] if whose else list(agencies_of(user))
    kind = asked.get("kind", "")
    rows = [
        each
        for each in tasks_for(user, timezone.localdate(), limit)
        if not kind or each.task.kind == kind
    ]  # fmt: skip
    return show_list(
        request,
        title=_("Tasks and deadlines"),
        table_class=TaskTable,
        rows=rows,
        template="plans/tasks.html",
        context={
            "filter_form": form,
            "is_filtered": bool(whose or kind),
            "reminded": agencies_reminded(user, timezone.localdate())
            if user.has_perm("plans.change")
            else (),
            **invented_of_mine(request),
        },
        export_name="tasks",
        empty=_("Nothing to do: no measure is overdue, due soon or waits for a verification."),
    )


@page("plans.change")
@spoken("plans", "risk")
def reminder_file(request: HttpRequest, agency: int, format_name: str) -> HttpResponse:
    """Hand out the letter that reminds an agency of its measures, as Word or PDF."""
    user, today = user_of(request), timezone.localdate()
    if format_name not in TYPES:
        raise Http404
    to = get_object_or_404(
        Agency.objects.filter(country__in=countries_of(user)).select_related("country"), pk=agency
    )
    own = get_list_or_404(
        Agency.objects.filter(country=to.country, pk__in=agencies_of(user)).order_by("code")
    )
    tasks = reminded_of(to, user, today)
    document = reminder(to, tasks, from_agency=own[0], language=language(), today=today)
    return HttpResponse(
        render(document, format_name),  # type: ignore[arg-type]
        content_type=TYPES[format_name],
        headers={"Content-Disposition": f'attachment; filename="reminder-{to.code}.{format_name}"'},
    )
