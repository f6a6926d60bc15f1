"""The kill switch: one person stops all profiles of an agency, two switch on again, and everybody is told."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.pages.addresses import words_of
from tests.profiling.test_interface import GROUNDS, asking
from tests.profiling.world import CONDITIONS, activate, agency_and_users, begin, make_profile, make_selection

from chegara.accounts.models import Role
from chegara.audit.models import AuditEntry
from chegara.config.cli import main
from chegara.pages.jobs import JobError
from chegara.profiling import report
from chegara.profiling.actions import halts, selections
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.actions.selections import Given
from chegara.profiling.halts import halts_for
from chegara.profiling.models import Halt, RiskProfile, Selection
from chegara.profiling.screening import file_of
from chegara.profiling.selection_jobs import run_selection
from chegara.reporting.render import render

pytestmark = pytest.mark.django_db
FACTS = {one["field"]: one["value"] for one in CONDITIONS}
TOLD = "none of them selects"


def world():
    agency, analyst, first, second = agency_and_users()
    profile = activate(make_profile(agency, analyst), analyst, (first, second))
    return agency, analyst, first, second, profile


def test_one_stops_all_and_two_switch_on_again_each_with_a_reason():
    agency, analyst, first, second, profile = world()

    halt = halts.stop_all(agency, reason="A complaint", by=analyst)

    assert begin(agency, first, facts=FACTS).selected is False
    profile.refresh_from_db()
    assert profile.state == "active", "state and signatures stay"
    with pytest.raises(ProfilingError, match="stopped already"):
        halts.stop_all(agency, reason="Again", by=first)
    halts.switch_on(halt, reason="Looked into", by=first)
    with pytest.raises(ProfilingError, match="another person"):
        halts.switch_on(halt, reason="Once more", by=first)
    assert begin(agency, first, facts=FACTS).selected is False, "one consent is not enough"
    halts.switch_on(halt, reason="Agreed", by=second)
    assert begin(agency, first, facts=FACTS).selected is True
    actions = list(AuditEntry.objects.filter(action__startswith="profiling.all_").order_by("sequence"))
    assert [one.action.removeprefix("profiling.all_") for one in actions] == [
        "stopped", "on_consented", "on_consented", "on_again",
    ]  # fmt: skip
    with pytest.raises(ProfilingError, match="already"):
        halts.switch_on(halt, reason="Late", by=second)


@pytest.mark.parametrize(
    ("role", "reason", "stops"),
    [
        (Role.ANALYST, "Harm", True), (Role.SUPERVISOR, "Harm", True), (Role.OVERSIGHT, "Harm", True),
        (Role.OFFICER, "Harm", False), (Role.ANALYST, "  ", False),
    ],
    ids=["analyst", "supervisor", "oversight", "officer", "no reason"],
)  # fmt: skip
def test_who_may_pull_it_and_never_without_a_reason(role, reason, stops):
    agency = factories.make_agency()
    user = factories.make_user("puller", agency=agency, roles=[role])
    stranger = factories.make_user(
        "stranger", agency=factories.make_agency(agency.country, code="XA-CUS"), roles=[role]
    )

    if stops:
        assert halts.stop_all(agency, reason=reason, by=user).lifted_at is None
    else:
        with pytest.raises(ProfilingError):
            halts.stop_all(agency, reason=reason, by=user)
    with pytest.raises(ProfilingError):
        halts.stop_all(agency, reason="Harm", by=stranger)


def test_only_supervisors_of_the_agency_switch_on_again():
    agency, analyst, _first, _second, _profile = world()
    halt = halts.stop_all(agency, reason="Harm", by=analyst)

    with pytest.raises(ProfilingError):
        halts.switch_on(halt, reason="Fine", by=analyst)


def test_every_screen_and_paper_says_so(client: Client):
    agency, analyst, first, second, profile = world()
    check = begin(agency, first)
    officer = factories.make_user("officer", agency=agency, roles=[Role.OFFICER])
    halt = halts.stop_all(agency, reason="A complaint", by=analyst)
    client.force_login(officer)
    card = f"{reverse('post_card')}?point={check.point.pk}&day={timezone.localdate():%d.%m.%Y}&shift=day"

    for address in (
        reverse("check_new"), check.get_absolute_url(), card, reverse("profile_list"),
        profile.get_absolute_url(), reverse("selection_list"),
    ):  # fmt: skip
        assert TOLD in words_of(client.get(address)), address
    today = timezone.localdate()
    papers = (
        report.post_card(check.point, agency, officer, day=today, shift="day", language="en"),
        report.booklet(agency, officer, today=today, language="en"),
        report.profile_sheet(profile, profile.versions.get(), "en"),
    )
    assert all(TOLD in render(one, "html").decode() for one in papers)
    page = words_of(client.get(halt.get_absolute_url()))
    assert "A complaint" in page
    assert "2 persons' consents are missing" in page
    client.force_login(first)
    answer = client.post(reverse("halt_lift", args=[halt.pk]), {"reason": "Looked into"})
    assert answer.status_code == 302
    halts.switch_on(halt, reason="Agreed", by=second)
    assert TOLD not in words_of(client.get(reverse("check_new")))


def test_a_program_is_told_plainly():
    agency, analyst, first, _second, _profile = world()
    ask = asking(first)
    record = {**FACTS, "post": "XA-P1"}
    body = GROUNDS | {"subject": "person", "record": record}
    assert ask("select", body).json()["selected"] is True
    halts.stop_all(agency, reason="A complaint", by=analyst)

    answer = ask("select", body).json()

    assert (answer["selected"], answer["profiles"]) == (False, [])
    assert answer["halted"][0]["agency"] == agency.code
    assert TOLD in answer["halted"][0]["note"]


def test_no_selection_of_goods_begins_or_ends_while_all_are_stopped():
    agency, analyst, _first, _second = agency_and_users()
    waiting = make_selection(agency, analyst)
    halts.stop_all(agency, reason="A complaint", by=analyst)
    content = f"id,time,office,value\nD1,{timezone.localdate()},A,5\n".encode()
    given = Given(subject="consignment", name="g.csv", content=[content], size=len(content))

    with pytest.raises(ProfilingError, match=TOLD):
        selections.begin(given, agency=agency, by=analyst)
    Selection.objects.filter(pk=waiting.pk).update(result=None, hits=None, values=None)
    with pytest.raises(JobError, match=TOLD):
        run_selection(by=analyst, progress=lambda done, total: None, selection=waiting.pk)


def test_the_command_line_of_this_machine_obeys(tmp_path, capsys, monkeypatch):
    agency, analyst, _first, _second = agency_and_users()
    make_selection(agency, analyst)
    profile = RiskProfile.objects.get(code="APPLES")
    (tmp_path / "apples.json").write_text(json.dumps(file_of(profile.versions.get())))
    (tmp_path / "r.csv").write_text(f"id,time,value\nD1,{timezone.localdate()},5\n")
    monkeypatch.setenv("DATABASE_URL", "the test's own")
    told = ["select", "--profiles", str(tmp_path / "apples.json"), "--records", str(tmp_path / "r.csv"),
            "--out", str(tmp_path / "o.csv")]  # fmt: skip
    assert main(told) == 0
    halts.stop_all(agency, reason="A complaint", by=analyst)

    assert main(told) == 2

    assert TOLD in capsys.readouterr().err


def test_another_agency_goes_on_and_is_told_only_where_it_uses_what_is_stopped():
    agency, analyst, _first, _second, _profile = world()
    other = factories.make_user(
        "neighbour", agency=factories.make_agency(agency.country, code="XA-CUS"), roles=[Role.SUPERVISOR]
    )
    halts.stop_all(agency, reason="A complaint", by=analyst)

    assert halts_for(other) == []
    assert list(Halt.objects.visible_to(other)) == []
