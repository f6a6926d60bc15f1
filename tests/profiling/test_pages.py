"""The officer's way through the pages, from the zone to the outcome."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.pages.addresses import words_of
from tests.profiling.test_papers import selected_checks
from tests.profiling.world import agency_and_users, make_watchlist

from chegara.profiling.methods.mrz.writing import write
from chegara.profiling.models import Check

pytestmark = pytest.mark.django_db

ZONE = write(
    "TD3", document_code="P", issuer="UTO", surname="KARIMOV", given_names="RUSTAM", number="L898902C3",
    nationality="UTO", birth="740812", sex="M", expiry="310415",
)  # fmt: skip


def test_from_the_zone_to_the_outcome():
    agency, analyst, officer, _second = agency_and_users()
    make_watchlist(agency, analyst)
    point = factories.make_point(agency.country)
    client = Client()
    client.force_login(officer)
    begun = {
        "zone": ZONE.lower(), "purpose": "terrorism", "legal_basis": "Border law, article 7",
        "point": point.pk,
        "owner_agency": agency.pk, "facts": ["travel.route_broken", "religion"],
    }  # fmt: skip

    answer = client.post(reverse("check_new"), begun)

    check = Check.objects.get()
    assert answer.url == check.get_absolute_url()
    assert check.facts == {"travel.route_broken": True}, "what the catalogue does not hold is not taken"
    before = client.get(check.get_absolute_url()).content.decode()
    assert "small letters were read as capitals" in before
    assert "born on the same day" not in before, "no score before the own view"

    client.post(reverse("check_view", args=[check.pk]), {"view": "unsure"})
    assert "born on the same day" in client.get(check.get_absolute_url()).content.decode()

    client.post(reverse("check_judge", args=[check.pk, 0]), {"judged": "same", "why": "document and face"})
    refused = client.post(reverse("check_decide", args=[check.pk]), {"decision": "refer", "reason": ""})
    assert refused.status_code == 200
    client.post(
        reverse("check_decide", args=[check.pk]),
        {"decision": "refer", "reason": "on the list", "referred_to": "Interior", "informed": "on"},
    )
    client.post(reverse("check_close", args=[check.pk]), {"outcome": "handed_over", "reason": "handed over"})
    check.refresh_from_db()
    assert (check.state, check.outcome, check.informed) == ("closed", "handed_over", True)


def test_without_purpose_and_basis_the_form_comes_back():
    agency, _analyst, officer, _second = agency_and_users()
    client = Client()
    client.force_login(officer)

    answer = client.post(reverse("check_new"), {"zone": ZONE, "owner_agency": agency.pk})

    assert answer.status_code == 200
    assert not Check.objects.exists()


def test_a_stranger_sees_no_check():
    agency, _analyst, officer, _second = agency_and_users()
    point = factories.make_point(agency.country)
    other = factories.make_agency(agency.country, code="XA-CUS", kind="customs")
    stranger = factories.make_user("stranger", agency=other, roles=["supervisor"])
    client = Client()
    client.force_login(officer)
    client.post(
        reverse("check_new"),
        {"zone": ZONE, "purpose": "drugs", "legal_basis": "L", "point": point.pk, "owner_agency": agency.pk},
    )

    client.force_login(stranger)

    assert client.get(Check.objects.get().get_absolute_url()).status_code == 404


def test_the_post_reads_what_came_of_its_selections_and_no_number_to_reach():
    agency, _analyst, officer, _second = agency_and_users()
    selected_checks(agency, officer, confirmed=3, wrong=9)
    point = Check.objects.first().point
    client = Client()
    client.force_login(officer)

    page = words_of(
        client.get(
            reverse("post_card"),
            {"point": point.pk, "day": f"{timezone.localdate():%d.%m.%Y}", "shift": "day"},
        )
    )

    assert "Selected by profiles: 12; examined: 12; share confirmed: 0.25" in page
    assert "There is no number of stops to reach." in page
