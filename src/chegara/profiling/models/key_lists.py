"""Lists of keys that profiles join: importers, plates, codes of goods, posts; never of what people are."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chegara.evidence.models import SourceFile
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer
from chegara.organisation.wordings import Worded
from chegara.profiling.choices import SubjectCode

USER = settings.AUTH_USER_MODEL


class KeyList(Worded, Handled):
    """A list that a condition may ask: whether a record's key stands on it on the record's day.

    `field` is what its keys are keys of; what it holds is vetted against that field before it counts.
    """

    codes = frozenset({"name", "field"})

    name = models.CharField(
        _("name in profiles"), max_length=40, validators=[RegexValidator(r"^[a-z][a-z0-9-]*$")],
        help_text=_("small letters, digits and hyphens, such as importers-under-audit"),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=200)
    subject = models.CharField(_("subject"), max_length=20, choices=SubjectCode.choices)
    field = models.CharField(_("keys of"), max_length=60)
    legal_basis = models.TextField(_("legal basis"))
    owner = models.CharField(_("owner (office)"), max_length=200)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of keys")
        verbose_name_plural = _("lists of keys")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("owner_agency", "name"), name="key_list_once"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.title}"

    def get_absolute_url(self) -> str:
        """The page of the list."""
        return reverse("key_list_detail", args=[self.pk])


class OfKeyListQuerySet(models.QuerySet[Any]):
    """Versions of lists: seen as their list is."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the lists that `viewer` may know of."""
        return self.filter(key_list__in=KeyList.objects.visible_to(viewer).values("pk"))


class KeyListVersion(models.Model):
    """What a list held from one moment on: its file, vetted."""

    key_list = models.ForeignKey(
        KeyList, models.CASCADE, related_name="versions", verbose_name=_("list of keys")
    )
    number = models.PositiveIntegerField(_("version"))
    file = models.ForeignKey(SourceFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=255)
    keys = models.PositiveIntegerField(_("keys"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("brought in by"))
    at = models.DateTimeField(_("brought in"), auto_now_add=True)

    objects: ClassVar[Any] = OfKeyListQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a list of keys")
        verbose_name_plural = _("versions of lists of keys")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("key_list", "number"), name="key_list_version_once"),)

    def __str__(self) -> str:
        return f"{self.key_list}: {self.number}"
