"""Pages of risk profiles."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.pages.lists import show_list
from chegara.profiling import testing
from chegara.profiling.actions import profiles as actions
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.choices import ProfileState, SubjectCode
from chegara.profiling.forms import ApproveForm, BackTestForm, ConfirmForm, ProfileFileForm
from chegara.profiling.methods.profiles.document import APPROVERS
from chegara.profiling.methods.profiles.sentence import sentence
from chegara.profiling.models import ProfileVersion, RiskProfile
from chegara.profiling.presenters.oversight import group_named
from chegara.profiling.presenters.trial import before_signing
from chegara.profiling.profile_form import ProfileForm, initial_of
from chegara.profiling.queries import feedback_on
from chegara.profiling.screening import profile_of
from chegara.profiling.tables import ProfileTable
from chegara.profiling.views.common import form_page, invented, invented_for, language, links, user_of

PER_MILLION = 1_000_000


@page("profiling.view")
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
    initial = initial_of(current(profile).content)
    if initial is None:
        return redirect("profile_import")
    initial["owner_agency"] = profile.owner_agency
    form = ProfileForm(request.POST or None, user=user_of(request), subject=profile.subject, initial=initial)
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
        except ProfilingError as error:
            for line in str(error).splitlines():
                form.add_error(None, line)
        else:
            return redirect(made)
    title = profile.title if profile else _("New risk profile")
    return render(request, "profiling/profile_form.html", {"form": form, "title": title, "profile": profile})


@page("profiling.edit")
def profile_import(request: HttpRequest) -> HttpResponse:
    """Bring in a profile file; it passes the same reader as the form."""
    user = user_of(request)

    def bring_in(data: dict[str, Any]) -> RiskProfile:
        try:
            told = json.loads(data["file"].read())
        except ValueError as error:
            raise ProfilingError(_("The file is no JSON.")) from error
        if not isinstance(told, dict):
            raise ProfilingError(_("The file holds no profile."))
        agency = data["owner_agency"]
        there = (
            RiskProfile.objects.visible_to(user).filter(owner_agency=agency, code=told.get("id", "")).first()
        )
        return actions.write(told, agency=agency, by=user, profile=there)

    form = ProfileFileForm(request.POST or None, request.FILES or None, user=user)
    return form_page(
        request, form, bring_in, title=_("Bring in a profile file"), back=reverse("profile_list"),
        to=lambda made: made.get_absolute_url(), submit=_("Bring in"),
        explanation=_("A profile that joins named lists is run with `chegara select`; the site takes those without."),
    )  # fmt: skip


@page("profiling.view")
def profile_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a profile does in words, its approvals, tests and versions."""
    profile, user = own_profile(request, pk), user_of(request)
    version = current(profile)
    approvals = list(version.approvals.select_related("by"))
    own = profile.owner_agency_id in set(agencies_of(user))
    return render(request, "profiling/profile.html", {
        "title": profile.title, "profile": profile, "version": version, "invented": invented(profile),
        "sentence": sentence(profile_of(version), language()), "approvals": approvals,
        "missing": max(0, APPROVERS - len(approvals)), "test": version.back_tests.first(),
        "versions": profile.versions.select_related("by"), "sheet": links("profile_sheet", pk), "feedback": feedback_on(profile) if own else (),
        "may_edit": own and user.has_perm("profiling.edit"),
        "may_submit": own and user.has_perm("profiling.edit") and profile.state == ProfileState.DRAFT,
        "may_approve": own and user.has_perm("profiling.approve") and profile.state == ProfileState.SUBMITTED
        and version.by_id != user.pk and all(one.by_id != user.pk for one in approvals),
        "may_stop": profile.state in {ProfileState.ACTIVE, ProfileState.SUBMITTED}
        and user.has_perm("profiling.stop"),
    })  # fmt: skip


@page("profiling.view")
def profile_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the profile file with its approvals."""
    profile = own_profile(request, pk)
    version = current(profile)
    content = {
        **version.content,
        "approvals": [
            {
                "by": one.by.username,
                "office": one.office,
                "on": one.at.date().isoformat(),
                "version": version.hash,
            }
            for one in version.approvals.select_related("by")
        ],
    }
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
        file = data["file"]
        if file is None and profile.subject != SubjectCode.PERSON:
            raise ProfilingError(_("Synthetic records are of persons only: choose a file of records."))
        records = testing.read_records(file.read()) if file else testing.synthetic_records(version.pk)
        result = testing.try_on(version, records, prevalence=data["prevalence"] / PER_MILLION, viewer=user)
        name = file.name if file else str(_("synthetic travellers"))
        return actions.keep_test(version, records=name, synthetic=file is None, result=result, by=user)

    form = BackTestForm(request.POST or None, request.FILES or None)
    return form_page(
        request, form, do, title=_("Try the profile on records"), back=profile.get_absolute_url(),
        to=lambda made: reverse("profile_result", args=[profile.pk]), submit=_("Try"),
        explanation=_("Nobody is selected by this. What comes out is shown to those who approve."),
    )  # fmt: skip


@page("profiling.view")
def profile_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the last test found, in plain words."""
    profile = own_profile(request, pk)
    test = current(profile).back_tests.select_related("by").first()
    if test is None:
        raise Http404
    proxies = [group_named(one) | {"words": one["words"][language()]} for one in test.result["proxies"]]
    compared = [group_named(one) for one in test.result["disparities"]]
    return render(request, "profiling/result.html", {
        "title": _("What the profile would have done"), "profile": profile, "test": test, "result": test.result,
        "proxies": proxies, "compared": compared, "alarms": [one for one in compared if one["alarm"]],
        "per_million": test.result["prevalence"] * PER_MILLION, "invented": invented(profile),
    })  # fmt: skip


@page("profiling.edit")
def profile_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for approval."""
    profile, user = own_profile(request, pk), user_of(request)
    return form_page(
        request, ConfirmForm(request.POST or None), lambda _data: actions.submit(profile, by=user),
        title=_("Submit for approval"), back=profile.get_absolute_url(), submit=_("Submit"),
        explanation=_("Two supervisors who did not write it must sign before it selects anybody."),
    )  # fmt: skip


@page("profiling.approve")
def profile_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the version."""
    profile, user = own_profile(request, pk), user_of(request)
    version = current(profile)
    test = version.back_tests.first()
    told = [sentence(profile_of(version), language()), before_signing(test.result) if test else ""]
    return form_page(
        request, ApproveForm(request.POST or None),
        lambda data: actions.approve(profile, office=data["office"], by=user),
        title=_("Approve"), back=profile.get_absolute_url(), submit=_("Sign"),
        explanation=" ".join(told),
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
