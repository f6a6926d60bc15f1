"""A canine service for tests, each record made through the same action that a user's click calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from tests import factories

from chegara.accounts.models import Role, User
from chegara.canine.actions import aids, certificates, exercises, field
from chegara.canine.actions.field import Change
from chegara.canine.choices import Blinding
from chegara.canine.models import (
    Certification,
    Component,
    Dog,
    Exercise,
    FieldChange,
    Handler,
    Movement,
    Odour,
    Performance,
    Placement,
    Search,
    SetUp,
    Team,
    TrainingAid,
    VetRecord,
)
from chegara.organisation.models import Agency
from chegara.organisation.registers.actions import save_record

WORKED = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
_numbers = count(1)


@dataclass
class Stage:
    """A border service with a manager and a handler of dogs, and an agency that takes no part."""

    border: Agency
    manager: User
    second: User
    handler: User
    stranger: User


def make_stage() -> Stage:
    border = factories.make_agency(code="XA-BOR")
    customs = factories.make_agency(border.country, code="XA-CUS", kind="customs")
    return Stage(
        border,
        factories.make_user("manager", agency=border, roles=(Role.CANINE_MANAGER,)),
        factories.make_user("second", agency=border, roles=(Role.CANINE_MANAGER,)),
        factories.make_user("handler", agency=border, roles=(Role.OFFICER,)),
        factories.make_user("stranger", agency=customs, roles=(Role.CANINE_MANAGER, Role.OFFICER)),
    )


@dataclass
class Whole:
    """One record of each kind of page."""

    team: Team
    set_up: SetUp
    on_paper: Performance
    certification: Certification
    movement: Movement
    search: Search
    kept: FieldChange


def make_whole(agency: Agency) -> Whole:
    """Make what every page of the canine service needs; by a manager of the agency."""
    manager = factories.make_user("k9-manager", agency=agency, roles=(Role.CANINE_MANAGER,))
    team = make_team(agency, by=manager, odours=[make_odour(manager)])
    set_up = make_exercise(agency, by=manager)
    make_performance(team, set_up, by=manager)
    certification = make_certificate(team, by=manager)
    movement = make_aid(agency, by=manager).movements.get()
    explosives = make_team(agency, by=manager, discipline="explosives")
    tnt = make_odour(manager, "tnt", "explosive")
    hidden = make_exercise(agency, by=manager, discipline="explosives", hides={1: tnt})
    on_paper = make_performance(explosives, hidden, by=manager)
    first = make_change(team, found=True, substance="Heroin")
    field.receive_change(first, by=manager)
    field.receive_change(make_change(team, record=first.record, base=None, area="bus"), by=manager)
    return Whole(
        team, set_up, on_paper, certification, movement, Search.objects.get(), FieldChange.objects.first()
    )


def made_whole(agency: Agency) -> Whole:
    """Return what `make_whole` made, or make it."""
    search = Search.objects.filter(deployment__team__owner_agency=agency).first()
    if search is None:
        return make_whole(agency)
    team = search.deployment.team
    return Whole(
        team,
        team.performances.get().set_up,
        Performance.objects.get(recorded_on="paper"),
        team.certifications.get(),
        Movement.objects.get(),
        search,
        FieldChange.objects.first(),
    )


def make_change(
    team: Team, *, record: UUID | None = None, base: UUID | None = None, at: datetime = WORKED, **values: Any
) -> Change:
    """Return a change as a telephone sends it: a search, by default without an alert or a find."""
    alert = values.get("alert", bool(values.get("found")))
    told = {"searched_at": at.isoformat(), "area": "car_out", "count": 1, "alert": alert, **values}
    return Change(
        uid=uuid4(), record=record or uuid4(), base=base, kind="search", team=team.pk, made_at=at,
        device="one", values=told,
    )  # fmt: skip


def saved(one: Any, *, by: User, releases: Any = None, **linked: Any) -> Any:
    save_record(one, by=by, linked=linked, releases=releases)
    return one


def make_odour(by: User, code: str = "heroin", kind: str = "narcotic", **more: Any) -> Odour:
    found = Odour.objects.filter(code=code).first()
    return found or saved(Odour(code=code, kind=kind, name_en=code.capitalize(), **more), by=by)


def make_dog(agency: Agency, *, by: User, vaccinated: bool = True, fit: bool = True, **more: Any) -> Dog:
    """Make a dog that may serve: vaccinated for a year, judged fit."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"D-{number}",
        "call_name": f"Rex {number}",
        "status": "operational",
        **more,
    }
    dog = saved(Dog(owner_agency=agency, **values), by=by)
    today = timezone.localdate()
    if vaccinated:
        until = today + timedelta(days=300)
        saved(VetRecord(dog=dog, kind="rabies", on=today - timedelta(days=65), valid_until=until), by=by)
    if fit:
        saved(VetRecord(dog=dog, kind="examination", on=today - timedelta(days=5), fitness="fit"), by=by)
    return dog


