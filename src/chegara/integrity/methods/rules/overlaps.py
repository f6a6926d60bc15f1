"""O: what two do, and each may leave to the other."""

from __future__ import annotations

from collections.abc import Iterator

from chegara.integrity.methods.findings import Found, Severity, Thresholds
from chegara.integrity.methods.near_duplicates import plain
from chegara.integrity.methods.service import GUARDED, Service, by


def same_function(service: Service, _: Thresholds) -> Iterator[Found]:
    """O1: the same function, by code or to the letter, in two units that no territory divides."""
    groups = [
        *by(service.functions, lambda each: f"c:{each.code}" if each.code else None).values(),
        *by(service.functions, lambda each: f"t:{plain(each.text)}" if each.text else None).values(),
    ]
    told: set[tuple[tuple[str, int], ...]] = set()
    for group in groups:
        meeting = [
            each
            for each in group
            if any(other.unit != each.unit and service.same_ground(each.unit, other.unit) for other in group)
        ]
        about = tuple(("function", key) for key in sorted(each.key for each in meeting))
        if about and about not in told:
            told.add(about)
            yield Found("O1", about, Severity.HIGH, (("n", str(len(about))),))


def nearly_same_function(service: Service, limits: Thresholds) -> Iterator[Found]:
    """O2: texts of functions that are nearly the same: proposed, until a person says whether they are."""
    for pair in service.pairs:
        if pair.confirmed is False or pair.similarity <= limits.similarity:
            continue
        first, second = service.function_of.get(pair.first), service.function_of.get(pair.second)
        if first is None or second is None or first.unit == second.unit:
            continue
        if service.same_ground(first.unit, second.unit):
            severity = Severity.MEDIUM if pair.confirmed else Severity.LOW
            about = (("function", pair.first), ("function", pair.second))
            yield Found("O2", about, severity, (("similarity", f"{pair.similarity:.2f}"),))


def two_accountable(service: Service, _: Thresholds) -> Iterator[Found]:
    """O3: two answer for one function, so that nobody does."""
    for key, letters in service.letters_of.items():
        who = sorted({cell.position for cell in letters if cell.letter == "A"})
        if len(who) > 1:
            about = (("function", key), *(("position", each) for each in who))
            yield Found("O3", about, Severity.MEDIUM, (("n", str(len(who))),))


def undivided_right(service: Service, _: Thresholds) -> Iterator[Found]:
    """O4: two positions decide, approve, pay or store the same, undivided by amount or territory."""
    rights = [each for each in service.rights if each.verb in GUARDED and each.object and each.position]
    for group in by(rights, lambda each: (each.verb, each.object)).values():
        loose: dict[int, int] = {}
        for right in group:
            if right.limit or right.position is None or right.position not in service.position_of:
                continue
            loose.setdefault(right.position, right.key)
        who = [
            one
            for one in sorted(loose)
            if any(other != one and _meets(service, one, other) for other in loose)
        ]
        if who:
            about = tuple(("position", each) for each in who)
            values = (("verb", group[0].verb), ("object", group[0].object), ("n", str(len(who))))
            # The right is part of what it is about, so that two rights of the same two are two findings.
            yield Found("O4", (*about, ("right", loose[who[0]])), Severity.MEDIUM, values)


def _meets(service: Service, one: int, other: int) -> bool:
    here, there = service.position_of[one].unit, service.position_of[other].unit
    return service.same_ground(here, there)
