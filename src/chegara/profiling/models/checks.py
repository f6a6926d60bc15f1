"""Checks of travellers, and what of them was given to another state."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.evidence.models import SourceFile
from chegara.organisation.models import CrossingPoint, State
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer
from chegara.organisation.wordings import Worded
from chegara.profiling.choices import (
    CheckState,
    DecisionCode,
    OutcomeCode,
    OwnView,
    PurposeCode,
)

USER = settings.AUTH_USER_MODEL


class Check(Worded, Handled):
    """One check of a traveller: what was read, what was found, what a person decided and why.

    `document` holds the fields read; `matches` the candidates with their explanation and a person's
    judgement; `seen` the indicators noted, incriminating and exonerating; `traces` what each active profile
    read. `own_view` is written before a score is shown. `personal_until` is the day on which who it was is
    deleted.
    """

    codes = frozenset({"document", "facts", "seen", "interview", "deviations"})

    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, related_name="+", verbose_name=_("crossing point")
    )
    state = models.CharField(_("state"), max_length=20, choices=CheckState.choices, default=CheckState.OPEN)
    purpose = models.CharField(
        pgettext_lazy("of screening", "purpose"), max_length=40, choices=PurposeCode.choices
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    document = models.JSONField(_("document"), default=dict, blank=True)
    deviations = models.JSONField(_("what departs in the document"), default=list, blank=True)
    matches = models.JSONField(_("candidates"), default=list, blank=True)
    facts = models.JSONField(_("facts noted"), default=dict, blank=True)
    seen = models.JSONField(_("indicators"), default=dict, blank=True)
    traces = models.JSONField(_("profiles"), default=list, blank=True)
    random_arm = models.BooleanField(_("of the random sample"), default=False)
    selected = models.BooleanField(_("selected by a profile"), default=False)
    own_view = models.CharField(_("own view"), max_length=20, choices=OwnView.choices, blank=True)
    decision = models.CharField(_("decision"), max_length=20, choices=DecisionCode.choices, blank=True)
    reason = models.TextField(_("reasons"), blank=True)
    referred_to = models.CharField(_("referred to"), max_length=200, blank=True)
    minor = models.BooleanField(_("minor"), default=False)
    asylum = models.BooleanField(_("asks for protection"), default=False)
    trafficking = models.BooleanField(_("may be a victim of trafficking"), default=False)
    informed = models.BooleanField(_("was told the reason of the stop"), null=True, blank=True)
    leaflet = models.CharField(_("language of the leaflet given"), max_length=40, blank=True)
    complaint = models.CharField(_("reference of a complaint"), max_length=60, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=OutcomeCode.choices, blank=True)
    outcome_reason = models.TextField(_("what was found"), blank=True)
    interview = models.JSONField(_("interview"), default=dict, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    personal_until = models.DateField(_("personal data until"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("officer"))
    at = models.DateTimeField(_("begun"), default=timezone.now)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="open")
                | (~models.Q(decision="") & ~models.Q(reason="") & models.Q(decided_at__isnull=False)),
                name="no_decision_without_reasons",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed")
                | (~models.Q(outcome="") & models.Q(closed_at__isnull=False)),
                name="closed_check_says_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"№ {self.pk}"

    def get_absolute_url(self) -> str:
        """The page of the check."""
        return reverse("check_detail", args=[self.pk])

    @property
    def protected(self) -> bool:
        """Whether a flag of protection stands."""
        return self.minor or self.asylum or self.trafficking

    @property
    def referred(self) -> bool:
        """Whether the person was handed on: to second line, or to another body."""
        return self.decision in {DecisionCode.SECOND_LINE, DecisionCode.REFER}

    @property
    def duration(self) -> int | None:
        """Whole minutes from the beginning to the end of the stop; None while it lasts."""
        end = self.closed_at or (self.decided_at if self.state == CheckState.DECIDED else None)
        return round((end - self.at).total_seconds() / 60) if end else None


class OfCheckQuerySet(models.QuerySet[Any]):
    """Records of checks: seen as their check is."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the checks that `viewer` may know of."""
        checks = Check.objects.visible_to(viewer).values("pk")
        return self.filter(subject_check__in=checks)


class Transfer(models.Model):
    """Data of one check given to another state, by an individual decision and not otherwise."""

    private: ClassVar[frozenset[str]] = frozenset({"what", "no_danger"})

    subject_check = models.ForeignKey(
        Check, models.PROTECT, related_name="transfers", verbose_name=_("check")
    )
    to_state = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("to"))
    what = models.TextField(_("which data"))
    decision_number = models.CharField(_("individual decision, number"), max_length=60)
    decision_date = models.DateField(_("individual decision, date"))
    decision_authority = models.CharField(_("decided by"), max_length=200)
    decision_file = models.ForeignKey(
        SourceFile, models.PROTECT, related_name="+", verbose_name=_("the decision itself"), editable=False
    )
    decision_file_name = models.CharField(_("file name"), max_length=255, editable=False)
    legal_basis = models.TextField(_("legal basis"))
    no_danger = models.TextField(
        _("why the person is in no danger from that state"), blank=True,
        help_text=_(
            "Needed for a minor, a person who asks for protection, a possible victim: "
            "what was looked into, and by whom."
        ),
    )  # fmt: skip
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar[Any] = OfCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer abroad")
        verbose_name_plural = _("transfers abroad")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(decision_number="") & ~models.Q(decision_authority=""),
                name="transfer_has_individual_decision",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject_check} → {self.to_state}"
