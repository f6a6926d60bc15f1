"""S: who could do a sensitive task alone, or with fewer others than it asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from chegara.integrity.methods.findings import Found, Severity, Thresholds
from chegara.integrity.methods.separation import smallest_group
from chegara.integrity.methods.service import DECIDING, Permission, Service, Verb

OPERATING = frozenset({Verb.EXECUTE, Verb.PAY, Verb.STORE, *DECIDING})


def _alone(service: Service) -> dict[int, list[int]]:
    """Return by separation the positions that hold all of its permissions; kept, three rules ask."""
    found: dict[int, list[int]] | None = service.kept.get("alone")
    if found is None:
        found = {
            each.key: [position for position, held in service.permissions.items() if each.permissions <= held]
            for each in service.separations
        }
        service.kept["alone"] = found
    return found


def holdings(service: Service) -> dict[int, frozenset[Permission]]:
    """Return what each holder may do, all their posts together."""
    return {
        holder: frozenset[Permission]().union(
            *(service.permissions.get(each.position, frozenset()) for each in appointments)
        )
        for holder, appointments in service.held_by.items()
    }


def alone_in_one_position(service: Service, _: Thresholds) -> Iterator[Found]:
    """S1: one position holds all the permissions of a task that takes several people."""
    for each in service.separations:
        if each.people > 1:
            for position in _alone(service)[each.key]:
                yield Found("S1", (("separation", each.key), ("position", position)), Severity.HIGH)


def alone_through_several(service: Service, _: Thresholds) -> Iterator[Found]:
    """S2: one holder has them all through several posts, of which none has them alone."""
    held = holdings(service)
    several = {
        holder: {each.position for each in appointments}
        for holder, appointments in service.held_by.items()
        if len({each.position for each in appointments}) > 1
    }
    for rule in service.separations:
        alone = set(_alone(service)[rule.key])
        for holder, positions in several.items():
            if rule.people > 1 and rule.permissions <= held[holder] and not positions & alone:
                about = (
                    ("separation", rule.key), ("holder", holder),
                    *(("position", each) for each in sorted(positions)),
                )  # fmt: skip
                yield Found("S2", about, Severity.HIGH)


def fewer_than_needed(service: Service, _: Thresholds) -> Iterator[Found]:
    """S3: more than one, yet fewer than the task asks for, hold all its permissions together.

    Where no appointments are known, each position counts as one person.
    """
    held = holdings(service) if service.current else service.permissions
    kind = "holder" if service.current else "position"
    for rule in service.separations:
        if rule.people < 3:
            continue
        group = smallest_group(rule.permissions, held)
        if group is not None and 1 < len(group) < rule.people:
            about = (("separation", rule.key), *((kind, each) for each in group))
            values = (("n", str(len(group))), ("needs", str(rule.people)))
            yield Found("S3", about, Severity.HIGH, values)


def alone_in_a_case(service: Service, _: Thresholds) -> Iterator[Found]:
    """S4: in a real case one person did what it takes several for; one finding for each rule and person."""
    step_of = {each.key: (each.verb, each.object) for each in service.steps}
    done: dict[tuple[str, int], set[Permission]] = defaultdict(set)
    for entry in service.log:
        if entry.step in step_of:
            done[entry.case, entry.holder].add(step_of[entry.step])
    for rule in service.separations:
        cases: dict[int, int] = defaultdict(int)
        for (_case, holder), permissions in done.items():
            if rule.people > 1 and rule.permissions <= permissions:
                cases[holder] += 1
        for holder, count in sorted(cases.items()):
            about = (("separation", rule.key), ("holder", holder))
            yield Found("S4", about, Severity.HIGH, (("n", str(count)),))


def controls_itself(service: Service, _: Thresholds) -> Iterator[Found]:
    """S5: a unit has the function to control what it decides, does, pays or stores itself."""
    for unit, functions in service.functions_of_unit.items():
        operated = {each.object for each in functions if each.object and each.verb in OPERATING}
        for each in functions:
            if each.verb == Verb.CONTROL and each.object in operated:
                yield Found("S5", (("function", each.key), ("unit", unit)), Severity.HIGH)
