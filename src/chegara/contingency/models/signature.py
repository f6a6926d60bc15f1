"""How the agencies that take part in a contingency plan stand to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.contingency.models.plan import USER, ContingencyPlan, PartQuerySet
from chegara.organisation.wordings import Worded
from chegara.risk.models import AgencyStand, stand_constraints


class PlanSignature(Worded, AgencyStand):
    """An agency's signature under the version of a plan that is being agreed; gone once that is changed.

    `letter` names the paper by which an agency agreed that has no user here.
    """

    plan: Any = models.ForeignKey(
        ContingencyPlan, models.CASCADE, related_name="signatures", verbose_name=_("contingency plan")
    )
    signed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    signed_at = models.DateTimeField(_("signed"))
    letter = models.CharField(_("signed on paper: number and date"), max_length=200, blank=True)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta(AgencyStand.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = (
            models.UniqueConstraint(fields=("plan", "agency"), name="agency_once_a_contingency_plan"),
            *stand_constraints(
                signed="plan_signature_says_who_and_when", dissent="dissent_from_a_plan_is_written"
            ),
        )
