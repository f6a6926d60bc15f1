"""G: what is missing between task, function, duty, right and competence."""

from __future__ import annotations

from collections.abc import Iterator

from chegara.integrity.methods.findings import Found, Severity, Thresholds
from chegara.integrity.methods.service import POWERS, Duty, Service


def task_without_function(service: Service, _: Thresholds) -> Iterator[Found]:
    """G1: a unit has a task, and no function carries it out.

    Statutes of the region list functions beside tasks without saying which serves which: a task counts as
    served where a function names it, or where none of its unit's functions names any task.
    """
    served = {each.task for each in service.functions if each.task is not None}
    linked = {each.unit for each in service.functions if each.task is not None}
    for task in service.tasks:
        if task.key not in served and (task.unit in linked or not service.functions_of_unit.get(task.unit)):
            yield Found("G1", (("task", task.key), ("unit", task.unit)), Severity.HIGH)


def function_without_duty(service: Service, _: Thresholds) -> Iterator[Found]:
    """G2: nobody has the duty to carry out a function."""
    for each in service.functions:
        if each.key not in service.duties_of_function:
            yield Found("G2", (("function", each.key), ("unit", each.unit)), Severity.HIGH)


def has_right(service: Service, duty: Duty) -> bool:
    """Tell whether a duty that needs power has it: a right over its object, the position's or its unit's.

    A right to decide covers control; of another verb over the same object it does not speak.
    """
    if duty.verb not in POWERS or not duty.object:
        return True
    unit = service.position_of[duty.position].unit
    rights = [*service.rights_of_position.get(duty.position, ()), *service.rights_of_unit.get(unit, ())]
    return any(right.object == duty.object and right.verb == duty.verb for right in rights)


def duty_without_right(service: Service, _: Thresholds) -> Iterator[Found]:
    """G3: a duty to decide, approve, control or pay, and no right to it."""
    for duty in service.duties:
        if not has_right(service, duty):
            yield Found("G3", (("duty", duty.key), ("position", duty.position)), Severity.HIGH)


def has_competence(service: Service, duty: Duty) -> bool:
    """Tell whether the position asks for a competence: for all duties, or for the duty's function."""
    return any(
        each.function is None or each.function == duty.function
        for each in service.requirements_of.get(duty.position, ())
    )


def duty_without_competence(service: Service, _: Thresholds) -> Iterator[Found]:
    """G4: duties for which a position asks no competence; one finding a position, with their number."""
    for position, duties in service.duties_of_position.items():
        lacking = [duty for duty in duties if not has_competence(service, duty)]
        if lacking:
            about = (("position", position),)
            yield Found("G4", about, Severity.MEDIUM, (("n", str(len(lacking))),))


def function_without_accountable(service: Service, _: Thresholds) -> Iterator[Found]:
    """G5: a function that somebody carries out, and nobody answers for.

    Where letters were stated one must be an A. Else somebody must decide or approve in it, or answer for
    their duties in it by a job description.
    """
    stated = {each.function for each in service.letters}
    for each in service.functions:
        letters = service.letters_of.get(each.key, ())
        answers = any(cell.letter == "A" for cell in letters) or (
            each.key not in stated
            and any(
                one.function in {None, each.key}
                for cell in letters
                for one in service.responsibilities_of.get(cell.position, ())
            )
        )
        if letters and not answers:
            yield Found("G5", (("function", each.key), ("unit", each.unit)), Severity.MEDIUM)


def function_without_norm(service: Service, _: Thresholds) -> Iterator[Found]:
    """G6: a function on no norm, or on one that is not in force."""
    for each in service.functions:
        if not service.in_force(each.norm):
            yield Found("G6", (("function", each.key), ("unit", each.unit)), Severity.HIGH)


def mandate_without_unit(service: Service, _: Thresholds) -> Iterator[Found]:
    """G7: a norm demands it of the service, and no unit has the function."""
    for each in service.mandates:
        if each.function not in service.function_of:
            yield Found("G7", (("mandate", each.key),), Severity.HIGH)


def step_without_limits(service: Service, _: Thresholds) -> Iterator[Found]:
    """G8: a step that decides, without a time limit or without grounds of refusal."""
    for each in service.steps:
        if each.decides and not (each.time_limit and each.refusal_grounds):
            missing = "both"
            if each.time_limit:
                missing = "grounds"
            elif each.refusal_grounds:
                missing = "limit"
            yield Found("G8", (("step", each.key),), Severity.MEDIUM, (("missing", missing),))


def holder_without_competence(service: Service, _: Thresholds) -> Iterator[Found]:
    """G9: a holder below the level that the position asks for, or whose certificate has run out.

    Only where something is known of the holder's competences: unknown is not zero.
    """
    levels: dict[int, dict[str, int]] = {}
    for each in service.competences:
        valid = each.until is None or each.until >= service.on
        known = levels.setdefault(each.holder, {})
        known[each.name] = max(known.get(each.name, 0), each.level if valid else 0)
    for appointment in service.current:
        known = levels.get(appointment.holder, {})
        for asked in service.requirements_of.get(appointment.position, ()):
            if known and asked.level is not None and known.get(asked.name, 0) < asked.level:
                about = (
                    ("holder", appointment.holder), ("position", appointment.position),
                    ("requirement", asked.key),
                )  # fmt: skip
                values = (("has", str(known.get(asked.name, 0))), ("needs", str(asked.level)))
                yield Found("G9", about, Severity.MEDIUM, values)
