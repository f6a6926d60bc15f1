"""A contingency plan and its parts.

Source of the parts: UNHCR, Preparedness Package for Refugee Emergencies (one scenario, actions by whom,
where, with what, the first three months); IASC, Emergency Response Preparedness, 2015; ISO 22320 (command).
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import User
from chegara.contingency.choices import (
    Group,
    Kind,
    LevelCode,
    PlanState,
    Quantity,
    ResourceKind,
    Scheme,
    Tested,
)
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, State
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer, agencies_of, joined
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


class ContingencyPlan(Handled):
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


class Part(models.Model):
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


def _plan(name: str) -> Any:
    return models.ForeignKey(
        ContingencyPlan, models.CASCADE, related_name=name, verbose_name=_("contingency plan"), editable=False
    )


class PlanningFigure(Part):
    """What the plan reckons with: in the best, the likeliest and the worst case."""

    plan = _plan("figures")
    quantity = models.CharField(_("figure"), max_length=20, choices=Quantity.choices)
    name = models.CharField(pgettext_lazy("planning figure", "what exactly"), max_length=150, blank=True)
    best = models.FloatField(_("best case"), validators=NOT_NEGATIVE)
    likely = models.FloatField(_("likeliest"), validators=NOT_NEGATIVE)
    worst = models.FloatField(_("worst case"), validators=NOT_NEGATIVE)
    source = models.CharField(_("what it rests on"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("planning figure")
        verbose_name_plural = _("planning figures")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(best__lte=models.F("likely")) & models.Q(likely__lte=models.F("worst")),
                name="planning_figures_in_order",
                violation_error_message=_("The figures must rise: best case, likeliest, worst case."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.get_quantity_display()}" if self.name else self.get_quantity_display()


class Assumption(Part):
    """What must be so for the plan to work; somebody answers for it and tests it by a day."""

    plan = _plan("assumptions")
    text = models.TextField(_("assumption"))
    owner = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who answers for it")
    )
    office = models.CharField(_("office"), max_length=150, blank=True)
    test_by = models.DateField(_("to be tested by"), null=True, blank=True)
    tested_on = models.DateField(_("tested on"), null=True, blank=True)
    result = models.CharField(
        _("result of the test"), max_length=20, choices=Tested.choices, default=Tested.UNTESTED
    )
    finding = models.TextField(_("what was found"), blank=True)

    class Meta:
        verbose_name = _("assumption")
        verbose_name_plural = _("assumptions")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(result="untested") | models.Q(tested_on__isnull=False),
                name="tested_assumption_says_when",
                violation_error_message=_("Say on which day it was tested."),
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]


class ResponseLevel(Part):
    """A level of the plan: when it begins and ends, who decides, and how fast all are told."""

    plan = _plan("levels")
    rank = models.PositiveSmallIntegerField(editable=False)
    code = models.CharField(_("level"), max_length=20, choices=LevelCode.choices, editable=False)
    activation = models.TextField(_("begins when"), blank=True)
    stand_down = models.TextField(_("ends when"), blank=True)
    decided_by = models.CharField(_("who decides (office)"), max_length=200, blank=True)
    told_within = models.PositiveIntegerField(_("all are told within, minutes"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a contingency plan", "level")
        verbose_name_plural = pgettext_lazy("of a contingency plan", "levels")
        ordering = ("plan", "rank")
        constraints = (models.UniqueConstraint(fields=("plan", "rank"), name="response_level_once"),)

    def __str__(self) -> str:
        return self.get_code_display()


class DutyPost(Part):
    """Who does tasks: a post (office, position) of an agency, filled by so many people at a time."""

    plan = _plan("posts")
    name = models.CharField(_("post (position)"), max_length=150)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    place = models.CharField(_("place"), max_length=150, blank=True)
    staff = models.PositiveSmallIntegerField(
        _("people at a time"), default=1, validators=[MinValueValidator(1)]
    )
    reports_to = models.CharField(_("reports to"), max_length=150, blank=True)
    channel = models.CharField(_("channel"), max_length=150, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("a position", "post")
        verbose_name_plural = pgettext_lazy("a position", "posts")
        ordering = ("agency__code", "pk")

    def __str__(self) -> str:
        return f"{self.name} ({self.agency.short})"


class StandbyResource(Part):
    """What is kept ready, by whom, how much of it, and how long it takes to arrive."""

    plan = _plan("resources")
    name = models.CharField(pgettext_lazy("of a resource", "what"), max_length=150)
    kind = models.CharField(_("kind"), max_length=20, choices=ResourceKind.choices)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose")
    )
    available = models.FloatField(_("available"), null=True, blank=True, validators=NOT_NEGATIVE)
    arrives_within = models.PositiveIntegerField(_("arrives within, minutes"), null=True, blank=True)
    used_a_day = models.FloatField(
        _("used up a day in the worst case"), null=True, blank=True, validators=NOT_NEGATIVE,
        help_text=_("only for stocks that are used up: water, rations, kits"),
    )  # fmt: skip

    class Meta:
        verbose_name = pgettext_lazy("of a contingency plan", "resource")
        verbose_name_plural = pgettext_lazy("of a contingency plan", "resources")
        ordering = ("kind", "pk")

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}" if self.unit else self.name


class ResourceNeed(Part):
    """How much of a resource a level needs, in the likeliest and in the worst case."""

    plan = _plan("needs")
    resource = models.ForeignKey(
        StandbyResource, models.CASCADE, related_name="needs",
        verbose_name=pgettext_lazy("of a contingency plan", "resource"),
    )  # fmt: skip
    level = models.ForeignKey(
        ResponseLevel, models.CASCADE, related_name="needs",
        verbose_name=pgettext_lazy("of a contingency plan", "level"),
    )  # fmt: skip
    likely = models.FloatField(_("needed in the likeliest case"), validators=NOT_NEGATIVE)
    worst = models.FloatField(_("needed in the worst case"), validators=NOT_NEGATIVE)

    class Meta:
        verbose_name = _("need of a resource")
        verbose_name_plural = _("needs of resources")
        ordering = ("resource", "level__rank")
        constraints = (
            models.UniqueConstraint(fields=("resource", "level"), name="resource_need_once"),
            models.CheckConstraint(
                condition=models.Q(likely__lte=models.F("worst")), name="resource_needs_in_order",
                violation_error_message=_("The worst case needs at least as much as the likeliest."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.resource}: {self.worst:g}"


class ResponseTask(Part):
    """Who does what at a level, from which minute on, where, with what, after what, and when it is done."""

    plan = _plan("tasks")
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    level = models.ForeignKey(
        ResponseLevel, models.PROTECT, related_name="tasks",
        verbose_name=pgettext_lazy("of a contingency plan", "level"),
    )  # fmt: skip
    title = models.CharField(_("task"), max_length=300)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    post = models.ForeignKey(
        DutyPost, models.PROTECT, null=True, blank=True, related_name="tasks",
        verbose_name=pgettext_lazy("a position", "post"),
    )  # fmt: skip
    begins = models.PositiveIntegerField(_("begins at T+, minutes"), default=0)
    lasts = models.PositiveIntegerField(_("lasts, minutes"), default=0)
    place = models.CharField(_("place"), max_length=150, blank=True)
    resource = models.ForeignKey(
        StandbyResource, models.PROTECT, null=True, blank=True, related_name="tasks",
        verbose_name=pgettext_lazy("of a contingency plan", "resource"),
    )  # fmt: skip
    amount = models.FloatField(_("how much of it"), null=True, blank=True, validators=NOT_NEGATIVE)
    after = models.ManyToManyField(
        "self", symmetrical=False, related_name="before", blank=True, verbose_name=_("only after")
    )
    done_when = models.CharField(_("done when"), max_length=300, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a contingency plan", "task")
        verbose_name_plural = pgettext_lazy("of a contingency plan", "tasks")
        ordering = ("level__rank", "begins", "number")
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="response_task_number_once"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def owner(self) -> Agency | None:
        """The agency that answers for the task: that of its post where none is named."""
        return self.agency or (self.post.agency if self.post else None)

    def clean(self) -> None:
        """Refuse a post of another agency than the task's."""
        super().clean()
        if self.post and self.agency and self.post.agency_id != self.agency_id:
            raise ValidationError({"post": _("The post is of another agency.")})


