"""Exercises: the script, its conduct, what was seen, what is corrected."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import snapshot
from chegara.contingency.actions.activations import activate, stand_down
from chegara.contingency.actions.common import (
    ContingencyError,
    audit,
    require_own,
    require_part,
    save_audited,
)
from chegara.contingency.choices import ExerciseState
from chegara.contingency.models import (
    CorrectiveAction,
    Exercise,
    ExpectedAction,
    Inject,
    Observation,
    ResponseLevel,
)
from chegara.plans.actions.measures import propose_measure
from chegara.plans.choices import LIVE
from chegara.plans.models import Measure, Plan

SCRIPT = {ExerciseState.PLANNED, ExerciseState.RUNNING}


@transaction.atomic
def save_exercise(exercise: Exercise, *, by: User, reason: str = "") -> Exercise:
    """Plan an exercise, or change its particulars; the conclusion may be written until it is closed."""
    require_own(exercise.plan, by)
    if exercise.state == ExerciseState.CLOSED:
        raise ContingencyError(_("The exercise is closed."))
    if exercise._state.adding:  # noqa: SLF001 - of a saved model mypy knows that it has a key
        exercise.by = by
    save_audited(exercise, exercise.plan, "exercise_saved", by=by, reason=reason)
    return exercise


def _require(exercise: Exercise, states: set[Any], why: str) -> None:
    exercise.refresh_from_db(fields=["state"])
    if exercise.state not in states:
        raise ContingencyError(why)


@transaction.atomic
def save_script(part: Inject | ExpectedAction, *, by: User, reason: str = "") -> None:
    """Add an inject or an expected action to the script, or change it, until the exercise was held."""
    exercise = part.exercise
    require_own(exercise.plan, by)
    _require(exercise, SCRIPT, _("The exercise was held: its script stays as it was played."))
    if isinstance(part, Inject) and not part.number:
        last = exercise.injects.aggregate(last=models.Max("number"))["last"] or 0
        part.number = last - last % 10 + 10  # numbered by tens, so that another fits in between
    save_audited(part, exercise.plan, "script_saved", by=by, reason=reason)


@transaction.atomic
def remove_script(part: Inject | ExpectedAction, *, by: User, reason: str) -> None:
    """Take an inject or an expected action out of the script of an exercise that is only planned."""
    exercise = part.exercise
    require_own(exercise.plan, by)
    _require(exercise, {ExerciseState.PLANNED}, _("The exercise has begun: its script stays."))
    audit(
        exercise.plan, "script_removed", by=by, on=part, label=str(part), before=snapshot(part), reason=reason
    )  # fmt: skip
    part.delete()


@transaction.atomic
def begin(exercise: Exercise, *, level: ResponseLevel, by: User, at: datetime | None = None) -> None:
    """Begin to play: an activation that is marked as an exercise everywhere."""
    require_own(exercise.plan, by)
    _require(exercise, {ExerciseState.PLANNED}, _("The exercise has begun already."))
    exercise.activation = activate(
        exercise.plan, level=level, exercise=True, by=by, title=exercise.title, began_at=at
    )
    exercise.state = ExerciseState.RUNNING
    exercise.save(update_fields=["activation", "state"])
    audit(exercise.plan, "exercise_moved", by=by, on=exercise, after={"exercise_state": exercise.state})


@transaction.atomic
def give_inject(inject: Inject, *, by: User, at: datetime | None = None) -> None:
    """Note that an inject was given to the players: now, unless another moment is said."""
    exercise = inject.exercise
    require_part(exercise.plan, by)
    _require(exercise, {ExerciseState.RUNNING}, _("Injects are given while the exercise is held."))
    inject.refresh_from_db(fields=["given_at"])
    if inject.given_at is not None:
        raise ContingencyError(_("This inject was given already."))
    inject.given_at = at or timezone.now()
    inject.save(update_fields=["given_at"])
    audit(exercise.plan, "inject_given", by=by, on=inject)


@transaction.atomic
def note_outcome(expected: ExpectedAction, *, outcome: str, seen: str, by: User) -> None:
    """Note what an agency did on an inject, against what was expected."""
    exercise = expected.exercise
    require_part(exercise.plan, by)
    _require(
        exercise,
        {ExerciseState.RUNNING, ExerciseState.HELD},
        _("What was done is noted once the exercise has begun."),
    )
    expected.outcome, expected.seen = outcome, seen
    save_audited(expected, exercise.plan, "outcome_noted", by=by)


@transaction.atomic
def observe(observation: Observation, *, by: User) -> Observation:
    """Note what an observer saw."""
    exercise = observation.exercise
    require_part(exercise.plan, by)
    _require(
        exercise,
        {ExerciseState.RUNNING, ExerciseState.HELD},
        _("Observations are noted once the exercise has begun."),
    )
    if observation.inject and observation.inject.exercise_id != exercise.pk:
        raise ContingencyError(_("The inject is of another exercise."))
    observation.by = by
    save_audited(observation, exercise.plan, "observed", by=by)
    return observation


@transaction.atomic
def end(exercise: Exercise, *, by: User, conclusion: str = "", at: datetime | None = None) -> None:
    """End the play; observations and corrective actions follow."""
    require_own(exercise.plan, by)
    _require(exercise, {ExerciseState.RUNNING}, _("The exercise is not being held."))
    assert exercise.activation is not None  # noqa: S101 - beginning made it
    if exercise.activation.running:
        stand_down(exercise.activation, ending=conclusion or _("End of the exercise."), by=by, at=at)
    exercise.state, exercise.held_on = ExerciseState.HELD, timezone.localdate(exercise.activation.began_at)
    exercise.conclusion = conclusion or exercise.conclusion
    exercise.save(update_fields=["state", "held_on", "conclusion"])
    audit(exercise.plan, "exercise_moved", by=by, on=exercise, after={"exercise_state": exercise.state})


@transaction.atomic
def propose_correction(
    exercise: Exercise,
    *,
    plan: Plan,
    title: str,
    kind: str,
    by: User,
    observation: Observation | None = None,
    **planned: Any,
) -> CorrectiveAction:
    """Propose what corrects an observation, as a measure of the action plan.

    Raises:
        PermissionDenied: the contingency plan or the action plan is not the user's to write into.
        PlanRefusedError: the action plan is frozen.
        ContingencyError: the exercise was not held yet, or is closed.
    """
    require_part(exercise.plan, by)
    _require(
        exercise,
        {ExerciseState.HELD},
        _("Corrective actions follow once the exercise was held, until it is closed."),
    )
    if observation is not None and observation.exercise_id != exercise.pk:
        raise ContingencyError(_("The observation is of another exercise."))
    measure = propose_measure(
        plan=plan, origin=exercise.key, origin_name=exercise.title[:300], title=title, kind=kind, by=by,
        marking=exercise.plan.marking, compartment=exercise.plan.compartment, **planned,
    )  # fmt: skip
    correction = CorrectiveAction(exercise=exercise, observation=observation, measure=measure, by=by)
    correction.full_clean()
    correction.save()
    audit(exercise.plan, "correction_proposed", by=by, on=exercise, after={"correction": measure.code})
    return correction


@transaction.atomic
def close(exercise: Exercise, *, by: User) -> None:
    """Close an exercise whose corrective actions are all done or dropped.

    Raises:
        ContingencyError: one of them still has to be done.
    """
    require_own(exercise.plan, by)
    _require(exercise, {ExerciseState.HELD}, _("Only an exercise that was held is closed."))
    # A measure that the user may not know of does not keep it open: the refusal would betray it.
    if Measure.objects.visible_to(by).filter(corrects__exercise=exercise, status__in=LIVE).exists():
        raise ContingencyError(
            _("A corrective action still has to be done: the exercise stays open until then.")
        )
    exercise.state = ExerciseState.CLOSED
    exercise.save(update_fields=["state"])
    audit(exercise.plan, "exercise_moved", by=by, on=exercise, after={"exercise_state": exercise.state})
