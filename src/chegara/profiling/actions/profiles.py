"""Risk profiles: writing a version, testing it, submitting, approving by two others, refusing, stopping."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.organisation.models import Agency
from chegara.profiling.actions.common import ProfilingError, audit, require, save_audited
from chegara.profiling.approval import obstacles
from chegara.profiling.choices import ProfileState
from chegara.profiling.joining import lists_of
from chegara.profiling.methods.profiles.document import APPROVERS, Profile
from chegara.profiling.methods.profiles.problems import Problem, ProfileRefusedError
from chegara.profiling.methods.profiles.reader import read
from chegara.profiling.models import BackTest, ProfileApproval, ProfileVersion, RiskProfile
from chegara.profiling.tongue import tongue


class NotAProfileError(ProfilingError):
    """What was told is no profile that may be; `problems` say where each stands."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(dict.fromkeys(each.text(tongue()) for each in problems)))


def checked(told: dict[str, Any], agency: Agency) -> Profile:
    """Return the profile that a plain dictionary tells; form, import and interface all come through here.

    The lists that it joins are those of its agency; what they hold is vetted with it.

    Raises:
        NotAProfileError: with every problem, absolute refusals among them.
    """
    try:
        return read(told, lists=lists_of(agency))
    except ProfileRefusedError as error:
        raise NotAProfileError(error.problems) from error


@transaction.atomic
def write(
    told: dict[str, Any], *, agency: Agency, by: User, profile: RiskProfile | None = None, reason: str = ""
) -> RiskProfile:
    """Write a new profile, or the next version of one: it is a draft again and needs test and approval anew.

    Raises:
        ProfilingError: the profile may not be, or the version says what the one before said.
    """
    require(by, "profiling.edit", agency)
    content = {**told, "author": by.username, "owner": agency.name_en, "approvals": []}
    content.pop("version", None)
    said = checked(content, agency)
    if profile is None:
        if RiskProfile.objects.filter(owner_agency=agency, code=said.id).exists():
            raise ProfilingError(_("There is a profile %(code)s already.") % {"code": said.id})
        profile = RiskProfile(owner_agency=agency, code=said.id, number=0)
    elif profile.owner_agency_id != agency.pk or profile.code != said.id:
        raise ProfilingError(_("A profile keeps its agency and its code."))
    current = profile.versions.first() if profile.pk else None
    if current is not None and current.hash == said.version:
        raise ProfilingError(_("Nothing differs from the version that is there."))
    profile.title, profile.subject, profile.purpose = said.title, str(said.subject), str(said.purpose)
    profile.valid_from, profile.valid_to = said.valid_from, said.valid_to
    profile.state, profile.number, profile.by = ProfileState.DRAFT, profile.number + 1, by
    profile.stop_reason = ""
    save_audited(profile, profile, "profile_written", by=by, reason=reason)
    ProfileVersion.objects.create(
        profile=profile, number=profile.number, hash=said.version, content=said.plain(), reason=reason, by=by
    )
    return profile


@transaction.atomic
def keep_test(
    version: ProfileVersion, *, records: str, synthetic: bool, result: dict[str, Any], by: User
) -> BackTest:
    """Keep what a version would have done."""
    require(by, "profiling.edit", version.profile.owner_agency)
    test = BackTest(version=version, records=records[:255], synthetic=synthetic, result=result, by=by)
    test.save()
    audit(version.profile, "profile_tested", by, after={"version": version.number, "records": records})
    return test


@transaction.atomic
def submit(profile: RiskProfile, *, by: User, ground: str = "") -> None:
    """Ask for approval of the current version.

    Args:
        profile: a draft.
        by: who submits.
        ground: the law that asks more of some citizens, where a condition picks these out.

    Raises:
        ProfilingError: it was not tested, a list changed since, or a condition stands for a group of people.
    """
    require(by, "profiling.edit", profile.owner_agency)
    version = profile.versions.get(number=profile.number)
    if profile.state != ProfileState.DRAFT:
        raise ProfilingError(_("Only a draft is submitted."))
    version.ground = ground.strip()
    _require_nothing_against(version)
    version.save(update_fields=["ground"])
    profile.state = ProfileState.SUBMITTED
    save_audited(profile, profile, "profile_submitted", by=by)


def _require_nothing_against(version: ProfileVersion) -> None:
    found = obstacles(version)
    if found:
        raise ProfilingError("\n".join(found))


@transaction.atomic
def approve(profile: RiskProfile, *, office: str, by: User) -> None:
    """Sign the current version; with the second signature it becomes active, within its term only.

    Raises:
        ProfilingError: the author or the same person twice signs, it is not submitted, its term is over, or
            something stands against it (`approval.obstacles`).
    """
    require(by, "profiling.approve", profile.owner_agency)
    version = profile.versions.get(number=profile.number)
    if profile.state != ProfileState.SUBMITTED:
        raise ProfilingError(_("Only a submitted profile is approved."))
    if version.by_id == by.pk:
        raise ProfilingError(_("Nobody approves their own profile."))
    if version.approvals.filter(by=by).exists():
        raise ProfilingError(_("You have signed this version already; another person must."))
    if profile.valid_to < timezone.localdate():
        raise ProfilingError(_("Its term is over; write a version with another."))
    _require_nothing_against(version)
    approval = ProfileApproval(version=version, office=office, by=by)
    approval.save()
    audit(profile, "profile_approved", by, after={"version": version.number, "office": office})
    if version.approvals.count() >= APPROVERS:
        profile.state = ProfileState.ACTIVE
        profile.full_clean()
        profile.save()


@transaction.atomic
def refuse(profile: RiskProfile, *, reason: str, by: User) -> None:
    """Refuse to sign the current version: one refusal is enough, and the author reads why.

    The version can't be signed any more; the author writes another, which is tried and signed afresh.

    Raises:
        ProfilingError: the author refuses, no reason is given, or it is not submitted.
    """
    require(by, "profiling.approve", profile.owner_agency)
    version = profile.versions.get(number=profile.number)
    if profile.state != ProfileState.SUBMITTED:
        raise ProfilingError(_("Only a submitted profile is refused."))
    if version.by_id == by.pk:
        raise ProfilingError(_("Who wrote it does not refuse it: write a new version."))
    if not reason.strip():
        raise ProfilingError(_("Say why you refuse it: the author reads the reason."))
    profile.state, profile.stop_reason = ProfileState.REFUSED, reason.strip()
    save_audited(profile, profile, "profile_refused", by=by, reason=reason)


@transaction.atomic
def stop(profile: RiskProfile, *, reason: str, by: User) -> None:
    """Pull the kill switch: it selects nobody from this moment. Whoever sees harm may, oversight included.

    Raises:
        ProfilingError: no reason is given, or the profile is not active.
    """
    if not by.has_perm("profiling.stop"):
        raise ProfilingError(_("Your role does not allow this."))
    if not reason.strip():
        raise ProfilingError(_("Say why it is stopped."))
    if profile.state not in {ProfileState.ACTIVE, ProfileState.SUBMITTED}:
        raise ProfilingError(_("It is not active."))
    profile.state, profile.stop_reason = ProfileState.STOPPED, reason.strip()
    save_audited(profile, profile, "profile_stopped", by=by, reason=reason)
