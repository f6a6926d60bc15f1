"""Selections of goods and vehicles: lanes and quotas, the seeds of a day, what was selected from what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.evidence.models import SourceFile
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Handled, HandledQuerySet
from chegara.pages.models import Job
from chegara.profiling.choices import GoodsSubject, QuotaLane

USER = settings.AUTH_USER_MODEL
EVERY_OFFICE = "*"


class LanePolicy(Handled):
    """What an agency has decided for its goods or its vehicles: the random control sample and the quotas."""

    subject = models.CharField(_("subject"), max_length=20, choices=GoodsSubject.choices)
    control_percent = models.FloatField(
        _("random control sample, % of all records"), default=1,
        help_text=_("drawn whatever a profile says, for the mildest check"),
    )  # fmt: skip
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("decided"), auto_now=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("lanes and quotas")
        verbose_name_plural = _("lanes and quotas")
        ordering = ("subject",)
        constraints = (
            models.UniqueConstraint(fields=("owner_agency", "subject"), name="lane_policy_once"),
            models.CheckConstraint(
                condition=models.Q(control_percent__gte=0, control_percent__lte=100),
                name="control_is_a_share",
            ),
        )

    def __str__(self) -> str:
        return self.get_subject_display()


class LaneQuota(models.Model):
    """What one lane can take, and shall have, of an office's day; `*` is every office without its own row."""

    policy = models.ForeignKey(
        LanePolicy, models.CASCADE, related_name="quotas", verbose_name=pgettext_lazy("selection", "lanes")
    )
    office = models.CharField(_("office"), max_length=40, default=EVERY_OFFICE)
    lane = models.CharField(_("lane"), max_length=10, choices=QuotaLane.choices)
    capacity = models.PositiveIntegerField(_("capacity a day"), null=True, blank=True)
    expected_percent = models.FloatField(_("at least, % of the day"), default=0)

    class Meta:
        verbose_name = _("quota of a lane")
        verbose_name_plural = _("quotas of lanes")
        ordering = ("office", "-lane")
        constraints = (models.UniqueConstraint(fields=("policy", "office", "lane"), name="lane_quota_once"),)

    def __str__(self) -> str:
        return f"{self.office}, {self.get_lane_display()}"


class DrawingSeed(models.Model):
    """The secret by which an agency draws on one day: its hash stands in the audit log before, it after.

    One seed for all selections of the day: whoever gives the same records in again gets the same lots.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    day = models.DateField(_("day"))
    seed = models.CharField(_("seed"), max_length=64)
    commitment = models.CharField(_("hash of the seed"), max_length=80)
    at = models.DateTimeField(_("hash shown from"), auto_now_add=True)

    class Meta:
        verbose_name = _("seed of a drawing")
        verbose_name_plural = _("seeds of drawings")
        ordering = ("-day",)
        constraints = (models.UniqueConstraint(fields=("agency", "day"), name="drawing_seed_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.agency}, {self.day:%d.%m.%Y}"


class Selection(Handled):
    """One selection: the records as they came in, the profiles and lanes as they were, and what came of it.

    It is never deleted or done again with another seed: what was tried stays in sight. `bundle` holds the
    profiles with their signatures and lists; `result`, `hits` and `values` are Parquet files in the order of
    the records. `findings` counts what examiners reported, by profile and for the control sample.
    """

    subject = models.CharField(_("subject"), max_length=20, choices=GoodsSubject.choices)
    name = models.CharField(_("file of records"), max_length=255)
    records = models.ForeignKey(SourceFile, models.PROTECT, related_name="+", verbose_name=_("records"))
    history_name = models.CharField(_("file of earlier records"), max_length=255, blank=True)
    history = models.ForeignKey(
        SourceFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("earlier records")
    )
    mapping = models.JSONField(_("columns by field"), default=dict, blank=True)
    without = models.JSONField(_("fields not held"), default=list, blank=True)
    policy = models.JSONField(_("lanes as they were"), default=dict, blank=True)
    bundle = models.ForeignKey(SourceFile, models.PROTECT, related_name="+", verbose_name=_("profiles"))
    seed = models.ForeignKey(DrawingSeed, models.PROTECT, related_name="+", verbose_name=_("seed"))
    job = models.ForeignKey(
        Job, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("job")
    )
    result = models.ForeignKey(
        SourceFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("result")
    )
    hits = models.ForeignKey(SourceFile, models.PROTECT, related_name="+", null=True, blank=True)
    values = models.ForeignKey(SourceFile, models.PROTECT, related_name="+", null=True, blank=True)
    summary = models.JSONField(_("summary"), default=dict, blank=True)
    findings = models.JSONField(_("findings"), default=dict, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("begun by"))
    at = models.DateTimeField(pgettext_lazy("of a selection", "begun"), auto_now_add=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of records", "selection")
        verbose_name_plural = pgettext_lazy("of records", "selections")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"№ {self.pk}: {self.name}"

    def get_absolute_url(self) -> str:
        """The page of the selection."""
        return reverse("selection_detail", args=[self.pk])

    @property
    def done(self) -> bool:
        """Whether there is a result."""
        return self.result_id is not None
