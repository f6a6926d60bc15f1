"""The words of contingency plans: kinds of emergency, schemes of levels, states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What a plan prepares for."""

    MASS_INFLUX = "mass_influx", _("Mass inflow of people")
    ARMED_CLASH = "armed_clash", _("Armed clash or incursion near the border")
    TERRORISM = "terrorism", _("Terrorist threat or attack at the crossing point")
    CLOSURE = "closure", _("Closure by the neighbour")
    EPIDEMIC = "epidemic", _("Epidemic")
    EPIZOOTIC = "epizootic", _("Epizootic: disease of animals")
    DISASTER = "disaster", _("Earthquake, flood or landslide that cuts the road")
    CBRN = "cbrn", _("Chemical, biological or radiation alarm")
    IT_OUTAGE = "it_outage", _("Outage of IT or power")
    TRUCK_QUEUE = "truck_queue", _("Long queue of trucks")
    LABOUR_RETURN = "labour_return", _("Sudden return of labour migrants")
    STRIKE = "strike", _("Officials unable or unwilling to work")


class Scheme(models.TextChoices):
    """The national scheme of levels that a hazard follows."""

    CIVIL = "civil", _("normal, heightened readiness, emergency")
    TERROR = "terror", _("terrorist danger: yellow, orange, red")


class LevelCode(models.TextChoices):
    """The levels of both schemes; those of one scheme are cumulative in the order of `LEVELS_OF`."""

    NORMAL = "normal", pgettext_lazy("level of readiness", "Normal")
    HEIGHTENED = "heightened", pgettext_lazy("level of readiness", "Heightened readiness")
    EMERGENCY = "emergency", pgettext_lazy("level of readiness", "Emergency")
    YELLOW = "yellow", pgettext_lazy("level of terrorist danger", "Yellow (heightened)")
    ORANGE = "orange", pgettext_lazy("level of terrorist danger", "Orange (high)")
    RED = "red", pgettext_lazy("level of terrorist danger", "Red (critical)")


LEVELS_OF: dict[str, tuple[str, ...]] = {
    Scheme.CIVIL: (LevelCode.NORMAL, LevelCode.HEIGHTENED, LevelCode.EMERGENCY),
    Scheme.TERROR: (LevelCode.YELLOW, LevelCode.ORANGE, LevelCode.RED),
}
LOOK_OF = {
    LevelCode.NORMAL: "state-good", LevelCode.HEIGHTENED: "state-warn", LevelCode.EMERGENCY: "state-bad",
    LevelCode.YELLOW: "state-warn", LevelCode.ORANGE: "state-warn", LevelCode.RED: "state-bad",
}  # fmt: skip


class PlanState(models.TextChoices):
    """Where a contingency plan is: an approved one is changed only as the next version."""

    DRAFT = "draft", pgettext_lazy("of a contingency plan", "Draft")
    APPROVED = "approved", pgettext_lazy("of a contingency plan", "Approved")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a contingency plan", "Withdrawn")


PLAN_TRANSITIONS: dict[str, frozenset[str]] = {
    PlanState.DRAFT: frozenset({PlanState.APPROVED, PlanState.WITHDRAWN}),
    PlanState.APPROVED: frozenset({PlanState.DRAFT, PlanState.WITHDRAWN}),
    PlanState.WITHDRAWN: frozenset({PlanState.DRAFT}),
}


class Quantity(models.TextChoices):
    """What a planning figure counts."""

    PERSONS_DAY = "persons_day", _("persons a day")
    VEHICLES_DAY = "vehicles_day", _("vehicles a day")
    TRUCKS_WAITING = "trucks_waiting", _("trucks waiting")
    DURATION = "duration", _("duration, days")
    VULNERABLE = "vulnerable", _("share of vulnerable persons, %")
    UNDOCUMENTED = "undocumented", _("share without documents, %")
    OTHER = "other", pgettext_lazy("planning figure", "other")


class Tested(models.TextChoices):
    """What a test of an assumption showed."""

    UNTESTED = "untested", pgettext_lazy("of an assumption", "Not tested yet")
    HOLDS = "holds", pgettext_lazy("of an assumption", "Holds")
    FAILS = "fails", pgettext_lazy("of an assumption", "Does not hold")


class Frequency(models.TextChoices):
    """How often a warning sign is read."""

    DAILY = "daily", _("every day")
    MONTHLY = "monthly", _("every month")


@dataclass(frozen=True)
class Cadence:
    """How many readings a year a frequency gives, and how many back before a crisis still warn of it."""

    a_year: float
    ahead: int