def make_handler(agency: Agency, *, by: User, **more: Any) -> Handler:
    values: dict[str, Any] = {"code": f"H-{next(_numbers)}", **more}
    return saved(Handler(owner_agency=agency, **values), by=by)


def make_team(
    agency: Agency, *, by: User, odours: Sequence[Odour] = (), trainers: Sequence[Handler] = (), **more: Any
) -> Team:
    values: dict[str, Any] = {
        "code": f"T-{next(_numbers)}",
        "discipline": "narcotics",
        "since": date(2025, 1, 1),
        **more,
    }
    values.setdefault("dog", None)
    values["dog"] = values["dog"] or make_dog(agency, by=by)
    values["handler"] = values.get("handler") or make_handler(agency, by=by)
    return saved(Team(owner_agency=agency, **values), by=by, odours=list(odours), trainers=list(trainers))


def make_exercise(
    agency: Agency,
    *,
    by: User,
    hides: Mapping[int, Odour] | None = None,
    units: int = 6,
    blinding: str = Blinding.DOUBLE,
    mass_g: float | None = 10,
    setting: Mapping[str, Any] | None = None,
    **more: Any,
) -> SetUp:
    """Make an exercise with one set-up in which these odours lie at these units; return the set-up."""
    values: dict[str, Any] = {
        "code": f"E-{next(_numbers)}",
        "discipline": "narcotics",
        "goal": "Cars in the yard",
        "on": WORKED.date(),
        **more,
    }
    exercise = saved(Exercise(owner_agency=agency, **values), by=by)
    hides = {2: make_odour(by), 4: make_odour(by)} if hides is None else hides
    return set_up_anew(
        exercise, hides, by=by, units=units, blinding=blinding, mass_g=mass_g, **(setting or {})
    )


def set_up_anew(
    exercise: Exercise, hides: Mapping[int, Odour], *, by: User, mass_g: float | None = 10, **more: Any
) -> SetUp:
    values: dict[str, Any] = {"units": 6, "blinding": Blinding.DOUBLE, "area": "car_out", **more}
    placements = [Placement(unit=unit, odour=odour, mass_g=mass_g) for unit, odour in hides.items()]
    return exercises.set_up(exercise, SetUp(**values), placements, by=by)


def make_performance(
    team: Team,
    set_up: SetUp,
    responses: Mapping[int, str] | None = None,
    *,
    by: User,
    worked_at: datetime = WORKED,
    **more: Any,
) -> Performance:
    """Enter what a team did; by default it finds all and alerts at nothing else."""
    if responses is None:
        targets = set(set_up.placements.values_list("unit", flat=True))
        responses = {unit: "alert" if unit in targets else "none" for unit in range(1, set_up.units + 1)}
    seen = {unit: exercises.Seen(response) for unit, response in responses.items()}
    performance = Performance(team=team, set_up=set_up, worked_at=worked_at, **more)
    return exercises.perform(performance, seen, by=by)


def make_certificate(
    team: Team,
    *,
    by: User,
    on: date | None = None,
    counts: Mapping[str, tuple[int, int, int, int]] | None = None,
    assessors: Sequence[Handler] = (),
    **more: Any,
) -> Certification:
    """Assess a team, by default such that it passes; counts are (hits, misses, false alerts, rejections)."""
    counts = counts or {"comprehensive": (10, 0, 0, 5), "double_blind": (9, 1, 0, 5)}
    components = [
        Component(kind=kind, hits=h, misses=m, false_alerts=f, correct_rejections=c)
        for kind, (h, m, f, c) in counts.items()
    ]
    values: dict[str, Any] = {"number": f"A-{next(_numbers)}", "standard": "SWGDOG SC2", **more}
    certification = Certification(team=team, on=on or timezone.localdate() - timedelta(days=30), **values)
    judges = list(assessors) or [make_handler(team.owner_agency, by=by, role="assessor")]
    return certificates.certify(certification, components, assessors=judges, by=by)


def make_aid(
    agency: Agency, *, by: User, odour: Odour | None = None, weighed: float | None = 10, **more: Any
) -> TrainingAid:
    """Make a training aid; `weighed` also notes the first movement, without its second signature."""
    values: dict[str, Any] = {"code": f"AID-{next(_numbers)}", "nominal_g": 10, **more}
    aid = saved(TrainingAid(owner_agency=agency, odour=odour or make_odour(by), **values), by=by)
    if weighed is not None:
        aids.move_aid(aid, kind="received", weight_g=weighed, by=by)
    return aid
