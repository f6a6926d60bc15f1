"""From a file to evidence: receive, look, confirm, undo."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.common.periods import Month
from chegara.evidence.actions import imports
from chegara.evidence.comparison import difference
from chegara.evidence.dictionary import word
from chegara.evidence.files import path_of
from chegara.evidence.forms import ConfirmForm, HandlingForm, ImportForm
from chegara.evidence.models import Batch, BatchState, Indicator
from chegara.evidence.presenters.batches import form_notices, totals_of
from chegara.evidence.presenters.mappings import (
    can_be_marked,
    present_form,
    present_proposals,
    proposals_from_post,
)
from chegara.evidence.presenters.problems import refusal
from chegara.evidence.presenters.questions import corrections_of
from chegara.evidence.presenters.words import FIELD_NAMES
from chegara.evidence.queries.presence import blank_shares
from chegara.evidence.request_models import RequestedAgency
from chegara.evidence.spellings import to_decide
from chegara.evidence.tables import BatchTable, IndicatorTable, ProblemTable
from chegara.evidence.views.common import invented, own_batch, user_of
from chegara.evidence.views.grading import panel
from chegara.organisation.queries import agencies_to_act_for
from chegara.organisation.visibility import releases_to
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.pages.jobs import run_job
from chegara.pages.lists import show_list


@page("evidence.view")
def batch_list(request: HttpRequest) -> HttpResponse:
    """List the imports that the user may see."""
    rows = Batch.objects.visible_to(user_of(request)).select_related("owner_agency", "country")
    return show_list(
        request,
        title=_("Imports"),
        table_class=BatchTable,
        rows=rows,
        export_name="imports",
        template="evidence/batches.html",
        empty=_(
            "Nothing imported yet. Bring in the first file: Chegara reads workbooks, Word documents and text "
            "files as agencies send them."
        ),
    )


@page("evidence.import")
def batch_new(request: HttpRequest) -> HttpResponse:
    """Receive a file and begin to read it."""
    user = user_of(request)
    form = ImportForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chunks, name = form.received()
        try:
            batch = imports.receive(
                chunks=chunks,
                name=name,
                agency=data["agency"],
                by=user,
                not_secret=data["not_secret"],
                marking=data["marking"],
                compartment=data["compartment"],
                source=data["source"],
                synthetic=data["agency"].country.invented,
                replaces=data["replaces"],
                arrived_on=data["arrived_on"],
            )
        except imports.ImportRefusedError as error:
            form.add_error(None, str(error))
        else:
            if _readable(batch):
                return _read(request, batch)
            # Where it only lacks to be said how the file is read, that is the next thing to do.
            return redirect("batch_mapping" if can_be_marked(batch) else "batch_detail", pk=batch.pk)
    return render(
        request,
        "evidence/import.html",
        {
            "title": _("Bring in a file"),
            "form": form,
            "back": reverse("batch_list"),
            "submit": _("Bring in a file"),
        },
    )


def _readable(batch: Batch) -> bool:
    return any(proposal.get("used") for proposal in batch.mappings)


def _read(request: HttpRequest, batch: Batch) -> HttpResponse:
    job = run_job(
        "evidence.stage",
        {"batch": batch.pk},
        by=user_of(request),
        key=f"stage-{batch.pk}",
        title=_("Reading %(name)s") % {"name": batch.name},
    )
    return redirect("job_detail", pk=job.pk)


@page("evidence.view")
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an import: how it is read, what was found, what it adds up to, what it would change."""
    batch = own_batch(request, pk)
    user = user_of(request)
    own = batch.owner_agency in agencies_to_act_for(user)
    mine = own and user.has_perm("evidence.import")
    replaced = Batch.objects.visible_to(user).filter(pk=batch.replaces_id or 0).first()
    problems = batch.problems.visible_to(user)
    return show_list(
        request,
        title=batch.name,
        table_class=ProblemTable,
        rows=problems,
        template="evidence/batch.html",
        export_name="problems",
        empty=_("Nothing was read yet.") if batch.state == BatchState.RECEIVED else _("No problem found."),
        context={
            "batch": batch,
            "mine": mine,
            "to_decide": to_decide(batch, user),
            "answers": _answered(batch, user),
            "form_notices": form_notices(batch),
            "grading": panel(batch, None, user),
            "refusals": [refusal(p["refused"]) for p in batch.mappings if "refused" in p],
            "proposals": present_proposals(batch),
            "can_be_marked": can_be_marked(batch),
            "waits_to_be_told": batch.state == BatchState.RECEIVED and not _readable(batch),
            "totals": totals_of(batch),
            "corrections": corrections_of(batch),
            "blanks": [
                (FIELD_NAMES[field], 100 * share) for field, share in blank_shares([batch]).items() if share
            ],
            "replaced": replaced,
            "difference": difference(batch) if replaced and batch.state == BatchState.STAGED else None,
            "confirm_form": ConfirmForm(
                initial={
                    "covers_from": batch.covers_from,
                    # Kept as the last month's first day; people say a period by its last.
                    "covers_to": Month.of(batch.covers_to).last_day if batch.covers_to else None,
                }
            ),
            "handling_form": HandlingForm(
                user=user,
                batch=batch,
                initial={
                    "marking": batch.marking,
                    "compartment": batch.compartment,
                    "releases": batch.releases.all(),
                },
            ),
            "own": own,
            "releases": batch.releases.all()
            if own
            else releases_to(user).filter(pk__in=batch.releases.all()),
            **invented(batch.country),
        },
    )


