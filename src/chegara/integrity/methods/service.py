"""A service as its papers describe it: what the rules of the catalogue read.

Norm → unit → task → function → position → duty, right, competence, responsibility. The order is that of the
papers of the region: a unit's statute (Положение) sets tasks, functions and rights, a job description
(Должностная инструкция) duties, rights and responsibility. Each record has the key by which its owner knows
it; what points elsewhere holds a key; None and "" mean that nothing is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

Permission = tuple[str, str]
"""What somebody may or must do to what: a verb and an object."""
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Verb(StrEnum):
    """What a duty or right does to its object."""

    PREPARE = "prepare"
    DECIDE = "decide"
    APPROVE = "approve"
    EXECUTE = "execute"
    CONTROL = "control"
    RECORD = "record"
    PAY = "pay"
    STORE = "store"


DECIDING = frozenset({Verb.DECIDE, Verb.APPROVE})
"""Verbs that bind others."""
POWERS = frozenset({Verb.DECIDE, Verb.APPROVE, Verb.CONTROL, Verb.PAY})
"""Verbs that nobody can do without a right to."""
GUARDED = frozenset({Verb.DECIDE, Verb.APPROVE, Verb.PAY, Verb.STORE})
"""Verbs that two may have over the same object only where something divides it between them."""


@dataclass(frozen=True)
class Norm:
    """A law, decree, order, statute or job description, with the days on which it is in force."""

    key: int
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Unit:
    """A unit; `territory` divides what it does from what a unit of the same kind does elsewhere."""

    key: int
    parent: int | None = None
    territory: str = ""
    abolished_on: date | None = None
    staff: float | None = None


@dataclass(frozen=True)
class Task:
    """What a unit is there for (задача)."""

    key: int
    unit: int
    text: str = ""


@dataclass(frozen=True)
class Function:
    """What a unit does for a task (функция); `hours`: the work that it takes in a year, where known."""

    key: int
    unit: int
    code: str = ""
    text: str = ""
    task: int | None = None
    norm: int | None = None
    verb: str = ""
    object: str = ""
    hours: float | None = None


@dataclass(frozen=True)
class Mandate:
    """What a norm demands of the service, and the function by which a unit does it."""

    key: int
    function: int | None = None


@dataclass(frozen=True)
class Position:
    """A post of the staffing table, of which there may be several alike."""

    key: int
    unit: int
    posts: float = 1
    reports_to: int | None = None
    sensitive: bool = False


@dataclass(frozen=True)
class Duty:
    """What a position must do (обязанность); `over`: the position whose work it controls."""

    key: int
    position: int
    function: int | None = None
    verb: str = ""
    object: str = ""
    norm: int | None = None
    over: int | None = None


@dataclass(frozen=True)
class Right:
    """What a position or a whole unit may do (право); `limit` and `territory` divide it from others'."""

    key: int
    position: int | None = None
    unit: int | None = None
    verb: str = ""
    object: str = ""
    norm: int | None = None
    limit: str = ""


@dataclass(frozen=True)
class Requirement:
    """What a position asks of whoever holds it, for all its duties or for one function; levels 0–4."""

    key: int
    position: int
    name: str
    level: int | None = None
    function: int | None = None


@dataclass(frozen=True)
class Responsibility:
    """What a position answers for: one function, or all its duties."""

    key: int
    position: int
    function: int | None = None


@dataclass(frozen=True)
class Letter:
    """One cell of a RACI matrix: R, A, C or I."""

    function: int
    position: int
    letter: str


@dataclass(frozen=True)
class Appointment:
    """Who holds a position, under pseudonym, from when until when; acting beside another post or not."""

    key: int
    holder: int
    position: int
    acting: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Competence:
    """What a holder can do, on which level, until when it is certified."""

    holder: int
    name: str
    level: int
    until: date | None = None


@dataclass(frozen=True)
class Step:
    """A step of a process; a step that decides needs a time limit and grounds of refusal."""

    key: int
    process: int
    verb: str = ""
    object: str = ""
    decides: bool = False
    time_limit: bool = False
    refusal_grounds: bool = False


@dataclass(frozen=True)
class LoggedStep:
    """Who did a step in a real case, under pseudonym."""

    case: str
    step: int
    holder: int


@dataclass(frozen=True)
class Separation:
    """A sensitive task: fewer than `people` must not be able to do all that it takes."""

    key: int
    permissions: frozenset[Permission]
    people: int = 2


@dataclass(frozen=True)
class Pair:
    """Two functions whose texts are nearly the same, and what a person said about it."""

    first: int
    second: int
    similarity: float
    confirmed: bool | None = None


def by(records: Iterable[T], key: Callable[[T], K | None]) -> dict[K, list[T]]:
    """Return records grouped by a key; those without it are left out."""
    found: dict[K, list[T]] = defaultdict(list)
    for each in records:
        value = key(each)
        if value is not None:
            found[value].append(each)
    return dict(found)


