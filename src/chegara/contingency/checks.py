"""What a reviewer would find in a contingency plan, each check with its name and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chegara.contingency.choices import LevelCode, PlanState, Tested
from chegara.contingency.methods.call_tree import LoopError
from chegara.contingency.methods.schedule import Clash, clashes, cycle, too_early
from chegara.contingency.models import ContingencyPlan, CorrectiveAction
from chegara.contingency.presenters import clock, number
from chegara.contingency.queries import Content, last_exercised
from chegara.pages.checks import CheckFunction, Finding, Ref, Scope, Severity, check
from chegara.plans.choices import LIVE
from chegara.plans.models import Measure
from chegara.risk.models import Assessment
from chegara.risk.queries import at_high_level

EXERCISED_WITHIN = timedelta(days=365)
"""A plan is exercised once in 12 months (IHR benchmarks: exercised, reviewed, updated)."""


def contingency_check(name: str, title: Any, explanation: Any) -> Callable[[CheckFunction], CheckFunction]:
    """Register a check of contingency plans."""
    return check(
        f"contingency.{name}", title=title, explanation=explanation, permission="contingency.view"
    )  # fmt: skip


def within(plan: ContingencyPlan) -> str:
    """Return what limits a check to one plan."""
    return f"contingency.plan:{plan.pk}"


def _contents(scope: Scope) -> list[Content]:
    """Return the plans in scope with their parts; read once for all checks of a scope."""
    if "contingency" not in scope.kept:
        plans = ContingencyPlan.objects.visible_to(scope.viewer).exclude(state=PlanState.WITHDRAWN).whole()
        kind, _colon, key = scope.within.partition(":")
        if scope.within:
            plans = plans.filter(pk=int(key)) if kind == "contingency.plan" else plans.none()
        scope.kept["contingency"] = [Content(plan) for plan in plans]
    found: list[Content] = scope.kept["contingency"]
    return found


def _ref(plan: ContingencyPlan, anchor: str = "") -> Ref:
    return Ref(str(plan), plan.get_absolute_url() + (f"#{anchor}" if anchor else ""))


@contingency_check(
    "no_owner",
    gettext_lazy("Task without an owner"),
    gettext_lazy("At night nobody looks for who was meant: each task names the agency and the post."),
)
def no_owner(scope: Scope) -> Iterator[Finding]:
    """Find tasks that no agency or no post does."""
    for content in _contents(scope):
        for task in content.tasks:
            if task.owner is None:
                reason = _("%(task)s: no agency and no post is named.") % {"task": task}
                yield Finding(_ref(content.plan, "tasks"), Severity.ERROR, reason)
            elif task.post is None:
                reason = _("%(task)s: %(agency)s names no post.") % {"task": task, "agency": task.owner.short}
                yield Finding(_ref(content.plan, "tasks"), Severity.WARNING, reason)


@contingency_check(
    "two_places",
    gettext_lazy("The same people or resource in two tasks at one time"),
    gettext_lazy("Two tasks that overlap ask more of a post or a resource than there is."),
)
def two_places(scope: Scope) -> Iterator[Finding]:
    """Find posts and resources of which overlapping tasks ask more than there is."""
    for content in _contents(scope):
        staff = {post: float(post.staff) for post in content.posts}
        stock = {each: each.available for each in content.resources if each.available is not None}
        found: list[Clash[Any, Any]] = [
            *clashes(content.uses_of_posts(), staff), *clashes(content.uses_of_resources(), stock),
        ]  # fmt: skip
        for clash in found:
            reason = _("%(who)s at %(time)s: %(asked)s needed, %(available)s there. Tasks: %(tasks)s.") % {
                "who": clash.who, "time": clock(clash.minute), "asked": number(clash.asked),
                "available": number(clash.available),
                "tasks": ", ".join(str(task.number) for task in clash.tasks),
            }  # fmt: skip
            yield Finding(_ref(content.plan, "tasks"), Severity.ERROR, reason)


@contingency_check(
    "circular",
    gettext_lazy("Tasks that wait for each other"),
    gettext_lazy("A circle of dependencies never begins; a task that begins too early waits in vain."),
)
def circular(scope: Scope) -> Iterator[Finding]:
    """Find circles of tasks, and tasks that begin before what they wait for has ended."""
    for content in _contents(scope):
        waits = content.waits()
        ring = cycle(waits)
        if ring:
            reason = _("Tasks %(tasks)s wait for each other.") % {
                "tasks": ", ".join(str(task.number) for task in ring)
            }
            yield Finding(_ref(content.plan, "tasks"), Severity.ERROR, reason)
            continue
        begins = {task: task.begins for task in content.tasks}
        lasts = {task: task.lasts for task in content.tasks}
        for each in too_early(begins, lasts, waits):
            reason = _("Task %(task)s begins at %(begins)s, but task %(other)s ends at %(ends)s only.") % {
                "task": each.task.number, "begins": clock(each.begins), "other": each.waits_for.number,
                "ends": clock(each.ends),
            }  # fmt: skip
            yield Finding(_ref(content.plan, "tasks"), Severity.WARNING, reason)


@contingency_check(
    "no_stand_down",
    gettext_lazy("Level without an end"),
    gettext_lazy("A level that begins by rule and ends by nobody's rule stays in force for months."),
)
def no_stand_down(scope: Scope) -> Iterator[Finding]:
    """Find levels that say nothing of when they end, when they begin, or who decides."""
    for content in _contents(scope):
        for level in content.levels:
            if level.code == LevelCode.NORMAL:
                continue
            missing = [
                (level.stand_down, Severity.ERROR, _("Level “%(level)s”: when it ends is not said.")),
                (level.activation, Severity.ERROR, _("Level “%(level)s”: when it begins is not said.")),
                (level.decided_by, Severity.ERROR, _("Level “%(level)s”: who decides is not said.")),
            ]
            for filled, severity, reason in missing:
                if not filled:
                    yield Finding(_ref(content.plan, "levels"), severity, reason % {"level": level})


@contingency_check(
    "told_late",
    gettext_lazy("Notification chain longer than its deadline"),
    gettext_lazy("Calls follow one another: the last in the tree knows only when all before were called."),
)
def told_late(scope: Scope) -> Iterator[Finding]:
    """Find levels at which somebody is told after the level's deadline, or of which nobody is told."""
    for content in _contents(scope):
        for level in content.levels:
            if level.told_within is None:
                continue
            yield from _told_late(content, level)


