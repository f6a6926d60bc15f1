"""What stands in files in words of their own: places, and quantities that raise a question."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.evidence.models.dictionary import Indicator
from chegara.evidence.models.imports import Batch
from chegara.evidence.models.records import RecordQuerySet
from chegara.organisation.models import PlaceColumn


class WrittenPlace(models.Model):
    """One spelling of a place in one import: as what, in how many rows, and what it was resolved to.

    `place` is the key of a crossing point, border section or division, as `column` says; `rule` is one of
    `organisation.methods.placing.Rule`.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="writtenplaces")
    column = models.CharField(_("as"), max_length=10, choices=PlaceColumn.choices)
    text = models.CharField(_("spelling"), max_length=200)
    free = models.BooleanField(_("in free text"), default=False)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    place = models.PositiveBigIntegerField(null=True)
    rule = models.CharField(_("by which rule"), max_length=10, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("place as written")
        verbose_name_plural = _("places as written")
        indexes = (models.Index(fields=("column", "text"), name="written_place_by_text"),)

    def __str__(self) -> str:
        return self.text


class QuantityAnswer(models.TextChoices):
    """What became of the question whether a quantity is right."""

    OPEN = "open", pgettext_lazy("a question", "Open")
    RIGHT = "right", _("Right as reported")
    CORRECTED = "corrected", _("Corrected")


class QuantityQuestion(models.Model):
    """A question whether a quantity in a file is right, and the answer to it.

    It names the cell and not the record, so that an answer outlives reading the file anew. The record keeps
    its quantity and unit as reported; a corrected quantity is what totals count.
    """

    batch = models.ForeignKey(
        Batch, models.CASCADE, related_name="quantityquestions", verbose_name=_("import")
    )
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("row"))
    column = models.PositiveIntegerField(_("column"), default=0)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    kind = models.CharField(_("kind"), max_length=200, blank=True)
    quantity = models.FloatField(_("quantity as reported"))
    unit = models.CharField(_("unit as reported"), max_length=40, blank=True)
    code = models.CharField(_("question"), max_length=60)
    arguments = models.JSONField(default=dict)
    answer = models.CharField(
        _("answer"), max_length=10, choices=QuantityAnswer.choices, default=QuantityAnswer.OPEN
    )
    corrected_quantity = models.FloatField(
        _("corrected quantity"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    corrected_unit = models.CharField(_("corrected unit"), max_length=40, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("question on a quantity")
        verbose_name_plural = _("questions on quantities")
        constraints = (
            models.UniqueConstraint(
                fields=("batch", "sheet", "row", "column"), name="one_question_a_quantity"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="open", by=None, at=None, corrected_quantity=None)
                | models.Q(answer="right", by__isnull=False, at__isnull=False, corrected_quantity=None)
                | models.Q(answer="corrected", by__isnull=False, at__isnull=False, corrected_quantity__gte=0),
                name="answer_says_by_whom_and_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.sheet} {self.row}"
