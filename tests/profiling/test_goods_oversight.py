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
from chegara.profiling.goods_oversight import goods_figures, proxies_found
from chegara.profiling.models import Selection

pytestmark = pytest.mark.django_db


def test_the_hand_worked_table():
    """Two selections of 1,000 records: 40 of 80 confirmed by the profile, 2 of 100 of the control sample."""
    agency, analyst, _first, _second = agency_and_users()
    pattern = make_selection(agency, analyst)
    today = timezone.localdate()
    for _one in range(2):
        one = Selection.objects.get(pk=pattern.pk)
        one.pk = None
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
