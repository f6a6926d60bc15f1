"""Plain functions that make what tests need, each through the same action that a user's click calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction

from chegara.accounts.models import Compartment, Marking, Role, User
from chegara.elicitation.actions import panels
from chegara.elicitation.ballots import Answer
from chegara.elicitation.models import Panel
from chegara.evidence.actions import imports, requests
from chegara.evidence.models import Batch, Indicator, MonthlySummary, Record
from chegara.evidence.request_models import DataRequest, ReportingDuty
from chegara.organisation import actions
from chegara.organisation.models import (
    Agency,
    BorderSection,
    CrossingPoint,
    Division,
    Membership,
    Release,
    State,
)
from chegara.risk.actions import assessments, risks
from chegara.risk.models import Assessment, Risk

PASSWORD = "long enough to be allowed"
EVENT_COLUMNS = ("date", "indicator", "point", "kind", "quantity", "unit", "place", "remark")
STATISTIC_COLUMNS = ("indicator", "month", "point", "citizenship", "direction", "value")


@contextmanager
def undone_afterwards() -> Iterator[None]:
    """Take back what is written inside: for property tests, which run many examples in one test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_state(code: str = "XA", *, name: str = "", invented: bool = True, home: bool = True) -> State:
    state = State(code=code, name_en=name or f"State {code}", invented=invented, home=home)
    actions.save(state, by="tests")
    return state


def make_agency(country: State | None = None, *, code: str = "XA-BOR", kind: str = "border") -> Agency:
    country = country or State.objects.filter(code="XA").first() or make_state()
    agency = Agency(country=country, code=code, kind=kind, name_en=f"Agency {code}")
    actions.save(agency, by="tests")
    return agency


def make_division(country: State, *, code: str = "XA-D1") -> Division:
    division = Division(country=country, code=code, name_en=f"Division {code}")
    actions.save(division, by="tests")
    return division


def make_section(country: State, neighbour: State, *, code: str = "XA-S1") -> BorderSection:
    section = BorderSection(country=country, neighbour=neighbour, code=code, name_en=f"Section {code}")
    actions.save(section, by="tests")
    return section


def make_point(country: State, *, code: str = "XA-P1", name: str = "", **more: Any) -> CrossingPoint:
    point = CrossingPoint(country=country, code=code, name_en=name or f"Point {code}", **more)
    actions.save(point, by="tests")
    return point


def make_user(
    username: str = "analyst",
    *,
    agency: Agency | None = None,
    roles: Iterable[Role] = (Role.ANALYST,),
    clearance: Marking = Marking.OFFICIAL_USE,
) -> User:
    user = actions.create_user(
        username=username, full_name=f"Name of {username}", password=PASSWORD, clearance=clearance, by="tests"
    )
    if agency is not None:
        for role in roles:
            make_membership(user, agency, role=role)
    return user


