"""What may be done with a contingency plan, by whom, and when not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests import factories
from tests.contingency.world import (
    Stage,
    add,
    approve,
    fill,
    make_exercise,
    make_plan,
    make_real,
    make_stage,
    task,
    write,
)
from tests.plans.world import make_plan as make_action_plan

from chegara.audit.models import AuditEntry
from chegara.contingency.actions import activations, exercises, plans
from chegara.contingency.actions.common import ContingencyError
from chegara.contingency.models import (
    AppendOnlyError,
    Assumption,
    CallStep,
    ContingencyPlan,
    DutyPost,
    Inject,
    LevelOrder,
    PlanningFigure,
    SignReport,
    WarningSign,
)
from chegara.contingency.queries import Board
from chegara.plans.actions import progress
from chegara.plans.choices import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def refused(act: Callable[[], object], words: str) -> None:
    with pytest.raises(ContingencyError, match=words):
        act()


# --- the plan -----------------------------------------------------------------------------------------------


def test_a_plan_begins_with_the_levels_of_its_scheme(stage: Stage) -> None:
    terror = make_plan(stage.border, by=stage.head, kind="terrorism", scheme="terror", title="Terror")

    assert [level.code for level in stage.plan.levels.all()] == ["normal", "heightened", "emergency"]
    assert [level.code for level in terror.levels.all()] == ["yellow", "orange", "red"]


def test_another_scheme_renames_the_levels_and_keeps_what_hangs_on_them(stage: Stage) -> None:
    made = task(stage.plan, by=stage.head)
    stage.plan.scheme = "terror"

    plans.change_plan(stage.plan, by=stage.head, reason="order of the commission")

    made.refresh_from_db()
    assert made.level.code == "orange"


def test_nobody_begins_a_plan_for_another_agency(stage: Stage) -> None:
    with pytest.raises(PermissionDenied):
        make_plan(stage.customs, by=stage.head)


def test_whoever_takes_part_sees_the_plan_but_does_not_change_it(stage: Stage) -> None:
    assert ContingencyPlan.objects.visible_to(stage.customs_officer).get() == stage.plan
    assert not ContingencyPlan.objects.visible_to(stage.stranger).exists()
    with pytest.raises(PermissionDenied):
        task(stage.plan, by=stage.customs_officer)


def test_an_approved_plan_is_frozen_until_its_revision(stage: Stage) -> None:
    approve(stage.plan, basis="No. 1", by=stage.head)
    refused(lambda: task(stage.plan, by=stage.head), "frozen")

    plans.revise(stage.plan, by=stage.head, reason="after the exercise")
    task(stage.plan, by=stage.head)
    approve(stage.plan, basis="No. 2", changed="one task more", by=stage.head)

    assert [(each.version, each.basis) for each in stage.plan.revisions.all()] == [(2, "No. 2"), (1, "No. 1")]


def test_a_plan_in_force_is_not_revised(stage: Stage) -> None:
    make_real(stage)

    refused(lambda: plans.revise(stage.plan, by=stage.head, reason="x"), "in force")


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        pytest.param(
            PlanningFigure,
            {"quantity": "other", "best": 3, "likely": 2, "worst": 4},
            "must rise",
            id="figures",
        ),
        pytest.param(Assumption, {"text": "x", "result": "holds"}, "which day", id="tested without a day"),
        pytest.param(
            WarningSign, {"name": "x", "persist_n": 4, "persist_m": 3}, "At most as many", id="window"
        ),
    ],
)
def test_what_cannot_be_is_refused(kind: Any, values: dict[str, Any], words: str, stage: Stage) -> None:
    with pytest.raises(ValidationError, match=words):
        add(kind, stage.plan, by=stage.head, **values)


def test_a_part_of_another_plan_is_refused(stage: Stage) -> None:
    other = make_plan(stage.border, by=stage.head, title="Other")
    post = add(DutyPost, other, by=stage.head, name="Shift leader", agency=stage.border)

    with pytest.raises(ValidationError, match="another plan"):
        task(stage.plan, by=stage.head, post=post)


def test_nobody_calls_themselves_through_others(stage: Stage) -> None:
    first = add(CallStep, stage.plan, by=stage.head, office="A")
    second = add(CallStep, stage.plan, by=stage.head, office="B", caller=first)
    first.caller = second

    with pytest.raises(ValidationError, match="call themselves"):
        plans.save_part(first, by=stage.head)


def test_what_others_refer_to_is_not_removed(stage: Stage) -> None:
    post = add(DutyPost, stage.plan, by=stage.head, name="Shift leader", agency=stage.border)
    task(stage.plan, by=stage.head, post=post)

    refused(lambda: plans.remove_part(post, by=stage.head, reason="x"), "refers to it")


def test_whoever_takes_part_reports_a_sign_also_of_a_frozen_plan(stage: Stage) -> None:
    sign = add(WarningSign, stage.plan, by=stage.head, name="Waiting", frequency="daily")
    approve(stage.plan, basis="No. 1", by=stage.head)

    plans.report_sign(SignReport(sign=sign, on=date(2026, 3, 1), value=7), by=stage.customs_officer)

    assert sign.reports.get().by == stage.customs_officer
    with pytest.raises(PermissionDenied):
        plans.report_sign(SignReport(sign=sign, on=date(2026, 3, 1), value=7), by=stage.stranger)


# --- activation ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [{"number": ""}, {"authority": ""}, {"given_at": None}], ids=str)
def test_a_real_level_needs_its_order(missing: dict[str, Any], stage: Stage) -> None:
    approve(stage.plan, basis="No. 1", by=stage.head)
    order = {"number": "17", "authority": "Governor", "given_at": timezone.now()} | missing
    level = stage.plan.levels.get(rank=2)

    refused(
        lambda: activations.activate(stage.plan, level=level, exercise=False, by=stage.head, **order),
        "number, authority and time",
    )
    assert not stage.plan.activations.exists()


def test_the_database_too_refuses_a_real_level_without_an_order(stage: Stage) -> None:
    activation = make_real(stage)
    order = LevelOrder(
        activation=activation, exercise=False, level=stage.plan.levels.get(rank=3), by=stage.head, number="1"
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        order.save()


def test_a_draft_is_exercised_but_not_put_into_force(stage: Stage) -> None:
    level = stage.plan.levels.get(rank=2)
    refused(
        lambda: activations.activate(
            stage.plan, level=level, exercise=False, by=stage.head, number="1", authority="x",
            given_at=timezone.now(),
        ),
        "Only an approved plan",
    )  # fmt: skip

    assert activations.activate(stage.plan, level=level, exercise=True, by=stage.head).exercise


def test_the_log_is_only_added_to(stage: Stage) -> None:
    entry = write(make_real(stage), "the gate is closed", by=stage.customs_officer)

    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        entry.delete()
    assert AuditEntry.objects.filter(action="contingency.logged", object_id=str(entry.pk)).exists()


def test_the_board_counts_a_task_from_the_moment_of_its_level(stage: Stage) -> None:
    fill(stage)
    activation = make_real(stage)
    began = activation.began_at
    early = Board(activation, began + timezone.timedelta(minutes=30))
    late = Board(activation, began + timezone.timedelta(minutes=91))

    assert [each.late for each in early.tasks] == [False, False]
    assert [each.late for each in late.tasks] == [True, True]
    assert [each.ready for each in early.tasks] == [True, False]


def test_a_task_that_can_t_be_done_says_why(stage: Stage) -> None:
    fill(stage)
    activation, about = make_real(stage), stage.plan.tasks.first()
    assert about is not None
    refused(
        lambda: activations.report_task(activation, about, state="impossible", by=stage.customs_officer),
        "Say why",
    )

    activations.report_task(activation, about, state="done", by=stage.customs_officer)

    assert Board(activation, timezone.now()).count("done") == 1


def test_what_has_ended_takes_nothing_in(stage: Stage) -> None:
    activation = make_real(stage)
    activations.stand_down(activation, ending="order No. 18", by=stage.head)

    refused(lambda: write(activation, "too late", by=stage.head), "has ended")
    refused(lambda: activations.stand_down(activation, ending="again", by=stage.head), "has ended")
    assert [entry.kind for entry in activation.log.all()] == ["level", "level"]


def test_a_third_agency_neither_writes_nor_orders(stage: Stage) -> None:
    activation = make_real(stage)

    with pytest.raises(PermissionDenied):
        write(activation, "x", by=stage.stranger)
    with pytest.raises(PermissionDenied):
        activations.order_level(activation, level=stage.plan.levels.get(rank=3), by=stage.customs_officer)


# --- exercises ----------------------------------------------------------------------------------------------


def test_an_exercise_is_never_real(stage: Stage) -> None:
    exercise = make_exercise(stage, held=True)

    assert exercise.activation is not None
    assert exercise.activation.exercise
    assert not exercise.activation.running
    assert exercise.held_on == timezone.localdate()


def test_injects_are_numbered_by_tens(stage: Stage) -> None:
    exercise = make_exercise(stage)
    exercises.save_script(Inject(exercise=exercise, text="next"), by=stage.head)

    assert [each.number for each in exercise.injects.all()] == [10, 20]


def test_a_script_stays_as_it_was_played(stage: Stage) -> None:
    exercise = make_exercise(stage, held=True)

    refused(
        lambda: exercises.save_script(Inject(exercise=exercise, text="x"), by=stage.head), "as it was played"
    )
    refused(
        lambda: exercises.give_inject(exercise.injects.get(), by=stage.head), "while the exercise is held"
    )


def test_a_corrective_action_is_a_measure_followed_to_closure(stage: Stage) -> None:
    exercise = make_exercise(stage, held=True)
    plan = make_action_plan(stage.head, stage.border)
    correction = exercises.propose_correction(
        exercise, plan=plan, title="A second channel", kind="prevention", by=stage.head,
        observation=exercise.observations.get(), lead=stage.border, deadline=date(2027, 1, 1),
    )  # fmt: skip
    measure = correction.measure

    assert (measure.origin, measure.origin_name) == (f"contingency:exercise-{exercise.pk}", "Cold October")
    refused(lambda: exercises.close(exercise, by=stage.head), "still has to be done")
    progress.move_measure(measure, to=Status.DROPPED, by=stage.head, reason="solved by the new exchange")
    exercises.close(exercise, by=stage.head)
    assert exercise.state == "closed"


def test_what_is_done_leaves_an_entry_in_the_log_under_the_plan_s_compartment(stage: Stage) -> None:
    circle = factories.make_compartment(members=[stage.head])
    plan = make_plan(stage.border, by=stage.head, title="Secret", compartment=circle)
    before = set(AuditEntry.objects.values_list("pk", flat=True))

    task(plan, by=stage.head)
    approve(plan, basis="No. 1", by=stage.head)
    activations.activate(plan, level=plan.levels.get(rank=2), exercise=True, by=stage.head)

    entries = AuditEntry.objects.exclude(pk__in=before)
    assert {entry.compartment for entry in entries} == {"circle"}
    assert {entry.action.partition(".")[2] for entry in entries} >= {
        "part_saved",
        "plan_approved",
        "activated",
    }
