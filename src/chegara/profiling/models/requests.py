"""What people ask about data on them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.organisation.visibility import Handled, HandledQuerySet
from chegara.profiling.choices import RequestKind

USER = settings.AUTH_USER_MODEL


class SubjectRequest(Handled):
    """What somebody asks about data on them, and the answer."""

    kind = models.CharField(_("kind"), max_length=20, choices=RequestKind.choices)
    reference = models.CharField(_("incoming number"), max_length=60)
    received_on = models.DateField(pgettext_lazy("a request", "received"))
    due_on = models.DateField(_("to be answered by"))
    about = models.TextField(_("what is asked"), help_text=_("without more personal data than needed"))
    answer = models.TextField(_("answer"), blank=True, editable=False)
    answered_on = models.DateField(_("answered"), null=True, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a person")
        verbose_name_plural = _("requests of persons")
        ordering = ("due_on",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"

    @property
    def url(self) -> str:
        """The page on which it is answered."""
        return reverse("subject_request", args=[self.pk])
