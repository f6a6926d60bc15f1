"""A plan in force, or tried out in an exercise: levels ordered, tasks reported, the log."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.contingency.choices import EntryKind, TaskState
from chegara.contingency.models.basis import ResponseLevel
from chegara.contingency.models.plan import USER, ContingencyPlan, PartQuerySet
from chegara.contingency.models.response import ResponseTask
from chegara.organisation.models import Agency
from chegara.organisation.wordings import Worded


class AppendOnlyError(Exception):
    """Somebody tried to change or delete what is only added to."""


class AppendOnly(Worded):
    """What is written once and stays."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it once; refuse to store it again."""
        if self.pk is not None:
            raise AppendOnlyError(f"{type(self).__name__} is only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(f"{type(self).__name__} is never deleted")


class Activation(Worded):
    """A plan put into force on an order, or played in an exercise."""

    plan = models.ForeignKey(
        ContingencyPlan, models.PROTECT, related_name="activations", verbose_name=_("contingency plan")
    )
    exercise = models.BooleanField(pgettext_lazy("not real", "exercise"), default=True)
    title = models.CharField(_("title"), max_length=200)
    began_at = models.DateTimeField(_("T+0"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    ending = models.TextField(_("on what it ended"), blank=True, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"), editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a contingency plan", "activation")
        verbose_name_plural = pgettext_lazy("of a contingency plan", "activations")
        ordering = ("-began_at",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The task board."""
        return reverse("activation_board", args=[self.pk])

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.ended_at is None


class LevelOrder(AppendOnly):
    """The order by which a level began. A real one names its number, authority and time."""

    activation = models.ForeignKey(
        Activation, models.PROTECT, related_name="orders",
        verbose_name=pgettext_lazy("of a contingency plan", "activation"), editable=False,
    )  # fmt: skip
    exercise = models.BooleanField(pgettext_lazy("not real", "exercise"), editable=False)
    level = models.ForeignKey(
        ResponseLevel, models.PROTECT, related_name="orders",
        verbose_name=pgettext_lazy("of a contingency plan", "level"),
    )  # fmt: skip
    number = models.CharField(_("number of the order"), max_length=60, blank=True)
    authority = models.CharField(_("given by (office and name)"), max_length=200, blank=True)
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"), editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        verbose_name = _("order of a level")
        verbose_name_plural = _("orders of levels")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(exercise=True)
                | (models.Q(given_at__isnull=False) & ~models.Q(number="") & ~models.Q(authority="")),
                name="real_level_rests_on_an_order",
                violation_error_message=_(
                    "A real level needs the order's number, authority and time; else it is an exercise."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.level}: {self.number}" if self.number else str(self.level)


class LogEntry(AppendOnly):
    """A line of the log: what happened or was decided, when, and who wrote it down."""

    activation = models.ForeignKey(
        Activation, models.PROTECT, related_name="log",
        verbose_name=pgettext_lazy("of a contingency plan", "activation"), editable=False,
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind.choices, default=EntryKind.DECISION)
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    text = models.TextField(_("what"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"), editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        verbose_name = _("entry of the log")
        verbose_name_plural = _("entries of the log")
        ordering = ("happened_at", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class TaskReport(AppendOnly):
    """How far a task is; the last report holds."""

    activation = models.ForeignKey(
        Activation, models.PROTECT, related_name="reports",
        verbose_name=pgettext_lazy("of a contingency plan", "activation"), editable=False,
    )  # fmt: skip
    task = models.ForeignKey(
        ResponseTask, models.PROTECT, related_name="reports", editable=False,
        verbose_name=pgettext_lazy("of a contingency plan", "task"),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=20, choices=TaskState.choices)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"), editable=False)
    at = models.DateTimeField(_("reported"), auto_now_add=True)

    class Meta:
        verbose_name = _("report on a task")
        verbose_name_plural = _("reports on tasks")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.task}: {self.get_state_display()}"
