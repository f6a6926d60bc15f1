"""Pages of the lists that profiles join."""

from __future__ import annotations

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.lists import show_list
from chegara.profiling.actions import key_lists as actions
from chegara.profiling.forms import KeyListForm, KeysForm
from chegara.profiling.joining import lists_of, profiles_joining
from chegara.profiling.methods.profiles.fields import standard_catalogue
from chegara.profiling.models import KeyList
from chegara.profiling.tables import KeyListTable
from chegara.profiling.tongue import tongue
from chegara.profiling.views.common import form_page, invented, invented_for, user_of
from chegara.profiling.wordings import spoken

SHOWN = 200


@page("profiling.view")
@spoken
def key_list_list(request: HttpRequest) -> HttpResponse:
    """List the lists."""
    user = user_of(request)
    rows = KeyList.objects.visible_to(user).annotate(version=Max("versions__number"))
    return show_list(
        request, title=_("Lists that profiles join"), table_class=KeyListTable, rows=rows,
        template="profiling/key_lists.html", context={"invented": invented_for(user)}, export_name="key-lists",
        empty=_("No list yet."),
    )  # fmt: skip


def _own(request: HttpRequest, pk: int) -> KeyList:
    visible = KeyList.objects.visible_to(user_of(request)).select_related(
        "owner_agency__country", "compartment"
    )
    found: KeyList = get_object_or_404(visible, pk=pk)
    return found


@page("profiling.edit")
def key_list_new(request: HttpRequest) -> HttpResponse:
    """Describe a list."""
    user = user_of(request)
    form = KeyListForm(request.POST or None, user=user)
    return form_page(
        request, form, lambda _data: actions.save_key_list(form.save(commit=False), by=user),
        title=_("New list"), back=reverse("key_list_list"), to=lambda made: made.get_absolute_url(),
        explanation=_("Keys are codes of records: importers, plates, codes of goods, posts. What a list holds is vetted each time: surnames, given names, patronymics, peoples, religions and villages are refused, whatever the list is called."),
    )  # fmt: skip


@page("profiling.view")
@spoken
def key_list_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list, its versions and the profiles that join it."""
    found, user = _own(request, pk), user_of(request)
    versions = list(found.versions.select_related("by"))
    held = lists_of(found.owner_agency_id).get(found.name) if versions else None
    field = standard_catalogue().get(found.field)
    return render(request, "profiling/key_list.html", {
        "title": found.title, "list": found, "versions": versions, "invented": invented(found),
        "field": field.label(tongue()) if field else found.field,
        "keys": held.entries[:SHOWN] if held else (), "more": len(held.entries) > SHOWN if held else False,
        "profiles": profiles_joining(found.name, found.owner_agency_id),
        "may_edit": user.has_perm("profiling.edit") and found.owner_agency_id in set(agencies_of(user)),
    })  # fmt: skip


@page("profiling.edit")
def key_list_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a list."""
    found, user = _own(request, pk), user_of(request)
    form = KeyListForm(request.POST or None, instance=found, user=user)
    return form_page(
        request, form, lambda _data: actions.save_key_list(form.save(commit=False), by=user),
        title=found.title, back=found.get_absolute_url(),
    )  # fmt: skip


@page("profiling.edit")
def key_list_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in the next version, vetted."""
    found, user = _own(request, pk), user_of(request)
    return form_page(
        request, KeysForm(request.POST or None, request.FILES or None),
        lambda data: actions.bring_in_keys(found, name=data["file"].name, content=data["file"].read(), by=user),
        title=_("Bring in a version"), back=found.get_absolute_url(), submit=_("Bring in"),
        explanation=_("The file is the whole list. Profiles of persons that join it are drafts again, to be tried and signed anew; those of goods and vehicles go on."),
    )  # fmt: skip
