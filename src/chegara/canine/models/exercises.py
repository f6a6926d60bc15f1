"""Exercises and performances: how it was set up, and what each team did there.

A set-up is never changed: a correction is its next version, and a performance keeps the version it was worked
on, so that its score cannot go wrong afterwards. What was hidden is known to whoever sets up and assesses.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import User
from chegara.canine.choices import (
    NO_TELEPHONE,
    RESTRICTED,
    Area,
    Blinding,
    Discipline,
    Outcome,
    RecordedOn,
    Response,
    Weather,
)
from chegara.canine.models.aids import TrainingAid
from chegara.canine.models.people import Handler
from chegara.canine.models.teams import Odour, Team
from chegara.organisation.models import CrossingPoint
from chegara.organisation.registers.models import Part, PartQuerySet, Record
from chegara.organisation.visibility import Viewer

NOT_NEGATIVE = MinValueValidator(0)


class Exercise(Record):
    """An exercise that several teams work on, each in its turn."""

    register = "exercises"

    code = models.CharField(_("exercise"), max_length=30, unique=True)
    discipline = models.CharField(_("discipline"), max_length=10, choices=Discipline.choices)
    goal = models.CharField(_("goal of the training"), max_length=200)
    on = models.DateField(pgettext_lazy("canine", "held on"))
    point = models.ForeignKey(
        CrossingPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("crossing point"),
    )
    place = models.CharField(_("place"), max_length=150, blank=True)
    closed_on = models.DateField(
        _("closed on"),
        null=True,
        blank=True,
        help_text=_("from then on handlers may see what was hidden where"),
    )

    class Meta:
        verbose_name = pgettext_lazy("canine", "exercise")
        verbose_name_plural = pgettext_lazy("canine", "exercises")
        ordering = ("-on", "code")

    def __str__(self) -> str:
        return self.code

    @property
    def on_paper_only(self) -> bool:
        """Whether explosives are handled, so that no telephone records it."""
        return (
            self.discipline in NO_TELEPHONE
            or self.set_ups.filter(placements__odour__kind__in=RESTRICTED).exists()
        )


class SetUp(Part):
    """One version of how an exercise was set up: units to be searched, conditions, who knew what."""

    register = "set-ups"
    whole = "exercise"

    exercise = models.ForeignKey(
        Exercise, models.CASCADE, related_name="set_ups", verbose_name=pgettext_lazy("canine", "exercise")
    )
    version = models.PositiveSmallIntegerField(_("version"), editable=False)
    why = models.CharField(_("why it was changed"), max_length=200, blank=True)
    blinding = models.CharField(_("blinding"), max_length=12, choices=Blinding.choices)
    area = models.CharField(_("what is searched"), max_length=10, choices=Area.choices)
    units = models.PositiveSmallIntegerField(
        _("search units"), validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    indoor = models.BooleanField(_("indoors"), null=True, blank=True)
    temperature_c = models.FloatField(_("temperature, °C"), null=True, blank=True)
    humidity = models.FloatField(
        _("humidity, %"), null=True, blank=True, validators=[NOT_NEGATIVE, MaxValueValidator(100)]
    )
    wind_ms = models.FloatField(_("wind, m/s"), null=True, blank=True, validators=[NOT_NEGATIVE])
    weather = models.CharField(_("precipitation"), max_length=5, choices=Weather.choices, blank=True)
    surface = models.CharField(_("surface"), max_length=100, blank=True)
    set_at = models.DateTimeField(_("set at"), null=True, blank=True)
    soak_minutes = models.PositiveIntegerField(_("soak time, minutes"), null=True, blank=True)
    setter = models.ForeignKey(
        Handler, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("set by")
    )
    assessor = models.ForeignKey(
        Handler,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("canine", "assessor"),
    )
    distractors = models.TextField(
        _("distractors"),
        blank=True,
        help_text=_("one a line, such as: 3: food; a number is the unit it lies at"),
    )

    class Meta:
        verbose_name = _("set-up of an exercise")
        verbose_name_plural = _("set-ups of exercises")
        ordering = ("exercise", "-version")
        constraints = (models.UniqueConstraint(fields=("exercise", "version"), name="one_set_up_a_version"),)

    def __str__(self) -> str:
        return f"{self.exercise}, {self.version}"

    @property
    def blanks(self) -> int:
        """How many search units hold nothing."""
        return self.units - len({placement.unit for placement in self.placements.all()})


class PlacementQuerySet(PartQuerySet):
    """Placements by who may know what lies where."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return placements to whoever sets up or assesses; to others if known, or once it is closed."""
        seen = super().visible_to(viewer)
        if isinstance(viewer, User) and viewer.has_perm("canine.set_up"):
            return seen
        return seen.filter(
            models.Q(set_up__exercise__closed_on__isnull=False) | models.Q(set_up__blinding=Blinding.KNOWN)
        )


