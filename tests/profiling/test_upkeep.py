"""Upkeep: profiles worse than chance lapse, at sight and daily; what is over its time is deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.profiling.world import (
    CONDITIONS,
    activate,
    agency_and_users,
    begin,
    make_profile,
    make_watchlist,
    told,
)

from chegara.audit.models import AuditEntry
from chegara.config.cli import main
from chegara.profiling.actions import checks, profiles, upkeep
from chegara.profiling.actions.lists import remember_false_match
from chegara.profiling.methods.oversight import lift
from chegara.profiling.models import Check, FalseMatch, RiskProfile
from chegara.profiling.performance import judged_worse, performances

pytestmark = pytest.mark.django_db

FACTS = {one["field"]: one["value"] for one in CONDITIONS}


def world():
    agency, analyst, first, second = agency_and_users()
    profile = activate(make_profile(agency, analyst), analyst, (first, second))
    return agency, analyst, first, second, profile


def past(agency, officer, profile, *, selected=(0, 0), random=(0, 0), **changes):
    """Closed checks as the database holds them: (confirmed, examined) of each arm."""
    version = profile.versions.get(number=profile.number).hash
    trace = {
        "profile": profile.pk,
        "code": profile.code,
        "title": "",
        "version": version,
        "fired": True,
        "rows": [],
    }
    pattern = begin(agency, officer)
    now = timezone.now()
    fields = {
        "owner_agency": agency, "point": pattern.point, "state": "closed", "purpose": "terrorism",
        "legal_basis": "law",
        "decision": "document_check", "reason": "seen", "decided_at": now, "closed_at": now, "by": officer,
        "personal_until": timezone.localdate() + timedelta(days=1),
    }  # fmt: skip
    pattern.delete()
    rows = []
    arms = ((selected, {"selected": True, "traces": [trace]}), (random, {"random_arm": True}))
    for (confirmed, examined), arm in arms:
        rows += [
            Check(**(fields | arm | {"outcome": "offence" if n < confirmed else "nothing"} | changes))
            for n in range(examined)
        ]
    Check.objects.bulk_create(rows)


@pytest.mark.parametrize(
    ("selected", "random", "worse"),
    [
        ((1, 100), (30, 100), True),
        ((0, 100), (30, 100), True),
        ((25, 100), (30, 100), False),
        ((60, 100), (30, 100), False),
        ((0, 29), (30, 100), False),
        ((0, 100), (29, 29), False),
        ((0, 100), (0, 100), False),
    ],
    ids=[
        "surely worse",
        "nothing found",
        "interval holds 1",
        "better",
        "too few selected",
        "too few at random",
        "nothing at all",
    ],
)
def test_a_profile_lapses_only_when_its_whole_interval_lies_below_chance(selected, random, worse):
    agency, _analyst, officer, _second, profile = world()
    past(agency, officer, profile, selected=selected, random=random)

    [found] = performances(timezone.localdate())

    assert (found.confirmed, found.examined) == selected
    assert (found.random_confirmed, found.random_examined) == random
    assert found.worse is worse
    assert judged_worse(lift(*selected, *random), selected[1], random[1]) is worse


def test_a_lapse_stands_in_the_log_is_told_to_the_owner_and_selects_nobody_more():
    agency, _analyst, officer, _second, profile = world()
    past(agency, officer, profile, selected=(1, 100), random=(30, 100))

    upkeep.lapse_worse(by="upkeep", today=timezone.localdate())

    profile.refresh_from_db()
    entry = AuditEntry.objects.get(action="profiling.profile_lapsed")
    assert (profile.state, entry.after["confirmed"], entry.after["random"]) == ("lapsed", "1/100", "30/100")
    assert "1 of 100 examined, the random sample 30 of 100" in profile.stop_reason
    assert not RiskProfile.objects.active(timezone.localdate()).exists()
    assert begin(agency, officer, facts=FACTS).selected is False


def test_the_check_that_tips_the_interval_makes_it_lapse_at_sight():
    agency, _analyst, officer, _second, profile = world()
    past(agency, officer, profile, selected=(0, 29), random=(30, 100))
    check = begin(agency, officer, facts=FACTS)
    checks.write_own_view(check, view="nothing", by=officer)
    assert check.selected

    checks.decide(check, decision="no_action", reason="All in order", by=officer)

    profile.refresh_from_db()
    assert profile.state == "lapsed"


def test_a_new_version_starts_afresh():
    agency, analyst, first, second, profile = world()
    past(agency, first, profile, selected=(0, 100), random=(30, 100))
    upkeep.lapse_worse(by="upkeep", today=timezone.localdate())
    profile.refresh_from_db()

    profiles.write(told(rationale="Narrowed"), agency=agency, by=analyst, profile=profile, reason="lapsed")
    activate(profile, analyst, (first, second))

    assert [one.examined for one in performances(timezone.localdate())] == [0]
    assert upkeep.lapse_worse(by="upkeep", today=timezone.localdate()) == []


def test_checks_of_more_than_a_year_ago_do_not_judge():
    agency, _analyst, officer, _second, profile = world()
    past(
        agency, officer, profile, selected=(0, 100), random=(30, 100), at=timezone.now() - timedelta(days=366)
    )

    assert not upkeep.lapse_worse(by="upkeep", today=timezone.localdate())


def test_the_daily_command_tells_first_and_then_does(capsys, monkeypatch):
    monkeypatch.setattr("chegara.config.commands.upkeep.start", lambda: None)
    monkeypatch.setattr("chegara.config.commands.upkeep.prepare_database", lambda: None)
    agency, analyst, officer, _second, profile = world()
    past(agency, officer, profile, selected=(1, 100), random=(30, 100))
    watchlist = make_watchlist(agency, analyst)
    check = begin(agency, officer)
    checks.write_own_view(check, view="nothing", by=officer)
    for number in range(len(check.matches)):
        checks.judge(check, number=number, judged="other", why="another birth", by=officer)
    checks.decide(check, decision="no_action", reason="All in order", by=officer)
    Check.objects.filter(pk=check.pk).update(personal_until=timezone.localdate() - timedelta(days=1))
    FalseMatch.objects.all().delete()
    remember_false_match(
        watchlist, entry_id="1", document={"number": "1"}, reason="x", by=officer,
        until=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    before = AuditEntry.objects.count()

    assert main(["upkeep", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "due: personal data of 1 checks deleted, 1 false matches forgotten" in said
    assert f"due: profile {profile.code} lapses" in said
    assert (AuditEntry.objects.count(), FalseMatch.objects.count()) == (before, 1)

    assert main(["upkeep"]) == 0
    assert capsys.readouterr().out == said.replace("due:", "done:")
    assert not FalseMatch.objects.exists()
    assert main(["upkeep"]) == 0
    assert "personal data of 0 checks deleted, 0 false matches" in capsys.readouterr().out
    logged = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"profiling.profile_lapsed", "profiling.personal_deleted", "profiling.matches_forgotten"} <= logged


def test_the_page_tells_what_falls_due_before_anything_is_deleted(client):
    agency, _analyst, first, second, _profile = world()
    kept = begin(agency, first)
    left = begin(agency, first)
    gone = begin(agency, first)
    for check, outcome in ((kept, "offence"), (gone, "nothing")):
        checks.write_own_view(check, view="unsure", by=first)
        checks.decide(check, decision="second_line", reason="words against papers", by=first)
        checks.close(check, outcome=outcome, reason="what was found", by=first)
    Check.objects.filter(pk__in=[kept.pk, left.pk, gone.pk]).update(
        personal_until=timezone.localdate() - timedelta(days=1)
    )
    client.force_login(second)

    told = client.get(reverse("retention")).context
    client.post(reverse("retention"), {"go": "on"})

    assert [told[name] for name in ("due", "soon", "matches", "still_open", "kept")] == [1, 0, 0, 1, 1]
    held = {one.pk: "surname" in one.document for one in Check.objects.all()}
    assert held == {kept.pk: True, left.pk: True, gone.pk: False}
    assert AuditEntry.objects.filter(action="profiling.personal_deleted").count() == 1
