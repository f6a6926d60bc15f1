"""Reading contingency plans, as one viewer may see them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from chegara.common.periods import Month
from chegara.contingency.choices import CADENCE, Frequency, LevelCode, Side, TaskState
from chegara.contingency.methods.call_tree import Call, Told, times
from chegara.contingency.methods.schedule import Use
from chegara.contingency.methods.supplies import Supply
from chegara.contingency.methods.warning import BackTest, Rule, back_test
from chegara.contingency.models import (
    Activation,
    CallStep,
    ContingencyPlan,
    Exercise,
    ResponseLevel,
    ResponseTask,
    StandbyResource,
    TaskReport,
    Threshold,
    WarningSign,
)
from chegara.evidence.queries.series import series
from chegara.organisation.visibility import Viewer
from chegara.plans.models import Measure


class Content:
    """A plan with all its parts, each read once."""

    def __init__(self, plan: ContingencyPlan) -> None:
        self.plan = plan

    @cached_property
    def levels(self) -> list[ResponseLevel]:
        """The levels, the lowest first."""
        return list(self.plan.levels.all())

    @cached_property
    def posts(self) -> list[Any]:
        """The posts with their agencies."""
        return list(self.plan.posts.select_related("agency"))

    @cached_property
    def tasks(self) -> list[ResponseTask]:
        """The tasks in the order of level and time."""
        return list(
            self.plan.tasks.select_related(
                "level", "agency", "post__agency", "resource", "plan"
            ).prefetch_related("after")
        )  # fmt: skip

    @cached_property
    def resources(self) -> list[StandbyResource]:
        """The resources with what levels need of them."""
        return list(self.plan.resources.select_related("agency").prefetch_related("needs__level"))

    @cached_property
    def calls(self) -> list[CallStep]:
        """The steps of the call tree."""
        return list(self.plan.calls.select_related("agency", "caller__agency", "from_level"))

    @cached_property
    def signs(self) -> list[WarningSign]:
        """The warning signs with their thresholds."""
        return list(
            self.plan.signs.select_related(
                "series", "point", "section", "owner", "plan__country", "plan__point", "plan__section"
            ).prefetch_related("thresholds__level")
        )

    def told_at(self, level: ResponseLevel) -> dict[int, Told[int]]:
        """Return when each who is told of a level knows, by the key of the step.

        Whoever is called from a higher level on only is left out, with those that they would call.
        """
        called = {step.pk: step for step in self.calls if _reached(step, level)}
        calls = [
            Call(step.pk, step.caller_id, step.minutes, step.fallback_minutes if step.fallback else None)
            for step in called.values()
            if step.caller_id is None or step.caller_id in called
        ]
        return times(_rooted(calls))

    def supply_of(self, resource: StandbyResource) -> Supply:
        """Return what there is of a resource against the worst case of any level."""
        needs = [need.worst for need in resource.needs.all()]
        wanted = [task.begins for task in self.tasks if task.resource_id == resource.pk]
        return Supply(
            available=resource.available, needed=max(needs, default=0.0), used_a_day=resource.used_a_day,
            arrives=resource.arrives_within, wanted_at=min(wanted, default=None),
        )  # fmt: skip

    def uses_of_posts(self) -> list[Use[ResponseTask, Any]]:
        """Return what tasks ask of the people of each post."""
        return [Use(task, task.post, task.begins, task.lasts) for task in self.tasks if task.post]

    def uses_of_resources(self) -> list[Use[ResponseTask, Any]]:
        """Return what tasks ask of each resource; a task that does not say how much takes one."""
        return [
            Use(task, task.resource, task.begins, task.lasts, 1.0 if task.amount is None else task.amount)
            for task in self.tasks
            if task.resource
        ]

    def waits(self) -> dict[ResponseTask, list[ResponseTask]]:
        """Return what each task waits for."""
        return {task: list(task.after.all()) for task in self.tasks}


def _reached(step: CallStep, level: ResponseLevel) -> bool:
    return step.from_level is None or step.from_level.rank <= level.rank


def _rooted(calls: list[Call[int]]) -> list[Call[int]]:
    """Leave out whoever hangs on somebody who is not called."""
    known: set[int | None] = {None}
    kept: list[Call[int]] = []
    more = True
    while more:
        new = [call for call in calls if call.caller in known and call.key not in known]
        kept += new
        known |= {call.key for call in new}
        more = bool(new)
    order = {call.key: place for place, call in enumerate(calls)}
    return sorted(kept, key=lambda call: order[call.key])


# --- early warning ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class History:
    """What a sign showed, reading by reading, NaN where unknown; `days` is when each reading begins."""

    days: tuple[date, ...]
    values: tuple[float, ...]
    monthly: bool = True
    synthetic: bool = False

    def place(self, day: date) -> int | None:
        """Return with which reading a day falls together, None outside of what is known."""
        if not self.days or day < self.days[0]:
            return None
        place = max(i for i, begins in enumerate(self.days) if begins <= day)
        last = Month.of(self.days[-1]).last_day if self.monthly else self.days[-1]
        return place if day <= last else None


def history_of(sign: WarningSign, viewer: Viewer) -> History:
    """Return all readings of a sign: of evidence as `viewer` may see it, or as people reported it."""
    if sign.series is not None:
        found = series(sign.series, sign.place, viewer)
        return History(
            tuple(month.first_day for month in found.months),
            tuple(map(float, found.values)),
            synthetic=found.synthetic,
        )
    reported = {each.on: each.value for each in sign.reports.all()}  # in the order of entry: the last holds
    if not reported:
        return History((), ())
    if sign.frequency == Frequency.MONTHLY:
        by_month = {Month.of(on): value for on, value in sorted(reported.items())}
        first, last = min(by_month), max(by_month)
        months = [first + i for i in range(last - first + 1)]
        return History(
            tuple(month.first_day for month in months),
            tuple(by_month.get(month, math.nan) for month in months),
        )
    first_day, last_day = min(reported), max(reported)
    days = tuple(first_day + timedelta(days=i) for i in range((last_day - first_day).days + 1))
    return History(days, tuple(reported.get(each, math.nan) for each in days), monthly=False)


@dataclass(frozen=True)
class Tried:
    """A threshold of a sign against history: the back-test, and the crises that lie within the data."""

    threshold: Threshold
    test: BackTest
    history: History
    crises: tuple[Any, ...]

    @property
    def warns_now(self) -> bool:
        """Whether the sign warns by its last reading."""
        return bool(self.test.fired) and self.test.fired[-1]

    @property
    def leads(self) -> list[tuple[Any, int | None]]:
        """Each crisis with its lead time in readings, None where it was not warned of."""
        return [(crisis, warned.lead) for crisis, warned in zip(self.crises, self.test.crises, strict=True)]

    @property
    def began(self) -> list[date]:
        """The days on which alarms began."""
        return [self.history.days[alarm.first] for alarm in self.test.alarms]


def try_out(sign: WarningSign, history: History, crises: Sequence[Any]) -> list[Tried]:
    """Try each threshold of a sign on its history and the plan's past crises."""
    if not history.values:
        return []
    placed = sorted(
        ((place, crisis) for crisis in crises if (place := history.place(crisis.began_on)) is not None),
        key=lambda pair: pair[0],
    )
    cadence = CADENCE[Frequency(sign.frequency)]
    return [
        Tried(
            threshold,
            back_test(
                history.values, rule_of(sign, threshold), onsets=[place for place, _crisis in placed],
                ahead=cadence.ahead, a_year=cadence.a_year,
            ),
            history,
            tuple(crisis for _place, crisis in placed),
        )
        for threshold in sign.thresholds.all()
    ]  # fmt: skip