CADENCE = {Frequency.DAILY: Cadence(365.25, 30), Frequency.MONTHLY: Cadence(12.0, 3)}


class Side(models.TextChoices):
    """On which side of its threshold a sign warns."""

    ABOVE = "above", pgettext_lazy("of a threshold", "at or above")
    BELOW = "below", pgettext_lazy("of a threshold", "at or below")


class ResourceKind(models.TextChoices):
    """What is kept ready."""

    STAFF = "staff", _("Staff")
    LANES = "lanes", _("Lanes and booths")
    VEHICLES = "vehicles", _("Vehicles")
    SHELTER = "shelter", _("Tents and shelter")
    WATER = "water", _("Water and food")
    MEDICAL = "medical", _("Medical supplies")
    SCANNERS = "scanners", _("Scanners and instruments")
    INTERPRETERS = "interpreters", _("Interpreters")
    OTHER = "other", pgettext_lazy("kind of resource", "Other")


class Group(models.TextChoices):
    """Who needs more than passage."""

    ASYLUM = "asylum", _("Asylum seekers")
    TRAFFICKING = "trafficking", _("Presumed victims of trafficking")
    CHILDREN = "children", _("Unaccompanied minors")
    SICK = "sick", _("The sick and the injured")
    PREGNANT = "pregnant", _("Pregnant women and mothers with infants")
    OLD = "old", _("Old persons and persons with disabilities")
    FAMILIES = "families", _("Separated families")
    ALL = "all", _("All persons who wait")


class EntryKind(models.TextChoices):
    """What an entry of the log tells of."""

    LEVEL = "level", pgettext_lazy("entry of a log", "Level")
    DECISION = "decision", pgettext_lazy("entry of a log", "Decision")
    EVENT = "event", pgettext_lazy("entry of a log", "Event")
    MESSAGE = "message", pgettext_lazy("entry of a log", "Message")
    REQUEST = "request", pgettext_lazy("entry of a log", "Request")


class TaskState(models.TextChoices):
    """How far a task is once its plan is active."""

    WAITING = "waiting", pgettext_lazy("of a task", "Waiting")
    RUNNING = "running", pgettext_lazy("of a task", "In progress")
    DONE = "done", pgettext_lazy("of a task", "Done")
    IMPOSSIBLE = "impossible", pgettext_lazy("of a task", "Can't be done")


class ExerciseKind(models.TextChoices):
    """Kinds of exercise; source: Homeland Security Exercise and Evaluation Program (HSEEP), 2020."""

    TABLETOP = "tabletop", pgettext_lazy("kind of exercise", "Tabletop")
    FUNCTIONAL = "functional", pgettext_lazy("kind of exercise", "Functional")
    FULL_SCALE = "full_scale", pgettext_lazy("kind of exercise", "Full-scale")


class ExerciseState(models.TextChoices):
    """Where an exercise is: it is closed when its corrective actions are."""

    PLANNED = "planned", pgettext_lazy("of an exercise", "Planned")
    RUNNING = "running", pgettext_lazy("of an exercise", "Being held")
    HELD = "held", pgettext_lazy("of an exercise", "Held")
    CLOSED = "closed", pgettext_lazy("of an exercise", "Closed")


class Outcome(models.TextChoices):
    """What an agency did on an inject, against what was expected."""

    AS_EXPECTED = "as_expected", pgettext_lazy("of an expected action", "As expected")
    LATE = "late", pgettext_lazy("of an expected action", "Late")
    OTHERWISE = "otherwise", pgettext_lazy("of an expected action", "Otherwise")
    NOT_DONE = "not_done", pgettext_lazy("of an expected action", "Not done")


class Judged(models.TextChoices):
    """What an observation is."""

    STRENGTH = "strength", pgettext_lazy("of an observation", "Strength")
    TO_IMPROVE = "to_improve", pgettext_lazy("of an observation", "To be improved")


OUTCOME_LOOK: dict[Any, str] = {
    Outcome.AS_EXPECTED: "state-good", Outcome.LATE: "state-warn",
    Outcome.OTHERWISE: "state-warn", Outcome.NOT_DONE: "state-bad", "": "state-neutral",
}  # fmt: skip
TASK_LOOK: dict[Any, str] = {
    TaskState.WAITING: "state-neutral", TaskState.RUNNING: "state-warn",
    TaskState.DONE: "state-good", TaskState.IMPOSSIBLE: "state-bad",
}  # fmt: skip
