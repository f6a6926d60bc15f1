"""The explorer's page, its files, and the views that people keep of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.evidence.actions.views import change_view, delete_view, save_view
from chegara.evidence.explorer import files
from chegara.evidence.explorer.choices import choices_of
from chegara.evidence.explorer.forms import CONDITIONS, SavedViewForm, SelectionForm
from chegara.evidence.explorer.selection import Selection, kept
from chegara.evidence.explorer.shows import SHOWS, look
from chegara.evidence.models import Indicator, SavedView
from chegara.evidence.queries.presence import indicators_reported
from chegara.evidence.tables import SavedViewTable
from chegara.evidence.views.common import chosen_country, invented, user_of
from chegara.organisation.models import State
from chegara.pages.access import page
from chegara.pages.lists import show_list
from chegara.reporting import picture
from chegara.reporting.html import render_fragment


@dataclass(frozen=True)
class Asked:
    """What the address asks for, and what could be asked."""

    user: User
    country: State | None
    countries: list[State]
    indicators: list[Indicator]
    form: SelectionForm | None
    selection: Selection | None
    denominators: list[Indicator]


def _asked(request: HttpRequest) -> Asked:
    user = user_of(request)
    country, countries = chosen_country(request)
    indicators = list(indicators_reported(country, user)) if country else []
    wanted = request.GET.get("indicator", "")
    # An indicator of another country is no error: whoever changes the country asks for its first one.
    first = indicators[0] if indicators else None
    indicator = next((each for each in indicators if each.pk == wanted), first)
    if wanted and not Indicator.objects.filter(pk=wanted).exists():
        raise Http404
    nothing = Asked(user, country, countries, indicators, None, None, [])
    if country is None or indicator is None:
        return nothing
    found = choices_of(country, indicator, user)
    if not found.months:
        return nothing
    against = [each for code in indicator.denominators for each in indicators if each.pk == code]
    form = SelectionForm(request.GET, country=country, indicator=indicator, found=found, denominators=against)
    return Asked(user, country, countries, indicators, form, form.selection(), against)


@page("evidence.view")
def explorer(request: HttpRequest) -> HttpResponse:
    """Show one selection as table, chart, map, changes of level, or effort and rate."""
    asked = _asked(request)
    context: dict[str, Any] = {
        "title": _("Explorer"),
        "countries": asked.countries,
        "country": asked.country,
        "indicators": asked.indicators,
        **invented(asked.country),
    }
    if asked.selection is None or asked.form is None:
        return render(request, "evidence/explorer.html", context)
    show = request.GET.get("show", "table")
    if show not in SHOWS:
        raise Http404
    language = get_language() or "en"
    teller, shown = look(show, asked.selection, asked.user, language, asked.denominators)
    parameters = asked.selection.parameters(show=show)
    view = SavedView.objects.visible_to(asked.user).filter(pk=_number(request.GET.get("view"))).first()
    return render(
        request,
        "evidence/explorer.html",
        {
            **context,
            "form": asked.form,
            "main_fields": asked.form.main_fields(show),
            "conditions": [asked.form[name] for name in CONDITIONS],
            "left_out": asked.form.left_out,
            "selection": asked.selection,
            "view": view,
            "teller": teller,
            "sentences": shown.sentences,
            "body": _html(shown.block, language),
            "tabs": [
                (name, title, f"?{urlencode({**parameters, 'show': name})}", name == show)
                for name, title in SHOWS.items()
            ],
            "show": show,
            "files": [
                (name, f"{reverse('explorer_file', args=[show, name])}?{urlencode(parameters)}")
                for name in (*(picture.FORMATS if shown.block else ()), *files.FORMATS)
            ],
            "parameters": parameters,
            "save_form": SavedViewForm(user=asked.user),
            "records": _records(asked.selection),
        },
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 18 else 0


def _html(block: Any, language: str) -> SafeString | str:
    if block is None:
        return ""
    fragment = render_fragment([block], language)
    return mark_safe(fragment)  # noqa: S308 - reporting escapes every text that it is given


def _records(selection: Selection) -> str:
    """Return the address of the list of records behind a selection."""
    name = "event_list" if selection.indicator.form == "event" else "statistic_list"
    asked = {
        "indicator": selection.indicator.pk,
        "since": f"{selection.first.first_day:%d.%m.%Y}",
        "until": f"{selection.last.last_day:%d.%m.%Y}",
        **{
            each: str(place.pk)
            for each in ("agency", "point", "division")
            if (place := getattr(selection, each)) is not None
        },
        **{column: code for column, code in selection.columns.items() if column != "direction"},
    }
    return f"{reverse(name)}?{urlencode(asked)}"


@page("evidence.view")
def explorer_file(request: HttpRequest, show: str, format: str) -> HttpResponse:  # noqa: A002 - in the address
    """Hand out a view of a selection as picture or data, with its source, period and marking in it."""
    asked = _asked(request)
    formats = (*picture.FORMATS, *files.FORMATS)
    if asked.selection is None or show not in SHOWS or format not in formats:
        raise Http404
    language = get_language() or "en"
    teller, shown = look(show, asked.selection, asked.user, language, asked.denominators)
    if format in files.FORMATS:
        content = files.write(shown.data, teller.facts, format)
    elif shown.block is None:
        raise Http404
    else:
        content = picture.picture(
            shown.block,
            "png" if format == "png" else "svg",
            language=language,
            marking=teller.marking,
            banner=teller.banner,
        )
    name = f"{asked.selection.country.pk}-{asked.selection.indicator.pk}-{show}".lower().replace(".", "-")
    return HttpResponse(
        content,
        content_type=files.CONTENT_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}.{format}"'},
    )


@page("evidence.view")
def saved_views(request: HttpRequest) -> HttpResponse:
    """List one's own views and those shared with one's agencies."""
    user = user_of(request)
    mine = SavedView.objects.changeable_by(user).filter(pk=OuterRef("pk"))
    rows = SavedView.objects.visible_to(user).select_related("by", "agency", "country")
    return show_list(
        request,
        title=_("Saved views"),
        table_class=SavedViewTable,
        rows=rows.annotate(mine=Exists(mine)),
        export_name="views",
        empty=_("No view saved yet: choose something in the explorer, and save it under a name."),
        context={"back": reverse("explorer")},
    )


@page("evidence.view")
def saved_view_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a view: the explorer with the selection that it keeps."""
    view = get_object_or_404(SavedView.objects.visible_to(user_of(request)), pk=pk)
    return redirect(f"{reverse('explorer')}?{urlencode({**view.selection, 'view': view.pk})}")


