"""Pages of documents: ask for one, read it on the screen, take it away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.config.document_jobs import FRAGMENT, IN_TEMPLATE, JOBS, PLAN_JOB, REPORT_JOB, folder_of
from chegara.organisation.models import State
from chegara.organisation.queries import countries_of
from chegara.pages.access import page
from chegara.pages.forms import StyledForm
from chegara.pages.jobs import run_job
from chegara.pages.models import Job, JobState
from chegara.plans.forms import DocumentForm
from chegara.plans.models import Plan

EDITIONS = (
    ("joint", gettext_lazy("joint: what was released to every agency of the country")),
    ("own", gettext_lazy("for my own use: all that I may see")),
    (
        "public",
        gettext_lazy("for the public: what is open and was released to the public, without small counts"),
    ),
)
FORMAT_NAMES = {".docx": "Word", ".pdf": "PDF", ".html": "HTML"}
FIRST_YEAR, LAST_YEAR = 1990, 2100


class ReportForm(StyledForm):
    """Which report is wanted."""

    country = forms.ModelChoiceField(State.objects.none(), label=gettext_lazy("Country"), empty_label=None)
    year = forms.IntegerField(
        label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, localize=False
    )
    document_language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    edition = forms.ChoiceField(
        label=gettext_lazy("Edition"), choices=EDITIONS, widget=forms.RadioSelect, initial="joint"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = countries_of(user)  # type: ignore[attr-defined]


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@page("documents.make")
def report_new(request: HttpRequest) -> HttpResponse:
    """Ask for a country risk analysis, and list those made before."""
    user = _user(request)
    form = ReportForm(request.POST or None, user=user, initial={"document_language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        arguments = {
            "country": data["country"].pk,
            "year": data["year"],
            "edition": data["edition"],
            "document_language": data["document_language"],
        }
        job = run_job(
            REPORT_JOB,
            arguments,
            by=user,
            title=_("Country risk analysis %(year)s: %(country)s")
            % {"year": data["year"], "country": data["country"]},
        )
        return redirect("job_detail", pk=job.pk)
    made = Job.objects.filter(name__in=JOBS, by=user, state=JobState.DONE)[:20]
    return render(
        request, "config/report_new.html", {"title": _("Risk analysis report"), "form": form, "made": made}
    )


@require_POST
@page("documents.make")
def plan_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a plan, or for what changes in it, as a document."""
    user = _user(request)
    plan = get_object_or_404(Plan.objects.visible_to(user).select_related("country"), pk=pk)
    form = DocumentForm(request.POST)
    if not form.is_valid():
        return redirect(plan)
    arguments = {"country": plan.country_id, "plan": plan.pk, **form.cleaned_data}
    job = run_job(PLAN_JOB, arguments, by=user, title=_("Action plan: %(plan)s") % {"plan": plan})
    return redirect("job_detail", pk=job.pk)


def _job(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job, pk=pk, name__in=JOBS, by=_user(request), state=JobState.DONE)


def _files(pk: int) -> list[str]:
    return sorted(path.name for path in folder_of(pk).iterdir() if path.name != FRAGMENT)


def _format_name(name: str) -> str:
    if IN_TEMPLATE in name:
        return _("Word, in the agency's template")
    return FORMAT_NAMES.get(Path(name).suffix, name)


@page("documents.make")
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a finished report on the screen, each number leading to its rows, with its files to take away."""
    job = _job(request, pk)
    folder = folder_of(pk)
    if not (folder / FRAGMENT).exists():
        raise Http404
    country = State.objects.get(pk=job.arguments["country"])
    return render(
        request,
        "config/report.html",
        {
            "title": job.title,
            "job": job,
            "files": [(name, _format_name(name)) for name in _files(pk)],
            # The fragment was escaped by the renderer that wrote it.
            "body": mark_safe((folder / FRAGMENT).read_text(encoding="utf-8")),  # noqa: S308
            "invented": country.name if country.invented else "",
        },
    )


@page("documents.make")
def report_file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Hand out one file of a report."""
    _job(request, pk)
    folder = folder_of(pk)
    if name not in _files(pk):
        raise Http404
    return FileResponse((folder / name).open("rb"), as_attachment=True, filename=name)
