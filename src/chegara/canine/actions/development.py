"""Making measures of what the development plan proposes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.canine.choices import Discipline
from chegara.canine.origins import key_of, name_of
from chegara.organisation.models import Agency
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.organisation.visibility import own_agencies
from chegara.plans.actions.measures import propose_measure
from chegara.plans.models import Measure, Plan


@transaction.atomic
def plan_development(
    agency: Agency, discipline: Discipline, *, plan: Plan, title: str, kind: str, by: User, **planned: Any
) -> Measure:
    """Propose a measure that develops a service in a discipline.

    Raises:
        PermissionDenied: the service is of another agency, or the plan is not the user's to write into.
        PlanRefusedError: the plan is frozen.
        RecordRefusedError: one is real and the other invented.
    """
    if agency.pk not in own_agencies(by):
        raise PermissionDenied
    if agency.country.invented != plan.country.invented:
        raise RecordRefusedError(_("Real services and invented plans do not mix."))
    return propose_measure(
        plan=plan,
        origin=key_of(agency, discipline),
        origin_name=name_of(agency, discipline)[:300],
        title=title,
        kind=kind,
        by=by,
        **planned,
    )
