"""Asking for a document of cooperation: guidelines, passport, protocol, notification."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.config.document_jobs import COOPERATION_JOB
from chegara.cooperation.forms import DocumentForm
from chegara.cooperation.report.papers import PAPERS
from chegara.pages.access import page
from chegara.pages.jobs import run_job


@require_POST
@page("documents.make")
def cooperation_document(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask for a document of cooperation in a language and edition."""
    if kind not in PAPERS or not isinstance(request.user, User):
        raise Http404
    one = get_object_or_404(PAPERS[kind][0].objects.visible_to(request.user), pk=pk)
    form = DocumentForm(request.POST)
    if not form.is_valid():
        return redirect(one)
    arguments = {"country": one.country.pk, "kind": kind, "pk": pk, **form.cleaned_data}
    job = run_job(COOPERATION_JOB, arguments, by=request.user, title=str(one))
    return redirect("job_detail", pk=job.pk)
