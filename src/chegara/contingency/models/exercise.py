"""Exercises: what is played, what was expected, what was seen, what is corrected.

Source of the parts: HSEEP 2020 (after-action report, improvement plan); ISO 22398:2013.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.contingency.choices import ExerciseKind, ExerciseState, Judged, Outcome
from chegara.contingency.models.activation import Activation
from chegara.contingency.models.plan import USER, ContingencyPlan, PartQuerySet
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer
from chegara.organisation.wordings import Worded
from chegara.plans.models import Measure


class Exercise(Worded):
    """A plan rehearsed."""

    plan = models.ForeignKey(
        ContingencyPlan, models.PROTECT, related_name="exercises", verbose_name=_("contingency plan")
    )
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=ExerciseKind.choices)
    planned_on = models.DateField(_("planned for"))
    place = models.CharField(_("place"), max_length=150, blank=True)
    objectives = models.TextField(_("objectives, one a line"), blank=True)
    director = models.CharField(_("led by"), max_length=150, blank=True)
    participants = models.TextField(_("who takes part, one a line"), blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=ExerciseState.choices, default=ExerciseState.PLANNED,
        editable=False,
    )  # fmt: skip
    held_on = models.DateField(_("held on"), null=True, editable=False)
    activation = models.OneToOneField(
        Activation, models.PROTECT, null=True, editable=False, related_name="played_in",
        verbose_name=pgettext_lazy("of a contingency plan", "activation"),
    )  # fmt: skip
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("begun"), auto_now_add=True)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a contingency plan", "exercise")
        verbose_name_plural = pgettext_lazy("of a contingency plan", "exercises")
        ordering = ("-planned_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("planned", "running")) | models.Q(held_on__isnull=False),
                name="held_exercise_says_when",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the exercise."""
        return reverse("exercise_detail", args=[self.pk])

    @property
    def key(self) -> str:
        """The reference by which measures know it."""
        return f"contingency:exercise-{self.pk}"


class ExercisePartQuerySet(models.QuerySet[Any]):
    """What belongs to exercises, as their plan is seen."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return what belongs to exercises of the plans that `viewer` may know of."""
        return self.filter(exercise__in=Exercise.objects.visible_to(viewer).values("pk"))


def _exercise(name: str) -> Any:
    return models.ForeignKey(
        Exercise, models.CASCADE, related_name=name, editable=False,
        verbose_name=pgettext_lazy("of a contingency plan", "exercise"),
    )  # fmt: skip


class Inject(Worded):
    """A numbered message of the exercise's script."""

    exercise = _exercise("injects")
    number = models.PositiveSmallIntegerField(_("number"))
    at_minute = models.PositiveIntegerField(_("at T+, minutes"), default=0)
    text = models.TextField(_("what the players are told"))
    channel = models.CharField(_("how"), max_length=100, blank=True)
    given_at = models.DateTimeField(_("given at"), null=True, editable=False)

    objects: ClassVar[Any] = ExercisePartQuerySet.as_manager()

    class Meta:
        verbose_name = _("inject")
        verbose_name_plural = _("injects")
        ordering = ("exercise", "at_minute", "number")
        constraints = (models.UniqueConstraint(fields=("exercise", "number"), name="inject_number_once"),)

    def __str__(self) -> str:
        return f"#{self.number} {self.text[:60]}"


class ExpectedAction(Worded):
    """What an agency should do on an inject, and what was seen."""

    exercise = _exercise("expected")
    inject = models.ForeignKey(Inject, models.CASCADE, related_name="expected", verbose_name=_("inject"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    text = models.TextField(_("expected action"))
    within = models.PositiveIntegerField(_("within, minutes"), null=True, blank=True)
    outcome = models.CharField(
        _("what was done"), max_length=20, choices=Outcome.choices, blank=True, editable=False
    )
    seen = models.TextField(_("what was seen"), blank=True, editable=False)

    objects: ClassVar[Any] = ExercisePartQuerySet.as_manager()

    class Meta:
        verbose_name = _("expected action")
        verbose_name_plural = _("expected actions")
        ordering = ("inject__at_minute", "inject__number", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class Observation(Worded):
    """What an observer saw: a strength, or what is to be improved."""

    exercise = _exercise("observations")
    inject = models.ForeignKey(
        Inject, models.PROTECT, null=True, blank=True, related_name="observations", verbose_name=_("inject")
    )
    judged = models.CharField(_("kind"), max_length=20, choices=Judged.choices)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    text = models.TextField(_("observation"))
    cause = models.TextField(_("cause"), blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"), editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = ExercisePartQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class CorrectiveAction(models.Model):
    """What ties an exercise to the measure of the action plan that corrects what was seen."""

    exercise = _exercise("corrections")
    observation = models.ForeignKey(
        Observation, models.PROTECT, null=True, blank=True, related_name="corrections",
        verbose_name=_("observation"),
    )  # fmt: skip
    measure = models.OneToOneField(
        Measure, models.PROTECT, related_name="corrects", verbose_name=_("measure")
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"), editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.measure)
