"""Cooperation for tests, each record made through the same action that a user's click calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests import factories

from chegara.accounts.models import Compartment, Role, User
from chegara.cooperation import models as tables
from chegara.cooperation.actions.records import save_record
from chegara.organisation.models import Agency, CrossingPoint, Release


@dataclass
class Room:
    """Two agencies in one room, a crossing point, and a letter by which the first opens its records."""

    border: Agency
    customs: Agency
    point: CrossingPoint
    writer: User
    colleague: User
    customs_writer: User
    release: Release


def make_room() -> Room:
    border = factories.make_agency(code="XA-BOR")
    customs = factories.make_agency(border.country, code="XA-CUS", kind="customs")
    return Room(
        border, customs, factories.make_point(border.country),
        factories.make_user("writer", agency=border, roles=(Role.ANALYST, Role.SUPERVISOR)),
        factories.make_user("colleague", agency=border),
        factories.make_user("customs-writer", agency=customs),
        factories.make_release(border, to_all=True, letter_number="C/1"),
    )  # fmt: skip


def enter(one: Any, room: Room, *, released: bool = True, **linked: Any) -> Any:
    """Enter a record of the border service, released to all unless said otherwise."""
    one.owner_agency = room.border
    save_record(one, by=room.writer, releases=[room.release] if released else [], linked=linked)
    return one


def add(one: Any, room: Room) -> Any:
    save_record(one, by=room.writer)
    return one


def competence(room: Room, agency: Agency, role: str, function: str = "goods", **more: Any) -> Any:
    article = more.pop("article", "Customs Code, art. 310")
    released = more.pop("released", True)
    one = tables.Competence(function=function, agency=agency, role=role, article=article, **more)
    return enter(one, room, released=released)


def duty(room: Room, **more: Any) -> Any:
    """Enter a whole duty to inform: nothing that the checks ask for is missing."""
    values: dict[str, Any] = {
        "area": "flows", "event": "Queue of trucks", "sender": room.border, "receiver": room.customs,
        "trigger": "2 km", "deadline": "hour", "channel": "telephone", "fallback": "radio",
    }  # fmt: skip
    released = more.pop("released", True)
    return enter(tables.Duty(**values | more), room, released=released)


def contact(room: Room, **more: Any) -> Any:
    values: dict[str, Any] = {
        "agency": room.customs, "office": "Duty desk", "deputies": "Deputy", "telephone": "1", "second_way": "2",
    }  # fmt: skip
    released = more.pop("released", True)
    return enter(tables.Contact(**values | more), room, released=released)


def passport(room: Room, **more: Any) -> Any:
    released = more.pop("released", True)
    return enter(tables.Passport(point=more.pop("point", room.point), **more), room, released=released)


def step(room: Room, whole: Any, number: int, control: str = "persons", **more: Any) -> Any:
    values: dict[str, Any] = {
        "direction": "entry", "traffic": "cars", "agency": room.border, "share": 100, "per": "vehicle", "low": 1,
        "best": 2, "high": 4, "posts": 3,
    }  # fmt: skip
    return add(tables.Step(passport=whole, number=number, control=control, **values | more), room)


def one_of_each(
    room: Room, *, compartment: Compartment | None = None, word: str = "", released: bool = True
) -> list[Any]:
    """Enter a record of each table, each with a word by which it can be found."""

    def told(one: Any, **linked: Any) -> Any:
        one.compartment = compartment
        return enter(one, room, released=released, **linked)

    day = date(2026, 5, 1)
    neighbour = factories.make_state("XB", home=False)
    records = [
        told(tables.Guidelines(title=f"{word} Guidelines", basis="Act", purpose=f"{word} purpose")),
        told(tables.Competence(function="xray", agency=room.border, role="A", article=f"{word} art.", delimitation=f"{word} delimits")),
        told(tables.Duty(area="flows", event=f"{word} event", sender=room.border, receiver=room.customs, deadline="monthly")),
        told(tables.Contact(agency=room.border, office=f"{word} office", telephone=f"{word}-1")),
        told(tables.Agreement(title=f"{word} agreement", signed_on=day, expires_on=day), parties=[room.border]),
        told(tables.Representative(office=f"{word} representative", hotline="1", neighbour=neighbour, counterpart=f"{word} other")),
        told(tables.Passport(point=room.point, weaknesses=f"{word} weakness", capacity_trucks=471100)),
        told(tables.Group(title=f"{word} group", basis="Order", mandate=f"{word} mandate", first_turn=day)),
        told(tables.Operation(title=f"{word} operation", requested_by=room.border, requested_on=day, purpose=word or "p")),
        told(tables.Equipment(title=f"{word} scanner", kind="xray", terms=f"{word} terms")),
        told(tables.SelfAssessment(year=2025, pillar="inter", area="legal", maturity=2, evidence=f"{word} evidence", gap=f"{word} gap")),
    ]  # fmt: skip
    by_name = {type(one).__name__: one for one in records}
    meeting = add(tables.Meeting(
        representative=by_name["Representative"], number="1", on=day, place=f"{word} place", present=f"{word} people"
    ), room)  # fmt: skip
    parts = [
        tables.TestCall(contact=by_name["Contact"], on=day, remark=f"{word} remark"),
        tables.MeetingPoint(meeting=meeting, number=1, text=f"{word} point", settled="open"),
        tables.Facility(
            passport=by_name["Passport"], kind="lane", agency=room.border, number=4, remark=f"{word} lane"
        ),
        tables.Seat(group=by_name["Group"], number=1, agency=room.border, office=f"{word} seat"),
    ]
    return [*records, meeting, *(add(part, room) for part in parts), step(room, by_name["Passport"], 1)]
