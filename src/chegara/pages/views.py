"""Pages of no single slice: a job's progress, and what the checks of all slices find."""

from __future__ import annotations

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.pages import jobs
from chegara.pages.access import page
from chegara.pages.checks import Scope, checks_for, run_checks
from chegara.pages.lists import show_list
from chegara.pages.models import Job
from chegara.pages.tables import FindingTable


@page("checks.view")
def check_list(request: HttpRequest) -> HttpResponse:
    """Show what a reviewer would find, of all slices; each check with why it matters."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    known = checks_for(user)
    found = run_checks(Scope(user, request.GET.get("within", "")))
    counted = Counter(each.check.name for each in found)
    wanted = request.GET.get("check", "")
    return show_list(
        request,
        title=_("Checks"),
        table_class=FindingTable,
        rows=[each for each in found if not wanted or each.check.name == wanted],
        template="pages/checks.html",
        context={
            "checks": [(each, counted[each.name]) for each in known],
            "wanted": wanted,
            "within": request.GET.get("within", ""),
        },
        export_name="checks",
        empty=_("Nothing found: what you may see passes all checks."),
    )


@page("pages.use")
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a job's progress; polled by htmx until it ends, then it leads on to the result."""
    job = get_object_or_404(Job, pk=pk, by=request.user)
    if job.finished and job.url and not request.GET.get("stay"):
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": job.url})
        return redirect(job.url)
    template = "pages/job_progress.html" if request.headers.get("HX-Request") else "pages/job.html"
    return render(request, template, {"job": job, "title": job.title})


@require_POST
@page("pages.use")
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a job to stop."""
    job = get_object_or_404(Job, pk=pk, by=request.user)
    jobs.cancel(job, by=request.user)  # type: ignore[arg-type]
    return redirect("job_detail", pk=pk)
