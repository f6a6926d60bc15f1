"""Who sees which record: the one rule that pages, files, counts, exports and documents go through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Self, TypeAlias, cast

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Compartment, Marking, User
from chegara.accounts.permissions import held
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
    """Nobody in particular of one agency: what each of its users may see, up to a marking.

    A compartment has its own members, so that nothing in one is for the whole agency.
    """

    agency: Agency
    clearance: Marking = Marking.OFFICIAL_USE


@dataclass(frozen=True)
class PublicViewer:
    """Everybody: open records of a country that a release in force opens to the public."""

    country: State


Viewer: TypeAlias = User | AnonymousUser | JointViewer | AgencyViewer | PublicViewer


def agencies_of(user: User) -> models.QuerySet[Membership, int]:
    """Return the keys of the agencies somebody belongs to today, for use within another query or alone."""
    return Membership.objects.current().filter(user=user).values_list("agency_id", flat=True)


def own_agencies(user: User) -> frozenset[int]:
    """Return the keys of the agencies somebody belongs to today, read once a request with the roles."""
    return frozenset(agency for _role, agency, _asks in held(user))


def releases_to(viewer: Viewer) -> models.QuerySet[Release]:
    """Return the releases in force by which others' records were opened to somebody.

    What is opened to the public is opened to every agency of the country too.
    """
    in_force = Release.objects.filter(withdrawn_at=None)
    to_each = models.Q(to_all=True) | models.Q(to_public=True)
    match viewer:
        case PublicViewer(country):
            return in_force.filter(to_public=True, from_agency__country=country)
        case JointViewer(country):
            return in_force.filter(to_each, from_agency__country=country)
        case AgencyViewer(agency):
            own, countries = Agency.objects.filter(pk=agency.pk).values("pk"), [agency.country_id]
            seen = models.Q(to_agencies__in=own) | (to_each & models.Q(from_agency__country__in=countries))
            return in_force.filter(seen).distinct()
        case User(is_active=True):
            mine = agencies_of(viewer)
            homes = Agency.objects.filter(pk__in=mine).values("country")
            seen = models.Q(to_agencies__in=mine) | (to_each & models.Q(from_agency__country__in=homes))
            return in_force.filter(seen).distinct()
        case _:
            return in_force.none()


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
        match viewer:
            case User(is_active=True):
                today = date.today()  # noqa: DTZ011 - as memberships hold
                table = cast("type[models.Model]", self.model)
                keys = _open_to_user(table, viewer.pk, viewer.clearance, today)
            case PublicViewer() | JointViewer() | AgencyViewer():
                keys = _open_to(self.model, viewer)
            case _:
                return self.none()
        return self.filter(pk__in=keys)


@lru_cache(maxsize=1024)
def _open_to_user(
    model: type[models.Model], user: int, clearance: str, _today: date
) -> models.QuerySet[Any, Any]:
    """Return the query of the keys of a table's records that a user may know of.

    Only the query is kept, which Django takes long to compose; what it finds is asked of the database anew
    each time. It depends on nothing but these arguments.
    """
    return _open_to(model, User(pk=user, clearance=clearance, is_active=True))


def _open_to(model: type[models.Model], viewer: Viewer) -> models.QuerySet[Any, Any]:
    """Return the query of the keys of a table's records that a viewer may know of."""
    seen = models.Q(releases__in=releases_to(viewer).values("pk"))
    in_none = models.Q(compartment=None)
    clearance: str = Marking.OPEN
    match viewer:
        case PublicViewer():
            seen &= in_none
        case JointViewer():
            seen, clearance = seen & in_none, viewer.clearance
        case AgencyViewer(agency):
            seen, clearance = (models.Q(owner_agency=agency) | seen) & in_none, viewer.clearance
        case User():
            seen = (models.Q(owner_agency__in=agencies_of(viewer)) | seen) & (
                in_none | models.Q(compartment__members=viewer)
            )
            clearance = viewer.clearance
    if clearance == Marking.OPEN:
        seen &= models.Q(marking=Marking.OPEN)
    return model._base_manager.filter(seen).values("pk")


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
