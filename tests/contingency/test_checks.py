"""What the checks find in a contingency plan: each finds its fault, and nothing in a whole plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.contingency.world import Stage, add, approve, fill, make_exercise, make_stage, task

from chegara.contingency.actions import plans
from chegara.contingency.checks import within
from chegara.contingency.models import Assumption, CallStep, DutyPost, Exercise, StandbyResource
from chegara.pages.checks import Scope, run_checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def found(stage: Stage, viewer: object = None) -> list[str]:
    scope = Scope(viewer or stage.head, within(stage.plan))  # type: ignore[arg-type]
    return [each.check.name.partition(".")[2] for each in run_checks(scope)]


def no_owner(stage: Stage) -> None:
    task(stage.plan, by=stage.head)


def two_tasks_of_one_post(stage: Stage) -> None:
    post = add(DutyPost, stage.plan, by=stage.head, name="One man", agency=stage.border)
    for title in ("Here", "There"):
        task(stage.plan, title, by=stage.head, post=post, begins=0, lasts=30)


def two_tasks_of_one_resource(stage: Stage) -> None:
    post = add(DutyPost, stage.plan, by=stage.head, name="Many", agency=stage.border, staff=9)
    bus = add(StandbyResource, stage.plan, by=stage.head, name="Bus", kind="vehicles", available=1)
    for title in ("Here", "There"):
        task(stage.plan, title, by=stage.head, post=post, begins=0, lasts=30, resource=bus)


def circle_of_tasks(stage: Stage) -> None:
    post = add(DutyPost, stage.plan, by=stage.head, name="Many", agency=stage.border, staff=9)
    first = task(stage.plan, "A", by=stage.head, post=post)
    second = task(stage.plan, "B", by=stage.head, post=post, after=[first])
    plans.save_part(first, by=stage.head, after=[second])


def too_early(stage: Stage) -> None:
    post = add(DutyPost, stage.plan, by=stage.head, name="Many", agency=stage.border, staff=9)
    first = task(stage.plan, "A", by=stage.head, post=post, lasts=60)
    task(stage.plan, "B", by=stage.head, post=post, begins=30, after=[first])


def level_without_end(stage: Stage) -> None:
    level = stage.plan.levels.get(rank=2)
    level.stand_down = ""
    plans.save_part(level, by=stage.head)


def long_calls(stage: Stage) -> None:
    level = stage.plan.levels.get(rank=2)
    level.told_within = 5
    plans.save_part(level, by=stage.head)
    first = add(
        CallStep, stage.plan, by=stage.head, office="A", minutes=3, fallback="runner", fallback_minutes=0
    )
    add(
        CallStep,
        stage.plan,
        by=stage.head,
        office="B",
        minutes=3,
        caller=first,
        fallback="x",
        fallback_minutes=0,
    )


def one_channel_only(stage: Stage) -> None:
    level = stage.plan.levels.get(rank=2)
    level.told_within = 5
    plans.save_part(level, by=stage.head)
    add(CallStep, stage.plan, by=stage.head, office="A", minutes=3)


def short(stage: Stage) -> None:
    bus = add(StandbyResource, stage.plan, by=stage.head, name="Bus", kind="vehicles", available=1)
    plans.set_needs(bus, {stage.plan.levels.get(rank=3): (1.0, 2.0)}, by=stage.head)


def comes_late(stage: Stage) -> None:
    post = add(DutyPost, stage.plan, by=stage.head, name="One man", agency=stage.border)
    bus = add(
        StandbyResource,
        stage.plan,
        by=stage.head,
        name="Bus",
        kind="vehicles",
        available=1,
        arrives_within=60,
    )
    task(stage.plan, by=stage.head, post=post, begins=30, resource=bus)


def untested(stage: Stage) -> None:
    day = timezone.localdate() - timedelta(days=1)
    add(Assumption, stage.plan, by=stage.head, text="The road is open", owner=stage.border, test_by=day)


def never_exercised(stage: Stage) -> None:
    approve(stage.plan, basis="No. 1", by=stage.head)


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        (no_owner, "no_owner"),
        (two_tasks_of_one_post, "two_places"),
        (two_tasks_of_one_resource, "two_places"),
        (circle_of_tasks, "circular"),
        (too_early, "circular"),
        (level_without_end, "no_stand_down"),
        (long_calls, "told_late"),
        (one_channel_only, "told_late"),
        (short, "short_in_worst_case"),
        (comes_late, "short_in_worst_case"),
        (untested, "untested"),
        (never_exercised, "not_exercised"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.__name__,
)
def test_a_fault_is_found_by_its_check_and_by_no_other(
    fault: Callable[[Stage], None], name: str, stage: Stage
) -> None:
    assert found(stage) == []

    fault(stage)

    assert found(stage) == [name]


def test_an_exercise_is_enough_for_a_year(stage: Stage) -> None:
    exercise = make_exercise(stage, held=True)
    approve(stage.plan, basis="No. 1", by=stage.head)
    this_year = found(stage)
    Exercise.objects.filter(pk=exercise.pk).update(held_on=timezone.localdate() - timedelta(days=366))

    assert ("not_exercised" in this_year, "not_exercised" in found(stage)) == (False, True)


def test_a_withdrawn_plan_is_not_checked(stage: Stage) -> None:
    no_owner(stage)
    plans.withdraw(stage.plan, by=stage.head, reason="replaced")

    assert found(stage) == []


def test_nothing_is_found_in_a_plan_that_one_may_not_know_of(stage: Stage) -> None:
    fill(stage)
    no_owner(stage)

    assert "no_owner" in found(stage)
    assert found(stage, stage.stranger) == []
