"""Requests of persons: access to the data held on them, rectification, erasure, complaint about a stop."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer
from chegara.organisation.wordings import Worded
from chegara.profiling.choices import DocumentField, RequestDecision, RequestKind, RequestStep
from chegara.profiling.models.checks import Check

USER = settings.AUTH_USER_MODEL


class SubjectRequest(Worded, Handled):
    """What somebody asks about data on them, what was decided record by record, and the answer."""

    private: ClassVar[frozenset[str]] = frozenset({"about", "answer"})

    kind = models.CharField(_("kind"), max_length=20, choices=RequestKind.choices)
    reference = models.CharField(_("incoming number"), max_length=60)
    received_on = models.DateField(pgettext_lazy("a request", "received"))
    due_on = models.DateField(_("to be answered by"))
    about = models.TextField(_("what is asked"), help_text=_("without more personal data than needed"))
    sought = models.BooleanField(_("data held were looked up"), default=False, editable=False)
    decision = models.CharField(
        _("decision"), max_length=20, choices=RequestDecision.choices, blank=True, editable=False
    )
    answer = models.TextField(_("answer"), blank=True, editable=False)
    remedy = models.TextField(_("where to complain of the answer"), blank=True, editable=False)
    answered_on = models.DateField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", null=True, editable=False, verbose_name=_("decided by")
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a person")
        verbose_name_plural = _("requests of persons")
        ordering = ("due_on",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answered_on=None)
                | (~models.Q(decision="") & ~models.Q(answer="") & models.Q(answered_by__isnull=False)),
                name="answer_is_somebodys_decision",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"

    def get_absolute_url(self) -> str:
        """The page on which it is answered."""
        return reverse("subject_request", args=[self.pk])


class OfRequestQuerySet(models.QuerySet[Any]):
    """Steps of requests: seen as their request is."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the requests that `viewer` may know of."""
        return self.filter(request__in=SubjectRequest.objects.visible_to(viewer).values("pk"))


class RequestAct(Worded):
    """What a person decided on one record that a request led to: told, corrected, erased, kept, and why.

    `field` names what was corrected; the old and the new value stand in no table but the record's own. What
    was forgotten of a watchlist (a false match) is told by `record` alone.
    """

    request = models.ForeignKey(
        SubjectRequest, models.CASCADE, related_name="acts", verbose_name=_("request")
    )
    step = models.CharField(_("what was done"), max_length=20, choices=RequestStep.choices)
    subject_check = models.ForeignKey(
        Check, models.PROTECT, related_name="request_acts", null=True, blank=True, verbose_name=_("check")
    )
    record = models.CharField(pgettext_lazy("of a request", "record"), max_length=200)
    field = models.CharField(_("field"), max_length=20, choices=DocumentField.choices, blank=True)
    reason = models.TextField(_("why"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar[Any] = OfRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(step="corrected") | ~models.Q(field=""), name="correction_names_its_field"
            ),
        )

    def __str__(self) -> str:
        return f"{self.request}: {self.record}"

    @property
    def told(self) -> str:
        """What the record is called, in the reader's language."""
        check = self.subject_check
        if check is None:
            return self.record
        return _("Check") + f" {check}, {timezone.localtime(check.at):%d.%m.%Y}, {check.point}"
