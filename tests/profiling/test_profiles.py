"""Profiles: what cannot be entered, who signs, when one selects and when no more."""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.pages.addresses import words_of
from tests.profiling.world import (
    CONDITIONS,
    PASSED,
    activate,
    agency_and_users,
    begin,
    in_days,
    make_indicator,
    make_profile,
    sheet_of,
    told,
)

from chegara.profiling import testing
from chegara.profiling.actions import checks, profiles
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.approval import picked_out
from chegara.profiling.methods.profiles.bundle import Bundle, write_bundle
from chegara.profiling.methods.profiles.fields import standard_catalogue
from chegara.profiling.methods.profiles.lists import NamedList
from chegara.profiling.methods.profiles.reader import read
from chegara.profiling.methods.profiles.table_files import write_csv, write_xlsx
from chegara.profiling.methods.profiles.tables import rows_of
from chegara.profiling.models import Indicator, RiskProfile
from chegara.profiling.profile_form import ProfileForm, initial_of
from chegara.profiling.queries import feedback_on
from chegara.profiling.waiting import SOON, what_waits

pytestmark = pytest.mark.django_db


def rules(*conditions):
    return {"combinator": "and", "not": False, "rules": list(conditions)}


PROTECTED = pytest.mark.parametrize(
    "condition",
    [
        {"field": "ethnicity", "operator": "=", "value": "X"},
        {"field": "religion", "operator": "=", "value": "X"},
        {"field": "meal_code", "operator": "=", "value": "X"},
        {"field": "language", "operator": "=", "value": "X"},
        {"field": "surname", "operator": "endsWith", "value": "ov"},
        {"field": "birth_place", "operator": "=", "value": "X"},
    ],
    ids=lambda condition: condition["field"],
)
REFUSED = "no signature opens it"


@PROTECTED
def test_protected_attributes_cannot_get_in_by_action(condition):
    agency, analyst, _first, _second = agency_and_users()

    with pytest.raises(ProfilingError, match=REFUSED):
        make_profile(agency, analyst, when=rules(*CONDITIONS, condition))
    assert not RiskProfile.objects.exists()


@PROTECTED
def test_protected_attributes_cannot_get_in_by_file(client, condition):
    agency, analyst, _first, _second = agency_and_users()
    client.force_login(analyst)
    address = "/checkpoint/profiles/file/"

    def send(*conditions):
        content = told(when=rules(*conditions))
        file = SimpleUploadedFile("profile.json", json.dumps(content).encode())
        return client.post(address, {"owner_agency": agency.pk, "file": file})

    answer = send(*CONDITIONS, condition)

    assert answer.status_code == 200
    assert re.search(REFUSED, words_of(answer))
    assert not RiskProfile.objects.exists()
    assert send(*CONDITIONS).status_code == 302  # the same file without it is taken


def send_file(client, agency, name, content):
    return client.post(
        "/checkpoint/profiles/file/", {"owner_agency": agency.pk, "file": SimpleUploadedFile(name, content)}
    )


def as_table(suffix, *contents):
    profiles_read = [read({"owner": "o", "author": "a", **content}) for content in contents]
    return write_xlsx(profiles_read) if suffix == "xlsx" else write_csv(profiles_read).encode()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_decision_table_is_brought_in_with_its_examples(client, suffix):
    agency, analyst, _first, _second = agency_and_users()
    client.force_login(analyst)
    example = {CONDITIONS[0]["field"]: False}

    answer = send_file(
        client,
        agency,
        f"table.{suffix}",
        as_table(suffix, told(id="ONE-01", must_miss=[example]), told(id="TWO-01")),
    )

    assert (answer.status_code, answer.url) == (302, "/checkpoint/profiles/")
    one, two = RiskProfile.objects.order_by("code")
    assert [one.versions.get().content["must_miss"], two.versions.get().content["must_miss"]] == [
        [example],
        [],
    ]
    assert {one.state, two.state} == {"draft"}


