"""Pages: what the service consists of, and entering it by hand."""

from __future__ import annotations

import django_filters
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from chegara.integrity.actions import structure as actions
from chegara.integrity.forms import RECORDS, WordsForm, record_form
from chegara.integrity.methods.reading.words import objects
from chegara.integrity.models import ServiceUnit
from chegara.integrity.models.common import OfReview
from chegara.integrity.queries import posts_of, records_of, units_of
from chegara.integrity.tables import RecordEditTable, RecordTable, UnitTable
from chegara.integrity.views.common import about, may_change, review_for, show, tried, user_of
from chegara.integrity.wordings import spoken
from chegara.integrity.words import object_name
from chegara.pages.access import page
from chegara.pages.filters import style_filters
from chegara.pages.forms import ReasonForm
from chegara.pages.lists import show_list


@style_filters
class UnitFilter(django_filters.FilterSet):
    """What narrows the list of units."""

    name = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("Name contains"))

    class Meta:
        model = ServiceUnit
        fields = ("name",)


@page("integrity.view")
@spoken
def structure(request: HttpRequest, pk: int) -> HttpResponse:
    """List the units of the service, and lead to the records of each kind."""
    review, title = review_for(request, pk), _("Structure")
    rows = units_of(review)
    kinds = [(kind, capfirst(model._meta.verbose_name_plural)) for kind, (model, _fields) in RECORDS.items()]
    return show_list(
        request, title=title, table_class=UnitTable, rows=rows,
        filterset=UnitFilter(request.GET or None, queryset=rows), template="integrity/structure.html",
        export_name="integrity-units",
        empty=_("No unit yet. Read in statutes and job descriptions, or enter units by hand."),
        context=about(review, title, mine=may_change(review, user_of(request)), kinds=kinds),
    )  # fmt: skip


POSTS_AT_ONCE = 20
"""Positions on the page of a unit: each with a dozen duties and rights."""


@page("integrity.view")
@spoken
def unit(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Show what a unit does, and what its positions have to do and may do."""
    review = review_for(request, pk)
    found = get_object_or_404(ServiceUnit.objects.select_related("parent", "norm"), review=review, pk=key)
    posts = Paginator(posts_of(found), POSTS_AT_ONCE).get_page(request.GET.get("page"))
    return show(
        request, review, "unit", found, unit=found, posts=posts, tasks=found.tasks.all(),
        functions=found.functions.select_related("paragraph"), rights=found.rights.all(),
        back=reverse("integrity_structure", args=[pk]),
    )  # fmt: skip


@page("integrity.view")
@spoken
def records(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """List the records of a kind, to enter and change them."""
    review, model = review_for(request, pk), _model(kind)
    title, mine = str(capfirst(model._meta.verbose_name_plural)), may_change(review, user_of(request))
    search = WordsForm(request.GET or None)
    words = search.cleaned_data["words"] if search.is_valid() else ""
    return show_list(
        request, title=title, table_class=RecordEditTable if mine else RecordTable,
        rows=records_of(review, kind, model, words), template="integrity/records.html",
        export_name=f"integrity-{kind}",
        empty=_("Nothing matches.") if words else _("Nothing entered yet."),
        context=about(
            review, title, mine=mine, kind=kind, search=search, words=words,
            back=reverse("integrity_structure", args=[pk]),
        ),
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
