"""From a flag of protection to whoever helps: cooperation's referral card stands in the check and its act."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import factories
from tests.pages.addresses import words_of
from tests.profiling.world import agency_and_users, begin

from chegara.accounts.models import Role
from chegara.cooperation.actions.records import save_record
from chegara.cooperation.models import Contact, Duty
from chegara.profiling.actions import checks
from chegara.profiling.actions.checks import Flags
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.referrals import referral_cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    agency, _analyst, officer, _second = agency_and_users()
    migration = factories.make_agency(agency.country, code="XA-MIG", kind="migration")
    keeper = factories.make_user("keeper", agency=agency, roles=[Role.SUPERVISOR])
    save_record(
        Duty(
            owner_agency=agency, area="referral", event="Application for asylum", persons="asylum",
            sender=agency, receiver=migration, deadline="at_once", channel="telephone", form="form A",
            legal_basis="Law on refugees, article 6",
        ),
        by=keeper,
    )  # fmt: skip
    point = factories.make_point(agency.country)
    for place, number in ((None, "100"), (point, "200")):
        save_record(
            Contact(owner_agency=agency, agency=migration, point=place, office="Duty desk", telephone=number),
            by=keeper,
        )
    check = begin(agency, officer, point=point)
    checks.write_own_view(check, view="nothing", by=officer)
    return check, officer, migration


def test_the_card_stands_at_hand_before_the_decision_and_names_the_nearest_telephone(stage, client):
    check, officer, migration = stage
    client.force_login(officer)

    page = words_of(client.get(check.get_absolute_url()))

    assert "Referral card" in page
    assert migration.short in page
    assert "200 (Duty desk)" in page
    assert "100 (Duty desk)" not in page, "headquarters only where the point has no contact"
    cards = {card.flag: card for card in referral_cards(check, officer)}
    assert [len(cards[flag].ways) for flag in ("asylum", "trafficking", "minor")] == [1, 0, 0]
    assert "nobody is named" in page, "a gap of cooperation is said, not hidden"


def test_who_asks_for_protection_is_referred_and_the_act_prints_the_card(stage, client):
    check, officer, migration = stage
    client.force_login(officer)
    with pytest.raises(ProfilingError, match="the referral card names it"):
        checks.decide(check, decision="document_check", reason="asks", by=officer, flags=Flags(asylum=True))

    checks.decide(
        check, decision="refer", reason="asks for protection", by=officer, flags=Flags(asylum=True),
        referred_to=migration.short,
    )  # fmt: skip

    act = client.get(reverse("check_act", args=[check.pk, "html"])).content.decode()
    for words in ("Referral card", "form A", "200 (Duty desk)", migration.short, "Protection comes first"):
        assert words in act, words
    page = client.get(check.get_absolute_url())
    assert "this check" in words_of(page)
    assert Duty.objects.get().get_absolute_url() in page.content.decode()


def test_a_check_without_a_flag_prints_no_card(stage, client):
    check, officer, _migration = stage
    client.force_login(officer)
    checks.decide(check, decision="second_line", reason="papers", by=officer, flags=Flags())

    assert "Referral card" not in client.get(reverse("check_act", args=[check.pk, "html"])).content.decode()
    assert "Referral card" not in words_of(client.get(check.get_absolute_url()))
