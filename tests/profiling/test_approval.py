"""No profile is signed that stands for a group of people, by its conditions or by what its lists hold."""

from __future__ import annotations

import io
import json
from datetime import date

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import factories
from tests.pages.addresses import words_of
from tests.profiling.world import (
    CONDITIONS,
    PASSED,
    activate,
    agency_and_users,
    begin,
    in_days,
    make_profile,
    sheet_of,
    told,
)

from chegara.accounts.models import Role
from chegara.profiling import testing
from chegara.profiling.actions import key_lists, profiles
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.approval import obstacles, picked_out
from chegara.profiling.joining import lists_of
from chegara.profiling.methods.proxies import proxies
from chegara.profiling.models import KeyList, KeyListVersion, RiskProfile

pytestmark = pytest.mark.django_db
NO_SIGNATURE = "no signature opens it"


def make_list(agency, by, keys="", **changes):
    fields = {
        "name": "under-audit", "title": "Plates of cases", "subject": "person", "field": "plate",
        "legal_basis": "Law on search, article 9", "owner": "Analysis",
    }  # fmt: skip
    made = key_lists.save_key_list(KeyList(owner_agency=agency, **(fields | changes)), by=by)
    if keys:
        bring_in(made, by, keys)
    return made


def bring_in(made, by, *keys):
    text = "key\n" + "\n".join(keys) + "\n"
    return key_lists.bring_in_keys(made, name="keys.csv", content=text.encode(), by=by)


JOINED = {"field": "plate", "operator": "inList", "value": {"list": "under-audit"}}


def joining(*more):
    return {"combinator": "and", "not": False, "rules": [JOINED, *(more or CONDITIONS[:1])]}


def planted(
    condition="travel.route_broken", attribute="audit.citizenship", group="XB", *, every=4, count=4000
):
    """Records of the past in which a condition picks out a group."""
    records = testing.synthetic_records(3)[:count]
    for number, record in enumerate(records):
        if record[attribute] == group and number % every == 0:
            record[condition] = True
    return records


def tried(profile, records, by, *, synthetic=False):
    version = profile.versions.get(number=profile.number)
    result = testing.try_on(version, records, prevalence=1e-5, viewer=by)
    return profiles.keep_test(version, records="past.csv", synthetic=synthetic, result=result, by=by)


# ---- what lists hold

GIVING_AWAY = pytest.mark.parametrize(
    ("field", "keys"),
    [
        ("traveller", ("Karimov", "Rahimova", "Aliev")),
        ("traveller", ("Muhammad", "Fatima", "Yusuf")),
        ("travel.mode", ("Uzbek", "bus")),
        ("travel.mode", ("Jalalabad", "Navabad", "bus")),
        ("traveller", ("Sunni", "A1")),
    ],
    ids=["surnames", "given names", "a people", "villages", "a religion"],
)


@GIVING_AWAY
def test_a_list_that_gives_people_away_is_refused_whatever_it_is_called(field, keys):
    agency, analyst, _first, _second = agency_and_users()
    made = make_list(agency, analyst, field=field)

    with pytest.raises(ProfilingError, match=NO_SIGNATURE):
        bring_in(made, analyst, *keys)
    assert not KeyListVersion.objects.exists()


@GIVING_AWAY
def test_nor_does_it_come_in_by_the_form(client, field, keys):
    agency, analyst, _first, _second = agency_and_users()
    made = make_list(agency, analyst, field=field)
    client.force_login(analyst)
    address = reverse("key_list_file", args=[made.pk])

    def send(*wanted):
        return client.post(
            address, {"file": SimpleUploadedFile("k.csv", ("key\n" + "\n".join(wanted)).encode())}
        )

    assert NO_SIGNATURE in words_of(send(*keys))
    assert not KeyListVersion.objects.exists()
    assert send("A1", "B2").status_code == 302, "the same form takes keys that give nobody away"


@pytest.mark.parametrize("way", ["form", "file"])
def test_a_profile_joins_a_vetted_list_only(client, way):
    agency, analyst, _first, _second = agency_and_users()
    client.force_login(analyst)
    data = {
        "owner_agency": agency.pk, "code": "P-PLATES", "title": "T", "purpose": "drugs", "legal_basis": "L",
        "rationale": "R", "valid_from": f"{in_days(0):%d.%m.%Y}", "valid_to": f"{in_days(30):%d.%m.%Y}",
        "lane": "second_line", "percent": 100, "priority": 50, "instruction": "Ask",
        "group_1": "1", "field_1": "plate", "operator_1": "inList", "value_1": "under-audit",
        "group_2": "2", "field_2": "travel.route_broken", "operator_2": "=", "value_2": "yes",
    }  # fmt: skip

    def send():
        if way == "form":
            return client.post(reverse("profile_new", args=["person"]), data)
        file = SimpleUploadedFile("p.json", json.dumps(told(id="P-PLATES", when=joining())).encode())
        return client.post(reverse("profile_import"), {"owner_agency": agency.pk, "file": file})

    assert "no list under-audit" in words_of(send())
    made = make_list(agency, analyst)
    assert "no list under-audit" in words_of(send()), "a list without keys is none"
    bring_in(made, analyst, "B1234AA")
    assert send().status_code == 302
    assert RiskProfile.objects.get().versions.get().content["when"]["rules"][0] == JOINED
    assert (
        "under-audit"
        in client.get(reverse("profile_edit", args=[RiskProfile.objects.get().pk])).content.decode()
    )


