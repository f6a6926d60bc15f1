"""Pages of risk profiles."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.pages.jobs import JobError
from chegara.pages.lists import show_list
from chegara.profiling import testing
from chegara.profiling.actions import profiles as actions
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.approval import needs_ground, obstacles
from chegara.profiling.bulk.uploads import as_source, problem_of
from chegara.profiling.choices import ProfileState, SubjectCode
from chegara.profiling.forms import ApproveForm, BackTestForm, ProfileFileForm, SubmitForm
from chegara.profiling.methods.profiles.document import APPROVERS
from chegara.profiling.methods.profiles.sentence import sentence
from chegara.profiling.models import ProfileVersion, RiskProfile
from chegara.profiling.presenters.oversight import group_named
from chegara.profiling.presenters.profiles import list_rows, proxy_rows
from chegara.profiling.presenters.trial import before_signing, innocent_of
from chegara.profiling.profile_files import bring_in
from chegara.profiling.profile_form import ProfileForm, initial_of
from chegara.profiling.queries import feedback_on
from chegara.profiling.screening import file_of, profile_of
from chegara.profiling.tables import ProfileTable
from chegara.profiling.tongue import tongue
from chegara.profiling.views.common import form_page, invented, invented_for, links, user_of
from chegara.profiling.wordings import in_words, spoken

PER_MILLION = 1_000_000


@page("profiling.view")
@spoken
def profile_list(request: HttpRequest) -> HttpResponse:
    """List the profiles."""
    return show_list(
        request, title=_("Risk profiles"), table_class=ProfileTable,
        rows=RiskProfile.objects.visible_to(user_of(request)), template="profiling/profiles.html",
        export_name="profiles", empty=_("No profile yet."),
        context={"subjects": SubjectCode.choices, "invented": invented_for(user_of(request))},
    )  # fmt: skip


def own_profile(request: HttpRequest, pk: int) -> RiskProfile:
    """Return a profile that the user may see."""
    visible = RiskProfile.objects.visible_to(user_of(request)).select_related("owner_agency__country", "by")
    profile: RiskProfile = get_object_or_404(visible, pk=pk)
    return profile


def current(profile: RiskProfile) -> ProfileVersion:
    """Return the version that holds now."""
    version: ProfileVersion = get_object_or_404(profile.versions.select_related("by"), number=profile.number)
    return version


@page("profiling.edit")
def profile_new(request: HttpRequest, subject: str) -> HttpResponse:
    """Build a profile in the form."""
    if subject not in SubjectCode.values:
        raise Http404
    form = ProfileForm(request.POST or None, user=user_of(request), subject=subject)
    return _form(request, form, None)


@page("profiling.edit")
def profile_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the next version."""
    profile = own_profile(request, pk)
    content = current(profile).content
    initial = initial_of(content)
    if initial is None:
        return render(request, "profiling/only_file.html", {"title": profile.title, "profile": profile})
    initial["owner_agency"] = profile.owner_agency
    form = ProfileForm(
        request.POST or None, user=user_of(request), subject=profile.subject, before=content, initial=initial
    )
    return _form(request, form, profile)


