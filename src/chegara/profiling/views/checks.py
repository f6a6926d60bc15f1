"""Pages of checks: the document is read, candidates and indicators are shown, a person decides and writes
why."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.evidence.files import path_of
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.lists import show_list
from chegara.profiling.actions import checks as actions
from chegara.profiling.actions.checks import Begun, Biometric, Flags
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.actions.transfers import note_incomplete, transfer
from chegara.profiling.choices import CheckState, MatchJudgement, SubjectCode
from chegara.profiling.filters import CheckFilter
from chegara.profiling.forms import (
    CheckForm,
    CloseForm,
    DecideForm,
    JudgeForm,
    OwnViewForm,
    TransferForm,
)
from chegara.profiling.methods.mrz.deviations import MENDED
from chegara.profiling.methods.mrz.reading import read
from chegara.profiling.methods.profiles.fields import Kind as FieldKind
from chegara.profiling.methods.profiles.fields import Subject, standard_catalogue
from chegara.profiling.models import Check, Indicator, Transfer
from chegara.profiling.presenters.checks import QUESTION_WORDS, candidate_rows, shown_day, trace_rows
from chegara.profiling.presenters.mrz import document_of, sentence
from chegara.profiling.queries import noted
from chegara.profiling.referrals import referral_cards
from chegara.profiling.tables import CheckTable
from chegara.profiling.tongue import tongue
from chegara.profiling.views.common import form_page, invented, invented_for, links, user_of
from chegara.profiling.wordings import spoken

QUESTIONS = ("purpose", "route", "stay", "means", "company", "documents", "remarks")


@page("profiling.see_checks")
@spoken
def check_list(request: HttpRequest) -> HttpResponse:
    """List the checks."""
    rows = Check.objects.visible_to(user_of(request)).select_related("point", "by")
    return show_list(
        request, title=_("Checks of travellers"), table_class=CheckTable, rows=rows,
        filterset=CheckFilter(request.GET, queryset=rows), template="profiling/checks.html", context={"invented": invented_for(user_of(request))},
        export_name="checks", empty=_("No check yet."),
    )  # fmt: skip


def _document(data: dict[str, Any], today: date) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The document's fields, from the zone where one was read, else as typed; and what departs in it."""
    if data["zone"].strip():
        reading = read(data["zone"], on=today)
        if reading.layout:
            return document_of(reading), [
                {"text": sentence(one), "mended": one.kind in MENDED} for one in reading.deviations
            ]
        if not data["surname"]:
            raise ProfilingError("; ".join(sentence(one) for one in reading.deviations))
    typed = {name: data[name].strip().upper() for name in ("surname", "given_names", "nationality", "number")}
    return {
        **typed,
        "sex": data["sex"],
        "issuer": typed["nationality"],
        "code": "",
        "birth": data["birth"].isoformat() if data["birth"] else "",
        "expiry": data["expiry"].isoformat() if data["expiry"] else "",
    }, []


def _facts(request: HttpRequest) -> dict[str, Any]:
    """The facts that the officer ticked: flags of the catalogue only."""
    flags = {one.name for one in person_flags()}
    return {name: True for name in request.POST.getlist("facts") if name in flags}


def person_flags() -> list[Any]:
    """Facts about a person's journey that are seen and ticked."""
    return [
        one for one in standard_catalogue().of(Subject.PERSON)
        if one.kind is FieldKind.FLAG and one.name != "document.check_digit_wrong"
    ]  # fmt: skip


@page("profiling.check")
@spoken
def check_new(request: HttpRequest) -> HttpResponse:
    """Begin a check: the reader types the zone into the field that has the focus."""
    user = user_of(request)
    last = Check.objects.filter(by=user).first()
    kept = {"point": last.point, "purpose": last.purpose, "legal_basis": last.legal_basis} if last else {}
    form = CheckForm(request.POST or None, user=user, initial=kept)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            document, deviations = _document(data, timezone.localdate())
            check = actions.begin(
                Begun(document=document, deviations=deviations, facts=_facts(request)),
                point=data["point"], agency=data["owner_agency"], purpose=data["purpose"],
                legal_basis=data["legal_basis"], by=user,
            )  # fmt: skip
        except ProfilingError as error:
            form.add_error(None, str(error))
        else:
            return redirect(check)
    flags = [(one.name, one.label(tongue())) for one in person_flags()]
    return render(
        request,
        "profiling/check_new.html",
        {"form": form, "title": _("New check"), "flags": flags, "invented": invented_for(user)},
    )


def own_check(request: HttpRequest, pk: int) -> Check:
    """Return a check that the user may see."""
    visible = Check.objects.visible_to(user_of(request)).select_related(
        "owner_agency__country", "point", "by"
    )
    check: Check = get_object_or_404(visible, pk=pk)
    return check


