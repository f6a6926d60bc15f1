"""A contingency plan, what all its parts share, and its log of revisions.

Source of the parts: UNHCR, Preparedness Package for Refugee Emergencies (one scenario, actions by whom,
where, with what, the first three months); IASC, Emergency Response Preparedness, 2015; ISO 22320 (command).
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import User
from chegara.contingency.choices import (
    Kind,
    PlanState,
    Scheme,
)
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, State
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer, agencies_of, joined
from chegara.organisation.wordings import Worded
from chegara.risk.models import Risk

USER = settings.AUTH_USER_MODEL
NOT_NEGATIVE = (MinValueValidator(0),)


class ContingencyPlanQuerySet(HandledQuerySet):
    """Contingency plans by who may know of them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the plans that `viewer` may know of: as any handled record, and those their agency is in."""
        own = super().visible_to(viewer).values("pk")
        if not isinstance(viewer, User):
            return self.filter(pk__in=own)
        shared = self.model._base_manager.filter(
            joined(viewer, models.Q(agencies__in=agencies_of(viewer)))
        ).values("pk")
        return self.filter(models.Q(pk__in=own) | models.Q(pk__in=shared))

    def whole(self) -> Self:
        """Plans with what lists and headings read of them, in few queries."""
        return self.select_related(
            "country", "point", "section", "owner_agency", "compartment", "risk__assessment"
        ).prefetch_related("agencies")


class ContingencyPlan(Worded, Handled):
    """What several agencies do in one emergency at one point or section, or in the whole country."""

    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("emergency"), max_length=20, choices=Kind.choices)
    scheme = models.CharField(
        _("scheme of levels"), max_length=20, choices=Scheme.choices, default=Scheme.CIVIL
    )
    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("crossing point"),
    )  # fmt: skip
    section = models.ForeignKey(
        BorderSection, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("border section"),
    )  # fmt: skip
    risk = models.ForeignKey(
        Risk, models.PROTECT, null=True, blank=True, related_name="contingency_plans",
        verbose_name=_("risk that it answers"),
    )  # fmt: skip
    agencies = models.ManyToManyField(Agency, related_name="+", verbose_name=_("agencies that take part"))
    scenario = models.TextField(_("scenario"), blank=True)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    authority = models.CharField(_("who may put it into force"), max_length=200, blank=True)
    headquarters = models.CharField(_("headquarters: place and equipment"), max_length=300, blank=True)
    commander = models.CharField(_("head of the headquarters (office)"), max_length=200, blank=True)
    deputy = models.CharField(_("deputy (office)"), max_length=200, blank=True)
    members = models.TextField(_("members of the headquarters, one a line"), blank=True)
    shifts = models.TextField(_("shifts of the headquarters"), blank=True)
    neighbour = models.TextField(_("contact across the border"), blank=True)
    public_information = models.TextField(_("public information and media"), blank=True)
    alternative = models.TextField(_("alternative points and routes"), blank=True)
    return_to_normal = models.TextField(_("return to normal"), blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=PlanState.choices, default=PlanState.DRAFT, editable=False
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("begun"), auto_now_add=True)

    objects: ClassVar[Any] = ContingencyPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("contingency plan")
        verbose_name_plural = _("contingency plans")
        ordering = ("country", "kind", "title")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(point__isnull=True) | models.Q(section__isnull=True),
                name="contingency_plan_of_one_place",
                violation_error_message=_("A plan is of a crossing point or of a section, not of both."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the plan."""
        return reverse("contingency_detail", args=[self.pk])

    @property
    def place(self) -> CrossingPoint | BorderSection | State:
        """Where the plan is for: the country where nothing narrower is named."""
        return self.point or self.section or self.country

    @property
    def open(self) -> bool:
        """Whether its content may be changed now."""
        return self.state == PlanState.DRAFT

    def clean(self) -> None:
        """Refuse a place of another country."""
        for name in ("point", "section"):
            place = getattr(self, name)
            if place is not None and place.country_id != self.country_id:
                raise ValidationError({name: _("It lies in another country.")})


class PartQuerySet(models.QuerySet[Any]):
    """Parts of plans, as their plan is seen."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the parts of the plans that `viewer` may know of."""
        return self.filter(plan__in=ContingencyPlan.objects.visible_to(viewer).values("pk"))


class Part(Worded):
    """What belongs to one plan and is changed while it is a draft."""

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    def related_plan(self) -> ContingencyPlan:
        """Return the plan that it is a part of."""
        plan: ContingencyPlan = self.plan  # type: ignore[attr-defined]
        return plan

    def clean(self) -> None:
        """Refuse to point at a part of another plan."""
        for field in self._meta.concrete_fields:
            other = getattr(self, field.name) if isinstance(field, models.ForeignKey) else None
            if isinstance(other, Part) and other.plan_id != self.plan_id:  # type: ignore[attr-defined]
                raise ValidationError({field.name: _("It belongs to another plan.")})


def plan_key(name: str) -> Any:
    """Return the key of a part's plan; `name` is what the plan calls such parts."""
    return models.ForeignKey(
        ContingencyPlan, models.CASCADE, related_name=name, verbose_name=_("contingency plan"), editable=False
    )


class PlanRevision(Worded):
    """A line of the revision log: which version was approved, by what, and what changed."""

    plan = models.ForeignKey(
        ContingencyPlan, models.CASCADE, related_name="revisions", verbose_name=_("contingency plan")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    basis = models.CharField(_("approved by"), max_length=300)
    changed = models.TextField(_("what changed"), blank=True)
    agreed = models.JSONField(_("how the agencies stood to it"), default=list, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("approved"), auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("plan", "version"), name="plan_revision_once"),)

    def __str__(self) -> str:
        return f"{self.version}: {self.basis}"