def test_a_list_that_a_profile_joins_is_vetted_against_every_field_that_asks_it():
    agency, analyst, _first, _second = agency_and_users()
    made = make_list(agency, analyst, "T1", field="traveller")
    when = {"combinator": "and", "not": False, "rules": [JOINED | {"field": "traveller"}, *CONDITIONS]}
    make_profile(agency, analyst, when=when)

    with pytest.raises(ProfilingError, match=NO_SIGNATURE):
        bring_in(made, analyst, "T1", "Petrov", "Sidorov")
    assert made.versions.count() == 1


def test_what_is_on_the_list_on_the_day_is_selected_and_a_change_asks_for_signatures_anew():
    agency, analyst, first, second = agency_and_users()
    made = make_list(agency, analyst, "B1234AA")
    profile = make_profile(agency, analyst, when=joining())
    records = planted(every=10**6)
    for record in records[:20]:
        record["plate"] = "B1234AA"
        record["travel.route_broken"] = True
    test = tried(profile, records, analyst)
    assert test.result["selected"] == 20
    profiles.submit(profile, by=analyst)
    for signer in (first, second):
        profiles.approve(profile, office="Head", by=signer)
    facts = {"plate": "B1234AA", "travel.route_broken": True}
    assert begin(agency, first, facts=facts).selected

    bring_in(made, analyst, "C5678BB")

    profile.refresh_from_db()
    assert (profile.state, profile.number) == ("draft", 2)
    assert not begin(agency, first, facts=facts).selected
    with pytest.raises(ProfilingError, match="Test this version"):
        profiles.submit(profile, by=analyst)


def test_a_list_that_changed_since_the_test_of_goods_asks_for_another_test():
    agency, analyst, _first, _second = agency_and_users()
    made = make_list(agency, analyst, "I-1", name="importers", subject="consignment", field="importer")
    asked = {"field": "importer", "operator": "inList", "value": {"list": "importers"}}
    when = {"combinator": "and", "not": False, "rules": [asked]}
    goods = make_profile(
        agency, analyst, id="GOODS", subject="consignment", when=when,
        then={"lane": "red", "percent": 100, "priority": 50, "instruction": "Weigh"},
    )  # fmt: skip
    records = [{"time": "2026-01-01", "importer": f"I-{n}"} for n in range(5)]
    assert tried(goods, records, analyst).result["selected"] == 1
    bring_in(made, analyst, "I-1", "I-2")

    with pytest.raises(ProfilingError, match="has changed since the test"):
        profiles.submit(goods, by=analyst)
    assert tried(goods, records, analyst).result["selected"] == 2
    profiles.submit(goods, by=analyst)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"field": "document.days_to_expiry"}, "another field"),
        ({"subject": "vehicle", "field": "importer"}, "another field"),
    ],
    ids=["a number is no key", "another subject's field"],
)
def test_keys_are_codes_that_such_records_hold(changes, words):
    agency, analyst, _first, _second = agency_and_users()

    with pytest.raises(ProfilingError, match=words):
        make_list(agency, analyst, **changes)


def test_a_list_in_use_keeps_its_name_and_field_and_a_file_must_differ():
    agency, analyst, _first, _second = agency_and_users()
    made = make_list(agency, analyst, "B1234AA")

    made.field = "traveller"
    with pytest.raises(ProfilingError, match="make another"):
        key_lists.save_key_list(made, by=analyst)
    with pytest.raises(ProfilingError, match="Nothing differs"):
        bring_in(made, analyst, "B1234AA")
    with pytest.raises(ProfilingError, match="row 2"):
        key_lists.bring_in_keys(made, name="k.csv", content=b"key,valid_from\nB1,yesterday\n", by=analyst)


def test_another_agency_sees_no_list(client):
    agency, analyst, _first, _second = agency_and_users()
    made = make_list(agency, analyst, "B1234AA")
    other = factories.make_agency(agency.country, code="XA-CUS", kind="customs")
    client.force_login(factories.make_user("stranger", agency=other, roles=[Role.ANALYST]))

    assert client.get(made.get_absolute_url()).status_code == 404
    with pytest.raises(ProfilingError, match="there is no list"):
        make_profile(other, factories.make_user("their", agency=other, roles=[Role.ANALYST]), when=joining())


