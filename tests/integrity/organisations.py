"""An invented service whose papers are in order, and one way to spoil it for each rule of the catalogue.

head (1) ── deputy (2) ── three inspectors' positions (3, 4, 5) of the control unit (2)
        └─ audit head (6), auditors (7, 8) of the audit unit (3)
        └─ secretary (9) of the head office (1)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from chegara.integrity.methods.service import (
    Appointment,
    Competence,
    Duty,
    Function,
    Letter,
    LoggedStep,
    Mandate,
    Norm,
    Pair,
    Position,
    Requirement,
    Responsibility,
    Right,
    Separation,
    Service,
    Step,
    Task,
    Unit,
)

ON = date(2026, 6, 1)
LAW = 1
ASSIGN, INSPECT, RELEASE = ("decide", "assignment"), ("execute", "inspection"), ("approve", "release")


def clean() -> Service:
    """A service in which no rule finds anything."""
    functions = (
        Function(1, 1, "1.1", "Leads the service", 1, LAW, "decide", "order"),
        Function(2, 2, "2.1", "Assigns inspections", 2, LAW, "decide", "assignment", 1760.0),
        Function(3, 2, "2.2", "Inspects goods", 2, LAW, "execute", "inspection", 3520.0),
        Function(4, 2, "2.3", "Releases goods", 2, LAW, "approve", "release", 1760.0),
        Function(5, 3, "3.1", "Audits the work of posts", 3, LAW, "control", "post"),
    )
    positions = (
        Position(1, 1, 1, None),
        Position(2, 2, 1, 1, sensitive=True),
        Position(3, 2, 3, 2, sensitive=True),
        Position(4, 2, 2, 2),
        Position(5, 2, 1, 2),
        Position(6, 3, 1, 1),
        Position(7, 3, 2, 6),
        Position(8, 3, 1, 6),
        Position(9, 1, 1, 1),
    )
    duties = (
        Duty(1, 1, 1, "decide", "order", LAW),
        Duty(2, 2, 2, "decide", "assignment", LAW),
        Duty(3, 3, 3, "execute", "inspection", LAW),
        Duty(4, 4, 4, "approve", "release", LAW),
        Duty(5, 6, 5, "control", "post", LAW, over=3),
        Duty(6, 7, 5, "prepare", "post", LAW),
        Duty(7, 5, 3, "record", "inspection", LAW),
        Duty(8, 8, 5, "record", "post", LAW),
        Duty(9, 9, 1, "prepare", "order", LAW),
        # Each function has a second carrier, so that no single post is a key person.
        Duty(10, 5, 2, "prepare", "assignment", LAW),
        Duty(11, 5, 4, "prepare", "release", LAW),
    )
    rights = (
        Right(1, 1, None, "decide", "order", LAW),
        Right(2, 2, None, "decide", "assignment", LAW),
        Right(3, 4, None, "approve", "release", LAW),
        Right(4, 6, None, "control", "post", LAW),
        Right(5, None, 2, "execute", "inspection", LAW),
    )
    return Service(
        on=ON,
        norms=(Norm(LAW, date(2020, 1, 1)), Norm(2, date(2010, 1, 1), date(2019, 12, 31))),
        units=(Unit(1), Unit(2, 1, staff=5.0), Unit(3, 1)),
        tasks=(Task(1, 1, "Leads"), Task(2, 2, "Controls"), Task(3, 3, "Audits")),
        functions=functions,
        mandates=(Mandate(1, 3),),
        positions=positions,
        duties=duties,
        rights=rights,
        requirements=tuple(Requirement(each.key, each.key, "customs law", 2) for each in positions),
        responsibilities=tuple(Responsibility(each.key, each.key) for each in positions),
        letters=(
            Letter(3, 2, "A"), Letter(3, 3, "R"), Letter(5, 6, "A"), Letter(5, 7, "R"), Letter(1, 1, "A"),
        ),
        appointments=tuple(
            Appointment(each.key, each.key, each.key, since=date(2024, 1, 1)) for each in positions
        ),
        competences=tuple(Competence(each.key, "customs law", 3) for each in positions),
        steps=(
            Step(1, 1, *ASSIGN, decides=True, time_limit=True, refusal_grounds=True),
            Step(2, 1, *INSPECT),
            Step(3, 1, *RELEASE, decides=True, time_limit=True, refusal_grounds=True),
        ),
        log=(LoggedStep("1", 1, 2), LoggedStep("1", 2, 3), LoggedStep("1", 3, 4), LoggedStep("2", 2, 3)),
        separations=(
            Separation(1, frozenset({ASSIGN, INSPECT}), 2),
            Separation(2, frozenset({ASSIGN, INSPECT, RELEASE}), 3),
        ),
        pairs=(Pair(2, 5, 0.9, confirmed=False), Pair(3, 5, 0.5)),
    )  # fmt: skip


def _with(name: str, *records: Any) -> Callable[[Service], Service]:
    return lambda service: replace(service, **{name: (*getattr(service, name), *records)}, kept={})


def _but(name: str, key: int, **values: Any) -> Callable[[Service], Service]:
    def change(service: Service) -> Service:
        records = tuple(
            replace(each, **values) if each.key == key else each for each in getattr(service, name)
        )
        return replace(service, **{name: records}, kept={})

    return change


def _without(name: str, *keys: int) -> Callable[[Service], Service]:
    return lambda service: replace(
        service, **{name: tuple(each for each in getattr(service, name) if each.key not in keys)}, kept={}
    )


def _all(*changes: Callable[[Service], Service]) -> Callable[[Service], Service]:
    def change(service: Service) -> Service:
        for each in changes:
            service = each(service)
        return service

    return change


# For each rule: how to spoil the clean service, and what the finding is about.
PLANTED: dict[str, tuple[Callable[[Service], Service], tuple[tuple[str, int], ...]]] = {
    "G1": (_with("tasks", Task(9, 2, "Another")), (("task", 9), ("unit", 2))),
    "G2": (_with("functions", Function(9, 2, "2.9", "New", 2, LAW)), (("function", 9), ("unit", 2))),
    "G3": (_without("rights", 4), (("duty", 5), ("position", 6))),
    "G4": (_without("requirements", 3), (("position", 3),)),
    "G5": (
        lambda service: replace(
            service,
            letters=tuple(each for each in service.letters if (each.function, each.letter) != (3, "A")),
            kept={},
        ),
        (("function", 3), ("unit", 2)),
    ),
    "G6": (_but("functions", 3, norm=2), (("function", 3), ("unit", 2))),
    "G7": (_with("mandates", Mandate(9)), (("mandate", 9),)),
    "G8": (_but("steps", 3, refusal_grounds=False), (("step", 3),)),
    "G9": (
        lambda service: replace(
            service, competences=(Competence(1, "customs law", 1), *service.competences[1:]), kept={}
        ),
        (("holder", 1), ("position", 1), ("requirement", 1)),
    ),
    "O1": (_but("functions", 5, text="2.2. Inspects goods;"), (("function", 3), ("function", 5))),
    "O2": (_with("pairs", Pair(4, 5, 0.85)), (("function", 4), ("function", 5))),
    "O3": (_with("letters", Letter(3, 4, "A")), (("function", 3), ("position", 2), ("position", 4))),
    "O4": (
        _all(_with("rights", Right(9, 5, None, "approve", "release", LAW)), _but("duties", 11, verb="execute")),
        (("position", 4), ("position", 5), ("right", 3)),
    ),
    "R1": (_with("rights", Right(9, 9, None, "control", "seal", LAW)), (("right", 9), ("position", 9))),
    "R2": (
        _with("rights", Right(9, 5, None, "decide", "inspection", LAW)),
        (("right", 9), ("position", 5)),
    ),
    "R3": (_but("rights", 2, norm=None), (("right", 2), ("position", 2))),
    "R4": (_but("units", 3, abolished_on=date(2026, 1, 1)), (("right", 4), ("unit", 3))),
    "D1": (_without("responsibilities", 7), (("position", 7),)),
    "D2": (_but("duties", 6, over=1), (("duty", 6), ("position", 7), ("position", 1))),
    "D3": (_but("duties", 8, function=3), (("duty", 8), ("position", 8))),
    "S1": (
        _with("duties", Duty(12, 3, 2, "decide", "assignment", LAW)),
        (("separation", 1), ("position", 3)),
    ),
    "S2": (
        _with("appointments", Appointment(10, 2, 3, acting=True)),
        (("separation", 1), ("holder", 2), ("position", 2), ("position", 3)),
    ),
    "S3": (
        _with("appointments", Appointment(10, 4, 3, acting=True)),
        (("separation", 2), ("holder", 2), ("holder", 4)),
    ),
    "S4": (
        lambda service: replace(
            service, log=(*service.log, LoggedStep("2", 1, 3), LoggedStep("3", 1, 4)), kept={}
        ),
        (("separation", 1), ("holder", 3)),
    ),
    "S5": (
        _with("functions", Function(9, 2, "2.9", "Checks inspections", 2, LAW, "control", "inspection", 1.0)),
        (("function", 9), ("unit", 2)),
    ),
    "C1": (_but("positions", 7, posts=12), (("position", 6),)),
    "C2": (
        lambda service: replace(
            service,
            positions=(
                *service.positions,
                *(Position(20 + place, 3, 3, 8 if place == 0 else 19 + place) for place in range(4)),
            ),
            kept={},
        ),
        (("position", 23),),
    ),
    "C3": (_all(_without("duties", 9)), (("position", 1),)),
    "C4": (_without("appointments", 4), (("position", 4),)),
    "C5": (
        _but("appointments", 3, since=date(2021, 5, 31)),
        (("holder", 3), ("position", 3)),
    ),
    "C6": (_but("functions", 3, hours=8800.0), (("unit", 2),)),
}  # fmt: skip