def _form(request: HttpRequest, form: ProfileForm, profile: RiskProfile | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.write(
                form.told(),
                agency=data["owner_agency"],
                by=user_of(request),
                profile=profile,
                reason=data["reason"],
            )
        except actions.NotAProfileError as error:
            form.refuse(error.problems)
        except ProfilingError as error:
            form.add_error(None, str(error))
        else:
            return redirect(made)
    title = profile.title if profile else _("New risk profile")
    return render(request, "profiling/profile_form.html", {"form": form, "title": title, "profile": profile})


@page("profiling.edit")
def profile_import(request: HttpRequest) -> HttpResponse:
    """Bring in profiles from a file; they pass the same reader as the form."""
    user = user_of(request)

    def do(data: dict[str, Any]) -> list[RiskProfile]:
        return bring_in(data["file"].name, data["file"].read(), agency=data["owner_agency"], by=user)

    form = ProfileFileForm(request.POST or None, request.FILES or None, user=user)
    return form_page(
        request, form, do, title=_("Bring in a profile file"), back=reverse("profile_list"),
        to=lambda made: made[0].get_absolute_url() if len(made) == 1 else reverse("profile_list"), submit=_("Bring in"),
        explanation=_("It passes the same reader as the form: lists that it joins are those of the agency, and what they hold is vetted with it. Of a file with several profiles all are taken, or none."),
    )  # fmt: skip


@page("profiling.view")
@spoken
def profile_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a profile does in words, its approvals, tests and versions."""
    profile, user = own_profile(request, pk), user_of(request)
    version = current(profile)
    approvals = list(version.approvals.select_related("by"))
    own = profile.owner_agency_id in set(agencies_of(user))
    return render(request, "profiling/profile.html", {
        "title": profile.title, "profile": profile, "version": version, "invented": invented(profile),
        "sentence": sentence(profile_of(version), tongue()), "told": in_words(profile_of(version)), "approvals": approvals,
        "missing": max(0, APPROVERS - len(approvals)), "test": version.back_tests.first(),
        "versions": profile.versions.select_related("by"), "sheet": links("profile_sheet", pk), "feedback": feedback_on(profile) if own else (),
        "may_edit": own and user.has_perm("profiling.edit"),
        "may_submit": own and user.has_perm("profiling.edit") and profile.state == ProfileState.DRAFT,
        "may_approve": own and user.has_perm("profiling.approve") and profile.state == ProfileState.SUBMITTED
        and version.by_id != user.pk and all(one.by_id != user.pk for one in approvals),
        "may_refuse": own and user.has_perm("profiling.approve") and profile.state == ProfileState.SUBMITTED
        and version.by_id != user.pk,
        "may_stop": profile.state in {ProfileState.ACTIVE, ProfileState.SUBMITTED}
        and user.has_perm("profiling.stop"),
    })  # fmt: skip


@page("profiling.view")
def profile_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the profile file with its approvals."""
    profile = own_profile(request, pk)
    content = file_of(current(profile))
    return HttpResponse(
        json.dumps(content, ensure_ascii=False, indent=1),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{profile.code}.json"'},
    )


@page("profiling.edit")
def profile_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the version on records of the past or on synthetic travellers."""
    profile, user = own_profile(request, pk), user_of(request)
    version = current(profile)

    def do(data: dict[str, Any]) -> Any:
        file = data["file"] if data["source"] == BackTestForm.FILE else None
        prevalence = data["prevalence"] / PER_MILLION
        if file is not None:
            name, result = file.name, _tried(file, version, prevalence, user)
        elif data["source"] == BackTestForm.CHECKS:
            records = testing.own_checks(user)
            name, result = (
                _("closed checks"),
                testing.try_on(version, records, prevalence=prevalence, viewer=user),
            )
        else:
            records = testing.synthetic_records(version.pk)
            name = _("synthetic travellers")
            result = testing.try_on(version, records, prevalence=prevalence, viewer=user)
        synthetic = data["source"] == BackTestForm.SYNTHETIC
        return actions.keep_test(version, records=name, synthetic=synthetic, result=result, by=user)

    form = BackTestForm(
        request.POST or None, request.FILES or None, person=profile.subject == SubjectCode.PERSON
    )
    return form_page(
        request, form, do, title=_("Try the profile on records"), back=profile.get_absolute_url(),
        to=lambda made: reverse("profile_result", args=[profile.pk]), submit=_("Try"),
        explanation=_("Nobody is selected by this. What comes out is shown to those who approve."),
    )  # fmt: skip


def _tried(file: Any, version: ProfileVersion, prevalence: float, user: User) -> dict[str, Any]:
    """Try the version on an uploaded file."""
    problem = problem_of(file.name, file.size)
    if problem:
        raise ProfilingError(problem)
    with tempfile.TemporaryDirectory(prefix="chegara-") as name:
        folder = Path(name) / "read"
        folder.mkdir()
        stored = Path(name) / "upload"
        with stored.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        try:
            source = as_source(stored, file.name, folder, {}, lambda _done, _total: None)
        except JobError as error:
            raise ProfilingError(str(error)) from error
        return testing.try_file(version, source, prevalence=prevalence, viewer=user)


@page("profiling.view")
@spoken
def profile_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the last test found, in plain words."""
    profile = own_profile(request, pk)
    test = current(profile).back_tests.select_related("by").first()
    if test is None:
        raise Http404
    compared = [group_named(one) for one in test.result["disparities"]]
    return render(request, "profiling/result.html", {
        "title": _("What the profile would have done"), "profile": profile, "test": test, "result": test.result,
        "proxies": proxy_rows(test.result, tongue()), "compared": compared, "alarms": [one for one in compared if one["alarm"]],
        "innocent": innocent_of(test.result), "per_million": test.result["prevalence"] * PER_MILLION, "invented": invented(profile),
    })  # fmt: skip


@page("profiling.edit")
def profile_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for approval."""
    profile, user = own_profile(request, pk), user_of(request)
    form = SubmitForm(request.POST or None, needed=needs_ground(current(profile)))
    return form_page(
        request, form, lambda data: actions.submit(profile, by=user, ground=data.get("ground", "")),
        title=_("Submit for approval"), back=profile.get_absolute_url(), submit=_("Submit"),
        explanation=_("Two supervisors who did not write it must sign before it selects anybody."),
    )  # fmt: skip


@page("profiling.approve")
@spoken
def profile_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the version: what it says, what the test found, what of it stands for people, and what is in the way."""
    profile, user = own_profile(request, pk), user_of(request)
    version = current(profile)
    test = version.back_tests.first()
    return form_page(
        request, ApproveForm(request.POST or None),
        lambda data: actions.approve(profile, office=data["office"], by=user),
        template="profiling/approve.html", title=_("Approve"), back=profile.get_absolute_url(), submit=_("Sign"),
        sentence=sentence(profile_of(version), tongue()), profile=profile, version=version, test=test,
        told=before_signing(test.result) if test else "", against=obstacles(version),
        proxies=proxy_rows(test.result, tongue()) if test else [],
        lists=list_rows(version), result=test.result if test else None, invented=invented(profile),
    )  # fmt: skip


@page("profiling.approve")
def profile_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse to sign, with the reason for the author."""
    profile, user = own_profile(request, pk), user_of(request)
    return form_page(
        request, ReasonForm(request.POST or None),
        lambda data: actions.refuse(profile, reason=data["reason"], by=user),
        title=_("Refuse to sign"), back=profile.get_absolute_url(), submit=_("Refuse"),
        explanation=_("The version goes back to its author with your reason; signatures under it do not count any more."),
    )  # fmt: skip


@page("profiling.stop")
def profile_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Pull the kill switch."""
    profile, user = own_profile(request, pk), user_of(request)
    return form_page(
        request, ReasonForm(request.POST or None),
        lambda data: actions.stop(profile, reason=data["reason"], by=user),
        title=_("Stop the profile at once"), back=profile.get_absolute_url(), submit=_("Stop"),
    )  # fmt: skip
