"""Pages of the statistics of a service, and of services side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.canine.plan_forms import StatisticsForm, services_of
from chegara.canine.queries.comparison import plans_beside, services_beside
from chegara.canine.queries.statistics import Scope, service_of
from chegara.canine.report.comparison import plans_compared, services_compared
from chegara.canine.report.statistics import service_statistics
from chegara.organisation.page_context import user_of
from chegara.organisation.papers import paper, show_paper
from chegara.organisation.registers.presenters import language
from chegara.pages.access import page
from chegara.reporting.blocks import Document

FILES = (("docx", "Word"), ("pdf", "PDF"), ("html", "HTML"))


def _scope(form: StatisticsForm) -> Scope:
    given = form.cleaned_data if form.is_valid() else {}
    first, last = form.days(timezone.localdate())
    return Scope(given.get("agency"), given.get("discipline") or "", first, last)


def _shown(
    request: HttpRequest, document: Document, form: StatisticsForm, name: str, countries: list[object]
) -> HttpResponse:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    other = "canine_services" if name == "canine_statistics" else "canine_statistics"
    title = _("Services compared") if other == "canine_services" else _("Statistics of the service")
    return show_paper(
        request,
        document,
        countries=countries,  # type: ignore[arg-type]
        back=(_("K-9 service"), reverse("canine")),
        links=[(title, reverse(other))],
        files=[(label, reverse(f"{name}_file", args=[end]) + query) for end, label in FILES],
        form=form,
    )


@page("canine.view")
def service(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show the statistics of a service, or hand them out as a file."""
    user = user_of(request)
    form = StatisticsForm(request.GET or None, user=user)
    found = service_of(_scope(form), user)
    document = service_statistics(found, language())
    if format_name:
        return paper(document, "canine-statistics", format_name)
    return _shown(request, document, form, "canine_statistics", [one.team.country for one in found.teams])


@page("canine.view")
def services(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show services side by side, as far as they released their teams."""
    user = user_of(request)
    form = StatisticsForm(request.GET or None, user=user)
    scope = _scope(form)
    found = services_beside(scope, user)
    document = services_compared(found, scope, language())
    if format_name:
        return paper(document, "canine-services", format_name)
    return _shown(request, document, form, "canine_services", [one.agency.country for one in found])


@page("canine.view")
def plans(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show the development plans of services side by side, as far as they released them."""
    user, today = user_of(request), timezone.localdate()
    found = plans_beside(list(services_of(user)), user, on=today)
    document = plans_compared(found, today, language())
    if format_name:
        return paper(document, "canine-plans", format_name)
    return show_paper(
        request,
        document,
        countries=[one.agency.country for one in found],
        back=(_("K-9 service"), reverse("canine")),
        links=[
            (_("Development plan"), reverse("canine_development")),
            (_("Services compared"), reverse("canine_services")),
        ],
        files=[(label, reverse("canine_plans_file", args=[end])) for end, label in FILES],
    )
