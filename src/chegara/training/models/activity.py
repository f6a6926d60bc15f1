"""Activities of any kind: what was held where for whom, what came of it, what it recommends."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chegara.organisation.models import Agency, CrossingPoint, State, Unit
from chegara.organisation.registers.models import Shared
from chegara.organisation.registers.worded import Part, Record
from chegara.organisation.visibility import Handled, HandledQuerySet
from chegara.plans.models import Measure
from chegara.training.choices import ActivityKind, Sex, TookPart


class Topic(Shared):
    """A topic of training, which is also the competence that it gives."""

    register = "topics"

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("name_en",)

    def __str__(self) -> str:
        return (self.name_ru if (get_language() or "en").startswith("ru") else "") or self.name_en


class Person(Record):
    """Somebody who learns or teaches, under a pseudonym; the name stays with the agency."""

    register = "persons"
    private = frozenset({"full_name", "account"})
    codes = frozenset({"code", "full_name"})

    code = models.CharField(_("pseudonym"), max_length=30, unique=True)
    full_name = models.CharField(_("name, known to the agency only"), max_length=150, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    office = models.CharField(_("position"), max_length=150, blank=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of training", "unit"),
    )
    point = models.ForeignKey(
        CrossingPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("crossing point"),
    )
    left_on = models.DateField(_("left the service on"), null=True, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account on this site, known to the agency only"),
        help_text=_("opens “My training” with this person's own days and certificates"),
    )

    class Meta:
        verbose_name = _("person trained")
        verbose_name_plural = _("persons trained")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Refuse an account of somebody who is not of the agency."""
        account = self.account
        if account and not account.memberships.current().filter(agency=self.owner_agency).exists():
            raise ValidationError({"account": _("This account does not belong to the agency.")})


class Activity(Record):
    """One activity of a programme or an agency.

    What nobody states stays unknown: days, figures. `announced` keeps the days as they were written where
    these cannot be days, until somebody settles them.
    """

    register = "activities"

    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=ActivityKind.choices)
    programme = models.CharField(_("programme"), max_length=100, blank=True)
    held_in = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    place = models.CharField(_("place"), max_length=150, blank=True)
    start = models.DateField(_("begins"), null=True, blank=True)
    end = models.DateField(_("ends"), null=True, blank=True)
    announced = models.CharField(_("dates as announced"), max_length=150, blank=True)
    topics = models.ManyToManyField(Topic, related_name="+", blank=True, verbose_name=_("topics"))
    agencies = models.ManyToManyField(Agency, related_name="+", blank=True, verbose_name=_("agencies"))
    from_where = models.TextField(
        _("who took part, in words"), blank=True, help_text=_("countries or services, one a line")
    )
    organisers = models.TextField(_("organisers"), blank=True, help_text=_("one a line"))
    partners = models.TextField(_("partners"), blank=True, help_text=_("one a line"))
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    women = models.PositiveIntegerField(_("women among them"), null=True, blank=True)
    outputs = models.TextField(_("outputs"), blank=True)
    evaluation = models.TextField(_("evaluation"), blank=True)
    builds_on = models.ManyToManyField(
        "self", symmetrical=False, related_name="led_to", blank=True, verbose_name=_("builds upon")
    )
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of training", "activity")
        verbose_name_plural = pgettext_lazy("of training", "activities")
        ordering = (models.F("start").asc(nulls_last=True), "title")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="activity_ends_after_it_begins",
                violation_error_message=_("An activity can't end before it begins."),
            ),
            models.CheckConstraint(
                condition=models.Q(women__isnull=True)
                | models.Q(participants__isnull=True)
                | models.Q(women__lte=models.F("participants")),
                name="activity_women_among_participants",
                violation_error_message=_("There can't be more women than participants."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The reference by which measures name it."""
        return f"training:activity-{self.pk}"


class Participation(Part):
    """That somebody took part in an activity."""

    register = "participations"
    whole = "activity"

    activity = models.ForeignKey(
        Activity,
        models.CASCADE,
        related_name="participations",
        verbose_name=pgettext_lazy("of training", "activity"),
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="participations", verbose_name=_("person trained")
    )
    role = models.CharField(
        _("took part as"), max_length=10, choices=TookPart.choices, default=TookPart.LEARNER
    )

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ("activity", "person__code")
        constraints = (models.UniqueConstraint(fields=("activity", "person"), name="took_part_once"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.activity}"


class Recommendation(Part):
    """What an activity recommends; it may become a measure of the action plan."""

    register = "recommendations"
    whole = "activity"

    activity = models.ForeignKey(
        Activity,
        models.CASCADE,
        related_name="recommendations",
        verbose_name=pgettext_lazy("of training", "activity"),
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("of training", "number"))
    text = models.TextField(_("recommendation"))
    addressee = models.CharField(_("to whom"), max_length=200, blank=True)
    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommended_by",
        editable=False,
        verbose_name=_("measure"),
    )

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ("activity", "number")
        constraints = (
            models.UniqueConstraint(fields=("activity", "number"), name="recommendation_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"


class ActivityList(Handled):
    """A list of activities that was received from a spreadsheet and waits for its doubts to be settled.

    `rows` holds what was read of each row: its number, values, problems and warnings.
    """

    name = models.CharField(_("file"), max_length=255)
    sheet = models.CharField(_("sheet"), max_length=100)
    source = models.CharField(_("source"), max_length=300, blank=True)
    rows = models.JSONField(_("rows"), default=list)
    taken_at = models.DateTimeField(_("taken over"), null=True, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("of training", "received by"),
    )
    at = models.DateTimeField(pgettext_lazy("of training", "received"), auto_now_add=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of activities")
        verbose_name_plural = _("lists of activities")
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.name

    @property
    def doubts(self) -> int:
        """How many rows still have to be settled."""
        return sum(1 for row in self.rows if row["problems"] and not row["dropped"])
