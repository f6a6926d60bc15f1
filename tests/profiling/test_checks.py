"""Checks: purpose and basis, own view first, reasons always, more than a name, protection before all."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.profiling.world import DOCUMENT, agency_and_users, begin, in_days, make_indicator, make_watchlist

from chegara.audit.models import AuditEntry
from chegara.organisation.models import CrossingPoint
from chegara.profiling.actions import checks, upkeep
from chegara.profiling.actions.checks import Begun
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.methods.ages import is_minor
from chegara.profiling.models import Check, DaySeed, PostSettings

pytestmark = pytest.mark.django_db


def opened(view="nothing", **more):
    agency, analyst, officer, _second = agency_and_users()
    check = begin(agency, officer, **more)
    if view:
        checks.write_own_view(check, view=view, by=officer)
    return check, officer, agency, analyst


@pytest.mark.parametrize(
    ("purpose", "basis"), [("", "law"), ("drugs", " ")], ids=["no purpose", "no legal basis"]
)
def test_nobody_is_screened_without_purpose_and_legal_basis(purpose, basis):
    agency, _analyst, officer, _second = agency_and_users()
    point = factories.make_point(agency.country)

    with pytest.raises(ProfilingError):
        checks.begin(
            Begun(document=DOCUMENT),
            point=point,
            agency=agency,
            purpose=purpose,
            legal_basis=basis,
            by=officer,
        )
    assert not Check.objects.exists()


def test_screening_leaves_an_entry_with_purpose_and_basis():
    opened()

    entry = AuditEntry.objects.get(action="profiling.screened")
    assert (entry.after["purpose"], entry.reason) == ("terrorism", "Border law, article 7")
    assert "KARIMOV" not in str(entry.after), "who it was stands in the check, not in the log"


def test_the_own_view_comes_first_and_stays():
    check, officer, *_ = opened(view="")

    with pytest.raises(ProfilingError, match="own view"):
        checks.decide(check, decision="no_action", reason="fine", by=officer)
    checks.write_own_view(check, view="unsure", by=officer)
    with pytest.raises(ProfilingError):
        checks.write_own_view(check, view="nothing", by=officer)


def test_no_decision_without_reasons():
    check, officer, *_ = opened()

    with pytest.raises(ProfilingError, match="without reasons"):
        checks.decide(check, decision="no_action", reason="  ", by=officer)
    checks.decide(check, decision="no_action", reason="All in order", by=officer)
    assert (check.state, check.outcome) == ("closed", "nothing")


def test_a_candidate_is_judged_before_somebody_goes_on():
    agency, analyst, officer, _second = agency_and_users()
    make_watchlist(agency, analyst)
    check = begin(agency, officer)
    checks.write_own_view(check, view="nothing", by=officer)

    with pytest.raises(ProfilingError, match="Judge each candidate"):
        checks.decide(check, decision="no_action", reason="fine", by=officer)
    checks.decide(check, decision="second_line", reason="the name agrees", by=officer)
    assert check.state == "second_line"


def test_a_name_alone_is_no_identity():
    agency, analyst, officer, _second = agency_and_users()
    make_watchlist(agency, analyst)
    check = begin(agency, officer, birth="", number="X9")
    checks.write_own_view(check, view="concern", by=officer)

    with pytest.raises(ProfilingError, match="Only the name"):
        checks.judge(check, number=0, judged="same", why="it is him", by=officer)


def test_the_second_line_closes_with_an_outcome_and_its_reason():
    check, officer, *_ = opened()
    checks.decide(
        check, decision="second_line", reason="words against papers", by=officer, informed=True, leaflet="ru"
    )
    checks.keep_interview(check, answers={"purpose": "visit"}, by=officer)

    with pytest.raises(ProfilingError, match="what was found"):
        checks.close(check, outcome="nothing", reason="", by=officer)
    checks.close(check, outcome="offence", reason="forged visa", by=officer, complaint="K-1")

    assert (check.state, check.outcome, check.complaint, check.duration) == ("closed", "offence", "K-1", 0)


def in_second_line_as_a_namesake():
    agency, analyst, officer, _second = agency_and_users()
    make_watchlist(agency, analyst)
    check = begin(agency, officer)
    checks.write_own_view(check, view="unsure", by=officer)
    checks.decide(check, decision="second_line", reason="the name agrees", by=officer)
    return agency, officer, check


def test_nothing_found_of_a_namesake_is_written_only_once_somebody_said_it_is_another_person():
    agency, officer, check = in_second_line_as_a_namesake()

    with pytest.raises(ProfilingError, match="Judge each candidate"):
        checks.close(check, outcome="nothing", reason="nothing was found", by=officer)
    checks.judge(check, number=0, judged="other", why="another photograph", by=officer)
    checks.close(check, outcome="nothing", reason="nothing was found", by=officer)

    assert begin(agency, officer).matches == [], "the same traveller is not stopped for the namesake again"
    assert len(begin(agency, officer, number="X9").matches) == 1, "another document is another traveller"


def test_a_candidate_can_be_judged_while_another_body_has_the_person():
    agency, analyst, officer, _second = agency_and_users()
    make_watchlist(agency, analyst)
    check = begin(agency, officer)
    checks.write_own_view(check, view="concern", by=officer)
    checks.decide(check, decision="refer", reason="the name agrees", referred_to="Police", by=officer)

    checks.judge(check, number=0, judged="other", why="the police know him", by=officer)
    checks.close(check, outcome="nothing", reason="the police let him go", by=officer)

    assert check.state == "closed"


def test_what_a_refused_decision_held_stays_written_on_the_page(client):
    agency, analyst, officer, _second = agency_and_users()
    make_indicator(agency, analyst)
    check = begin(agency, officer)
    checks.write_own_view(check, view="nothing", by=officer)
    client.force_login(officer)

    answer = client.post(
        reverse("check_decide", args=[check.pk]),
        {"decision": "refer", "reason": "Words against papers", "seen-P-1": "for", "asylum": "on"},
    )

    page = answer.content.decode()
    assert "Say to which body." in page
    assert "Words against papers" in page
    assert re.search(r'name="seen-P-1" value="for" checked', page)
    check.refresh_from_db()
    assert check.state == "open"


@pytest.mark.parametrize(
    ("birth", "minor"),
    [("", False), (f"{in_days(-18 * 366)}", False), (f"{in_days(-10 * 365)}", True)],
    ids=["unknown", "grown up", "a child"],
)
def test_a_child_is_seen_from_the_document(birth, minor):
    assert is_minor(birth, timezone.localdate()) is minor


def test_a_date_that_is_not_whole_counts_for_the_child():
    today = timezone.localdate()

    assert is_minor(str(today.year - 18), today) == ((today.month, today.day) < (12, 31))


def test_personal_data_go_when_their_time_is_over_and_statistics_stay():
    check, officer, agency, _analyst = opened()
    checks.decide(check, decision="no_action", reason="All in order, Karimov told it", by=officer)
    later = check.personal_until + timedelta(days=1)

    assert upkeep.delete_personal(by=officer, today=check.personal_until) == 0
    assert upkeep.delete_personal(by=officer, today=later, agencies=[agency.pk]) == 1

    check.refresh_from_db()
    assert "KARIMOV" not in str(vars(check)).upper()
    assert (check.outcome, check.document["sex"], check.document["age"]) == ("nothing", "M", "45-59")
    logged = AuditEntry.objects.filter(action__startswith="profiling.").values()
    assert "KARIMOV" not in str(list(logged)).upper(), "nor does the log, which is kept, tell who it was"
    assert upkeep.delete_personal(by=officer, today=later) == 0


def test_the_random_sample_is_off_without_a_legal_article_and_committed_with_one():
    agency, _analyst, officer, _second = agency_and_users()
    point = factories.make_point(agency.country)
    settings = PostSettings(owner_agency=agency, point=point, random_share=1000, retention_days=30)

    with pytest.raises(ProfilingError, match="legal article"):
        checks.save_post_settings(settings, by=officer)
    assert not begin(agency, officer).random_arm

    settings.random_article = "Border law, article 31"
    checks.save_post_settings(settings, by=officer)
    assert begin(agency, officer, point=CrossingPoint.objects.get()).random_arm
    assert DaySeed.objects.count() == 1


def test_a_card_is_signed_once():
    agency, _analyst, officer, _second = agency_and_users()
    point = factories.make_point(agency.country)
    checks.sign_card(point=point, day=timezone.localdate(), shift="day", by=officer)

    with pytest.raises(ProfilingError, match="already"):
        checks.sign_card(point=point, day=timezone.localdate(), shift="day", by=officer)
