"""Each check of cooperation: found where it holds, silent where it does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from tests import factories
from tests.cooperation.world import Room, add, competence, contact, duty, enter, make_room
from tests.plans.world import make_plan

from chegara.cooperation import models as tables
from chegara.cooperation.checks import findings
from chegara.cooperation.choices import Function, PersonGroup
from chegara.pages.checks import CHECKS, Scope, run_checks
from chegara.plans.actions.measures import propose_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room()


def reasons(room: Room, name: str) -> list[str]:
    found = run_checks(Scope(room.writer), [f"cooperation.{name}"])
    return [each.finding.reason for each in found]


def days_ago(days: int) -> object:
    return timezone.localdate() - timedelta(days=days)


def called(room: Room, days: int, *, answered: bool = True) -> None:
    add(tables.TestCall(contact=contact(room), on=days_ago(days), answered=answered), room)


def agreed(room: Room, **more: object) -> None:
    enter(tables.Agreement(title="Memorandum", signed_on="2020-01-01", **more), room)


def measure(room: Room, lead: str, *functions: str) -> None:
    plan = make_plan(room.writer, room.border)
    made = propose_measure(
        plan=plan, origin="", title="Second scanner", kind="detection", by=room.writer,
        lead=room.customs if lead == "customs" else room.border,
    )  # fmt: skip
    for function in functions:
        add(tables.MeasureFunction(measure=made, function=function), room)


def representative(room: Room, **more: str) -> None:
    values = {"notify": "hour", "channel": "telephone", "fallback": "radio", **more}
    neighbour = factories.make_state("XB", home=False)
    enter(
        tables.Representative(office="West", hotline="1", neighbour=neighbour, counterpart="Other", **values), room
    )  # fmt: skip


def all_groups(room: Room, groups: list[str]) -> None:
    for group in groups:
        duty(room, area="referral", persons=group, event=f"{group} found")


CASES: list[tuple[str, str, Callable[[Room], object], int]] = [
    ("no_lead", "carried out, led by nobody", lambda r: competence(r, r.customs, "R"), 1),
    ("no_lead", "one leads", lambda r: competence(r, r.customs, "A"), 0),
    (
        "no_lead", "led in general, by nobody at one point",
        lambda r: (competence(r, r.customs, "A"), competence(r, r.border, "R", point=r.point)), 1,
    ),
    ("two_leads", "two lead", lambda r: (competence(r, r.customs, "A"), competence(r, r.border, "A")), 1),
    (
        "two_leads", "one leads in general, another at one point",
        lambda r: (competence(r, r.customs, "A"), competence(r, r.border, "A", point=r.point)), 0,
    ),
    ("overlap", "two carry out", lambda r: (competence(r, r.customs, "R"), competence(r, r.border, "R")), 1),
    (
        "overlap", "two, and it is said who does what",
        lambda r: (competence(r, r.customs, "R", delimitation="Goods"), competence(r, r.border, "R")), 0,
    ),
    ("no_article", "who leads names no article", lambda r: competence(r, r.customs, "A", article=" "), 1),
    ("no_article", "who is told needs none", lambda r: competence(r, r.customs, "I", article=""), 0),
    ("function_missing", "a matrix with one function", lambda r: competence(r, r.customs, "A"), 1),
    ("function_missing", "no matrix yet", lambda r: None, 0),
    (
        "function_missing", "all functions of a crossing point",
        lambda r: [competence(r, r.customs, "A", f) for f in Function if f not in {"patrol", "investigation"}], 0,
    ),
    ("no_deadline", "a duty without one", lambda r: duty(r, deadline=""), 1),
    ("no_deadline", "a duty within an hour", duty, 0),
    ("no_deadline", "a representative without a time", lambda r: representative(r, notify=""), 1),
    ("no_fallback", "a duty without one", lambda r: duty(r, fallback=""), 1),
    ("no_fallback", "a duty without any channel", lambda r: duty(r, channel="", fallback=""), 1),
    ("no_fallback", "a duty with both", duty, 0),
    ("no_fallback", "a contact with one number", lambda r: contact(r, second_way=""), 1),
    ("no_fallback", "a contact with e-mail beside it", lambda r: contact(r, second_way="", email="a@b.example"), 0),
    ("no_fallback", "a representative without one", lambda r: representative(r, fallback=""), 1),
    ("only_receives", "one way", duty, 1),
    ("only_receives", "both ways", lambda r: (duty(r), duty(r, sender=r.customs, receiver=r.border)), 0),
    ("no_personal_data_basis", "sent without a basis", lambda r: duty(r, personal_data=True), 1),
    (
        "no_personal_data_basis", "sent with one",
        lambda r: duty(r, personal_data=True, personal_data_basis="art. 5"), 0,
    ),
    ("referral_missing", "none is referred", duty, 1),
    ("referral_missing", "no matrix yet", lambda r: None, 0),
    ("referral_missing", "three of four", lambda r: all_groups(r, PersonGroup.values[:3]), 1),
    ("referral_missing", "all", lambda r: all_groups(r, PersonGroup.values), 0),
    ("untested_contact", "never called", contact, 1),
    ("untested_contact", "called 90 days ago", lambda r: called(r, 90), 0),
    ("untested_contact", "called 91 days ago", lambda r: called(r, 91), 1),
    ("untested_contact", "called yesterday, no answer", lambda r: called(r, 1, answered=False), 1),
    ("no_deputy", "around the clock, alone", lambda r: contact(r, deputies=""), 1),
    ("no_deputy", "with a deputy", contact, 0),
    ("no_deputy", "in office hours, alone",
     lambda r: contact(r, deputies="", round_the_clock=False, hours="9-18"), 0),
    ("expired_agreement", "expired yesterday", lambda r: agreed(r, expires_on=days_ago(1)), 1),
    ("expired_agreement", "expires today", lambda r: agreed(r, expires_on=days_ago(0)), 1),
    ("expired_agreement", "expires in 91 days", lambda r: agreed(r, expires_on=days_ago(-91)), 0),
    ("expired_agreement", "nobody knows when", agreed, 1),
    ("expired_agreement", "without a term", lambda r: agreed(r, unlimited=True), 0),
    (
        "measure_without_competence", "led by whom the matrix does not name",
        lambda r: (competence(r, r.border, "A"), measure(r, "customs")), 1,
    ),
    (
        "measure_without_competence", "led by whom it names for something",
        lambda r: (competence(r, r.customs, "A"), measure(r, "customs")), 0,
    ),
    (
        "measure_without_competence", "tied to a function of another",
        lambda r: (competence(r, r.customs, "A"), competence(r, r.border, "A", "xray"), measure(r, "customs", "xray")), 1,
    ),
    (
        "measure_without_competence", "tied to its own function",
        lambda r: (competence(r, r.customs, "A", "xray"), measure(r, "customs", "xray")), 0,
    ),
    (
        "measure_without_competence", "told of the function only",
        lambda r: (competence(r, r.customs, "I", "xray"), competence(r, r.customs, "A"), measure(r, "customs", "xray")), 1,
    ),
    ("measure_without_competence", "no matrix yet", lambda r: measure(r, "customs"), 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [pytest.param(name, make, expected, id=f"{name}: {case}") for name, case, make, expected in CASES],
)
def test_a_check_finds_what_it_is_named_for(
    room: Room, name: str, make: Callable[[Room], object], expected: int
) -> None:
    make(room)

    assert len(reasons(room, name)) == expected


def test_every_check_is_tried_both_ways() -> None:
    outcomes = {(name, bool(expected)) for name, _case, _make, expected in CASES}
    registered = {name.removeprefix("cooperation.") for name in CHECKS if name.startswith("cooperation.")}

    assert outcomes == {(name, found) for name in registered for found in (True, False)}


def test_an_agreement_that_expires_within_90_days_is_told_of_as_a_warning(room: Room) -> None:
    agreed(room, expires_on=days_ago(-30))

    (found,) = run_checks(Scope(room.writer), ["cooperation.expired_agreement"])

    assert found.finding.severity == "warning"


def test_checks_read_what_the_viewer_may_see_and_no_more(room: Room) -> None:
    competence(room, room.customs, "R", released=False)

    assert reasons(room, "no_lead")
    assert findings(room.border.country, room.customs_writer) == []


def test_the_scope_of_another_record_finds_nothing_here(room: Room) -> None:
    duty(room, deadline="")

    assert run_checks(Scope(room.writer, "plans.plan:1"), ["cooperation.no_deadline"]) == []
    assert run_checks(Scope(room.writer, "cooperation.country:XA"), ["cooperation.no_deadline"])
