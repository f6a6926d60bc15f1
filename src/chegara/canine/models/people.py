"""Handlers, and the others who work with the dogs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.canine.choices import HandlerRole
from chegara.organisation.models import CrossingPoint, Unit
from chegara.organisation.registers.models import Record


class Handler(Record):
    """Somebody of the canine service, under a pseudonym; the name stays with the agency."""

    register = "handlers"
    private = frozenset({"full_name", "account"})

    code = models.CharField(_("pseudonym"), max_length=30, unique=True)
    full_name = models.CharField(_("name, known to the agency only"), max_length=150, blank=True)
    role = models.CharField(
        pgettext_lazy("canine", "works as"),
        max_length=12,
        choices=HandlerRole.choices,
        default=HandlerRole.HANDLER,
    )
    rank = models.CharField(_("rank or position"), max_length=100, blank=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("part of an agency", "unit"),
    )
    point = models.ForeignKey(
        CrossingPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("crossing point"),
    )
    qualification = models.CharField(_("qualification"), max_length=200, blank=True)
    courses = models.TextField(_("courses passed"), blank=True, help_text=_("one a line"))
    languages = models.CharField(
        _("languages"), max_length=100, blank=True, help_text=_("codes parted by commas, such as: ru, en, uz")
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handler",
        verbose_name=_("account, by which the telephone page knows the handler"),
    )
    left_on = models.DateField(pgettext_lazy("canine", "left the service on"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("canine", "handler")
        verbose_name_plural = pgettext_lazy("canine", "handlers")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code
