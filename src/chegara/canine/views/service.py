"""Pages about all teams: readiness, reminders, trials and searches side by side, aids, the calculator."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.canine.forms import PeriodForm, PrevalenceForm
from chegara.canine.models import Team, TrainingAid
from chegara.canine.plan_registers import NORMS
from chegara.canine.queries.custody import balances
from chegara.canine.queries.readiness import teams_in_service
from chegara.canine.registers import FIELD, SERVICE, STORES, TRAINING
from chegara.canine.report.service import (
    comparison_report,
    custody_report,
    field_report,
    prevalence_blocks,
    readiness_report,
    reminders_report,
)
from chegara.canine.report.team import team_performance
from chegara.canine.views.book import BOOK
from chegara.organisation.page_context import invented_of_mine, user_of
from chegara.organisation.papers import fragment, paper, show_paper
from chegara.organisation.registers.pages import record_for, register_for
from chegara.organisation.registers.presenters import language
from chegara.pages.access import page
from chegara.reporting.blocks import Document

FILES = (("docx", "Word"), ("pdf", "PDF"))


def _teams(request: HttpRequest) -> list[Team]:
    return teams_in_service(user_of(request), on=timezone.localdate())


def _shown(request: HttpRequest, document: Document, teams: list[Team], name: str, form: str) -> HttpResponse:
    if form:
        return paper(document, name.replace("_", "-"), form)
    return show_paper(
        request,
        document,
        countries=[team.country for team in teams],
        back=(_("Teams"), reverse("canine_register", args=["teams"])),
        files=[(label, reverse(f"{name}_file", args=[kind])) for kind, label in FILES],
    )


@page("canine.view")
def overview(request: HttpRequest) -> HttpResponse:
    """Show the registers of the service, grouped, with what leads on from them."""
    user = user_of(request)
    groups = [
        (
            title,
            [
                (str(register.title), reverse("canine_register", args=[register.name]), register.explanation)
                for register in registers
                if register.has_list and (not register.view or user.has_perm(register.view))
            ],
        )
        for title, registers in (
            (_("Teams and their health"), SERVICE),
            (_("Training and certificates"), TRAINING),
            (_("On duty"), FIELD),
            (_("Stores, kennels, money"), STORES),
            (_("Norms and what the development plan rests on"), NORMS),
        )
    ]
    reports = [
        (_("Statistics of the service"), reverse("canine_statistics")),
        (_("Services compared"), reverse("canine_services")),
        (_("Development plan"), reverse("canine_development")),
        (_("Development plans side by side"), reverse("canine_plans")),
        (_("Papers and documents"), reverse("canine_papers")),
        (_("Readiness of teams"), reverse("canine_readiness")),
        (_("Reminders"), reverse("canine_reminders")),
        (_("What double-blind trials say of the teams"), reverse("canine_comparison")),
        (_("Searches on duty"), reverse("canine_field")),
        (_("What does an alert mean?"), reverse("canine_prevalence")),
        (_("Versions to be settled"), reverse("canine_conflicts")),
    ]
    return render(
        request,
        "canine/overview.html",
        {"title": _("K-9 service"), "groups": groups, "reports": reports, **invented_of_mine(request)},
    )


@page("canine.view")
def readiness(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show which teams may serve today, and why others may not."""
    teams = _teams(request)
    return _shown(request, readiness_report(teams, language()), teams, "canine_readiness", format_name)


@page("canine.view")
def reminder_list(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show what has to be renewed or made up for."""
    teams = _teams(request)
    return _shown(
        request, reminders_report(teams, user_of(request), language()), teams, "canine_reminders", format_name
    )


@page("canine.view")
def comparison(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show what double-blind trials say of the teams, in tiers."""
    teams = _teams(request)
    return _shown(request, comparison_report(teams, language()), teams, "canine_comparison", format_name)


@page("canine.view")
def field(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show what searches on duty gave in a period, by default the last year."""
    today = timezone.localdate()
    asked = {
        "first": request.GET.get("first") or f"{_year_before(today):%d.%m.%Y}",
        "last": request.GET.get("last") or f"{today:%d.%m.%Y}",
    }
    form = PeriodForm(asked)
    found = form.cleaned_data if form.is_valid() else {}
    first, last = found.get("first") or _year_before(today), found.get("last") or today
    rows = Team.objects.visible_to(user_of(request)).select_related("owner_agency__country", "dog", "handler")
    teams = list(rows)
    document = field_report(teams, language(), first=first, last=last)
    if format_name:
        return paper(document, "searches-on-duty", format_name)
    query = f"?first={first:%d.%m.%Y}&last={last:%d.%m.%Y}"
    return show_paper(
        request,
        document,
        countries=[team.country for team in teams],
        back=(_("Deployments"), reverse("canine_register", args=["deployments"])),
        files=[
            (_("Calculator"), reverse("canine_prevalence")),
            *((label, reverse("canine_field_file", args=[kind]) + query) for kind, label in FILES),
        ],
        form=form,
    )


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28))


@page("canine.view")
def prevalence(request: HttpRequest) -> HttpResponse:
    """Show what an alert means, by how many of the searched objects carry something."""
    # What 164 dogs did in 1,219 trials (Jezierski and others, 2014): a beginning that the reader changes.
    usual = {"sensitivity": 87.7, "false_alerts": 5.3, "prevalence": 1}
    form = PrevalenceForm(request.GET if "sensitivity" in request.GET else usual)
    body = ""
    if form.is_valid():
        data = form.cleaned_data
        blocks = prevalence_blocks(
            data["sensitivity"] / 100, data["false_alerts"] / 100, data["prevalence"] / 100
        )
        body = fragment(blocks, language())
    return render(
        request,
        "canine/prevalence.html",
        {
            "title": _("What does an alert mean?"),
            "form": form,
            "body": body,
            **invented_of_mine(request),
        },
    )


@page("canine.view")
def performance(request: HttpRequest, pk: int, format_name: str = "") -> HttpResponse:
    """Show what is known of a team's performance."""
    team = record_for(request, register_for(request, BOOK, "teams"), pk)
    document = team_performance(team, language())
    if format_name:
        return paper(document, f"team-{team.code}", format_name)
    return show_paper(
        request,
        document,
        countries=[team.country],
        back=(str(team), team.get_absolute_url()),
        files=[
            (_("Calculator"), reverse("canine_prevalence")),
            *((label, reverse("team_performance_file", args=[pk, kind])) for kind, label in FILES),
        ],
    )


@page("canine.aids")
def custody(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show the account of training aids."""
    aids = TrainingAid.objects.visible_to(user_of(request)).select_related("odour", "owner_agency__country")
    found = balances(aids, on=timezone.localdate())
    countries = [one.aid.country for one in found]
    document = custody_report(found, language(), countries)
    if format_name:
        return paper(document, "training-aids", format_name)
    return show_paper(
        request,
        document,
        countries=countries,
        back=(_("Training aids"), reverse("canine_register", args=["aids"])),
        files=[(label, reverse("canine_custody_file", args=[kind])) for kind, label in FILES],
    )
