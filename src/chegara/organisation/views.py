"""Pages of the organisation: points, sections, agencies, the map, the workbook."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.accounts.models import User
from chegara.organisation import actions, workbook
from chegara.organisation.forms import (
    AgencyForm,
    DivisionForm,
    PointForm,
    SectionForm,
    UnitForm,
    WorkbookForm,
)
from chegara.organisation.models import (
    Agency,
    BorderSection,
    CrossingPoint,
    Division,
    State,
    Unit,
    WordTemplate,
)
from chegara.organisation.presenters import facts_of, map_features
from chegara.organisation.queries import countries_of
from chegara.organisation.tables import AgencyTable, PointTable, SectionTable
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.filters import style_filters
from chegara.pages.lists import show_list

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: dict[type[models.Model], type[forms.ModelForm[Any]]] = {
    CrossingPoint: PointForm,
    BorderSection: SectionForm,
    Division: DivisionForm,
    Agency: AgencyForm,
    Unit: UnitForm,
}


def _of_mine(request: HttpRequest, model: type[models.Model]) -> models.QuerySet[Any]:
    """Records of the countries whose agencies the user belongs to."""
    field = "agency__country" if model is Unit else "country"
    return model._default_manager.filter(**{f"{field}__in": countries_of(_user(request))})


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - `page` has seen to it
    return request.user


@style_filters
class PointFilter(django_filters.FilterSet):
    """By name, kind and section."""

    name = django_filters.CharFilter(label=gettext_lazy("Name"), method="by_name")

    class Meta:
        model = CrossingPoint
        fields = ("name", "kind")

    def by_name(self, rows: models.QuerySet[Any], field: str, value: str) -> models.QuerySet[Any]:
        return rows.filter(
            models.Q(name_en__icontains=value)
            | models.Q(name_ru__icontains=value)
            | models.Q(aliases__icontains=value)
        )


@page("organisation.view")
def point_list(request: HttpRequest) -> HttpResponse:
    """List the crossing points."""
    rows = _of_mine(request, CrossingPoint).select_related("country", "section", "division")
    return show_list(
        request,
        title=_("Crossing points"),
        table_class=PointTable,
        rows=rows,
        filterset=PointFilter(request.GET, queryset=rows),
        export_name="crossing-points",
        template="organisation/list.html",
        empty=_("No crossing point yet: read in the organisation's workbook."),
    )


@page("organisation.view")
def section_list(request: HttpRequest) -> HttpResponse:
    """List the border sections."""
    rows = _of_mine(request, BorderSection).select_related("country", "neighbour")
    return show_list(
        request,
        title=_("Border sections"),
        table_class=SectionTable,
        rows=rows,
        export_name="border-sections",
        template="organisation/list.html",
        empty=_("No border section yet: read in the organisation's workbook."),
    )


@page("organisation.view")
def agency_list(request: HttpRequest) -> HttpResponse:
    """List the agencies."""
    rows = _of_mine(request, Agency).select_related("country")
    return show_list(
        request,
        title=_("Agencies and units"),
        table_class=AgencyTable,
        rows=rows,
        export_name="agencies",
        template="organisation/list.html",
    )


def _detail(request: HttpRequest, model: type[models.Model], pk: int) -> HttpResponse:
    instance = get_object_or_404(_of_mine(request, model), pk=pk)
    units = instance.units.select_related("division", "parent") if isinstance(instance, Agency) else ()
    return render(
        request,
        "organisation/detail.html",
        {
            "title": str(instance),
            "instance": instance,
            "facts": facts_of(instance),
            "units": units,
            "template": _template_of(instance, _user(request)),
            "edit_url": reverse(f"{model._meta.model_name}_edit", args=[pk]),
            "invented": _invented(instance),
        },
    )


def _template_of(instance: Any, user: User) -> dict[str, Any] | None:
    """Return what the page of somebody's own agency says of its Word template."""
    if not isinstance(instance, Agency) or instance.pk not in set(agencies_of(user)):
        return None
    return {"present": WordTemplate.objects.filter(agency=instance).select_related("by").first()}


def _invented(instance: Any) -> str:
    country = instance.agency.country if isinstance(instance, Unit) else instance.country
    return country.name if country.invented else ""


def _edit(request: HttpRequest, model: type[models.Model], pk: int) -> HttpResponse:
    instance = get_object_or_404(_of_mine(request, model), pk=pk)
    form = FORMS[model](request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        linked = {f.name: list(data[f.name]) for f in model._meta.many_to_many if f.name in data}
        actions.save(form.save(commit=False), by=_user(request), reason=data["reason"], linked=linked)
        return redirect(f"{model._meta.model_name}_detail", pk=pk)
    return render(
        request,
        "pages/edit.html",
        {
            "title": str(instance),
            "form": form,
            "back": reverse(f"{model._meta.model_name}_detail", args=[pk]),
        },
    )


def detail_view(model: type[models.Model]) -> Any:
    """Return the page of one record of `model`."""
    return page("organisation.view")(lambda request, pk: _detail(request, model, pk))


def edit_view(model: type[models.Model]) -> Any:
    """Return the form that changes one record of `model`."""
    return page("organisation.change")(lambda request, pk: _edit(request, model, pk))


@page("organisation.view")
def country_map(request: HttpRequest) -> HttpResponse:
    """Show sections, points and divisions on a map, with the same as a list beneath."""
    countries = list(countries_of(_user(request)))
    country = _chosen(request, countries)
    points = CrossingPoint.objects.filter(country=country).select_related("section") if country else ()
    return render(
        request,
        "organisation/map.html",
        {
            "title": _("Map"),
            "countries": countries,
            "country": country,
            "points": points,
            "invented": country.name if country and country.invented else "",
        },
    )


def _chosen(request: HttpRequest, countries: list[State]) -> State | None:
    wanted = request.GET.get("country")
    return next(
        (country for country in countries if country.code == wanted), countries[0] if countries else None
    )


@page("organisation.view")
def map_data(request: HttpRequest, code: str) -> JsonResponse:
    """Return a country's outline, points and divisions as GeoJSON."""
    country = countries_of(_user(request)).filter(code=code).first()
    if country is None:
        raise Http404
    return JsonResponse(map_features(country))


@page("organisation.view")
def workbook_export(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out a country's organisation as a workbook that can be read in again."""
    country = countries_of(_user(request)).filter(code=code).first()
    if country is None:
        raise Http404
    return HttpResponse(
        workbook.export(country),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="organisation-{country.code}.xlsx"'},
    )


@page("organisation.change")
def workbook_import(request: HttpRequest) -> HttpResponse:
    """Read in a workbook of the organisation: all of it, or nothing."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            workbook.load(
                form.cleaned_data["workbook"].read(), by=_user(request), reason=form.cleaned_data["reason"]
            )
        except workbook.WorkbookError as error:
            for problem in error.problems:
                form.add_error("workbook", problem)
        else:
            return redirect("agency_list")
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Read in the organisation"),
            "form": form,
            "back": reverse("agency_list"),
            "submit": _("Read in"),
            "explanation": _(
                "A workbook with the sheets states, country, agencies, divisions, sections, points and "
                "units. Take away the present one, change it, and read it in again. Records that it "
                "does not name stay as they are."
            ),
        },
    )