def make_membership(
    user: User,
    agency: Agency,
    *,
    role: Role = Role.ANALYST,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Membership:
    return actions.grant_membership(
        user=user, agency=agency, role=role, by="tests", valid_from=valid_from, valid_until=valid_until
    )


def make_compartment(code: str = "circle", *, members: Sequence[User] = ()) -> Compartment:
    compartment = Compartment(code=code, name=f"Compartment {code}")
    by = members[0] if members else make_user(f"keeper-of-{code}")
    actions.save_compartment(compartment, members=members, by=by, reason="a test needs it")
    return compartment


def make_release(
    agency: Agency,
    *,
    to_all: bool = False,
    to_public: bool = False,
    to: Sequence[Agency] = (),
    letter_number: str = "1/RA",
) -> Release:
    return actions.make_release(
        from_agency=agency, to_all=to_all, to_public=to_public, to_agencies=to, by="tests",
        letter_number=letter_number,
        letter_date=date(2026, 1, 20), signatory="(invented)",
    )  # fmt: skip


CRITERIA = (
    {"code": "likelihood", "en": "Likelihood", "ru": "Вероятность"},
    {"code": "impact", "en": "Impact", "ru": "Последствия"},
)


def make_panel(
    agency: Agency,
    *,
    by: User,
    items: Sequence[str] = ("Smuggling of tobacco", "Forged visas"),
    subject: str = "tests:1",
    scale: str = "four",
    **more: Any,
) -> Panel:
    return panels.open_panel(
        subject=subject, title=f"Panel {subject}", country=agency.country, owner_agency=agency,
        marking=more.pop("marking", Marking.OFFICIAL_USE), criteria=CRITERIA, scale=scale,
        items=[(f"item-{number}", title) for number, title in enumerate(items, start=1)], by=by, **more,
    )  # fmt: skip


def make_assessment(
    agency: Agency, *, by: User, agencies: Sequence[Agency] = (), year: int = 2025, **more: Any
) -> Assessment:
    return assessments.begin(
        country=agency.country, owner_agency=agency, agencies=agencies, year=year,
        title=more.pop("title", f"Risks {year}"), by=by,
        marking=more.pop("marking", Marking.OFFICIAL_USE), **more,
    )  # fmt: skip


def make_risk(assessment: Assessment, title: str = "Tobacco by river", *, by: User, **more: Any) -> Risk:
    return risks.save_risk(
        Risk(assessment=assessment, title=title, category=more.pop("category", "goods"), **more), by=by
    )


def answers_to(panel: Panel, *words: str, rationale: str = "") -> dict[tuple[int, str], Answer]:
    """Fill in a ballot: one word for each item and criterion, the last one for all that are left."""
    keys = [(item.pk, criterion) for item in panel.items.all() for criterion in panel.criteria_words]
    return {key: Answer(words[min(place, len(words) - 1)], rationale) for place, key in enumerate(keys)}


def table_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as csv with semicolons; None is a blank cell."""
    lines = [columns, *rows]
    return "\r\n".join(
        ";".join("" if cell is None else str(cell) for cell in line) for line in lines
    ).encode()


def events_csv(rows: Iterable[Sequence[object]]) -> bytes:
    return table_csv(EVENT_COLUMNS, rows)


def statistics_csv(rows: Iterable[Sequence[object]]) -> bytes:
    return table_csv(STATISTIC_COLUMNS, rows)


ONE_STATISTIC = statistics_csv([("persons.crossings", "2025-01", "", "", "entry", 120)])
ONE_EVENT = events_csv([("03.01.2025", "seizures.drugs", "", "heroin", "1.5", "kg", "a lay-by", "")])

DOUBTFUL_EVENTS = events_csv(
    [
        ("03.01.2025", "seizures.drugs", "Elsewhere", "heroin", "635", "g", "", ""),
        ("04.01.2025", "seizures.drugs", "Elsewhere", "heroin", "635", "kg", "", ""),
    ]
)
"""Events of an unknown point, the quantity of the second in a unit that is doubtful."""


def receive_batch(
    content: bytes = ONE_STATISTIC, *, by: User, agency: Agency, name: str = "figures.csv", **more: Any
) -> Batch:
    return imports.receive(chunks=[content], name=name, agency=agency, by=by, not_secret=True, **more)


def stage_batch(content: bytes = ONE_STATISTIC, *, by: User, agency: Agency, **more: Any) -> Batch:
    batch = receive_batch(content, by=by, agency=agency, **more)
    imports.stage(batch, by=by)
    return batch


def make_batch(content: bytes = ONE_STATISTIC, *, by: User, agency: Agency, **more: Any) -> Batch:
    """Bring in a file and confirm it."""
    batch = stage_batch(content, by=by, agency=agency, **more)
    imports.confirm(batch, by=by)
    batch.refresh_from_db()
    return batch


def stored_evidence(**of: Any) -> tuple[list[Any], list[Any]]:
    """Return all counting records and summaries as comparable values, without keys of the database."""
    found = []
    for model in (Record, MonthlySummary):
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in {"id", "batch_id"}]
        rows = model.objects.filter(**of).counting().values_list(*names)
        found.append(sorted(rows, key=repr))
    return found[0], found[1]


def make_request(
    from_agency: Agency,
    languages: Mapping[Agency, str],
    *,
    by: User,
    lines: Mapping[str, Sequence[str]],
    first_month: date = date(2025, 1, 1),
    last_month: date = date(2025, 3, 1),
    deadline: date = date(2025, 4, 20),
) -> DataRequest:
    """Draft a request; `lines` are the dimensions that are asked for by indicator."""
    request = requests.draft_request(
        from_agency=from_agency, title="Figures of a quarter", letter_number="7/RA",
        letter_date=date(2025, 4, 1), signatory="(invented)", first_month=first_month, last_month=last_month,
        deadline=deadline, languages=languages, by=by,
    )  # fmt: skip
    for code, dimensions in lines.items():
        requests.ask_for(request, indicator=Indicator.objects.get(pk=code), dimensions=dimensions, by=by)
    return request


def make_duty(
    agency: Agency,
    to_agency: Agency,
    *,
    by: User,
    indicators: Sequence[str] = ("persons.crossings",),
    frequency: str = "monthly",
    days_after: int = 10,
    since: date = date(2025, 1, 1),
    until: date | None = None,
) -> ReportingDuty:
    duty = ReportingDuty(
        agency=agency, to_agency=to_agency, title="Figures that recur", frequency=frequency,
        days_after=days_after, since=since, until=until,
    )  # fmt: skip
    requests.save_duty(duty, indicators=Indicator.objects.filter(pk__in=indicators), by=by)
    return duty
