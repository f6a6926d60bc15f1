"""Agreeing on a contingency plan: each agency that takes part signs, or signs with a dissenting opinion."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.contingency.actions.common import ContingencyError, audit, owns, require_open, require_part
from chegara.contingency.models import ContingencyPlan, PlanSignature
from chegara.organisation.models import Agency
from chegara.organisation.visibility import agencies_of
from chegara.risk.choices import Stand


def stands_of(plan: ContingencyPlan) -> list[PlanSignature]:
    """Return how each agency stands to the plan as it is now, those included that have not signed."""
    signed = {one.agency_id: one for one in plan.signatures.select_related("agency", "signed_by")}
    agencies = {plan.owner_agency_id: plan.owner_agency} | {each.pk: each for each in plan.agencies.all()}
    return [
        signed.get(agency.pk) or PlanSignature(plan=plan, agency=agency)
        for agency in sorted(agencies.values(), key=lambda each: each.code)
    ]


def signs_for(plan: ContingencyPlan, user: User) -> set[int]:
    """Return the agencies for which a user may sign: their own, and from paper those without users.

    The agency whose plan it is enters the signatures that came on paper.
    """
    if not user.has_perm("contingency.approve"):
        return set()
    taking = {one.agency_id for one in stands_of(plan)}
    return taking if owns(plan, user) else taking & set(agencies_of(user))


@transaction.atomic
def sign(
    plan: ContingencyPlan, *, agency: Agency, stand: str, by: User, dissent: str = "", letter: str = ""
) -> PlanSignature:
    """Sign a plan for an agency: agreed, or with a dissenting opinion that the document prints.

    Raises:
        PermissionDenied: the user takes no part, or the agency is not theirs to sign for.
        ContingencyError: the plan is frozen, a dissent is empty, or another agency's paper is not named.
    """
    require_part(plan, by)
    require_open(plan)
    if agency.pk not in signs_for(plan, by):
        raise PermissionDenied
    if stand == Stand.DISSENTING and not dissent.strip():
        raise ContingencyError(_("Write the dissenting opinion: the document prints it."))
    if agency.pk not in set(agencies_of(by)) and not letter.strip():
        raise ContingencyError(
            _("It is another agency: name the paper by which it agreed, with number and date.")
        )
    one = PlanSignature.objects.filter(plan=plan, agency=agency).first() or PlanSignature(
        plan=plan, agency=agency
    )
    one.letter = letter.strip()
    one.take(stand, dissent, by=by)
    one.full_clean()
    one.save()
    after = {"of_agency": agency.code}
    after |= {"dissent": one.dissent} if one.dissent else {}
    after |= {"letter": one.letter} if one.letter else {}
    audit(plan, "plan_signed", by=by, after=after)
    return one


def reopen(plan: ContingencyPlan, *, by: User) -> None:
    """Take back the signatures under a plan that was changed: each agency signs anew."""
    signed = plan.signatures.select_related("agency")
    if signed:
        audit(plan, "signatures_void", by=by, before={"of_agency": sorted(one.agency.code for one in signed)})
        plan.signatures.all().delete()


def require_signed(plan: ContingencyPlan) -> list[dict[str, Any]]:
    """Return how the agencies stood, to be kept with the revision.

    Raises:
        ContingencyError: an agency has not signed yet.
    """
    stands = stands_of(plan)
    waiting = [str(one.agency.short) for one in stands if one.stand == Stand.PENDING]
    if waiting:
        raise ContingencyError(_("Not signed yet: %(agencies)s.") % {"agencies": ", ".join(waiting)})
    return [
        {
            "agency": one.agency.code,
            "stand": one.stand,
            "dissent": one.dissent,
            "letter": one.letter,
            "on": timezone.localdate(one.signed_at).isoformat() if one.signed_at else "",
        }
        for one in stands
    ]
