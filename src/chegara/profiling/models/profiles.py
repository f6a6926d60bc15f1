"""Risk profiles: what each says, version by version, who signed, what trying it on records showed."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer
from chegara.organisation.wordings import Worded
from chegara.profiling.choices import (
    ProfileState,
    PurposeCode,
    SubjectCode,
)
from chegara.profiling.models.halts import Halt

USER = settings.AUTH_USER_MODEL


class ProfileQuerySet(HandledQuerySet):
    """Profiles by whether they select."""

    def active(self, day: date) -> Self:
        """Approved, not stopped alone or with all others, and within their term: the expired fall out."""
        halted = Halt.objects.holding().values("agency")
        active = self.filter(state=ProfileState.ACTIVE, valid_from__lte=day, valid_to__gte=day)
        return active.exclude(owner_agency__in=halted)


class RiskProfile(Worded, Handled):
    """A risk profile; what it says is a profile file, of which each change makes a version.

    `number` is the current version's; `valid_from` and `valid_to` are copies for looking up.
    """

    codes = frozenset({"code"})

    code = models.CharField(_("code"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    subject = models.CharField(_("subject"), max_length=20, choices=SubjectCode.choices)
    purpose = models.CharField(
        pgettext_lazy("of screening", "purpose"), max_length=40, choices=PurposeCode.choices
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ProfileState.choices, default=ProfileState.DRAFT
    )
    number = models.PositiveIntegerField(_("version"), default=1)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(pgettext_lazy("end of a period", "to"))
    stop_reason = models.TextField(_("why it was refused or stopped"), blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("author"))
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk profile")
        verbose_name_plural = _("risk profiles")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("owner_agency", "code"), name="profile_code_once"),
            models.CheckConstraint(
                condition=~models.Q(state__in=("refused", "stopped", "lapsed")) | ~models.Q(stop_reason=""),
                name="stopped_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    @property
    def expired(self) -> bool:
        """Whether its term is over: it selects nobody any more, whatever its state."""
        return self.valid_to < timezone.localdate()

    @property
    def standing(self) -> str:
        """Its state in words, expiry included."""
        if self.state == ProfileState.ACTIVE and self.expired:
            return str(_("Expired"))
        return self.get_state_display()

    def get_absolute_url(self) -> str:
        """The page of the profile."""
        return reverse("profile_detail", args=[self.pk])


class OfProfileQuerySet(models.QuerySet[Any]):
    """Records of profiles: seen as their profile is."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the profiles that `viewer` may know of."""
        return self.filter(profile__in=RiskProfile.objects.visible_to(viewer).values("pk"))


class ProfileVersion(Worded):
    """What a profile says: its file and the hash of it."""

    codes = frozenset({"hash", "content"})

    profile = models.ForeignKey(
        RiskProfile, models.CASCADE, related_name="versions", verbose_name=_("profile")
    )
    number = models.PositiveIntegerField(_("version"))
    hash = models.CharField(_("hash"), max_length=80)
    content = models.JSONField(_("content"), blank=True)
    reason = models.TextField(_("what changed and why"), blank=True)
    ground = models.TextField(
        _("law that asks more of some citizens"), blank=True,
        help_text=_("needed where a condition picks out citizens of a state, such as a kind of visa"),
    )  # fmt: skip
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("author"))
    at = models.DateTimeField(_("written"), auto_now_add=True)

    objects: ClassVar[Any] = OfProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a profile")
        verbose_name_plural = _("versions of profiles")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("profile", "number"), name="profile_version_once"),)

    def __str__(self) -> str:
        return f"{self.profile} ({self.number})"


class ProfileApproval(Worded):
    """A signature under one version; the author's own does not count and is not taken."""

    version = models.ForeignKey(
        ProfileVersion, models.CASCADE, related_name="approvals", verbose_name=_("version")
    )
    office = models.CharField(_("office"), max_length=200)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=("version", "by"), name="approves_once"),)

    def __str__(self) -> str:
        return f"{self.by}, {self.office}"


class BackTest(models.Model):
    """What a version would have done on records of the past or on synthetic ones."""

    version = models.ForeignKey(
        ProfileVersion, models.CASCADE, related_name="back_tests", verbose_name=_("version")
    )
    records = models.CharField(_("records"), max_length=255)
    synthetic = models.BooleanField(_("synthetic"))
    result = models.JSONField(_("result"), blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("back-test")
        verbose_name_plural = _("back-tests")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.version}: {self.records}"
