"""What all records of cooperation have: a code, who entered them, and whose they are."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, Self, cast

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Compartment
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer
from chegara.organisation.wordings import Worded

USER = settings.AUTH_USER_MODEL
CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """Return a code by which people and workbooks name a record.

    Codes are drawn, not counted: a gap in a row of numbers would betray a record that others may not see.
    """
    return "C-" + "".join(secrets.choice(CODE_SIGNS) for _ in range(6))


class Record(Worded, Handled):
    """A record that an agency answers for; others see it when it was released to them."""

    register: ClassVar[str]

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("entered by"), editable=False
    )
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def country(self) -> State:
        """The country of the agency whose record it is."""
        return self.owner_agency.country

    def get_absolute_url(self) -> str:
        """The page of the record."""
        return reverse("cooperation_record", args=[self.register, self.pk])


class PartQuerySet(models.QuerySet[Any]):
    """Parts by who sees what they belong to."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the parts of what `viewer` may know of."""
        whole = cast("Any", self.model).whole_model()
        keys = whole.objects.visible_to(viewer).values("pk")
        return self.filter(**{f"{cast('Any', self.model).whole}__in": keys})


class Part(Worded):
    """A record that belongs to another one: seen by whoever sees that, and its agency's as that is."""

    register: ClassVar[str]
    whole: ClassVar[str]

    by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("entered by"), editable=False
    )
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The page of the record."""
        return reverse("cooperation_record", args=[self.register, self.pk])

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
