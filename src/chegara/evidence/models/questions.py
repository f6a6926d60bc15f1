"""Questions to agencies about what they reported, and the letters in which they are put."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import User
from chegara.evidence.models.dictionary import Indicator
from chegara.evidence.models.imports import Batch
from chegara.evidence.models.records import Record
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import Viewer, agencies_of


class LetterQuerySet(models.QuerySet["DiscrepancyLetter"]):
    """Letters by who may know of them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Letters that one's agency writes, and those that were sent to it."""
        if not isinstance(viewer, User) or not viewer.is_active:
            return self.none()
        own = agencies_of(viewer)
        return self.filter(models.Q(from_agency__in=own) | models.Q(to_agency__in=own, sent_at__isnull=False))


class DiscrepancyLetter(models.Model):
    """A letter that puts questions to one agency, with a deadline; sent once it has a number."""

    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    from_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("sender"))
    to_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("addressee"))
    number = models.CharField(_("number of the letter"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=10)
    deadline = models.DateField(_("answer until"))
    signatory = models.CharField(_("signatory"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("discrepancy letter")
        verbose_name_plural = _("discrepancy letters")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


class QuestionKind(models.TextChoices):
    """What a question is about."""

    DOUBLE = "double", _("Reported twice?")
    UNIT = "unit", _("Which unit?")
    VALUE = "value", _("Impossible value?")
    TOTAL = "total", _("Totals that do not agree")
    GAP = "gap", _("Implausibly little")
    OTHER = "other", _("Other question")


class QuestionState(models.TextChoices):
    """Where a question is."""

    OPEN = "open", _("To be sent")
    SENT = "sent", _("Sent")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


QUESTION_TRANSITIONS: dict[str, frozenset[str]] = {
    QuestionState.OPEN: frozenset({QuestionState.SENT, QuestionState.CLOSED}),
    QuestionState.SENT: frozenset({QuestionState.ANSWERED, QuestionState.CLOSED}),
    QuestionState.ANSWERED: frozenset({QuestionState.SENT, QuestionState.CLOSED}),
    QuestionState.CLOSED: frozenset({QuestionState.SENT, QuestionState.ANSWERED}),
}


class AnswerKind(models.TextChoices):
    """What an agency answers."""

    RIGHT = "right", _("It is right as it stands")
    CORRECTED = "corrected", _("Corrected as below")
    REMOVE = "remove", _("The row is to be taken out")
    SAME = "same", _("It is the same event")
    DIFFERENT = "different", _("They are different events")
    UNKNOWN = "unknown", _("It can't be found out any more")


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions by who may know of them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Questions that one's agency asks, and those that were put to it, on imports that one may see."""
        if not isinstance(viewer, User) or not viewer.is_active:
            return self.none()
        own = agencies_of(viewer)
        mine = models.Q(asked_by__in=own)
        put_to_me = models.Q(batch__owner_agency__in=own) & ~models.Q(state=QuestionState.OPEN)
        known = Batch.objects.visible_to(viewer).values("pk")
        return self.filter(mine | put_to_me, batch__in=known)


class Question(models.Model):
    """One question about an import that counted, mostly about one row of it.

    `says` is what stands there, as its agency wrote it; `text` is the question. Both are what the agency that
    is asked may read: another agency's records are in neither unless they were released to it. `corrections`
    are the fields that the answer gives anew. `closed_by_import` is the corrected import that settled it.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="questions", verbose_name=_("import"))
    record = models.ForeignKey(
        Record, models.DO_NOTHING, null=True, related_name="questions", verbose_name=_("record")
    )
    asked_by = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    letter = models.ForeignKey(
        DiscrepancyLetter, models.SET_NULL, null=True, related_name="questions", verbose_name=_("letter")
    )
    kind = models.CharField(_("about"), max_length=10, choices=QuestionKind.choices)
    key = models.CharField(max_length=200, blank=True)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, related_name="+", verbose_name=_("indicator")
    )
    first_month = models.DateField(_("from"), null=True)
    last_month = models.DateField(_("to"), null=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("row"), default=0)
    column = models.PositiveIntegerField(_("column"), default=0)
    says = models.TextField(_("what it says"), blank=True)
    text = models.TextField(_("question"))
    state = models.CharField(
        _("state"), max_length=10, choices=QuestionState.choices, default=QuestionState.OPEN
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("asked"), auto_now_add=True)
    answer = models.CharField(_("answer"), max_length=10, choices=AnswerKind.choices, blank=True)
    answer_text = models.TextField(_("answer in words"), blank=True)
    corrections = models.JSONField(_("corrected values"), default=dict)
    answered_at = models.DateTimeField(_("when answered"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by_import = models.ForeignKey(
        Batch, models.SET_NULL, null=True, related_name="+", verbose_name=_("settled by import")
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to an agency")
        verbose_name_plural = _("questions to agencies")
        ordering = ("batch", "sheet", "row", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="closed") | models.Q(closed_at__isnull=False),
                name="closed_question_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="answered") | models.Q(answered_at__isnull=False),
                name="answered_question_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.text[:60]}"
