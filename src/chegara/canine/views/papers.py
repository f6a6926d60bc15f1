"""The papers that the law asks for: of a dog, a team, a certification, or of the whole service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.accounts.models import User
from chegara.canine.forms import PeriodForm
from chegara.canine.plan_forms import DisciplineForm, PeriodOfServiceForm, ServiceForm, YearForm
from chegara.canine.queries.yearly import year_of
from chegara.canine.report.act import certification_act
from chegara.canine.report.common import Period
from chegara.canine.report.dogs import service_card, veterinary_passport
from chegara.canine.report.journal import training_journal
from chegara.canine.report.procedure import deployment_procedure
from chegara.canine.report.stores import feed_norms, write_off_act
from chegara.canine.report.yearly import yearly_report
from chegara.canine.views.book import BOOK
from chegara.organisation.models import Agency
from chegara.organisation.page_context import invented_of_mine, user_of
from chegara.organisation.papers import paper, show_paper
from chegara.organisation.registers.pages import record_for, register_for
from chegara.organisation.registers.presenters import language
from chegara.pages.access import page
from chegara.reporting.blocks import Document

FILES = (("docx", "Word"), ("pdf", "PDF"), ("html", "HTML"))
OF_RECORD = {"card": "dogs", "passport": "dogs", "journal": "teams", "act": "certifications"}
"""The register of whose records each paper is."""


@page("canine.view")
def paper_of(request: HttpRequest, kind: str, pk: int, format_name: str = "") -> HttpResponse:
    """Show a paper of a dog, a team or a certification, or hand it out as a file."""
    if kind not in OF_RECORD:
        raise Http404
    one = record_for(request, register_for(request, BOOK, OF_RECORD[kind]), pk)
    form = PeriodForm(request.GET or None) if kind == "journal" else None
    document = _of_record(kind, one, user_of(request), _days(form))
    if format_name:
        return paper(document, f"{kind}-{pk}", format_name)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return show_paper(
        request,
        document,
        countries=[one.country],
        back=(str(one), one.get_absolute_url()),
        files=[(name, reverse("canine_paper_file", args=[kind, pk, end]) + query) for end, name in FILES],
        form=form,
    )


def _days(form: PeriodForm | None) -> Period:
    """Return the days that were asked for, by default the year up to today."""
    given = form.cleaned_data if form is not None and form.is_valid() else {}
    last = given.get("last") or timezone.localdate()
    first = given.get("first") or date(last.year - 1, last.month, min(last.day, 28))
    return Period(min(first, last), max(first, last))


def _of_record(kind: str, one: Any, user: User, period: Period) -> Document:
    today = timezone.localdate()
    match kind:
        case "card":
            return service_card(one, user, language(), at=today)
        case "passport":
            return veterinary_passport(one, user, language(), at=today)
        case "journal":
            return training_journal(one, user, language(), period=period)
        case _:
            return certification_act(one, user, language())


@dataclass(frozen=True)
class ServicePaper:
    """A paper of a whole service: its title, what it is for, the form that asks about it, how it is made."""

    title: Any
    about: Any
    form: type[ServiceForm]
    made: Callable[[Any, Agency, User], Document]


def _feed(_form: ServiceForm, agency: Agency, user: User) -> Document:
    return feed_norms(agency, user, language(), at=timezone.localdate())


def _write_off(form: PeriodOfServiceForm, agency: Agency, user: User) -> Document:
    return write_off_act(agency, user, language(), period=Period(*form.days(timezone.localdate())))


def _procedure(form: DisciplineForm, agency: Agency, user: User) -> Document:
    return deployment_procedure(agency, form.chosen, user, language(), at=timezone.localdate())


def _yearly(form: YearForm, agency: Agency, user: User) -> Document:
    today = timezone.localdate()
    year = (form.cleaned_data.get("year") if form.is_valid() else None) or today.year
    year = min(year, today.year)
    this, before = (year_of(agency, each, user, today=today) for each in (year, year - 1))
    return yearly_report(this, before, language())


SERVICE_PAPERS = {
    "feed": ServicePaper(
        gettext_lazy("Feed norms and need of feed"),
        gettext_lazy("What each dog is fed by which order, and what the kennels need a month."),
        ServiceForm,
        _feed,
    ),
    "write-off": ServicePaper(
        gettext_lazy("Write-off act"),
        gettext_lazy("Dogs and equipment that were written off in a period; aids for whoever keeps them."),
        PeriodOfServiceForm,
        _write_off,
    ),
    "procedure": ServicePaper(
        gettext_lazy("Standard deployment procedure"),
        gettext_lazy("Who may be sent, how a search goes, what is written down, with the service's norms."),
        DisciplineForm,
        _procedure,
    ),
    "yearly-report": ServicePaper(
        gettext_lazy("Yearly report of the canine service"),
        gettext_lazy("Teams, dogs, training, detection, the field and money beside the year before."),
        YearForm,
        _yearly,
    ),
}


@page("canine.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show which papers there are, and where each is printed."""
    of_records = (
        (_("Service card of a dog"), "dogs", _("Who it is, its teams, certificates, service and equipment.")),
        (_("Veterinary passport"), "dogs", _("Vaccinations, treatments, examinations, illnesses.")),
        (_("Training journal"), "teams", _("Exercises with conditions, hits and blanks; hours by month.")),
        (_("Certification act"), "certifications", _("Hits and misses, what they prove, the national norm.")),
        (_("Paper form of an exercise"), "exercises", _("Where no telephone may be used: on its set-up.")),
    )
    return render(
        request,
        "canine/papers.html",
        {
            "title": _("Papers of the service"),
            "of_records": [
                (title, reverse("canine_register", args=[name]), BOOK.by_name[name].title, about)
                for title, name, about in of_records
            ],
            "of_service": [
                (each.title, reverse("canine_service_paper", args=[kind]), each.about)
                for kind, each in SERVICE_PAPERS.items()
            ],
            **invented_of_mine(request),
        },
    )


@page("canine.view")
def paper_of_service(request: HttpRequest, kind: str, format_name: str = "") -> HttpResponse:
    """Show a paper of the whole service, or hand it out as a file."""
    user = user_of(request)
    if kind not in SERVICE_PAPERS:
        raise Http404
    about = SERVICE_PAPERS[kind]
    form = about.form(request.GET or None, user=user)
    agency = form.service
    if agency is None:
        raise Http404
    document = about.made(form, agency, user)
    if format_name:
        return paper(document, kind, format_name)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return show_paper(
        request,
        document,
        countries=[agency.country],
        back=(_("Papers of the service"), reverse("canine_papers")),
        files=[(name, reverse("canine_service_paper_file", args=[kind, end]) + query) for end, name in FILES],
        form=form,
    )
