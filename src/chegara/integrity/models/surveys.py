"""The anonymous survey of perception: codes that are used up, answers without person, time or order.

An answer belongs to a group and to nobody: no user, no time, no address; all answers of a survey are written
anew in random order whenever one is added, as ballots are. A code is a slip of paper drawn by its group; only
its hash is kept, and it is deleted when it is used. Results exist once, after the end.
"""

from __future__ import annotations

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.integrity.corruption_choices import SurveyKind, SurveyState
from chegara.integrity.methods.anonymity import LEAST_ALLOWED, LEAST_GROUP
from chegara.integrity.models.common import OfReview, WordedOfReview


class IntegritySurvey(WordedOfReview):
    """One survey of staff or of clients, divided once and for all into groups."""

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("who is asked"), max_length=10, choices=SurveyKind.choices)
    least = models.PositiveSmallIntegerField(
        _("least size of a group that is shown"), default=LEAST_GROUP,
        validators=[MinValueValidator(LEAST_ALLOWED)],
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=10, choices=SurveyState.choices, default=SurveyState.DRAFT, editable=False
    )
    invited = models.PositiveIntegerField(_("slips handed out"), default=0, editable=False)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ("review", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(least__gte=LEAST_ALLOWED), name="survey_hides_groups"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the survey."""
        return reverse("survey_detail", args=[self.review_id, self.pk])


class SurveyGroup(WordedOfReview):
    """A department, office or kind of client: the one division of those asked."""

    survey = models.ForeignKey(
        IntegritySurvey, models.CASCADE, related_name="groups", verbose_name=_("survey")
    )
    name = models.CharField(_("group"), max_length=150)

    class Meta:
        verbose_name = pgettext_lazy("of a survey", "group")
        verbose_name_plural = pgettext_lazy("of a survey", "groups")
        ordering = ("survey", "name")
        constraints = (models.UniqueConstraint(fields=("survey", "name"), name="group_of_survey_once"),)

    def __str__(self) -> str:
        return self.name


class SurveyCode(OfReview):
    """A slip that was handed out and not used yet."""

    group = models.ForeignKey(SurveyGroup, models.CASCADE, related_name="slips", verbose_name=_("group"))
    digest = models.CharField(_("SHA-256 of the code"), max_length=64, unique=True)

    class Meta:
        verbose_name = pgettext_lazy("of a survey", "code")
        verbose_name_plural = pgettext_lazy("of a survey", "codes")
        ordering = ("digest",)

    def __str__(self) -> str:
        return str(self.group)


class SurveyAnswer(OfReview):
    """What somebody of a group answered, without who and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SurveyGroup, models.CASCADE, related_name="answers", verbose_name=_("group"))
    values = models.JSONField(_("answers"))

    class Meta:
        verbose_name = pgettext_lazy("of a survey", "answer")
        verbose_name_plural = pgettext_lazy("of a survey", "answers")
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.group)
