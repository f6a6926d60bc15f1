"""The register as a workbook: taken away, and read in again."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chegara.pages.access import page
from chegara.pages.forms import StyledForm
from chegara.plans.workbook.tables import WorkbookError
from chegara.risk.actions.common import RiskError
from chegara.risk.views.common import changing, form_page, own_assessment, user_of
from chegara.risk.workbook.reading import Done, load
from chegara.risk.workbook.writing import export

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RegisterWorkbookForm(StyledForm):
    """The workbook, and why the register changes."""

    workbook = forms.FileField(label=gettext_lazy("Workbook (xlsx)"))
    reason = forms.CharField(label=gettext_lazy("Reason"), help_text=gettext_lazy("The audit log keeps it."))


@page("risk.view")
def register_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the register as a workbook that can be read in again."""
    assessment = own_assessment(request, pk)
    return HttpResponse(
        export(assessment),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="register-{pk}.xlsx"'},
    )


@page("risk.edit")
def register_workbook_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Read in a workbook of the register: all of it, or nothing."""
    assessment = changing(request, own_assessment(request, pk))
    form = RegisterWorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content, reason = form.cleaned_data["workbook"].read(), form.cleaned_data["reason"]
        try:
            done = load(assessment, content, by=user_of(request), reason=reason)
        except WorkbookError as error:
            for problem in error.problems:
                form.add_error("workbook", problem)
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _told(done))
            return redirect("assessment_detail", pk=pk)
    return form_page(
        request,
        assessment,
        form,
        title=_("Read in a workbook of the register"),
        submit=_("Read in"),
        explanation=_(
            "Take the register away as a workbook, change it, and read it in again. A row without a number is a new risk. Levels are not read in: they come from scores. What the workbook does not name stays. If anything is wrong, nothing is changed, and each problem is named by sheet, row and column."  # noqa: E501 - as the translator gets it
        ),
    )


def _told(done: Done) -> str:
    parts = [
        ngettext("%(n)s new risk", "%(n)s new risks", done.new) % {"n": done.new},
        ngettext("%(n)s changed", "%(n)s changed", done.changed) % {"n": done.changed},
        ngettext("%(n)s unchanged", "%(n)s unchanged", done.unchanged) % {"n": done.unchanged},
        ngettext("%(n)s link to evidence added", "%(n)s links to evidence added", done.links)
        % {"n": done.links},
        ngettext("%(n)s intelligence gap added", "%(n)s intelligence gaps added", done.gaps)
        % {"n": done.gaps},
    ]
    return ", ".join(parts) + "."