@require_POST
@page("evidence.view")
def saved_view_save(request: HttpRequest) -> HttpResponse:
    """Keep what is shown under a name."""
    user = user_of(request)
    country, _countries = chosen_country(request)
    if country is None:
        raise Http404
    form = SavedViewForm(request.POST, user=user)
    parameters = kept(request.GET)
    if form.is_valid():
        data = form.cleaned_data
        view = save_view(
            name=data["name"], agency=data["agency"], country=country, parameters=parameters, by=user
        )
        return redirect("saved_view_open", pk=view.pk)
    return _edit(request, form, _("Save the view"), f"{reverse('explorer')}?{urlencode(parameters)}")


def _own(request: HttpRequest, pk: int) -> SavedView:
    user = user_of(request)
    view = get_object_or_404(SavedView.objects.visible_to(user).select_related("agency", "by"), pk=pk)
    if not SavedView.objects.changeable_by(user).filter(pk=pk).exists():
        raise PermissionDenied
    return view


@page("evidence.view")
def saved_view_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view, or share it otherwise."""
    view, user = _own(request, pk), user_of(request)
    form = SavedViewForm(
        request.POST or None, user=view.by, view=view, initial={"name": view.name, "agency": view.agency}
    )
    if request.method == "POST" and form.is_valid():
        change_view(view, by=user, name=form.cleaned_data["name"], agency=form.cleaned_data["agency"])
        return redirect("saved_views")
    return _edit(request, form, view.name, reverse("saved_views"))


@page("evidence.view")
def saved_view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then forget a view."""
    view = _own(request, pk)
    if request.method == "POST":
        delete_view(view, by=user_of(request))
        return redirect("saved_views")
    return render(
        request,
        "evidence/view_delete.html",
        {"title": _("Delete the view"), "view": view, "back": reverse("saved_views")},
    )


def _edit(request: HttpRequest, form: SavedViewForm, title: str, back: str) -> HttpResponse:
    return render(request, "pages/edit.html", {"title": title, "form": form, "back": back})
