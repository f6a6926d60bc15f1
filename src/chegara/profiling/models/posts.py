"""Posts: what was decided for each, the seeds of its random sample, the card that each shift signs for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.organisation.models import CrossingPoint
from chegara.organisation.visibility import Handled, HandledQuerySet
from chegara.organisation.wordings import Worded
from chegara.profiling.choices import Shift

USER = settings.AUTH_USER_MODEL


class PostSettings(Worded, Handled):
    """What an agency has decided for one crossing point: second line, and the random control sample.

    The sample of persons is off until a legal article is entered.
    """

    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, related_name="+", verbose_name=_("crossing point")
    )
    second_line = models.BooleanField(_("has a second line"), default=True)
    random_share = models.FloatField(_("random control sample, per thousand"), default=0)
    random_article = models.CharField(
        _("legal article that allows the random sample"), max_length=300, blank=True
    )
    retention_days = models.PositiveIntegerField(
        _("personal data of a check without result are deleted after, days"), default=30
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("decided"), auto_now=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("settings of a post")
        verbose_name_plural = _("settings of posts")
        constraints = (
            models.UniqueConstraint(fields=("owner_agency", "point"), name="post_settings_once"),
            models.CheckConstraint(
                condition=models.Q(random_share=0) | ~models.Q(random_article=""), name="random_has_article"
            ),
        )

    def __str__(self) -> str:
        return str(self.point)


class DaySeed(models.Model):
    """The secret of one day's random sample: its hash is shown from the morning, the seed after the day."""

    settings = models.ForeignKey(
        PostSettings, models.CASCADE, related_name="seeds", verbose_name=_("settings")
    )
    day = models.DateField(_("day"))
    seed = models.CharField(_("seed"), max_length=64)
    commitment = models.CharField(_("hash of the seed"), max_length=64)

    class Meta:
        verbose_name = _("seed of a day")
        verbose_name_plural = _("seeds of days")
        constraints = (models.UniqueConstraint(fields=("settings", "day"), name="seed_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.settings}, {self.day:%d.%m.%Y}"


class CardReading(models.Model):
    """A shift's post card, signed for as read: which profiles stood on it."""

    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, related_name="+", verbose_name=_("crossing point")
    )
    day = models.DateField(_("day"))
    shift = models.CharField(_("shift"), max_length=10, choices=Shift.choices)
    profiles = models.JSONField(_("profiles on the card"), blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("card read")
        verbose_name_plural = _("cards read")
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=("point", "day", "shift", "by"), name="read_once"),)

    def __str__(self) -> str:
        return f"{self.point}, {self.day:%d.%m.%Y}, {self.get_shift_display()}"
