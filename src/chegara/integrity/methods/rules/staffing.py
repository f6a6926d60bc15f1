"""C: who leads how many, who can't be replaced, who is missing, who stays too long."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from chegara.integrity.methods.findings import Found, Severity, Thresholds
from chegara.integrity.methods.service import DECIDING, Service, by


def span_of_control(service: Service, limits: Thresholds) -> Iterator[Found]:
    """C1: a head of too few, or of more than can be led in person."""
    for head, below in by(service.positions, lambda each: each.reports_to).items():
        n = sum(each.posts for each in below)
        if not limits.span_least <= n <= limits.span_most:
            severity = Severity.MEDIUM if n > limits.span_most else Severity.LOW
            yield Found("C1", (("position", head),), severity, (("n", f"{n:g}"),))


def too_many_layers(service: Service, limits: Thresholds) -> Iterator[Found]:
    """C2: more positions from the top to the lowest than there should be; told of the lowest of a line."""
    heads = {each.reports_to for each in service.positions}
    for each in service.positions:
        layers = len(service.superiors(each.key)) + 1
        if each.key not in heads and layers > limits.layers_most:
            yield Found("C2", (("position", each.key),), Severity.LOW, (("n", str(layers)),))


def key_person(service: Service, _: Thresholds) -> Iterator[Found]:
    """C3: one single post carries functions alone; one finding a position, with their number."""
    alone: dict[int, int] = defaultdict(int)
    for duties in service.duties_of_function.values():
        who = {duty.position for duty in duties}
        if len(who) == 1 and service.position_of[next(iter(who))].posts <= 1:
            alone[who.pop()] += 1
    for position, count in alone.items():
        yield Found("C3", (("position", position),), Severity.LOW, (("n", str(count)),))


def vacant_approver(service: Service, _: Thresholds) -> Iterator[Found]:
    """C4: nobody holds a position that decides or approves, not even acting; where appointments are known."""
    if not service.current:
        return
    for each in service.positions:
        decides = any(verb in DECIDING for verb, _object in service.permissions[each.key])
        if decides and each.posts and each.key not in service.held:
            yield Found("C4", (("position", each.key),), Severity.HIGH)


def rotation_overdue(service: Service, limits: Thresholds) -> Iterator[Found]:
    """C5: somebody has held a sensitive post longer than rotation allows."""
    for appointment in service.current:
        position = service.position_of.get(appointment.position)
        if position is None or not position.sensitive or appointment.acting or appointment.since is None:
            continue
        if service.on > months_later(appointment.since, limits.rotation_months):
            about = (("holder", appointment.holder), ("position", position.key))
            months = (service.on - appointment.since).days * 12 / 365.25
            yield Found("C5", about, Severity.HIGH, (("n", f"{months:.0f}"),))


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a shorter month.

    >>> months_later(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def staff_against_work(service: Service, limits: Thresholds) -> Iterator[Found]:
    """C6: a unit's work takes more people than it has, or less than half; where all of its work is known."""
    for unit in service.units:
        hours = [each.hours for each in service.functions_of_unit.get(unit.key, ())]
        known = [each for each in hours if each is not None]
        if not known or len(known) < len(hours) or not unit.staff:
            continue
        load = sum(known) / limits.hours_a_year / unit.staff
        if not limits.load_least <= load <= limits.load_most:
            severity = Severity.MEDIUM if load > limits.load_most else Severity.LOW
            values = (("load", f"{100 * load:.0f}"),)
            yield Found("C6", (("unit", unit.key),), severity, values)
