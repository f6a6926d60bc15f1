"""Pages: reading papers in, looking through what each paragraph was taken for, confirming."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chegara.integrity.actions import documents as actions
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.actions.tables import table_of
from chegara.integrity.choices import DocumentState
from chegara.integrity.forms import DescribeForm, ParagraphForm, UploadForm
from chegara.integrity.methods.reading.words import objects
from chegara.integrity.models import Review, SourceDocument, UnitFunction
from chegara.integrity.views.common import may_change, review_for, show, tried, user_of
from chegara.integrity.words import object_name
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm

AT_ONCE = 100
"""Paragraphs on one page: four fields each, and a form may send a thousand."""


MOST_NAMED = 12
"""Records that stay, named in a message."""


def document_for(review: Review, key: int) -> SourceDocument:
    """Return a document of a review."""
    found: SourceDocument = get_object_or_404(
        SourceDocument.objects.select_related("review", "unit"), review=review, pk=key
    )
    return found


@page("integrity.change")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Read files in."""
    review, user = review_for(request, pk), user_of(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        read, refused = actions.receive_all(review, data["papers"], by=user, kind=data["kind"])
        for reason in refused:
            messages.warning(request, reason)
        if read:
            told = ngettext(
                "%(n)s document was read. Look it through, then confirm it.",
                "%(n)s documents were read. Look them through, then confirm them.", len(read),
            )  # fmt: skip
            messages.success(request, told % {"n": len(read)})
        if len(read) == 1:
            return redirect(read[0])
        if read:
            return redirect(f"{review.get_absolute_url()}#documents")
    return show(
        request, review, "edit", _("Read documents in"), form=form, submit=_("Read in"),
        explanation=_("Statutes of units, job descriptions, the staffing table, orders on staff, the old action plan. Nothing counts before you have confirmed it."),
    )  # fmt: skip


@page("integrity.view")
def document_page(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Show a document's paragraphs, and what each is taken for; store corrections."""
    review, user = review_for(request, pk), user_of(request)
    document = document_for(review, key)
    may = may_change(review, user) and document.state == DocumentState.PREVIEW
    rows = document.paragraphs.select_related("function")
    table = None if document.kind in actions.PAPERS else table_of(document)
    shown = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
    is_paper = document.kind in actions.PAPERS
    forms: list[ParagraphForm] = []
    if may and is_paper:
        functions = list(UnitFunction.objects.filter(unit=document.unit)) if document.unit else []
        data = request.POST if request.method == "POST" else None
        forms = [ParagraphForm(each, functions, data) for each in shown]
        if data is not None and _all_valid(forms):
            changed = actions.correct(
                document, {form.paragraph.pk: form.cleaned_data for form in forms}, by=user
            )
            told = ngettext("%(n)s paragraph corrected.", "%(n)s paragraphs corrected.", changed)
            messages.success(request, told % {"n": changed})
            return redirect(f"{request.path}?page={shown.number}")
    return show(
        request, review, "document", str(document), document=document, forms=forms, shown=shown,
        is_paper=is_paper, may=may, table=table, counts=_counts(document),
        objects=[(code, object_name(code)) for code in objects()],
    )  # fmt: skip


def _all_valid(forms: list[ParagraphForm]) -> bool:
    """Tell whether all are valid; each is asked, so that each shows what is wrong with it."""
    return sum(not form.is_valid() for form in forms) == 0


def _counts(document: SourceDocument) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for each in document.paragraphs.all():
        found[str(each.get_role_display())] = found.get(str(each.get_role_display()), 0) + 1
    return sorted(found.items(), key=lambda item: -item[1])


@page("integrity.change")
def describe(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Say what a document is, of whom, and by which order it was approved."""
    review, user = review_for(request, pk), user_of(request)
    document = document_for(review, key)
    form = DescribeForm(request.POST or None, instance=SourceDocument.objects.get(pk=document.pk))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if tried(form, lambda: actions.describe(document, values=values, by=user)):
            return redirect(document)
    return show(
        request, review, "edit", _("What the document is"), form=form, back=document.get_absolute_url()
    )


@page("integrity.change")
@require_POST
def confirm(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Let a document count."""
    review = review_for(request, pk)
    document = document_for(review, key)
    try:
        actions.confirm(document, by=user_of(request))
    except IntegrityError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Confirmed: its items count from now on."))
    return redirect(document)


@page("integrity.change")
@require_POST
def confirm_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Let all documents that were looked through count: statutes first, so that duties find their functions."""
    review = review_for(request, pk)
    waiting = SourceDocument.objects.filter(review=review, state=DocumentState.PREVIEW)
    order = {"statute": 0, "staffing": 1, "job_description": 2, "orders": 3, "old_plan": 4}
    confirmed = 0
    for document in sorted(waiting, key=lambda each: (order[each.kind], each.pk)):
        try:
            actions.confirm(document, by=user_of(request))
            confirmed += 1
        except IntegrityError as error:
            messages.warning(request, f"{document}: {error}")
    told = ngettext("%(n)s document confirmed.", "%(n)s documents confirmed.", confirmed)
    messages.success(request, told % {"n": confirmed})
    return redirect(f"{review.get_absolute_url()}#documents")


def _with_reason(request: HttpRequest, pk: int, key: int, act: Any, title: str, after: Any) -> HttpResponse:
    review, user = review_for(request, pk), user_of(request)
    document = document_for(review, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: act(document, by=user, reason=reason)):
            return redirect(after(document))
    return show(request, review, "edit", title, form=form, back=document.get_absolute_url())


@page("integrity.change")
def take_back(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Take a confirmed document back, to correct it; tell what of a table stays."""

    def act(document: SourceDocument, **why: Any) -> None:
        stay = actions.take_back(document, **why)
        if stay:
            told = _("These stay, because other documents or records rest on them: %(names)s.")
            names = "; ".join(stay[:MOST_NAMED]) + (" …" if len(stay) > MOST_NAMED else "")
            messages.info(request, told % {"names": names})

    return _with_reason(request, pk, key, act, _("Take the document back"), lambda each: each)


@page("integrity.change")
def remove(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Remove a document that does not count."""
    return _with_reason(request, pk, key, actions.remove, _("Remove the document"), lambda each: each.review)
