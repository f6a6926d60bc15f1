"""Users, handling markings and compartments."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Marking(models.TextChoices):
    """How a record must be handled. Chegara holds nothing above these two."""

    OPEN = "open", _("Open")
    OFFICIAL_USE = "official_use", _("For official use")


class Role(models.TextChoices):
    """What somebody does; an agency gives it by a membership."""

    ANALYST = "analyst", _("Analyst")
    OFFICER = "officer", _("Officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    INTEGRITY_OFFICER = "integrity_officer", _("Integrity officer")
    TRAINER = "trainer", _("Trainer")
    CANINE_MANAGER = "canine_manager", _("K-9 manager")
    OVERSIGHT = "oversight", _("Oversight")
    ADMINISTRATOR = "administrator", _("Administrator")


class Factor(models.TextChoices):
    """What somebody proves at sign-in besides knowing the password; values are django-allauth's."""

    TOKEN = "totp", _("Authenticator app or token")
    KEY = "webauthn", _("Hardware key")
    CODES = "recovery_codes", _("Printed codes")


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they may do and see follows from their memberships and clearance."""

    username = models.CharField(
        _("user name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()]
    )
    full_name = models.CharField(_("full name"), max_length=150)
    clearance = models.CharField(
        _("may see up to"), max_length=20, choices=Marking.choices, default=Marking.OPEN
    )
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects: ClassVar[UserManager[Self]] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def is_staff(self) -> bool:
        """Whether the stock admin site opens; it holds look-up tables only."""
        return self.is_superuser

    def get_absolute_url(self) -> str:
        """The page on which an administrator changes the account."""
        return reverse("user_detail", args=[self.pk])

    def get_full_name(self) -> str:
        """Return the name that documents and the audit log print."""
        return self.full_name


class Compartment(models.Model):
    """A closed circle: who is not a member does not learn that its records exist."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=150)
    members = models.ManyToManyField(User, related_name="compartments", verbose_name=_("members"), blank=True)

    class Meta:
        verbose_name = _("compartment")
        verbose_name_plural = _("compartments")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page on which an administrator changes who belongs to it."""
        return reverse("compartment_edit", args=[self.pk])


class SecondFactorRule(models.Model):
    """An administrator's decision that whoever holds a role signs in with a second factor."""

    role = models.CharField(_("role"), max_length=30, choices=Role.choices, unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    at = models.DateTimeField(_("decided"), auto_now_add=True)

    class Meta:
        verbose_name = _("second factor required")
        verbose_name_plural = _("second factors required")
        ordering = ("role",)

    def __str__(self) -> str:
        return self.get_role_display()


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Tokens by whether they open anything."""

    def in_force(self, day: date) -> Self:
        """Return those that are neither revoked nor over on a day."""
        return self.filter(revoked_at=None, expires_on__gte=day)


class AccessToken(models.Model):
    """What another program signs in with, in the name of a user and for the purposes ticked, no more.

    Only the hash of the token is kept: who made it reads it once. `beginning` tells one from another. A token
    never opens more than its user may do at that moment. One that stands `in_address` opens the one feed that
    its scope names and nothing else; `clients` are the programs that have read it.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name=_("user"))
    title = models.CharField(_("which program"), max_length=100)
    digest = models.CharField(_("hash"), max_length=64, unique=True)
    beginning = models.CharField(_("begins with"), max_length=12)
    scopes = models.JSONField(pgettext_lazy("of an access token", "may"), default=list)
    in_address = models.BooleanField(_("stands in an address"), default=False)
    clients = models.JSONField(_("programs that read it"), default=list, blank=True)
    expires_on = models.DateField(pgettext_lazy("of an access token", "expires on"))
    last_used_on = models.DateField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    at = models.DateTimeField(pgettext_lazy("of an access token", "made"), auto_now_add=True)

    objects: ClassVar[Any] = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.title} ({self.beginning}…)"
