"""D: duties nobody answers for, that turn the ladder round, that two papers tell differently."""

from __future__ import annotations

from collections.abc import Iterator

from chegara.integrity.methods.findings import Found, Severity, Thresholds
from chegara.integrity.methods.service import Duty, Service


def has_responsibility(service: Service, duty: Duty) -> bool:
    """Tell whether the position answers for a duty: for all its duties, or for the duty's function."""
    return any(
        each.function is None or each.function == duty.function
        for each in service.responsibilities_of.get(duty.position, ())
    )


def duty_without_responsibility(service: Service, _: Thresholds) -> Iterator[Found]:
    """D1: duties for which a position does not answer; one finding a position, with their number."""
    for position, duties in service.duties_of_position.items():
        lacking = [duty for duty in duties if not has_responsibility(service, duty)]
        if lacking:
            about = (("position", position),)
            yield Found("D1", about, Severity.MEDIUM, (("n", str(len(lacking))),))


def subordinate_controls_superior(service: Service, _: Thresholds) -> Iterator[Found]:
    """D2: a position controls one to which it reports, itself or through others."""
    for duty in service.duties:
        if duty.over is not None and duty.over in service.superiors(duty.position):
            about = (("duty", duty.key), ("position", duty.position), ("position", duty.over))
            yield Found("D2", about, Severity.HIGH)


def duty_outside_statute(service: Service, _: Thresholds) -> Iterator[Found]:
    """D3: a duty that no function of its unit, or of a unit above, has; the inverse is G2.

    Asked only of units of which functions are known.
    """
    for duty in service.duties:
        unit = service.position_of[duty.position].unit
        line = service.line_of(unit)
        if not any(service.functions_of_unit.get(each) for each in line):
            continue
        function = service.function_of.get(duty.function) if duty.function is not None else None
        if function is None or not (function.unit in line or unit in service.line_of(function.unit)):
            yield Found("D3", (("duty", duty.key), ("position", duty.position)), Severity.MEDIUM)