@dataclass(frozen=True)
class Service:
    """All that is known of a service on a day, with the indexes that the rules share."""

    on: date
    norms: tuple[Norm, ...] = ()
    units: tuple[Unit, ...] = ()
    tasks: tuple[Task, ...] = ()
    functions: tuple[Function, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    positions: tuple[Position, ...] = ()
    duties: tuple[Duty, ...] = ()
    rights: tuple[Right, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    letters: tuple[Letter, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    competences: tuple[Competence, ...] = ()
    steps: tuple[Step, ...] = ()
    log: tuple[LoggedStep, ...] = ()
    separations: tuple[Separation, ...] = ()
    pairs: tuple[Pair, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def unit_of(self) -> dict[int, Unit]:
        """Units by key."""
        return {each.key: each for each in self.units}

    @cached_property
    def function_of(self) -> dict[int, Function]:
        """Functions by key."""
        return {each.key: each for each in self.functions}

    @cached_property
    def position_of(self) -> dict[int, Position]:
        """Positions by key."""
        return {each.key: each for each in self.positions}

    @cached_property
    def norm_of(self) -> dict[int, Norm]:
        """Norms by key."""
        return {each.key: each for each in self.norms}

    @cached_property
    def functions_of_unit(self) -> dict[int, list[Function]]:
        """Functions by unit."""
        return by(self.functions, lambda each: each.unit)

    @cached_property
    def duties_of_position(self) -> dict[int, list[Duty]]:
        """Duties by position."""
        return by(self.duties, lambda each: each.position)

    @cached_property
    def duties_of_function(self) -> dict[int, list[Duty]]:
        """Duties by the function that they carry out."""
        return by(self.duties, lambda each: each.function)

    @cached_property
    def rights_of_position(self) -> dict[int, list[Right]]:
        """Rights by the position that has them."""
        return by(self.rights, lambda each: each.position)

    @cached_property
    def rights_of_unit(self) -> dict[int, list[Right]]:
        """Rights by the unit that has them as a whole."""
        return by(self.rights, lambda each: each.unit)

    @cached_property
    def requirements_of(self) -> dict[int, list[Requirement]]:
        """Competences asked for, by position."""
        return by(self.requirements, lambda each: each.position)

    @cached_property
    def responsibilities_of(self) -> dict[int, list[Responsibility]]:
        """Responsibilities by position."""
        return by(self.responsibilities, lambda each: each.position)

    @cached_property
    def letters_of(self) -> dict[int, list[Letter]]:
        """RACI letters by function: those stated, else those that duties imply.

        Who decides or approves answers for it (A); who has any other duty in it does it (R).
        """
        stated = by(self.letters, lambda each: each.function)
        for key, duties in self.duties_of_function.items():
            if key not in stated:
                pairs = {
                    (duty.position, "A" if duty.verb in DECIDING else "R"): None
                    for duty in duties
                    if duty.verb
                }
                stated[key] = [Letter(key, position, letter) for position, letter in pairs]
        return stated

    @cached_property
    def held(self) -> dict[int, list[Appointment]]:
        """The appointments in force on the day, by position."""
        return by(self.current, lambda each: each.position)

    @cached_property
    def held_by(self) -> dict[int, list[Appointment]]:
        """The appointments in force on the day, by holder."""
        return by(self.current, lambda each: each.holder)

    @cached_property
    def current(self) -> list[Appointment]:
        """The appointments in force on the day."""
        return [
            each
            for each in self.appointments
            if (each.since is None or each.since <= self.on) and (each.until is None or each.until >= self.on)
        ]

    @cached_property
    def permissions(self) -> dict[int, frozenset[Permission]]:
        """What each position may or must do.

        A unit's rights are nobody's in person until a job description gives them to a position.
        """
        found: dict[int, set[Permission]] = {each.key: set() for each in self.positions}
        for duty in self.duties:
            if duty.verb and duty.object and duty.position in found:
                found[duty.position].add((duty.verb, duty.object))
        for right in self.rights:
            if right.verb and right.object and right.position in found:
                found[right.position].add((right.verb, right.object))
        return {key: frozenset(each) for key, each in found.items()}

    def in_force(self, norm: int | None) -> bool:
        """Tell whether a norm is known and in force on the day."""
        each = self.norm_of.get(norm) if norm is not None else None
        return (
            each is not None
            and (each.valid_from is None or each.valid_from <= self.on)
            and (each.valid_until is None or each.valid_until >= self.on)
        )

    def line_of(self, unit: int) -> frozenset[int]:
        """Return a unit with those that it is under."""
        found: list[int] = []
        key: int | None = unit
        while key is not None and key in self.unit_of and key not in found:
            found.append(key)
            key = self.unit_of[key].parent
        return frozenset(found)

    def superiors(self, position: int) -> list[int]:
        """Return the positions to which one reports, the nearest first."""
        found: list[int] = []
        key = self.position_of[position].reports_to
        while key is not None and key in self.position_of and key not in found:
            found.append(key)
            key = self.position_of[key].reports_to
        return found

    def same_ground(self, first: int, second: int) -> bool:
        """Tell whether two units may meet over the same work: neither of two different territories."""
        here, there = self.unit_of[first].territory, self.unit_of[second].territory
        return not (here and there and here != there)