@PROTECTED
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_protected_attributes_cannot_get_in_by_a_decision_table_and_nothing_of_it_is_taken(
    client, condition, suffix
):
    agency, analyst, _first, _second = agency_and_users()
    client.force_login(analyst)
    operator = {"=": "is"}.get(condition["operator"], condition["operator"])
    rows = rows_of([read({"owner": "o", "author": "a", **told(id=code)}) for code in ("ONE-01", "TWO-01")])
    rows[0].append(condition["field"])
    rows[1].append("")
    rows[2].append(f"{operator} {condition['value']}")

    content = sheet_of(rows) if suffix == "xlsx" else "\n".join(";".join(row) for row in rows).encode()
    answer = send_file(client, agency, f"table.{suffix}", content)

    assert answer.status_code == 200
    assert re.search(f"row 3: .*{REFUSED}", words_of(answer))
    assert not RiskProfile.objects.exists()


@PROTECTED
def test_protected_attributes_cannot_get_in_by_a_bundle(client, condition):
    agency, analyst, _first, _second = agency_and_users()
    client.force_login(analyst)
    bad = {"owner": "o", "author": "a", **told(when=rules(*CONDITIONS, condition))}
    files = {"profiles/BAD-01.json": json.dumps(bad).encode()}
    manifest = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    files["manifest.json"] = json.dumps({"schema": "chegara/bundle/1", "files": manifest}).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)

    answer = send_file(client, agency, "bundle.zip", packed.getvalue())

    assert re.search(REFUSED, words_of(answer))
    assert not RiskProfile.objects.exists()


def test_a_bundle_is_brought_in_and_one_with_a_list_that_differs_here_is_not(client):
    agency, analyst, _first, _second = agency_and_users()
    client.force_login(analyst)
    profile = read({"owner": "o", "author": "a", **told()})
    catalogue = standard_catalogue()
    with_list = Bundle((profile,), {"plates": NamedList.of("plates", ["A1"])}, catalogue)

    answer = send_file(client, agency, "bundle.zip", write_bundle(with_list))

    assert "list plates is not held here so" in words_of(answer)
    assert not RiskProfile.objects.exists()
    assert (
        send_file(client, agency, "b.zip", write_bundle(Bundle((profile,), {}, catalogue))).status_code == 302
    )


def test_a_file_that_lacks_a_part_is_refused_with_the_part(client):
    agency, analyst, _first, _second = agency_and_users()
    client.force_login(analyst)
    content = told()
    del content["legal_basis"]

    answer = send_file(client, agency, "profile.json", json.dumps(content).encode())

    assert "legal_basis: this part is missing: enter it" in words_of(answer)


def test_a_new_version_by_the_form_keeps_offices_and_examples(client):
    agency, analyst, _first, _second = agency_and_users()
    client.force_login(analyst)
    example = {CONDITIONS[0]["field"]: False}
    profile = make_profile(agency, analyst, offices=["XA-01"], must_miss=[example])
    address = f"/checkpoint/profiles/{profile.pk}/edit/"
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() not in {None, ""}}
    values |= {"owner_agency": agency.pk, "title": "Another title", "keep_examples": "on"}

    client.post(address, values)

    content = profile.versions.first().content
    assert (content["title"], content["offices"], content["must_miss"]) == (
        "Another title",
        ["XA-01"],
        [example],
    )
    del values["keep_examples"]
    client.post(address, values)
    assert profile.versions.first().content["must_miss"] == []


@pytest.mark.parametrize(
    "conditions",
    [
        [{"field": "nationality", "operator": "=", "value": "UTO"}],
        [{"field": "nationality", "operator": "=", "value": "UTO"}, CONDITIONS[0]],
        [CONDITIONS[0]],
    ],
    ids=["nationality alone", "nationality and one fact", "one fact"],
)
def test_a_profile_of_persons_needs_two_independent_facts(conditions):
    agency, analyst, _first, _second = agency_and_users()

    with pytest.raises(ProfilingError):
        make_profile(agency, analyst, when=rules(*conditions))


