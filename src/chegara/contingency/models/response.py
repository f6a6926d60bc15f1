"""What is done: tasks, who is told, who is referred."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.contingency.choices import Group
from chegara.contingency.models.basis import ResponseLevel
from chegara.contingency.models.means import DutyPost, StandbyResource
from chegara.contingency.models.plan import NOT_NEGATIVE, Part, plan_key
from chegara.organisation.models import Agency


class ResponseTask(Part):
    """Who does what at a level, from which minute on, where, with what, after what, and when it is done."""

    plan = plan_key("tasks")
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

    plan = plan_key("calls")
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

    plan = plan_key("referrals")
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