@page("profiling.see_checks")
@spoken
def check_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was read, what speaks for and against, and what is to be done next."""
    check = own_check(request, pk)
    actions.note_reading(check, by=user_of(request))
    return _shown(request, check)


def _shown(request: HttpRequest, check: Check, refused: DecideForm | None = None) -> HttpResponse:
    """The page of a check; `refused` is a decision that could not be taken, with what was written in it."""
    user = user_of(request)
    may = user.has_perm("profiling.check") and check.owner_agency_id in set(agencies_of(user))
    open_ = check.state == CheckState.OPEN and may
    indicators = Indicator.objects.visible_to(user).filter(subject=SubjectCode.PERSON, withdrawn=False)
    seen = {
        name.removeprefix("seen-"): value for name, value in request.POST.items() if name.startswith("seen-")
    }
    return render(request, "profiling/check.html", {
        "title": _("Check No. %(number)s") % {"number": check.pk}, "check": check, "invented": invented(check),
        "birth": shown_day(check.document.get("birth", "")), "expiry": shown_day(check.document.get("expiry", "")),
        "candidates": candidate_rows(check, tongue()), "traces": trace_rows(check, tongue()),
        "expired": check.document.get("expiry", "") and check.document["expiry"] < timezone.localdate(check.at).isoformat(),
        "view_form": OwnViewForm() if open_ and not check.own_view else None,
        "decide_form": (refused or _decide_form(check)) if open_ and check.own_view else None,
        "judging": may and check.own_view and check.state in actions.JUDGING,
        "indicators": [(one, seen.get(one.code, "")) for one in indicators] if open_ and check.own_view else (), "seen": seen,
        "may_close": may and check.state in {CheckState.DECIDED, CheckState.SECOND_LINE},
        "may_transfer": user.has_perm("profiling.approve") and may and "surname" in check.document and check.state != CheckState.OPEN,
        "in_second_line": may and check.state == CheckState.SECOND_LINE,
        "cards": referral_cards(check, user) if open_ or check.protected else (),
        "act": links("check_act", check.pk) if check.referred else (), "noted": noted(check, user), "transfers": check.transfers.select_related("to_state", "by"),
    })  # fmt: skip


def _decide_form(check: Check) -> DecideForm:
    """The form of the decision; it has the focus once every candidate is judged."""
    form = DecideForm(initial={"minor": check.minor})
    if all(match["judged"] != MatchJudgement.OPEN for match in check.matches):
        form.fields["decision"].widget.attrs["autofocus"] = True
    return form


@page("profiling.check")
def check_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the officer's own view, before scores are shown."""
    check, user = own_check(request, pk), user_of(request)
    form = OwnViewForm(request.POST or None)
    return form_page(
        request, form, lambda data: actions.write_own_view(check, view=data["view"], by=user),
        title=_("Your own view"), back=check.get_absolute_url(),
        explanation=_("Written before the list's score is shown, and not changed afterwards."),
    )  # fmt: skip


@page("profiling.check")
def check_judge(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Judge a candidate."""
    check, user = own_check(request, pk), user_of(request)
    if not 0 <= number < len(check.matches):
        raise Http404
    return form_page(
        request, JudgeForm(request.POST or None),
        lambda data: actions.judge(
            check, number=number, judged=data["judged"], why=data["why"], by=user,
            biometric=Biometric(answer=data["biometric"], reference=data["reference"]),
        ),
        title=check.matches[number].get("name", ""), back=check.get_absolute_url(),
        explanation=_("A match is a candidate. Identity needs more than the name, and a person says so."),
    )  # fmt: skip


@page("profiling.check")
def check_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide, with reasons; what is refused stays written on the check's page."""
    check, user = own_check(request, pk), user_of(request)
    if request.method != "POST":
        return redirect(check)
    form = DecideForm(request.POST, initial={"minor": check.minor})
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.decide(
                check, decision=data["decision"], reason=data["reason"], by=user, referred_to=data["referred_to"],
                informed=data["informed"], leaflet=data["leaflet"],
                seen={key.removeprefix("seen-"): value for key, value in request.POST.items()
                      if key.startswith("seen-") and value in {"for", "against"}},
                flags=Flags(minor=data["minor"], asylum=data["asylum"], trafficking=data["trafficking"]),
            )  # fmt: skip
        except ProfilingError as error:
            form.add_error(None, str(error))
        else:
            return redirect(check)
    return _shown(request, check, form)


@page("profiling.check")
def check_interview(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of the second line."""
    check, user = own_check(request, pk), user_of(request)
    if request.method == "POST":
        answers = {name: request.POST.get(name, "").strip()[:2000] for name in QUESTIONS}
        try:
            actions.keep_interview(check, answers=answers, by=user)
        except ProfilingError:
            raise Http404 from None
        return redirect(check)
    return render(request, "profiling/interview.html", {
        "title": _("Second line"), "check": check, "invented": invented(check),
        "questions": [(name, QUESTION_WORDS[name], check.interview.get(name, "")) for name in QUESTIONS],
    })  # fmt: skip


@page("profiling.check")
def check_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a check with its outcome."""
    check, user = own_check(request, pk), user_of(request)
    return form_page(
        request, CloseForm(request.POST or None),
        lambda data: actions.close(check, outcome=data["outcome"], reason=data["reason"], complaint=data["complaint"], by=user),
        title=_("Outcome"), back=check.get_absolute_url(), submit=_("Close the check"),
    )  # fmt: skip


@page("profiling.approve")
def check_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give data to another state, by an individual decision only."""
    check, user = own_check(request, pk), user_of(request)
    form = TransferForm(request.POST or None, request.FILES or None, instance=Transfer(subject_check=check))
    if request.method == "POST" and not form.is_valid():
        note_incomplete(
            check, [str(form[name].label) for name in form.errors if name in form.fields], by=user
        )
    return form_page(
        request, form,
        lambda data: transfer(
            form.save(commit=False), name=data["decision"].name, content=data["decision"].read(), by=user
        ),
        title=_("Transfer abroad"), back=check.get_absolute_url(), submit=_("Transfer"),
        explanation=_("Nothing leaves the country without an individual decision. Attempts without one stay on record."),
    )  # fmt: skip


@page("profiling.see_checks")
def check_transfer_decision(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Hand out the decision by which data were given to another state."""
    given = get_object_or_404(own_check(request, pk).transfers.select_related("decision_file"), pk=number)
    return FileResponse(
        path_of(given.decision_file.sha256).open("rb"), as_attachment=True, filename=given.decision_file_name,
        content_type="application/octet-stream",
    )  # fmt: skip
