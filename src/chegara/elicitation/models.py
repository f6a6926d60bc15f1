"""Elicitation: several people judge the same things, first each alone and in secret, then together.

A ballot belongs to an agency and to nobody: it has no user, no time and no address, and all ballots of a
round are written anew in random order whenever one is added, so that not even the order of the table tells
who cast which. Only who has voted is known.
"""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import User
from chegara.elicitation.methods.positions import Tie
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer, agencies_of, joined
from chegara.organisation.wordings import Worded


class TieRule(models.TextChoices):
    """Which step is taken where a median falls between two."""

    HIGHER = Tie.HIGHER.value, _("the higher step, as caution asks")
    LOWER = Tie.LOWER.value, _("the lower step")


class Stage(models.TextChoices):
    """What a panel may do now; the slice that it serves decides."""

    SCORING = "scoring", _("Rounds are held")
    DISCUSSION = "discussion", _("Results are talked over; agencies lay down positions")
    CLOSED = "closed", _("Nothing changes any more")


class PanelQuerySet(HandledQuerySet):
    """Panels by who may know of them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the panels that `viewer` may know of: as any handled record, and those they sit on."""
        own = super().visible_to(viewer).values("pk")
        if not isinstance(viewer, User):
            return self.filter(pk__in=own)
        sits = joined(viewer, models.Q(experts__user=viewer, experts__agency__in=agencies_of(viewer)))
        invited = self.model._base_manager.filter(sits).values("pk")
        return self.filter(models.Q(pk__in=own) | models.Q(pk__in=invited))


class Panel(Worded, Handled):
    """People of several agencies who judge the same items by the same criteria on one common scale.

    `subject` is a plain reference to what the panel serves, such as "risk.assessment:7". `criteria` are codes
    with their words by language; `scale` is a common scale's code (`elicitation/parameters/scales.toml`).
    Where `unit` is given, amounts in it are judged by three numbers each (`methods.amounts`) and no levels.
    """

    codes = frozenset({"subject", "scale", "criteria"})

    subject = models.CharField(_("subject"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200)
    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    criteria = models.JSONField(_("criteria"))
    scale = models.CharField(_("common scale"), max_length=40)
    unit = models.CharField(_("unit of the amounts"), max_length=60, blank=True)
    explanation = models.TextField(_("what is meant"), blank=True)
    tie = models.CharField(
        _("where a median falls between two steps"),
        max_length=10,
        choices=TieRule.choices,
        default=TieRule.HIGHER,
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.SCORING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("opened"), auto_now_add=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = _("panel")
        verbose_name_plural = _("panels")
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The panel's page."""
        return reverse("panel_detail", args=[self.pk])

    @property
    def criteria_words(self) -> dict[str, str]:
        """The criteria's names by code, in the language of the page."""
        language = "ru" if (get_language() or "en").startswith("ru") else "en"
        return {one["code"]: one.get(language) or one["en"] for one in self.criteria}


class Item(Worded):
    """One thing that is judged; `key` is how the slice that asked knows it."""

    codes = frozenset({"key"})

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="items", verbose_name=_("panel"))
    key = models.CharField(max_length=100)
    title = models.CharField(_("title"), max_length=300)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("panel", "key"), name="item_once_a_panel"),)

    def __str__(self) -> str:
        return self.title


