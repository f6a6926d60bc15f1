"""The catalogue of rules, and how complete each position's papers are.

Sources: functional review (UNDP 2009, "Methodology for Functional Analysis"; World Bank, Manning and Parison
2004): gaps, overlaps, duplication; RACI: one accountable for a task; ANSI INCITS 359: separation of duties.
The rules themselves are this program's reading of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from chegara.integrity.methods.findings import Found, Rule, Thresholds
from chegara.integrity.methods.rules import duties, gaps, overlaps, rights, separation, staffing
from chegara.integrity.methods.service import Service

RULES: dict[str, Rule] = {
    "G1": gaps.task_without_function,
    "G2": gaps.function_without_duty,
    "G3": gaps.duty_without_right,
    "G4": gaps.duty_without_competence,
    "G5": gaps.function_without_accountable,
    "G6": gaps.function_without_norm,
    "G7": gaps.mandate_without_unit,
    "G8": gaps.step_without_limits,
    "G9": gaps.holder_without_competence,
    "O1": overlaps.same_function,
    "O2": overlaps.nearly_same_function,
    "O3": overlaps.two_accountable,
    "O4": overlaps.undivided_right,
    "R1": rights.orphan_right,
    "R2": rights.right_beyond_duty,
    "R3": rights.right_without_norm,
    "R4": rights.right_of_abolished,
    "D1": duties.duty_without_responsibility,
    "D2": duties.subordinate_controls_superior,
    "D3": duties.duty_outside_statute,
    "S1": separation.alone_in_one_position,
    "S2": separation.alone_through_several,
    "S3": separation.fewer_than_needed,
    "S4": separation.alone_in_a_case,
    "S5": separation.controls_itself,
    "C1": staffing.span_of_control,
    "C2": staffing.too_many_layers,
    "C3": staffing.key_person,
    "C4": staffing.vacant_approver,
    "C5": staffing.rotation_overdue,
    "C6": staffing.staff_against_work,
}


def find_all(service: Service, limits: Thresholds) -> list[Found]:
    """Return what all rules find, by the order of the catalogue."""
    return [found for rule in RULES.values() for found in rule(service, limits)]


@dataclass(frozen=True)
class Completeness:
    """Of a position's duties: how many have each of the five things that a whole one has, and all of them."""

    position: int
    duties: int
    function: int
    norm: int
    right: int
    competence: int
    responsibility: int
    whole: int

    @property
    def index(self) -> float | None:
        """The share of duties that are whole, from 0 to 1; None without duties: unknown is not zero."""
        return self.whole / self.duties if self.duties else None


def completeness(service: Service) -> list[Completeness]:
    """Return for each position how complete its papers are, in the order of the positions."""
    return [_of_position(service, each.key) for each in service.positions]


def _of_position(service: Service, position: int) -> Completeness:
    rows = [
        (
            duty.function in service.function_of,
            service.in_force(duty.norm),
            gaps.has_right(service, duty),
            gaps.has_competence(service, duty),
            duties.has_responsibility(service, duty),
        )
        for duty in service.duties_of_position.get(position, ())
    ]
    function, norm, right, competence, responsibility = [
        sum(column) for column in zip(*rows, strict=True)
    ] or [0] * 5
    whole = sum(all(row) for row in rows)
    return Completeness(position, len(rows), function, norm, right, competence, responsibility, whole)
