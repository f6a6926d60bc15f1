"""Pages that take a plan away as a workbook, and read one in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.organisation.page_context import edit_page, invented, user_of
from chegara.pages.access import page
from chegara.plans.forms import PlanWorkbookForm
from chegara.plans.views.common import plan_for
from chegara.plans.workbook.reading import Done, load
from chegara.plans.workbook.tables import WorkbookError
from chegara.plans.workbook.writing import export

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("plans.view")
def plan_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a plan, as far as the user may see it, as a workbook that can be read in again."""
    plan = plan_for(request, pk)
    return HttpResponse(
        export(plan, user_of(request)),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="plan-{plan.pk}.xlsx"'},
    )


@page("plans.change")
def plan_workbook_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Read in a workbook of a plan: all of it, or nothing."""
    plan = plan_for(request, pk)
    form = PlanWorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["workbook"].read()
        try:
            done = load(plan, content, by=user_of(request), reason=form.cleaned_data["reason"])
        except WorkbookError as error:
            for problem in error.problems:
                form.add_error("workbook", problem)
        else:
            messages.success(request, _told(done))
            return redirect(plan)
    return edit_page(
        request,
        title=_("Read in a workbook of the plan"),
        form=form,
        back=plan.get_absolute_url(),
        submit=_("Read in"),
        explanation=_(
            "Take the plan away as a workbook, change it, and read it in again. A row without a code is a new measure. Rows of measures of other agencies must stay as they are. What the workbook does not name stays. If anything is wrong, nothing is changed, and each problem is named by sheet, row and column."  # noqa: E501 - as the translator gets it
        ),
        **invented(plan.country),
    )


def _told(done: Done) -> str:
    parts = [
        ngettext("%(n)s new measure", "%(n)s new measures", done.new) % {"n": done.new},
        ngettext("%(n)s changed", "%(n)s changed", done.changed) % {"n": done.changed},
        ngettext("%(n)s unchanged", "%(n)s unchanged", done.unchanged) % {"n": done.unchanged},
    ]
    return ", ".join(parts) + "."
