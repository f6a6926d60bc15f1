"""Oversight of goods: what the selections of a period found, and which conditions stand for people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.pages.addresses import words_of
from tests.profiling.test_approval import planted, tried
from tests.profiling.world import agency_and_users, make_profile, make_selection

from chegara.accounts.models import Role
from chegara.evidence.files import keep
from chegara.profiling.actions import selections, upkeep
from chegara.profiling.bulk.results import SelectedRecords
from chegara.profiling.goods_oversight import goods_figures, proxies_found
from chegara.profiling.models import RiskProfile, Selection
from chegara.profiling.performance import performances

pytestmark = pytest.mark.django_db


def test_the_hand_worked_table():
    """Two selections of 1,000 records: 40 of 80 confirmed by the profile, 2 of 100 of the control sample."""
    agency, analyst, _first, _second = agency_and_users()
    pattern = make_selection(agency, analyst)
    today = timezone.localdate()
    for number in range(2):
        one = Selection.objects.get(pk=pattern.pk)
        one.pk, one.records = None, keep([b"other records %d" % number])
        one.summary = {
            "records": 1000,
            "hits": {"APPLES": 50},
            "reasons": {"profile": 50},
            "control": 60,
            "lanes": {},
        }
        one.findings = {"all": [40, 20], "control": [50, 1], "profiles": {"APPLES": [40, 20]}}
        one.save()

    found = goods_figures(analyst, today, today)

    assert (found.selections, found.unreported, found.records) == (3, 1, 2000)
    (arm,) = found.profiles
    assert (arm.selected, arm.examined, arm.confirmed) == (100, 80, 40)
    assert arm.rate.value == 0.5
    assert arm.better.value == pytest.approx(0.5 / 0.02)
    assert found.leaked.value == pytest.approx(1900 * 0.02)
    assert found.captured.value == pytest.approx(40 / (40 + 38))
    assert not arm.flagged
    before = goods_figures(analyst, today - timedelta(days=9), today - timedelta(days=1))
    assert before.selections == 0


def test_a_profile_of_goods_worse_than_the_sample_is_flagged():
    agency, analyst, _first, _second = agency_and_users()
    one = make_selection(agency, analyst)
    one.findings = {"all": [100, 1], "control": [100, 40], "profiles": {"APPLES": [100, 1]}}
    one.save()
    today = timezone.localdate()

    (arm,) = goods_figures(analyst, today, today).profiles

    assert arm.flagged


def reported(one, *, examined, confirmed, control, random=(100, 40)):
    """What examiners reported: of the profile's hits and of the control sample."""
    one.findings = {
        "all": [examined, confirmed],
        "control": list(random),
        "profiles": {"APPLES": [examined, confirmed]},
    }
    one.summary["control"] = control
    one.save()


@pytest.mark.parametrize(
    ("found", "random", "lapses"),
    [
        ((100, 1), (100, 40), True),
        ((100, 40), (100, 40), False),
        ((29, 0), (100, 40), False),
        ((100, 1), (29, 12), False),
    ],
    ids=["surely worse", "as chance", "too few examined", "too small a sample"],
)
def test_a_profile_of_goods_worse_than_the_sample_lapses_by_what_was_reported(found, random, lapses):
    agency, analyst, _first, _second = agency_and_users()
    one = make_selection(agency, analyst)
    reported(one, examined=found[0], confirmed=found[1], control=random[0], random=random)

    upkeep.lapse_worse(by="upkeep", today=timezone.localdate())

    profile = RiskProfile.objects.get(code="APPLES")
    assert (profile.state == "lapsed") is lapses
    if lapses:
        assert "1 of 100 examined, the random sample 40 of 100" in profile.stop_reason


def test_the_report_that_tips_it_lets_it_lapse_at_sight():
    agency, analyst, _first, _second = agency_and_users()
    one = make_selection(agency, analyst)
    rows = list(SelectedRecords(one))
    hit = [row["id"] for row in rows if row["reason"] == "profile"]
    reported(one, examined=90, confirmed=0, control=100)
    earlier = Selection.objects.get(pk=one.pk)
    earlier.pk, earlier.records = None, keep([b"an earlier day"])
    earlier.save()

    selections.keep_findings(one, content=f"id,found\n{hit[0]},0\n".encode(), by=analyst)

    assert RiskProfile.objects.get(code="APPLES").state == "lapsed"


def test_a_version_answers_for_itself_and_a_file_given_in_twice_counts_once():
    agency, analyst, _first, _second = agency_and_users()
    one = make_selection(agency, analyst)
    reported(one, examined=20, confirmed=0, control=20, random=(20, 10))
    again = Selection.objects.get(pk=one.pk)
    again.pk = None
    again.save()
    other = Selection.objects.get(pk=one.pk)
    other.pk, other.records = None, keep([b"other records"])
    other.summary["versions"] = {"APPLES": "sha256:of a version before"}
    other.save()

    (found,) = [p for p in performances(timezone.localdate()) if p.profile.code == "APPLES"]

    assert (found.confirmed, found.examined) == (0, 20)
    assert (found.random_confirmed, found.random_examined) == (10, 20)


def test_oversight_reads_which_conditions_stand_for_whom(client):
    agency, analyst, _first, _second = agency_and_users()
    profile = make_profile(agency, analyst)
    tried(profile, planted(attribute="audit.sex", group="F"), analyst)
    make_selection(agency, analyst)
    overseer = factories.make_user("overseer", agency=agency, roles=[Role.OVERSIGHT])

    assert [(one["attribute"], one["group"]) for one in proxies_found(overseer)] == [("sex", "F")]
    client.force_login(overseer)
    page = words_of(client.get(reverse("oversight")))
    assert "Conditions that stand for a group of people (proxies)" in page
    assert profile.code in page
    assert "without a report of what was found: 1" in page

    tried(profile, planted(every=10**6), analyst)
    assert proxies_found(overseer) == [], "the latest test counts"
