"""R: rights that no duty needs, that go beyond it, that no norm gives."""

from __future__ import annotations

from collections.abc import Iterator

from chegara.integrity.methods.findings import Found, Severity, Thresholds
from chegara.integrity.methods.service import DECIDING, Right, Service, Verb

PREPARING = frozenset({Verb.PREPARE, Verb.RECORD})


def _owner(right: Right) -> tuple[str, int]:
    if right.position is not None:
        return ("position", right.position)
    return ("unit", right.unit or 0)


def orphan_right(service: Service, _: Thresholds) -> Iterator[Found]:
    """R1: a right that no duty of its position, or no function or duty of its unit, has use for."""
    objects_of_unit: dict[int, set[str]] = {}
    for each in service.functions:
        objects_of_unit.setdefault(each.unit, set()).add(each.object)
    for duty in service.duties:
        unit = service.position_of[duty.position].unit
        objects_of_unit.setdefault(unit, set()).add(duty.object)
    for right in service.rights:
        if not right.object:
            continue
        if right.position is not None:
            used = {duty.object for duty in service.duties_of_position.get(right.position, ())}
        else:
            used = objects_of_unit.get(right.unit or 0, set())
        if right.object not in used:
            yield Found("R1", (("right", right.key), _owner(right)), Severity.MEDIUM)


def right_beyond_duty(service: Service, _: Thresholds) -> Iterator[Found]:
    """R2: a right to decide or approve, where the duty is only to prepare or to record."""
    for right in service.rights:
        if right.verb not in DECIDING or right.position is None or not right.object:
            continue
        duties = service.duties_of_position.get(right.position, ())
        verbs = {duty.verb for duty in duties if duty.object == right.object}
        if verbs and verbs <= PREPARING:
            yield Found("R2", (("right", right.key), _owner(right)), Severity.HIGH)


def right_without_norm(service: Service, _: Thresholds) -> Iterator[Found]:
    """R3: a right on no norm, or on one that is not in force."""
    for right in service.rights:
        if not service.in_force(right.norm):
            yield Found("R3", (("right", right.key), _owner(right)), Severity.HIGH)


def right_of_abolished(service: Service, _: Thresholds) -> Iterator[Found]:
    """R4: a right of a unit that was abolished, or of a position in it."""
    for right in service.rights:
        key = right.unit
        if right.position is not None:
            key = service.position_of[right.position].unit
        unit = service.unit_of.get(key) if key is not None else None
        if unit is not None and unit.abolished_on is not None and unit.abolished_on <= service.on:
            yield Found("R4", (("right", right.key), ("unit", unit.key)), Severity.HIGH)
