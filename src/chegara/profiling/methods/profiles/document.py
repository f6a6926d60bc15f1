"""A profile as a dataclass, its canonical JSON and its version, which is the hash of what it says.

Canonical form: RFC 8785 (JSON Canonicalization Scheme). The version is `sha256:` and the hexadecimal digest
of the canonical form without `version` and `approvals`; an approval names the version that it approves.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import rfc8785

from chegara.profiling.methods.profiles.fields import Subject
from chegara.profiling.methods.profiles.tree import Group, plain

SCHEMA = "chegara/profile/1"
APPROVERS = 2
LONGEST_DAYS = {Subject.PERSON: 184, Subject.VEHICLE: 366, Subject.CONSIGNMENT: 366}
"""Days from start to end, both counted: six months for persons, a year for the rest."""


class Purpose(StrEnum):
    """What a profile is for; the list is closed."""

    TERRORISM = "terrorism"
    TRAFFICKING_IN_PERSONS = "trafficking_in_persons"
    MIGRANT_SMUGGLING = "migrant_smuggling"
    IRREGULAR_STAY = "irregular_stay"
    DOCUMENT_FRAUD = "document_fraud"
    DRUGS = "drugs"
    WEAPONS = "weapons"
    GOODS_SMUGGLING = "goods_smuggling"
    UNDERVALUATION = "undervaluation"
    CASH = "cash"
    STOLEN_VEHICLES = "stolen_vehicles"
    HEALTH_OF_PLANTS_AND_ANIMALS = "health_of_plants_and_animals"
    TRANSPORT_SAFETY = "transport_safety"


class Lane(StrEnum):
    """Where a record goes: goods and vehicles by colour, persons to the first or second line."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"
    FIRST_LINE = "first_line"
    SECOND_LINE = "second_line"


LANES = {
    Subject.PERSON: (Lane.SECOND_LINE,),
    Subject.VEHICLE: (Lane.BLUE, Lane.YELLOW, Lane.RED),
    Subject.CONSIGNMENT: (Lane.BLUE, Lane.YELLOW, Lane.RED),
}
"""The lanes to which a profile may send, the strictest last; what no profile selects is green or stays first
line."""


@dataclass(frozen=True)
class Approval:
    """One signature: who, in what office, when, of what version."""

    by: str
    office: str
    on: dt.date
    version: str

    def plain(self) -> dict[str, object]:
        """Return the approval as it stands in the file."""
        return {"by": self.by, "office": self.office, "on": self.on.isoformat(), "version": self.version}


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A risk profile: what is looked for, by whose law, in whom, until when, and what is done with a hit.

    `percent` is the share of hits that is selected, above 0 to 100; `priority` orders hits where capacity is
    short, the greatest first. Records in `must_hit` and `must_miss` are checked whenever the file is read.
    `valid_to` is the last day. `owner` is the author's office, `author` the person who wrote it: no approver
    of the own work.
    """

    id: str
    title: str
    subject: Subject
    purpose: Purpose
    owner: str
    author: str
    legal_basis: str
    rationale: str
    valid_from: dt.date
    valid_to: dt.date
    when: Group
    lane: Lane
    instruction: str
    percent: float = 100.0
    priority: int = 50
    offices: tuple[str, ...] = ()
    must_hit: tuple[dict[str, Any], ...] = field(default=(), hash=False)
    must_miss: tuple[dict[str, Any], ...] = field(default=(), hash=False)
    approvals: tuple[Approval, ...] = ()

    @property
    def version(self) -> str:
        """The hash of all that the profile says, without the signatures."""
        return "sha256:" + hashlib.sha256(rfc8785.dumps(_said(self))).hexdigest()  # type: ignore[arg-type]

    def approved(self) -> bool:
        """Return whether two people who are not the author have signed this version."""
        version = self.version
        signed = {each.by for each in self.approvals if each.version == version and each.by != self.author}
        return len(signed) >= APPROVERS

    def in_force(self, day: dt.date) -> bool:
        """Return whether the day is between start and end, both included."""
        return self.valid_from <= day <= self.valid_to

    def plain(self) -> dict[str, object]:
        """Return the profile as it stands in the file, version and approvals with it."""
        return {
            **_said(self),
            "version": self.version,
            "approvals": [each.plain() for each in self.approvals],
        }

    def canonical(self) -> bytes:
        """Return the file: canonical JSON in UTF-8."""
        return rfc8785.dumps(self.plain())  # type: ignore[arg-type]


def _said(profile: Profile) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "id": profile.id,
        "title": profile.title,
        "subject": str(profile.subject),
        "purpose": str(profile.purpose),
        "owner": profile.owner,
        "author": profile.author,
        "legal_basis": profile.legal_basis,
        "rationale": profile.rationale,
        "valid_from": profile.valid_from.isoformat(),
        "valid_to": profile.valid_to.isoformat(),
        "offices": list(profile.offices),
        "when": plain(profile.when),
        "then": {
            "lane": str(profile.lane),
            "percent": _whole(profile.percent),
            "priority": profile.priority,
            "instruction": profile.instruction,
        },
        "must_hit": list(profile.must_hit),
        "must_miss": list(profile.must_miss),
    }


def _whole(number: float) -> float | int:
    return int(number) if float(number).is_integer() else number
