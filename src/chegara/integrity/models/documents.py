"""The papers as they are: each file, and each of its paragraphs, of which none is lost."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.integrity.choices import DocumentKind, DocumentState, ParagraphRole, VerbCode
from chegara.integrity.models.common import OfReview, WordedOfReview

USER = settings.AUTH_USER_MODEL


class SourceDocument(WordedOfReview):
    """A statute, job description, staffing table, order or old plan that was read in."""

    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    title = models.CharField(_("title"), max_length=300)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    number = models.CharField(_("approved by order No."), max_length=60, blank=True)
    date = models.DateField(_("of"), null=True, blank=True)
    unit = models.ForeignKey(
        "integrity.ServiceUnit", models.SET_NULL, null=True, blank=True, related_name="documents",
        verbose_name=_("unit of the service"),
    )  # fmt: skip
    unit_name = models.CharField(_("unit as the paper names it"), max_length=250, blank=True)
    post_title = models.CharField(_("position as the paper names it"), max_length=200, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=DocumentState.choices,
        default=DocumentState.PREVIEW,
        editable=False,
    )
    brought = models.JSONField(_("what its rows brought"), default=list, blank=True, editable=False)
    by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", editable=False, verbose_name=_("read in by")
    )
    at = models.DateTimeField(_("read in"), auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("of the service", "document")
        verbose_name_plural = pgettext_lazy("of the service", "documents")
        ordering = ("review", "kind", "title")
        constraints = (models.UniqueConstraint(fields=("review", "sha256"), name="document_read_once"),)

    def __str__(self) -> str:
        return self.title or self.file_name

    def get_absolute_url(self) -> str:
        """The page on which its paragraphs are looked through."""
        return reverse("integrity_document", args=[self.review_id, self.pk])


class SourceParagraph(OfReview):
    """A paragraph or table cell of a paper, and what it was taken for."""

    document = models.ForeignKey(
        SourceDocument, models.CASCADE, related_name="paragraphs",
        verbose_name=pgettext_lazy("of the service", "document"),
    )  # fmt: skip
    number = models.PositiveIntegerField(pgettext_lazy("of a record", "number"))
    place = models.CharField(_("where"), max_length=80)
    text = models.TextField(_("text"))
    role = models.CharField(
        _("taken for"), max_length=20, choices=ParagraphRole.choices, default=ParagraphRole.OTHER
    )
    verb = models.CharField(_("verb"), max_length=10, choices=VerbCode.choices, blank=True)
    object = models.CharField(_("object"), max_length=60, blank=True)
    function = models.ForeignKey(
        "integrity.UnitFunction", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("of a unit", "function"),
    )  # fmt: skip
    corrected = models.BooleanField(_("corrected by a person"), default=False)

    ITEM_ROLES: ClassVar = frozenset(
        {
            ParagraphRole.TASK, ParagraphRole.FUNCTION, ParagraphRole.DUTY, ParagraphRole.RIGHT,
            ParagraphRole.REQUIREMENT, ParagraphRole.RESPONSIBILITY,
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")
        ordering = ("document", "number")
        constraints = (models.UniqueConstraint(fields=("document", "number"), name="paragraph_once"),)

    def __str__(self) -> str:
        return f"{self.document}, {self.place}"