# ---- the proxy test


@pytest.mark.parametrize(
    ("attribute", "group", "words"),
    [
        ("audit.sex", "F", "sex female"),
        ("audit.age", "18-29", "age 18–29"),
        ("audit.citizenship", "XB", "citizenship XB"),
    ],
)
def test_a_condition_that_stands_for_a_group_keeps_a_profile_from_being_signed(
    attribute, group, words, client
):
    agency, analyst, first, _second = agency_and_users()
    profile = make_profile(agency, analyst)
    test = tried(profile, planted(attribute=attribute, group=group), analyst)

    assert {(one["attribute"], one["group"]) for one in picked_out(test.result)} == {(attribute[6:], group)}
    with pytest.raises(ProfilingError, match=words):
        profiles.submit(profile, by=analyst)
    profile.state = "submitted"  # as if somebody had gone round the form
    profile.save()
    with pytest.raises(ProfilingError, match=words):
        profiles.approve(profile, office="Head", by=first)
    client.force_login(first)
    page = words_of(client.get(reverse("profile_approve", args=[profile.pk])))
    assert "It cannot be signed" in page
    assert "stands for the group" in page
    answer = client.post(reverse("profile_approve", args=[profile.pk]), {"office": "Head"})
    assert answer.status_code == 200
    assert not profile.versions.get().approvals.exists()


def test_where_the_law_itself_asks_more_of_some_citizens_the_article_is_named_and_read_by_who_signs(client):
    agency, analyst, first, second = agency_and_users()
    profile = make_profile(agency, analyst)
    tried(profile, planted(), analyst)
    client.force_login(analyst)

    page = client.get(reverse("profile_submit", args=[profile.pk]))
    assert "Law that asks more of some citizens" in words_of(page)
    address = reverse("profile_submit", args=[profile.pk])
    assert client.post(address, {"ground": ""}).status_code == 200
    assert client.post(address, {"ground": "Visa act, article 8"}).status_code == 302
    client.force_login(first)
    assert "Visa act, article 8" in words_of(client.get(reverse("profile_approve", args=[profile.pk])))
    profile.refresh_from_db()
    for signer in (first, second):
        profiles.approve(profile, office="Head", by=signer)
    assert profile.state == "active"


def test_no_ground_opens_what_stands_for_a_sex():
    agency, analyst, _first, _second = agency_and_users()
    profile = make_profile(agency, analyst)
    tried(profile, planted(attribute="audit.sex", group="F"), analyst)

    with pytest.raises(ProfilingError, match="No signature opens it"):
        profiles.submit(profile, by=analyst, ground="Law, article 1")


def test_where_nothing_was_planted_no_condition_is_taken_for_a_proxy():
    agency, analyst, first, second = agency_and_users()
    profile = make_profile(agency, analyst)

    test = tried(profile, planted(every=10**6), analyst)

    assert picked_out(test.result) == []
    assert obstacles(profile.versions.get()) == []
    profiles.submit(profile, by=analyst)
    for signer in (first, second):
        profiles.approve(profile, office="Head", by=signer)
    assert profile.state == "active"


def without(name):
    return [{key: value for key, value in record.items() if key != name} for record in planted(every=10**6)]


@pytest.mark.parametrize(
    ("records", "synthetic", "words"),
    [
        (lambda: planted(every=10**6), True, "drawn apart"),
        (lambda: without("audit.sex"), False, "no sex"),
        (lambda: planted(every=10**6, count=900), False, "900 records are too few"),
    ],
    ids=["synthetic travellers", "no attribute", "too few records"],
)
def test_a_proxy_test_that_could_find_nothing_allows_no_signature(records, synthetic, words):
    agency, analyst, _first, _second = agency_and_users()
    profile = make_profile(agency, analyst)
    tried(profile, records(), analyst, synthetic=synthetic)

    with pytest.raises(ProfilingError, match=words):
        profiles.submit(profile, by=analyst)


