"""Pages of the development plan, and of making measures of it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.canine.actions.development import plan_development
from chegara.canine.plan_forms import DisciplineForm, MeasureForm
from chegara.canine.queries.development import development_of
from chegara.canine.report.development import development_plan, proposals
from chegara.organisation.page_context import edit_page, invented, user_of
from chegara.organisation.papers import paper, show_paper
from chegara.organisation.registers.pages import tried
from chegara.organisation.registers.presenters import language
from chegara.organisation.visibility import own_agencies
from chegara.pages.access import page
from chegara.plans.actions.guards import PlanRefusedError

FILES = (("docx", "Word"), ("pdf", "PDF"), ("html", "HTML"))


@page("canine.view")
def plan(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show the development plan of a service in a discipline, or hand it out as a file."""
    user = user_of(request)
    form = DisciplineForm(request.GET or None, user=user)
    agency, discipline = form.service, form.chosen
    if agency is None:
        raise Http404
    found = development_of(agency, discipline, user, on=timezone.localdate())
    document = development_plan(found, language())
    if format_name:
        return paper(document, "canine-development", format_name)
    about = {"agency": agency.pk, "discipline": discipline.value}
    may = user.has_perm("canine.certify") and agency.pk in own_agencies(user)
    links = [
        (_("Make a measure: %s") % one.title, _to_measure({**about, "title": one.title}))
        for one in (proposals(found) if may else ())
    ]
    return show_paper(
        request,
        document,
        countries=[agency.country],
        back=(_("K-9 service"), reverse("canine")),
        links=[(_("Development plans side by side"), reverse("canine_plans"))],
        files=[
            (name, f"{reverse('canine_development_file', args=[end])}?{urlencode(about)}")
            for end, name in FILES
        ],
        form=form,
        template="canine/development.html",
        proposals=links,
    )


def _to_measure(about: dict[str, object]) -> str:
    return f"{reverse('canine_measure')}?{urlencode(about)}"


@page("canine.certify")
def measure(request: HttpRequest) -> HttpResponse:
    """Make a measure of a plan of what the development plan proposes."""
    user = user_of(request)
    about = DisciplineForm(request.GET or None, user=user)
    agency, discipline = about.service, about.chosen
    if agency is None or agency.pk not in own_agencies(user):
        raise PermissionDenied
    form = MeasureForm(request.POST or None, user=user, initial={"title": request.GET.get("title", "")[:300]})
    back = (
        f"{reverse('canine_development')}?{urlencode({'agency': agency.pk, 'discipline': discipline.value})}"
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(form, lambda: plan_development(agency, discipline, by=user, **data), PlanRefusedError):
            messages.success(request, _("The measure stands in the plan “%s”.") % data["plan"])
            return redirect(back)
    return edit_page(
        request,
        title=_("Make a measure of it"),
        form=form,
        back=back,
        explanation=f"{agency.name}, {discipline.label}",
        **invented(agency.country),
    )
