"""From finding to measure to done: recommendations, and the old action plan that the new one takes over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.integrity.choices import Arusha, Ease, RecommendationKind, Verdict
from chegara.integrity.models.common import OfReview, WordedOfReview
from chegara.integrity.models.corruption import CorruptionRisk
from chegara.integrity.models.documents import SourceDocument
from chegara.integrity.models.findings import ConformityFinding
from chegara.plans.choices import Priority, Term
from chegara.plans.models import Measure

USER = settings.AUTH_USER_MODEL


class Recommendation(WordedOfReview):
    """What the review recommends; done is what its measure says of itself."""

    number = models.PositiveSmallIntegerField(pgettext_lazy("of a record", "number"), editable=False)
    kind = models.CharField(_("class"), max_length=20, choices=RecommendationKind.choices)
    title = models.CharField(_("recommendation"), max_length=300)
    text = models.TextField(_("explanation"), blank=True)
    arusha = models.CharField(_("factor of the Arusha Declaration"), max_length=20, choices=Arusha.choices)
    term = models.CharField(_("term"), max_length=10, choices=Term.choices)
    ease = models.PositiveSmallIntegerField(_("ease"), choices=Ease.choices, default=Ease.MEDIUM)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.MEDIUM, editable=False
    )
    findings = models.ManyToManyField(
        ConformityFinding, related_name="recommendations", blank=True,
        verbose_name=_("findings of conformity"),
    )  # fmt: skip
    risks = models.ManyToManyField(
        CorruptionRisk, related_name="recommendations", blank=True, verbose_name=_("corruption risks")
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("measure"),
    )  # fmt: skip
    by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", editable=False, verbose_name=_("written by")
    )
    at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ("review", "number")
        constraints = (models.UniqueConstraint(fields=("review", "number"), name="recommendation_once"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        """The page of the recommendation."""
        return reverse("integrity_recommendation", args=[self.review_id, self.pk])


class MeasureTag(OfReview):
    """The factor of the Arusha Declaration that a measure of the action plan serves."""

    measure = models.OneToOneField(Measure, models.CASCADE, related_name="+", verbose_name=_("measure"))
    arusha = models.CharField(_("factor of the Arusha Declaration"), max_length=20, choices=Arusha.choices)

    class Meta:
        verbose_name = _("factor of a measure")
        verbose_name_plural = _("factors of measures")
        ordering = ("measure",)

    def __str__(self) -> str:
        return f"{self.measure}: {self.get_arusha_display()}"


class OldItem(WordedOfReview):
    """An item of the old action plan, and what becomes of it in the new one."""

    document = models.ForeignKey(
        SourceDocument, models.PROTECT, related_name="old_items", verbose_name=_("old action plan")
    )
    number = models.CharField(pgettext_lazy("of a record", "number"), max_length=30, blank=True)
    place = models.CharField(_("where"), max_length=80)
    text = models.TextField(_("measure"))
    responsible = models.CharField(_("responsible"), max_length=300, blank=True)
    deadline = models.CharField(_("deadline"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=300, blank=True)
    verdict = models.CharField(_("becomes"), max_length=10, choices=Verdict.choices, blank=True)
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("measure of the new plan"),
    )  # fmt: skip
    reason = models.TextField(_("why"), blank=True)
    by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("decided by"),
    )  # fmt: skip
    at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("item of the old plan")
        verbose_name_plural = _("items of the old plan")
        ordering = ("review", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(verdict="", by__isnull=True, at__isnull=True)
                | (~models.Q(verdict="") & models.Q(by__isnull=False, at__isnull=False)),
                name="decided_old_item_says_who_and_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.text[:100]}".strip()