def test_a_profile_of_persons_lasts_six_months_at_most():
    agency, analyst, _first, _second = agency_and_users()

    with pytest.raises(ProfilingError):
        make_profile(agency, analyst, valid_to=in_days(200).isoformat())


def test_an_indicator_on_what_somebody_is_cannot_be_entered():
    agency, analyst, _first, _second = agency_and_users()

    with pytest.raises(ProfilingError):
        make_indicator(agency, analyst, text="Wears religious dress", observed="a beard and a prayer cap")
    assert not Indicator.objects.exists()


def test_nobody_approves_what_was_not_tried_and_nobody_their_own():
    agency, analyst, first, second = agency_and_users()
    profile = make_profile(agency, analyst)

    with pytest.raises(ProfilingError, match="Test this version"):
        profiles.submit(profile, by=analyst)
    with pytest.raises(ProfilingError, match="Only a submitted"):
        profiles.approve(profile, office="Head", by=first)

    own = make_profile(agency, first, id="P-OTHER")
    profiles.keep_test(own.versions.get(), records="x", synthetic=False, result=PASSED, by=first)
    profiles.submit(own, by=first)
    with pytest.raises(ProfilingError, match="their own"):
        profiles.approve(own, office="Head", by=first)
    profiles.approve(own, office="Head", by=second)
    with pytest.raises(ProfilingError, match="another person"):
        profiles.approve(own, office="Head", by=second)
    assert own.state == "submitted", "one signature is not enough"


def submitted():
    agency, analyst, first, second = agency_and_users()
    profile = make_profile(agency, analyst)
    profiles.keep_test(profile.versions.get(), records="past.csv", synthetic=False, result=PASSED, by=analyst)
    profiles.submit(profile, by=analyst)
    return agency, analyst, first, second, profile


def test_the_second_who_should_sign_may_refuse_and_the_author_reads_why(client):
    _agency, analyst, first, second, profile = submitted()
    profiles.approve(profile, office="Head", by=first)

    with pytest.raises(ProfilingError, match="why"):
        profiles.refuse(profile, reason=" ", by=second)
    client.force_login(second)
    client.post(reverse("profile_refuse", args=[profile.pk]), {"reason": "It meets families only"})
    profile.refresh_from_db()

    assert (profile.state, profile.stop_reason) == ("refused", "It meets families only")
    with pytest.raises(ProfilingError, match="Only a submitted"):
        profiles.approve(profile, office="Command", by=second)
    client.force_login(analyst)
    assert "It meets families only" in words_of(client.get(profile.get_absolute_url()))
    assert what_waits(analyst, in_days(0)) == ["1 risk profile of yours was refused: read why."]
    profiles.write(told(title="Changed"), agency=profile.owner_agency, by=analyst, profile=profile)
    assert (profile.state, profile.stop_reason, what_waits(analyst, in_days(0))) == ("draft", "", [])


def test_nobody_refuses_what_they_wrote_and_nobody_what_is_not_submitted():
    agency, _analyst, first, second, profile = submitted()
    profiles.refuse(profile, reason="no", by=second)

    with pytest.raises(ProfilingError, match="Only a submitted"):
        profiles.refuse(profile, reason="no", by=first)
    own = make_profile(agency, first, id="P-OWN")
    profiles.keep_test(own.versions.get(), records="x", synthetic=False, result=PASSED, by=first)
    profiles.submit(own, by=first)
    with pytest.raises(ProfilingError, match="Who wrote it"):
        profiles.refuse(own, reason="no", by=first)


