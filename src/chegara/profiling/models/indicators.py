"""The catalogue of indicators."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.organisation.visibility import Handled, HandledQuerySet
from chegara.profiling.choices import (
    EvidenceGrade,
    Moment,
    PurposeCode,
    SourceKind,
    SubjectCode,
)

USER = settings.AUTH_USER_MODEL


class Indicator(Handled):
    """An indicator of the catalogue: a fact or an act, never what a person is.

    `restricted` marks one of an international set that an agency holds under its own rules: none is shipped.
    """

    code = models.CharField(_("code"), max_length=20)
    subject = models.CharField(_("subject"), max_length=20, choices=SubjectCode.choices)
    purpose = models.CharField(
        pgettext_lazy("of screening", "purpose"), max_length=40, choices=PurposeCode.choices
    )
    text = models.TextField(_("indicator"))
    observed = models.TextField(_("what exactly is observed"))
    knowable = models.CharField(_("when it becomes knowable"), max_length=20, choices=Moment.choices)
    source = models.CharField(_("read from"), max_length=20, choices=SourceKind.choices)
    reference = models.CharField(_("where it was published"), max_length=300, blank=True)
    legal_basis = models.TextField(_("legal basis of the observation"))
    grade = models.CharField(_("grade of evidence"), max_length=1, choices=EvidenceGrade.choices)
    exonerating = models.TextField(
        _("what speaks against it"), help_text=_("the everyday explanation that an officer asks for first")
    )
    owner = models.CharField(_("owner (office)"), max_length=200)
    review_on = models.DateField(_("to be reviewed on"))
    restricted = models.BooleanField(_("of a restricted set"), default=False)
    withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("subject", "code")
        constraints = (models.UniqueConstraint(fields=("owner_agency", "code"), name="indicator_code_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.text[:80]}"

    def get_absolute_url(self) -> str:
        """The page of the indicator."""
        return reverse("indicator_detail", args=[self.pk])
