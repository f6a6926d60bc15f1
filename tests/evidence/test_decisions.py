"""Whose figures count, and which silence is a gap: decided by somebody, with a reason, in one entry."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests import factories
from tests.factories import statistics_csv

from chegara.accounts.models import Role, User
from chegara.audit.models import AuditEntry
from chegara.common.periods import Month
from chegara.evidence.actions import decisions
from chegara.evidence.models import CountingRule, GapDecision, GapFinding, Indicator, Reconciliation
from chegara.evidence.queries.series import Counting, series
from chegara.organisation.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def border() -> Agency:
    return factories.make_agency()


@pytest.fixture
def customs(border: Agency) -> Agency:
    return factories.make_agency(code="XA-CUS", kind="customs")


@pytest.fixture
def analyst(border: Agency, customs: Agency) -> User:
    """Belongs to both, so that nothing needs a release here."""
    user = factories.make_user(agency=border)
    factories.make_membership(user, customs)
    return user


def refusals() -> Indicator:
    return Indicator.objects.get(pk="refusals")


def report(values: dict[str, Any], by: User, agency: Agency) -> None:
    content = statistics_csv(("refusals", month, "", "", "", value) for month, value in values.items())
    factories.make_batch(content, by=by, agency=agency, name=f"{agency.code}.csv")


def decide(
    by: User, rule: str, lead: Agency | None = None, reason: str = "they count the same"
) -> Reconciliation:
    return decisions.reconcile(
        country=Agency.objects.get(code="XA-BOR").country, indicator=refusals(), rule=rule, lead_agency=lead,
        reason=reason, by=by,
    )  # fmt: skip


def test_one_agency_needs_no_decision(analyst: User, border: Agency):
    report({"2025-01": 5}, analyst, border)

    own = series(refusals(), border.country, analyst)

    assert (own.counting, own.values) == (Counting.ONE, (5.0,))


def test_two_agencies_without_a_decision_make_no_total(analyst: User, border: Agency, customs: Agency):
    report({"2025-01": 5}, analyst, border)
    report({"2025-01": 7}, analyst, customs)

    own = series(refusals(), border.country, analyst)

    assert own.counting is Counting.UNDECIDED
    assert all(math.isnan(value) for value in own.values)
    assert {one.agency.code: one.known(Month(2025, 1)) for one in own.agencies} == {"XA-BOR": 5, "XA-CUS": 7}


def test_the_lead_agency_s_figures_count(analyst: User, border: Agency, customs: Agency):
    report({"2025-01": 5, "2025-02": 6}, analyst, border)
    report({"2025-01": 7}, analyst, customs)

    decide(analyst, CountingRule.LEAD, customs)

    own = series(refusals(), border.country, analyst)
    assert own.value(Month(2025, 1)) == 7
    assert math.isnan(own.value(Month(2025, 2))), "what the lead agency did not report is unknown"


def test_a_sum_is_known_where_all_that_are_added_up_are_known(analyst: User, border: Agency, customs: Agency):
    report({"2025-01": 5, "2025-02": 6}, analyst, border)
    report({"2025-01": 7}, analyst, customs)

    decide(analyst, CountingRule.SUM)

    own = series(refusals(), border.country, analyst)
    assert own.value(Month(2025, 1)) == 12
    assert math.isnan(own.value(Month(2025, 2)))


def test_a_decision_is_one_entry_and_a_new_one_says_what_it_was_before(analyst: User, customs: Agency):
    first = decide(analyst, CountingRule.SUM, reason="different things")
    second = decide(analyst, CountingRule.LEAD, customs, reason="the same things")

    older, newer = AuditEntry.objects.filter(action="evidence.reconciled").order_by("sequence")
    assert first.pk == second.pk
    assert (older.before, older.reason, older.actor) == (None, "different things", "analyst")
    assert (newer.before["rule"], newer.after["rule"], newer.reason) == ("sum", "lead", "the same things")
    assert newer.after["lead_agency"] == customs.code


@pytest.mark.parametrize(("rule", "with_lead"), [(CountingRule.LEAD, False), (CountingRule.SUM, True)])
def test_a_rule_and_its_agency_go_together(rule: str, with_lead: bool, analyst: User, customs: Agency):
    with pytest.raises(ValidationError):
        decide(analyst, rule, customs if with_lead else None)


def gap(by: User, agency: Agency, decision: str, months: tuple[int, int] = (6, 7)) -> GapFinding:
    return decisions.decide_gap(
        agency=agency, indicator=refusals(), first_month=date(2025, months[0], 1), by=by, decision=decision,
        last_month=date(2025, months[1], 1), reason="asked the duty officer",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("decision", "known"), [(None, False), (GapDecision.GAP, False), (GapDecision.REAL, True)], ids=str
)
def test_an_implausible_silence_counts_only_once_somebody_found_it_real(
    decision: str | None, known: bool, analyst: User, border: Agency
):
    usual = {f"{year}-{month:02d}": 900 for year in (2022, 2023, 2024, 2025) for month in range(1, 13)}
    report(usual | {"2025-04": 1, "2025-05": 0, "2025-06": 2}, analyst, border)

    if decision:
        gap(analyst, border, decision, months=(4, 6))

    own = series(refusals(), border.country, analyst)
    assert set(own.missing) == (set() if known else {Month(2025, month) for month in (4, 5, 6)})


def test_months_declared_a_gap_are_unknown_even_where_they_look_plausible(analyst: User, border: Agency):
    report({f"2025-{month:02d}": 900 for month in range(1, 13)}, analyst, border)

    gap(analyst, border, GapDecision.GAP)

    own = series(refusals(), border.country, analyst)
    assert set(own.missing) == {Month(2025, 6), Month(2025, 7)}


def test_a_decision_on_a_gap_is_one_entry(analyst: User, border: Agency):
    gap(analyst, border, GapDecision.GAP)
    gap(analyst, border, GapDecision.REAL)

    older, newer = AuditEntry.objects.filter(action="evidence.gap_decided").order_by("sequence")
    assert (older.before, older.agency, older.reason) == (None, "XA-BOR", "asked the duty officer")
    assert (newer.before["decision"], newer.after["decision"]) == ("gap", "real")


def test_a_gap_ends_after_it_begins(analyst: User, border: Agency):
    with pytest.raises(ValidationError):
        gap(analyst, border, GapDecision.GAP, months=(7, 6))


def test_nobody_decides_on_the_silence_of_another_agency(client: Client, border: Agency, customs: Agency):
    client.force_login(factories.make_user("other", agency=customs, roles=[Role.SUPERVISOR]))
    address = f"/evidence/gap/{border.pk}/refusals/2025-06/2025-07/"

    assert client.get(address).status_code == 404
    assert client.post(address, {"decision": "real", "reason": "no"}).status_code == 404
    assert not GapFinding.objects.exists()


def test_the_page_of_a_decision_shows_each_agency_s_figures_and_stores_the_choice(
    client: Client, analyst: User, border: Agency, customs: Agency
):
    report({"2025-01": 5}, analyst, border)
    report({"2025-01": 7}, analyst, customs)
    client.force_login(analyst)
    address = "/evidence/reconcile/XA/refusals/"

    page = client.get(address)
    answer = client.post(address, {"rule": "lead", "lead_agency": customs.pk, "reason": "register"})

    assert page.context["totals"] == [(2025, [5.0, 7.0])]
    assert answer.status_code == 302
    assert (Reconciliation.objects.get().lead_agency, Reconciliation.objects.get().by) == (customs, analyst)