def test_the_start_page_tells_whose_signature_is_missing_and_what_ends_soon():
    _agency, analyst, first, second, profile = submitted()
    one = ["1 risk profile waits for your signature."]

    assert (what_waits(first, in_days(0)), what_waits(second, in_days(0))) == (one, one)
    assert what_waits(analyst, in_days(0)) == []
    profiles.approve(profile, office="Head", by=first)
    assert (what_waits(first, in_days(0)), what_waits(second, in_days(0))) == ([], one)
    profiles.approve(profile, office="Command", by=second)

    end = profile.valid_to
    assert what_waits(analyst, end - SOON - timedelta(days=1)) == []
    assert what_waits(analyst, end - SOON) == [f"Profile P-ROUTE ends on {end:%d.%m.%Y}."]
    assert what_waits(analyst, end + timedelta(days=1)) == [
        f"Profile P-ROUTE ended on {end:%d.%m.%Y} and selects nobody."
    ]


def test_with_two_signatures_it_selects_and_a_new_version_needs_them_again():
    agency, analyst, first, second = agency_and_users()
    profile = activate(make_profile(agency, analyst), analyst, (first, second))
    facts = {"travel.route_broken": True, "statement.contradicts_document": True}

    assert begin(agency, first, facts=facts).selected
    assert not begin(agency, first, facts={"travel.route_broken": True}).selected

    profiles.write(told(title="Changed"), agency=agency, by=analyst, profile=profile)
    assert (profile.state, profile.number) == ("draft", 2)
    assert not begin(agency, first, facts=facts).selected


def test_the_kill_switch_works_at_once_and_says_why():
    agency, analyst, first, second = agency_and_users()
    profile = activate(make_profile(agency, analyst), analyst, (first, second))

    with pytest.raises(ProfilingError, match="why"):
        profiles.stop(profile, reason=" ", by=analyst)
    profiles.stop(profile, reason="it stops families", by=analyst)

    assert (
        begin(
            agency,
            first,
            facts=dict.fromkeys(("travel.route_broken", "statement.contradicts_document"), True),
        ).traces
        == []
    )


def test_it_ends_by_itself():
    agency, analyst, first, second = agency_and_users()
    profile = activate(make_profile(agency, analyst), analyst, (first, second))

    assert RiskProfile.objects.active(profile.valid_to).exists()
    assert not RiskProfile.objects.active(date.fromordinal(profile.valid_to.toordinal() + 1)).exists()


def test_each_condition_says_what_it_read():
    agency, analyst, first, second = agency_and_users()
    activate(make_profile(agency, analyst), analyst, (first, second))

    (trace,) = begin(agency, first, facts={"travel.route_broken": True}).traces

    assert [one["fired"] for one in trace["conditions"]] == [True, False]
    assert [one["known"] for one in trace["conditions"]] == [True, False]


def test_a_trial_tells_how_many_are_innocent():
    agency, analyst, first, _second = agency_and_users()
    version = make_profile(agency, analyst).versions.get()

    result = testing.try_on(version, testing.synthetic_records(1), prevalence=1e-5, viewer=first)

    assert result["records"] == testing.SYNTHETIC
    assert result["found"] <= result["selected"]
    assert result["innocent"] > 900
    assert picked_out(result) == []


def test_trials_where_nothing_was_planted_alarm_no_more_often_than_stated():
    agency, analyst, first, _second = agency_and_users()
    version = make_profile(agency, analyst).versions.get()
    trials = 20

    alarmed = 0
    for seed in range(trials):
        result = testing.try_on(
            version, testing.synthetic_records(seed)[:6000], prevalence=1e-5, viewer=first
        )
        alarmed += any(one["alarm"] for one in result["disparities"])

    # Four of twenty or more at the stated error of 5 %: by chance in one set of seeds of sixty.
    assert alarmed <= trials * 0.05 + 3 * math.sqrt(trials * 0.05 * 0.95)


def test_a_trial_finds_planted_discrimination_and_the_condition_behind_it():
    agency, analyst, first, _second = agency_and_users()
    version = make_profile(agency, analyst).versions.get()
    records = testing.synthetic_records(1)
    for number, record in enumerate(records):
        if record["audit.citizenship"] == "XB" and number % 3 == 0:
            record["travel.route_broken"] = record["statement.contradicts_document"] = True

    result = testing.try_on(version, records, prevalence=1e-5, viewer=first)

    assert "XB" in {one["group"] for one in result["disparities"] if one["alarm"]}
    assert {one["group"] for one in picked_out(result)} == {"XB"}


