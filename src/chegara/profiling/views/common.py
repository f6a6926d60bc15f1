"""What the pages of the checkpoint share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from chegara.accounts.models import User
from chegara.organisation.models import State
from chegara.organisation.visibility import Handled, agencies_of
from chegara.profiling.actions.common import ProfilingError
from chegara.reporting.blocks import Document
from chegara.reporting.render import Format
from chegara.reporting.render import render as render_document


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def invented(owner: Handled) -> str:
    """The name of the country, where it is invented."""
    country = owner.owner_agency.country
    return country.name if country.invented else ""


def invented_for(user: User) -> str:
    """The name of the invented country whose data a list shows to this user, if there is one."""
    country = State.objects.filter(invented=True, agencies__in=agencies_of(user)).first()
    return country.name if country else ""


FORMATS = (("docx", "Word"), ("pdf", "PDF"), ("html", "HTML"))


def links(name: str, *arguments: Any, query: str = "") -> list[tuple[str, str]]:
    """The addresses of a document in each format, with the format's name."""
    return [(reverse(name, args=[*arguments, suffix]) + query, words) for suffix, words in FORMATS]


TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


def answer_file(document: Document, name: str, format_name: str) -> HttpResponse:
    """Hand out a document in one of its formats."""
    if format_name not in get_args(Format):
        raise Http404
    return HttpResponse(
        render_document(document, format_name),  # type: ignore[arg-type]
        content_type=TYPES[format_name],
        headers={"Content-Disposition": f'attachment; filename="{name}.{format_name}"'},
    )


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    do: Callable[[dict[str, Any]], Any],
    *,
    title: Any,
    back: str,
    to: Callable[[Any], str] | None = None,
    template: str = "pages/edit.html",
    **more: Any,
) -> HttpResponse:
    """Show a form; once it is filled in as it must be, do what it asks for and go on.

    `do` gets the cleaned values; what it refuses is shown above the form.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = do(form.cleaned_data)
        except ProfilingError as error:
            for line in str(error).splitlines():
                form.add_error(None, line)
        else:
            return redirect(to(made) if to else back)
    return render(request, template, {"form": form, "title": title, "back": back, **more})
