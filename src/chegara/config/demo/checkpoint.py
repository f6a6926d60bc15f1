"""Sarvania's checkpoint: lists, indicators, profiles, checks of people who do not exist, by users' own
actions."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from chegara.accounts.models import User
from chegara.config.demo.organisation import folder
from chegara.organisation.models import Agency, CrossingPoint
from chegara.profiling import testing
from chegara.profiling.actions import catalogue, checks, halts, indicator_sets, lists, profiles, requests
from chegara.profiling.actions.checks import Begun
from chegara.profiling.methods.mrz.reading import read
from chegara.profiling.methods.mrz.writing import write
from chegara.profiling.methods.profiles.document import SCHEMA
from chegara.profiling.models import (
    Check,
    Indicator,
    IndicatorSet,
    PostSettings,
    RiskProfile,
    SubjectRequest,
    Watchlist,
)

CHECKS, RECORDS = 80, 4_000
LAW = "Law on the state border, article 12 (invented)"
SURNAMES = (
    "VARANOV",
    "ELMANOVA",
    "TARKHAN",
    "OSTROV",
    "BELGI",
    "SORAN",
    "MIRDAL",
    "KESTEN",
    "YUSMA",
    "DALBEK",
)
GIVEN = {"M": ("TIMUR", "KARP", "NURAL", "BORSAN"), "F": ("DILRA", "AYSEN", "MARVA", "SELDA")}
ROUTE, WORDS = "travel.route_broken", "statement.contradicts_document"


@transaction.atomic
def build_checkpoint(rng: np.random.Generator) -> None:
    """Make lists, catalogue, profiles, a shift's checks and a request."""
    told = tomllib.loads((folder("XS") / "checkpoint.toml").read_text(encoding="utf-8"))
    agency = Agency.objects.get(code="XS-BOR")
    people = {
        name: User.objects.get(username=name) for name in ("analyst", "supervisor", "deputy", "officer")
    }
    _lists(told, agency, people["analyst"])
    for one in told["indicators"]:
        indicator = Indicator(
            owner_agency=agency,
            legal_basis=LAW,
            owner="Department of analysis (invented)",
            review_on=timezone.localdate() + timedelta(days=180),
            **({"subject": "person"} | one),
        )
        catalogue.save_indicator(indicator, by=people["analyst"])
    _restricted(agency, people)
    for one in told["profiles"]:
        _profile(one, agency, people)
    points = list(CrossingPoint.objects.filter(country="XS").order_by("code")[:2])
    for point in points:
        checks.save_post_settings(
            PostSettings(
                owner_agency=agency,
                point=point,
                random_share=150,
                retention_days=30,
                random_article="Law on the state border, article 31 (invented)",
            ),
            by=people["supervisor"],
        )
    _checks(agency, points, people["officer"], rng)
    _halt(agency, people)
    _rectified(agency, people["supervisor"])
    today = timezone.localdate()
    asked = SubjectRequest(
        owner_agency=agency,
        kind="access",
        reference="A-17 (invented)",
        received_on=today - timedelta(days=6),
        due_on=today + timedelta(days=24),
        about="Which data on journeys of this year are held.",
    )
    requests.save_request(asked, by=people["supervisor"])


def _halt(agency: Agency, people: dict[str, User]) -> None:
    """The kill switch as it was tried in an exercise, and switched on again by two."""
    halt = halts.stop_all(
        agency, reason="Exercise: a complaint is looked into before anybody else is selected (invented)",
        by=people["analyst"],
    )  # fmt: skip
    halts.switch_on(halt, reason="The route's condition was right (invented)", by=people["supervisor"])
    halts.switch_on(halt, reason="Read the check and the officer's reasons (invented)", by=people["deputy"])


def _rectified(agency: Agency, by: User) -> None:
    """A request that led to a corrected record, and its answer."""
    today = timezone.localdate()
    check = Check.objects.filter(owner_agency=agency, state="closed").latest("pk")
    asked = SubjectRequest(
        owner_agency=agency, kind="rectification", reference="A-12 (invented)",
        received_on=today - timedelta(days=20), due_on=today + timedelta(days=10),
        about="The date of birth is held wrongly: the passport is shown (invented).",
    )  # fmt: skip
    requests.save_request(asked, by=by)
    requests.seek_held(asked, number=check.document["number"], by=by)
    requests.correct_held(
        asked, check, field="birth", value="14.03.1979",
        reason="The passport shown says so; the zone was read at a worn page (invented)", by=by,
    )  # fmt: skip
    requests.answer(
        asked, requests.Answer(
            decision="granted",
            text="The date of birth was corrected in the check that holds data on you (invented).",
            remedy="Office for data protection, Ivzar, within 30 days; then the court (invented)",
        ),
        on=today, by=by,
    )  # fmt: skip


def _restricted(agency: Agency, people: dict[str, User]) -> None:
    """An empty container as an agency would hold one, and one invented indicator in it."""
    today = timezone.localdate()
    held = IndicatorSet(
        owner_agency=agency,
        title="Common indicators of a joint centre (invented)",
        publisher="Joint centre of Sarvania and its neighbours (invented)",
        rules="Agreement of 2026, article 4: named readers only (invented)",
        received_on=today - timedelta(days=40),
        until=today + timedelta(days=140),
    )
    indicator_sets.save_set(held, readers=[people["analyst"]], by=people["supervisor"])
    catalogue.save_indicator(
        Indicator(
            owner_agency=agency, set=held, code="R-01", subject="vehicle", purpose="weapons",
            text="Invented stand-in: what the centre really shares is entered by its readers",
            observed="Nothing: it shows where such an indicator stands", knowable="approach", source="goods",
            exonerating="It is invented", legal_basis=LAW, reference="", grade="D",
            owner="Department of analysis (invented)", review_on=today + timedelta(days=140),
        ),
        by=people["analyst"],
    )  # fmt: skip