def _told_late(content: Content, level: Any) -> Iterator[Finding]:
    try:
        told = content.told_at(level)
    except LoopError:
        yield Finding(_ref(content.plan, "calls"), Severity.ERROR, _("The call tree has a circle."))
        return
    names = {step.pk: str(step) for step in content.calls}
    if not told:
        reason = _("Level “%(level)s”: the call tree names nobody.") % {"level": level}
        yield Finding(_ref(content.plan, "calls"), Severity.ERROR, reason)
        return
    words: dict[str, Any] = {"level": level, "deadline": level.told_within}
    last = max(told.values(), key=lambda each: each.minutes)
    if last.minutes > level.told_within:
        reason = _("Level “%(level)s”: %(who)s knows after %(minutes)s min, the deadline is %(deadline)s.")
        words |= {"who": names[last.key], "minutes": number(last.minutes)}
        yield Finding(_ref(content.plan, "calls"), Severity.ERROR, reason % words)
        return
    stuck = [each for each in told.values() if each.if_failing is None]
    if stuck:
        reason = _("Level “%(level)s”: if the first channel fails, %(who)s can't be told at all.")
        yield Finding(
            _ref(content.plan, "calls"), Severity.WARNING, reason % (words | {"who": names[stuck[0].key]})
        )
        return
    worst = max(told.values(), key=lambda each: each.if_failing or 0)
    if (worst.if_failing or 0) > level.told_within:
        reason = _(
            "Level “%(level)s”: if the first channels fail, %(who)s knows after %(minutes)s min; "
            "the deadline is %(deadline)s."
        )
        words |= {"who": names[worst.key], "minutes": number(worst.if_failing)}
        yield Finding(_ref(content.plan, "calls"), Severity.WARNING, reason % words)


@contingency_check(
    "not_exercised",
    gettext_lazy("Plan not exercised in 12 months"),
    gettext_lazy("A plan that nobody has tried is a Word file."),
)
def not_exercised(scope: Scope) -> Iterator[Finding]:
    """Find approved plans without an exercise in the last 12 months."""
    today = timezone.localdate()
    for content in _contents(scope):
        if content.plan.state != PlanState.APPROVED:
            continue
        last = last_exercised(content.plan)
        if last is None:
            yield Finding(_ref(content.plan, "exercises"), Severity.WARNING, _("It was never exercised."))
        elif today - last > EXERCISED_WITHIN:
            reason = _("Last exercised on %(day)s.") % {"day": f"{last:%d.%m.%Y}"}
            yield Finding(_ref(content.plan, "exercises"), Severity.WARNING, reason)


