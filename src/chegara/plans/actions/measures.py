"""Changing what is planned of a measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, User
from chegara.organisation.models import Agency, Release
from chegara.organisation.visibility import agencies_of
from chegara.plans.actions.guards import (
    PlanRefusedError,
    named,
    reasons,
    require_handling,
    require_open,
    require_own,
)
from chegara.plans.actions.guards import audit as _audit
from chegara.plans.content import PLANNED, content_of
from chegara.plans.models import Measure, Need, Objective, Plan

HANDLING = ("marking", "compartment")


@transaction.atomic
def propose_measure(
    *,
    plan: Plan,
    origin: str,
    title: str,
    kind: str,
    by: User,
    owner_agency: Agency | None = None,
    objective: Objective | None = None,
    supporting: Sequence[Agency] = (),
    needs: Sequence[Mapping[str, Any]] = (),
    marking: str | None = None,
    compartment: Compartment | None = None,
    releases: Sequence[Release] | None = None,
    reason: str = "",
    **planned: Any,
) -> Measure:
    """Propose a measure for a plan: the door by which every slice writes into the one plan.

    Args:
        plan: a draft, or one that is being changed.
        origin: what the measure treats, as "slice:key"; empty where only words say it (`origin_name`).
        title: what is to be done.
        kind: one of `choices.Kind`.
        by: who proposes it.
        owner_agency: whose record it is, one of the user's; by default the plan's, if it is theirs.
        objective: of the plan, if one is chosen already.
        supporting: the agencies that help the lead.
        needs: staff and equipment, each with the fields of `Need`.
        marking: by default the plan's.
        compartment: by default the plan's.
        releases: of the owner; by default the plan's, where the plan is the owner's too.
        reason: why, needed while an approved plan is being changed.
        **planned: any other of `content.PLANNED`.

    Raises:
        PermissionDenied: the agency is not the user's, or the plan is not theirs to know.
        PlanRefusedError: the plan is frozen, or the handling is not the user's to choose.
        ValidationError: a value is not as it must be.
    """
    if not Plan.objects.visible_to(by).filter(pk=plan.pk).exists():
        raise PermissionDenied
    require_open(plan)
    owner = owner_agency or _owner_of(plan, by)
    if releases is None:
        releases = list(plan.releases.all()) if owner == plan.owner_agency else []
    measure = Measure(
        plan=plan, objective=objective, origin=origin, title=title, kind=kind, by=by, owner_agency=owner,
        marking=marking or plan.marking, compartment=compartment or plan.compartment,
        change_reason=reason, **_allowed(planned),
    )  # fmt: skip
    measure.currency = measure.currency or (plan.currency if measure.cost is not None else "")
    require_own(measure, by)
    require_handling(measure, compartment, releases, by)
    _require_of_plan(measure)
    measure.full_clean()
    measure.save()
    measure.supporting.set(supporting)
    measure.releases.set(releases)
    _store_needs(measure, needs)
    _audit("measure_proposed", measure, by=by, after=_logged(content_of(measure)), reason=reason)
    return measure


def _owner_of(plan: Plan, by: User) -> Agency:
    own = list(Agency.objects.filter(pk__in=agencies_of(by), country=plan.country))
    if plan.owner_agency in own:
        return plan.owner_agency
    if not own:
        raise PermissionDenied
    return own[0]


def _allowed(planned: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(planned) - set(PLANNED)
    if unknown:
        raise TypeError(f"a measure has no {', '.join(sorted(unknown))}")
    return dict(planned)


def _require_of_plan(measure: Measure) -> None:
    if measure.objective is not None and measure.objective.plan_id != measure.plan_id:
        raise PlanRefusedError(_("The objective belongs to another plan."))


def _store_needs(measure: Measure, needs: Iterable[Mapping[str, Any]]) -> None:
    measure.needs.all().delete()
    for each in needs:
        need = Need(measure=measure, **each)
        need.full_clean()
        need.save()


@transaction.atomic
def change_measure(
    measure: Measure,
    *,
    values: Mapping[str, Any],
    by: User,
    reason: str,
    supporting: Sequence[Agency] | None = None,
    needs: Sequence[Mapping[str, Any]] | None = None,
) -> bool:
    """Change what is planned of a measure; return whether anything did change.

    While an approved plan is being changed, the reasons are kept for the comparison.
    """
    require_own(measure, by)
    require_open(measure.plan)
    before = content_of(Measure.objects.get(pk=measure.pk))
    for name, value in _allowed(values).items():
        setattr(measure, name, value)
    _require_of_plan(measure)
    measure.full_clean()
    if supporting is not None:
        measure.supporting.set(supporting)
    if needs is not None:
        _store_needs(measure, needs)
    measure.save()
    # Read anew: what was read before may be kept on the measure.
    after = content_of(Measure.objects.get(pk=measure.pk))
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not names:
        return False
    measure.change_reason = reasons(measure, reason)
    measure.save(update_fields=["change_reason"])
    _audit(
        "measure_changed",
        measure,
        by=by,
        before=_logged({name: before.get(name) for name in names}),
        after=_logged({name: after.get(name) for name in names}),
        reason=reason,
    )
    return True


def _logged(content: dict[str, Any]) -> dict[str, Any]:
    """Return what is planned as the log keeps it: needs as lines that can be read."""
    if not content.get("needs"):
        return content
    lines = [
        f"{what} ({agency}): {needed}/{'–' if available is None else available}"
        for agency, _kind, what, needed, available in content["needs"]
    ]
    return content | {"needs": lines}


@transaction.atomic
def change_handling(
    measure: Measure,
    *,
    marking: str,
    compartment: Compartment | None,
    releases: Sequence[Release],
    by: User,
    reason: str,
) -> None:
    """Change a measure's marking, compartment and releases."""
    require_own(measure, by)
    require_handling(measure, compartment, releases, by)
    closed = Measure.objects.get(pk=measure.pk).compartment
    before = _handling(measure)
    measure.marking, measure.compartment = marking, compartment
    measure.full_clean()
    measure.save(update_fields=list(HANDLING))
    measure.releases.set(releases)
    after = _handling(measure)
    if before != after:
        _audit(
            "measure_handling", measure, by=by, before=before, after=after, reason=reason, closed=closed
        )  # fmt: skip


def _handling(measure: Measure) -> dict[str, Any]:
    return {
        "marking": measure.marking,
        "compartment": measure.compartment.code if measure.compartment else None,
        "releases": named(measure.releases.all()),
    }