def _lists(told: dict[str, Any], agency: Agency, by: User) -> None:
    given = dict(told["list"])
    first, renewed = given.pop("csv"), given.pop("renewed")
    wanted = Watchlist(
        owner_agency=agency,
        purpose="terrorism",
        expires_on=timezone.localdate() + timedelta(days=60),
        **given,
    )
    lists.save_list(wanted, by=by)
    for name, content in (("wanted-1.csv", first), ("wanted-2.csv", renewed)):
        lists.bring_in(wanted, name=name, content=content.encode(), by=by)
    trial = dict(told["trial"])
    content = trial.pop("csv")
    foreign = lists.save_list(Watchlist(owner_agency=agency, purpose="terrorism", **trial), by=by)
    lists.bring_in(foreign, name="neighbour.csv", content=content.encode(), by=by)


def _profile(told: dict[str, Any], agency: Agency, people: dict[str, User]) -> None:
    today = timezone.localdate()
    rules = [dict(zip(("field", "operator", "value"), one, strict=True)) for one in told["conditions"]]
    profile = profiles.write(
        {
            "schema": SCHEMA,
            **{name: told[name] for name in ("id", "title", "subject", "purpose", "rationale")},
            "legal_basis": LAW,
            "valid_from": today.isoformat(),
            "valid_to": (today + timedelta(days=told["days"])).isoformat(),
            "offices": [],
            "when": {"combinator": "and", "not": False, "rules": rules},
            "then": {
                "lane": told["lane"],
                "percent": 100,
                "priority": 50,
                "instruction": told["instruction"],
            },
            "must_hit": [],
            "must_miss": [],
        },
        agency=agency,
        by=people["analyst"],
        reason="first version",
    )
    version = profile.versions.get()
    records = testing.synthetic_records(7)[:RECORDS]
    result = testing.try_on(version, records, prevalence=1e-5, viewer=people["analyst"])
    profiles.keep_test(
        version, records="crossings (invented).csv", synthetic=False, result=result, by=people["analyst"]
    )
    profiles.submit(profile, by=people["analyst"])
    if told["approve"]:
        for name, office in (("supervisor", "Risk analysis"), ("deputy", "Command")):
            profiles.approve(profile, office=f"{office} (invented)", by=people[name])


def _checks(agency: Agency, points: list[CrossingPoint], officer: User, rng: np.random.Generator) -> None:
    today = timezone.localdate()
    for number in range(CHECKS):
        suspicious = rng.random() < 0.3
        facts = {ROUTE: True, WORDS: True} if suspicious else {ROUTE: True} if rng.random() < 0.2 else {}
        check = checks.begin(
            _begun(number, facts, today, rng),
            point=points[int(rng.integers(len(points)))],
            agency=agency,
            purpose="migrant_smuggling",
            legal_basis=LAW,
            by=officer,
        )
        if number == CHECKS - 1:
            return  # left open, for the reader to go on with
        checks.write_own_view(check, view="unsure" if suspicious else "nothing", by=officer)
        for at in range(len(check.matches)):
            checks.judge(
                check,
                number=at,
                judged="other",
                why="Another photograph and father's name (invented)",
                by=officer,
            )
        if not (check.selected or check.random_arm):
            checks.decide(
                check,
                decision="no_action",
                reason="Papers and words agree (invented).",
                by=officer,
                informed=True,
            )
            continue
        checks.decide(
            check,
            decision="second_line",
            reason="Route and words do not fit together (invented)."
            if check.selected
            else "Random control sample (invented).",
            by=officer,
            informed=True,
            leaflet="ru",
        )
        found = rng.random() < (0.35 if check.selected else 0.04)
        checks.close(
            check,
            outcome="offence" if found else "nothing",
            by=officer,
            reason="An invitation that nobody gave (invented)"
            if found
            else "Booking and host confirm the words (invented)",
        )


def _begun(number: int, facts: dict[str, Any], today: date, rng: np.random.Generator) -> Begun:
    """A document that does not exist; the last is a namesake of the list's first."""
    sex = "FM"[int(rng.integers(2))]
    born = date(1950, 1, 1) + timedelta(days=int(rng.integers(0, 20_000)))
    fields = {
        "surname": SURNAMES[int(rng.integers(len(SURNAMES)))],
        "given_names": GIVEN[sex][int(rng.integers(4))],
        "number": f"SX{2_000_000 + number}",
        "birth": f"{born:%y%m%d}",
        "sex": sex,
    }
    if number == CHECKS - 1:
        fields |= {"surname": "VARANOV", "given_names": "TIMUR", "sex": "M", "birth": "740812"}
    zone = write(
        "TD3",
        document_code="P",
        issuer="UTO",
        nationality="UTO",
        expiry=f"{today + timedelta(days=int(rng.integers(30, 3000))):%y%m%d}",
        **fields,
    )
    reading = read(zone, on=today)
    document = {
        "code": "P",
        "issuer": "UTO",
        "nationality": "UTO",
        "surname": reading.surname,
        "given_names": reading.given_names,
        "number": reading.number,
        "birth": str(reading.birth),
        "sex": reading.sex,
        "expiry": str(reading.expiry),
        "truncated": False,
        "layout": "TD3",
    }
    return Begun(document=document, facts=facts)


def built() -> bool:
    """Whether the checkpoint is there."""
    return RiskProfile.objects.filter(owner_agency__country="XS").exists()
