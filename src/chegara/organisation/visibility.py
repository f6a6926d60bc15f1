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


@dataclass(frozen=True)
class AgencyViewer:
    """Whoever works in an agency: its own records and those released to it, up to a marking.

    Letters to an agency are made in its name, so that they tell it nothing that it may not see. Compartments
    have members of their own, so that nothing of theirs is in it.
    """

    agency: Agency
    clearance: Marking = Marking.OFFICIAL_USE


Viewer: TypeAlias = User | AnonymousUser | JointViewer | AgencyViewer


def agencies_of(user: User) -> models.QuerySet[Membership, int]:
    """Return the keys of the agencies somebody belongs to today, for use within another query or alone."""
    return Membership.objects.current().filter(user=user).values_list("agency_id", flat=True)


def releases_to(viewer: Viewer) -> models.QuerySet[Release]:
    """Return the releases in force by which others' records were opened to somebody."""
    in_force = Release.objects.filter(withdrawn_at=None)
    if isinstance(viewer, JointViewer):
        return in_force.filter(to_all=True, from_agency__country=viewer.country)
    if isinstance(viewer, AgencyViewer):
        same_country = models.Q(to_all=True, from_agency__country=viewer.agency.country_id)
        return in_force.filter(models.Q(to_agencies=viewer.agency) | same_country).distinct()
    if not isinstance(viewer, User) or not viewer.is_active:
        return in_force.none()
    own = agencies_of(viewer)
    countries = Agency.objects.filter(pk__in=own).values("country")
    return in_force.filter(
        models.Q(to_agencies__in=own) | models.Q(to_all=True, from_agency__country__in=countries)
    ).distinct()


def joined(viewer: Viewer, takes_part: models.Q) -> models.Q:
    """Return the condition by which somebody sees a handled record that they take part in.

    Taking part opens what belongs to another agency; it does not open a marking above the viewer's clearance,
    nor a compartment that they are not in.
    """
    if not isinstance(viewer, User) or not viewer.is_active:
        return models.Q(pk__in=())
    condition = takes_part & (models.Q(compartment=None) | models.Q(compartment__members=viewer))
    if viewer.clearance == Marking.OPEN:
        condition &= models.Q(marking=Marking.OPEN)
    return condition


class HandledQuerySet(models.QuerySet[Any]):
    """Records of which each belongs to an agency and has a marking."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the records that `viewer` may know of.

        Four conditions hold together: the record is the viewer's own agency's or was released to it;
        the viewer is cleared for its marking; and it lies in no compartment, or in one of the viewer's.
        Somebody who is not signed in, or no longer active, sees nothing.
        """
        released = models.Q(releases__in=releases_to(viewer).values("pk"))
        if isinstance(viewer, JointViewer):
            seen = released & models.Q(compartment=None)
            clearance: str = viewer.clearance
        elif isinstance(viewer, AgencyViewer):
            seen = (released | models.Q(owner_agency=viewer.agency)) & models.Q(compartment=None)
            clearance = viewer.clearance
        else:
            if not isinstance(viewer, User) or not viewer.is_active:
                return self.none()
            seen = (models.Q(owner_agency__in=agencies_of(viewer)) | released) & (
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
