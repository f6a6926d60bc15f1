"""The words that classify plans and measures, and what may follow which state."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanState(models.TextChoices):
    """Where a plan is. An approved plan is frozen; a change of it begins from what was approved."""

    DRAFT = "draft", pgettext_lazy("of a plan", "Draft")
    APPROVED = "approved", pgettext_lazy("of a plan", "Approved")
    CHANGING = "changing", pgettext_lazy("of a plan", "Being changed")
    CLOSED = "closed", pgettext_lazy("of a plan", "Closed")


PLAN_TRANSITIONS: dict[str, frozenset[str]] = {
    PlanState.DRAFT: frozenset({PlanState.APPROVED}),
    PlanState.APPROVED: frozenset({PlanState.CHANGING, PlanState.CLOSED}),
    PlanState.CHANGING: frozenset({PlanState.APPROVED}),
    PlanState.CLOSED: frozenset(),
}


class Term(models.TextChoices):
    """How long an objective takes; `parameters/terms.toml` says how many months each allows."""

    SHORT = "short", _("Short term")
    MEDIUM = "medium", _("Medium term")
    LONG = "long", _("Long term")


class Priority(models.IntegerChoices):
    """What comes first."""

    HIGH = 1, pgettext_lazy("priority", "High")
    MEDIUM = 2, pgettext_lazy("priority", "Medium")
    LOW = 3, pgettext_lazy("priority", "Low")


class Kind(models.TextChoices):
    """What a measure does about what it treats."""

    PREVENTION = "prevention", _("Prevention")
    DETECTION = "detection", pgettext_lazy("kind of measure", "Detection")
    ELIMINATION = "elimination", _("Elimination or mitigation")
    TRANSFER = "transfer", pgettext_lazy("kind of measure", "Transfer")


class Tier(models.IntegerChoices):
    """The four tiers of access control (integrated border management)."""

    THIRD_COUNTRIES = 1, _("1: in countries of origin and transit")
    NEIGHBOURS = 2, _("2: with neighbouring countries")
    BORDER = 3, _("3: at the border")
    INSIDE = 4, _("4: inside the country")


class Area(models.TextChoices):
    """The six areas of work of integrated border management."""

    LEGAL = "legal", _("Legal framework")
    INSTITUTIONS = "institutions", _("Institutional framework")
    PROCEDURES = "procedures", _("Procedures")
    PEOPLE = "people", _("Human resources and training")
    COMMUNICATION = "communication", _("Communication and information technology")
    EQUIPMENT = "equipment", _("Infrastructure and equipment")


class Funds(models.TextChoices):
    """Where the money comes from."""

    NONE_NEEDED = "none_needed", _("No money needed")
    OWN = "own", _("The agency's own budget")
    STATE = "state", _("State budget")
    DONOR = "donor", pgettext_lazy("source of funds", "Donor")
    SOUGHT = "sought", _("Still sought")


class EffectOn(models.TextChoices):
    """Which part of a risk a measure makes smaller."""

    LIKELIHOOD = "likelihood", _("Likelihood")
    VULNERABILITY = "vulnerability", _("Vulnerability")
    IMPACT = "impact", _("Impact")


class Status(models.TextChoices):
    """How far a measure is."""

    PROPOSED = "proposed", pgettext_lazy("of a measure", "Proposed")
    AGREED = "agreed", pgettext_lazy("of a measure", "Agreed")
    FUNDED = "funded", pgettext_lazy("of a measure", "Funded")
    IN_PROGRESS = "in_progress", pgettext_lazy("of a measure", "In progress")
    DONE = "done", pgettext_lazy("of a measure", "Done")
    DROPPED = "dropped", pgettext_lazy("of a measure", "Dropped")


TRANSITIONS: dict[str, frozenset[str]] = {
    Status.PROPOSED: frozenset({Status.AGREED, Status.DROPPED}),
    Status.AGREED: frozenset({Status.FUNDED, Status.IN_PROGRESS, Status.DROPPED}),
    Status.FUNDED: frozenset({Status.IN_PROGRESS, Status.DROPPED}),
    Status.IN_PROGRESS: frozenset({Status.DONE, Status.DROPPED}),
    Status.DONE: frozenset({Status.IN_PROGRESS}),
    Status.DROPPED: frozenset({Status.PROPOSED}),
}
LIVE = (Status.PROPOSED, Status.AGREED, Status.FUNDED, Status.IN_PROGRESS)
"""Statuses in which a measure still has to be done."""
PAID = (Status.FUNDED, Status.IN_PROGRESS, Status.DONE)


class NeedKind(models.TextChoices):
    """What a measure needs besides money."""

    STAFF = "staff", _("Staff")
    EQUIPMENT = "equipment", _("Equipment")


CURRENCIES = ("USD", "EUR", "KZT", "KGS", "TJS", "TMT", "UZS", "RUB", "XSD")
"""ISO 4217; XSD is the invented Sarvania's."""
