"""Analyses of declarations: questions for review under pseudonyms, and the two keys that open one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.integrity.corruption_choices import AssignmentRule, QuestionKind, QuestionState
from chegara.integrity.models.common import OfReview, WordedOfReview

USER = settings.AUTH_USER_MODEL


class DeclarationAnalysis(WordedOfReview):
    """One look at a file of declarations. The file is not kept: it names officers."""

    title = models.CharField(_("title"), max_length=200)
    rule = models.CharField(_("rule of assignment"), max_length=10, choices=AssignmentRule.choices)
    threshold = models.FloatField(_("threshold of the amount"), null=True, blank=True)
    width = models.FloatField(_("how far from the threshold"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, editable=False)
    summary = models.JSONField(_("what was looked at"), default=dict, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False, verbose_name=_("made by"))
    at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("analysis of declarations")
        verbose_name_plural = _("analyses of declarations")
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of its questions."""
        return reverse("analysis_detail", args=[self.review_id, self.pk])


class Alias(OfReview):
    """A pseudonym of an officer or declarant in one analysis; what it stands for is sealed."""

    analysis = models.ForeignKey(
        DeclarationAnalysis,
        models.CASCADE,
        related_name="aliases",
        verbose_name=_("analysis of declarations"),
    )
    code = models.CharField(_("pseudonym"), max_length=12)
    sealed = models.TextField(_("sealed identity"))

    class Meta:
        verbose_name = _("pseudonym of an analysis")
        verbose_name_plural = _("pseudonyms of an analysis")
        ordering = ("analysis", "code")
        constraints = (models.UniqueConstraint(fields=("analysis", "code"), name="alias_of_analysis_once"),)

    def __str__(self) -> str:
        return self.code


class ReviewQuestion(OfReview):
    """A question for review, with its figures: never an accusation."""

    analysis = models.ForeignKey(
        DeclarationAnalysis,
        models.CASCADE,
        related_name="questions",
        verbose_name=_("analysis of declarations"),
    )
    kind = models.CharField(_("question"), max_length=20, choices=QuestionKind.choices)
    officer = models.ForeignKey(Alias, models.CASCADE, related_name="+", verbose_name=_("officer"))
    declarant = models.ForeignKey(
        Alias, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("declarant")
    )
    figures = models.JSONField(_("figures"))
    state = models.CharField(
        _("state"), max_length=20, choices=QuestionState.choices, default=QuestionState.OPEN
    )
    answer = models.TextField(_("what came of it"), blank=True)

    class Meta:
        verbose_name = _("question for review")
        verbose_name_plural = _("questions for review")
        ordering = ("analysis", "kind", "pk")

    def __str__(self) -> str:
        return f"{self.officer.code}: {self.get_kind_display()}"


class Unsealing(WordedOfReview):
    """Integrity asks, in writing, to open a pseudonym; somebody of oversight turns the second key."""

    question = models.ForeignKey(
        ReviewQuestion, models.CASCADE, related_name="unsealings", verbose_name=_("question for review")
    )
    reason = models.TextField(_("why the person must be known"))
    by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", editable=False, verbose_name=_("asked by (integrity)")
    )
    at = models.DateTimeField(pgettext_lazy("to a request", "asked"), auto_now_add=True)
    answered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("answered by (oversight)"),
    )  # fmt: skip
    answered_at = models.DateTimeField(pgettext_lazy("to a request", "answered"), null=True, editable=False)
    opened = models.BooleanField(pgettext_lazy("pseudonym", "opened"), null=True, editable=False)
    answer = models.TextField(pgettext_lazy("to a request", "answer"), blank=True)

    class Meta:
        verbose_name = _("opening of a pseudonym")
        verbose_name_plural = _("openings of pseudonyms")
        ordering = ("-at",)
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True, answered_at__isnull=True, opened__isnull=True)
                | models.Q(answered_by__isnull=False, answered_at__isnull=False, opened__isnull=False),
                name="answered_unsealing_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True) | ~models.Q(answered_by=models.F("by")),
                name="two_keys_are_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"{self.question}"


class MirrorFlow(WordedOfReview):
    """One product of one partner in one year, by the partner's figures and by those declared on arrival."""

    partner = models.CharField(_("partner country"), max_length=80)
    code = models.CharField(_("product code (HS)"), max_length=10)
    year = models.PositiveSmallIntegerField(_("year"))
    exported = models.FloatField(_("exported by the partner's figures (fob)"), null=True, blank=True)
    imported = models.FloatField(_("imported as declared (cif)"), null=True, blank=True)
    exported_quantity = models.FloatField(_("quantity exported"), null=True, blank=True)
    imported_quantity = models.FloatField(_("quantity imported"), null=True, blank=True)
    charges = models.FloatField(_("duty, excise and tax, per cent"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=20)
    transit = models.BooleanField(_("transit or re-export is common"), default=False)
    within_union = models.BooleanField(_("within a customs union"), default=False)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("mirrored flow of trade")
        verbose_name_plural = _("mirrored flows of trade")
        ordering = ("review", "year", "code", "partner")
        constraints = (
            models.UniqueConstraint(fields=("review", "partner", "code", "year"), name="mirrored_flow_once"),
        )

    def __str__(self) -> str:
        return f"{self.partner}, {self.code}, {self.year}"
