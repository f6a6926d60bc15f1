"""What a reviewer finds at the checkpoint, who read whose check, and what is held on who asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories
from tests.profiling.world import (
    activate,
    agency_and_users,
    begin,
    in_days,
    make_indicator,
    make_profile,
    make_watchlist,
)

from chegara.accounts.models import Role
from chegara.audit.models import AuditEntry
from chegara.pages.checks import Scope, run_checks
from chegara.profiling.actions import checks, requests
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.models import Check, Indicator, RiskProfile, SubjectRequest, Watchlist
from chegara.profiling.queries import figures

pytestmark = pytest.mark.django_db


def found(viewer):
    names = (each.check.name for each in run_checks(Scope(viewer)))
    return [name.partition(".")[2] for name in names if name.startswith("profiling.")]


def asked(agency, by, **changes):
    fields = {
        "kind": "access", "reference": "7", "received_on": in_days(-9), "due_on": in_days(21),
        "about": "What is held",
    }  # fmt: skip
    return requests.save_request(SubjectRequest(owner_agency=agency, **(fields | changes)), by=by)


@pytest.mark.parametrize(
    "fault", ["list_expired", "indicator_review", "profile_ends", "request_overdue", "check_open"]
)
def test_each_check_finds_what_is_past_its_day_and_nothing_before(fault):
    agency, analyst, first, second = agency_and_users()
    make_watchlist(agency, analyst)
    make_indicator(agency, analyst)
    activate(make_profile(agency, analyst), analyst, (first, second))
    asked(agency, first)
    begin(agency, first)
    assert found(first) == []

    past = in_days(-1)
    match fault:
        case "list_expired":
            Watchlist.objects.update(expires_on=past)
        case "indicator_review":
            Indicator.objects.update(review_on=past)
        case "profile_ends":
            RiskProfile.objects.update(valid_from=in_days(-9), valid_to=past)
        case "request_overdue":
            SubjectRequest.objects.update(due_on=past)
        case "check_open":
            Check.objects.update(at=timezone.now() - timedelta(days=2))

    assert found(first) == [fault]
    stranger = factories.make_user(
        "stranger", agency=factories.make_agency(agency.country, code="XA-CUS"), roles=[Role.SUPERVISOR]
    )
    assert found(stranger) == []


def test_who_reads_a_check_of_another_is_told_by_the_log_and_counted_by_oversight():
    agency, _analyst, officer, second = agency_and_users()
    check = begin(agency, officer)
    for user in (officer, second):
        client = Client()
        client.force_login(user)
        client.get(check.get_absolute_url())

    (entry,) = AuditEntry.objects.filter(action="profiling.check_read")
    assert entry.actor == "second"
    today = timezone.localdate()
    overseer = factories.make_user("overseer", agency=agency, roles=[Role.OVERSIGHT])
    told = [name for name, _purpose, _count in figures(overseer, today, today, today).who]
    assert any("reading checks of others" in name for name in told)


def test_a_person_who_asks_learns_what_is_held_and_the_looking_up_is_on_record():
    agency, _analyst, officer, _second = agency_and_users()
    begin(agency, officer, number="A1")
    begin(agency, officer, number="B2")

    held = requests.seek_held(asked(agency, officer), number=" a1 ", by=officer)

    assert [one.document["number"] for one in held.checks] == ["A1"]
    entry = AuditEntry.objects.get(action="profiling.held_data_sought")
    assert entry.after == {"count": 1}
    assert "A1" not in f"{entry.reason}{entry.object_label}"


def closed(agency, officer, outcome):
    check = begin(agency, officer, number="A1")
    checks.write_own_view(check, view="unsure", by=officer)
    checks.decide(check, decision="second_line", reason="Facts", by=officer)
    checks.close(check, outcome=outcome, reason="x", by=officer)
    return check


@pytest.mark.parametrize(
    ("kind", "outcome", "erased"),
    [("erasure", "nothing", True), ("access", "nothing", False), ("erasure", "offence", False)],
    ids=["asked and harmless", "not asked", "had a result"],
)
def test_data_are_erased_when_that_is_asked_and_the_check_had_no_result(kind, outcome, erased):
    agency, _analyst, officer, _second = agency_and_users()
    check = closed(agency, officer, outcome)
    request = asked(agency, officer, kind=kind)
    client = Client()
    client.force_login(officer)

    page = client.post(
        f"/checkpoint/oversight/requests/{request.pk}/held/",
        {"number": "A1", "check": str(check.pk), f"c{check.pk}-step": "erased", f"c{check.pk}-reason": "x"},
    )

    check.refresh_from_db()
    assert page.status_code == 200
    assert ("surname" not in check.document) == erased
    assert check.document["nationality"] == "UTO", "statistics stay"
    if not erased:
        with pytest.raises(ProfilingError):
            requests.erase_held(request, check, reason="x", on=timezone.localdate(), by=officer)