def test_the_form_makes_the_tree_and_shows_it_again():
    agency, analyst, _first, _second = agency_and_users()
    data = {
        "owner_agency": agency.pk,
        "code": "of-the-form",
        "title": "T",
        "purpose": "drugs",
        "legal_basis": "L",
        "rationale": "R",
        "valid_from": f"{in_days(0):%d.%m.%Y}",
        "valid_to": f"{in_days(30):%d.%m.%Y}",
        "lane": "second_line",
        "percent": 100,
        "priority": 50,
        "instruction": "Ask",
        "group_1": "1",
        "field_1": "travel.route_broken",
        "operator_1": "=",
        "value_1": "yes",
        "group_2": "2",
        "field_2": "traveller.crossings",
        "days_2": 30,
        "operator_2": ">=",
        "value_2": "5",
        "group_3": "2",
        "field_3": "cash.declared",
        "operator_3": "between",
        "value_3": "1000 .. 9 000",
    }
    form = ProfileForm(data, user=analyst, subject="person")

    assert form.is_valid(), form.errors
    profile = profiles.write(form.told(), agency=agency, by=analyst)
    content = profile.versions.get().content
    assert content["when"]["rules"][0] == {"field": "travel.route_broken", "operator": "=", "value": True}
    assert content["when"]["rules"][1]["combinator"] == "or"
    shown = initial_of(content)
    assert (shown["field_2"], shown["days_2"], shown["value_3"]) == (
        "traveller.crossings",
        30,
        "1000 .. 9000",
    )


def test_the_form_offers_no_protected_field():
    _agency, analyst, _first, _second = agency_and_users()
    offered = {name for name, _label in ProfileForm(user=analyst, subject="person").fields["field_1"].choices}

    assert not offered & {"religion", "ethnicity", "surname", "birth_place", "language", "meal"}


def test_the_author_reads_what_came_of_selections_and_not_of_whom():
    agency, analyst, first, second = agency_and_users()
    profile = activate(make_profile(agency, analyst), analyst, (first, second))
    check = begin(agency, first, facts={"travel.route_broken": True, "statement.contradicts_document": True})
    checks.write_own_view(check, view="unsure", by=first)
    checks.decide(check, decision="second_line", reason="words against papers", by=first)
    checks.close(check, outcome="nothing", reason="the host confirms", by=first)

    (told_back,) = feedback_on(profile)

    assert (told_back.outcome, told_back.outcome_reason) == ("nothing", "the host confirms")


def test_what_the_form_refuses_stands_beside_its_field(client):
    agency, analyst, _first, _second = agency_and_users()
    client.force_login(analyst)
    values = {
        "owner_agency": agency.pk, "code": "X-1", "title": "Men in religious dress", "purpose": "drugs",
        "legal_basis": "law", "rationale": "cases", "valid_from": in_days(0).strftime("%d.%m.%Y"),
        "valid_to": in_days(300).strftime("%d.%m.%Y"), "lane": "second_line", "percent": 100, "priority": 50,
        "instruction": "ask", "field_1": "travel.route_broken", "group_1": 1, "field_3": "plate",
        "operator_3": "beginsWith", "value_3": "01", "group_3": 2,
    }  # fmt: skip

    form = client.post("/checkpoint/profiles/new/person/", values).context["form"]

    assert "religion or belief" in form.errors["title"][0]
    assert "cannot be asked of" in form.errors["operator_3"][0]
    values["operator_3"], values["value_3"] = "=", "01A777"
    form = client.post("/checkpoint/profiles/new/person/", values | {"title": "Route"}).context["form"]
    assert "at most 184 are allowed" in form.errors["valid_to"][0]
    assert not RiskProfile.objects.exists()
