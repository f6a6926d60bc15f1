"""Files as they came, their imports, and what is wrong with their rows."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer


class SourceFile(models.Model):
    """A file as an agency sent it, kept unchanged under its SHA-256."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))

    class Meta:
        verbose_name = _("source file")
        verbose_name_plural = _("source files")

    def __str__(self) -> str:
        return self.sha256[:12]


class BatchState(models.TextChoices):
    """Where the import of a file is."""

    RECEIVED = "received", _("Received")
    STAGING = "staging", _("Being read")
    STAGED = "staged", _("Read, not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    UNDONE = "undone", _("Undone")
    REPLACED = "replaced", _("Replaced")
    DISCARDED = "discarded", _("Discarded")


# From each state, the states that may follow; `actions` obeys it, the manual draws it.
TRANSITIONS: dict[str, frozenset[str]] = {
    BatchState.RECEIVED: frozenset({BatchState.STAGING, BatchState.DISCARDED}),
    BatchState.STAGING: frozenset({BatchState.STAGED, BatchState.RECEIVED, BatchState.DISCARDED}),
    BatchState.STAGED: frozenset({BatchState.CONFIRMED, BatchState.STAGING, BatchState.DISCARDED}),
    BatchState.CONFIRMED: frozenset({BatchState.UNDONE, BatchState.REPLACED}),
    BatchState.UNDONE: frozenset({BatchState.CONFIRMED}),
    BatchState.REPLACED: frozenset({BatchState.CONFIRMED}),
    BatchState.DISCARDED: frozenset(),
}


# Imports whose rows are not there to be looked at.
UNREAD = frozenset({BatchState.DISCARDED, BatchState.RECEIVED, BatchState.STAGING})


class BatchQuerySet(HandledQuerySet):
    """Batches by what they count for."""

    def counting(self) -> Self:
        """Batches whose rows count in totals."""
        return self.filter(state=BatchState.CONFIRMED)


class Batch(Handled):
    """One imported file: its rows count together from one moment, and cease to count together.

    `covers_from` and `covers_to` are the first days of the months that the file speaks for: a month
    within them without an event is a zero that was reported, a month outside them is unknown. `arrived_on`
    is when the agency sent the file, where that was before it was brought in.
    """

    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    file = models.ForeignKey(SourceFile, models.PROTECT, related_name="batches", verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=255)
    source = models.TextField(_("source to be cited"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=BatchState.choices, default=BatchState.RECEIVED
    )
    mappings = models.JSONField(_("how its tables are read"), default=list)
    corrections = models.JSONField(_("corrected by the agency's answer"), default=list)
    synthetic = models.BooleanField(_("invented data"), default=False)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    problems_found = models.JSONField(_("problems"), default=dict)
    filled = models.JSONField(_("events and the columns that they fill"), default=dict)
    covers_from = models.DateField(_("covers from"), null=True, blank=True)
    covers_to = models.DateField(_("covers to"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    arrived_on = models.DateField(_("came in on"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("received by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-received_at",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(confirmed_at__isnull=False),
                name="confirmed_batch_says_when",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def came_in(self) -> date:
        """The day on which the agency sent the file; by default that on which it was brought in."""
        return self.arrived_on or timezone.localdate(self.received_at)


class Severity(models.TextChoices):
    """How much a problem in a file matters."""

    ERROR = "error", _("Error: the row is left out")
    WARNING = "warning", _("Warning")
    NOTE = "note", _("Note")


class ProblemQuerySet(models.QuerySet["Problem"]):
    """Problems by who may read them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Leave out the problems that tell of another import which `viewer` may not know of."""
        known = Batch.objects.visible_to(viewer).values("pk")
        return self.filter(models.Q(with_import=None) | models.Q(with_import__in=known))


class Problem(models.Model):
    """Something in a file that a person should look at, by sheet, row, column and value.

    `with_import` is set where the problem lies between the file and another import.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="problems")
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    code = models.CharField(_("problem"), max_length=60)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("row"), default=0)
    column = models.PositiveIntegerField(_("column"), default=0)
    value = models.CharField(_("value"), max_length=200, blank=True)
    arguments = models.JSONField(default=dict)
    with_import = models.ForeignKey(Batch, models.CASCADE, null=True, related_name="+")

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.code} {self.sheet} {self.row}"


class RememberedMapping(models.Model):
    """How an agency's form for a year was read: it is proposed when the same headings come again.

    A form may change from year to year, so that each year's reading is kept beside the others.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    mapping = models.JSONField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("agency", "year", "key"), name="mapping_once_a_year"),)

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.key[:12]}"
