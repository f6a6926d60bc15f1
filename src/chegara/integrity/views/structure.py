"""Pages: what the service consists of, and entering it by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chegara.integrity.actions import structure as actions
from chegara.integrity.forms import RECORDS, record_form
from chegara.integrity.methods.reading.words import objects
from chegara.integrity.models.common import OfReview
from chegara.integrity.queries import records_of, structure_of
from chegara.integrity.views.common import review_for, show, tried, user_of
from chegara.integrity.words import object_name
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm


@page("integrity.view")
def structure(request: HttpRequest, pk: int) -> HttpResponse:
    """Show units with their tasks, functions and posts, and the posts with duties and rights."""
    review = review_for(request, pk)
    return show(
        request, review, "structure", _("Structure"), units=structure_of(review),
        kinds=[(kind, capfirst(model._meta.verbose_name_plural)) for kind, (model, _fields) in RECORDS.items()],
    )  # fmt: skip


@page("integrity.view")
def records(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """List the records of a kind, to enter and change them."""
    review = review_for(request, pk)
    model = _model(kind)
    return show(
        request, review, "records", capfirst(model._meta.verbose_name_plural), kind=kind,
        records=records_of(review, model),
    )  # fmt: skip


def _model(kind: str) -> type[OfReview]:
    if kind not in RECORDS:
        raise Http404
    return RECORDS[kind][0]


@page("integrity.change")
def record_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Enter a record."""
    review, user = review_for(request, pk), user_of(request)
    form = record_form(_kind(kind))(request.POST or None, instance=_model(kind)(review=review))
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.save_record(form.instance, by=user))
    ):
        if "again" in request.POST:
            return redirect("integrity_record_new", pk, kind)
        return redirect("integrity_records", pk, kind)
    title = _("Enter: %(kind)s") % {"kind": _model(kind)._meta.verbose_name}
    return show(
        request, review, "record", title, form=form, again=True, back=reverse("integrity_records", args=[pk, kind]),
        objects=[(code, object_name(code)) for code in objects()],
    )  # fmt: skip


def _kind(kind: str) -> str:
    _model(kind)
    return kind


@page("integrity.change")
def record_edit(request: HttpRequest, pk: int, kind: str, key: int) -> HttpResponse:
    """Change a record."""
    review, user = review_for(request, pk), user_of(request)
    record = get_object_or_404(_model(kind), review=review, pk=key)
    form = record_form(kind)(request.POST or None, instance=record)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.save_record(form.instance, by=user))
    ):
        return redirect("integrity_records", pk, kind)
    title = _("Change: %(kind)s") % {"kind": record._meta.verbose_name}
    return show(
        request, review, "record", title, form=form, back=reverse("integrity_records", args=[pk, kind]),
        remove=reverse("integrity_record_remove", args=[pk, kind, key]),
        objects=[(code, object_name(code)) for code in objects()],
    )  # fmt: skip


@page("integrity.change")
def record_remove(request: HttpRequest, pk: int, kind: str, key: int) -> HttpResponse:
    """Remove a record."""
    review, user = review_for(request, pk), user_of(request)
    record = get_object_or_404(_model(kind), review=review, pk=key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: actions.remove_record(record, by=user, reason=reason)):
            return redirect("integrity_records", pk, kind)
    title = _("Remove: %(record)s") % {"record": record}
    return show(request, review, "edit", title, form=form, back=reverse("integrity_records", args=[pk, kind]))


@page("integrity.change")
@require_POST
def separations(request: HttpRequest, pk: int) -> HttpResponse:
    """Adopt the usual separations of duties."""
    review = review_for(request, pk)
    new = actions.adopt_separations(review, by=user_of(request))
    told = ngettext("%(n)s separation adopted.", "%(n)s separations adopted.", new)
    messages.success(request, told % {"n": new})
    return redirect("integrity_matrix", pk, "conflicts")
