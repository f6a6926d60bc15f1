"""Watchlists: what each is, its versions, who stands on it, who was mistaken for somebody on it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.evidence.models import SourceFile
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer
from chegara.organisation.wordings import Worded
from chegara.profiling.choices import (
    EntryQuality,
    PurposeCode,
)

USER = settings.AUTH_USER_MODEL


class WatchlistQuerySet(HandledQuerySet):
    """Lists by whether they may stop anybody."""

    def in_force(self, day: date) -> Self:
        """Lists that may raise a hit at a post: of a national authority, with a legal basis, not expired."""
        return self.filter(withdrawn_at=None, expires_on__gte=day).exclude(
            models.Q(authority="") | models.Q(legal_basis="")
        )


class Watchlist(Worded, Handled):
    """A list of persons.

    Without a national authority, a legal basis and a day on which it expires it is for trial only, and raises
    no hit at a post: a foreign list has no force there, and a stale copy stops innocent people.
    """

    title = models.CharField(_("title"), max_length=200)
    purpose = models.CharField(
        pgettext_lazy("of screening", "purpose"), max_length=40, choices=PurposeCode.choices
    )
    publisher = models.CharField(_("who publishes the list"), max_length=200)
    authority = models.CharField(
        _("national authority that gives it force"), max_length=200, blank=True,
        help_text=_("Left blank: the list is for trial only and raises no hit at a post."),
    )  # fmt: skip
    legal_basis = models.TextField(
        _("legal basis"),
        blank=True,
        help_text=_("law, article, order that gives the list force at the border"),
    )
    expires_on = models.DateField(
        _("expires on"), null=True, blank=True, help_text=_("A list that is not renewed by then is silent.")
    )
    action = models.TextField(
        _("what to do on a confirmed match"), blank=True,
        help_text=_("as the authority prescribes; a match is a candidate until a person confirms it"),
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = WatchlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("watchlist")
        verbose_name_plural = _("watchlists")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the list."""
        return reverse("watchlist_detail", args=[self.pk])

    @property
    def trial_only(self) -> bool:
        """Whether it lacks what would give it force."""
        return not (self.authority and self.legal_basis and self.expires_on)

    def raises_hits(self, day: date) -> bool:
        """Say whether it may stop somebody on a day."""
        return not self.trial_only and self.withdrawn_at is None and day <= self.expires_on  # type: ignore[operator]


class OfListQuerySet(models.QuerySet[Any]):
    """Records of lists: seen as their list is."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the lists that `viewer` may know of."""
        return self.filter(watchlist__in=Watchlist.objects.visible_to(viewer).values("pk"))


class ListVersion(models.Model):
    """A list as it came in one file, and what changed since the version before."""

    watchlist = models.ForeignKey(
        Watchlist, models.PROTECT, related_name="versions", verbose_name=_("watchlist")
    )
    number = models.PositiveIntegerField(_("version"))
    file = models.ForeignKey(SourceFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=255)
    entries = models.PositiveIntegerField(_("entries"))
    added = models.JSONField(_("new"), default=list, blank=True)
    changed = models.JSONField(_("changed"), default=list, blank=True)
    removed = models.JSONField(_("removed"), default=list, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("brought in by"))
    at = models.DateTimeField(_("brought in"), auto_now_add=True)

    objects: ClassVar[Any] = OfListQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a list")
        verbose_name_plural = _("versions of lists")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("watchlist", "number"), name="list_version_once"),)

    def __str__(self) -> str:
        return f"{self.watchlist}: {self.number}"


class ListedPerson(models.Model):
    """A person of the current version of a list, with what the list says of them."""

    watchlist = models.ForeignKey(
        Watchlist, models.CASCADE, related_name="persons", verbose_name=_("watchlist")
    )
    entry_id = models.CharField(_("number in the list"), max_length=120)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=400)
    birth = models.CharField(_("date of birth"), max_length=200, blank=True)
    quality = models.CharField(_("quality"), max_length=1, choices=EntryQuality.choices)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    content = models.JSONField(_("content"), blank=True)

    objects: ClassVar[Any] = OfListQuerySet.as_manager()

    class Meta:
        verbose_name = _("listed person")
        verbose_name_plural = _("listed persons")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("watchlist", "entry_id"), name="listed_once"),)

    def __str__(self) -> str:
        return self.name


class FalseMatch(models.Model):
    """A traveller who is not the listed person: remembered by the document, so as not to be stopped again."""

    watchlist = models.ForeignKey(
        Watchlist, models.CASCADE, related_name="false_matches", verbose_name=_("watchlist")
    )
    entry_id = models.CharField(_("number in the list"), max_length=120)
    document_number = models.CharField(_("document number"), max_length=40)
    document_state = models.CharField(_("issued by"), max_length=3)
    birth = models.CharField(_("date of birth"), max_length=10)
    reason = models.TextField(_("why it is another person"))
    until = models.DateField(_("remembered until"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar[Any] = OfListQuerySet.as_manager()

    class Meta:
        verbose_name = _("false match")
        verbose_name_plural = _("false matches")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.watchlist}, {self.entry_id}"