@contingency_check(
    "short_in_worst_case",
    gettext_lazy("Resource short in the worst case"),
    gettext_lazy("What the worst case needs is more than there is, or comes after the task that needs it."),
)
def short_in_worst_case(scope: Scope) -> Iterator[Finding]:
    """Find resources that fall short, come late, or of which nobody knows how much there is."""
    for content in _contents(scope):
        for resource in content.resources:
            supply = content.supply_of(resource)
            words = {
                "what": resource, "needed": number(supply.needed), "available": number(supply.available),
                "late": supply.late_by,
            }  # fmt: skip
            if supply.short_by is None:
                if supply.needed:
                    yield Finding(
                        _ref(content.plan, "resources"), Severity.WARNING,
                        _("%(what)s: how much there is is not known.") % words,
                    )  # fmt: skip
            elif supply.short_by:
                reason = _("%(what)s: %(needed)s needed in the worst case, %(available)s available.") % words
                yield Finding(_ref(content.plan, "resources"), Severity.ERROR, reason)
            if supply.late_by:
                reason = _("%(what)s arrives %(late)s min after the first task that needs it.") % words
                yield Finding(_ref(content.plan, "resources"), Severity.WARNING, reason)


@contingency_check(
    "untested",
    gettext_lazy("Assumption untested"),
    gettext_lazy("What a plan takes for granted is tested by a day, by somebody; else it is a hope."),
)
def untested(scope: Scope) -> Iterator[Finding]:
    """Find assumptions that nobody has tested, that have no owner, or that do not hold."""
    today = timezone.localdate()
    for content in _contents(scope):
        for one in content.plan.assumptions.all():
            if one.result == Tested.FAILS:
                reason, severity = _("“%(text)s” does not hold: change the plan."), Severity.ERROR
            elif one.result == Tested.HOLDS:
                continue
            elif one.owner_id is None or one.test_by is None:
                reason, severity = _("“%(text)s”: nobody tests it by a day."), Severity.ERROR
            elif one.test_by < today:
                reason, severity = _("“%(text)s” was to be tested by %(day)s."), Severity.ERROR
            else:
                reason, severity = _("“%(text)s” is not tested yet; due on %(day)s."), Severity.NOTE
            day = f"{one.test_by:%d.%m.%Y}" if one.test_by else ""
            yield Finding(_ref(content.plan, "assumptions"), severity, reason % {"text": one, "day": day})


@contingency_check(
    "corrections_late",
    gettext_lazy("Corrective action overdue"),
    gettext_lazy("What an exercise showed is corrected by a day, or the next exercise shows it again."),
)
def corrections_late(scope: Scope) -> Iterator[Finding]:
    """Find exercises with corrective actions that are overdue; measures that one may not see stay unsaid."""
    today = timezone.localdate()
    seen = Measure.objects.visible_to(scope.viewer).filter(status__in=LIVE, deadline__lt=today).values("pk")
    for content in _contents(scope):
        late = CorrectiveAction.objects.filter(exercise__plan=content.plan, measure__in=seen)
        for correction in late.select_related("exercise", "measure"):
            reason = _("%(measure)s was due on %(day)s.") % {
                "measure": correction.measure, "day": f"{correction.measure.deadline:%d.%m.%Y}"
            }  # fmt: skip
            yield Finding(
                Ref(str(correction.exercise), correction.exercise.get_absolute_url()),
                Severity.WARNING,
                reason,
            )


@contingency_check(
    "risk_without_plan",
    gettext_lazy("High risk without a contingency plan"),
    gettext_lazy("A risk on the upper half of the scale may come true: then there must be a plan."),
)
def risk_without_plan(scope: Scope) -> Iterator[Finding]:
    """Find countries of whose high risks the newest approved assessment has some that no plan answers."""
    if scope.within or not scope.viewer.has_perm("risk.view"):
        return
    newest: dict[tuple[str, int | None], Assessment] = {}
    for one in Assessment.objects.visible_to(scope.viewer).order_by("year", "pk"):
        newest[one.country_id, one.section_id] = one
    answered = {content.plan.risk_id for content in _contents(scope) if content.plan.risk_id}
    for assessment in newest.values():
        bare = [each.risk for each in at_high_level(assessment) if each.risk.pk not in answered]
        if bare:
            reason = ngettext(
                "%(n)s high risk that no contingency plan answers: %(risks)s.",
                "%(n)s high risks that no contingency plan answers: %(risks)s.",
                len(bare),
            ) % {"n": len(bare), "risks": "; ".join(map(str, bare))}
            yield Finding(Ref(str(assessment), assessment.get_absolute_url()), Severity.NOTE, reason)
