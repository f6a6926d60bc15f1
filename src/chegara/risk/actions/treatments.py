"""Treatments: which measure of the plan treats which component of a risk."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.actions.measures import propose_measure
from chegara.plans.models import Measure, Plan
from chegara.risk.actions.common import RiskError, audit, require_part
from chegara.risk.models import Risk, Treatment


@transaction.atomic
def treat(risk: Risk, *, component: str, measure: Measure, by: User) -> Treatment:
    """Say that a measure treats a component of a risk; measures may be tied to an approved assessment too.

    Raises:
        RiskError: somebody takes no part, knows of no such measure, or it is tied already.
    """
    assessment = risk.assessment
    require_part(assessment, by)
    if not Measure.objects.visible_to(by).filter(pk=measure.pk, plan__country=assessment.country).exists():
        raise RiskError(_("There is no such measure in the country's plans."))
    if risk.treatments.filter(component=component, measure=measure).exists():
        raise RiskError(_("This measure treats that component already."))
    treatment = Treatment(risk=risk, component=component, measure=measure, by=by)
    treatment.full_clean()
    treatment.save()
    # The log of the assessment is read by agencies that may not know of the measure: it names the code alone.
    audit(assessment, "treated", by, on=risk, after={"measure_code": measure.code, "treats": component})
    return treatment


@transaction.atomic
def propose(
    risk: Risk,
    *,
    component: str,
    plan: Plan,
    title: str,
    kind: str,
    by: User,
    reason: str = "",
    **planned: Any,
) -> Treatment:
    """Propose a measure that treats a component of the risk, in one of the country's plans.

    Raises:
        RiskError: somebody takes no part, or the plan takes no measure now.
    """
    require_part(risk.assessment, by)
    if plan.country_id != risk.assessment.country_id:
        raise RiskError(_("This plan is another country's."))
    try:
        measure = propose_measure(
            plan=plan, origin=risk.key, origin_name=str(risk)[:300], title=title, kind=kind, by=by,
            reason=reason, **planned,
        )  # fmt: skip
    except PlanRefusedError as error:
        raise RiskError(str(error)) from error
    return treat(risk, component=component, measure=measure, by=by)


@transaction.atomic
def untie(treatment: Treatment, *, by: User, reason: str) -> None:
    """Untie a measure from a risk; the measure stays in its plan.

    Raises:
        RiskError: somebody takes no part in the assessment.
    """
    risk = treatment.risk
    require_part(risk.assessment, by)
    before = {"measure_code": treatment.measure.code, "treats": treatment.component}
    treatment.delete()
    audit(risk.assessment, "untied", by, on=risk, before=before, reason=reason)
