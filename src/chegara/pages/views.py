"""Pages of no single slice: a job's progress, health, errors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from chegara.pages import jobs
from chegara.pages.access import page
from chegara.pages.models import Job


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