class CallStep(Part):
    """Somebody who is told, by whom, over what, how long it takes, and how if that fails."""

    plan = _plan("calls")
    caller = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="callees", verbose_name=_("told by")
    )
    office = models.CharField(_("who is told (office)"), max_length=150)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    channel = models.CharField(_("channel and number"), max_length=150, blank=True)
    fallback = models.CharField(_("if that fails"), max_length=150, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes a call takes"), default=2)
    fallback_minutes = models.PositiveSmallIntegerField(_("minutes more if it fails"), null=True, blank=True)
    from_level = models.ForeignKey(
        ResponseLevel, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("from which level on"),
    )  # fmt: skip
    place_in_row = models.PositiveSmallIntegerField(_("place in the caller's row"), default=1)

    class Meta:
        verbose_name = _("step of the call tree")
        verbose_name_plural = _("steps of the call tree")
        ordering = ("place_in_row", "pk")

    def __str__(self) -> str:
        return f"{self.office} ({self.agency.short})" if self.agency else self.office

    def clean(self) -> None:
        """Refuse who would have to call themselves, be it through others."""
        super().clean()
        above = self.caller
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"caller": _("They would have to call themselves.")})
            above = above.caller


class ReferralStep(Part):
    """Who takes over persons who need more than passage, where, how soon, and what must not happen."""

    plan = _plan("referrals")
    group = models.CharField(_("who"), max_length=20, choices=Group.choices)
    receives = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agency that takes over"),
    )
    partner = models.CharField(_("partner: organisation, service"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=150, blank=True)
    within = models.PositiveIntegerField(_("within, minutes"), null=True, blank=True)
    what = models.TextField(_("what is done"))
    safeguard = models.TextField(_("safeguard"), blank=True)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.get_group_display()


class PaperFallback(Part):
    """How a function goes on without IT: the printed form, who fills it in, how it comes back."""

    plan = _plan("fallbacks")
    function = models.CharField(_("function"), max_length=200)
    after_minutes = models.PositiveIntegerField(_("after how many minutes of outage"), default=15)
    form_title = models.CharField(_("title of the form"), max_length=150)
    columns = models.TextField(_("columns of the form, one a line"))
    lines = models.PositiveSmallIntegerField(
        _("lines a sheet"), default=20, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    filled_by = models.CharField(_("filled in by"), max_length=150, blank=True)
    kept = models.CharField(_("where blank forms are kept"), max_length=150, blank=True)
    comes_back = models.TextField(_("how it comes back into the system"), blank=True)

    class Meta:
        verbose_name = _("work without IT")
        verbose_name_plural = _("work without IT")
        ordering = ("after_minutes", "pk")

    def __str__(self) -> str:
        return self.form_title


class CostLine(Part):
    """What the first three months cost."""

    plan = _plan("costs")
    item = models.CharField(pgettext_lazy("of a cost", "item"), max_length=200)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who pays")
    )
    month_1 = models.DecimalField(
        _("first month"), max_digits=14, decimal_places=2, validators=NOT_NEGATIVE, default=0
    )
    month_2 = models.DecimalField(
        _("second month"), max_digits=14, decimal_places=2, validators=NOT_NEGATIVE, default=0
    )
    month_3 = models.DecimalField(
        _("third month"), max_digits=14, decimal_places=2, validators=NOT_NEGATIVE, default=0
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    source = models.CharField(_("source of funds"), max_length=150, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of three months", "cost")
        verbose_name_plural = pgettext_lazy("of three months", "costs")
        ordering = ("currency", "pk")

    def __str__(self) -> str:
        return self.item


class PlanRevision(models.Model):
    """A line of the revision log: which version was approved, by what, and what changed."""

    plan = models.ForeignKey(
        ContingencyPlan, models.CASCADE, related_name="revisions", verbose_name=_("contingency plan")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    basis = models.CharField(_("approved by"), max_length=300)
    changed = models.TextField(_("what changed"), blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("approved"), auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("plan", "version"), name="plan_revision_once"),)

    def __str__(self) -> str:
        return f"{self.version}: {self.basis}"
