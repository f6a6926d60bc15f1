"""Requests of persons lead to the record: told, corrected, erased or kept by a person's decision."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.pages.addresses import words_of
from tests.profiling.test_papers import text_of
from tests.profiling.test_reviewing import asked, closed
from tests.profiling.world import agency_and_users, begin, in_days, make_watchlist

from chegara.accounts.models import Role
from chegara.audit.models import AuditEntry
from chegara.profiling import screening
from chegara.profiling.actions import checks, requests
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.actions.lists import remember_false_match
from chegara.profiling.actions.requests import Answer
from chegara.profiling.answers import answer_letter
from chegara.profiling.models import FalseMatch, RequestAct, SubjectRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_index_of_another_test():
    """Lists are numbered anew in each test, and the index of one is kept by its number."""
    screening._index.cache_clear()


REMEDY = "Office for data protection; court"


def answered(request, officer, decision="granted"):
    said = Answer(decision=decision, text="Done.\nAs you asked.", remedy=REMEDY)
    requests.answer(request, said, on=timezone.localdate(), by=officer)


def test_a_correction_is_made_in_the_record_and_the_log_keeps_no_personal_value():
    agency, _analyst, officer, _second = agency_and_users()
    check = begin(agency, officer, number="A1")
    request = asked(agency, officer, kind="rectification")
    requests.seek_held(request, number="A1", by=officer)

    requests.correct_held(
        request, check, field="birth", value="14.03.1979", reason="The passport shown", by=officer
    )

    check.refresh_from_db()
    assert check.document["birth"] == "1979-03-14"
    act = RequestAct.objects.get()
    assert (act.step, act.field, act.subject_check, act.by) == ("corrected", "birth", check, officer)
    entry = AuditEntry.objects.get(action="profiling.held_corrected")
    assert entry.after == {"document_field": "birth"}
    assert not AuditEntry.objects.filter(after__icontains="1979").exists()
    answered(request, officer)
    told = text_of(answer_letter(request, "en"))
    assert "corrected, Date of birth" in told
    assert REMEDY in told
    assert "granted" in told


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("birth", "yesterday", "x"), ("birth", "", "x"), ("sex", "A", "x"), ("surname", "KARIMOV", "x"),
        ("surname", "KARIMOVA", "  "),
    ],
    ids=["no date", "blank", "no sex", "as it is held", "no reason"],
)  # fmt: skip
def test_a_correction_that_says_nothing_is_refused(field, value, reason):
    agency, _analyst, officer, _second = agency_and_users()
    check = begin(agency, officer)
    request = asked(agency, officer, kind="rectification")

    with pytest.raises(ProfilingError):
        requests.correct_held(request, check, field=field, value=value, reason=reason, by=officer)

    assert not RequestAct.objects.exists()


def test_each_kind_of_request_leads_only_to_what_it_asks():
    agency, _analyst, officer, _second = agency_and_users()
    check = closed(agency, officer, "nothing")
    access = asked(agency, officer)

    with pytest.raises(ProfilingError):
        requests.correct_held(access, check, field="sex", value="F", reason="x", by=officer)
    with pytest.raises(ProfilingError):
        requests.erase_held(access, check, reason="x", on=timezone.localdate(), by=officer)
    requests.tell_held(access, check, reason="The person asks", by=officer)
    requests.seek_held(access, number="A1", by=officer)
    answered(access, officer)
    told = text_of(answer_letter(access, "en"))
    assert "KARIMOV" in told
    assert "not selected: checked as everybody is" in told


def test_nothing_is_granted_that_was_not_done_and_nothing_answered_that_was_not_looked_up():
    agency, _analyst, officer, _second = agency_and_users()
    check = begin(agency, officer)
    request = asked(agency, officer, kind="rectification")

    with pytest.raises(ProfilingError, match="Look up"):
        answered(request, officer)
    requests.seek_held(request, number=check.document["number"], by=officer)
    with pytest.raises(ProfilingError, match="cannot be granted"):
        answered(request, officer)
    requests.keep_held(request, check, reason="The passport says the same", by=officer)
    answered(request, officer, "refused")

    request.refresh_from_db()
    assert (request.decision, request.answered_by) == ("refused", officer)
    with pytest.raises(ProfilingError, match="answered already"):
        requests.keep_held(request, check, reason="Later", by=officer)
    with pytest.raises(ProfilingError, match="answered already"):
        answered(request, officer)


def test_an_answer_without_a_person_who_decided_cannot_be_stored():
    agency, _analyst, officer, _second = agency_and_users()
    request = asked(agency, officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectRequest.objects.filter(pk=request.pk).update(
            answered_on=timezone.localdate(), answer="x", decision="granted"
        )


def test_who_was_remembered_as_another_person_may_ask_to_be_forgotten(client):
    agency, analyst, officer, _second = agency_and_users()
    wanted = make_watchlist(agency, analyst)
    document = {"number": "A1", "issuer": "UTO", "birth": "1974-08-12"}
    remember_false_match(wanted, entry_id="1", document=document, reason="x", until=in_days(9), by=officer)
    request = asked(agency, officer, kind="erasure")
    client.force_login(officer)
    match = FalseMatch.objects.get()

    page = client.post(
        reverse("subject_request_held", args=[request.pk]),
        {"number": "A1", "match": str(match.pk), "why": "The person asks"},
    )

    assert page.status_code == 200
    assert not FalseMatch.objects.exists()
    assert "False match, list “Wanted”" in words_of(page)


def test_the_page_corrects_and_shows_what_is_wrong_beside_the_field(client):
    agency, _analyst, officer, _second = agency_and_users()
    check = begin(agency, officer, number="A1")
    request = asked(agency, officer, kind="rectification")
    client.force_login(officer)
    address = reverse("subject_request_held", args=[request.pk])
    key = f"c{check.pk}"

    page = words_of(client.post(address, {"number": "A1", "check": check.pk, f"{key}-step": "corrected"}))
    assert "Say what is wrong." in page
    page = words_of(
        client.post(
            address,
            {"number": "A1", "check": check.pk, f"{key}-step": "corrected", f"{key}-field": "number",
             f"{key}-value": "a2", f"{key}-reason": "Misread"},
        )
    )  # fmt: skip

    check.refresh_from_db()
    assert check.document["number"] == "A2"
    assert "A2" in page, "it is shown under the number that it has now"
    client.post(
        reverse("subject_request_answer", args=[request.pk]),
        {"decision": "granted", "text": "Corrected.", "remedy": REMEDY},
    )
    paper = client.get(reverse("subject_request_file", args=[request.pk, "docx"]))
    assert paper.headers["Content-Type"].endswith("wordprocessingml.document")


def test_another_agency_decides_on_nothing(client):
    agency, _analyst, officer, _second = agency_and_users()
    begin(agency, officer, number="A1")
    request = asked(agency, officer, kind="erasure")
    stranger = factories.make_user(
        "stranger", agency=factories.make_agency(agency.country, code="XA-CUS"), roles=[Role.SUPERVISOR]
    )
    client.force_login(stranger)

    for name in ("subject_request", "subject_request_held", "subject_request_answer"):
        assert client.get(reverse(name, args=[request.pk])).status_code == 404


@pytest.mark.parametrize(
    ("answer", "reference", "judged", "refusal"),
    [
        ("agrees", "AFIS 2026/114", "same", None),
        ("differs", "AFIS 2026/114", "other", None),
        ("agrees", "AFIS 2026/114", "other", "contrary"),
        ("differs", "AFIS 2026/114", "same", "contrary"),
        ("agrees", "", "same", "number of the question"),
        ("agrees", "Rk1SACAyMAAAAADwAAABPAFiAMUAxQEAAAAoQGZ5AJw=" * 2, "same", "not kept here"),
        ("", "AFIS 2026/114", "same", "other system answered"),
        ("", "", "same", "Only the name agrees"),
    ],
    ids=["agrees", "differs", "contrary, agrees", "contrary, differs", "no number", "a template", "no answer",
         "name alone"],
)  # fmt: skip
def test_another_systems_answer_is_a_word_and_a_number_and_never_a_print(answer, reference, judged, refusal):
    agency, analyst, officer, _second = agency_and_users()
    make_watchlist(agency, analyst, content="id,full name,date of birth\n2,Karimov Rustam,\n")
    check = begin(agency, officer, number="X1")
    assert check.matches
    checks.write_own_view(check, view="unsure", by=officer)
    asked_of = checks.Biometric(answer=answer, reference=reference)

    if refusal:
        with pytest.raises(ProfilingError, match=refusal):
            checks.judge(check, number=0, judged=judged, why="x", by=officer, biometric=asked_of)
    else:
        checks.judge(check, number=0, judged=judged, why="x", by=officer, biometric=asked_of)
        assert (check.matches[0]["biometric_answer"], check.matches[0]["biometric_number"]) == (
            answer, reference,
        )  # fmt: skip


def test_a_list_names_the_record_of_another_system_and_refuses_a_template():
    agency, analyst, officer, _second = agency_and_users()
    head = "id,full name,date of birth,passport,AFIS\n"
    make_watchlist(agency, analyst, content=head + "1,Karimov Rustam,12.08.1974,L898902C3,AFIS 77-1\n")
    assert begin(agency, officer).matches[0]["biometric"] == "AFIS 77-1"

    with pytest.raises(ProfilingError, match="templates are not kept here"):
        make_watchlist(agency, analyst, title="B", content=head + f"1,Karimov Rustam,,,{'Rk1S+A==' * 20}\n")
