"""The kill switch: one stop of all profiles of an agency at once, and who switched them on again."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import User
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer, own_agencies
from chegara.organisation.wordings import Worded

USER = settings.AUTH_USER_MODEL


class HaltQuerySet(models.QuerySet[Any]):
    """Stops of all profiles, by whether they still hold."""

    def holding(self) -> Self:
        """Those that nobody has lifted."""
        return self.filter(lifted_at=None)

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the stops of the viewer's own agencies: whoever works there must know."""
        return self.filter(agency__in=own_agencies(viewer)) if isinstance(viewer, User) else self.none()


class Halt(Worded):
    """All profiles of an agency stopped at once: while it holds, none of them selects anybody or anything.

    One person pulls it, with a reason; two different persons switch on again (`HaltSignature`).
    Profiles keep their state and signatures, and their terms run on.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    reason = models.TextField(_("why all profiles are stopped"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("stopped by"))
    at = models.DateTimeField(_("stopped"), auto_now_add=True)
    lifted_at = models.DateTimeField(_("switched on again"), null=True, editable=False)

    objects: ClassVar[Any] = HaltQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop of all profiles")
        verbose_name_plural = _("stops of all profiles")
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("agency",), condition=models.Q(lifted_at=None), name="one_halt_at_a_time"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="halt_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.agency}, {timezone.localtime(self.at):%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        """The page of the stop."""
        return reverse("halt_detail", args=[self.pk])


class HaltSignature(Worded):
    """One person's consent, with a reason, that the profiles go on; with the second one they do."""

    halt = models.ForeignKey(Halt, models.CASCADE, related_name="signatures", verbose_name=_("stop"))
    reason = models.TextField(_("why they may go on"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent to switch on again")
        verbose_name_plural = _("consents to switch on again")
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=("halt", "by"), name="consents_once"),)

    def __str__(self) -> str:
        return f"{self.halt}: {self.by}"
