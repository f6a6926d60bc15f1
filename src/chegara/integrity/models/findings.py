"""What the rules found, and what people decided about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chegara.integrity.choices import Decision, SeverityCode
from chegara.integrity.models.common import OfReview, WordedOfReview
from chegara.integrity.models.structure import UnitFunction

USER = settings.AUTH_USER_MODEL


class ConformityFinding(WordedOfReview):
    """A finding, which keeps its decision when the rules run again.

    `about` holds what it is about as [kind, key, name], so that it can be read even when that is gone.
    """

    rule = models.CharField(_("rule"), max_length=4)
    identity = models.CharField(max_length=200, editable=False)
    about = models.JSONField(_("about"), default=list)
    severity = models.CharField(_("severity"), max_length=10, choices=SeverityCode.choices)
    values = models.JSONField(default=dict, blank=True)
    standing = models.BooleanField(_("still found"), default=True)
    found_at = models.DateTimeField(_("first found"), auto_now_add=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("decided by"),
    )  # fmt: skip
    at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("finding of conformity")
        verbose_name_plural = _("findings of conformity")
        ordering = ("rule", "pk")
        constraints = (
            models.UniqueConstraint(fields=("review", "identity"), name="finding_once"),
            models.CheckConstraint(
                condition=models.Q(decision="", by__isnull=True, at__isnull=True)
                | (
                    ~models.Q(decision="")
                    & ~models.Q(reason="")
                    & models.Q(by__isnull=False, at__isnull=False)
                ),
                name="decided_finding_says_who_when_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule}: " + "; ".join(str(each[2]) for each in self.about)

    def get_absolute_url(self) -> str:
        """The page on which it is decided."""
        return reverse("integrity_finding", args=[self.review_id, self.pk])


class TextPair(OfReview):
    """Two functions whose texts are nearly the same: proposed, until a person says whether they are."""

    first = models.ForeignKey(UnitFunction, models.CASCADE, related_name="+", verbose_name=_("one function"))
    second = models.ForeignKey(
        UnitFunction, models.CASCADE, related_name="+", verbose_name=_("the other function")
    )
    similarity = models.FloatField(_("similarity"))
    same = models.BooleanField(_("the same"), null=True, blank=True)
    by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("decided by"),
    )  # fmt: skip
    at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("pair of texts")
        verbose_name_plural = _("pairs of texts")
        ordering = ("-similarity", "pk")
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="pair_of_texts_once"),
            models.CheckConstraint(
                condition=models.Q(same__isnull=True, by__isnull=True, at__isnull=True)
                | models.Q(same__isnull=False, by__isnull=False, at__isnull=False),
                name="decided_pair_says_who_and_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first} = {self.second}"
