"""Questions to the evidence that somebody asks again and again."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Role, User
from chegara.organisation.models import Agency, Membership, State
from chegara.organisation.visibility import Viewer, agencies_of


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views by who finds them in the list."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return one's own views and those shared with an agency that one belongs to today."""
        if not isinstance(viewer, User) or not viewer.is_active:
            return self.none()
        return self.filter(models.Q(by=viewer) | models.Q(agency__in=agencies_of(viewer)))

    def changeable_by(self, user: User) -> Self:
        """Return one's own views and, for a supervisor, those of the agency: these one may change."""
        supervised = Membership.objects.current().filter(user=user, role=Role.SUPERVISOR)
        return self.filter(models.Q(by=user) | models.Q(agency__in=supervised.values("agency")))


class SavedView(models.Model):
    """A name for what somebody asks of the evidence again and again.

    It keeps the question (the explorer's parameters), never figures: whoever opens it sees by it what they
    may see themselves.
    """

    name = models.CharField(_("name"), max_length=120)
    country = models.ForeignKey(State, models.CASCADE, related_name="+", verbose_name=_("country"))
    selection = models.JSONField(_("selection"), default=dict, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shared with")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("whose")
    )
    at = models.DateTimeField(_("changed"), auto_now=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("by", "name"), name="one_view_a_name"),)

    def __str__(self) -> str:
        return self.name
