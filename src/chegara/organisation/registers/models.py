"""What all records of a register have: who entered them, whose they are, and who sees them."""

from __future__ import annotations

from typing import Any, ClassVar, Self, cast

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Compartment, User
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer


class Listed(models.Model):
    """A record with a page; `register` is the name of its list in addresses.

    `private` names the columns that only the own agency is told, and that the audit log does not repeat.
    """

    register: ClassVar[str]
    private: ClassVar[frozenset[str]] = frozenset()

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("entered by"),
        editable=False,
    )
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The page of the record: the address of its slice called `<slice>_record`."""
        return reverse(f"{self._meta.app_label}_record", args=[self.register, self.pk])


class Record(Handled, Listed):
    """A record that an agency answers for; others see it when it was released to them."""

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def country(self) -> State:
        """The country of the agency whose record it is."""
        return self.owner_agency.country


class PartQuerySet(models.QuerySet[Any]):
    """Parts by who sees what they belong to."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the parts of what `viewer` may know of."""
        whole = cast("Any", self.model).whole_model()
        keys = whole.objects.visible_to(viewer).values("pk")
        return self.filter(**{f"{cast('Any', self.model).whole}__in": keys})


class Part(Listed):
    """A record that belongs to another one: seen by whoever sees that, and its agency's as that is."""

    whole: ClassVar[str]

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def whole_model(cls) -> Any:
        """Return the table of what this belongs to."""
        return cls._meta.get_field(cls.whole).related_model

    @property
    def belongs_to(self) -> Any:
        """The record that this belongs to."""
        return getattr(self, self.whole)

    @property
    def owner_agency(self) -> Agency:
        """The agency whose record this is."""
        return cast("Agency", self.belongs_to.owner_agency)

    @property
    def owner_agency_id(self) -> int:
        """The key of that agency."""
        return cast("int", self.belongs_to.owner_agency_id)

    @property
    def compartment(self) -> Compartment | None:
        """The closed circle that this lies in, if any."""
        return cast("Compartment | None", self.belongs_to.compartment)

    @property
    def marking(self) -> str:
        """How this must be handled."""
        return cast("str", self.belongs_to.marking)

    @property
    def country(self) -> State:
        """The country of the agency whose record it is."""
        return self.owner_agency.country


class SharedQuerySet(models.QuerySet[Any]):
    """What everybody who signs in may read."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return all to whoever is active, or to readers of documents."""
        return self.none() if isinstance(viewer, User) and not viewer.is_active else self.all()


class Shared(Listed):
    """A record common to all agencies, such as an odour."""

    objects: ClassVar[Any] = SharedQuerySet.as_manager()

    class Meta:
        abstract = True


def record_of(one: Any) -> Any:
    """Return the record that a part belongs to, through other parts; a record is its own."""
    while isinstance(one, Part):
        one = one.belongs_to
    return one
