"""Pages of selections of goods and vehicles."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.evidence.files import path_of
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.lists import show_list
from chegara.profiling.actions import selections as actions
from chegara.profiling.actions.selections import Given
from chegara.profiling.bulk.results import (
    SelectedRecords,
    Wanted,
    bundle_of,
    record_of,
    redraw,
    traces,
    written,
)
from chegara.profiling.choices import LaneCode, LaneReason
from chegara.profiling.methods.selection.sample import CONTROL
from chegara.profiling.models import Selection
from chegara.profiling.presenters.selections import arm_rows, decision_rows, lane_rows, quota_rows
from chegara.profiling.selection_forms import FindingsForm, RecordsForm, SelectionForm
from chegara.profiling.tables import BlindRecordTable, RecordTable, SelectionTable
from chegara.profiling.tongue import tongue
from chegara.profiling.views.common import form_page, invented, invented_for, user_of
from chegara.profiling.wordings import spoken

FILES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}
WRITTEN = frozenset({"lanes", "hits"})


@page("profiling.view")
def selection_list(request: HttpRequest) -> HttpResponse:
    """List the selections: what was tried stays in sight."""
    user = user_of(request)
    return show_list(
        request, title=_("Selections of goods and vehicles"), table_class=SelectionTable,
        rows=Selection.objects.visible_to(user).select_related("by"), template="profiling/selections.html",
        context={"invented": invented_for(user)}, export_name="selections", empty=_("No selection yet."),
    )  # fmt: skip


@page("profiling.select")
def selection_new(request: HttpRequest) -> HttpResponse:
    """Give in records; the selection runs in the background."""
    user = user_of(request)

    def do(data: dict[str, Any]) -> Selection:
        file, history = data["file"], data["history"]
        given = Given(
            subject=data["subject"], name=file.name, content=file.chunks(), size=file.size,
            history_name=history.name if history else "", history=history.chunks() if history else (),
            mapping=data["mapping"], without=data["without"], marking=data["marking"],
        )  # fmt: skip
        return actions.begin(given, agency=data["owner_agency"], by=user)

    form = SelectionForm(request.POST or None, request.FILES or None, user=user)
    return form_page(
        request, form, do, title=_("New selection"), back=reverse("selection_list"), submit=_("Select"),
        to=lambda made: reverse("job_detail", args=[made.job_id]),
        explanation=_("All profiles in force today are asked of every record. Lanes, quotas and the control sample are those of the agency; the lots are drawn by the seed of today, whose hash is known already."),
    )  # fmt: skip


def own_selection(request: HttpRequest, pk: int) -> Selection:
    """Return a selection that the user may see."""
    visible = Selection.objects.visible_to(user_of(request)).select_related(
        "owner_agency__country", "compartment", "seed", "job", "by", "records", "result", "hits", "values", "bundle"
    )  # fmt: skip
    selection: Selection = get_object_or_404(visible, pk=pk)
    return selection


@page("profiling.view")
def selection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show lanes, offices, quotas, the seed and the records with their reasons."""
    selection, user = own_selection(request, pk), user_of(request)
    blind = not user.has_perm("profiling.see_lots")
    own = selection.owner_agency_id in set(agencies_of(user))
    context: dict[str, Any] = {
        "title": _("Selection No. %(number)s") % {"number": pk}, "selection": selection, "blind": blind,
        "invented": invented(selection), "over": seed_is_shown(selection),
        "may_report": selection.done and own and user.has_perm("profiling.select"),
    }  # fmt: skip
    if not selection.done:
        return render(request, "profiling/selection_waiting.html", context)
    form = RecordsForm(request.GET or None, profiles=list(selection.summary["hits"]), blind=blind)
    wanted = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    return show_list(
        request, title=context["title"], table_class=BlindRecordTable if blind else RecordTable,
        rows=SelectedRecords(selection, Wanted(**wanted)), template="profiling/selection.html",
        export_name=f"selection-{pk}", empty=_("No such record."),
        context=context | {
            "form": form, "lanes": lane_rows(selection), "quotas": quota_rows(selection),
            "arms": [] if blind else arm_rows(selection), "is_filtered": bool(wanted),
        },
    )  # fmt: skip


def seed_is_shown(selection: Selection) -> bool:
    """Whether the day of the seed is over, so that everybody may know it."""
    return selection.seed.day < timezone.localdate()


@page("profiling.view")
@spoken
def selection_record(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show one record's lane, and of every profile which condition fired or failed, with the value read."""
    selection, user = own_selection(request, pk), user_of(request)
    decided = record_of(selection, number) if selection.done else None
    if decided is None:
        raise Http404
    told = traces(selection, number)
    return render(request, "profiling/selection_record.html", {
        "title": decided["id"], "selection": selection, "decided": decided, "invented": invented(selection),
        "blind": not user.has_perm("profiling.see_lots"), "traces": decision_rows(told, bundle_of(selection), tongue()),
        "instructions": [one.profile for one in told if one.fired], "row": number + 1,
        "lane": LaneCode(decided["lane"]).label, "reason": LaneReason(decided["reason"]).label,
    })  # fmt: skip


@page("profiling.view")
def selection_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the control sample again by the seed, once its day is over."""
    selection = own_selection(request, pk)
    shown = seed_is_shown(selection)
    again = redraw(selection) if shown and selection.done else None
    return render(request, "profiling/selection_draw.html", {
        "title": _("The draw, drawn again"), "selection": selection, "again": again, "shown": shown,
        "recipe": f"{selection.seed.seed}:{CONTROL}:ID" if shown else "",
        "invented": invented(selection), "percent": selection.policy.get("control_percent", 0),
    })  # fmt: skip


@page("profiling.select")
def selection_findings(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in what examiners found."""
    selection, user = own_selection(request, pk), user_of(request)
    return form_page(
        request, FindingsForm(request.POST or None, request.FILES or None),
        lambda data: actions.keep_findings(selection, content=data["file"].read(), by=user),
        title=_("What was found"), back=selection.get_absolute_url(), submit=_("Bring in"),
        explanation=_("From it follow the share confirmed of each profile and its lift over the control sample. Records that nobody examined are left out: unknown is not nothing."),
    )  # fmt: skip


@page("profiling.see_lots")
def selection_file(request: HttpRequest, pk: int, what: str, format_name: str) -> HttpResponseBase:
    """Hand out lanes or hits as csv or Parquet, or the profiles that were asked as a bundle."""
    selection = own_selection(request, pk)
    if what == "profiles" and format_name == "zip":
        content = path_of(selection.bundle.sha256).open("rb")
    elif what in WRITTEN and format_name in {"csv", "parquet"} and selection.done:
        content = written(selection, what, format_name)
    else:
        raise Http404
    return FileResponse(
        content, as_attachment=True, filename=f"{what}-{pk}.{format_name}", content_type=FILES[format_name]
    )
