"""Pages of an agency's Word template."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.organisation import actions
from chegara.organisation.forms import TemplateForm
from chegara.organisation.models import Agency, WordTemplate
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.reporting.word_template import TemplateError

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _own_agency(request: HttpRequest, pk: int) -> Agency:
    return get_object_or_404(Agency, pk=pk, pk__in=agencies_of(_user(request)))


@page("organisation.change")
def word_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in the agency's Word template."""
    agency = _own_agency(request, pk)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["template"]
        try:
            actions.set_word_template(
                agency, name=file.name, content=file.read(), by=_user(request),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except TemplateError as error:
            form.add_error("template", str(error))
        else:
            return redirect("agency_detail", pk=pk)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Word template: %(agency)s") % {"agency": agency},
            "form": form,
            "back": reverse("agency_detail", args=[pk]),
            "submit": _("Bring in"),
            "explanation": _(
                "A Word file with the agency's letterhead, page and styles. Where {{ document }} stands in a "
                "paragraph of its own, the document goes; {{ title }}, {{ subtitle }}, {{ issued_by }} and "
                "{{ issued_on }} may stand anywhere; {{ marking }} and {{ banner }} must stand in the head "
                "or foot of each page. Styles of the file (Heading 1, Normal, Caption …) keep their look."
            ),
        },
    )


@page("organisation.change")
def word_template_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the agency's Word template away."""
    agency = _own_agency(request, pk)
    template = get_object_or_404(WordTemplate, agency=agency)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.remove_word_template(template, by=_user(request), reason=form.cleaned_data["reason"])
        return redirect("agency_detail", pk=pk)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Take the Word template away: %(agency)s") % {"agency": agency},
            "form": form,
            "back": reverse("agency_detail", args=[pk]),
            "submit": _("Take away"),
        },
    )


@page("organisation.change")
def word_template_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the agency's Word template."""
    template = get_object_or_404(WordTemplate, agency=_own_agency(request, pk))
    name = f"{template.agency.code.lower()}-template.docx"
    return HttpResponse(
        bytes(template.content),
        content_type=DOCX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
