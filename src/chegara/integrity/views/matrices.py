"""Pages: matrices, index of positions, text against practice."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chegara.integrity.models import Post, ServiceUnit
from chegara.integrity.presenters import (
    MOST_COLUMNS,
    cell_titles,
    index_of,
    matrix,
    matrix_titles,
    practice_of,
)
from chegara.integrity.tables import IndexTable
from chegara.integrity.views.common import about, review_for, show
from chegara.integrity.wordings import spoken
from chegara.pages.access import page
from chegara.pages.lists import show_list


@page("integrity.view")
@spoken
def matrix_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Show a matrix, of the whole service or of a unit."""
    review = review_for(request, pk)
    if kind not in matrix_titles():
        raise Http404
    units = list(ServiceUnit.objects.filter(review=review))
    wanted = request.GET.get("unit", "")
    unit = next((each for each in units if str(each.pk) == wanted), None)
    by_position = kind in {"function-position", "position-right"}
    if unit is None and by_position and Post.objects.filter(review=review).count() > MOST_COLUMNS:
        unit = next((each for each in units if each.posts.exists()), None)
    return show(
        request, review, "matrix", matrix_titles()[kind], kind=kind, matrix=matrix(kind, review, unit),
        units=units if kind != "conflicts" else [], unit=unit, kinds=matrix_titles().items(),
    )  # fmt: skip


@page("integrity.view")
@spoken
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how complete each position's papers are: counts first, the index last."""
    review, title = review_for(request, pk), _("Completeness of positions")
    return show_list(
        request, title=title, table_class=IndexTable, rows=index_of(review), template="integrity/index.html",
        export_name="integrity-positions", empty=_("No position yet."), context=about(review, title),
    )  # fmt: skip


@page("integrity.view")
@spoken
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show text against practice."""
    review = review_for(request, pk)
    found, titles = practice_of(review), cell_titles()
    return show(
        request, review, "practice", _("Text against practice"),
        cells=[(cell, titles[cell], found[cell]) for cell in titles],
    )  # fmt: skip
