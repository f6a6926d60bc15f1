"""Who sees which record: the one rule that pages, files, counts, exports and documents go through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Compartment, Marking, User
from chegara.organisation.models import Agency, Membership, Release, State


@dataclass(frozen=True)
class JointViewer:
    """Nobody in particular: what every agency of a country may see, up to a marking.

    Documents for several agencies, and those written by the command line, are made in its name.
    """

    country: State
    clearance: Marking = Marking.OFFICIAL_USE


Viewer: TypeAlias = User | AnonymousUser | JointViewer


def agencies_of(user: User) -> list[int]:
    """Return the keys of the agencies somebody belongs to today."""
    return list(Membership.objects.current().filter(user=user).values_list("agency_id", flat=True))  # type: ignore[attr-defined]


class HandledQuerySet(models.QuerySet[Any]):
    """Records of which each belongs to an agency and has a marking."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the records that `viewer` may know of.

        Four conditions hold together: the record is the viewer's own agency's or was released to it;
        the viewer is cleared for its marking; and it lies in no compartment, or in one of the viewer's.
        Somebody who is not signed in, or no longer active, sees nothing.
        """
        if isinstance(viewer, JointViewer):
            released = Release.objects.filter(
                to_all=True, withdrawn_at=None, from_agency__country=viewer.country
            )
            seen = models.Q(releases__in=released, compartment=None)
            clearance: str = viewer.clearance
        else:
            if not isinstance(viewer, User) or not viewer.is_active:
                return self.none()
            own = agencies_of(viewer)
            countries = Agency.objects.filter(pk__in=own).values("country")
            released = Release.objects.filter(withdrawn_at=None).filter(
                models.Q(to_agencies__in=own) | models.Q(to_all=True, from_agency__country__in=countries)
            )
            seen = (models.Q(owner_agency__in=own) | models.Q(releases__in=released)) & (
                models.Q(compartment=None) | models.Q(compartment__members=viewer)
            )
            clearance = viewer.clearance
        if clearance == Marking.OPEN:
            seen &= models.Q(marking=Marking.OPEN)
        keys = self.model._base_manager.filter(seen).values("pk")
        return self.filter(pk__in=keys)


class Handled(models.Model):
    """A record that belongs to an agency, has a marking, and is seen by others only when released."""

    owner_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    marking = models.CharField(
        _("marking"), max_length=20, choices=Marking.choices, default=Marking.OFFICIAL_USE
    )
    compartment = models.ForeignKey(
        Compartment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("compartment"),
    )
    releases = models.ManyToManyField(Release, related_name="+", blank=True, verbose_name=_("releases"))

    class Meta:
        abstract = True
