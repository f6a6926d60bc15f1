"""The same event reported twice: pairs that a search found, and what analysts decided on them."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chegara.evidence.models.dictionary import Indicator
from chegara.evidence.models.imports import Batch
from chegara.evidence.models.records import Record
from chegara.organisation.models import State
from chegara.organisation.visibility import Viewer

P = TypeVar("P", bound=models.Model, covariant=True)


class PairQuerySet(models.QuerySet[P]):
    """Pairs of records by who may know of them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Pairs of which `viewer` may know both records: the pair itself tells that the other exists."""
        known = Batch.objects.visible_to(viewer).values("pk")
        return self.filter(first_batch__in=known, second_batch__in=known)

    def counting(self) -> Self:
        """Pairs of which both records' imports count."""
        counting = Batch.objects.counting().values("pk")
        return self.filter(first_batch__in=counting, second_batch__in=counting)


class Pair(models.Model):
    """Two records of one indicator; the one with the lower key is the first.

    Only records that counted once are compared, and those are never deleted: nothing has to be looked for
    here when the rows of a file that is put away are deleted by the thousand.

    `reasons` are the search's [field, level, bits]; with `prior_bits` they add up to the logarithm to base 2
    of the odds of which `probability` is the probability.
    """

    country = models.ForeignKey(State, models.CASCADE, related_name="+")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"), db_index=False
    )
    first = models.ForeignKey(Record, models.DO_NOTHING, related_name="+", verbose_name=_("first report"))
    second = models.ForeignKey(Record, models.DO_NOTHING, related_name="+", verbose_name=_("second report"))
    first_batch = models.ForeignKey(Batch, models.CASCADE, related_name="+")
    second_batch = models.ForeignKey(Batch, models.CASCADE, related_name="+")
    probability = models.FloatField(_("probability"), null=True)
    prior_bits = models.FloatField(null=True)
    reasons = models.JSONField(_("reasons"), default=list)

    class Meta:
        abstract = True


class DoubleCandidate(Pair):
    """A pair that the last search offered; nothing counts differently because of it."""

    start = models.DateField(_("date"), db_index=True)
    sure = models.BooleanField(_("sure"), default=False)
    found_at = models.DateTimeField(_("found"))

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible double")
        verbose_name_plural = _("possible doubles")
        ordering = ("-probability", "pk")
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="one_candidate_a_pair"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="candidate_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"


class DoubleDecision(Pair):
    """An analyst's word that two records are the same event, or that they are different ones.

    Of one event both records stay, and it counts once: with the figures of `leading`, as long as that one
    counts. `carried_from` is set where a corrected file took the decision over from the one it replaced.
    """

    same = models.BooleanField(_("same event"))
    leading = models.ForeignKey(
        Record, models.DO_NOTHING, null=True, related_name="+", verbose_name=_("whose figures are kept")
    )
    carried_from = models.ForeignKey(Batch, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("decided"), auto_now_add=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on a double")
        verbose_name_plural = _("decisions on doubles")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("country", "same", "indicator"), name="doubles_decided"),)
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="one_decision_a_pair"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="decision_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(same=False, leading=None)
                | models.Q(same=True)
                & (models.Q(leading=models.F("first")) | models.Q(leading=models.F("second"))),
                name="same_event_has_a_leading_record",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} {'=' if self.same else '≠'} {self.second_id}"


class DoubleSearch(models.Model):
    """When somebody last searched a country's events for doubles, over what, and what came of it."""

    country = models.ForeignKey(State, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    events = models.PositiveIntegerField(default=0)
    pairs = models.PositiveBigIntegerField(default=0)
    left_out = models.PositiveBigIntegerField(default=0)
    offered = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("search for doubles")
        verbose_name_plural = _("searches for doubles")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.country_id} {timezone.localtime(self.at):%d.%m.%Y}"