class AgencyTerms(models.Model):
    """How an agency takes part: its weight, and its own scale where it has one.

    `words` are its levels from the lowest, each with the common level that it stands for (None: cannot be
    judged); empty where it uses the common scale.
    """

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="terms", verbose_name=_("panel"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    weight = models.FloatField(_("weight"), default=1.0)
    words = models.JSONField(_("own scale"), default=list, blank=True)

    class Meta:
        verbose_name = _("terms of an agency")
        verbose_name_plural = _("terms of agencies")
        constraints = (
            models.UniqueConstraint(fields=("panel", "agency"), name="terms_once_an_agency"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="weight_is_positive"),
        )

    def __str__(self) -> str:
        return f"{self.agency}"


class Expert(models.Model):
    """Somebody invited to judge, for one agency."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="experts", verbose_name=_("panel"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("expert")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    at = models.DateTimeField(_("invited"), auto_now_add=True)

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ("agency__code", "user__full_name")
        constraints = (models.UniqueConstraint(fields=("panel", "user"), name="expert_once_a_panel"),)

    def __str__(self) -> str:
        return f"{self.user} ({self.agency.short})"


class RoundState(models.TextChoices):
    """Whether ballots are still taken."""

    OPEN = "open", _("Open: ballots are taken")
    CLOSED = "closed", _("Closed: results are shown")


class Round(models.Model):
    """One round of scoring. `digest` is the SHA-256 of its ballots when it was closed."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="rounds", verbose_name=_("panel"))
    number = models.PositiveIntegerField(_("round"))
    state = models.CharField(_("state"), max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    digest = models.CharField(_("SHA-256 of the ballots"), max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("panel", "number"), name="round_once_a_panel"),
            models.UniqueConstraint(
                fields=("panel",), condition=models.Q(state="open"), name="one_open_round_a_panel"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at__isnull=True)
                | models.Q(state="closed", closed_at__isnull=False),
                name="closed_round_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.panel}: {self.number}"


class Turnout(models.Model):
    """Whether an expert has voted in a round, and by which way; never when, and never what."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="turnout")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="turnout")
    voted = models.BooleanField(_("has voted"), default=False)
    on_paper = models.BooleanField(_("on paper"), default=False)

    class Meta:
        verbose_name = _("turnout")
        verbose_name_plural = _("turnout")
        constraints = (models.UniqueConstraint(fields=("round", "expert"), name="turnout_once_a_round"),)

    def __str__(self) -> str:
        return f"{self.expert}"


class Ballot(models.Model):
    """What one expert of an agency judged, without who. A paper ballot keeps the number printed on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="ballots")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    paper_number = models.PositiveIntegerField(_("number of the paper"), null=True)

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.agency}"


class Judgement(models.Model):
    """One level with its rationale. `word` is as given on the agency's own scale, `level` what it stands for.

    `level` is None where the expert could not judge (`word` is empty then): unknown is not low. Of an amount
    `word` has the three numbers, and there is no level.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="judgements")
    item = models.ForeignKey(Item, models.PROTECT, related_name="judgements", verbose_name=_("item"))
    criterion = models.CharField(_("criterion"), max_length=40)
    word = models.CharField(_("as judged"), max_length=60)
    level = models.PositiveSmallIntegerField(_("level"), null=True)
    rationale = models.TextField(_("rationale"), blank=True)

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("ballot", "item", "criterion"), name="one_judgement_a_ballot"),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.word}"


class PaperState(models.TextChoices):
    """How far a paper ballot is entered."""

    ISSUED = "issued", _("Issued")
    READ_ONCE = "read_once", _("Read once; a second reader is needed")
    COUNTED = "counted", _("Counted")
    SPOILT = "spoilt", _("Spoilt or not returned")


class PaperBallot(models.Model):
    """A numbered paper ballot, for rooms where devices are not allowed.

    Numbers are drawn at random and handed out face down, so that none leads to a person. `first` is what the
    first reader entered; it is cleared once a second reader, another person, entered the same.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="papers")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    number = models.PositiveIntegerField(pgettext_lazy("of one in a row", "number"))
    state = models.CharField(_("state"), max_length=10, choices=PaperState.choices, default=PaperState.ISSUED)
    first = models.JSONField(null=True)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("issued"), auto_now_add=True)

    class Meta:
        verbose_name = _("paper ballot")
        verbose_name_plural = _("paper ballots")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("round", "number"), name="paper_number_once"),)

    def __str__(self) -> str:
        return f"№ {self.number}"


class AgencyPosition(Worded):
    """What an agency's head laid down: it counts in place of the experts' median; both are kept."""

    codes = frozenset({"criterion", "word"})

    item = models.ForeignKey(Item, models.CASCADE, related_name="positions", verbose_name=_("item"))
    criterion = models.CharField(_("criterion"), max_length=40)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    word = models.CharField(_("as judged"), max_length=60)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("agency's position")
        verbose_name_plural = _("agencies' positions")
        constraints = (
            models.UniqueConstraint(fields=("item", "criterion", "agency"), name="one_position_an_agency"),
        )

    def __str__(self) -> str:
        return f"{self.agency}: {self.word}"