class Placement(Part):
    """One aid that was hidden: at which unit, how."""

    register = "placements"
    whole = "set_up"

    set_up = models.ForeignKey(
        SetUp, models.CASCADE, related_name="placements", verbose_name=_("set-up of an exercise")
    )
    unit = models.PositiveSmallIntegerField(
        pgettext_lazy("canine", "unit"), validators=[MinValueValidator(1)]
    )
    odour = models.ForeignKey(Odour, models.PROTECT, related_name="+", verbose_name=_("target odour"))
    aid = models.ForeignKey(
        TrainingAid,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("training aid"),
    )
    mass_g = models.FloatField(_("mass, g"), null=True, blank=True, validators=[NOT_NEGATIVE])
    height_cm = models.FloatField(_("height, cm"), null=True, blank=True)
    depth_cm = models.FloatField(_("depth, cm"), null=True, blank=True)
    container = models.CharField(pgettext_lazy("training aid", "container"), max_length=100, blank=True)
    location = models.CharField(_("exact place"), max_length=150, blank=True)
    accessible = models.BooleanField(_("the dog can reach it"), null=True, blank=True)

    objects: ClassVar[Any] = PlacementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ("set_up", "unit")
        constraints = (
            models.UniqueConstraint(fields=("set_up", "unit", "odour"), name="one_odour_once_a_unit"),
        )

    def __str__(self) -> str:
        return f"{self.unit}: {self.odour}"


class Performance(Part):
    """What one team did on one version of an exercise; `uid` and `change` name it and its last change."""

    register = "performances"
    whole = "team"

    team = models.ForeignKey(
        Team, models.PROTECT, related_name="performances", verbose_name=pgettext_lazy("canine", "team")
    )
    set_up = models.ForeignKey(
        SetUp, models.PROTECT, related_name="performances", verbose_name=_("set-up of an exercise")
    )
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    change = models.UUIDField(default=uuid.uuid4, editable=False)
    worked_at = models.DateTimeField(_("worked at"))
    minutes = models.FloatField(_("minutes"), null=True, blank=True, validators=[NOT_NEGATIVE])
    recorded_on = models.CharField(
        _("recorded"), max_length=5, choices=RecordedOn.choices, default=RecordedOn.PAGE
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("read back by"),
    )
    read_at = models.DateTimeField(_("read back at"), null=True, blank=True, editable=False)
    narrative = models.TextField(_("what was seen"), blank=True)

    class Meta:
        verbose_name = _("performance")
        verbose_name_plural = _("performances")
        ordering = ("-worked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(reader__isnull=True, read_at__isnull=True)
                | models.Q(reader__isnull=False, read_at__isnull=False),
                name="read_back_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(reader__isnull=True) | ~models.Q(reader=models.F("by")),
                name="a_second_person_reads_back",
                violation_error_message=_("A second person reads back what the first has entered."),
            ),
        )
        indexes = (models.Index(fields=("team", "worked_at"), name="performance_by_team"),)

    def __str__(self) -> str:
        return f"{self.team}, {timezone.localtime(self.worked_at):%d.%m.%Y}"

    @property
    def counts(self) -> bool:
        """Whether its trials count: what came from paper counts once a second reader has read it back."""
        return self.recorded_on != RecordedOn.PAPER or self.reader_id is not None


class Trial(Part):
    """One search unit that a team searched: what it answered, and what that was worth.

    `outcome`, `odour` and `mass_g` follow from the version of the set-up, which does not change.
    """

    register = "trials"
    whole = "performance"

    performance = models.ForeignKey(
        Performance, models.CASCADE, related_name="trials", verbose_name=_("performance")
    )
    unit = models.PositiveSmallIntegerField(
        pgettext_lazy("canine", "unit"), validators=[MinValueValidator(1)]
    )
    response = models.CharField(_("response"), max_length=8, choices=Response.choices)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, editable=False)
    odour = models.ForeignKey(
        Odour,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("target odour"),
    )
    mass_g = models.FloatField(_("mass, g"), null=True, blank=True, editable=False)
    latency_s = models.FloatField(_("seconds to the alert"), null=True, blank=True, validators=[NOT_NEGATIVE])
    cue_seen = models.BooleanField(_("cue by the handler seen"), null=True, blank=True)
    rewarded = models.BooleanField(_("rewarded"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        ordering = ("performance", "unit")
        constraints = (models.UniqueConstraint(fields=("performance", "unit"), name="one_trial_a_unit"),)

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_outcome_display()}"