def rule_of(sign: WarningSign, threshold: Threshold) -> Rule:
    """Return when a sign speaks for a level."""
    return Rule(threshold.value, sign.persist_n, sign.persist_m, sign.side == Side.ABOVE)


# --- activation ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BoardTask:
    """A task on the board: how far it is, and whether it is late."""

    task: ResponseTask
    state: str
    report: TaskReport | None
    late: bool
    ready: bool

    @property
    def label(self) -> str:
        """The state in words."""
        return str(TaskState(self.state).label)


class Board:
    """A running or ended activation at one moment."""

    def __init__(self, activation: Activation, now: Any) -> None:
        self.activation, self.now = activation, now
        self.content = Content(activation.plan)

    @cached_property
    def orders(self) -> list[Any]:
        """The levels ordered, the first first."""
        return list(self.activation.orders.select_related("level", "by"))

    @property
    def level(self) -> ResponseLevel:
        """The level in force."""
        level: ResponseLevel = self.orders[-1].level
        return level

    @cached_property
    def minutes(self) -> int:
        """Whole minutes since T+0, until it ended."""
        return int(((self.activation.ended_at or self.now) - self.activation.began_at).total_seconds() // 60)

    @cached_property
    def log(self) -> list[Any]:
        """The log, the first entry first."""
        return list(self.activation.log.select_related("agency", "by"))

    @cached_property
    def tasks(self) -> list[BoardTask]:
        """The tasks of the level in force and of those below it, and those reported on at a higher one.

        A task's minute counts from the moment at which its level was first reached.
        """
        last: dict[int, TaskReport] = {
            report.task_id: report for report in self.activation.reports.select_related("by")
        }
        states = {pk: report.state for pk, report in last.items()}
        return [
            BoardTask(
                task, states.get(task.pk, TaskState.WAITING), last.get(task.pk), self._late(task, states),
                all(states.get(other.pk) == TaskState.DONE for other in task.after.all()),
            )
            for task in self.content.tasks
            if task.level.rank <= self.level.rank or task.pk in last
        ]  # fmt: skip

    def _late(self, task: ResponseTask, states: dict[int, str]) -> bool:
        state = states.get(task.pk)
        if task.level.code == LevelCode.NORMAL or state in {TaskState.DONE, TaskState.IMPOSSIBLE}:
            return False  # what is done every day has no minute
        if not task.lasts and state == TaskState.RUNNING:
            return False  # it goes on
        return self.minutes - self.reached(task.level) > task.begins + task.lasts

    def reached(self, level: ResponseLevel) -> int:
        """Return at which minute a level was first in force, as such or below a higher one."""
        for order in self.orders:
            if order.level.rank >= level.rank:
                moment = order.given_at or order.at
                return max(0, int((moment - self.activation.began_at).total_seconds() // 60))
        return 0

    def count(self, state: str) -> int:
        """Return how many tasks are in a state."""
        return sum(each.state == state for each in self.tasks)


# --- coverage -----------------------------------------------------------------------------------------------


def coverage(plans: Iterable[ContingencyPlan]) -> dict[tuple[str, int | None], list[ContingencyPlan]]:
    """Return the plans by kind of emergency and crossing point; None: of a section or the country."""
    found: dict[tuple[str, int | None], list[ContingencyPlan]] = {}
    for plan in plans:
        found.setdefault((plan.kind, plan.point_id), []).append(plan)
    return found


def last_exercised(plan: ContingencyPlan) -> date | None:
    """Return the day of the last exercise of a plan that was held."""
    held: date | None = (
        Exercise.objects.filter(plan=plan, held_on__isnull=False)
        .order_by("-held_on")
        .values_list("held_on", flat=True)
    ).first()
    return held


# --- exercises ----------------------------------------------------------------------------------------------


def script_of(exercise: Exercise) -> list[tuple[Any, list[Any]]]:
    """Return the injects in the order of their minutes, each with what was expected of whom."""
    injects = exercise.injects.prefetch_related("expected__agency")
    return [(inject, list(inject.expected.all())) for inject in injects]


def corrections_of(exercise: Exercise, viewer: Viewer) -> list[Any]:
    """Return the corrective actions whose measures `viewer` may know of."""
    seen = Measure.objects.visible_to(viewer).filter(corrects__exercise=exercise).values("pk")
    return list(exercise.corrections.filter(measure__in=seen).select_related("measure__lead", "observation"))
