"""Pages that take the matrices and passports away as workbooks, and read one in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.cooperation.forms import WorkbookForm
from chegara.cooperation.registers import REGISTERS
from chegara.cooperation.views.common import country_of
from chegara.cooperation.workbook.reading import Done, Handling, load
from chegara.cooperation.workbook.writing import export, export_passport
from chegara.organisation.page_context import edit_page, invented_of_mine, user_of
from chegara.organisation.registers.pages import record_for
from chegara.pages.access import page
from chegara.plans.views.workbooks import XLSX
from chegara.plans.workbook.tables import WorkbookError


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    )


@page("cooperation.view")
def cooperation_workbook(request: HttpRequest) -> HttpResponse:
    """Hand out the matrices and registers that the user may see, as a workbook that can be read in again."""
    return _file(export(country_of(request), user_of(request)), "cooperation")


@page("cooperation.view")
def passport_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the passport and technological scheme of one crossing point as a workbook."""
    one = record_for(request, REGISTERS["passports"], pk)
    return _file(export_passport(one), f"passport-{one.point.code.lower()}")


@page("cooperation.change")
def workbook_import(request: HttpRequest) -> HttpResponse:
    """Read in a workbook of cooperation: all of it, or nothing."""
    user = user_of(request)
    form = WorkbookForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        handling = Handling(data["owner_agency"], data["marking"], list(data["releases"]))
        foreign = [one for one in handling.releases if one.from_agency_id != handling.owner.pk]
        if foreign:
            form.add_error("releases", _("An agency releases its own records only."))
        else:
            try:
                done = load(data["workbook"].read(), handling=handling, by=user, reason=data["reason"])
            except WorkbookError as error:
                for problem in error.problems:
                    form.add_error("workbook", problem)
            else:
                messages.success(request, _told(done))
                return redirect("cooperation")
    return edit_page(
        request,
        title=_("Read in a workbook of cooperation"),
        form=form,
        back=reverse("cooperation"),
        submit=_("Read in"),
        explanation=_(
            "Take the matrices or a passport away as a workbook, change it, and read it in again. A row without a code is a new one; a passport that is new needs a word of yours as its code, so that the other sheets can name it. Rows of other agencies must stay as they are. What the workbook does not name stays. If anything is wrong, nothing is changed, and each problem is named by sheet, row and column."
        ),
        **invented_of_mine(request),
    )


def _told(done: Done) -> str:
    parts = [
        ngettext("%(n)s new row", "%(n)s new rows", done.new) % {"n": done.new},
        ngettext("%(n)s row changed", "%(n)s rows changed", done.changed) % {"n": done.changed},
        ngettext("%(n)s row unchanged", "%(n)s rows unchanged", done.unchanged) % {"n": done.unchanged},
    ]
    return ", ".join(parts) + "."
