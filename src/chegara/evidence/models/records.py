"""What was reported: single events and statistics, and the months they are summed into."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chegara.evidence.models.dictionary import Indicator
from chegara.evidence.models.imports import Batch, BatchState
from chegara.organisation.models import BorderSection, CrossingPoint, Division, State
from chegara.organisation.visibility import Viewer

R = TypeVar("R", bound=models.Model, covariant=True)


class RecordQuerySet(models.QuerySet[R]):
    """Records by who sees them and whether they count."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Records of the batches that `viewer` may know of."""
        return self.filter(batch__in=Batch.objects.visible_to(viewer).values("pk"))

    def counting(self) -> Self:
        """Records that count in totals."""
        return self.filter(batch__state=BatchState.CONFIRMED)


class Observation(models.Model):
    """The columns that a record and a monthly summary share: of what, where, who, which kind.

    `supplementary` rows break down by another dimension what the same agency reported already (the same
    crossings once by point and once by citizenship): they give shares and are never added to a total.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="%(class)ss", verbose_name=_("import"))
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", db_index=False, verbose_name=_("indicator")
    )
    start = models.DateField(_("date"))
    period = models.CharField(_("period"), max_length=10)
    event = models.BooleanField(_("single event"), default=False)
    supplementary = models.BooleanField(_("breakdown only"), default=False)
    point = models.ForeignKey(
        CrossingPoint,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("crossing point"),
    )
    section = models.ForeignKey(
        BorderSection,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("border section"),
    )
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("division")
    )
    direction = models.CharField(_("direction"), max_length=60, blank=True)
    citizenship = models.CharField(_("citizenship"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=200, blank=True)
    value = models.FloatField(_("number"), null=True)

    class Meta:
        abstract = True


class Record(Observation):
    """One statistic or event as reported, with where in which file it stands.

    `value` is None where the cell was blank: unknown is not zero. `quantity` is in `unit` as reported;
    `base_quantity` is the same in the unit that totals are made in (`base_unit`).
    """

    quantity = models.FloatField(_("quantity"), null=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    base_quantity = models.FloatField(null=True)
    base_unit = models.CharField(max_length=20, blank=True)
    point_text = models.CharField(_("point as written"), max_length=200, blank=True)
    section_text = models.CharField(_("section as written"), max_length=200, blank=True)
    division_text = models.CharField(_("division as written"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    purpose = models.CharField(_("purpose"), max_length=60, blank=True)
    concealment = models.CharField(_("concealment"), max_length=100, blank=True)
    transport = models.CharField(_("transport"), max_length=60, blank=True)
    origin = models.CharField(_("origin"), max_length=100, blank=True)
    departure = models.CharField(_("departure"), max_length=100, blank=True)
    destination = models.CharField(_("destination"), max_length=100, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("row"))
    column = models.PositiveIntegerField(_("column"), default=0)
    repeats_row = models.PositiveIntegerField(_("repeats row"), null=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ("batch", "pk")
        indexes = (
            # Lists are read along this one index, by month and in order, whatever they are filtered by.
            models.Index(
                fields=(
                    "event", "start", "id", "batch", "indicator", "point", "division", "citizenship", "kind"
                ),
                name="record_by_date",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.start:%d.%m.%Y}"


class MonthlySummary(Observation):
    """A batch's records of one month, added up while they are staged, so that pages never add up records.

    `rows` counts the records, `blanks` those of unknown value, `repeats` exact repeats among them;
    `quantity` is in `unit`, a unit that totals are made in.
    """

    unit = models.CharField(_("unit"), max_length=20, blank=True)
    quantity = models.FloatField(_("quantity"), null=True)
    rows = models.PositiveIntegerField(default=0)
    blanks = models.PositiveIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly summary")
        verbose_name_plural = _("monthly summaries")
        indexes = (models.Index(fields=("indicator", "point", "start", "batch"), name="summary_by_point"),)

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.start:%m.%Y}"


class MonthlyTotal(models.Model):
    """A batch's monthly summaries of one indicator added up over places, people and kinds.

    Where events differ in all of these, summaries are nearly as many as records; totals stay few.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="monthlytotals")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    start = models.DateField()
    period = models.CharField(max_length=10)
    event = models.BooleanField(default=False)
    supplementary = models.BooleanField(default=False)
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    quantity = models.FloatField(null=True)
    rows = models.PositiveIntegerField(default=0)
    blanks = models.PositiveIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)

    objects = RecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.start:%m.%Y}"


class StoredForecast(models.Model):
    """A forecast kept under the digest of the very values that it was made from.

    Whoever sees another series, because of newer figures or of fewer released records, has another
    digest: nobody is shown a forecast made from records that they may not see, nor a stale one.
    """

    country = models.ForeignKey(State, models.CASCADE, related_name="+")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    point = models.ForeignKey(CrossingPoint, models.CASCADE, null=True, related_name="+")
    series_digest = models.CharField(max_length=64)
    result = models.JSONField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("series_digest",), name="one_forecast_a_series"),)

    def __str__(self) -> str:
        return f"{self.indicator_id} {timezone.localtime(self.made_at):%d.%m.%Y}"
