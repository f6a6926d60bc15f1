"""What tests of the checkpoint need, made by the actions that users' clicks call."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import openpyxl
from django.utils import timezone
from tests import factories

from chegara.accounts.models import Role, User
from chegara.organisation.models import Agency, CrossingPoint
from chegara.profiling import testing
from chegara.profiling.actions import (
    catalogue,
    checks,
    indicator_sets,
    key_lists,
    lists,
    profiles,
    requests,
    selections,
)
from chegara.profiling.actions.checks import Begun
from chegara.profiling.actions.selections import Given
from chegara.profiling.methods.profiles.document import SCHEMA
from chegara.profiling.models import (
    Check,
    Indicator,
    IndicatorSet,
    KeyList,
    LanePolicy,
    LaneQuota,
    RiskProfile,
    Selection,
    SubjectRequest,
    Watchlist,
)
from chegara.profiling.selection_jobs import run_selection

LIST = """id,full name,date of birth,passport
1,Karimov Rustam Anvarovich,12.08.1974,L898902C3
2,Ivanov Ivan,1980,
3,Sidorov Petr,,
"""
DOCUMENT = {
    "surname": "KARIMOV",
    "given_names": "RUSTAM",
    "birth": "1974-08-12",
    "sex": "M",
    "number": "L898902C3",
    "issuer": "UTO",
    "nationality": "UTO",
    "code": "P",
    "expiry": "2031-04-15",
}
CONDITIONS = [
    {"field": "travel.route_broken", "operator": "=", "value": True},
    {"field": "statement.contradicts_document", "operator": "=", "value": True},
]


@dataclass(frozen=True)
class Checkpoint:
    """One record of each kind."""

    watchlist: Watchlist
    indicator: Indicator
    profile: RiskProfile
    check: Check
    request: SubjectRequest


def made_checkpoint(agency: Agency, by: User, point: CrossingPoint) -> Checkpoint:
    """Return one record of each kind, made when first asked for; `by` is an analyst and a supervisor."""
    if not Check.objects.exists():
        make_watchlist(agency, by)
        make_indicator(agency, by)
        profile = make_profile(agency, by)
        version = profile.versions.get()
        result = testing.try_on(version, testing.synthetic_records(2)[:1000], prevalence=1e-5, viewer=by)
        profiles.keep_test(version, records="past.csv", synthetic=False, result=result, by=by)
        profiles.submit(profile, by=by)
        begin(agency, by, point=point)
        asked = SubjectRequest(
            owner_agency=agency,
            kind="access",
            reference="7",
            received_on=in_days(0),
            due_on=in_days(30),
            about="Which data are held",
        )
        requests.save_request(asked, by=by)
    return Checkpoint(
        Watchlist.objects.get(),
        Indicator.objects.get(),
        RiskProfile.objects.get(code="P-ROUTE"),
        Check.objects.get(),
        SubjectRequest.objects.get(),
    )


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def agency_and_users() -> tuple[Agency, User, User, User]:
    """An agency with an analyst, and two supervisors who are officers too."""
    agency = factories.make_agency()
    analyst = factories.make_user("author", agency=agency, roles=[Role.ANALYST])
    first = factories.make_user("first", agency=agency, roles=[Role.SUPERVISOR])
    second = factories.make_user("second", agency=agency, roles=[Role.SUPERVISOR])
    return agency, analyst, first, second


def make_watchlist(agency: Agency, by: User, *, content: str = LIST, **changes: Any) -> Watchlist:
    fields: dict[str, Any] = {
        "title": "Wanted",
        "purpose": "terrorism",
        "publisher": "Interior",
        "authority": "Ministry of the interior",
        "legal_basis": "Law on search, article 5",
        "expires_on": in_days(30),
        "action": "Call the duty officer.",
    }
    made = Watchlist(owner_agency=agency, **(fields | changes))
    lists.save_list(made, by=by)
    if content:
        lists.bring_in(made, name="list.csv", content=content.encode(), by=by)
    return made


def make_indicator(agency: Agency, by: User, **changes: Any) -> Indicator:
    fields: dict[str, Any] = {
        "code": "P-1",
        "subject": "person",
        "purpose": "migrant_smuggling",
        "text": "The route is illogical",
        "observed": "Tickets through a third state without a reason told",
        "knowable": "document",
        "source": "route",
        "legal_basis": "Border law, article 12",
        "grade": "C",
        "exonerating": "The cheapest ticket; a family visit on the way",
        "owner": "Analysis",
        "review_on": in_days(90),
    }
    return catalogue.save_indicator(Indicator(owner_agency=agency, **(fields | changes)), by=by)


def told(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "schema": SCHEMA,
        "id": "P-ROUTE",
        "title": "Broken route, words against papers",
        "subject": "person",
        "purpose": "migrant_smuggling",
        "legal_basis": "Border law, article 12",
        "rationale": "Twelve cases of 2025",
        "valid_from": timezone.localdate().isoformat(),
        "valid_to": in_days(90).isoformat(),
        "offices": [],
        "when": {"combinator": "and", "not": False, "rules": CONDITIONS},
        "then": {
            "lane": "second_line",
            "percent": 100,
            "priority": 50,
            "instruction": "Ask for the ticket and the inviting party. Do not keep longer than needed.",
        },
        "must_hit": [],
        "must_miss": [],
    }
    return plain | changes


def make_profile(agency: Agency, by: User, **changes: Any) -> RiskProfile:
    return profiles.write(told(**changes), agency=agency, by=by)


PASSED = {
    "records": 2000,
    "selected": 20,
    "innocent": 990.0,
    "prevalence": 1e-5,
    "proxy": {"records": 2000, "attributes": ["age", "citizenship", "sex"], "conditions": []},
    "lists": {},
    "overlaps": [],
    "disparities": [],
}
"""What a test on records of the past found where nothing stands for a group."""


def activate(profile: RiskProfile, by: User, approvers: tuple[User, User]) -> RiskProfile:
    version = profile.versions.get(number=profile.number)
    profiles.keep_test(version, records="past.csv", synthetic=False, result=PASSED, by=by)
    profiles.submit(profile, by=by)
    for approver in approvers:
        profiles.approve(profile, office="Head", by=approver)
    return profile


def make_indicator_set(agency: Agency, by: User, **changes: Any) -> IndicatorSet:
    """Return a restricted set of indicators, made when first asked for."""
    if not IndicatorSet.objects.exists():
        fields: dict[str, Any] = {
            "title": "Common indicators", "publisher": "Joint centre", "rules": "Agreement of 2026",
            "received_on": in_days(-5), "until": in_days(90),
        }  # fmt: skip
        made = IndicatorSet(owner_agency=agency, **(fields | changes))
        indicator_sets.save_set(made, readers=(), by=by)
    return IndicatorSet.objects.get()


def make_key_list(agency: Agency, by: User) -> KeyList:
    """Return a list of plates, made when first asked for."""
    if not KeyList.objects.exists():
        made = KeyList(
            owner_agency=agency, name="under-audit", title="Plates of cases", subject="person", field="plate",
            legal_basis="Law on search, article 9", owner="Analysis",
        )  # fmt: skip
        key_lists.save_key_list(made, by=by)
        key_lists.bring_in_keys(made, name="keys.csv", content=b"key\nB1234AA\n", by=by)
    return KeyList.objects.get()


def make_selection(agency: Agency, by: User) -> Selection:
    """Return a selection of goods that is done, made when first asked for."""
    if not Selection.objects.exists():
        first, second = (
            factories.make_user(name, agency=agency, roles=[Role.SUPERVISOR])
            for name in ("signer-1", "signer-2")
        )
        cheap = {"field": "value", "operator": "<", "value": 1000}
        goods = told(
            id="APPLES", title="Apples below value", subject="consignment", purpose="undervaluation",
            when={"combinator": "and", "not": False, "rules": [cheap]},
            then={"lane": "red", "percent": 100, "priority": 50, "instruction": "Weigh three cartons."},
        )  # fmt: skip
        activate(profiles.write(goods, agency=agency, by=by), by, (first, second))
        selections.save_policy(
            LanePolicy(owner_agency=agency, subject="consignment", control_percent=10),
            quotas=[LaneQuota(office="*", lane="red", capacity=5)], by=first,
        )  # fmt: skip
        content = b"id,time,office,value\n" + b"".join(
            f"D{n},{timezone.localdate()},A,{500 + n * 20}\n".encode() for n in range(50)
        )
        begun = Given(subject="consignment", name="goods.csv", content=[content], size=len(content))
        made = selections.begin(begun, agency=agency, by=by)
        run_selection(by=by, progress=lambda done, total: None, selection=made.pk)
    return Selection.objects.get()


def begin(
    agency: Agency, by: User, *, point: CrossingPoint | None = None, facts: Any = None, **changes: Any
) -> Check:
    point = point or CrossingPoint.objects.first() or factories.make_point(agency.country)
    return checks.begin(
        Begun(document=DOCUMENT | changes, facts=facts or {}),
        point=point,
        agency=agency,
        purpose="terrorism",
        legal_basis="Border law, article 7",
        by=by,
    )


def sheet_of(rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
