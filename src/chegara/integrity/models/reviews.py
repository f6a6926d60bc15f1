"""A review of integrity: one agency's structure, duties, risks and measures, looked at together."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Role, User
from chegara.organisation.models import Membership
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer
from chegara.organisation.wordings import Worded

USER = settings.AUTH_USER_MODEL
CIRCLE = (Role.INTEGRITY_OFFICER, Role.OVERSIGHT)
"""The roles of an agency that learn of its reviews."""


class ReviewQuerySet(HandledQuerySet):
    """Reviews by who may know of them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the reviews in whose circle the viewer is, of the agencies whose integrity is their task.

        Two locks: the compartment, and a role of the circle that still holds today. Whoever changes their
        post loses sight of it that day, be the compartment brought up to date or not.
        """
        if not isinstance(viewer, User) or not viewer.is_active:
            return self.none()
        held = Membership.objects.current().filter(user=viewer, role__in=CIRCLE).values("agency")
        return super().visible_to(viewer).filter(owner_agency__in=held, compartment__members=viewer)


class Review(Worded, Handled):
    """What the head of internal security and the heads of department look at in their week together."""

    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("scope and questions"), blank=True)
    on = models.DateField(_("as of"), help_text=_("the day whose norms, posts and appointments count"))
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("action plan that it updates"),
    )  # fmt: skip
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False, verbose_name=_("begun by"))
    at = models.DateTimeField(_("begun"), auto_now_add=True)

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of integrity")
        verbose_name_plural = _("reviews of integrity")
        ordering = ("-on", "title")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(compartment__isnull=False), name="review_lies_in_a_compartment"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the review."""
        return reverse("integrity_detail", args=[self.pk])