def _answered(batch: Batch, user: User) -> RequestedAgency | None:
    """Return what an import answers, where the user may know of the request."""
    return (
        RequestedAgency.objects.visible_to(user)
        .filter(answers__batch=batch)
        .select_related("request__from_agency")
        .first()
    )


def _mine(request: HttpRequest, pk: int) -> Batch:
    batch = own_batch(request, pk)
    if batch.owner_agency not in agencies_to_act_for(user_of(request)):
        raise PermissionDenied
    return batch


@page("evidence.import")
def batch_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where each table lies and what its columns mean, see the first rows so, and have the file read."""
    batch = _mine(request, pk)
    proposals = batch.mappings
    if request.method == "POST":
        proposals = proposals_from_post(batch, request.POST)
    if request.method == "POST" and "preview" not in request.POST:
        try:
            imports.set_mappings(batch, mappings=proposals, by=user_of(request))
        except imports.ImportRefusedError as error:
            return _refused(request, batch, str(error))
        batch.refresh_from_db()
        return _read(request, batch)
    return render(
        request,
        "evidence/mapping.html",
        {
            "title": _("How %(name)s is read") % {"name": batch.name},
            "batch": batch,
            "proposals": present_form(batch, proposals),
            "field_names": list(FIELD_NAMES.items()),
            "indicators": Indicator.objects.all(),
            "directions": [word("direction", code) for code in ("entry", "exit")],
            **invented(batch.country),
        },
    )


def _refused(request: HttpRequest, batch: Batch, message: str) -> HttpResponse:
    return render(
        request,
        "evidence/refused.html",
        {"title": batch.name, "message": message, "back": reverse("batch_detail", args=[batch.pk])},
        status=409,
    )


@require_POST
@page("evidence.import")
def batch_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an import's rows count."""
    batch = _mine(request, pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _refused(request, batch, _("The period is not written as two dates."))
    data = form.cleaned_data
    covers = (data["covers_from"], data["covers_to"]) if data["covers_from"] and data["covers_to"] else None
    try:
        imports.confirm(batch, by=user_of(request), reason=data["reason"], covers=covers)
    except imports.ImportRefusedError as error:
        return _refused(request, batch, str(error))
    return redirect("batch_detail", pk=pk)


@page("evidence.import")
def batch_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an import's rows cease to count, or put away one that never counted."""
    batch = _mine(request, pk)
    form = ReasonForm(request.POST or None)
    counts = batch.state == BatchState.CONFIRMED
    if request.method == "POST" and form.is_valid():
        act = imports.undo if counts else imports.discard
        try:
            act(batch, by=user_of(request), reason=form.cleaned_data["reason"])
        except imports.ImportRefusedError as error:
            return _refused(request, batch, str(error))
        return redirect("batch_detail", pk=pk)
    rows = ngettext("%(rows)s row", "%(rows)s rows", batch.rows) % {"rows": batch.rows}
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Undo the import") if counts else _("Put the file away"),
            "form": form,
            "explanation": f"{batch.name}, {rows}",
            "back": reverse("batch_detail", args=[pk]),
            "submit": _("Undo the import") if counts else _("Put the file away"),
        },
    )


@require_POST
@page("evidence.import")
def batch_handling(request: HttpRequest, pk: int) -> HttpResponse:
    """Change marking, compartment and releases of an import."""
    batch = _mine(request, pk)
    form = HandlingForm(request.POST, user=user_of(request), batch=batch)
    if not form.is_valid():
        return render(
            request,
            "pages/edit.html",
            {"title": batch.name, "form": form, "back": reverse("batch_detail", args=[pk])},
        )
    try:
        imports.change_handling(batch, by=user_of(request), **form.cleaned_data)
    except imports.ImportRefusedError as error:
        return _refused(request, batch, str(error))
    return redirect("batch_list")


@page("evidence.view")
def batch_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the file as it was sent."""
    batch = own_batch(request, pk)
    return FileResponse(
        path_of(batch.file.sha256).open("rb"),
        as_attachment=True,
        filename=batch.name,
        content_type="application/octet-stream",
    )


@page("evidence.view")
def dictionary_page(request: HttpRequest) -> HttpResponse:
    """Show the common dictionary."""
    return show_list(
        request,
        title=_("Dictionary"),
        table_class=IndicatorTable,
        rows=Indicator.objects.all(),
        export_name="dictionary",
    )