def test_a_file_of_the_past_is_tried_in_each_form_and_the_same_comes_out(client):
    from openpyxl import Workbook

    agency, analyst, _first, _second = agency_and_users()
    profile = make_profile(agency, analyst)
    client.force_login(analyst)
    records = planted(count=1200)
    names = ["time", "travel.route_broken", "statement.contradicts_document", "audit.sex", "label"]
    rows = [names, *([record[name] for name in names] for record in records)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    text = "\n".join(",".join(map(str, row)) for row in rows).encode()

    found = []
    for name, content in (("past.csv", text), ("past.xlsx", stream.getvalue())):
        answer = client.post(
            reverse("profile_test", args=[profile.pk]),
            {"source": "file", "file": SimpleUploadedFile(name, content), "prevalence": 10},
        )
        assert answer.status_code == 302, words_of(answer)
        found.append(profile.versions.get().back_tests.first().result)
    assert found[0] == found[1]
    wrong = client.post(
        reverse("profile_test", args=[profile.pk]),
        {"source": "file", "file": SimpleUploadedFile("past.csv", b"time\nyesterday\n"), "prevalence": 10},
    )
    assert "past.csv, row 2, column time" in words_of(wrong)


def test_closed_checks_serve_as_records_of_the_past():
    agency, _analyst, first, _second = agency_and_users()
    check = begin(agency, first, facts={"travel.route_broken": True})
    with pytest.raises(ProfilingError, match="No closed check"):
        testing.own_checks(first)
    from chegara.profiling.actions import checks

    checks.write_own_view(check, view="nothing", by=first)
    check.matches = []
    checks.decide(check, decision="no_action", reason="papers agree", by=first)

    (record,) = testing.own_checks(first)

    assert record["travel.route_broken"] is True
    assert (record["audit.sex"], record["audit.citizenship"], record["label"]) == ("M", "UTO", False)


def test_a_passed_test_of_another_version_allows_nothing():
    agency, analyst, first, second = agency_and_users()
    profile = activate(make_profile(agency, analyst), analyst, (first, second))
    profiles.write(told(title="Changed"), agency=agency, by=analyst, profile=profile)

    with pytest.raises(ProfilingError, match="Test this version"):
        profiles.submit(profile, by=analyst)
    assert profile.versions.get(number=1).back_tests.first().result == PASSED


# ---- the method


def test_the_hand_worked_table_of_the_method():
    """40 of 100 women and 10 of 200 men meet the condition: 0.4 / 0.05 = 8 times as often."""
    met = [True] * 40 + [False] * 60 + [True] * 10 + [False] * 190
    sex = ["F"] * 100 + ["M"] * 200

    found = {one.group: one for one in proxies([met], {"sex": sex}, stands_for=2, fewest_met=10)}

    assert found["F"].ratio.value == pytest.approx(8)
    assert found["F"].stands
    assert found["M"].ratio.value == pytest.approx(1 / 8)
    assert not found["M"].stands, "to be met less often picks nobody out"


def test_planted_proxies_are_found_and_none_where_none_is_at_the_stated_error_rate():
    rng = np.random.default_rng(8)
    trials, count = 60, 4000
    missed = false = 0
    for _trial in range(trials):
        groups = rng.integers(0, 4, count)
        values = [f"G{one}" for one in groups]
        innocent = rng.random(count) < 0.05
        picking = rng.random(count) < np.where(groups == 1, 0.30, 0.05)
        found = proxies(
            [innocent.tolist(), picking.tolist()], {"citizenship": values}, stands_for=2, fewest_met=10
        )
        missed += not any(one.stands for one in found if one.condition == 1 and one.group == "G1")
        false += any(one.stands for one in found if one.condition == 0)
    assert missed == 0
    assert false <= trials * 0.05


@pytest.mark.parametrize(
    "keys", [("Karimov", "Rahimov", "Yusupova"), ("кишлак Чорку", "село Арал")], ids=["surnames", "villages"]
)
def test_a_workbook_of_people_or_villages_is_no_list_of_keys(keys):
    agency, analyst, _first, _second = agency_and_users()
    made = make_list(agency, analyst)

    with pytest.raises(ProfilingError, match=NO_SIGNATURE):
        key_lists.bring_in_keys(
            made, name="k.xlsx", content=sheet_of([["key"], *([one] for one in keys)]), by=analyst
        )
    assert not KeyListVersion.objects.exists()


def test_a_workbook_of_keys_is_a_list_with_its_days():
    agency, analyst, _first, _second = agency_and_users()
    made = make_list(agency, analyst)
    rows = [["key", "valid_from", None], ["B1234AA", date(2026, 11, 1)], [None], ["01A777BC", None]]

    key_lists.bring_in_keys(made, name="k.xlsx", content=sheet_of(rows), by=analyst)

    held = {entry.key: entry.valid_from for entry in lists_of(agency)["under-audit"].entries}
    assert held == {"B1234AA": date(2026, 11, 1), "01A777BC": date.min}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("k.csv", b"key\n\xff\xfe\xa2", "save it as"), ("k.xlsx", b"key\nB1", "not an xlsx workbook"),
        ("k.csv", b"plates\nB1234AA", "row 1"), ("k.csv", b"", "row 1"),
    ],
    ids=["another alphabet's bytes", "no workbook", "no column key", "empty"],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_in_the_users_words(name, content, words):
    agency, analyst, _first, _second = agency_and_users()
    made = make_list(agency, analyst)

    with pytest.raises(ProfilingError, match=words) as refused:
        key_lists.bring_in_keys(made, name=name, content=content, by=analyst)
    assert "codec" not in str(refused.value)
