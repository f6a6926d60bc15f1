"""How far a source and its information can be relied upon, and how sure an analysis is: three things."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chegara.evidence.methods.grading import Confidence
from chegara.evidence.models import Batch, Indicator, Record, RecordQuerySet
from chegara.organisation.models import Agency, State


class OfEvidence(models.Model):
    """Something said of an import as a source, or of one of its records."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="%(class)ss", verbose_name=_("import"))
    # Never cleared under a grade: only confirmed records are graded, and those stay. Cascading would make
    # the database read each of a million records before it takes it away.
    record = models.ForeignKey(
        Record, models.DO_NOTHING, null=True, blank=True, related_name="%(class)ss", verbose_name=_("record")
    )
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


class Grade(OfEvidence):
    """An agency's grade of a source's reliability and of its information's credibility, each apart.

    Letters and numbers are those of `scheme` (parameters/grading.toml) and are never converted or
    averaged. A record without its own grade has that of its import, as its page says. Whoever sees the
    import sees the grade; its reason is read by the agency that graded.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("graded by"))
    scheme = models.CharField(_("scheme"), max_length=20)
    reliability = models.CharField(_("reliability of the source"), max_length=2)
    credibility = models.CharField(_("credibility of the information"), max_length=2)
    handling = models.CharField(_("handling"), max_length=2, blank=True)

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                fields=("batch", "agency"),
                condition=models.Q(record=None),
                name="one_grade_an_import_and_agency",
            ),
            models.UniqueConstraint(fields=("record", "agency"), name="one_grade_a_record_and_agency"),
        )

    def __str__(self) -> str:
        return f"{self.reliability}{self.credibility}{self.handling}"


class Validation(OfEvidence):
    """That somebody of the agency, other than who brought the figures in, stands for them."""

    class Meta:
        verbose_name = _("validation")
        verbose_name_plural = _("validations")
        constraints = (
            models.UniqueConstraint(
                fields=("batch",), condition=models.Q(record=None), name="one_validation_an_import"
            ),
            models.UniqueConstraint(fields=("record",), name="one_validation_a_record"),
        )

    def __str__(self) -> str:
        return f"{self.by}, {timezone.localtime(self.at):%d.%m.%Y}"


class ConfidenceLevel(models.TextChoices):
    """How sure analysts are; the meanings stand in parameters/confidence.toml."""

    LOW = "low", _("low")
    MODERATE = "moderate", _("moderate")
    HIGH = "high", _("high")


class AnalyticConfidence(models.Model):
    """How sure analysts are of a statement of their own, and on what that rests.

    Other slices inherit it for their own statements (a level of risk, a forecast). It is neither a
    probability nor a grade of a source.
    """

    level = models.CharField(_("confidence of the analysis"), max_length=10, choices=ConfidenceLevel.choices)
    quality = models.CharField(_("quality of the sources"), max_length=10, choices=ConfidenceLevel.choices)
    quantity = models.CharField(_("quantity of the sources"), max_length=10, choices=ConfidenceLevel.choices)
    agreement = models.CharField(_("agreement between them"), max_length=10, choices=ConfidenceLevel.choices)
    assumptions = models.TextField(
        _("key assumptions"), blank=True, help_text=_("What would change the conclusion if it were wrong.")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @property
    def confidence(self) -> Confidence:
        """The judgement without who and when."""
        return Confidence(
            level=self.level,
            quality=self.quality,
            quantity=self.quantity,
            agreement=self.agreement,
            assumptions=self.assumptions,
        )


class SeriesConfidence(AnalyticConfidence):
    """How sure an agency's analysts are of what an indicator's series says."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))

    class Meta:
        verbose_name = _("confidence in a series")
        verbose_name_plural = _("confidence in series")
        constraints = (
            models.UniqueConstraint(
                fields=("agency", "country", "indicator"), name="one_confidence_a_series"
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.level}"
