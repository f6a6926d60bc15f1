"""Watchlists: what gives one force, what changed between versions, who is remembered not to be on it."""

from __future__ import annotations

import pytest
from tests import factories
from tests.profiling.world import LIST, agency_and_users, begin, in_days, make_watchlist

from chegara.audit.models import AuditEntry
from chegara.profiling.actions import checks, lists
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.models import FalseMatch, Watchlist

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "lacking",
    [{"authority": ""}, {"legal_basis": ""}, {"expires_on": None}, {"expires_on": in_days(-1)}],
    ids=["no national authority", "no legal basis", "no expiry", "expired"],
)
def test_a_list_that_lacks_force_stops_nobody(lacking):
    agency, analyst, officer, _second = agency_and_users()
    make_watchlist(agency, analyst, **lacking)

    assert begin(agency, officer).matches == []


def test_a_list_in_force_brings_up_a_candidate_with_reasons_that_add_up():
    agency, analyst, officer, _second = agency_and_users()
    make_watchlist(agency, analyst)

    (match,) = begin(agency, officer).matches

    assert match["entry"] == "1"
    assert match["score"] == pytest.approx(sum(row["points"] for row in match["rows"]))
    assert {row["rule"] for row in match["rows"]} >= {"born_0", "document_1"}


def test_a_withdrawn_list_stops_nobody():
    agency, analyst, officer, _second = agency_and_users()
    lists.withdraw(make_watchlist(agency, analyst), by=analyst, reason="the order was lifted")

    assert begin(agency, officer).matches == []


def test_versions_say_what_changed():
    agency, analyst, _officer, _second = agency_and_users()
    watchlist = make_watchlist(agency, analyst)

    version = lists.bring_in(
        watchlist,
        name="list-of-december.csv",
        content=LIST.replace("Ivanov Ivan,1980", "Ivanov Ivan,1981")
        .replace("3,Sidorov Petr", "4,Petrov Oleg")
        .encode(),
        by=analyst,
    )

    assert (version.number, version.added, version.changed, version.removed) == (
        2,
        [["4", "Petrov Oleg"]],
        [["2", "Ivanov Ivan"]],
        [["3", "Sidorov Petr"]],
    )
    assert sorted(watchlist.persons.values_list("entry_id", flat=True)) == ["1", "2", "4"]


def test_entries_are_graded_by_how_well_they_tell_namesakes_apart():
    agency, analyst, _officer, _second = agency_and_users()

    watchlist = make_watchlist(agency, analyst)

    assert dict(watchlist.persons.values_list("entry_id", "quality")) == {"1": "A", "2": "C", "3": "D"}


@pytest.mark.parametrize(
    ("name", "content"), [("x.xml", b"<html></html>"), ("x.csv", b"id,full name\n")], ids=["no list", "empty"]
)
def test_a_file_that_is_no_list_leaves_nothing_behind(name, content):
    agency, analyst, _officer, _second = agency_and_users()
    watchlist = make_watchlist(agency, analyst, content="")

    with pytest.raises(ProfilingError):
        lists.bring_in(watchlist, name=name, content=content, by=analyst)
    assert not watchlist.versions.exists()


def test_another_agencys_list_is_neither_seen_nor_used():
    agency, analyst, _officer, _second = agency_and_users()
    make_watchlist(agency, analyst)
    other = factories.make_agency(agency.country, code="XA-CUS", kind="customs")
    stranger = factories.make_user("stranger", agency=other, roles=["supervisor"])

    assert not Watchlist.objects.visible_to(stranger).exists()
    assert begin(other, stranger).matches == []


def test_a_namesake_is_not_stopped_twice():
    agency, analyst, officer, _second = agency_and_users()
    make_watchlist(agency, analyst)
    check = begin(agency, officer)
    checks.write_own_view(check, view="nothing", by=officer)

    checks.judge(check, number=0, judged="other", why="another face, another father's name", by=officer)

    assert FalseMatch.objects.count() == 1
    assert begin(agency, officer).matches == []
    assert len(begin(agency, officer, number="X1").matches) == 1, "another document is looked at anew"


def test_bringing_in_is_written_in_the_log():
    agency, analyst, _officer, _second = agency_and_users()
    make_watchlist(agency, analyst)

    assert AuditEntry.objects.filter(action="profiling.list_brought_in", actor="author").count() == 1
