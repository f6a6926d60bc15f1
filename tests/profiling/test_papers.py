"""Documents of the checkpoint: what the public may work out, what an act holds, what an approver is told."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from tests import factories
from tests.profiling.world import (
    activate,
    agency_and_users,
    begin,
    make_indicator,
    make_profile,
)

from chegara.accounts.models import Role
from chegara.profiling import report
from chegara.profiling.actions import checks
from chegara.profiling.impact import impact_assessment
from chegara.profiling.models import Check, DaySeed, PostSettings
from chegara.profiling.presenters.trial import before_signing
from chegara.reporting.render import render

pytestmark = pytest.mark.django_db


def text_of(document):
    bare = re.sub(r"<style.*?</style>|<[^>]+>", " ", render(document, "html").decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", bare)


def selected_checks(agency, officer, *, confirmed: int, wrong: int) -> None:
    """Closed checks that a profile selected; so many of them with a breach found."""
    for number in range(confirmed + wrong):
        check = begin(agency, officer, number=f"X{number}")
        checks.write_own_view(check, view="unsure", by=officer)
        checks.decide(check, decision="second_line", reason="Facts", by=officer)
        checks.close(check, outcome="offence" if number < confirmed else "nothing", reason="x", by=officer)
    Check.objects.update(selected=True)


@pytest.mark.parametrize(
    ("confirmed", "wrong", "given"),
    [(4, 13, False), (13, 4, False), (12, 11, True), (0, 12, True)],
    ids=["few confirmed", "few false alarms", "enough of both", "none confirmed"],
)
def test_the_public_cannot_work_out_a_small_number_from_what_stands_beside_it(confirmed, wrong, given):
    agency, _analyst, officer, _second = agency_and_users()
    selected_checks(agency, officer, confirmed=confirmed, wrong=wrong)
    today = timezone.localdate()

    told = text_of(report.yearly_statistics(agency, officer, today=today, language="en"))

    assert (f" Confirmed {confirmed} " in told) == given
    assert (f"false alarms) {wrong} " in told) == given
    assert ("Share confirmed not given" in told) != given


def test_figures_of_a_russian_paper_have_a_comma():
    agency, _analyst, officer, _second = agency_and_users()
    selected_checks(agency, officer, confirmed=12, wrong=12)

    told = text_of(report.yearly_statistics(agency, officer, today=timezone.localdate(), language="ru"))

    assert "0,50 (" in told


def test_a_referral_act_holds_what_speaks_against_the_person_and_what_for():
    agency, analyst, officer, _second = agency_and_users()
    make_indicator(agency, analyst)
    make_indicator(agency, analyst, code="P-2", text="The host is not known")
    check = begin(agency, officer)
    checks.write_own_view(check, view="unsure", by=officer)
    checks.decide(
        check, decision="second_line", reason="Facts", by=officer, seen={"P-1": "for", "P-2": "against"}
    )

    told = text_of(report.referral_act(check, officer, "en"))

    assert "The route is illogical seen" in told
    assert "The host is not known explained" in told


def test_who_goes_on_gets_no_referral_act():
    agency, _analyst, officer, _second = agency_and_users()
    check = begin(agency, officer)
    checks.write_own_view(check, view="nothing", by=officer)
    checks.decide(check, decision="no_action", reason="Papers agree", by=officer)
    client = Client()
    client.force_login(officer)

    answer = client.get(f"/checkpoint/checks/{check.pk}/act.pdf")

    assert answer.headers["Location"] == check.get_absolute_url()
    assert "act.pdf" not in client.get(check.get_absolute_url()).content.decode()


def test_the_booklet_holds_indicators_profiles_in_force_and_the_grades():
    agency, analyst, first, second = agency_and_users()
    make_indicator(agency, analyst)
    activate(make_profile(agency, analyst), analyst, (first, second))

    told = text_of(report.booklet(agency, first, today=timezone.localdate(), language="en"))

    assert "The route is illogical" in told
    assert "P-ROUTE: Broken route" in told
    assert "measured against a random sample" in told


def test_an_approver_reads_how_many_will_be_innocent_and_that_a_group_is_picked_out():
    result = {
        "records": 1000, "selected": 5, "innocent": 998.2, "prevalence": 1e-5,
        "disparities": [{"alarm": True}], "proxies": [],
    }  # fmt: skip

    told = before_signing(result)

    assert "at least 998 will be innocent, if 10 of a million" in told
    assert "Alarm" in told
    assert "Alarm" not in before_signing(result | {"disparities": [{"alarm": False}]})


def test_a_single_agency_is_filled_in_where_something_new_is_entered():
    agency = factories.make_agency()
    analyst = factories.make_user("analyst", agency=agency, roles=[Role.ANALYST])
    client = Client()
    client.force_login(analyst)

    for address in ("indicators/new/", "lists/new/", "profiles/new/person/"):
        page = client.get(f"/checkpoint/{address}").content.decode()
        assert f'<option value="{agency.pk}" selected' in page, address


def test_the_hash_of_the_days_seed_stands_on_the_card_before_the_first_traveller(client):
    agency, analyst, first, _second = agency_and_users()
    settings = PostSettings(
        owner_agency=agency,
        point=factories.make_point(agency.country),
        random_share=100,
        random_article="Border law, 31",
    )
    checks.save_post_settings(settings, by=first)

    card = report.post_card(
        settings.point, agency, analyst, day=timezone.localdate(), shift="day", language="en"
    )

    assert DaySeed.objects.get().commitment in str(card.blocks).replace(" ", "")
    assert DaySeed.objects.get().seed not in str(card.blocks)


def test_the_impact_assessment_tells_what_profiles_read_and_who_may_do_what():
    agency, analyst, first, second = agency_and_users()
    activate(make_profile(agency, analyst), analyst, (first, second))

    told = str(impact_assessment(agency, first, today=timezone.localdate(), language="en").blocks)

    assert "the route is illogical for its destination" in told
    assert "sign profiles, decide on posts and transfers" in told


def test_a_profile_that_selected_nobody_says_nothing_of_the_innocent():
    told = before_signing({"records": 4000, "selected": 0, "innocent": 0.0, "prevalence": 1e-5})

    assert told == (
        "Tried on 4,000 records, it selected 0. "
        "Where nobody is selected, the test says nothing of who would be."
    )


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_sheet_for_work_without_the_program_is_one_page(language):
    agency, *_users = agency_and_users()

    sheet = PdfReader(io.BytesIO(render(report.fallback_sheet(agency, language), "pdf")))

    assert len(sheet.pages) == 1
